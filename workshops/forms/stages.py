"""What people type about the tasks of the stages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from workshops.forms.streams import line
from workshops.live_forms import LiveForm
from workshops.models import Participation, SetupTask, Workshop
from workshops.sensible_days import far_from_workshop
from workshops.setup_templates import AREAS
from workshops.stages import Stage

NOTES_HELP = "What was found, decided or prepared, and where it lies: this is the work itself."


def _owner() -> forms.ChoiceField:
    return forms.ChoiceField(label="Owner", required=False, widget=forms.Select(attrs={"class": "select"}))


def _due() -> forms.DateField:
    widget = forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label="Due", required=False, widget=widget, error_messages={"invalid": "Type a date like 2026-11-18."})


def _offer(form: forms.Form, people: Iterable[Participation]) -> None:
    field = form.fields["owner"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", "Nobody yet"), *((str(row.pk), f"{row.name}, {row.get_role_display().lower()}") for row in people)]


def _notes() -> forms.CharField:
    widget = forms.Textarea(attrs={"class": "textarea", "rows": 8})
    return forms.CharField(label="Notes", required=False, max_length=10000, strip=False, widget=widget, help_text=NOTES_HELP)


def _area() -> forms.ChoiceField:
    choices = [("", "Choose"), *AREAS]
    return forms.ChoiceField(label="Area", choices=choices, required=False, widget=forms.Select(attrs={"class": "select"}))


class _Due(forms.Form):
    """The day of a task is near its workshop; one that stands there from before stays."""

    workshop: Workshop

    def clean_due_on(self) -> date | None:
        """The day, unless it is more than a year off."""
        day: date | None = self.cleaned_data["due_on"]
        if day and "due_on" in self.changed_data and (fault := far_from_workshop(day, self.workshop.first_day, self.workshop.last_day)):
            raise forms.ValidationError(fault)
        return day


class TaskForm(_Due, LiveForm):
    """A task, for those who may change all of it; the area is of the preparation."""

    title = line("What there is to do", required=True, max_length=200)
    area = _area()
    owner = _owner()
    due_on = _due()
    notes = _notes()
    done = forms.BooleanField(label="Done", required=False)

    def __init__(self, *args: Any, people: Iterable[Participation], workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workshop = workshop
        _offer(self, people)
        if isinstance(self.record, SetupTask) and self.record.stage != Stage.PREPARE:
            del self.fields["area"]


class OwnTaskForm(LiveForm):
    """What the owner of a task says about it."""

    notes = _notes()
    done = forms.BooleanField(label="Done", required=False)


class NewTaskForm(_Due):
    """A task of the team's own."""

    title = line("What there is to do", required=True, max_length=200, attrs={"placeholder": "Ask the laboratory for its opening hours"})
    owner = _owner()
    due_on = _due()

    def __init__(self, *args: Any, people: Iterable[Participation], workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workshop = workshop
        _offer(self, people)


class MoveForm(forms.Form):
    """Why a workshop goes on or back."""

    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"class": "textarea", "rows": 2}),
    )
