"""What people type when they agree on a plan."""

from __future__ import annotations

from typing import Any

from django import forms

INPUT = {"class": "input"}


class HandoverForm(forms.Form):
    """What was agreed on besides when the plan changed hands."""

    note = forms.CharField(
        label="What was agreed on besides",
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs=INPUT | {"placeholder": "The coach stays for the first two events"}),
    )


class GiveBackForm(forms.Form):
    """Why the coach has the plan again."""

    note = forms.CharField(
        label="Why the coach has it again",
        max_length=500,
        error_messages={"required": "Say why the coach has it again."},
        widget=forms.TextInput(attrs=INPUT | {"placeholder": "Two events have to be planned anew"}),
    )


class BaselineForm(forms.Form):
    """Why the plan is measured against other dates; the first baseline needs no reason."""

    reason = forms.CharField(label="Reason", required=False, max_length=300, widget=forms.TextInput(attrs=INPUT))

    def __init__(self, *args: Any, is_further: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.required = is_further
        field.error_messages["required"] = "Say why the plan is measured against other dates from now on."
        field.widget.attrs["placeholder"] = "The transformer comes in January" if is_further else "Read back at the end of day 3"
