"""The promised change of one metric: which metrics there are, how their values are typed, and how a promise reads. Plain Python."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Statement = Any
"""A statement of map-format: `"5 min"`, a number, or an object with `value`, `low`/`likely`/`high` or `observations`."""
MAX_NUMBER = 10**12
MAX_OWN_TEXT = 60


class Unit(StrEnum):
    """What kind of value a metric has."""

    DURATION = "duration"
    PERCENT = "percent"
    NUMBER = "number"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric that an action can promise to change."""

    key: str
    label: str
    unit: Unit
    of_map: bool
    of_step: bool


def _metrics(unit: Unit, of_map: bool, of_step: bool, **labels: str) -> list[Metric]:
    return [Metric(key, label, unit, of_map, of_step) for key, label in labels.items()]


METRICS: tuple[Metric, ...] = (
    *_metrics(Unit.DURATION, True, True, lead_time="Lead time"),
    *_metrics(Unit.DURATION, True, False, process_time="Process time", value_added_time="Value-added time", labour_time="Labour time"),
    *_metrics(Unit.DURATION, True, True, wait_time="Waiting time"),
    *_metrics(Unit.PERCENT, True, False, activity_ratio="Activity ratio", process_cycle_efficiency="Process cycle efficiency"),
    *_metrics(Unit.PERCENT, True, False, rolled_complete_accurate="Rolled %C&A", rolled_throughput_yield="Rolled throughput yield"),
    *_metrics(Unit.DURATION, False, True, cycle_time="Cycle time", changeover="Changeover"),
    *_metrics(Unit.PERCENT, False, True, complete_accurate="%C&A", defect_rate="Defect rate", uptime="Uptime"),
    *_metrics(Unit.PERCENT, False, True, on_time_delivery="On-time delivery"),
    *_metrics(Unit.NUMBER, True, True, wip="Work in process", staffing="Staffing"),
    *_metrics(Unit.NUMBER, False, True, batch_size="Batch size", overtime="Overtime"),
)
BY_KEY: Mapping[str, Metric] = {metric.key: metric for metric in METRICS}
_BY_LABEL = {metric.label.lower(): metric for metric in METRICS}

_N = r"[0-9]{1,9}(?:\.[0-9]{1,9})?"
_DURATION = re.compile("(?=.)" + " *".join(f"(?:{_N} *{unit})?" for unit in ("mo", "wk", "d", "h", "min", "s")))
_SINGLE = re.compile(rf"({_N}) *([a-z%]+)?")
_RANGE = re.compile(rf"({_N}) *(?:-|–|to) *({_N}) *([a-z%]*)")
_OBJECT_KEYS = frozenset({"value", "low", "likely", "high", "observations", "evidence", "by", "at", "n", "note"})
_EVIDENCE = frozenset({"measured", "system", "estimate", "guess"})
_HINTS = {
    Unit.DURATION: "Type a time with its unit, for example 4.5 d or 20 min.",
    Unit.PERCENT: "Type a percentage from 0 to 100, for example 95 %.",
    Unit.NUMBER: "Type a number, for example 12.",
    Unit.TEXT: f"Type the value with its unit, at most {MAX_OWN_TEXT} characters.",
}


def metric_key(text: str) -> str:
    """The key of a known metric given by key or label in any case; a measure of one's own stays as typed."""
    words = " ".join(text.split())
    known = _BY_LABEL.get(words.lower()) or BY_KEY.get(words.lower().replace(" ", "_"))
    return known.key if known else words


def metric_label(key: str) -> str:
    """How a metric is called on pages."""
    return BY_KEY[key].label if key in BY_KEY else key


def unit_of(key: str) -> Unit:
    """What kind of value a metric has; a measure of one's own is plain text."""
    return BY_KEY[key].unit if key in BY_KEY else Unit.TEXT


def parse_statement(key: str, value: Any) -> Statement:
    """A typed or given value of a metric as a statement; ValueError with what to type otherwise.

    `20-40 min` is a range with an estimate as its evidence, `~15 min` a value with it; numbers may carry `%`.
    """
    unit = unit_of(key)
    if isinstance(value, dict):
        return _checked_object(unit, value)
    if isinstance(value, str):
        return _typed(unit, " ".join(value.split()))
    return _checked(unit, value)


def _typed(unit: Unit, text: str) -> Statement:
    if unit is Unit.TEXT:
        if not text or len(text) > MAX_OWN_TEXT:
            raise ValueError(_HINTS[unit])
        return text
    if text[:1] in ("~", "≈"):
        return {"value": _checked(unit, _plain(unit, text[1:].strip())), "evidence": "estimate"}
    if spread := _RANGE.fullmatch(text):
        return _range(unit, spread)
    return _checked(unit, _plain(unit, text))


def _plain(unit: Unit, text: str) -> str | float:
    """Text of a duration as it is; the number before an optional `%` otherwise."""
    if unit is Unit.DURATION:
        return text
    found = _SINGLE.fullmatch(text)
    if not found or found[2] not in (None, "%") or (found[2] and unit is not Unit.PERCENT):
        raise ValueError(_HINTS[unit])
    return _number(found[1])


def _range(unit: Unit, spread: re.Match[str]) -> Statement:
    low, high = _number(spread[1]), _number(spread[2])
    if low > high:
        raise ValueError("Type the smaller number first.")
    numbers = {"low": low, "likely": _number(f"{(low + high) / 2:.9f}"), "high": high}
    sign = f" {spread[3]}" if unit is Unit.DURATION else ""
    return {name: _checked(unit, f"{number:g}{sign}" if sign else number) for name, number in numbers.items()} | {"evidence": "estimate"}


def _number(text: str) -> int | float:
    value = float(text)
    return int(value) if value.is_integer() else value


def _checked(unit: Unit, value: Any) -> Any:
    """A single value of the unit's type and limits."""
    if unit in (Unit.DURATION, Unit.TEXT):
        if isinstance(value, str) and (unit is Unit.TEXT or _DURATION.fullmatch(value)) and 0 < len(value) <= MAX_OWN_TEXT:
            return value
        raise ValueError(_HINTS[unit])
    limit = 100 if unit is Unit.PERCENT else MAX_NUMBER
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or not 0 <= value <= limit:
        raise ValueError(_HINTS[unit])
    return value


def _checked_object(unit: Unit, value: Mapping[str, Any]) -> Statement:
    if unknown := set(value) - _OBJECT_KEYS:
        raise ValueError(f"A statement has no “{min(map(str, unknown))}”.")
    if not ("value" in value or "observations" in value or {"low", "likely", "high"} <= set(value)):
        raise ValueError("A statement needs value, low, likely and high, or observations.")
    if value.get("evidence", "guess") not in _EVIDENCE:
        raise ValueError("Evidence is one of measured, system, estimate, guess.")
    for name in ("value", "low", "likely", "high"):
        if name in value:
            _checked(unit, value[name])
    observations = value.get("observations", [0])
    if not isinstance(observations, list) or not observations or len(observations) > 100:
        raise ValueError("Observations are a list of values.")
    for entry in value.get("observations", []):
        _checked(unit, entry)
    if any(not isinstance(value.get(name, ""), str) or len(value.get(name, "")) > 200 for name in ("by", "at", "note")):
        raise ValueError("Who, when and notes are short texts.")
    return dict(value)


def statement_text(key: str, value: Statement) -> str:
    """A statement as people read it: `4.5 d`, `95 %`, `20-40 min`, `~15 min`."""
    if not isinstance(value, Mapping):
        return f"{_plain_text(value)} %" if unit_of(key) is Unit.PERCENT and not isinstance(value, str) else _plain_text(value)
    if "value" in value:
        return ("~" if value.get("evidence") == "estimate" else "") + statement_text(key, value["value"])
    if "low" in value:
        return _between(statement_text(key, value["low"]), "-", statement_text(key, value["high"]))
    return ", ".join(statement_text(key, entry) for entry in value["observations"])


def _plain_text(value: Any) -> str:
    return value if isinstance(value, str) else f"{value:.10g}" if isinstance(value, float) else str(value)


def _between(one: str, sign: str, two: str) -> str:
    """Two values with a unit that they share written once."""
    first, second = _SINGLE.fullmatch(one), _SINGLE.fullmatch(two)
    shared = first and second and first[2] and first[2] == second[2]
    return f"{first[1] if first and shared else one}{sign}{two}"


def promise_text(key: str, before: Statement, after: Statement) -> str:
    """`Lead time 23.6 → 4.5 d`: the metric with both values, a shared unit written once."""
    return f"{metric_label(key)} {_between(statement_text(key, before), ' → ', statement_text(key, after))}"
