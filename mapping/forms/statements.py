"""Everything that is known about one number, beside the field in which the number itself stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from mapping import typed
from mapping.fields import Field, Kind
from mapping.forms.rows import RowForm
from mapping.kinds import RowWords
from mapping.models.maps import MapRow
from vsm_site.lib import units
from vsm_site.lib.errors import Conflict, Invalid
from workshops.live_forms import keep_theirs

NUMBERS = ("low", "likely", "high", "observations")
WORDS = ("evidence", "by", "at", "n", "note")


class StatementForm(forms.Form):
    """Range, observations, and who says so. The value itself stands in the row's own form."""

    low = forms.CharField(required=False, label="Best case")
    likely = forms.CharField(required=False, label="Typical")
    high = forms.CharField(required=False, label="Worst case")
    observations = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 3}), label="What you saw", help_text="One a line. Their mean counts."
    )
    evidence = forms.ChoiceField(required=False, label="How do you know?", choices=[("", "Not said"), *typed.EVIDENCE_WORDS.items()])
    by = forms.CharField(required=False, label="Who says so")
    at = forms.DateField(required=False, label="On", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    n = forms.IntegerField(required=False, min_value=1, label="How many observed")
    note = forms.CharField(required=False)

    def __init__(self, data: Any = None, *, datum: Field, present: Any, prefix: str) -> None:
        self.datum, self.present = datum, present
        super().__init__(data, initial=self._initial(), prefix=prefix)
        for field in self.fields.values():
            field.show_hidden_initial = True

    def _initial(self) -> dict[str, Any]:
        if not isinstance(self.present, Mapping):
            return {}
        found = {key: typed.exact(self.present[key]) for key in ("low", "likely", "high") if key in self.present}
        found |= {key: self.present[key] for key in WORDS if key in self.present}
        return found | {"observations": "\n".join(typed.exact(entry) for entry in self.present.get("observations", []))}

    @property
    def summary(self) -> str:
        """What is known, in one line: "Measured, Radiology, 3 Nov"; empty where nothing is."""
        if not isinstance(self.present, Mapping):
            return ""
        words = typed.EVIDENCE_WORDS.get(self.present.get("evidence", ""), "")
        seen = self.present.get("observations")
        count = f"{len(seen)} observed" if seen else f"{self.present['n']} observed" if "n" in self.present else ""
        extent = f"{typed.exact(self.present['low'])} to {typed.exact(self.present['high'])}" if "low" in self.present else ""
        return ", ".join(part for part in (words, self.present.get("by", ""), count, extent) if part)

    @property
    def changed_numbers(self) -> bool:
        """Whether range or observations were typed anew."""
        return any(name in self.changed_data for name in NUMBERS)

    def _number(self, text: str) -> Any:
        is_time = self.datum.kind is Kind.DURATION
        found = units.type_duration(text, typed.default_unit(self.present)) if is_time else units.type_number(text)
        if isinstance(found, dict):
            raise ValueError("Type one number here.")
        return found

    def clean(self) -> dict[str, Any]:
        """Read the numbers, so that each fault stands at its field."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self.numbers: dict[str, Any] = {}
        for name in NUMBERS:
            lines = [line.strip() for line in (data.get(name) or "").splitlines() if line.strip()]
            if not lines:
                continue
            try:
                read = [self._number(line) for line in lines]
            except ValueError as error:
                self.add_error(name, str(error))
            else:
                self.numbers[name] = read if name == "observations" else read[0]
        return data

    @property
    def words_said(self) -> dict[str, Any]:
        """Who says so, in the shape of the document."""
        data = self.cleaned_data
        said = {key: data[key] for key in ("evidence", "by", "n", "note") if data.get(key)}
        return said | ({"at": data["at"].isoformat()} if data.get("at") else {})

    def statement(self, value: Any, *, is_typed: bool) -> Any:
        """The statement of the whole page: `value` is what stands in the row's form, typed anew or as it was."""
        if is_typed:
            if value is None and not self.changed_numbers:
                return None
            typed_parts = dict(value) if isinstance(value, Mapping) else {} if value is None else {"value": value}
            numbers = typed_parts | (self.numbers if self.changed_numbers else {})
        else:
            numbers = self._value_as_it_stands() | self.numbers
        evidence = numbers.pop("evidence", None)
        said = self._evidence_typed(evidence) if is_typed and value is not None else self.words_said
        found = numbers | said
        if not found:
            return None
        return found["value"] if set(found) == {"value"} else found

    def _value_as_it_stands(self) -> dict[str, Any]:
        if isinstance(self.present, Mapping):
            return {"value": self.present["value"]} if "value" in self.present else {}
        return {} if self.present is None else {"value": self.present}

    def _evidence_typed(self, evidence: str | None) -> dict[str, Any]:
        """Who says so, after a number was typed: `~` or a range makes it an estimate, a plain number is none any more."""
        said = self.words_said
        if "evidence" in self.changed_data:
            return said
        is_vague = said.get("evidence") in ("estimate", "guess")
        if evidence and said.get("evidence") != "guess":
            said["evidence"] = evidence
        elif not evidence and is_vague:
            del said["evidence"]
        return said

    def check(self, statement: Any, calendar: units.Calendar) -> None:
        """Put what is wrong with the statement beside its part."""
        for fault in self.datum.check(statement, "", calendar) if statement is not None else ():
            name = fault.path.strip(".").partition("[")[0]
            self.add_error(name if name in self.fields else None, fault.text)


class RowEditor:
    """The form of a row with a sheet of evidence for each of its numbers: read together, saved together."""

    def __init__(self, row: MapRow, words: RowWords, style: str, calendar: units.Calendar, data: Any = None, **options: Any) -> None:
        self.words, self.calendar = words, calendar
        self.form = RowForm(data, words=words, row=row, style=style, **options)
        self.sheets = {
            key: StatementForm(data, prefix=key, datum=words.known[key], present=getattr(row, key))
            for key in words.stated
            if key in self.form.fields
        }

    def is_valid(self) -> bool:
        """Whether everything typed can be read and holds together."""
        states = [self.form.is_valid(), *[sheet.is_valid() for sheet in self.sheets.values()]]  # all, so that every fault is shown
        if not all(states):
            return False
        for key, sheet in self.sheets.items():
            if key in self.changed:
                sheet.check(self.values[key], self.calendar)
        return not any(sheet.errors for sheet in self.sheets.values())

    @property
    def changed(self) -> list[str]:
        """Data that the person changed, the number itself or what is known about it."""
        typed_anew = set(self.form.changed_data)
        return [name for name in self.form.fields if name in typed_anew or (name in self.sheets and self.sheets[name].has_changed())]

    @property
    def values(self) -> dict[str, Any]:
        """Changed data as the document holds them."""
        typed_anew, plain = set(self.form.changed_data), self.form.changes
        found: dict[str, Any] = {}
        for name in self.changed:
            if name in self.sheets:
                value = self.form.cleaned_data.get(name)
                found[name] = self.sheets[name].statement(value, is_typed=name in typed_anew)
            else:
                found[name] = plain[name]
        return found

    @property
    def base(self) -> dict[str, int]:
        """The revision that each changed datum was seen at."""
        texts = {name: self.form.data.get(self.form.add_prefix(f"rev_{name}"), "") for name in self.changed}
        return {name: int(text) for name, text in texts.items() if text.isdecimal()}

    def show_conflict(self, conflict: Conflict) -> None:
        """Put both values beside each field that clashed."""
        self.form.show_conflict(conflict)

    def show_invalid(self, invalid: Invalid) -> None:
        """Put each fault beside its field; one inside a statement beside its part."""
        for fault in invalid.faults:
            name, _, part = fault.path.partition(".")
            sheet = self.sheets.get(name)
            if sheet is not None and part in sheet.fields:
                sheet.add_error(part, fault.text)
            else:
                self.form.add_error(name if name in self.form.fields else None, fault.text)

    def keep(self, html_name: str) -> None:
        """Take the stored value of one field, and what is known about it."""
        keep_theirs(self.form, html_name)
        if sheet := self.sheets.get(html_name):
            self.sheets[html_name] = StatementForm(prefix=html_name, datum=sheet.datum, present=sheet.present)
