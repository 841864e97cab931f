"""Lanes of gutters and channels: every line gets one of its own wherever it would meet another."""

from __future__ import annotations

from collections import defaultdict

from mapping.render.links import Horizontal, Link, Vertical

GUTTER_LANE = 13
ORDER = {"carry": 0, "material": 1, "information": 2, "rework": 3, "warning": 3}
STEPS = {"carry": 14, "material": 14, "information": 20, "rework": 20}
APART = 10


def pack(spans: list[tuple[float, float]]) -> list[int]:
    """The lowest lane of each span in which it meets none of the earlier ones."""
    lanes: list[list[tuple[float, float]]] = []
    out = []
    for low, high in spans:
        open_lanes = (at for at, lane in enumerate(lanes) if all(high <= other[0] or low >= other[1] for other in lane))
        number = next(open_lanes, len(lanes))
        if number == len(lanes):
            lanes.append([])
        lanes[number].append((low, high))
        out.append(number)
    return out


def gutter_lanes(links: list[Link], side: str) -> dict[Vertical, int]:
    """The lane of each vertical in the gutter at this side, counted from the drawing outwards."""
    found: list[tuple[int, Vertical, tuple[float, float]]] = []
    for link in links:
        for part in link.verticals():
            if part.kind == "gutter" and part.side == side:
                ends = [near.level[0] * 1000 + near.level[1] for near in link.neighbours(part) if isinstance(near, Horizontal)]
                found.append((ORDER[link.kind], part, (min(ends) - 0.4, max(ends) + 0.4)))
    found.sort(key=lambda one: (one[0], one[2][1] - one[2][0]))
    return {part: lane for (_, part, _), lane in zip(found, pack([span for _, _, span in found]), strict=True)}


def horizontal_span(link: Link, part: Horizontal) -> tuple[float, float]:
    """From where to where a horizontal runs, by the verticals at its ends."""
    xs = [near.x for near in link.neighbours(part) if isinstance(near, Vertical)]
    return min(xs), max(xs)


def channel_lanes(links: list[Link]) -> dict[tuple[int, int, str], list[tuple[Link, Horizontal, int]]]:
    """For each part of each channel its horizontals with their lanes; lane 0 is next to the boxes.

    Longer lines run above the shorter ones that they span. A line shorter than its own chip goes where verticals of others do not run
    through the chip: to the bottom if it comes down from the band, to the top if both of its ends are on boxes.
    """
    found: dict[tuple[int, int, str], list[tuple[tuple[int, float], Link, Horizontal, tuple[float, float]]]] = defaultdict(list)
    for link in links:
        for part in link.horizontals():
            if part.band == "flow":
                continue
            low, high = horizontal_span(link, part)
            rank = (0, high - low)
            if part is link.chip:
                rank = (_overhang(link, high - low), high - low)
                low, high = min(low, link.chip_x - link.label / 2), max(high, link.chip_x + link.label / 2)
            found[part.row, part.track, part.band].append((rank, link, part, (low - APART, high + APART)))
    out = {}
    for key, members in found.items():
        members.sort(key=lambda one: one[0])
        lanes = stack([span for _, _, _, span in members])
        out[key] = [(link, part, lane) for (_, link, part, _), lane in zip(members, lanes, strict=True)]
    return out


def _overhang(link: Link, length: float) -> int:
    if length >= link.label:
        return 0
    return -1 if any(part.party for part in link.verticals()) else 1


def stack(spans: list[tuple[float, float]]) -> list[int]:
    """A lane for each span above all earlier ones that it meets."""
    out: list[int] = []
    for low, high in spans:
        met = [lane for lane, other in zip(out, spans, strict=False) if low < other[1] and high > other[0]]
        out.append(1 + max(met, default=-1))
    return out
