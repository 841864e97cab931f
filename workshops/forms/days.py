"""What people type about the days of a workshop. Rules are in the record kinds; forms say which fields there are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from workshops.agenda import TAKES_NO_BLOCKS
from workshops.forms.captures import Choices, team_choices
from workshops.live_forms import LiveForm
from workshops.models import AgendaItem, Barrier, Lesson, Participation, WorkshopDay
from workshops.screens import CHOICES as SCREENS
from workshops.selectors.running import AgendaLine


def _line(label: str, limit: int, **options: Any) -> forms.CharField:
    attrs = {"class": "input"} | options.pop("attrs", {})
    return forms.CharField(label=label, max_length=limit, required=options.pop("required", False), widget=forms.TextInput(attrs), **options)


def _area(label: str, limit: int, rows: int = 3, **options: Any) -> forms.CharField:
    attrs = {"class": "textarea", "rows": rows} | options.pop("attrs", {})
    return forms.CharField(label=label, max_length=limit, required=options.pop("required", False), widget=forms.Textarea(attrs), **options)


def _clock(label: str, **options: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"class": "input", "type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, error_messages={"invalid": "Type a time like 09:15."}, **options)


def _choice(label: str, model: Any, name: str) -> forms.ChoiceField:
    choices = model._meta.get_field(name).choices or []
    return forms.ChoiceField(label=label, choices=choices, widget=forms.Select(attrs={"class": "select"}))


def _select(label: str, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, widget=forms.Select(attrs={"class": "select"}), **options)


def _choose(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


class DayForm(LiveForm):
    """When a day starts and what it is about."""

    starts_at = _clock("Starts at", help_text="The times of all blocks follow.")
    theme = _line("Theme", 200, help_text="In a word or two, for example future state.")


class BlockForm(LiveForm):
    """One block of the agenda."""

    title = _line("What", 200, required=True)
    duration_minutes = forms.IntegerField(
        label="Minutes",
        min_value=1,
        max_value=720,
        initial=30,
        widget=forms.NumberInput(attrs={"class": "input", "inputmode": "numeric"}),
        error_messages={"invalid": "Type whole minutes, for example 45."},
    )
    kind = _choice("Kind", AgendaItem, "kind")
    owner = _select("Who leads", required=False)
    lead = _line("Or a role, or somebody else", 80, help_text="For example Sponsor: the person who has the role is shown.")
    note = _line("Note", 300, help_text="What to do, or what to watch.")
    materials = _line("Materials", 300, help_text="What has to lie ready.")
    screen = _select("Screen", required=False, help_text="Where it is worked on; one click leads everybody there.")

    def __init__(self, *args: Any, people: Iterable[Participation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "owner", team_choices(people, "Nobody yet"))
        _choose(self, "screen", [("", "None"), *SCREENS])


class NewBlockForm(BlockForm):
    """A block that is put before another one, or last."""

    before = _select("Where", required=False)

    def __init__(self, *args: Any, lines: Iterable[AgendaLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [(str(line.item.pk), f"Before {line.starts_at:%H:%M} {line.item.title}") for line in lines]
        _choose(self, "before", [("", "At the end of the day"), *places])


class MovableBlockForm(BlockForm):
    """A block that may also go to another day."""

    day = _select("Day", error_messages={"invalid_choice": TAKES_NO_BLOCKS})

    def __init__(self, *args: Any, days: Iterable[tuple[int, WorkshopDay]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "day", [(str(day.pk), f"Day {number}, {day.date:%a} {day.date.day} {day.date:%b}") for number, day in days])


class VisitForm(LiveForm):
    """The leaders' visit of a day."""

    at = _clock("They come at", initial="16:00")
    leaders = _line("Who comes", 300)
    progress = _area("Progress", 4000, 5, help_text="Map, numbers and the issues on top, as you will say them.")


class QuestionForm(LiveForm):
    """A question for the leaders."""

    text = _line("Question", 500, required=True)


class AnsweredQuestionForm(QuestionForm):
    """A question with what the leaders said."""

    owner = _select("Who follows it up", required=False)
    answer = _area("Answer", 4000, 4, help_text="What the leaders said.")

    def __init__(self, *args: Any, people: Iterable[Participation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "owner", team_choices(people, "Nobody yet"))


class BarrierForm(LiveForm):
    """The words of a barrier."""

    text = _line("What is in the way", 500, required=True, help_text="Something that only a leader can lift.")


class LiftForm(LiveForm):
    """Who lifts a barrier, until when, and what was decided."""

    owner = _select("Who lifts it", required=False)
    due_on = forms.DateField(
        label="Until",
        required=False,
        widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Type a date like 2026-11-18."},
    )
    status = _choice("Where it stands", Barrier, "status")
    answer = _area("Answer", 4000, 4, help_text="What was decided.")

    def __init__(self, *args: Any, people: Iterable[Participation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "owner", team_choices(people, "Nobody yet"))


class AnswerForm(LiveForm):
    """What a leader decides about a barrier, typed on a phone."""

    answer = _area("What is decided", 4000, 3, required=True, attrs={"autofocus": True})
    due_on = forms.DateField(
        label="Until",
        widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Type a date like 2026-11-18."},
    )


class DecisionForm(LiveForm):
    """What a leader decided in the room, written down by somebody else."""

    decided_by = forms.ChoiceField(label="Who decided", widget=forms.Select(attrs={"class": "select"}))
    answer = _area("What was decided", 4000, 3, required=True)
    owner = forms.ChoiceField(label="Who lifts it", required=False, widget=forms.Select(attrs={"class": "select"}))
    due_on = forms.DateField(
        label="Until",
        required=False,
        widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Type a date like 2026-11-18."},
    )

    def __init__(self, *args: Any, people: Iterable[Participation], leaders: Iterable[Participation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("owner", team_choices(people, "Who decided")), ("decided_by", [(str(row.pk), row.name) for row in leaders])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices


class WholeBarrierForm(LiftForm, BarrierForm):
    """A barrier with everything about it."""

    field_order = ("text", "owner", "due_on", "status", "answer")


class LessonForm(LiveForm):
    """What the team learned."""

    kind = _choice("It", Lesson, "kind")
    text = _area("Lesson", 2000, 2, required=True)


class SummaryForm(LiveForm):
    """The champion's words of a day."""

    accomplishments = _area("What the team got done", 4000, 4, help_text="Two sentences are enough. Say what changed your mind.")
    team_did = _area("What the team did", 8000, 6, help_text="One line each, drawn up from the day’s log. Change what you like.")
