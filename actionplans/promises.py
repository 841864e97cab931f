"""The promised change of one metric: which metrics there are, how their values are typed, and how a promise reads. Plain Python."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mapping.fields import STEP, Field, Kind
from vsm_site.lib import units

Statement = Any
"""A statement of map-format: `"5 min"`, a number, or an object with `value`, `low`/`likely`/`high` or `observations`."""
MAX_OWN_TEXT = 60
WAIT_AFTER = "wait_after"
"""The wait on the flow that leaves a step: of finished goods, or before a party."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric that an action can promise to change."""

    field: Field
    of_map: bool
    of_step: bool

    @property
    def key(self) -> str:
        """Its name in metrics and documents."""
        return self.field.key

    @property
    def label(self) -> str:
        """Its name on pages."""
        return self.field.label


def _whole(key: str, label: str, kind: Kind, of_step: bool = False) -> Metric:
    return Metric(Field(key, label, kind, least=0, most=100 if kind is Kind.PERCENT else None), True, of_step)


def _of_step(key: str) -> Metric:
    return Metric(STEP[key], False, True)


METRICS: tuple[Metric, ...] = (
    _whole("lead_time", "Lead time", Kind.DURATION, of_step=True),
    _whole("process_time", "Process time", Kind.DURATION),
    _whole("value_added_time", "Value-added time", Kind.DURATION),
    _whole("labour_time", "Labour time", Kind.DURATION),
    _whole("wait_time", "Waiting time", Kind.DURATION, of_step=True),
    Metric(Field(WAIT_AFTER, "Waiting after it", Kind.DURATION, least=0), False, True),
    _whole("activity_ratio", "Activity ratio", Kind.PERCENT),
    _whole("process_cycle_efficiency", "Process cycle efficiency", Kind.PERCENT),
    _whole("rolled_complete_accurate", "Rolled % complete and accurate", Kind.PERCENT),
    _whole("rolled_throughput_yield", "Rolled throughput yield", Kind.PERCENT),
    _whole("wip", "Work in process", Kind.NUMBER, of_step=True),
    _whole("staffing", "Staffing", Kind.NUMBER, of_step=True),
    *map(
        _of_step, ("cycle_time", "changeover", "complete_accurate", "defect_rate", "uptime", "on_time_delivery", "batch_size", "overtime")
    ),
)
BY_KEY: Mapping[str, Metric] = {metric.key: metric for metric in METRICS}
_BY_LABEL = {metric.label.lower(): metric for metric in METRICS} | {
    "%c&a": BY_KEY["complete_accurate"],
    "rolled %c&a": BY_KEY["rolled_complete_accurate"],
}
_SINGLE = re.compile(r"([0-9.]+) *([a-z%]+)?")
_HINTS = {
    Kind.DURATION: "Type a time with its unit, for example 4.5 d or 20 min.",
    Kind.PERCENT: "Type a percentage from 0 to 100, for example 95 %.",
    Kind.NUMBER: "Type a number, for example 12.",
    Kind.TEXT: f"Type the value with its unit, at most {MAX_OWN_TEXT} characters.",
}


def metric_key(text: str, *, at_step: bool = False) -> str:
    """The key of a known metric given by key or label in any case; a measure of one's own stays as typed.

    The process time of a step is its cycle time: office maps call it so.
    """
    words = " ".join(text.split())
    known = _BY_LABEL.get(words.lower()) or BY_KEY.get(words.lower().replace(" ", "_"))
    if known is None:
        return words
    return "cycle_time" if at_step and known.key == "process_time" else known.key


def metric_label(key: str) -> str:
    """How a metric is called on pages."""
    return BY_KEY[key].label if key in BY_KEY else key


def _kind_of(key: str) -> Kind:
    return BY_KEY[key].field.kind if key in BY_KEY else Kind.TEXT


def parse_statement(key: str, value: Any) -> Statement:
    """A typed or given value of a metric as a statement; ValueError with what to type otherwise.

    `20-40 min` is a range with an estimate as its evidence, `~15 min` a value with it; a percentage may carry its sign.
    """
    kind = _kind_of(key)
    if kind is Kind.TEXT:
        return _own(value)
    if isinstance(value, str):
        value = _typed(kind, value)
    faults = BY_KEY[key].field.check(value, "")
    if faults:
        raise ValueError(faults[0].text if isinstance(value, Mapping) else _HINTS[kind])
    return value


def _own(value: Any) -> str:
    """The value of a measure of one's own: text or a plain number."""
    text = units.number_text(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
    text = " ".join(text.split()) if isinstance(text, str) else ""
    if not 0 < len(text) <= MAX_OWN_TEXT:
        raise ValueError(_HINTS[Kind.TEXT])
    return text


def _typed(kind: Kind, text: str) -> Statement:
    """What was typed as a statement. A bare number is no time: nobody knows whether days or minutes are promised."""
    if kind is not Kind.DURATION:
        if "%" in text and kind is not Kind.PERCENT:
            raise ValueError(_HINTS[kind])
        return units.type_number(text)
    if not re.search("[a-z]", text, re.I):
        raise ValueError(_HINTS[kind])
    return units.type_duration(text)


def statement_text(key: str, value: Statement) -> str:
    """A statement as people read it: `4.5 d`, `95 %`, `20-40 min`, `~15 min`."""
    text = units.display(value)
    return f"{text} %" if _kind_of(key) is Kind.PERCENT and not text.endswith("observed") else text


def promise_text(key: str, before: Statement, after: Statement) -> str:
    """`Lead time 23.6 → 4.5 d`: the metric with both values, a shared unit written once."""
    old, new = statement_text(key, before), statement_text(key, after)
    first, second = _SINGLE.fullmatch(old), _SINGLE.fullmatch(new)
    if first and second and first[2] and first[2] == second[2]:
        old = first[1]
    return f"{metric_label(key)} {old} → {new}"
