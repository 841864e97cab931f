"""What people type about the walk. Rules are in the record kinds; forms say which fields there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from mapping.models.walk import OBSERVED
from vsm_site.lib.pictures import Picture
from workshops.forms.captures import PhotoField, team_choices
from workshops.live_forms import LiveForm
from workshops.models import Participation

Choices = Sequence[tuple[str, str]]
ISSUE = "issue"
"""What goes wrong at a work place is kept as a capture."""
KINDS: Choices = (*OBSERVED, (ISSUE, "Issue"))
TIES = ("step", "flow", "information")


def _line(label: str, limit: int, **options: Any) -> forms.CharField:
    attrs = {"class": "input", "autocomplete": "off"} | options.pop("attrs", {})
    return forms.CharField(label=label, max_length=limit, required=options.pop("required", False), widget=forms.TextInput(attrs), **options)


def _choice(label: str, choices: Choices = (), **options: Any) -> forms.ChoiceField:
    required = options.pop("required", False)
    return forms.ChoiceField(label=label, choices=choices, required=required, widget=forms.Select(attrs={"class": "select"}), **options)


def _date(label: str, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages={"invalid": "Type a date like 2026-11-18."}, **options)


def _clock(label: str, **options: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"class": "input", "type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, error_messages={"invalid": "Type a time like 09:15."}, **options)


def _minutes() -> forms.IntegerField:
    return forms.IntegerField(
        label="Minutes at each place",
        min_value=1,
        max_value=480,
        initial=15,
        widget=forms.NumberInput(attrs={"class": "input", "inputmode": "numeric"}),
        error_messages={"invalid": "Type whole minutes, for example 15."},
    )


def _set_choices(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


class PlanForm(forms.Form):
    """A route through all steps of the current map."""

    on = _date("Day of the walk")
    starts_at = _clock("Starts at", initial="09:30")
    minutes = _minutes()
    backwards = _choice("Direction", (("yes", "From the customer backwards"), ("no", "Along the flow")), required=True)


class StopForm(LiveForm):
    """One stop: where, who shows it, who goes, and when."""

    title = _line("Where", 120, help_text="What the work place is called; as the step, where it is on the map.")
    step = _choice("Step of the map")
    place = _line("How to get there", 160, help_text="Building, floor, room or link.")
    contact = _line("Who shows it", 160, help_text="Name and telephone of somebody who works there.")
    asks = _choice("Who asks")
    writes = _choice("Who writes")
    on = _date("Day", required=False)
    starts_at = _clock("Starts at", required=False, help_text="Empty: it follows on what the same pair sees before.")
    minutes = _minutes()

    def __init__(self, *args: Any, people: Iterable[Participation], steps: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = list(people)
        for name in ("asks", "writes"):
            _set_choices(self, name, team_choices(team, "Nobody yet"))
        _set_choices(self, "step", [("", "Not on the map yet"), *steps])


class NoteForm(forms.Form):
    """One thing seen at a stop, with a photo if there is one."""

    text = forms.CharField(
        label="What do you see?",
        max_length=1000,
        error_messages={"required": "Type what you see.", "max_length": "Keep it to 1000 characters, or make two of it."},
    )
    kind = forms.ChoiceField(label="It is about", choices=KINDS)
    stop = forms.UUIDField(required=False)
    about = forms.CharField(required=False, max_length=60)
    photo = PhotoField(label="Photo", required=False)

    def clean_about(self) -> str:
        """`step/<uuid>`, `flow/<uuid>` or `information/<uuid>`."""
        text = str(self.cleaned_data["about"])
        if text and text.partition("/")[0] not in TIES:
            raise forms.ValidationError("Choose what it is about.")
        return text

    def values(self) -> dict[str, Any]:
        """What is kept as an observation."""
        data = self.cleaned_data
        kind, _, _ = data["about"].partition("/")
        stop = {"stop": str(data["stop"])} if data["stop"] else {}
        return {"kind": data["kind"], "text": data["text"]} | stop | ({kind: data["about"]} if kind else {})

    @property
    def picture(self) -> Picture | None:
        """The photo that goes with it."""
        found: Picture | None = self.cleaned_data["photo"]
        return found


class ObservationForm(LiveForm):
    """The words of an observation."""

    text = forms.CharField(label="What was seen", max_length=1000, widget=forms.Textarea(attrs={"class": "textarea", "rows": 3}))
    kind = _choice("It is about", OBSERVED, required=True)


class AnswerForm(LiveForm):
    """What who was asked to find out has found."""

    answer = forms.CharField(
        label="What is it?", max_length=1000, required=False, widget=forms.Textarea(attrs={"class": "textarea", "rows": 3})
    )


class BringForm(LiveForm):
    """Who brings what is not known, until when, and from where."""

    owner = _choice("Who brings it")
    due_on = _date("Until", required=False)
    source = _line("Where it is to be found", 160, help_text="A system, a list, or a person to ask.")

    def __init__(self, *args: Any, people: Iterable[Participation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set_choices(self, "owner", team_choices(people, "Nobody yet"))


class QuestionForm(BringForm):
    """A question in words that somebody finds out."""

    text = _line("What is not known", 300, required=True)
    field_order = ("text", "owner", "due_on", "source", "answer")


class AnsweredForm(QuestionForm):
    """A question with its answer."""

    answer = forms.CharField(
        label="What is it?", max_length=1000, required=False, widget=forms.Textarea(attrs={"class": "textarea", "rows": 3})
    )
