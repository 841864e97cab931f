"""Who draws maps: the app above registers its painter here, since this one knows nothing of maps."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Picture:
    """A map as it is drawn in one view."""

    rev: int
    """Head of the log when it was read: the number of the last change that is drawn."""
    order: tuple[str, ...]
    """Ids of its groups, from the back to the front."""
    view_box: str
    groups: Mapping[str, str]
    """Markup by id."""
    digests: Mapping[str, str]
    """By id; equal where the markup is."""
    totals: Mapping[str, Any]
    """The entries that strips of totals show."""


class Painter(Protocol):
    """What a hub needs to know of maps. Called in threads, never in the loop."""

    def view_of(self, raw: Mapping[str, Any]) -> tuple[str, Hashable]:
        """Key and view of a `look` frame's `view`. One drawing serves all who look, so it holds nothing that not all who may view the
        workshop may see. Invalid with its faults.
        """

    def draw(self, map_id: UUID, view: Any) -> Picture | None:
        """The map as it is now, read in one moment; None when it is gone."""

    def maps_of(self, ops: Iterable[Mapping[str, Any]]) -> frozenset[UUID] | None:
        """The maps that ops touch; None where that cannot be told, so that it may be any of the workshop."""


_painters: list[Painter] = []


def register_painter(painter: Painter) -> None:
    """Have maps drawn by this painter from now on."""
    _painters[:] = [painter]


def painter() -> Painter:
    """The registered painter. LookupError without one."""
    if not _painters:
        raise LookupError("nobody draws maps here")
    return _painters[0]
