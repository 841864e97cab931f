"""What people type into a charter: one form for each section, and one for a target."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.db import models

from workshops.charter_parts import COMMENTED, TOTALS, Part, Section
from workshops.kinds import CHARTER, CHARTER_TEXTS
from workshops.live_forms import LiveForm
from workshops.models import Charter, CharterTarget
from workshops.sensible_days import before_workshop

_LIMITS = dict(CHARTER_TEXTS)
_CHOSEN = {"demand_per": "In which time", "customer_kind": "The customer is"}


def _help(name: str) -> str:
    return str(cast("models.Field[Any, Any]", Charter._meta.get_field(name)).help_text)


def _field(part: Part) -> forms.Field:
    if part.name == "demand_quantity":
        number = forms.NumberInput(attrs={"class": "input", "inputmode": "decimal", "step": "any", "min": "0"})
        return forms.DecimalField(label=part.label, required=False, min_value=0, max_digits=15, decimal_places=3, widget=number)
    if part.name in _CHOSEN:
        choices = [("", "Choose"), *(cast("models.Field[Any, Any]", Charter._meta.get_field(part.name)).choices or [])]
        return forms.ChoiceField(label=_CHOSEN[part.name], choices=choices, required=False, widget=forms.Select(attrs={"class": "select"}))
    rows = 8 if part.name == "case_for_change" else 3
    widget = forms.Textarea(attrs={"class": "textarea", "rows": rows}) if part.is_long else forms.TextInput(attrs={"class": "input"})
    return forms.CharField(label=part.label, required=False, max_length=_LIMITS[part.name], widget=widget, help_text=_help(part.name))


class _SectionForm(LiveForm):
    """Fields of the charter."""

    def __init__(self, *args: Any, record: Charter, **kwargs: Any) -> None:
        shown = {"demand_quantity": CHARTER.dump(record, "demand_quantity")}  # 62, not 62.000
        super().__init__(*args, record=record, initial=shown, **kwargs)


def section_form(section: Section, *args: Any, record: Charter) -> LiveForm:
    """The form of one section."""
    fields = {part.name: _field(part) for part in section.parts if not part.is_past}
    made: type[_SectionForm] = type("SectionForm", (_SectionForm,), fields)
    return made(*args, record=record)


def _line(name: str, label: str, example: str, **options: Any) -> forms.CharField:
    column = cast("models.Field[Any, Any]", CharterTarget._meta.get_field(name))
    attrs = {"class": "input", "placeholder": example}
    options = {"required": False, "help_text": str(column.help_text), **options}
    return forms.CharField(label=label, max_length=column.max_length, widget=forms.TextInput(attrs=attrs), **options)


def _needed(text: str) -> dict[str, Any]:
    return {"required": True, "error_messages": {"required": text}}


class TargetForm(LiveForm):
    """A measurable target condition."""

    metric = _line("metric", "Metric", "Lead time", **_needed("Say what is measured."))
    total = forms.ChoiceField(
        label="Total of the map",
        choices=[("", "None: a measure of its own"), *TOTALS],
        required=False,
        widget=forms.Select(attrs={"class": "select"}),
        help_text="The charter then shows what the map says of it, and reviews measure it once.",
    )
    baseline = _line("baseline", "Baseline", "11.5 h", help_text="What it is today, with its unit.")
    target = _line("target", "Target", "7 h", **_needed("Say what it will be."))
    by_when = forms.DateField(
        label="By when",
        required=False,
        widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Type a date like 2027-02-16."},
    )
    note = _line("note", "Measured how", "time stamps of one week")

    def __init__(self, *args: Any, first_day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first_day = first_day

    def clean_by_when(self) -> date | None:
        """A day after the workshop begins; one that stands there from before stays."""
        day: date | None = self.cleaned_data["by_when"]
        if day and "by_when" in self.changed_data and (fault := before_workshop(day, self.first_day, "What is better")):
            raise forms.ValidationError(fault)
        return day


class VersionForm(forms.Form):
    """Why a version of the charter is kept."""

    note = forms.CharField(
        label="Why it is kept",
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "input", "placeholder": "After the scoping meeting"}),
    )


class CommentForm(forms.Form):
    """What somebody says about a part of the charter."""

    part = forms.ChoiceField(choices=COMMENTED)
    text = forms.CharField(
        max_length=1000,
        error_messages={"required": "Type what you want to say.", "max_length": "Keep a comment to 1000 characters, or make two of it."},
    )
