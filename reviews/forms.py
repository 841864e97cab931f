"""What people type on the pages of reviews. Rules are in the record kinds and services; forms say which fields there are."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms

from actionplans.steps import StepName
from mapping.fields import Kind
from reviews import agenda, measures
from reviews.alignment import POINTS, RHYTHMS
from reviews.measures import MeasureRow, Metric
from reviews.models import AlignmentMeeting, Review
from reviews.models.reviews import HOLDS
from reviews.rating import COLOURS
from reviews.regress import RHYTHMS as AUDITS
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
    """On which day a review or a meeting was held; the day that is proposed counts as typed."""

    held_on = _day("Held on")

    def __init__(self, *args: Any, record: Review | AlignmentMeeting, today: date, **kwargs: Any) -> None:
        proposed = record.held_on or min(record.due_on, today)
        super().__init__(*args, record=record, initial={"held_on": proposed}, **kwargs)

    @property
    def base(self) -> dict[str, int]:
        """The revision at which the day was seen."""
        text = self.data.get(self.add_prefix("rev_held_on"), "")
        return {"held_on": int(text)} if text.isdecimal() else {}


class CancelForm(LiveForm):
    """Why a review or a meeting is not held."""

    reason = _line("Why it is not held", max_length=300, help_text="In a few words; it stands where the review would.")


class NotesForm(LiveForm):
    """What a review leaves behind in words."""

    learned = _area("What we learned", help_text="What worked, what did not, and what you would do again.")
    sustainment = _area("Resistance and sustainment", help_text="Who still works the old way and why; what keeps the new way alive.")
    next_steps = _area("Next steps", help_text="What changes in the plan and on the map, and what is looked at next time.")


class ClosingForm(forms.Form):
    """What the sponsor says when closing a review."""

    words = forms.CharField(
        label="Closing words",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"class": "textarea", "rows": 3}),
        help_text="What you take from it and what you promise. Everybody who was there reads it, also in the report.",
    )


class AgendaForm(LiveForm):
    """Hour, place and points of a review; the usual points stand there until somebody changes them."""

    starts_at = forms.TimeField(
        label="Begins at", required=False, widget=forms.TimeInput(attrs={"class": "input", "type": "time"}, format="%H:%M")
    )
    place = _line("Where", required=False, max_length=300, attrs={"placeholder": "Room, or the link of the call"})
    agenda = forms.CharField(
        label="Points",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"class": "textarea", "rows": 9}),
        help_text="One line for each, its minutes first. Empty brings the usual points back.",
    )

    def __init__(self, *args: Any, record: Review, **kwargs: Any) -> None:
        first = {} if record.agenda else {"agenda": agenda.write(agenda.standard(record.day))}
        super().__init__(*args, record=record, initial=first, **kwargs)


class RatingForm(LiveForm):
    """Red, amber or green, and why."""

    rating = forms.ChoiceField(
        label="How does it stand?", choices=[*COLOURS, ("", "Not said yet")], required=False, widget=forms.RadioSelect
    )
    rating_reason = _line("Why", required=False, max_length=300, help_text="In a few words; needed for amber and red.")


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
    n = forms.IntegerField(
        label="How many",
        required=False,
        min_value=1,
        max_value=10_000_000,
        widget=forms.NumberInput(attrs={"class": "input", "placeholder": "12"}),
    )
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
        if cleaned.get("value") is None and "value" not in self.errors and (cleaned.get("how") or cleaned.get("n")):
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
            changed = changed | {"measured_on": self.cleaned_data.get("measured_on")} if "value" in changed else {}
        return ReadingEdit(metric, changed, self.base) if changed else None

    def show_conflict(self, conflict: Conflict) -> None:
        """Both values beside each field, theirs as it was typed."""
        super().show_conflict(conflict)
        if shown := self.clashes.get("value"):
            self.clashes["value"] = dataclasses.replace(shown, value=measures.reading_text(shown.value, self.row.metric.kind))


class PulseForm(ReadingForm):
    """The three questions to the owner of a step: what is it now, how do you know, does the new way hold."""

    holds = forms.ChoiceField(label="3. Does the new way hold?", choices=HOLDS, widget=forms.RadioSelect)
    note = _line("If not everywhere: what gets in the way?", required=False, max_length=300)
    field_order = ("value", "n", "how", "holds", "note")

    def __init__(self, *args: Any, row: MeasureRow, today: date, **kwargs: Any) -> None:
        super().__init__(*args, row=row, today=today, **kwargs)
        del self.fields["measured_on"]
        self.fields["value"].label = f"1. {row.metric.label} now"
        self.fields["value"].required = True
        self.fields["value"].error_messages["required"] = "Type what it is now, with its unit; ~ before it says that it is a guess."
        self.fields["n"].label = "2. Of how many"
        self.fields["how"].label = "How do you know"


class NextWorkshopForm(forms.Form):
    """The next workshop of the stream: when it is, and what comes along from this one."""

    title = _line("Title", max_length=120)
    first_day = _day("First day")
    last_day = _day("Last day")
    bring_team = forms.BooleanField(
        label="The team comes along", required=False, initial=True, help_text="Everybody with an account, in the same roles."
    )
    bring_scope = forms.BooleanField(
        label="The scope stays", required=False, initial=True, help_text="Start, end, customer, demand and limits of the charter."
    )
    bring_map = forms.BooleanField(
        label="The current map comes along", required=False, initial=True, help_text="It is where the next round begins."
    )

    def clean(self) -> dict[str, Any]:
        """Days in order and near each other."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "The last day cannot be before the first day.")
        elif first and last and (last - first).days > 30:
            self.add_error("last_day", "A workshop lasts 31 days at most; check the dates.")
        return cleaned


class StandardForm(LiveForm):
    """How a step is done from now on."""

    step = forms.ChoiceField(label="Step", required=False, widget=forms.Select(attrs={"class": "select"}))
    title = _line("What is done from now on", max_length=200, attrs={"placeholder": "Changeover by two people, tools laid out before"})
    document = _line("Document", required=False, max_length=200, help_text="Its number or name, and where it hangs.")
    link = _line("Link", required=False, max_length=500, attrs={"inputmode": "url", "placeholder": "https://"})
    owner = forms.ChoiceField(label="Who keeps it", required=False, widget=forms.Select(attrs={"class": "select"}))
    others = _line("Who else was trained", required=False, max_length=300, help_text="Names, or a shift with how many.")
    audit_days = forms.TypedChoiceField(
        label="It is checked", coerce=int, choices=AUDITS, initial=30, widget=forms.Select(attrs={"class": "select"})
    )
    next_audit = _day("Next check", required=False, help_text="Left empty, one rhythm from today.")

    def __init__(self, *args: Any, people: Iterable[Participation], steps: Iterable[StepName], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "owner", [("", "Nobody yet"), *((str(row.pk), row.name) for row in people)])
        _choose(self, "step", [("", "The whole stream"), *((str(row.pk), f"{row.number}. {row.name} ({row.map_title})") for row in steps)])

    def as_value(self, name: str, value: Any) -> Any:
        """Nobody, and no step, is none."""
        return (value or None) if name in ("owner", "step") else super().as_value(name, value)


class CheckForm(LiveForm):
    """What was seen where the work is done."""

    on = _day("Looked at on")
    holds = forms.ChoiceField(label="Does it hold?", choices=HOLDS, widget=forms.RadioSelect)
    findings = forms.CharField(
        label="What was seen",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"class": "textarea", "rows": 4}),
        help_text="And what is done about it; needed where it does not hold everywhere.",
    )


class ResistanceForm(LiveForm):
    """Where the old way comes back, why, and what is done about it."""

    text = _line("What we see or hear", max_length=1000, attrs={"placeholder": "The late shift builds ahead “to be safe”"})
    who = _line("Where or among whom", required=False, max_length=200)
    cause = _line("Why", required=False, max_length=1000, help_text="Ask; people have their reasons.")
    response = _line("What we do about it", required=False, max_length=1000)
    owner = forms.ChoiceField(label="Who does it", required=False, widget=forms.Select(attrs={"class": "select"}))
    due_on = _day("Until", required=False)
    outcome = _line("What became of it", required=False, max_length=1000, help_text="With it the entry is settled.")

    def __init__(self, *args: Any, people: Iterable[Participation], may_lead: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "owner", [("", "Nobody yet"), *((str(row.pk), row.name) for row in people)])
        for name in () if may_lead else ("response", "owner", "due_on", "outcome"):
            del self.fields[name]
        if self.record is None and may_lead:
            del self.fields["outcome"]

    def as_value(self, name: str, value: Any) -> Any:
        """Nobody is none."""
        return (value or None) if name == "owner" else super().as_value(name, value)


class MeasurementForm(forms.Form):
    """What was measured of one metric between reviews."""

    metric = forms.ChoiceField(label="What was measured", widget=forms.Select(attrs={"class": "select"}))
    value = _line("Measured", max_length=60, help_text="With its unit: 19.1 d, 24 min, 91 %.", attrs={"autocomplete": "off"})
    n = forms.IntegerField(
        label="How many", required=False, min_value=1, max_value=10_000_000, widget=forms.NumberInput(attrs={"class": "input"})
    )
    how = _line("How it was measured", required=False, max_length=300)
    measured_on = _day("On")

    def __init__(self, *args: Any, metrics: Sequence[Metric], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.metrics = {metric.key: metric for metric in metrics}
        _choose(self, "metric", [(metric.key, f"{metric.label}, {metric.place}") for metric in metrics])

    def clean(self) -> dict[str, Any]:
        """The statement that was typed, read as the metric's kind."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "metric" in cleaned and "value" in cleaned:
            try:
                cleaned["value"] = measures.parse_reading(cleaned["value"], self.metrics[cleaned["metric"]].kind)
            except ValueError as error:
                self.add_error("value", str(error))
        return cleaned


def _choose(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


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
