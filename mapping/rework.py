"""Lead and process time with rework: how often each step is really done (map-format 3.6).

A rework flow with share r sends r of what a step finishes back, again and again. Without parallel splits the expected visits are
those of the absorbing Markov chain.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mapping import loads
from mapping.loads import Pace
from mapping.network import Network, share_of
from mapping.results import ReworkTerm
from mapping.routing import Plan
from mapping.walks import Walk, Weights


@dataclass(frozen=True, slots=True)
class Return:
    """A rework flow: its place in the document, the step that finds, the step that repairs, and the share that goes back (0 to 0.95)."""

    flow: int
    source: int
    target: int
    share: float


@dataclass(slots=True)
class Visits:
    """Expected visits N of each node, and returns R of each rework flow, per item that enters."""

    nodes: dict[int, float] = field(default_factory=dict)
    returns: dict[int, float] = field(default_factory=dict)


def returns_of(network: Network, visits: dict[int, float]) -> list[Return]:
    """The rework flows of steps that are visited."""
    number = {name: node for node, name in reversed(list(enumerate(network.names)))}
    found = []
    for place, flow in enumerate(network.flows):
        source = number[flow.source]
        if flow.kind == "rework" and visits.get(source):
            found.append(Return(place, source, number[flow.target], (share_of(flow) or 0.0) / 100))
    return found


def not_computable(network: Network, visits: dict[int, float], returns: Sequence[Return]) -> list[Return]:
    """Returns to where no item comes or from where the step is not reached again, and those that leave or enter one parallel branch."""
    forks = _forks(network)
    return [back for back in returns if not _closes(network, visits, back) or any(_crosses(network, fork, back) for fork in forks)]


def _closes(network: Network, visits: dict[int, float], back: Return) -> bool:
    return bool(visits.get(back.target)) and back.source in network.reach([back.target])


def _forks(network: Network) -> list[list[set[int]]]:
    """The branches of every fork: per flow (or start) the nodes reached before the join."""
    visited = set(network.order)
    splits = [[edge.target for edge in network.out[node]] for node in sorted(visited) if node not in network.choices]
    splits.append(list(network.starts))
    forks = []
    for firsts in splits:
        if len(firsts) > 1:
            common = network.common(firsts)
            join = common[0] if common else -1
            forks.append([network.reach([first], without=join) for first in firsts])
    return forks


def _crosses(network: Network, branches: list[set[int]], back: Return) -> bool:
    inside: set[int] = set().union(*branches)
    if back.source not in inside and back.target not in inside:
        return False
    together = {back.source, back.target} | (network.reach([back.target]) & inside)
    return len({tuple(node in branch for branch in branches) for node in together}) > 1


def expected_visits(network: Network, visits: dict[int, float], returns: Sequence[Return]) -> Visits:
    """Solve R(f) = r(f) N(i) and N(k) = v(k) + sum of R(f) (u(k given j) - u(k given i) + [k = i]) over the rework flows."""
    reach = {node: _chances_from(network, node) for back in returns for node in (back.source, back.target)}

    def gain(back: Return, node: int) -> float:
        return reach[back.target].get(node, 0.0) - reach[back.source].get(node, 0.0) + (node == back.source)

    sources = sorted({back.source for back in returns})
    place = {node: index for index, node in enumerate(sources)}
    matrix = [[float(row == column) for column in range(len(sources))] for row in range(len(sources))]
    for node in sources:
        for back in returns:
            matrix[place[node]][place[back.source]] -= back.share * gain(back, node)
    solved = solve(matrix, [visits.get(node, 0.0) for node in sources])
    returned = {back.flow: back.share * solved[place[back.source]] for back in returns}
    nodes = {node: chance + sum(returned[back.flow] * gain(back, node) for back in returns) for node, chance in visits.items()}
    return Visits(nodes, returned)


def _chances_from(network: Network, node: int) -> dict[int, float]:
    return Plan(network, [node]).chances().visits


def solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """The solution of a system of linear equations, by elimination with the largest pivot."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for column in range(size):
        pivot = max(range(column, size), key=lambda row: abs(rows[row][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        for row in range(size):
            if row != column and rows[row][column]:
                factor = rows[row][column] / rows[column][column]
                rows[row] = [one - factor * two for one, two in zip(rows[row], rows[column], strict=True)]
    return [rows[place][size] / rows[place][place] for place in range(size)]


class Loops:
    """A map's weights as they are with rework."""

    def __init__(self, network: Network, pace: Pace, weights: Weights, visits: dict[int, float], returns: Sequence[Return]) -> None:
        self.network, self.plain, self.visits, self.returns = network, weights, visits, returns
        self.found = expected_visits(network, visits, returns)
        self.times = {node: self.found.nodes[node] / chance for node, chance in visits.items() if chance}
        gone = dict.fromkeys(visits, 0.0)
        for back in returns:
            gone[back.source] += self.found.returns[back.flow]
        self.passes = {
            edge.flow: (self.found.nodes[edge.source] - gone[edge.source]) / visits[edge.source]
            for edge in network.edges
            if visits.get(edge.source)
        }
        self.waits = {back.flow: loads.wait_of(network.flows[back.flow], pace, self.found.returns[back.flow]) for back in returns}

    def weights(self) -> Weights:
        """T and cycle time times N/v, W of a flow times its passes, and the return waits added to the time of the step that sends back."""
        plain = self.plain
        heavier = Weights(
            [value * self.times.get(node, 1.0) for node, value in enumerate(plain.time)],
            [value * self.times.get(node, 1.0) for node, value in enumerate(plain.cycle)],
            plain.added,
            {flow: plain.wait[flow] * times for flow, times in self.passes.items()},
            plain.time_missing,
            plain.wait_missing,
            plain.cycle_missing,
        )
        for back in self.returns:
            heavier.time[back.source] += self._return_wait(back)
            if self.waits[back.flow] is None:
                heavier.returns_missing.setdefault(back.source, set()).add(back.flow)
        return heavier

    def _return_wait(self, back: Return) -> float:
        """Seconds that the way back adds to a visit of the step that sends back."""
        return self.found.returns[back.flow] * (self.waits[back.flow] or 0.0) / self.visits[back.source]

    def terms(self, walk: Walk) -> Iterator[ReworkTerm]:
        """What lead and process time of a walk with these weights are made of: steps, flows, and the ways back from steps on the path."""
        network, plain = self.network, self.plain
        for node, chance in sorted(walk.on_path.items()):
            if network.is_step(node):
                times = self.times[node] * chance
                yield ReworkTerm(network.names[node], False, self.times[node], plain.time[node] * times, plain.cycle[node] * times)
        for flow, chance in sorted(walk.flows_on_path.items()):
            times = self.passes[flow]
            yield ReworkTerm(network.flows[flow].key, False, times, plain.wait[flow] * times * chance, 0.0)
        for back in self.returns:
            if chance := walk.on_path.get(back.source, 0.0):
                times = self.found.returns[back.flow] / self.visits[back.source]
                yield ReworkTerm(network.flows[back.flow].key, True, times, self._return_wait(back) * chance, 0.0)
