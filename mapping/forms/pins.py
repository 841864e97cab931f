"""Where on which map something said in the room is pinned."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms

Places = list[tuple[str, list[tuple[str, str]]]]


class PinForm(forms.Form):
    """A step of a map, or the whole map: `map`, or `map/step`."""

    place = forms.ChoiceField(
        label="Where",
        widget=forms.Select(attrs={"class": "select"}),
        error_messages={"invalid_choice": "Choose a map of this workshop, or one of its steps.", "required": "Choose where it belongs."},
    )

    def __init__(self, *args: Any, places: Places, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = places

    @property
    def map_and_step(self) -> tuple[UUID, UUID | None]:
        """The ids of what was chosen."""
        map_id, _, step_id = self.cleaned_data["place"].partition("/")
        return UUID(map_id), UUID(step_id) if step_id else None
