"""What a walk through a map's network weighs and what it comes to.

What is missing is kept as bits of one number, since it is put together once a routing: bit n is node n, the flows follow.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from mapping.network import Network


@dataclass(slots=True)
class Weights:
    """What nodes and flows weigh: by node T, cycle time and value-added time in seconds, by flow the wait; and which of it is missing."""

    time: list[float]
    cycle: list[float]
    added: list[float]
    wait: dict[int, float]
    time_missing: set[int] = field(default_factory=set)
    wait_missing: set[int] = field(default_factory=set)
    cycle_missing: set[int] = field(default_factory=set)
    added_missing: set[int] = field(default_factory=set)
    """Steps that leave value-added time incomplete when they are on the path."""
    unclassified: set[int] = field(default_factory=set)
    returns_missing: dict[int, set[int]] = field(default_factory=dict)
    """By node the return flows whose waits its time lacks (with rework)."""
    quality: tuple[dict[int, float], ...] = ()
    """Factors by node (complete and accurate, yield), each without the nodes that have no value."""


def nothing(network: Network) -> Weights:
    """Weights of nothing: only probabilities come of them."""
    zeros = [0.0] * len(network.names)
    return Weights(zeros, zeros, zeros, {})


@dataclass(slots=True)
class Walk:
    """What all routings together come to. Probabilities are by node and by the flow's place in the document."""

    time: float = 0.0
    process: float = 0.0
    added: float = 0.0
    low: float = 0.0
    high: float = 0.0
    quality: list[float] = field(default_factory=list)
    routings: int = 1
    visits: dict[int, float] = field(default_factory=dict)
    taken: dict[int, float] = field(default_factory=dict)
    path: list[int] = field(default_factory=list)
    """Nodes of the longest path of the most probable routing."""
    path_flows: list[int] = field(default_factory=list)
    on_path: dict[int, float] = field(default_factory=dict)
    """Probability that a node is on the longest path."""
    flows_on_path: dict[int, float] = field(default_factory=dict)
    lacks: int = 0
    """Times and waits that are missing of what some routing takes."""
    beside: int = 0
    """Those of them that under some routing are beside the path, so that the path itself is uncertain."""

    def append(self, other: Walk) -> None:
        """Take in a stretch that follows."""
        self.time += other.time
        self.process += other.process
        self.added += other.added
        self.low += other.low
        self.high += other.high
        self.quality = [one * two for one, two in zip(self.quality, other.quality, strict=True)]
        self.routings *= other.routings
        self.visits |= other.visits
        self.taken |= other.taken
        self.path += other.path
        self.path_flows += other.path_flows
        self.on_path |= other.on_path
        self.flows_on_path |= other.flows_on_path
        self.lacks |= other.lacks
        self.beside |= other.beside

    def pass_node(self, node: int, weights: Weights, lacks: int) -> None:
        """Take in a node that every item visits and that is on every path."""
        self.time += weights.time[node]
        self.process += weights.cycle[node]
        self.added += weights.added[node]
        self.low += weights.time[node]
        self.high += weights.time[node]
        self.quality = [so_far * factors.get(node, 1.0) for so_far, factors in zip(self.quality, weights.quality, strict=True)]
        self.visits[node] = self.on_path[node] = 1.0
        self.path.append(node)
        self.lacks |= lacks

    def pass_flow(self, flow: int, weights: Weights, lacks: int) -> None:
        """Take in a flow that is the only way from one cut to the next."""
        wait = weights.wait.get(flow, 0.0)
        self.time += wait
        self.low += wait
        self.high += wait
        self.taken[flow] = self.flows_on_path[flow] = 1.0
        self.path_flows.append(flow)
        self.lacks |= lacks


class Bits:
    """Nodes and flows as bits of one number."""

    def __init__(self, network: Network) -> None:
        self.nodes = len(network.names)

    def late(self, node: int, weights: Weights) -> int:
        """What the time of a node lacks."""
        own = 1 << node if node in weights.time_missing else 0
        return own | sum(1 << self.nodes + flow for flow in weights.returns_missing.get(node, ()))

    def held_up(self, flow: int, weights: Weights) -> int:
        """What the wait of a flow lacks."""
        return 1 << self.nodes + flow if flow in weights.wait_missing else 0

    def split(self, bits: int) -> tuple[list[int], list[int]]:
        """The nodes and the flows of these bits, each in document order."""
        places = [place for place in range(bits.bit_length()) if bits >> place & 1]
        return [place for place in places if place < self.nodes], [place - self.nodes for place in places if place >= self.nodes]
