"""Durations, percentages and statements: parsed as typed, shown as map-format 3.9 says.

A duration is a string like `3 d 4 h`; a day is the map's own (`work_per_day`), so seconds are made only with a calendar.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

NEAR = 1e-9
"""Values that differ by less than this share of their size are equal."""
_N = r"[0-9]{1,9}(?:\.[0-9]{1,9})?"
UNITS = ("mo", "wk", "d", "h", "min", "s")
DURATION = re.compile(rf"(?=.)(?:({_N}) *mo)?(?: *({_N}) *wk)?(?: *({_N}) *d)?(?: *({_N}) *h)?(?: *({_N}) *min)?(?: *({_N}) *s)?")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working time: seconds of a day, days of a week and of a month."""

    work_per_day: float = 28_800.0
    days_per_week: float = 5.0
    days_per_month: float = 20.0

    def seconds_of(self, unit: str) -> float:
        """Seconds of one unit."""
        day = self.work_per_day
        return {"s": 1.0, "min": 60.0, "h": 3600.0, "d": day, "wk": day * self.days_per_week, "mo": day * self.days_per_month}[unit]


def near(one: float, two: float) -> bool:
    """Whether two values differ by less than one part in 10^9."""
    return one == two or abs(one - two) < NEAR * max(abs(one), abs(two))


def below(one: float, two: float) -> bool:
    """Whether one is less than two and not equal to it within one part in 10^9."""
    return one < two and not near(one, two)


@lru_cache(maxsize=20_000)
def duration_parts(text: str) -> tuple[tuple[float, str], ...] | None:
    """Numbers with their units of a duration as typed; None for what is no duration."""
    if text.startswith(" ") or text.endswith(" "):
        return None
    found = DURATION.fullmatch(text)
    if found is None or not any(found.groups()):
        return None
    return tuple((float(number), unit) for number, unit in zip(found.groups(), UNITS, strict=True) if number is not None)


@lru_cache(maxsize=20_000)
def seconds(text: str, calendar: Calendar) -> float:
    """Seconds of a duration; ValueError for what is none."""
    parts = duration_parts(text)
    if parts is None:
        raise ValueError(f"“{text}” is no duration. Type a number with its unit, for example 90 min, 1.5 h or 3 d 4 h.")
    return math.fsum(number * calendar.seconds_of(unit) for number, unit in parts)


def plain(number: float, decimals: int = 1) -> str:
    """A number rounded half up, without trailing zeros."""
    scale = 10**decimals
    scaled = abs(number) * scale
    rounded = math.floor(scaled + 0.5 + min(scaled * NEAR, 1e-3)) / scale
    text = f"{rounded:.{decimals}f}".rstrip("0").rstrip(".") if decimals else f"{rounded:.0f}"
    return f"-{text}" if number < 0 and float(text) else text


def time_text(value: float, calendar: Calendar) -> str:
    """Seconds for people: below 5 min in s, below 2 h in min, below 2 d in h, else in d."""
    size = abs(value)
    if below(size, 300):
        return f"{plain(value)} s"
    if below(size, 7200):
        return f"{plain(value / 60)} min"
    if below(size, 2 * calendar.work_per_day):
        return f"{plain(value / 3600)} h"
    return f"{plain(value / calendar.work_per_day)} d"


def percent_text(value: float) -> str:
    """Percent with one decimal, two significant digits below 0.1 %, no trailing zero."""
    size = abs(value)
    if size == 0 or not below(size, 0.1):
        return f"{plain(value)} %"
    decimals = 1 - math.floor(math.log10(size * (1 + NEAR)))
    return f"{plain(value, decimals)} %"


def number_text(value: float) -> str:
    """A plain number with at most three decimals."""
    return plain(value, 3)


def numbers_of(statement: Any) -> list[Any]:
    """Every number or duration that a statement holds, as given."""
    if not isinstance(statement, Mapping):
        return [statement]
    found = [statement[key] for key in ("value", "low", "likely", "high") if key in statement]
    return [*found, *statement.get("observations", ())]


PLAIN = (str, int, float)  # looked at first: asking whether something is a Mapping is slow


def used(statement: Any, measure: Any) -> float:
    """The number that counts of a statement: its value, else the mean of its observations, else the triangular mean.

    `measure` turns one number or duration as given into a float.
    """
    if isinstance(statement, PLAIN) or not isinstance(statement, Mapping):
        return float(measure(statement))
    if "value" in statement:
        return float(measure(statement["value"]))
    if "observations" in statement:
        seen = [measure(entry) for entry in statement["observations"]]
        return math.fsum(seen) / len(seen)
    return math.fsum(measure(statement[key]) for key in ("low", "likely", "high")) / 3


# How a statement is typed into a field, and shown as it was typed.

_RANGE = re.compile(r"\s*(?P<low>[0-9][0-9.]*)\s*(?P<lowunit>[a-z%]*)\s*[-–]\s*(?P<high>[0-9][0-9.]*)\s*(?P<unit>[a-z%]*)\s*", re.I)
_SYNONYMS = {
    "sec": "s", "secs": "s", "second": "s", "seconds": "s", "m": "min", "mins": "min", "minute": "min", "minutes": "min",
    "hr": "h", "hrs": "h",
    "hour": "h", "hours": "h", "day": "d", "days": "d", "week": "wk", "weeks": "wk", "w": "wk", "month": "mo", "months": "mo",
}  # fmt: skip
_WORD = re.compile(r"[a-z]+", re.I)


def _units_spelled(text: str) -> str:
    spelled = _WORD.sub(lambda word: _SYNONYMS.get(word.group().lower(), word.group().lower()), text)
    return re.sub(r"\s+", " ", spelled).strip()


def type_duration(text: str, default_unit: str = "min") -> Any:
    """What a person typed as the statement of a duration: `90` takes the default unit, `20-40 min` is a range, `~15 min` an estimate.

    ValueError in the user's words for what cannot be read.
    """
    text = text.strip()
    if text.startswith("~"):
        return _estimate(type_duration(text[1:], default_unit))
    if found := _RANGE.fullmatch(text):
        unit = _units_spelled(found["unit"]) or default_unit
        low_unit = _units_spelled(found["lowunit"]) or unit
        low, high = _one_duration(f"{found['low']} {low_unit}", unit), _one_duration(f"{found['high']} {unit}", unit)
        if low_unit != unit:
            raise ValueError("Type both ends of the range in the same unit, for example 20-40 min.")
        if float(found["low"]) > float(found["high"]):
            raise ValueError("The first end of the range is above the second.")
        middle = f"{(float(found['low']) + float(found['high'])) / 2:.9f}".rstrip("0").rstrip(".")
        return {"low": low, "likely": f"{middle} {unit}", "high": high, "evidence": "estimate"}
    return _one_duration(text, default_unit)


def _estimate(value: Any) -> Any:
    """A value marked as an estimate; a range is one already."""
    return value if isinstance(value, dict) else {"value": value, "evidence": "estimate"}


def _one_duration(text: str, default_unit: str) -> str:
    spelled = _units_spelled(text.replace(",", "."))
    if re.fullmatch(_N, spelled):
        spelled = f"{spelled} {default_unit}"
    if duration_parts(spelled) is None:
        raise ValueError(f"“{text}” is no time. Type a number with its unit: 90 min, 1.5 h, 2 d 4 h, 20-40 min or ~15 min.")
    return spelled


def type_number(text: str) -> Any:
    """What a person typed as the statement of a number or percentage: `95`, `95 %`, `90-98`, `~20`."""
    text = text.strip().removesuffix("%").strip()
    if text.startswith("~"):
        return _estimate(type_number(text[1:]))
    if found := _RANGE.fullmatch(text):
        low, high = _one_number(found["low"]), _one_number(found["high"])
        if low > high:
            raise ValueError("The first end of the range is above the second.")
        return {"low": low, "likely": _tidy((low + high) / 2), "high": high, "evidence": "estimate"}
    return _one_number(text)


def _one_number(text: str) -> float:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        raise ValueError(f"“{text}” is no number. Type a number like 95, a range like 90-98, or ~20 for an estimate.") from None
    if not math.isfinite(value):
        raise ValueError("Type a finite number.")
    return _tidy(value)


def _tidy(value: float) -> float:
    return int(value) if float(value).is_integer() else value


def display(statement: Any) -> str:
    """A statement as it was typed: `5 min`, `20-40 min`, `~15 min`; several observations as their count with their ends."""
    if statement is None:
        return ""
    if not isinstance(statement, Mapping):
        return _shown(statement)
    if "value" in statement:
        return ("~" if statement.get("evidence") in ("estimate", "guess") else "") + _shown(statement["value"])
    if "low" in statement:
        return _range_text(statement["low"], statement["high"])
    seen = statement.get("observations", [])
    return _shown(seen[0]) if len(seen) == 1 else f"{len(seen)} observed"


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else number_text(value)


def _range_text(low: Any, high: Any) -> str:
    first, second = _shown(low), _shown(high)
    start, _, unit = first.partition(" ")
    if unit and second.partition(" ")[2] == unit:
        return f"{start}-{second}"
    return f"{first} - {second}" if unit else f"{first}-{second}"
