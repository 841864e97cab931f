"""All routings of a network: expectations of times and quality, the most probable path, and what is missing (map-format 3.1, 3.3, 3.7).

The network is cut at the nodes that every path goes through; the stretches between two cuts are independent of each other,
so times add up and products multiply. Inside a stretch every outcome of its choices is walked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from mapping.network import Edge, Network
from vsm_site.lib.units import near

MOST_ROUTINGS = 65_536
NOT_MET = 1_000_000_000


class TooManyRoutings(Exception):
    """A stretch between two cuts has more than 65,536 routings."""


@dataclass(slots=True)
class Weights:
    """What nodes and flows weigh: by node T, cycle time and value-added time in seconds, by flow the wait; and which of it is missing.

    `quality` are factors by node (complete and accurate, yield), each a list of factors, None where a node has no value.
    """

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
    quality: tuple[dict[int, float], ...] = ()


@dataclass(slots=True)
class Missing:
    """What a total lacks: nodes and flows; `off_path` when a time beside the path is among it, so that the path itself is uncertain."""

    nodes: set[int] = field(default_factory=set)
    flows: set[int] = field(default_factory=set)
    off_path: bool = False

    def add(self, other: Missing) -> None:
        """Take in what another total lacks."""
        self.nodes |= other.nodes
        self.flows |= other.flows
        self.off_path |= other.off_path


@dataclass(slots=True)
class Walk:
    """What all routings together come to."""

    time: float = 0.0
    process: float = 0.0
    added: float = 0.0
    low: float = 0.0
    high: float = 0.0
    quality: list[float] = field(default_factory=list)
    routings: int = 1
    visits: dict[int, float] = field(default_factory=dict)
    taken: dict[int, float] = field(default_factory=dict)
    """Probability by flow."""
    path: list[int] = field(default_factory=list)
    """Nodes of the longest path of the most probable routing."""
    path_flows: list[int] = field(default_factory=list)
    on_path: dict[int, float] = field(default_factory=dict)
    """Probability, by node, that it is on the longest path."""
    flows_on_path: dict[int, float] = field(default_factory=dict)
    unclassified: set[int] = field(default_factory=set)
    lead_missing: Missing = field(default_factory=Missing)
    process_missing: Missing = field(default_factory=Missing)
    added_missing: Missing = field(default_factory=Missing)

    def join(self, other: Walk) -> None:
        """Append a stretch that follows."""
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
        self.unclassified |= other.unclassified
        self.lead_missing.add(other.lead_missing)
        self.process_missing.add(other.process_missing)
        self.added_missing.add(other.added_missing)


def walk(network: Network, weights: Weights, starts: Sequence[int] | None = None) -> Walk:
    """All routings of an item that enters at the starts (all of the map, or those given)."""
    starts = network.starts if starts is None else starts
    total = Walk(quality=[1.0] * len(weights.quality))
    if not starts:
        return total
    order = network.order_from(starts)
    place = {node: index for index, node in enumerate(order)}
    cuts = network.common(starts)
    bounds = [-1, *(place[node] for node in cuts), len(order)]
    for first, last in zip(bounds, bounds[1:], strict=False):
        entry = order[first] if first >= 0 else None
        exit_ = order[last] if last < len(order) else None
        if entry is not None:
            total.join(_at_cut(weights, entry))
        inside = order[first + 1 : last]
        if inside or (entry is not None and exit_ is not None and network.out[entry]):
            total.join(_Stretch(network, weights, inside, entry, exit_, starts).walk())
    return total


def _at_cut(weights: Weights, node: int) -> Walk:
    """A node that every item visits and that is on every path."""
    found = Walk(weights.time[node], weights.cycle[node], weights.added[node], weights.time[node], weights.time[node])
    found.quality = [factors.get(node, 1.0) for factors in weights.quality]
    found.visits, found.path, found.on_path = {node: 1.0}, [node], {node: 1.0}
    if node in weights.time_missing:
        found.lead_missing.nodes.add(node)
    if node in weights.cycle_missing:
        found.process_missing.nodes.add(node)
    if node in weights.added_missing:
        found.added_missing.nodes.add(node)
    if node in weights.unclassified:
        found.unclassified.add(node)
    return found


@dataclass(slots=True)
class _Turn:
    """A choice that was met on the way: where, what came before it, and which outcome is next."""

    place: int
    chance: float
    quality: list[float]
    option: int = 0


class _Stretch:
    """The nodes between two cuts with every outcome of their choices."""

    def __init__(
        self, network: Network, weights: Weights, inside: list[int], entry: int | None, exit_: int | None, starts: Sequence[int]
    ) -> None:
        self.network, self.weights = network, weights
        self.nodes = inside if entry is None else [entry, *inside]
        self.entry, self.exit = entry, exit_
        self.starts = frozenset(starts) if entry is None else frozenset({entry})
        self.choices = sorted(node for node in self.nodes if node in network.choices)
        self.is_taken: dict[int, bool] = {}
        self.time: dict[int, tuple[float, float, float]] = {}
        self.came: dict[int, Edge | None] = {}
        self.option: dict[int, int] = {}
        self.found = Walk(low=float("inf"), high=float("-inf"), quality=[0.0] * len(weights.quality), routings=0)
        self.best: tuple[float, list[int]] | None = None
        inner = set(self.nodes)
        flows = {edge.flow for node in self.nodes for edge in network.out[node]}
        self.looks_at_paths = bool(
            inner & (weights.time_missing | weights.cycle_missing | weights.added_missing | weights.unclassified) or flows & weights.wait_missing
        )

    def walk(self) -> Walk:
        """Every outcome, one after the other, by turning back at the last choice that has another one."""
        turns: list[_Turn] = []
        place, chance, quality = 0, 1.0, [1.0] * len(self.weights.quality)
        while True:
            while place < len(self.nodes):
                node = self.nodes[place]
                is_visited = self._arrive(node)
                if is_visited and node != self.entry:
                    quality = [so_far * factors.get(node, 1.0) for so_far, factors in zip(quality, self.weights.quality, strict=True)]
                if is_visited and node in self.network.choices:
                    turns.append(_Turn(place, chance, quality))
                    chance *= self._take(node, 0)
                else:
                    self._leave(node, is_visited)
                place += 1
            self._end(chance, quality)
            while turns and turns[-1].option + 1 >= len(self.network.out[self.nodes[turns[-1].place]]):
                self.option.pop(self.nodes[turns.pop().place], None)
            if not turns:
                return self.found
            turn = turns[-1]
            turn.option += 1
            chance = turn.chance * self._take(self.nodes[turn.place], turn.option)
            place, quality = turn.place + 1, turn.quality

    def _arrive(self, node: int) -> bool:
        """Note when an item comes to a node, by which flow; False when it does not come there under this routing."""
        if node == self.entry:
            self.time[node] = (0.0, 0.0, 0.0)
            return True
        edge, arrived = self._latest(self.network.into[node])
        if edge is None and node not in self.starts:
            self.came.pop(node, None)
            self.time.pop(node, None)
            return False
        weights = self.weights
        self.came[node] = edge
        self.time[node] = (arrived[0] + weights.time[node], arrived[1] + weights.cycle[node], arrived[2] + weights.added[node])
        return True

    def _latest(self, edges: list[Edge]) -> tuple[Edge | None, tuple[float, float, float]]:
        """The flow that comes last: the greater time so far, then the greater process time so far, then the first in document order."""
        best: Edge | None = None
        most = (0.0, 0.0, 0.0)
        for edge in edges:
            if not self.is_taken.get(edge.flow):
                continue
            time, process, added = self.time[edge.source]
            time += self.weights.wait.get(edge.flow, 0.0)
            if best is None or _later((time, process), most):
                best, most = edge, (time, process, added)
        return best, most

    def _take(self, node: int, option: int) -> float:
        edges = self.network.out[node]
        for place, edge in enumerate(edges):
            self.is_taken[edge.flow] = place == option
        self.option[node] = option
        return edges[option].chance

    def _leave(self, node: int, is_visited: bool) -> None:
        self.option.pop(node, None)
        for edge in self.network.out[node]:
            self.is_taken[edge.flow] = is_visited

    def _end(self, chance: float, quality: list[float]) -> None:
        """Count one routing in."""
        found = self.found
        found.routings += 1
        if found.routings > MOST_ROUTINGS:
            raise TooManyRoutings
        edge, last, totals = self._finish()
        found.time += chance * totals[0]
        found.process += chance * totals[1]
        found.added += chance * totals[2]
        found.low, found.high = min(found.low, totals[0]), max(found.high, totals[0])
        found.quality = [so_far + chance * factor for so_far, factor in zip(found.quality, quality, strict=True)]
        visited = [node for node in self.nodes if node in self.time and node != self.entry]
        for node in visited:
            found.visits[node] = found.visits.get(node, 0.0) + chance
        taken = [flow for flow, is_taken in self.is_taken.items() if is_taken]
        for flow in taken:
            found.taken[flow] = found.taken.get(flow, 0.0) + chance
        nodes, flows = self._trace(edge, last)
        for node in nodes:
            found.on_path[node] = found.on_path.get(node, 0.0) + chance
        for flow in flows:
            found.flows_on_path[flow] = found.flows_on_path.get(flow, 0.0) + chance
        if self.looks_at_paths:
            self._look_at_path(visited, taken, nodes, flows)
        self._prefer(chance, nodes, flows)

    def _finish(self) -> tuple[Edge | None, int | None, tuple[float, float, float]]:
        """The flow into the next cut, or the end that is reached last, with time, process and value-added time until then."""
        if self.exit is not None:
            edge, totals = self._latest(self.network.into[self.exit])
            return edge, None, totals
        last: int | None = None
        most = (0.0, 0.0, 0.0)
        for node in sorted(self.nodes):
            if node in self.time and not self.network.out[node] and (last is None or _later(self.time[node], most)):
                last, most = node, self.time[node]
        return None, last, most

    def _trace(self, edge: Edge | None, last: int | None) -> tuple[list[int], list[int]]:
        nodes: list[int] = []
        flows: list[int] = []
        node = last
        if edge is not None:
            flows.append(edge.flow)
            node = edge.source
        while node is not None and node != self.entry:
            nodes.append(node)
            came = self.came.get(node)
            node = None
            if came is not None:
                flows.append(came.flow)
                node = came.source
        return nodes[::-1], flows[::-1]

    def _look_at_path(self, visited: list[int], taken: list[int], nodes: list[int], flows: list[int]) -> None:
        weights, found = self.weights, self.found
        found.unclassified |= weights.unclassified.intersection(nodes)
        late = {node for node in visited if node in weights.time_missing}
        waits = {flow for flow in taken if flow in weights.wait_missing}
        found.lead_missing.add(Missing(late, waits))
        beside = Missing(late.difference(nodes), waits.difference(flows))
        beside.off_path = bool(beside.nodes or beside.flows)
        for missing, on_path in ((found.process_missing, weights.cycle_missing), (found.added_missing, weights.added_missing)):
            missing.add(Missing(on_path.intersection(nodes)))
            missing.add(beside)

    def _prefer(self, chance: float, nodes: list[int], flows: list[int]) -> None:
        """Keep the most probable routing's path; of equally probable ones that with the earlier flow at the first choice where they differ."""
        options = [self.option.get(node, NOT_MET) for node in self.choices]
        if self.best is not None:
            better = chance > self.best[0] and not near(chance, self.best[0])
            if not better and not (near(chance, self.best[0]) and options < self.best[1]):
                return
        self.best = (chance, options)
        self.found.path, self.found.path_flows = nodes, flows


def _later(one: Sequence[float], two: Sequence[float]) -> bool:
    """Whether a time so far is greater, or equal with a greater process time so far."""
    if not near(one[0], two[0]):
        return one[0] > two[0]
    return one[1] > two[1] and not near(one[1], two[1])
