"""The information band: suppliers left, control in the middle, customers right, and the lines between neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from mapping.facts import MapFacts
from mapping.render.scene import MARGIN, Box, Straight
from mapping.render.symbols_nodes import CONTROL_HEIGHT, CONTROL_WIDTH, PARTY_HEIGHT, PARTY_WIDTH

LINES = {1: (56,), 2: (45, 67), 3: (36, 58, 80)}
"""Heights of the lines between two neighbours, from the top of the band."""
GROUP_GAP = 24.0
SIDE_GAP = 60.0


@dataclass(slots=True)
class Band:
    """Order of the parties of the band and the information that runs straight between neighbours."""

    order: list[str] = field(default_factory=list)
    side: dict[str, str] = field(default_factory=dict)
    pairs: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    """Indexes of information by neighbours, left one first; at most three."""

    def straight(self) -> set[int]:
        """Indexes of the information that runs in the band."""
        return {index for members in self.pairs.values() for index in members}


def plan_band(facts: MapFacts, sides: Mapping[str, str]) -> Band:
    """Who stands next to whom."""
    band = Band(side=dict(sides))
    for side in ("left", "centre", "right"):
        band.order += [party.id for party in facts.parties if sides[party.id] == side]
    place = {key: at for at, key in enumerate(band.order)}
    for index, info in enumerate(facts.information):
        if info.source in place and info.target in place and abs(place[info.source] - place[info.target]) == 1:
            one, two = sorted((info.source, info.target), key=place.__getitem__)
            members = band.pairs.setdefault((one, two), [])
            if len(members) < 3:
                members.append(index)
    return band


def size_of(facts: MapFacts) -> dict[str, tuple[float, float]]:
    """Width and height of each party."""
    return {
        party.id: (CONTROL_WIDTH, CONTROL_HEIGHT) if party.data.get("kind") == "control" else (PARTY_WIDTH, PARTY_HEIGHT)
        for party in facts.parties
    }


def _between(band: Band, one: str, two: str, labels: Mapping[tuple[str, int], float]) -> float:
    members = band.pairs.get((one, two), ())
    room = max((labels["information", index] + 44 for index in members), default=0.0)
    return max(room, GROUP_GAP if band.side[one] == band.side[two] else SIDE_GAP)


def _groups(band: Band) -> Iterable[list[str]]:
    for side in ("left", "centre", "right"):
        yield [key for key in band.order if band.side[key] == side]


def band_width(band: Band, sizes: Mapping[str, tuple[float, float]], labels: Mapping[tuple[str, int], float]) -> float:
    """The least width in which all parties and labels of the band find room."""
    gaps = sum(_between(band, one, two, labels) for one, two in zip(band.order, band.order[1:], strict=False))
    return sum(sizes[key][0] for key in band.order) + gaps


def place_band(
    band: Band, sizes: Mapping[str, tuple[float, float]], labels: Mapping[tuple[str, int], float], top: float, width: float
) -> dict[str, Box]:
    """Suppliers from the left, customers from the right, control in the middle of what is free between."""
    left, centre, right = _groups(band)
    spans = {}
    for group in (left, centre, right):
        inner = sum(_between(band, one, two, labels) for one, two in pairwise(group))
        spans[tuple(group)] = sum(sizes[key][0] for key in group) + inner
    low = MARGIN + (spans[tuple(left)] + _between(band, left[-1], centre[0], labels) if left and centre else 0)
    high = MARGIN + width - (spans[tuple(right)] + _between(band, centre[-1], right[0], labels) if right and centre else 0)
    middle = MARGIN + width / 2 - spans[tuple(centre)] / 2
    starts = (MARGIN, max(low, min(middle, high - spans[tuple(centre)])), MARGIN + width - spans[tuple(right)])
    boxes: dict[str, Box] = {}
    for group, x in zip((left, centre, right), starts, strict=True):
        for at, key in enumerate(group):
            if at:
                x += _between(band, group[at - 1], key, labels)
            shift = 0 if sizes[key][1] == PARTY_HEIGHT else 14
            boxes[key] = Box(round(x), top + shift, *sizes[key])
            x += sizes[key][0]
    return boxes


def straight_lines(
    facts: MapFacts, band: Band, boxes: Mapping[str, Box], labels: Mapping[tuple[str, int], float], top: float
) -> list[Straight]:
    """Information between neighbours, one line above the other."""
    out = []
    for (one, two), members in band.pairs.items():
        low, high = boxes[one].right + 4, boxes[two].x - 4
        for index, height in zip(members, LINES[len(members)], strict=True):
            forward = facts.information[index].source == one
            start, end = ((low, high) if forward else (high, low)) if high > low else (low, low)
            label = labels["information", index]
            along = facts.information[index].data.get("label_at", 0.5)
            slack = max(0.0, (high - low - label - 24) / 2)
            wish = start + (end - start) * along
            middle = (low + high) / 2
            chip = min(max(wish, middle - slack), middle + slack)
            out.append(Straight(index, (start, top + height), (end, top + height), round(chip), label))
    return out
