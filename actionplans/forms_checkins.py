"""What people type around check-ins: an owner's answer, the cadence, minutes, and news for the sponsor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from actionplans.cadence import MOST_WEEKS, QUARTERS, WEEKDAYS
from actionplans.health import Status
from actionplans.models import Action
from workshops.live_forms import LiveForm
from workshops.models import Participation

ANSWERS = [(status.value, str(Action.Status(status.value).label)) for status in Status if status is not Status.DROPPED]


def _line(label: str, **options: Any) -> forms.CharField:
    attrs = {"class": "input"} | options.pop("attrs", {})
    return forms.CharField(label=label, required=options.pop("required", False), widget=forms.TextInput(attrs=attrs), **options)


def _area(label: str, rows: int = 4, **options: Any) -> forms.CharField:
    attrs = {"class": "textarea", "rows": rows}
    return forms.CharField(label=label, required=options.pop("required", False), widget=forms.Textarea(attrs=attrs), **options)


def _day(label: str, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=options.pop("required", False), widget=widget, **options)


def _whole(value: str) -> int:
    return int(value)


class AnswerForm(LiveForm):
    """How one of the own actions goes: where it stands, how many quarters are done, and one line."""

    status = forms.ChoiceField(label="Where it stands", choices=ANSWERS, widget=forms.Select(attrs={"class": "select"}))
    reason = _line("What blocks it", max_length=500, help_text="Needed while it is blocked.")
    percent = forms.TypedChoiceField(label="How far", required=False, coerce=_whole, empty_value=None, widget=forms.RadioSelect)
    text = _line("How it goes, in one line", max_length=1000, attrs={"placeholder": "24 min now, clamps next week"})

    def __init__(self, *args: Any, record: Action, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        field = self.fields["percent"]
        assert isinstance(field, forms.TypedChoiceField)
        known = sorted({*QUARTERS, record.percent} if record.percent is not None else QUARTERS)
        field.choices = [(str(percent), f"{percent} %") for percent in known]

    @property
    def steps(self) -> list[dict[str, Any]]:
        """The quarters with what is chosen, for the row of pies."""
        chosen = str(self["percent"].value() if self["percent"].value() is not None else "")
        bound = self["percent"]
        choices: Any = self.fields["percent"].choices  # type: ignore[attr-defined]
        return [
            {
                "id": f"{bound.auto_id}_{place}",
                "name": bound.html_name,
                "value": key,
                "label": label,
                "quarters": int(key) // 25,
                "checked": key == chosen,
            }
            for place, (key, label) in enumerate(choices)
        ]


class CadenceForm(LiveForm):
    """When check-ins are."""

    checkin_weekday = forms.TypedChoiceField(
        label="Every",
        choices=WEEKDAYS,
        coerce=_whole,
        widget=forms.Select(attrs={"class": "select"}),
    )
    checkin_every = forms.TypedChoiceField(
        label="How often",
        choices=[(1, "Every week"), (2, "Every second week"), *((weeks, f"Every {weeks} weeks") for weeks in range(3, MOST_WEEKS + 1))],
        coerce=_whole,
        widget=forms.Select(attrs={"class": "select"}),
    )
    checkin_at = forms.TimeField(label="At", widget=forms.TimeInput(attrs={"class": "input", "type": "time"}, format="%H:%M"))
    checkin_ask_days = forms.TypedChoiceField(
        label="Owners are asked",
        choices=[(0, "when it begins"), (1, "a day before"), *((days, f"{days} days before") for days in range(2, 7))],
        coerce=_whole,
        widget=forms.Select(attrs={"class": "select"}),
        help_text="At the same hour, and only about what nobody has said a word about since the check-in before.",
    )
    checkin_from = _day("First on or after", required=True)
    checkin_until = _day("Last on or before", required=True)


class MinutesForm(LiveForm):
    """The day and the notes of minutes."""

    on = _day("Held on", required=True)
    notes = _area("What was said", max_length=4000, help_text="What belongs to no action. Updates stand with their actions.")


class DecisionForm(forms.Form):
    """What was decided."""

    text = _line("Decision", required=True, max_length=500, attrs={"placeholder": "The pilot starts on ward 3"})


class FollowUpForm(forms.Form):
    """What follows; it becomes an action."""

    title = _line("Follow-up", required=True, max_length=200, attrs={"placeholder": "Ask the laboratory for a noon run"})
    owner = forms.ChoiceField(label="Owner", required=False, widget=forms.Select(attrs={"class": "select"}))
    end = _day("Until")

    def __init__(self, *args: Any, people: Iterable[Participation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Nobody yet"), *((str(row.pk), row.name) for row in people)]


class NoteForm(LiveForm):
    """What the sponsor is told of the week."""

    text = _area("News for the sponsor", rows=9, required=True, max_length=4000)
