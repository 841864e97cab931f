"""The streams of a person as a network: who hands what over to whom, how each stands, and the longest chain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from reviews.chains import Chain, Link, longest
from reviews.portfolio import Entry
from vsm_site.lib import units
from vsm_site.lib.digraph import Node
from vsm_site.lib.svg import Svg
from vsm_site.lib.units import Calendar
from workshops import touching
from workshops.models import TouchPoint
from workshops.selectors import streams

MOST_BOXES = 60
"""More than this is no picture; the table has them all."""
NAMED = 5
"""Streams of the longest chain that are named in the sentence."""


@dataclass(frozen=True, slots=True)
class Network:
    """The picture with its table twin."""

    picture: Svg
    points: tuple[TouchPoint, ...]
    chain: tuple[str, ...]
    """The streams of the longest chain by name; empty where nothing is known of how long a chain takes."""
    chain_time: str
    left_out: int
    """Touch points that are only in the table."""
    alone: tuple[Entry, ...]
    """Streams without touch points."""
    seen: frozenset[UUID]
    """Streams that the person sees."""

    @property
    def sentence(self) -> str:
        """What there is to see."""
        if not self.points:
            return "Streams depend on each other: what one delivers late, the next one waits for."
        number, unknown = len(self.points), sum(point.lead_time is None for point in self.points)
        lacks = f"; of {unknown} nobody knows how long it takes" if unknown else ""
        chain = f" The longest chain takes {self.chain_time}: {', then '.join(_few(self.chain))}." if self.chain else ""
        return f"{number} {'touch point' if number == 1 else 'touch points'}{lacks}.{chain}"


def _few(names: Sequence[str]) -> list[str]:
    """Names of a chain, of a long one the ends."""
    return list(names) if len(names) <= NAMED else [*names[: NAMED - 2], f"{len(names) - NAMED + 1} more", names[-1]]


def network_of(entries: Sequence[Entry]) -> Network:
    """The network of these streams, which the person sees, with all that they touch; one query."""
    known = {entry.stream.pk: entry for entry in entries}
    points = list(streams.touch_points_of([entry.stream for entry in entries]))
    drawn = _most_tied(points)
    nodes = {pk: _node(entry) for pk, entry in known.items()}
    chain = _chain(known, points)
    names = {node.key: node.name for node in touching.nodes_of(points, nodes)}
    touched = {stream.pk for point in points for stream in (point.giver, point.taker) if stream}
    return Network(
        touching.picture(drawn, nodes, chain.pairs),
        tuple(points),
        tuple(names[key] for key in chain.keys),
        f"{units.plain(chain.days)} d",
        len(points) - len(drawn),
        tuple(entry for entry in entries if entry.stream.pk not in touched),
        frozenset(known),
    )


def _node(entry: Entry) -> Node:
    return Node(str(entry.stream.pk), entry.stream.name, entry.lead_time, entry.word, entry.tone, entry.stream.get_absolute_url())


def _most_tied(points: Sequence[TouchPoint]) -> list[TouchPoint]:
    """The touch points between the boxes that have the most of them, as many boxes as make a picture."""
    counted = Counter(key for point in points for key in touching.ends_of(point))
    shown = {key for key, _ in counted.most_common(MOST_BOXES)}
    return [point for point in points if shown.issuperset(touching.ends_of(point))]


def _chain(known: Mapping[UUID, Entry], points: Sequence[TouchPoint]) -> Chain:
    """The longest chain, in days as the maps count them; empty where no time is known at all."""
    found = longest({str(pk): entry.lead_days for pk, entry in known.items()}, [_link(point, known) for point in points])
    return found if found.days else Chain()


def _link(point: TouchPoint, known: Mapping[UUID, Entry]) -> Link:
    """A touch point in days: those of the stream that hands over, else of the one that receives."""
    entry = known.get(point.giver_id or UUID(int=0)) or known.get(point.taker_id or UUID(int=0))
    calendar = entry.calendar if entry else Calendar()
    seconds = units.used(point.lead_time, lambda text: units.seconds(text, calendar)) if point.lead_time else 0.0
    return Link(*touching.ends_of(point), seconds / calendar.work_per_day)
