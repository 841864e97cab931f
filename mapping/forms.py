"""Forms of maps: every datum is typed as text, and kept as the statement that the text says."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from mapping import fields
from mapping.fields import Field, Fields, Kind
from mapping.models import Map
from mapping.models.maps import MapRow
from vsm_site.lib import units
from workshops.live_forms import LiveForm

LONG = frozenset({"trigger", "done", "output", "variation", "text"})
UNITS_SHOWN = {Kind.DURATION: "a time like 90 min, 1.5 h, 20-40 min or ~15 min"}


def _default_unit(statement: Any) -> str:
    """The unit that a bare number is taken in: that of the value as it stands, else minutes."""
    for value in units.numbers_of(statement) if statement is not None else ():
        parts = units.duration_parts(value) if isinstance(value, str) else None
        if parts:
            return parts[0][1]
    return "min"


class DatumField(forms.CharField):
    """One datum as text; its cleaned value is what the document holds, None where nothing is typed."""

    def __init__(self, datum: Field, statement: Any = None, **options: Any) -> None:
        super().__init__(strip=True, empty_value="", **options)
        self.datum, self.unit = datum, _default_unit(statement)
        self.widget.attrs |= {"class": "textarea" if isinstance(self.widget, forms.Textarea) else "input", "autocomplete": "off"}

    def clean(self, value: Any) -> Any:
        """The value of the document; ValidationError in the user's words."""
        text = super().clean(value)
        if text == "":
            return None
        try:
            found = self._read(text)
        except ValueError as error:
            raise ValidationError(str(error)) from None
        if faults := self.datum.check(found, ""):
            raise ValidationError(faults[0].text)
        return found

    def _read(self, text: str) -> Any:
        if self.datum.kind is Kind.DURATION:
            return units.type_duration(text, self.unit)
        if self.datum.kind in (Kind.PERCENT, Kind.NUMBER, Kind.FRACTION):
            return units.type_number(text)
        if self.datum.kind is Kind.WORDS:
            return [word.strip() for word in text.split(",") if word.strip()]
        return _read_custom(text) if self.datum.kind is Kind.CUSTOM else text


def _read_custom(text: str) -> dict[str, Any]:
    """`label: value` a line; a value that is a plain number is kept as one."""
    found: dict[str, Any] = {}
    for line in text.splitlines():
        label, colon, value = line.partition(":")
        if not line.strip():
            continue
        if not colon or not label.strip():
            raise ValueError("Type one entry a line: label: value.")
        try:
            found[label.strip()] = units.type_number(value) if value.strip() and "-" not in value else value.strip()
        except ValueError:
            found[label.strip()] = value.strip()
        if isinstance(found[label.strip()], dict):
            found[label.strip()] = value.strip()
    return found


def shown(datum: Field, value: Any) -> str:
    """A datum as text, as it was typed."""
    if value is None:
        return ""
    if datum.kind is Kind.WORDS:
        return ", ".join(value)
    if datum.kind is Kind.CUSTOM:
        return "\n".join(f"{label}: {units.display(entry)}" for label, entry in value.items())
    return units.display(value) if datum.is_stated or datum.kind is Kind.FRACTION else str(value)


def form_field(datum: Field, style: str, value: Any, *, required: bool, short: bool) -> forms.Field:
    """The form field of a datum."""
    label = datum.short_in(style) if short else datum.label_in(style)
    options: dict[str, Any] = {"required": required, "label": label, "help_text": "" if short else datum.question}
    if datum.kind is Kind.CHOICE:
        choices = [*datum.choices] if required else [("", "–"), *datum.choices]
        return forms.ChoiceField(choices=choices, widget=forms.Select(attrs={"class": "select"}), **options)
    if datum.kind is Kind.FLAG:
        return forms.BooleanField(**(options | {"required": False}))
    widget = forms.Textarea(attrs={"rows": 2}) if not short and (datum.key in LONG or datum.kind is Kind.CUSTOM) else forms.TextInput()
    found = DatumField(datum, value, widget=widget, **options)
    if short:
        found.widget.attrs |= {"class": "input input--cell", "aria-label": label}
    return found


class RowForm(LiveForm):
    """A form over data of one row of a map; `keys` chooses and orders them."""

    def __init__(
        self, *args: Any, known: Fields, keys: tuple[str, ...], style: str = "office", row: MapRow | None = None,
        required: frozenset[str] = frozenset(), short: bool = False, **kwargs: Any,
    ) -> None:  # fmt: skip
        self.known, self.row = known, row
        values = {key: getattr(row, key) for key in keys} if row is not None else {}
        super().__init__(*args, **kwargs)
        for key in keys:
            self.fields[key] = form_field(known[key], style, values.get(key), required=key in required, short=short)
            if row is not None:
                self.initial[key] = shown(known[key], values[key]) if known[key].kind is not Kind.FLAG else bool(values[key])
        if row is not None:
            self.watch(row)

    def watch(self, row: MapRow) -> None:
        """Carry each field's revision and first value, so that only what was changed is sent."""
        self.record = row
        for name, field in self.fields.items():
            field.show_hidden_initial = True
            field.rev_name = self.add_prefix(f"rev_{name}")  # type: ignore[attr-defined]
            field.rev = row.rev(name)  # type: ignore[attr-defined]

    def as_value(self, name: str, value: Any) -> Any:
        """A cleaned value as the document holds it: an empty choice and an unset flag are absent."""
        if name in self.known and self.known[name].kind is Kind.FLAG:
            return True if value else None
        return None if value == "" else value


STEP_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("The step", ("name", "area", "trigger", "done", "output")),
    ("Times", ("cycle_time", "lead_time", "changeover", "value")),
    ("Quality", ("complete_accurate", "defect_rate", "on_time_delivery")),
    ("People and amounts", ("staffing", "overtime", "stations", "uptime", "batch_size", "wip")),
    ("What else", ("variation", "wastes", "split", "break_before", "custom")),
)
STEP_KEYS = tuple(key for _, keys in STEP_GROUPS for key in keys)
TABLE_KEYS = ("name", "area", "cycle_time", "lead_time", "complete_accurate", "defect_rate", "wip", "staffing", "value")
FLOW_KEYS = ("kind", "wait", "inventory", "share", "max", "mode", "label")
NODE = frozenset({"name", "kind"})


def step_form(row: MapRow | None, style: str, *args: Any, keys: tuple[str, ...] = STEP_KEYS, short: bool = False, **kwargs: Any) -> RowForm:
    """The form of a step."""
    return RowForm(*args, known=fields.STEP, keys=keys, style=style, row=row, required=frozenset({"name"}), short=short, **kwargs)


class EndsMixin(forms.Form):
    """Where a flow begins and ends; chosen when it is made, fixed afterwards."""

    def add_ends(self, nodes: list[tuple[str, str]]) -> None:
        """Put the two choices in front of the other fields."""
        for name, label in (("to", "To"), ("from", "From")):
            choice = forms.ChoiceField(choices=[("", "Choose"), *nodes], label=label, widget=forms.Select(attrs={"class": "select"}))
            self.fields = {name: choice} | self.fields  # type: ignore[assignment]


class FlowForm(RowForm, EndsMixin):
    """A flow or an information flow."""

    def __init__(self, *args: Any, nodes: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if nodes is not None:
            self.add_ends(nodes)


class NoteForm(RowForm):
    """A note or kaizen burst, at a step, flow or party, or on the whole map."""

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "The whole map"), *places]
        at = forms.ChoiceField(choices=choices, label="Where", required=False, widget=forms.Select(attrs={"class": "select"}))
        self.fields["at"] = at
        if self.row is not None:
            self.watch(self.row)


class HeadForm(LiveForm):
    """The head of a map: what it shows, for whom, in which working time."""

    title = forms.CharField(max_length=200)
    state = forms.ChoiceField(choices=fields.STATES)
    style = forms.ChoiceField(choices=fields.STYLES, help_text="Words and icons only; the arithmetic is the same.")
    item = forms.CharField(required=False, label="What flows", help_text="One of them: patient, order, bracket.")
    family = forms.CharField(required=False, label="Product or case family")
    walked = forms.CharField(required=False, help_text="When and by whom the stream was walked.")
    quantity = forms.CharField(required=False, label="Demand", help_text="How many the customers ask for.")
    per = forms.ChoiceField(choices=[("", "–"), *fields.PERIODS], required=False)
    work_per_day = forms.CharField(required=False, label="Working time a day", help_text="8 h unless you say otherwise; 24 h round the clock.")
    days_per_week = forms.FloatField(required=False, min_value=0.01, max_value=7, help_text="5 unless you say otherwise.")
    days_per_month = forms.FloatField(required=False, min_value=0.01, max_value=31, help_text="20 unless you say otherwise.")

    HEAD = ("title", "state", "style", "item", "family", "walked")
    DEMAND = ("quantity", "per")
    CALENDAR = ("work_per_day", "days_per_week", "days_per_month")

    def __init__(self, *args: Any, map_: Map | None = None, **kwargs: Any) -> None:
        self.map = map_
        if map_ is not None:
            demand, calendar = map_.demand or {}, map_.calendar or {}
            kwargs["initial"] = {key: getattr(map_, key) or "" for key in self.HEAD} | {
                "state": map_.shown_state, "style": map_.shown_style, "quantity": units.display(demand.get("quantity")),
                "per": demand.get("per", ""), **{key: calendar.get(key, "") for key in self.CALENDAR},
            }  # fmt: skip
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "select" if isinstance(field, forms.ChoiceField) else "input")
        if map_ is not None:
            self.watch(map_)

    def watch(self, map_: Map) -> None:
        """Carry revisions; the parts of demand and calendar share theirs."""
        self.record = map_
        for name, field in self.fields.items():
            field.show_hidden_initial = True
            field.rev_name = f"rev_{name}"  # type: ignore[attr-defined]
            field.rev = map_.rev(self._column(name))  # type: ignore[attr-defined]

    def _column(self, name: str) -> str:
        return "demand" if name in self.DEMAND else "calendar" if name in self.CALENDAR else name

    def clean_work_per_day(self) -> str:
        """A duration in s, min or h."""
        text: str = self.cleaned_data["work_per_day"]
        if not text:
            return ""
        try:
            found = units.type_duration(text, "h")
        except ValueError as error:
            raise ValidationError(str(error)) from None
        if faults := fields.check_calendar({"work_per_day": found}, ""):
            raise ValidationError(faults[0].text)
        return str(found)

    def clean_quantity(self) -> Any:
        """A number or a statement of one."""
        text: str = self.cleaned_data["quantity"]
        if not text:
            return None
        try:
            found = units.type_number(text)
        except ValueError as error:
            raise ValidationError(str(error)) from None
        if faults := fields.DEMAND["quantity"].check(found, ""):
            raise ValidationError(faults[0].text)
        return found

    def clean(self) -> dict[str, Any]:
        """A demand needs both its number and its period."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("quantity") is not None and not data.get("per"):
            self.add_error("per", "Say per hour, day, week or month.")
        return data

    @property
    def changes(self) -> dict[str, Any]:
        """Changed columns as in the document; empty texts are absent."""
        names = list(self.cleaned_data) if self.record is None else self.changed_data
        found: dict[str, Any] = {name: self.cleaned_data[name] or None for name in names if name in self.HEAD}
        if any(name in self.DEMAND for name in names):
            quantity = self.cleaned_data.get("quantity")
            found["demand"] = None if quantity is None else {"quantity": quantity, "per": self.cleaned_data["per"]}
        if any(name in self.CALENDAR for name in names):
            given = {name: self.cleaned_data.get(name) for name in self.CALENDAR}
            found["calendar"] = {name: _whole(value) for name, value in given.items() if value not in (None, "")} or None
        return found

    @property
    def base(self) -> dict[str, int]:
        """The revision of each changed column."""
        seen = {self._column(name): self.data.get(f"rev_{name}", "") for name in self.changed_data}
        return {column: int(text) for column, text in seen.items() if text.isdigit()}


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


class StatementForm(forms.Form):
    """Everything about one number: its value or range, what was observed, and who says so."""

    value = forms.CharField(required=False, help_text="One number that counts.")
    low = forms.CharField(required=False, label="Best case")
    likely = forms.CharField(required=False, label="Typical")
    high = forms.CharField(required=False, label="Worst case")
    observations = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="What you saw, one a line. Their mean counts."
    )
    evidence = forms.ChoiceField(
        required=False, choices=[("", "Not said"), ("measured", "Measured"), ("system", "From a system"), ("estimate", "Estimate"), ("guess", "Guess")]
    )
    by = forms.CharField(required=False, label="Who says so", max_length=200)
    at = forms.DateField(required=False, label="On", widget=forms.DateInput(attrs={"type": "date"}))
    n = forms.IntegerField(required=False, min_value=1, label="How many observed")
    note = forms.CharField(required=False, max_length=1000)
    rev = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, datum: Field, statement: Any, **kwargs: Any) -> None:
        self.datum, self.unit = datum, _default_unit(statement)
        kwargs["initial"] = self._initial(statement) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            kind = "select" if isinstance(field, forms.ChoiceField) else "textarea" if isinstance(field.widget, forms.Textarea) else "input"
            field.widget.attrs.setdefault("class", kind)

    def _initial(self, statement: Any) -> dict[str, Any]:
        if statement is None:
            return {}
        if not isinstance(statement, dict):
            return {"value": units.display(statement)}
        found = {key: units.display(statement[key]) for key in ("value", "low", "likely", "high") if key in statement}
        found |= {key: statement[key] for key in ("evidence", "by", "at", "n", "note") if key in statement}
        return found | {"observations": "\n".join(units.display(entry) for entry in statement.get("observations", []))}

    def _number(self, text: str) -> Any:
        found = units.type_duration(text, self.unit) if self.datum.kind is Kind.DURATION else units.type_number(text)
        if isinstance(found, dict):
            raise ValueError("Type one number here.")
        return found

    def clean(self) -> dict[str, Any]:
        """Build the statement and check it as a document would be."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        found: dict[str, Any] = {}
        for key in ("value", "low", "likely", "high"):
            if data.get(key):
                self._take(found, key, data[key])
        if lines := [line.strip() for line in (data.get("observations") or "").splitlines() if line.strip()]:
            try:
                found["observations"] = [self._number(line) for line in lines]
            except ValueError as error:
                self.add_error("observations", str(error))
        said = {key: data[key] for key in ("evidence", "by", "n", "note") if data.get(key)}
        if data.get("at"):
            said["at"] = data["at"].isoformat()
        self.statement = self._statement(found, said)
        return data

    def _take(self, found: dict[str, Any], key: str, text: str) -> None:
        try:
            found[key] = self._number(text)
        except ValueError as error:
            self.add_error(key, str(error))

    def _statement(self, found: dict[str, Any], said: dict[str, Any]) -> Any:
        if self.errors or not (found or said):
            return None
        statement = found["value"] if set(found) == {"value"} and not said else found | said
        for fault in self.datum.check(statement, "", units.Calendar()):
            name = fault.path.strip(".").partition("[")[0]
            self.add_error(name if name in self.fields else None, fault.text)
        return statement
