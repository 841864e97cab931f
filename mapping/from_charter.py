"""What the charter says that a map asks for too: demand, working time, the case family. Nobody types it twice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mapping import fields
from mapping.models import Map
from vsm_site.lib import units
from workshops.access import Actor, can
from workshops.models import Charter, Workshop
from workshops.policy import Action

NOTE = "from the charter"
_DAYS = {word: number for number, word in enumerate(("one", "two", "three", "four", "five", "six", "seven"), 1)}
_ROUND = re.compile(r"24\s*/\s*7|(?:round|around) the clock")
_SHIFTS = re.compile(r"(\d+|one|two|three|four) shifts?(?: a day)? of (\d+(?:\.\d+)?) ?(h|hours?|hrs?|min|minutes?)\b")
_TIME = re.compile(r"\b(\d+(?:\.\d+)?) ?(h|hours?|hrs?|min|minutes?)\b")
_MONTH = re.compile(r"\b([1-9]|[12]\d|3[01]) (?:working )?days? (?:a|per|each|in a) month\b")
_WEEK = re.compile(r"\b([1-7]|one|two|three|four|five|six|seven) (?:working )?days?\b")
_WORKDAYS = re.compile(r"\bmon(?:day)?s? ?(?:to|–|-) ?fri(?:day)?s?\b")


def read_calendar(text: str) -> dict[str, Any]:
    """The calendar that a text such as `5 days of 8 hours` or `2 shifts of 460 min, 20 days a month` says, as a map keeps it.

    Empty where it cannot be read, or where two of its times or days contradict each other: then nobody has to guess.
    """
    text = text.casefold()
    if _ROUND.search(text):
        return {"work_per_day": "24 h", "days_per_week": 7}
    months = {int(found) for found in _MONTH.findall(text)}
    rest = _MONTH.sub(" ", text)
    shifts = {_minutes(time, unit) * _number(count) for count, time, unit in _SHIFTS.findall(rest)}
    times = shifts or {_minutes(time, unit) for time, unit in _TIME.findall(rest)}
    weeks = {_number(found) for found in _WEEK.findall(_SHIFTS.sub(" ", rest))} | ({5} if _WORKDAYS.search(rest) else set())
    if any(len(found) > 1 for found in (months, times, weeks)) or any(not 0 < time <= 24 * 60 for time in times):
        return {}
    calendar: dict[str, list[Any]] = {
        "work_per_day": [_duration(time) for time in times],
        "days_per_week": [*weeks],
        "days_per_month": [*months],
    }
    return {key: found[0] for key, found in calendar.items() if found}


def _number(word: str) -> int:
    return _DAYS.get(word) or int(word)


def _minutes(time: str, unit: str) -> Decimal:
    return Decimal(time) * (60 if unit.startswith("h") else 1)


def _duration(minutes: Decimal) -> str:
    hours = minutes / 60
    return f"{hours.normalize():f} h" if hours == round(hours, 2) else f"{minutes.normalize():f} min"


@dataclass(frozen=True, slots=True)
class Said:
    """What a charter says, as a map keeps it; empty where it says nothing."""

    demand: Mapping[str, Any]
    calendar: Mapping[str, Any]
    family: str

    def lacking(self, map_: Map) -> dict[str, Any]:
        """What of it a map does not have."""
        values = {"demand": self.demand, "calendar": self.calendar, "family": self.family}
        return {key: value for key, value in values.items() if value and not getattr(map_, key)}


def said_by_charter(actor: Actor, workshop: Workshop) -> Said:
    """What the charter of a workshop says of demand and working time; nothing to somebody who does not read it.

    The demand is a statement that says where it is from.
    """
    if not can(actor, Action.READ_REPORTS, workshop):
        return Said({}, {}, "")
    row = Charter.objects.filter(workshop_id=workshop.pk).only("demand_quantity", "demand_per", "working_calendar", "family").first()
    if row is None:
        return Said({}, {}, "")
    demand: dict[str, Any] = {}
    if row.demand_quantity is not None and row.demand_per:
        number = float(row.demand_quantity)
        quantity = {"value": int(number) if number.is_integer() else number, "note": NOTE}
        demand = {"quantity": quantity, "per": row.demand_per}
    return Said(demand, read_calendar(row.working_calendar), row.family)


def words_of(values: Mapping[str, Any]) -> str:
    """What is taken over, in words: `demand 62 per day, 8 h a day, 5 days a week`."""
    parts = []
    if demand := values.get("demand"):
        parts.append(f"demand {units.display(demand['quantity'])} {dict(fields.PERIODS)[demand['per']]}")
    calendar = values.get("calendar") or {}
    texts = {"work_per_day": "{} a day", "days_per_week": "{} days a week", "days_per_month": "{} days a month"}
    parts += [text.format(calendar[key]) for key, text in texts.items() if key in calendar]
    return ", ".join([*parts, *([f"“{values['family']}”"] if values.get("family") else [])])
