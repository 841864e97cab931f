"""What people type on the way to a future state. Rules are in the record kinds; forms say which fields there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from mapping.models import DesignAnswer, Map
from workshops.live_forms import LiveForm

Choices = Sequence[tuple[str, str]]


class ChooseForm(forms.Form):
    """Why a candidate becomes the future."""

    reason = forms.CharField(
        label="Why this one",
        required=False,
        max_length=500,
        help_text="In a sentence; sponsor and owner read it when they sign.",
        widget=forms.Textarea(
            attrs={"class": "textarea", "rows": 3, "placeholder": "Meets the target without a new system, done by spring."}
        ),
    )


class WithdrawForm(forms.Form):
    """Why no future is chosen any more."""

    reason = forms.CharField(
        label="Why not this one any more",
        max_length=500,
        help_text="In a sentence; sponsor and owner are told.",
        widget=forms.Textarea(
            attrs={"class": "textarea", "rows": 3, "placeholder": "The trial on the ward showed that it needs two more people."}
        ),
    )


def _text(question: str = "What do you say to it?") -> forms.CharField:
    return forms.CharField(
        label=question,
        max_length=1000,
        widget=forms.Textarea(attrs={"class": "textarea", "rows": 2}),
        error_messages={"required": "Type an answer.", "max_length": "Keep it to 1000 characters, or make two of it."},
    )


class AnswerForm(LiveForm):
    """One answer to a design question: what, at which steps, and in which candidate."""

    text = _text()
    steps = forms.MultipleChoiceField(label="Steps that it is about", required=False, widget=forms.CheckboxSelectMultiple)
    map = forms.ChoiceField(label="Holds for", required=False, widget=forms.Select(attrs={"class": "select"}))

    def __init__(self, *args: Any, steps: Choices, candidates: Iterable[Map], record: DesignAnswer | None = None, **kwargs: Any) -> None:
        first = {"map": str(record.map_id or "")} if record else {}
        super().__init__(*args, record=record, initial=first | kwargs.pop("initial", {}), **kwargs)
        rows = list(candidates)
        self._choose("steps", steps)
        self._choose("map", [("", "Every future"), *((str(row.pk), f"Only {row.title}") for row in rows)])
        if not rows:
            del self.fields["map"]
        if not steps:
            del self.fields["steps"]

    def _choose(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    def as_value(self, name: str, value: Any) -> Any:
        """Every future is none."""
        return (value or None) if name == "map" else super().as_value(name, value)
