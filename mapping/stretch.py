"""One stretch between two cuts of a network: every outcome of its choices, one after the other."""

from __future__ import annotations

import sys
from collections.abc import Collection
from dataclasses import dataclass

from mapping.network import Network
from mapping.walks import Bits, Walk, Weights
from vsm_site.lib.units import near

MOST_ROUTINGS = 65_536
NOT_MET = sys.maxsize
"""The outcome of a choice that a routing does not meet: after all others."""


class TooManyRoutings(Exception):
    """A stretch between two cuts has more than 65,536 routings."""


class Stretch:
    """The nodes between two cuts, by their place in an order in which each comes after all that lead to it.

    The cut before them (`entry`) is place 0 where there is one; flows are by their place in `edges`.
    """

    def __init__(self, network: Network, inside: list[int], entry: int | None, exit_: int | None) -> None:
        self.nodes = inside if entry is None else [entry, *inside]
        self.begin = 0 if entry is None else 1
        place = {node: index for index, node in enumerate(self.nodes)}
        if exit_ is not None:
            place[exit_] = len(self.nodes)
        self.edges = [edge for node in self.nodes for edge in network.out[node]]
        self.out: list[list[int]] = [[] for _ in self.nodes]
        self.into: list[list[tuple[int, int]]] = [[] for _ in range(len(self.nodes) + 1)]
        for number, edge in sorted(enumerate(self.edges), key=lambda entry: entry[1].flow):
            self.out[place[edge.source]].append(number)
            self.into[place[edge.target]].append((number, place[edge.source]))
        asked = sorted(node for node in self.nodes if node in network.choices and network.out[node])
        self.asked = [place[node] for node in asked]
        self.chooses = [node in network.choices and len(network.out[node]) > 1 for node in self.nodes]
        ends = sorted(node for node in self.nodes if not network.out[node])
        self.ends = [] if exit_ is not None else [place[node] for node in ends]
        self.is_certain = not any(self.chooses)

    def walk(self, weights: Weights, bits: Bits) -> Walk:
        """Every routing of this stretch. TooManyRoutings when there are more than 65,536."""
        return _Run(self, weights, bits).walk()

    def has_any(self, flows: Collection[int]) -> bool:
        """Whether one of these flows is in this stretch."""
        return any(edge.flow in flows for edge in self.edges)


@dataclass(slots=True)
class _Arrival:
    """An item at a node under one routing: the times so far and the way by which the latest came."""

    time: float = 0.0
    process: float = 0.0
    added: float = 0.0
    before: _Arrival | None = None
    place: int = -1
    edge: int = -1
    lacks: int = 0
    """What the path so far lacks."""
    chance: float = 0.0
    """How probable it is that the longest path goes on from here."""


@dataclass(slots=True)
class _Turn:
    """A choice that was met on the way: where, what came before it, and which outcome is tried."""

    place: int
    chance: float
    quality: list[float]
    lacks: int
    option: int = 0


class _Run:
    """One walk through every outcome of a stretch."""

    def __init__(self, stretch: Stretch, weights: Weights, bits: Bits) -> None:
        self.stretch, self.weights = stretch, weights
        nodes, edges = stretch.nodes, stretch.edges
        self.size = len(nodes)
        self.waits = [weights.wait.get(edge.flow, 0.0) for edge in edges]
        self.late = [bits.late(node, weights) for node in nodes]
        self.held_up = [bits.held_up(edge.flow, weights) for edge in edges]
        self.factors = [[factors.get(node, 1.0) for factors in weights.quality] for node in nodes]
        self.is_taken = [False] * len(edges)
        self.arrivals: list[_Arrival | None] = [None] * self.size
        self.option = [NOT_MET] * self.size
        self.chance, self.quality, self.lacks = 1.0, [1.0] * len(weights.quality), 0
        self.turns: list[_Turn] = []
        self.visits, self.on_path = [0.0] * self.size, [0.0] * self.size
        self.taken, self.edges_on_path = [0.0] * len(edges), [0.0] * len(edges)
        self.found = Walk(low=float("inf"), high=float("-inf"), quality=[0.0] * len(weights.quality), routings=0)
        self.best: tuple[float, list[int], list[int], list[int]] | None = None

    def walk(self) -> Walk:
        """Every outcome, one after the other, by turning back at the last choice that has another one."""
        place = 0
        while True:
            self._forward(place)
            self._end()
            turn = self._next_turn()
            if turn is None:
                break
            self._settle(turn.place + 1)
            self.chance, self.quality, self.lacks = turn.chance, turn.quality, turn.lacks
            self._take(turn.place, turn.option)
            place = turn.place + 1
        self._settle(0)
        return self._result()

    def _next_turn(self) -> _Turn | None:
        turns, out = self.turns, self.stretch.out
        while turns:
            turns[-1].option += 1
            if turns[-1].option < len(out[turns[-1].place]):
                return turns[-1]
            turns.pop()
        return None

    def _forward(self, place: int) -> None:
        """Go on from a place to the end, with the first outcome at every choice that is met."""
        stretch = self.stretch
        for here in range(place, self.size):
            arrival = self.arrivals[here] = self._arrive(here)
            if arrival is None:
                self._leave(here, is_visited=False)
                continue
            if here >= stretch.begin:
                self._count(here)
            if stretch.chooses[here]:
                self.turns.append(_Turn(here, self.chance, self.quality, self.lacks))
                self._take(here, 0)
            else:
                self._leave(here, is_visited=True)

    def _arrive(self, here: int) -> _Arrival | None:
        """How an item comes to a node: by the flow that comes last. None when it does not come there under this routing."""
        if here < self.stretch.begin:
            return _Arrival(place=here)
        into = self.stretch.into[here]
        found = self._latest(into) if into else _Arrival()
        if found is None:
            return None
        weights, node = self.weights, self.stretch.nodes[here]
        found.time += weights.time[node]
        found.process += weights.cycle[node]
        found.added += weights.added[node]
        found.lacks |= self.late[here]
        found.place = here
        return found

    def _latest(self, into: list[tuple[int, int]]) -> _Arrival | None:
        """The greater time so far, then the greater process time so far, then the flow first in document order."""
        best: tuple[float, _Arrival, int] | None = None
        for edge, source in into:
            if self.is_taken[edge]:
                before = self.arrivals[source]
                assert before is not None  # a flow is taken only from where an item is
                time = before.time + self.waits[edge]
                if best is None or _is_later(time, before.process, best[0], best[1].process):
                    best = (time, before, edge)
        if best is None:
            return None
        time, before, edge = best
        return _Arrival(time, before.process, before.added, before, -1, edge, before.lacks | self.held_up[edge])

    def _count(self, here: int) -> None:
        self.visits[here] += self.chance
        self.lacks |= self.late[here]
        if self.quality:
            self.quality = [so_far * factor for so_far, factor in zip(self.quality, self.factors[here], strict=True)]

    def _take(self, here: int, option: int) -> None:
        for place, edge in enumerate(self.stretch.out[here]):
            self.is_taken[edge] = place == option
        edge = self.stretch.out[here][option]
        self.option[here] = option
        self.chance *= self.stretch.edges[edge].chance
        self.taken[edge] += self.chance
        self.lacks |= self.held_up[edge]

    def _leave(self, here: int, *, is_visited: bool) -> None:
        self.option[here] = 0 if is_visited else NOT_MET
        for edge in self.stretch.out[here]:
            self.is_taken[edge] = is_visited
            if is_visited:
                self.taken[edge] += self.chance
                self.lacks |= self.held_up[edge]

    def _end(self) -> None:
        """Count one routing in."""
        found, chance = self.found, self.chance
        found.routings += 1
        if found.routings > MOST_ROUTINGS:
            raise TooManyRoutings
        last = self._last()
        found.time += chance * last.time
        found.process += chance * last.process
        found.added += chance * last.added
        found.low, found.high = min(found.low, last.time), max(found.high, last.time)
        if self.quality:
            found.quality = [so_far + chance * factor for so_far, factor in zip(found.quality, self.quality, strict=True)]
        found.lacks |= self.lacks
        found.beside |= self.lacks & ~last.lacks
        self._pass(last, chance)
        self._prefer(last)

    def _last(self) -> _Arrival:
        """The arrival at the next cut, or at the end that is reached last."""
        if not self.stretch.ends:
            into_cut = self._latest(self.stretch.into[self.size])
            assert into_cut is not None  # every path leads to the cut
            return into_cut
        best: _Arrival | None = None
        for place in self.stretch.ends:
            here = self.arrivals[place]
            if here is not None and (best is None or _is_later(here.time, here.process, best.time, best.process)):
                best = here
        assert best is not None  # every routing reaches an end
        return best

    def _pass(self, arrival: _Arrival, chance: float) -> None:
        """Note that a path ends in an arrival; one into the next cut belongs to no place of the stretch and is handed on at once."""
        arrival.chance += chance
        if arrival.place < 0:
            self._hand_back(arrival)

    def _hand_back(self, arrival: _Arrival) -> None:
        """Pass the chance of the paths through an arrival on to what came before it."""
        if arrival.place >= 0:
            self.on_path[arrival.place] += arrival.chance
        if arrival.before is not None:
            self.edges_on_path[arrival.edge] += arrival.chance
            arrival.before.chance += arrival.chance
        arrival.chance = 0.0

    def _settle(self, first: int) -> None:
        """Hand back from the last place to `first`, before these arrivals are replaced by those of another routing."""
        for place in range(self.size - 1, first - 1, -1):
            arrival = self.arrivals[place]
            if arrival is not None and arrival.chance:
                self._hand_back(arrival)

    def _prefer(self, last: _Arrival) -> None:
        """Keep the path of the most probable routing; of equal ones that with the earlier flow at the first choice where they differ."""
        if self.best is not None and self.chance < self.best[0] and not near(self.chance, self.best[0]):
            return
        options = [self.option[place] for place in self.stretch.asked]
        if self.best is not None and near(self.chance, self.best[0]) and options >= self.best[1]:
            return
        self.best = (self.chance, options, *self._trace(last))

    def _trace(self, last: _Arrival) -> tuple[list[int], list[int]]:
        """Nodes and flows of the path that ends here, without the cut before it."""
        nodes, flows = [], []
        here: _Arrival | None = last
        while here is not None:
            if here.place >= self.stretch.begin:
                nodes.append(self.stretch.nodes[here.place])
            if here.before is not None:
                flows.append(self.stretch.edges[here.edge].flow)
            here = here.before
        return nodes[::-1], flows[::-1]

    def _result(self) -> Walk:
        found, stretch = self.found, self.stretch
        places = range(stretch.begin, self.size)
        found.visits = {stretch.nodes[place]: _whole(self.visits[place]) for place in places}
        found.taken = {edge.flow: _whole(chance) for edge, chance in zip(stretch.edges, self.taken, strict=True)}
        found.on_path = {stretch.nodes[place]: _whole(self.on_path[place]) for place in places if self.on_path[place]}
        found.flows_on_path = {edge.flow: _whole(chance) for edge, chance in zip(stretch.edges, self.edges_on_path, strict=True) if chance}
        if self.best is not None:
            _, _, found.path, found.path_flows = self.best
        return found


def _whole(chance: float) -> float:
    """A sum of chances that comes to 1 but for rounding is 1."""
    return 1.0 if near(chance, 1.0) else chance


def _is_later(time: float, process: float, other_time: float, other_process: float) -> bool:
    """Whether a time so far is greater, or equal with a greater process time so far."""
    if not near(time, other_time):
        return time > other_time
    return process > other_process and not near(process, other_process)
