"""All routings of a network: expectations of times and quality, the most probable path, and what is missing (map-format 3.1, 3.3, 3.7).

The network is cut at the nodes that every path goes through; the stretches between two cuts are independent of each other,
so times add up and products multiply. Inside a stretch every outcome of its choices is walked.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Sequence

from mapping.network import Edge, Network
from mapping.stretch import MOST_ROUTINGS, Stretch, TooManyRoutings
from mapping.walks import Bits, Walk, Weights, nothing

__all__ = ["MOST_ROUTINGS", "Plan", "TooManyRoutings"]


class Plan:
    """What an item that enters at the starts can take: cuts, single flows between them, and stretches."""

    def __init__(self, network: Network, starts: Sequence[int] | None = None) -> None:
        starts = network.starts if starts is None else starts
        self.network = network
        self.bits = Bits(network)
        self.parts: list[int | Edge | Stretch] = list(self._parts(starts)) if starts else []

    def _parts(self, starts: Sequence[int]) -> Iterator[int | Edge | Stretch]:
        network = self.network
        order = network.order_from(starts)
        place = {node: index for index, node in enumerate(order)}
        bounds = [-1, *(place[node] for node in network.common(starts, order)), len(order)]
        for first, last in itertools.pairwise(bounds):
            entry = order[first] if first >= 0 else None
            exit_ = order[last] if last < len(order) else None
            inside = order[first + 1 : last]
            if entry is not None:
                yield entry
            if inside:
                yield Stretch(network, inside, entry, exit_)
            elif entry is not None and exit_ is not None:
                yield network.out[entry][0]

    def walk(self, weights: Weights) -> Walk:
        """All routings. TooManyRoutings when a stretch has more than 65,536."""
        total = Walk(quality=[1.0] * len(weights.quality))
        for part in self.parts:
            if isinstance(part, Stretch):
                total.append(part.walk(weights, self.bits))
            elif isinstance(part, Edge):
                total.pass_flow(part.flow, weights, self.bits.held_up(part.flow, weights))
            else:
                total.pass_node(part, weights, self.bits.late(part, weights))
        return total

    def chances(self, flows: Collection[int] | None = None) -> Walk:
        """Visits and taken flows only. Where `flows` are given, stretches without any of these may say 1.0 for what is merely possible."""
        total = Walk()
        nil = nothing(self.network)
        for part in self.parts:
            if isinstance(part, Edge):
                total.taken[part.flow] = 1.0
            elif not isinstance(part, Stretch):
                total.visits[part] = 1.0
            elif part.is_certain or (flows is not None and not part.has_any(flows)):
                total.visits |= dict.fromkeys(part.nodes[part.begin :], 1.0)
                total.taken |= dict.fromkeys((edge.flow for edge in part.edges), 1.0)
            else:
                found = part.walk(nil, self.bits)
                total.visits |= found.visits
                total.taken |= found.taken
        return total
