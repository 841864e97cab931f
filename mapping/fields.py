"""The registry of what a map holds: one line per datum of map-format; forms, data boxes, table, API, import and reports iterate over it."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from vsm_site.lib.errors import Fault
from vsm_site.lib.units import Calendar, below, duration_parts, seconds

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
LARGEST = 10**12
EVIDENCE = ("measured", "system", "estimate", "guess")
STATEMENT_KEYS = ("value", "low", "likely", "high", "observations", "evidence", "by", "at", "n", "note")


class Kind(StrEnum):
    """What a datum is."""

    TEXT = "text"
    NAME = "name"
    DURATION = "duration"
    PERCENT = "percent"
    NUMBER = "number"
    CHOICE = "choice"
    WORDS = "words"
    IDS = "ids"
    CUSTOM = "custom"
    FLAG = "flag"
    FRACTION = "fraction"


STATED = frozenset({Kind.DURATION, Kind.PERCENT, Kind.NUMBER})
"""Kinds for which a statement object may stand."""


@dataclass(frozen=True, slots=True)
class Field:
    """One datum: its key in the format, its words, and its limits."""

    key: str
    label: str
    kind: Kind
    better: str = ""
    """`lower` or `higher` where one is better."""
    office: str = ""
    """The label in office style, where it differs."""
    short: str = ""
    """The label in a data box, where it differs."""
    unit: str = ""
    question: str = ""
    """How the workshop asks for it."""
    choices: tuple[tuple[str, str], ...] = ()
    least: float | None = None
    most: float | None = None
    above_least: bool = False
    """The value has to be above `least`, not equal to it."""

    def label_in(self, style: str) -> str:
        """The label in this style of map."""
        return self.office if style == "office" and self.office else self.label

    def short_in(self, style: str) -> str:
        """The label in a data box."""
        return self.short or self.label_in(style)

    @property
    def is_stated(self) -> bool:
        """Whether a statement object may stand for the value."""
        return self.kind in STATED

    def check(self, value: Any, path: str, calendar: Calendar | None = None) -> list[Fault]:
        """What is wrong with a value as given; empty when nothing is. The order of low, likely, high is looked at with a calendar only."""
        if self.is_stated and isinstance(value, Mapping):
            return list(_check_statement(self, value, path, calendar))
        return list(_CHECKS[self.kind](self, value, path))


def _text(field: Field, value: Any, path: str) -> Iterator[Fault]:
    if not isinstance(value, str):
        yield Fault(path, "This has to be text.")
    elif any(ch == "\x00" or "\ud800" <= ch <= "\udfff" for ch in value):
        yield Fault(path, "The text holds a character that cannot be kept (NUL or half a surrogate pair).")
    elif field.kind is Kind.NAME and not value.strip():
        yield Fault(path, "This cannot be blank.")


def _duration(field: Field, value: Any, path: str) -> Iterator[Fault]:
    if not isinstance(value, str):
        yield Fault(path, "A duration is text with its unit, for example “5 min”.")
    elif duration_parts(value) is None:
        yield Fault(path, f"“{value[:40]}” is no duration: numbers with units mo, wk, d, h, min, s, largest first, each once, no sign.")


def is_number(value: Any) -> bool:
    """Whether a JSON value is a finite number of at most 10^12 in size."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and abs(value) <= LARGEST


def _number(field: Field, value: Any, path: str) -> Iterator[Fault]:
    if not is_number(value):
        yield Fault(path, "This has to be a finite number of at most 10^12 in size.")
    elif field.least is not None and (value <= field.least if field.above_least else value < field.least):
        yield Fault(path, f"This has to be {'above' if field.above_least else 'at least'} {field.least:g}.")
    elif field.most is not None and value > field.most:
        yield Fault(path, f"This has to be at most {field.most:g}.")


def _choice(field: Field, value: Any, path: str) -> Iterator[Fault]:
    words = [word for word, _ in field.choices]
    if not isinstance(value, str) or value not in words:
        yield Fault(path, f"This has to be one of: {', '.join(words)}.")


def _words(field: Field, value: Any, path: str) -> Iterator[Fault]:
    if not isinstance(value, list):
        yield Fault(path, "This has to be a list.")
        return
    for place, word in enumerate(value):
        where = f"{path}[{place}]"
        if field.kind is Kind.IDS and not (isinstance(word, str) and ID.fullmatch(word)):
            yield Fault(where, "This is not an id.")
        elif field.kind is Kind.WORDS:
            yield from _text(field, word, where)


def _custom(field: Field, value: Any, path: str) -> Iterator[Fault]:
    if not isinstance(value, Mapping):
        yield Fault(path, "This has to be an object: text or a plain number by label.")
        return
    if len(value) > 20:
        yield Fault(path, "At most 20 entries.")
    for label, entry in value.items():
        if isinstance(entry, str):
            yield from _text(field, entry, f"{path}.{label}")
        elif not is_number(entry):
            yield Fault(f"{path}.{label}", "This has to be text or a plain number.")


def _flag(field: Field, value: Any, path: str) -> Iterator[Fault]:
    if not isinstance(value, bool):
        yield Fault(path, "This has to be true or false.")


_CHECKS: dict[Kind, Callable[[Field, Any, str], Iterator[Fault]]] = {
    Kind.TEXT: _text,
    Kind.NAME: _text,
    Kind.DURATION: _duration,
    Kind.PERCENT: _number,
    Kind.NUMBER: _number,
    Kind.FRACTION: _number,
    Kind.CHOICE: _choice,
    Kind.WORDS: _words,
    Kind.IDS: _words,
    Kind.CUSTOM: _custom,
    Kind.FLAG: _flag,
}


def _check_statement(field: Field, value: Mapping[str, Any], path: str, calendar: Calendar | None) -> Iterator[Fault]:
    for key in value:
        if key not in STATEMENT_KEYS:
            yield Fault(f"{path}.{key}", "This key is not known in a statement.")
    yield from _check_numbers(field, value, path, calendar)
    yield from _check_evidence(value, path)


def _check_numbers(field: Field, value: Mapping[str, Any], path: str, calendar: Calendar | None) -> Iterator[Fault]:
    one = _CHECKS[field.kind]
    faults: list[Fault] = []
    for key in ("value", "low", "likely", "high"):
        if key in value:
            faults += one(field, value[key], f"{path}.{key}")
    if "observations" in value:
        faults += _check_observations(field, value["observations"], f"{path}.observations")
    ends = [key for key in ("low", "likely", "high") if key in value]
    absent = [key for key in ("low", "likely", "high") if ends and key not in value]
    faults += [Fault(f"{path}.{key}", "low, likely and high belong together.") for key in absent]
    if not ends and "value" not in value and "observations" not in value:
        faults.append(Fault(path, "The statement has no number: give value, or low, likely and high, or observations."))
    yield from faults
    if not faults and ends and calendar is not None:
        low, likely, high = (_size(field, value[key], calendar) for key in ("low", "likely", "high"))
        if below(likely, low) or below(high, likely):
            yield Fault(path, "low has to be at most likely, and likely at most high.")


def _check_observations(field: Field, value: Any, path: str) -> Iterator[Fault]:
    if not isinstance(value, list) or not value:
        yield Fault(path, "Observations are a list of at least one.")
        return
    for place, entry in enumerate(value):
        yield from _CHECKS[field.kind](field, entry, f"{path}[{place}]")


def _size(field: Field, value: Any, calendar: Calendar) -> float:
    return seconds(value, calendar) if field.kind is Kind.DURATION else float(value)


_ANY_TEXT = Field("", "", Kind.TEXT)


def _check_evidence(value: Mapping[str, Any], path: str) -> Iterator[Fault]:
    if "evidence" in value and value["evidence"] not in EVIDENCE:
        yield Fault(f"{path}.evidence", f"This has to be one of: {', '.join(EVIDENCE)}.")
    for key in ("by", "note"):
        if key in value:
            yield from _text(_ANY_TEXT, value[key], f"{path}.{key}")
    if "at" in value and not _is_date(value["at"]):
        yield Fault(f"{path}.at", "This has to be a date like 2026-11-18.")
    if "n" in value and not (is_number(value["n"]) and float(value["n"]).is_integer() and value["n"] >= 1):
        yield Fault(f"{path}.n", "This has to be a whole number of at least 1.")


def _is_date(value: Any) -> bool:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return False
    try:
        datetime.date.fromisoformat(value)
    except ValueError:
        return False
    return True


class Fields(dict[str, Field]):
    """Fields of one kind of thing by key, in the order in which people are asked."""

    def __init__(self, *fields: Field) -> None:
        super().__init__({field.key: field for field in fields})


def _percent(key: str, label: str, better: str = "", **more: Any) -> Field:
    return Field(key, label, Kind.PERCENT, better, unit="%", **({"least": 0, "most": 100} | more))


STEP = Fields(
    Field("name", "Name", Kind.NAME, question="What do you call this step?"),
    Field("area", "Area", Kind.TEXT, question="Which department does it? It has to be represented in the team."),
    Field("trigger", "Trigger", Kind.TEXT, question="What starts it?"),
    Field("done", "Done when", Kind.TEXT, question="How do you know that it is done?"),
    Field("lead_time", "Lead time", Kind.DURATION, "lower", question="How long from arrival at this step until handed on, queue included?"),
    Field("output", "Output", Kind.TEXT, question="What leaves the step?"),
    Field(
        "cycle_time", "Cycle time", Kind.DURATION, "lower", office="Process time",
        question="How long hands-on for one, if nothing interrupted?",
    ),
    _percent("on_time_delivery", "On-time delivery", "higher", short="On time", question="How often is it done by the promised date?"),
    Field("staffing", "Staffing", Kind.NUMBER, unit="people", least=0, question="How many people do this step?"),
    _percent("defect_rate", "Defect rate", "lower", short="Defects", question="How much is scrapped or sent back here?"),
    Field("batch_size", "Batch size", Kind.NUMBER, unit="items", least=0, short="Batch", question="How many are passed on together?"),
    Field(
        "overtime", "Overtime", Kind.NUMBER, "lower", unit="h / person / week", least=0,
        question="How much overtime, per person and week?",
    ),
    _percent(
        "complete_accurate", "% complete and accurate", "higher", short="% C&A",
        question="How much of it can the next step use as it is? Ask the next step.",
    ),
    Field("variation", "Variation", Kind.TEXT, question="What varies, and why?"),
    Field("wip", "Work in process", Kind.NUMBER, "lower", unit="items", least=0, short="WIP", question="How many are here now?"),
    Field(
        "changeover", "Changeover", Kind.DURATION, "lower", short="C/O",
        question="From the last good of one kind to the first good of the next?",
    ),
    _percent("uptime", "Uptime", "higher", above_least=True, question="How much of the planned time can it run?"),
    Field("stations", "Stations", Kind.NUMBER, least=1, question="How many identical stations or people work in parallel?"),
    Field(
        "value", "Class", Kind.CHOICE, question="Would the customer pay for it?",
        choices=(("va", "Value added"), ("nnva", "Necessary"), ("nva", "Waste")),
    ),
    Field("wastes", "Wastes", Kind.WORDS, question="Which wastes do you see?"),
    Field(
        "split", "Where it splits", Kind.CHOICE, question="Where several flows leave: are all done, or is one taken?",
        choices=(("all", "All branches are done"), ("choice", "One branch is taken")),
    ),
    Field("origin", "Copied from", Kind.IDS),
    Field("custom", "The team's own data", Kind.CUSTOM),
    Field("break_before", "New row of the drawing here", Kind.FLAG),
)  # fmt: skip

FLOW_KINDS = (
    ("push", "Push"), ("pull", "Pull"), ("fifo", "FIFO lane"), ("supermarket", "Supermarket"), ("transport", "Transport"),
    ("rework", "Rework"),
)  # fmt: skip
MODES = (("truck", "Truck"), ("rail", "Rail"), ("air", "Air"), ("sea", "Sea"), ("courier", "Courier"), ("walk", "Walk"))
FLOW = Fields(
    Field("kind", "Kind", Kind.CHOICE, choices=FLOW_KINDS),
    Field("wait", "Wait", Kind.DURATION, "lower", question="How long does one wait here?"),
    Field("inventory", "Inventory", Kind.NUMBER, "lower", unit="items", least=0, question="How many wait here?"),
    _percent("share", "Share", question="What share goes this way, or back?"),
    Field("max", "Maximum", Kind.NUMBER, unit="items", least=0, question="How many may wait at most?"),
    Field("mode", "By", Kind.CHOICE, choices=MODES),
    Field("label", "Label", Kind.TEXT),
)
REWORK_SHARE = _percent("share", "Share", most=95)

PARTY = Fields(
    Field(
        "kind", "Kind", Kind.CHOICE,
        choices=(("customer", "Customer"), ("supplier", "Supplier"), ("control", "Planning or IT"), ("external", "Other party")),
    ),
    Field("name", "Name", Kind.NAME),
    Field("text", "Lines below", Kind.TEXT),
)  # fmt: skip
INFORMATION = Fields(
    Field("medium", "Medium", Kind.CHOICE, choices=(("manual", "On paper"), ("electronic", "Electronic"), ("verbal", "Spoken"))),
    Field("label", "What", Kind.TEXT),
    Field("frequency", "How often", Kind.TEXT),
    Field("label_at", "Place of the label", Kind.FRACTION, least=0, most=1),
)
NOTE = Fields(
    Field(
        "kind", "Kind", Kind.CHOICE,
        choices=(
            ("issue", "Issue"), ("improvement", "Improvement"), ("question", "Question"), ("assumption", "Assumption"),
            ("burst", "Kaizen burst"),
        ),
    ),
    Field("at", "Where", Kind.TEXT),
    Field("text", "Text", Kind.TEXT),
    Field("waste", "Waste", Kind.TEXT),
    Field("severity", "Severity", Kind.CHOICE, choices=(("low", "Low"), ("medium", "Medium"), ("high", "High"))),
)  # fmt: skip
STATES = (("current", "Current state"), ("ideal", "Ideal state"), ("future", "Future state"))
STYLES = (("office", "Office"), ("manufacturing", "Manufacturing"))
PERIODS = (("h", "per hour"), ("d", "per day"), ("wk", "per week"), ("mo", "per month"))
HEAD = Fields(
    Field("title", "Title", Kind.NAME),
    Field("state", "State", Kind.CHOICE, choices=STATES),
    Field("style", "Style", Kind.CHOICE, choices=STYLES),
    Field("item", "What flows", Kind.TEXT),
    Field("family", "Product or case family", Kind.TEXT),
    Field("walked", "Walked", Kind.TEXT),
)
DEMAND = Fields(
    Field("quantity", "Demand", Kind.NUMBER, least=0),
    Field("per", "Per", Kind.CHOICE, choices=PERIODS),
)
CALENDAR = Fields(
    Field("work_per_day", "Working time a day", Kind.DURATION),
    Field("days_per_week", "Days a week", Kind.FRACTION, least=0, above_least=True, most=7),
    Field("days_per_month", "Days a month", Kind.FRACTION, least=0, above_least=True, most=31),
)


def calendar_of(given: Any) -> Calendar:
    """The calendar of a map, each missing part by its default."""
    given = given if isinstance(given, Mapping) else {}
    day = seconds(given["work_per_day"], Calendar()) if "work_per_day" in given else 28_800.0
    return Calendar(day, float(given.get("days_per_week", 5)), float(given.get("days_per_month", 20)))


def check_calendar(given: Any, path: str) -> list[Fault]:
    """What is wrong with the calendar of a map."""
    if not isinstance(given, Mapping):
        return [Fault(path, "This has to be an object.")]
    faults = [Fault(f"{path}.{key}", "This key is not known here.") for key in given if key not in CALENDAR]
    for key, field in CALENDAR.items():
        if key in given:
            faults += field.check(given[key], f"{path}.{key}") if key != "work_per_day" else _check_day(given[key], f"{path}.{key}")
    return faults


def _check_day(value: Any, path: str) -> list[Fault]:
    parts = duration_parts(value) if isinstance(value, str) else None
    if parts is None or any(unit not in ("s", "min", "h") for _, unit in parts):
        return [Fault(path, "The working time of a day is a duration in s, min or h.")]
    day = seconds(value, Calendar())
    return [] if 0 < day <= 86_400 else [Fault(path, "The working time of a day is above 0 and at most 24 h.")]


def check_demand(given: Any, path: str) -> list[Fault]:
    """What is wrong with the demand of a map."""
    if not isinstance(given, Mapping):
        return [Fault(path, "This has to be an object.")]
    faults = [Fault(f"{path}.{key}", "This key is not known here.") for key in given if key not in DEMAND]
    for key, field in DEMAND.items():
        faults += field.check(given[key], f"{path}.{key}", Calendar()) if key in given else [Fault(f"{path}.{key}", "This is missing.")]
    return faults
