"""What people type about a preparation: files of tasks, and meetings."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from vsm_site.lib import files
from vsm_site.lib.files import Checked
from workshops.live_forms import LiveForm
from workshops.models import Meeting, Participation, Workshop
from workshops.policy import Role
from workshops.sensible_days import far_from_workshop

WHO = {
    "scoping": (Role.SPONSOR, Role.OWNER, Role.COACH),
    "kickoff": (Role.SPONSOR, Role.OWNER, Role.COACH),
    "coaching": (Role.OWNER, Role.COACH),
}
"""Who takes part in a new meeting of these kinds unless somebody says otherwise."""
KINDS = list(Meeting._meta.get_field("kind").choices or [])


class TaskFileField(forms.FileField):
    """An upload that is looked at: what it says it is does not count."""

    def to_python(self, data: Any) -> Any:
        """The file as it may be kept; None without an upload."""
        if not isinstance(data, UploadedFile):
            return None
        try:
            return files.check(data, data.name or "", data.size or 0)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class TaskFileForm(forms.Form):
    """A file for a task."""

    file = TaskFileField(
        label="File",
        error_messages={"required": "Choose a file."},
        widget=forms.FileInput(attrs={"class": "input"}),
        help_text=f"{files.TAKEN}; at most 10 MB. Pictures are drawn anew, without place and camera.",
    )

    @property
    def checked(self) -> Checked:
        """What was uploaded."""
        found: Checked = self.cleaned_data["file"]
        return found


def _long(label: str, rows: int, limit: int, help_text: str = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"class": "textarea", "rows": rows})
    return forms.CharField(label=label, required=False, max_length=limit, strip=False, widget=widget, help_text=help_text)


def _line(label: str, example: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=300, widget=forms.TextInput(attrs={"class": "input", "placeholder": example})
    )


class MeetingForm(LiveForm):
    """A meeting: when, where, who; what was said and decided."""

    kind = forms.ChoiceField(label="What for", choices=KINDS, widget=forms.Select(attrs={"class": "select"}))
    date = forms.DateField(
        label="Day",
        required=False,
        widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Type a date like 2026-11-18."},
    )
    starts_at = forms.TimeField(
        label="Begins",
        required=False,
        widget=forms.TimeInput(attrs={"class": "input", "type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Type a time like 09:15."},
    )
    minutes = forms.IntegerField(
        label="Minutes",
        initial=60,
        min_value=5,
        max_value=600,
        widget=forms.NumberInput(attrs={"class": "input", "inputmode": "numeric"}),
    )
    place = _line("Place", "Room 2.14, or a link")
    people = forms.MultipleChoiceField(label="Who takes part", required=False, widget=forms.CheckboxSelectMultiple)
    others = _line("Who else", "Head of laboratory")
    agenda = _long("What it is about", 3, 4000)
    notes = _long("Notes", 6, 10000)
    decisions = _long("Decisions", 3, 4000, "One line each.")
    handed_over = _long(
        "What was handed over",
        3,
        4000,
        "What the owner does alone from now on, and what was given for it: slides, examples, a phone number.",
    )
    held = forms.BooleanField(label="It took place", required=False)

    def __init__(
        self,
        *args: Any,
        team: Iterable[Participation],
        workshop: Workshop,
        record: Meeting | None = None,
        kind: str = "",
        **kwargs: Any,
    ) -> None:
        self.workshop = workshop
        team = list(team)
        usual = [str(row.pk) for row in team if row.role in WHO.get(kind, ())]
        given: dict[str, Any] = {"people": list(record.people)} if record else {"kind": kind, "people": usual}
        super().__init__(*args, record=record, initial=given, **kwargs)
        people = self.fields["people"]
        assert isinstance(people, forms.MultipleChoiceField)
        people.choices = [(str(row.pk), f"{row.name}, {row.get_role_display().lower()}") for row in team]
        shown = record.kind if record else kind
        if shown and shown != "coaching" and not (record and record.handed_over):
            del self.fields["handed_over"]

    def clean_date(self) -> datetime.date | None:
        """A day near the workshop; one that stands there from before stays."""
        day: datetime.date | None = self.cleaned_data["date"]
        if day and "date" in self.changed_data and (fault := far_from_workshop(day, self.workshop.first_day, self.workshop.last_day)):
            raise forms.ValidationError(fault)
        return day

    @property
    def values(self) -> dict[str, Any]:
        """What was typed or changed, but who takes part."""
        return {name: value for name, value in self.changes.items() if name != "people"}
