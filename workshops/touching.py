"""The touch points of streams as a picture: who hands what over to whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from vsm_site.lib.digraph import Arrow, Node, digraph
from vsm_site.lib.svg import Svg
from workshops.models import TouchPoint, ValueStream


def key_of(stream: ValueStream | None, outside: str) -> str:
    """One box for each stream, and one for each name outside, however it is spelled."""
    return str(stream.pk) if stream else f"outside {outside.casefold()}"


def ends_of(point: TouchPoint) -> tuple[str, str]:
    """The boxes of the giver and of the taker."""
    return key_of(point.giver, point.outside), key_of(point.taker, point.outside)


def arrows_of(points: Iterable[TouchPoint], lit: Collection[tuple[str, str]] = ()) -> list[Arrow]:
    """One arrow for all that one box hands over to another; those between the boxes in `lit` stand out."""
    found: dict[tuple[str, str], list[TouchPoint]] = {}
    for point in points:
        found.setdefault(ends_of(point), []).append(point)
    return [
        Arrow(*ends, ", ".join(row.item for row in rows), ", ".join(row.lead_time_text for row in rows if row.lead_time), ends in lit)
        for ends, rows in found.items()
    ]


def nodes_of(points: Iterable[TouchPoint], known: Mapping[UUID, Node]) -> list[Node]:
    """The boxes of these touch points in the order in which they come up; streams that the person does not see have a name only."""
    found: dict[str, Node] = {}
    for point in points:
        for stream in (point.giver, point.taker):
            key = key_of(stream, point.outside)
            plain = Node(key, stream.name if stream else point.outside, word="" if stream else "outside", is_outside=stream is None)
            found.setdefault(key, known.get(stream.pk, plain) if stream else plain)
    return list(found.values())


def picture(points: Collection[TouchPoint], known: Mapping[UUID, Node], lit: Collection[tuple[str, str]] = ()) -> Svg:
    """The drawing of these touch points with its words; empty without any."""
    nodes = nodes_of(points, known)
    number = len(points)
    label = f"{len(nodes)} streams and neighbours with {number} {'touch point' if number == 1 else 'touch points'}; the table tells each"
    return digraph(nodes, arrows_of(points, lit), label)
