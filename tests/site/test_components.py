"""Components of the pages: what they show for what they are given."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import timezone

from vsm_site.lib import ui_tags
from vsm_site.lib.errors import Clash
from workshops.live_forms import ShownClash


class Sheet(forms.Form):
    """A form with a field of each layout."""

    title = forms.CharField(help_text="As people say it.")
    why = forms.CharField(label="Case for change", widget=forms.Textarea, required=False)
    owner = forms.ChoiceField(choices=[("", "Nobody yet"), ("Participants", [("7", "Pia"), ("8", "Per")])], required=False)
    team = forms.MultipleChoiceField(choices=[("7", "Pia"), ("8", "Per")], widget=forms.CheckboxSelectMultiple, required=False)
    invite = forms.BooleanField(label="Invite now", required=False)


def show(name: str, /, **inputs: Any) -> str:
    """A component as it stands on a page."""
    return " ".join(render_to_string(f"components/{name}.html", inputs).split())


def written(source: str, **inputs: Any) -> str:
    """A piece of template as it stands on a page."""
    return " ".join(Template(source).render(Context(inputs)).split())


def test_inputs_get_the_class_of_their_kind() -> None:
    form = Sheet()
    assert 'class="input"' in written("{% control form.title %}", form=form)
    assert 'class="textarea"' in written("{% control form.why %}", form=form)
    assert 'class="select"' in written("{% control form.owner %}", form=form)
    assert "class=" not in written("{% control form.invite %}", form=form)


def test_a_class_of_the_form_stays() -> None:
    form = Sheet()
    form.fields["title"].widget.attrs["class"] = "input cell-input"
    assert 'class="input cell-input"' in written("{% control form.title %}", form=form)


def test_the_first_value_goes_along_hidden_where_the_form_compares_with_it() -> None:
    form = Sheet(initial={"title": "Patient journey", "team": ["7"]})
    assert 'name="initial-title"' not in written("{% control form.title %}", form=form)
    for name in ("title", "team"):
        form.fields[name].show_hidden_initial = True
    shown = show("field", field=form["title"])
    assert '<input type="hidden" name="initial-title" value="Patient journey"' in shown
    assert '<input type="hidden" name="initial-team" value="7"' in show("field", field=form["team"])


def test_a_field_names_its_revision() -> None:
    form = Sheet()
    form.fields["title"].rev_name, form.fields["title"].rev = "rev_title", 12  # type: ignore[attr-defined]
    assert '<input type="hidden" name="rev_title" value="12">' in show("field", field=form["title"])


def test_help_and_errors_are_tied_to_their_input() -> None:
    shown = show("field", field=Sheet({"title": ""})["title"])
    assert 'aria-describedby="id_title_helptext id_title_error"' in shown
    assert '<p class="field__help" id="id_title_helptext">As people say it.</p>' in shown
    assert 'id="id_title_error"' in shown
    assert 'aria-invalid="true"' in shown


def test_several_choices_are_a_group_with_a_name() -> None:
    shown = show("field", field=Sheet()["team"])
    assert '<fieldset class="field" id="id_team">' in shown
    assert '<legend class="field__label">Team <span class="field__optional">optional</span></legend>' in shown
    assert shown.count('<label class="choice">') == 2


def test_a_box_stands_beside_its_words() -> None:
    assert '<label class="check"><input type="checkbox" name="invite" id="id_invite">' in show("field", field=Sheet()["invite"])


def test_a_form_lists_what_is_wrong_with_links_to_the_fields() -> None:
    shown = show("form", form=Sheet({"title": "", "owner": "99"}))
    assert "Please look at 2 fields." in shown
    assert '<a href="#id_title">Title</a>: This field is required.' in shown


def test_a_clash_shows_both_values_who_and_when_and_three_ways_out() -> None:
    form = Sheet({"title": "x", "owner": "8"})
    at = int(datetime(2026, 11, 18, 9, 41, tzinfo=UTC).timestamp() * 1000)
    clash = ShownClash(Clash("action/1", "owner", "7", 4, "u", at), "Pia", "7")
    form.clashes = {"owner": clash}  # type: ignore[attr-defined]
    shown = show("form", form=form)
    assert "Pia changed this while you typed" in shown
    assert "<strong>Pia</strong></div><div><small>Yours · not saved yet</small><strong>Per</strong>" in shown
    assert '<time datetime="2026-11-18T09:41:00+00:00">09:41</time>' in shown
    assert 'name="keep" value="owner">Keep theirs<' in shown
    assert 'name="use" value="owner">Use mine<' in shown
    assert '<a class="button button--small button--quiet" href="#id_owner">Edit</a>' in shown


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("title", None, "empty"),
        ("title", "", "empty"),
        ("title", 0, "0"),
        ("invite", False, "no"),
        ("title", date(2026, 11, 18), "18 Nov 2026"),
        ("owner", "8", "Per"),
        ("team", ["7", "8"], "Pia, Per"),
        ("team", [], "empty"),
        ("owner", "gone", "gone"),
    ],
)
def test_values_are_said_in_words(name: str, value: Any, words: str) -> None:
    assert ui_tags.words_of(Sheet()[name], value) == words


def test_figures_are_links_to_their_terms() -> None:
    figures = [
        SimpleNamespace(label="Lead time", value="11.5", unit="h", url="/terms", tone="wait"),
        SimpleNamespace(label="Lead time", value="7", was="11.5", change="4.5 h", better=True),
    ]
    shown = show("figures", figures=figures)
    assert '<a href="/terms" class="figure figure--wait">' in shown
    assert '<span class="figure__value">11.5<small>h</small></span></a>' in shown
    assert '<s>11.5</s> 7</span><span class="figure__note"><span class="change change--better">' in shown


def test_a_bad_or_waiting_badge_has_an_icon_too() -> None:
    assert "#triangle-alert" in show("badge", text="6 days late", tone="bad")
    assert "#clock" in show("badge", text="Waits", tone="wait")
    assert "<svg" not in show("badge", text="Draft")


def test_the_last_question_works_without_scripts() -> None:
    shown = show("confirm", id="c", title="Remove Pia?", text="What she wrote stays.", action="/remove/", label="Remove")
    assert '<div class="dialog dialog--confirm" id="c" popover role="dialog"' in shown
    assert 'popovertarget="c" popovertargetaction="hide" autofocus>Keep it<' in shown
    assert 'class="button button--danger-final">Remove<' in shown


def test_words_of_people_are_escaped() -> None:
    evil = "<b>&"
    for name, inputs in {
        "badge": {"text": evil},
        "avatar": {"name": evil, "with_name": True, "note": evil},
        "progress": {"label": evil, "done": 1, "of": 2},
        "note": {"text": evil},
        "empty": {"title": evil, "text": evil},
        "figures": {"figures": [{"label": evil, "value": evil}]},
    }.items():
        shown = show(name, **inputs)
        assert "<b>" not in shown, name
        assert "&lt;b&gt;&amp;" in shown, name


def test_block_tags_keep_their_content_and_escape_their_words() -> None:
    shown = written("{% card title=title meta=3 kind='wait' %}<em>{{ title }}</em>{% endcard %}", title="<b>")
    assert shown == (
        '<section class="card card--wait"><div class="card__head"><h2>&lt;b&gt;</h2><span class="mute">3</span></div>'
        '<div class="card__body"><em>&lt;b&gt;</em></div></section>'
    )
    assert 'role="region" aria-label="Steps"' in written('{% table label="Steps" %}<tr></tr>{% endtable %}')
    assert '<dialog class="dialog" id="d" aria-labelledby="d-title">' in written('{% dialog id="d" title="T" %}x{% enddialog %}')


@pytest.mark.parametrize(("name", "letters"), [("Fay", "Fa"), ("Ada Lovelace King", "AK"), ("", "?"), ("  pia  ", "Pi")])
def test_initials(name: str, letters: str) -> None:
    assert ui_tags.initials(name) == letters


def test_stages_say_their_state_in_words() -> None:
    stages = [
        SimpleNamespace(key="prepare", label="Prepare", number=1, state="done", url="/1"),
        SimpleNamespace(label="Gather", number=2, state="now", url="/2"),
    ]
    shown = show("stages", stages=stages)
    assert '<ol class="stages" ' in shown
    assert 'Prepare<span class="visually-hidden">, done</span>' in shown
    assert '<a href="/2" aria-current="step">' in shown
    assert "stages--block" in show("stages", stages=stages, block=True)


def test_the_top_bar_shows_stages_as_a_line_inside_of_blocks_too() -> None:
    source = '{% block content %}{% include "components/stages.html" with stages=stages %}{% endblock %}'
    assert "stages--block" not in written(source, stages=[])


@pytest.mark.parametrize(
    ("value", "form", "words"),
    [
        (date(2026, 12, 7), "D j M", "Mon 7 Dec"),
        (date(2025, 12, 7), "D j M", "Sun 7 Dec 2025"),
        (date(2027, 1, 4), "j M", "4 Jan 2027"),
        (datetime(2025, 12, 31, 22, 30, tzinfo=UTC), "D j M, H:i", "Wed 31 Dec 2025, 22:30"),
        (None, "D j M", ""),
    ],
)
@time_machine.travel("2026-11-27 12:00 +0000", tick=False)
def test_a_day_says_its_year_where_it_is_not_this_one(value: date | None, form: str, words: str) -> None:
    assert written("{{ value|day:form }}", value=value, form=form) == words


@time_machine.travel("2026-12-31 23:30 +0000", tick=False)
def test_a_moment_is_of_the_year_that_it_has_where_the_page_is_read() -> None:
    with timezone.override("Europe/Berlin"):  # it is 2027 there already
        assert written('{{ value|day:"D j M, H:i" }}', value=datetime(2026, 12, 31, 23, 10, tzinfo=UTC)) == "Fri 1 Jan, 00:10"
