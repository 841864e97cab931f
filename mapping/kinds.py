"""The rows of a map as its pages edit them: words and data of each kind, in the order in which people are asked."""

from __future__ import annotations

from dataclasses import dataclass

from mapping import fields
from mapping.fields import Field, Fields


@dataclass(frozen=True, slots=True)
class RowWords:
    """One kind of row: its data, and what pages call it."""

    key: str
    known: Fields
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    """Headings with the data under them; an empty heading for a short form."""
    required: frozenset[str]
    cells: tuple[str, ...]
    """The columns of its table."""
    one: str
    many: str
    has_ends: bool = False
    """Leads from one node to another."""
    has_place: bool = False
    """Is pinned somewhere."""

    @property
    def keys(self) -> tuple[str, ...]:
        """All data, group by group."""
        return tuple(key for _, keys in self.groups for key in keys)

    @property
    def stated(self) -> tuple[str, ...]:
        """Data that may be statements with evidence."""
        return tuple(key for key in self.keys if self.known[key].is_stated)

    def datum(self, key: str) -> Field:
        """The datum of this key."""
        return self.known[key]


STEP = RowWords(
    "step",
    fields.STEP,
    (
        ("The step", ("name", "area", "trigger", "done", "output")),
        ("Times", ("cycle_time", "lead_time", "changeover", "value")),
        ("Quality", ("complete_accurate", "defect_rate", "on_time_delivery")),
        ("People and amounts", ("staffing", "overtime", "stations", "uptime", "batch_size", "wip")),
        ("What else", ("variation", "wastes", "split", "custom", "break_before")),
    ),
    frozenset({"name"}),
    (),
    "step",
    "Steps",
)
FLOW = RowWords(
    "flow",
    fields.FLOW,
    (("", ("kind", "wait", "inventory", "share", "max", "mode", "label")),),
    frozenset(),
    ("kind", "wait", "inventory", "share", "max", "mode", "label"),
    "flow",
    "Flows",
    has_ends=True,
)
PARTY = RowWords(
    "party",
    fields.PARTY,
    (("", ("name", "kind", "text")),),
    frozenset({"name", "kind"}),
    ("name", "kind", "text"),
    "party",
    "Customers, suppliers, planning",
)
INFORMATION = RowWords(
    "information",
    fields.INFORMATION,
    (("", ("medium", "label", "frequency", "label_at")),),
    frozenset(),
    ("medium", "label", "frequency"),
    "information flow",
    "Information flows",
    has_ends=True,
)
NOTE = RowWords(
    "note",
    fields.NOTE,
    (("", ("kind", "text", "waste", "severity")),),
    frozenset({"kind", "text"}),
    ("kind", "text", "waste", "severity"),
    "note",
    "Notes and kaizen bursts",
    has_place=True,
)
LINKS = (FLOW, PARTY, INFORMATION, NOTE)
BY_KEY = {words.key: words for words in (STEP, *LINKS)}
