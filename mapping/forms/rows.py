"""Forms over data of one row of a map."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from mapping import typed
from mapping.fields import Field, Kind
from mapping.kinds import RowWords
from mapping.models.maps import MapRow
from mapping.tables import LONG
from vsm_site.lib.errors import Conflict
from workshops.live_forms import LiveForm

HELP = {"custom": "One entry a line: label: value.", "wastes": "Several with commas between them."}
Choices = list[tuple[str, str]]


class DatumField(forms.CharField):
    """One datum as text; its cleaned value is what the document holds, None where nothing is typed."""

    def __init__(self, datum: Field, present: Any = None, **options: Any) -> None:
        super().__init__(strip=True, empty_value="", **options)
        self.datum, self.present = datum, present
        self.first: str | None = None
        """The text that the field was rendered with: what is left as it was need not be readable (`3 observed`)."""
        self.widget.attrs["autocomplete"] = "off"

    def to_python(self, value: Any) -> str:
        """The text with line ends as documents have them."""
        return str(super().to_python(value) or "").replace("\r\n", "\n")

    def clean(self, value: Any) -> Any:
        """The value of the document; ValidationError in the user's words."""
        text = super().clean(value)
        if text == "":
            return None
        if self.first is not None and text == self.to_python(self.first):
            return self.present
        try:
            found = typed.read(self.datum, text, self.present)
        except ValueError as error:
            raise ValidationError(str(error)) from None
        if faults := self.datum.check(found, ""):
            raise ValidationError(faults[0].text)
        return found


def form_field(datum: Field, style: str, value: Any, *, required: bool, is_new: bool) -> forms.Field:
    """The form field of a datum."""
    label = datum.label_in(style) + (f" ({datum.unit})" if datum.unit and datum.unit != "%" else "")
    help_text = " ".join(text for text in (datum.question, HELP.get(datum.key, "")) if text)
    options: dict[str, Any] = {"required": required, "label": label, "help_text": help_text}
    if datum.kind is Kind.CHOICE:
        messages = {"required": "Choose one.", "invalid_choice": "Choose one of the list."}
        usual = typed.USUAL.get(datum.key) if is_new and not required else None
        options |= {"initial": usual} if usual else {}
        choices = typed.choices_of(datum, value or usual, is_required=required)
        return forms.ChoiceField(choices=choices, error_messages=messages, **options)
    if datum.kind is Kind.FLAG:
        return forms.BooleanField(**(options | {"required": False}))
    widget = forms.Textarea(attrs={"rows": 2}) if datum.key in LONG or datum.kind is Kind.CUSTOM else forms.TextInput()
    return DatumField(datum, value, widget=widget, error_messages={"required": f"Type the {datum.label_in(style).lower()}."}, **options)


class RowForm(LiveForm):
    """A form over data of one row of a map; `keys` chooses and orders them."""

    def __init__(
        self, *args: Any, words: RowWords, keys: Collection[str] = (), style: str = "office", row: MapRow | None = None,
        ends: Choices | None = None, places: Choices | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        self.words, self.row = words, row
        super().__init__(*args, **kwargs)
        for key in keys or words.keys:
            value = getattr(row, key) if row is not None else None
            self.fields[key] = form_field(words.known[key], style, value, required=key in words.required, is_new=row is None)
            if row is not None:
                self.initial[key] = bool(value) if words.known[key].kind is Kind.FLAG else typed.shown(words.known[key], value)
        if ends is not None:
            self._add_ends(ends)
        if places is not None:
            self.fields["at"] = forms.ChoiceField(choices=[("", "The whole map"), *places], label="Where", required=False)
            if row is not None:
                self.initial["at"] = getattr(row, "at", None) or ""
        if row is not None:
            self._watch(row)

    def _add_ends(self, ends: Choices) -> None:
        """Where it begins and ends: chosen when it is made, fixed afterwards."""
        found: dict[str, forms.Field] = {}
        for name, label in (("from", "From"), ("to", "To")):
            messages = {"required": "Choose a step or party.", "invalid_choice": "This one is no longer on the map."}
            found[name] = forms.ChoiceField(choices=[("", "Choose"), *ends], label=label, error_messages=messages)
        self.fields = found | self.fields

    def _watch(self, row: MapRow) -> None:
        """Carry each field's revision and first value, so that only what was changed is sent."""
        self.record = row
        for name, field in self.fields.items():
            field.show_hidden_initial = True
            field.rev_name = self.add_prefix(f"rev_{name}")  # type: ignore[attr-defined]
            field.rev = row.rev(name)  # type: ignore[attr-defined]
            if isinstance(field, DatumField):
                field.first = self.data.get(self.add_initial_prefix(name))

    def as_value(self, name: str, value: Any) -> Any:
        """A cleaned value as the document holds it: an empty choice and an unset flag are absent."""
        if name in self.words.known and self.words.known[name].kind is Kind.FLAG:
            return True if value else None
        return None if value == "" else value

    def show_conflict(self, conflict: Conflict) -> None:
        """Put both values beside each field that clashed, theirs as it would be typed."""
        super().show_conflict(conflict)
        for name, clash in self.clashes.items():
            value = clash.clash.value
            text = typed.shown(self.words.known[name], value) if name in self.words.known else value
            self.clashes[name] = replace(clash, value=bool(value) if isinstance(value, bool) else text)
