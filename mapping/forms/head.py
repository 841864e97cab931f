"""The form of a map's head."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from mapping import fields
from mapping.models import Map
from vsm_site.lib import units
from vsm_site.lib.errors import Clash, Conflict
from workshops.live_forms import LiveForm


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
    work_per_day = forms.CharField(
        required=False, label="Working time a day", help_text="8 h unless you say otherwise; 24 h round the clock."
    )
    days_per_week = forms.FloatField(required=False, min_value=0.01, max_value=7, help_text="5 unless you say otherwise.")
    days_per_month = forms.FloatField(required=False, min_value=0.01, max_value=31, help_text="20 unless you say otherwise.")

    HEAD = ("title", "state", "style", "item", "family", "walked")
    DEMAND = ("quantity", "per")
    CALENDAR = ("work_per_day", "days_per_week", "days_per_month")

    def __init__(self, *args: Any, map_: Map | None = None, stated: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        """`stated` is a demand known from elsewhere: left as it is, it keeps where it is from."""
        self.map, self.stated = map_, stated or {}
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
            field.rev = self.seen_rev(field.rev_name, map_.rev(self._column(name)))  # type: ignore[attr-defined]

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
        """A number or a statement of one; what was not touched stays as it is, with its evidence."""
        text: str = self.cleaned_data["quantity"]
        if not text:
            return None
        if self.map is not None and "quantity" not in self.changed_data:
            return (self.map.demand or {}).get("quantity")
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
            quantity, per = self.cleaned_data.get("quantity"), self.cleaned_data.get("per")
            is_stated = bool(self.stated) and (units.display(self.stated["quantity"]), self.stated["per"]) == (units.display(quantity), per)
            found["demand"] = dict(self.stated) if is_stated else None if quantity is None else {"quantity": quantity, "per": per}
        if any(name in self.CALENDAR for name in names):
            given = {name: self.cleaned_data.get(name) for name in self.CALENDAR}
            found["calendar"] = {name: _whole(value) for name, value in given.items() if value not in (None, "")} or None
        return found

    @property
    def base(self) -> dict[str, int]:
        """The revision of each changed column."""
        seen = {self._column(name): self.data.get(f"rev_{name}", "") for name in self.changed_data}
        return {column: int(text) for column, text in seen.items() if text.isdecimal()}

    def show_conflict(self, conflict: Conflict) -> None:
        """Put both values beside each field that clashed; of demand and calendar beside each part that differs."""
        parts = []
        for clash in conflict.clashes:
            names = {"demand": self.DEMAND, "calendar": self.CALENDAR}.get(clash.field)
            parts += [clash] if names is None else self._parts(clash, names)
        super().show_conflict(Conflict(parts))

    def _parts(self, clash: Clash, names: tuple[str, ...]) -> list[Clash]:
        """A clash for each part that is not as it was typed; all parts are then based on what is stored."""
        data = cast(QueryDict, self.data).copy()
        for name in names:
            data[f"rev_{name}"] = str(clash.rev)
            self.fields[name].rev = clash.rev  # type: ignore[attr-defined]
        self.data = data
        theirs = {name: units.display((clash.value or {}).get(name)) for name in names}
        differing = [name for name in names if theirs[name] != str(self.data.get(name, "")).strip()]
        return [replace(clash, field=name, value=theirs[name]) for name in differing]


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value
