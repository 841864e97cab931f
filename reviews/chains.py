"""The longest chain of streams that wait for each other. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """What goes over from one stream to another, and how many days that takes (0 where it is not known)."""

    source: str
    target: str
    days: float = 0.0


@dataclass(frozen=True, slots=True)
class Chain:
    """Streams one after another with the days of all of it, the hand-overs between them included."""

    keys: tuple[str, ...] = ()
    days: float = 0.0

    @property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """From which to which it goes."""
        return frozenset(zip(self.keys, self.keys[1:], strict=False))


def longest(days: Mapping[str, float], links: Sequence[Link]) -> Chain:
    """The chain of at least two streams that takes the most days; of equally long ones the first. Empty without links.

    `days` are of each stream, one that is not in it takes 0. Two links between the same streams count as the slower one. Where streams
    hand over in a circle, the link that closes it is left out: no item goes round for ever.
    """
    out: dict[str, dict[str, float]] = {}
    for link in links:
        ways = out.setdefault(link.source, {})
        ways[link.target] = max(ways.get(link.target, 0.0), link.days)
    best: dict[str, Chain] = {}
    for key in list(out):
        _settle(key, days, out, best)
    return max((chain for chain in best.values() if len(chain.keys) > 1), key=lambda chain: chain.days, default=Chain())


def _settle(start: str, days: Mapping[str, float], out: Mapping[str, Mapping[str, float]], best: dict[str, Chain]) -> None:
    """Find the longest chain from here and from all that comes after, the last first; chains may be longer than calls can be nested."""
    way = [] if start in best else [start]
    while way:
        key = way[-1]
        following = next((target for target in out.get(key, {}) if target not in best and target not in way), None)
        if following is not None:
            way.append(following)
            continue
        best[key] = _from(key, days, out.get(key, {}), best)
        way.pop()


def _from(key: str, days: Mapping[str, float], ways: Mapping[str, float], best: Mapping[str, Chain]) -> Chain:
    """The longest chain that begins here, of those after it that are settled; one that is not closes a circle."""
    own = days.get(key, 0.0)
    found = [Chain((key, *best[target].keys), own + between + best[target].days) for target, between in ways.items() if target in best]
    return max(found, key=lambda chain: chain.days, default=Chain((key,), own))
