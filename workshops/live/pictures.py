"""Pictures of maps for those who look at them: the painter that an app above puts in, and what it answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from workshops.policy import Action


@dataclass(frozen=True, slots=True)
class Picture:
    """A map as drawn at one moment of the log: `rev` is the sequence number of the last change drawn."""

    rev: int
    order: tuple[str, ...]
    view_box: str
    groups: Mapping[str, str]
    """Markup by id of the group."""
    digests: Mapping[str, str]
    totals: Mapping[str, Any]


class Painter(Protocol):
    """Draws maps; nothing in here is private, so all who share a view get the same bytes."""

    def view_of(self, raw: Mapping[str, Any], rights: frozenset[Action]) -> tuple[str, Any]:
        """Key and (hashable) view of a `look` frame; Invalid with what is wrong."""

    def draw(self, map_id: UUID, view: Any) -> Picture | None:
        """The map as it is now; None when it is gone."""

    def maps_of(self, ops: Iterable[Mapping[str, Any]]) -> frozenset[UUID] | None:
        """The maps that ops touch; None when that cannot be told."""


_painters: list[Painter] = []


def register_painter(painter: Painter) -> None:
    """Put the painter in; the last one draws."""
    _painters[:] = [painter]


def painter() -> Painter | None:
    """The painter, None where no app draws maps."""
    return _painters[0] if _painters else None
