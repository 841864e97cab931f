"""What people type on the pages of reviews. Rules are in the record kinds and services; forms say which fields there are."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from mapping.fields import Kind
from reviews import measures
from reviews.alignment import POINTS, RHYTHMS
from reviews.measures import MeasureRow
from reviews.models import AlignmentMeeting, Review
from reviews.services.reviews import ReadingEdit
from vsm_site.lib.errors import Conflict
from workshops.live_forms import LiveForm
from workshops.models import Participation

HINTS = {
    Kind.DURATION: "19.1 d",
    Kind.PERCENT: "91 %",
    Kind.NUMBER: "12",
    Kind.TEXT: "As the target is written",
}


def _day(label: str, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


def _line(label: str, **options: Any) -> forms.CharField:
    attrs = {"class": "input"} | options.pop("attrs", {})
    return forms.CharField(label=label, widget=forms.TextInput(attrs=attrs), **options)


def _area(label: str, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"class": "textarea", "rows": 4})
    return forms.CharField(label=label, required=False, max_length=4000, widget=widget, **options)


class DayForm(LiveForm):
    """On which day a planned review is."""

    due_on = _day("Day of the review", help_text="The reminders move with it: 7 days before, the day before, and on the day, at 09:00.")


class HeldForm(LiveForm):
    """On which day a review was held; the day that is proposed counts as typed."""

    held_on = _day("Held on")

    def __init__(self, *args: Any, record: Review, today: date, **kwargs: Any) -> None:
        proposed = record.held_on or min(record.due_on, today)
        super().__init__(*args, record=record, initial={"held_on": proposed}, **kwargs)

    @property
    def base(self) -> dict[str, int]:
        """The revision at which the day was seen."""
        text = self.data.get(self.add_prefix("rev_held_on"), "")
        return {"held_on": int(text)} if text.isdecimal() else {}


class CancelForm(forms.Form):
    """Why a review is not held."""

    reason = _line("Why it is not held", max_length=300, help_text="In a few words; it stands where the review would.")


class NotesForm(LiveForm):
    """What a review leaves behind in words."""

    learned = _area("What we learned", help_text="What worked, what did not, and what you would do again.")
    sustainment = _area("Resistance and sustainment", help_text="Who still works the old way and why; what keeps the new way alive.")
    next_steps = _area("Next steps", help_text="What changes in the plan and on the map, and what is looked at next time.")


class AttendanceForm(forms.Form):
    """Who was there."""

    present = forms.MultipleChoiceField(
        label="Who was there", required=False, widget=forms.CheckboxSelectMultiple, show_hidden_initial=True
    )

    def __init__(self, *args: Any, people: Iterable[Participation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["present"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(row.pk), row.name) for row in people]


class DecisionForm(LiveForm):
    """What was decided, by whom it is carried, until when."""

    text = _line("Decision", max_length=1000, attrs={"placeholder": "Start the supermarket on 30 Nov"})
    owner = forms.ChoiceField(label="Who carries it", required=False, widget=forms.Select(attrs={"class": "select"}))
    due_on = _day("Until", required=False)

    def __init__(self, *args: Any, people: Iterable[Participation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Nobody in particular"), *((str(row.pk), row.name) for row in people)]

    def as_value(self, name: str, value: Any) -> Any:
        """Nobody is none."""
        return (value or None) if name == "owner" else super().as_value(name, value)


class ReadingForm(LiveForm):
    """What was measured of one metric. It carries revisions also where there is no reading yet, since somebody may be quicker."""

    value = _line("Measured", required=False, max_length=60, attrs={"autocomplete": "off"})
    how = _line("How it was measured", required=False, max_length=300, attrs={"placeholder": "Counted on the walk"})
    measured_on = _day("On", required=False)

    def __init__(self, *args: Any, row: MeasureRow, today: date, **kwargs: Any) -> None:
        self.row = row
        first = {"value": row.measured, "measured_on": row.reading.measured_on if row.reading else today}
        prefix = "m-" + row.metric.key.replace(":", "-")
        super().__init__(*args, record=row.reading, prefix=prefix, initial=first, **kwargs)
        for name, field in self.fields.items():
            field.show_hidden_initial = True
            field.rev_name = self.add_prefix(f"rev_{name}")  # type: ignore[attr-defined]
            field.rev = row.reading.rev(name) if row.reading else 0  # type: ignore[attr-defined]
        self.fields["value"].widget.attrs["placeholder"] = row.metric.baseline or HINTS.get(row.metric.kind, "")

    def clean_value(self) -> Any:
        """The statement that was typed; empty takes the reading out."""
        text = self.cleaned_data["value"]
        try:
            return measures.parse_reading(text, self.row.metric.kind) if text else None
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def clean(self) -> dict[str, Any]:
        """Words about a measurement need its value."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("value") is None and "value" not in self.errors and cleaned.get("how"):
            self.add_error("value", "Type what was measured, with its unit.")
        return cleaned

    @property
    def edit(self) -> ReadingEdit | None:
        """What is to be stored; None where nothing was changed."""
        changed = {name: self.cleaned_data[name] for name in self.changed_data}
        reading = self.row.reading
        metric = reading.metric if reading else self.row.metric.key
        if "value" in changed and changed["value"] is None:
            return ReadingEdit(metric, base=self.base, remove=True) if reading else None
        if reading is None:
            changed = changed | {"measured_on": self.cleaned_data["measured_on"]} if "value" in changed else {}
        return ReadingEdit(metric, changed, self.base) if changed else None

    def show_conflict(self, conflict: Conflict) -> None:
        """Both values beside each field, theirs as it was typed."""
        super().show_conflict(conflict)
        if shown := self.clashes.get("value"):
            self.clashes["value"] = dataclasses.replace(shown, value=measures.reading_text(shown.value, self.row.metric.kind))


class SeriesForm(LiveForm):
    """The rhythm of the alignment meetings."""

    first_on = _day("First meeting on")
    months = forms.TypedChoiceField(label="How often", coerce=int, choices=RHYTHMS, widget=forms.Select(attrs={"class": "select"}))
    place = _line("Where", required=False, max_length=200, attrs={"placeholder": "Room, or the link of the call"})
    is_ended = forms.BooleanField(
        label="The series has ended", required=False, help_text="No further meeting is planned. What was written stays."
    )


class MeetingDayForm(LiveForm):
    """On which day a planned meeting is."""

    due_on = _day("Day of the meeting", help_text="The meetings after it keep their rhythm.")


class MeetingHeldForm(LiveForm):
    """On which day a meeting was held; the day that is proposed counts as typed."""

    held_on = _day("Held on")

    def __init__(self, *args: Any, record: AlignmentMeeting, today: date, **kwargs: Any) -> None:
        proposed = record.held_on or min(record.due_on, today)
        super().__init__(*args, record=record, initial={"held_on": proposed}, **kwargs)

    @property
    def base(self) -> dict[str, int]:
        """The revision at which the day was seen."""
        text = self.data.get(self.add_prefix("rev_held_on"), "")
        return {"held_on": int(text)} if text.isdecimal() else {}


class MinutesForm(LiveForm):
    """What was said to the eight points."""

    results = _area(POINTS[0].title, help_text=POINTS[0].question)
    impact = _area(POINTS[1].title, help_text=POINTS[1].question)
    coming = _area(POINTS[2].title, help_text=POINTS[2].question)
    environment = _area(POINTS[3].title, help_text=POINTS[3].question)
    communication = _area(POINTS[4].title, help_text=POINTS[4].question)
    map_update = _area(POINTS[5].title, help_text=POINTS[5].question)
    plan_update = _area(POINTS[6].title, help_text=POINTS[6].question)
    sustainment = _area(POINTS[7].title, help_text=POINTS[7].question)
