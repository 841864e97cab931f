"""Forms for turning one step into several and several into one."""

from __future__ import annotations

from typing import Any

from django import forms


class SplitForm(forms.Form):
    """The names of the parts of a step."""

    names = forms.CharField(
        label="Names of the parts",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One a line, in their order. The first keeps the numbers; what leaves now leaves the last.",
        error_messages={"required": "Give a name to each part, one a line; at least two."},
    )

    @property
    def wanted(self) -> list[str]:
        """The names, without empty lines."""
        return [line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip()]


class MergeForm(forms.Form):
    """Which steps become one, and its name."""

    name = forms.CharField(label="Name of the one step", error_messages={"required": "Type the name."})
    steps = forms.MultipleChoiceField(
        label="Steps that become one",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least two steps.", "invalid_choice": "One of these steps is no longer on the map."},
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["steps"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices

    def clean_steps(self) -> list[str]:
        """At least two."""
        found: list[str] = self.cleaned_data["steps"]
        if len(found) < 2:
            raise forms.ValidationError("Choose at least two steps.")
        return found
