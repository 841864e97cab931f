"""Frozen facts of one value stream map: what document, metrics, layout and comparison work on.

Facts hold the values of vsm-map/1 exactly as given (`"5 min"`, a number, or a statement object); an absent
key is absent here too, so that a document survives facts unchanged. Seconds are made only by the rules that
compute. Records add their UUID and per-field revisions; facts made from a file have neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

Value = Any
Values = Mapping[str, Value]
NOTHING: Values = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """A node that takes no time: customer, supplier, control or external."""

    id: str
    data: Values = field(default_factory=lambda: NOTHING)
    """Every other key as given: `kind`, `name`, `text`."""
    uuid: str = ""
    revs: Mapping[str, int] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class StepFacts:
    """One process box; `data` has every key of map-format section 2 but `id`, as given (`name` always)."""

    id: str
    data: Values = field(default_factory=lambda: NOTHING)
    uuid: str = ""
    revs: Mapping[str, int] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class FlowFacts:
    """The way of the item between two nodes; `data` has `kind`, `wait`, `inventory`, `share` ... as given."""

    source: str
    target: str
    data: Values = field(default_factory=lambda: NOTHING)
    uuid: str = ""
    revs: Mapping[str, int] = field(default_factory=lambda: NOTHING)

    @property
    def key(self) -> str:
        """`from>to`, the name of a flow in metrics and notes."""
        return f"{self.source}>{self.target}"

    @property
    def kind(self) -> str:
        """The flow's kind with the default of the format filled in."""
        return str(self.data.get("kind", "push"))


@dataclass(frozen=True, slots=True)
class InformationFacts:
    """The way of information between two nodes; `data` has `medium`, `label`, `frequency`, `label_at`."""

    source: str
    target: str
    data: Values = field(default_factory=lambda: NOTHING)
    uuid: str = ""
    revs: Mapping[str, int] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """What was pinned on the map; `data` has `kind`, `at`, `text`, `waste`, `severity`."""

    id: str
    data: Values = field(default_factory=lambda: NOTHING)
    uuid: str = ""
    revs: Mapping[str, int] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class MapFacts:
    """A whole map. The tuples are in document order."""

    head: Values
    """`title` and the keys `state style item family walked calendar demand` as far as they were given."""
    steps: tuple[StepFacts, ...] = ()
    parties: tuple[PartyFacts, ...] = ()
    flows: tuple[FlowFacts, ...] = ()
    information: tuple[InformationFacts, ...] = ()
    notes: tuple[NoteFacts, ...] = ()
    given_lists: frozenset[str] = frozenset()
    """Lists that the document had although they are empty, so that export gives them back."""
    uuid: str = ""
    rev: int = 0
    """Sequence number of the last change drawn (0 for a file)."""
    revs: Mapping[str, int] = field(default_factory=lambda: NOTHING)

    @property
    def title(self) -> str:
        """The map's title."""
        return str(self.head["title"])

    @property
    def state(self) -> str:
        """current, ideal or future."""
        return str(self.head.get("state", "current"))

    @property
    def style(self) -> str:
        """office or manufacturing: words and icons only, never arithmetic."""
        return str(self.head.get("style", "office"))
