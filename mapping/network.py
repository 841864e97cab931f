"""A map as a network of nodes and flows that an item takes: starts, ends, choices, cuts, and what every path has in common.

Nodes are numbers: steps first, then parties, both in document order, so that comparing numbers is comparing document order.
Rework flows are no part of it. A party on a cycle of flows is cut in two (map-format 3.1).
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from mapping.facts import FlowFacts, MapFacts, StepFacts
from vsm_site.lib.units import used


@dataclass(frozen=True, slots=True)
class Edge:
    """A flow that is no rework: its place in the document, its ends, and how probable it is once its source is visited."""

    flow: int
    source: int
    target: int
    chance: float


@dataclass
class Network:
    """The nodes and flows of a map. Edges that are never taken (share 0) are left out of `out` and `into`."""

    names: list[str]
    steps: tuple[StepFacts, ...]
    flows: tuple[FlowFacts, ...]
    edges: list[Edge]
    starts: list[int]
    choices: frozenset[int]
    """Steps where one flow is taken, a single possible one included."""
    out: list[list[Edge]] = field(default_factory=list)
    into: list[list[Edge]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.out = [[] for _ in self.names]
        self.into = [[] for _ in self.names]
        for edge in self.edges:
            if edge.chance > 0:
                self.out[edge.source].append(edge)
                self.into[edge.target].append(edge)

    def is_step(self, node: int) -> bool:
        """Whether a node is a step (else it is a party, or half of one)."""
        return node < len(self.steps)

    @cached_property
    def order(self) -> list[int]:
        """The nodes that an item can reach, each after all that lead to it."""
        return self.order_from(self.starts)

    def order_from(self, starts: Iterable[int]) -> list[int]:
        """The nodes that can be reached from some nodes, each after all that lead to it; the smallest first where it does not matter."""
        reached = self.reach(starts)
        waiting = {node: sum(edge.source in reached for edge in self.into[node]) for node in reached}
        ready = [node for node, count in waiting.items() if not count]
        heapq.heapify(ready)
        found = []
        while ready:
            node = heapq.heappop(ready)
            found.append(node)
            for edge in self.out[node]:
                waiting[edge.target] -= 1
                if not waiting[edge.target]:
                    heapq.heappush(ready, edge.target)
        return found

    def reach(self, starts: Iterable[int], *, without: int = -1) -> set[int]:
        """The nodes that can be reached from some nodes, these included, without going into one of them."""
        found = {node for node in starts if node != without}
        todo = list(found)
        while todo:
            for edge in self.out[todo.pop()]:
                if edge.target != without and edge.target not in found:
                    found.add(edge.target)
                    todo.append(edge.target)
        return found

    def common(self, starts: Sequence[int], order: Sequence[int] | None = None) -> list[int]:
        """The nodes that every path from these nodes to an end goes through, in the order in which they are met.

        `order` is `order_from(starts)` where the caller has it already.
        """
        order = self.order_from(starts) if order is None else order
        ahead = dict.fromkeys(order, 0)
        for node in starts:
            ahead[node] += 1
        for node in order:
            for edge in self.out[node]:
                ahead[edge.target] += ahead[node]
        behind: dict[int, int] = {}
        for node in reversed(order):
            behind[node] = sum(behind[edge.target] for edge in self.out[node]) or 1
        total = sum(behind[node] for node in starts)
        return [node for node in order if ahead[node] * behind[node] == total]


def choice_steps(facts: MapFacts) -> set[str]:
    """Ids of steps at which one branch is taken."""
    return {step.id for step in facts.steps if step.data.get("split") == "choice"}


def share_of(flow: FlowFacts) -> float | None:
    """The share of a flow in percent, None without one."""
    return used(flow.data["share"], float) if "share" in flow.data else None


def _chances(facts: MapFacts) -> dict[int, float]:
    """How probable each flow is once its source is visited: shares of a choice divided by their sum, else 1."""
    chosen = choice_steps(facts)
    groups: dict[str, list[int]] = {}
    for place, flow in enumerate(facts.flows):
        if flow.kind != "rework" and flow.source in chosen:
            groups.setdefault(flow.source, []).append(place)
    chances = {}
    for places in groups.values():
        shares = [share_of(facts.flows[place]) for place in places]
        if len(places) == 1 and shares[0] is None:
            shares = [100.0]
        total = sum(share or 0.0 for share in shares)
        chances.update({place: (share or 0.0) / total if total else 0.0 for place, share in zip(places, shares, strict=True)})
    return chances


def on_cycles(pairs: Collection[tuple[int, int]]) -> set[int]:
    """The nodes from which a path of these pairs leads back to themselves."""
    left = _peeled(_peeled(set(pairs)), is_backwards=True)
    return {node for node in {source for source, _ in left} if _returns(node, left)}


def _peeled(pairs: set[tuple[int, int]], *, is_backwards: bool = False) -> set[tuple[int, int]]:
    """What is left when nodes that nothing leads to (backwards: that lead nowhere) are taken away, again and again."""
    near, far = (1, 0) if is_backwards else (0, 1)
    touching: dict[int, list[tuple[int, int]]] = {}
    entered: dict[int, int] = {}
    for pair in pairs:
        touching.setdefault(pair[near], []).append(pair)
        entered[pair[far]] = entered.get(pair[far], 0) + 1
    todo = [node for node in touching if node not in entered]
    gone: set[tuple[int, int]] = set()
    while todo:
        for pair in touching.get(todo.pop(), ()):
            gone.add(pair)
            entered[pair[far]] -= 1
            if not entered[pair[far]]:
                todo.append(pair[far])
    return pairs - gone


def _returns(node: int, pairs: Collection[tuple[int, int]]) -> bool:
    follow: dict[int, list[int]] = {}
    for source, target in pairs:
        follow.setdefault(source, []).append(target)
    todo, seen = list(follow.get(node, [])), set()
    while todo:
        here = todo.pop()
        if here == node:
            return True
        if here not in seen:
            seen.add(here)
            todo += follow.get(here, [])
    return False


def build(facts: MapFacts) -> Network:
    """The network of a map without faults of drawing."""
    pairs, names = joined(facts)
    chances = _chances(facts)
    edges = [Edge(place, source, target, chances.get(place, 1.0)) for place, (source, target) in pairs.items()]
    entered = {edge.target for edge in edges}
    touched = entered | {edge.source for edge in edges}
    # A party without any flow would be a start and an end of its own that takes no time: it changes no number, but would hide all cuts.
    starts = [node for node in range(len(names)) if node not in entered and (node < len(facts.steps) or node in touched)]
    chosen = choice_steps(facts)
    choices = frozenset(node for node, step in enumerate(facts.steps) if step.id in chosen)
    return Network(names, facts.steps, facts.flows, edges, starts, choices)


def joined(facts: MapFacts) -> tuple[dict[int, tuple[int, int]], list[str]]:
    """Source and target node by place of each flow that is no rework, and the id of each node.

    Parties on a cycle are cut in two, customers first, then others that still are on one: flows into a party end there, those
    out of it start at its second half.
    """
    names = [step.id for step in facts.steps] + [party.id for party in facts.parties]
    number = {key: place for place, key in enumerate(names)}
    pairs = {place: (number[flow.source], number[flow.target]) for place, flow in enumerate(facts.flows) if flow.kind != "rework"}
    customers = {number[party.id] for party in facts.parties if party.data.get("kind") == "customer"}
    others = {number[party.id] for party in facts.parties} - customers
    for parties in (customers, others):
        for node in sorted(parties & on_cycles(set(pairs.values()))):
            half = len(names)
            names.append(names[node])
            pairs.update({place: (half, target) for place, (source, target) in pairs.items() if source == node})
    return pairs, names
