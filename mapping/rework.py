"""Lead and process time with rework: how often each step is really done (map-format 3.6).

A rework flow with share r sends r of what a step finishes back, again and again. Without parallel splits the expected visits are
those of the absorbing Markov chain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from mapping import routing
from mapping.drawing import nothing
from mapping.loads import Pace
from mapping.network import Network, share_of
from mapping.routing import Weights
from vsm_site.lib.units import used


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
    nodes = {
        node: chance + sum(returned[back.flow] * gain(back, node) for back in returns) for node, chance in visits.items()
    }
    return Visits(nodes, returned)


def _chances_from(network: Network, node: int) -> dict[int, float]:
    return routing.walk(network, nothing(network), [node]).visits


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


def weigh(network: Network, pace: Pace, weights: Weights, visits: dict[int, float], found: Visits, returns: Sequence[Return]) -> Weights:
    """Weights as they are with rework: T and cycle time times N/v, W of a flow times its passes, return waits added to the finding step."""
    times = {node: found.nodes[node] / chance for node, chance in visits.items() if chance}
    gone = dict.fromkeys(visits, 0.0)
    for back in returns:
        gone[back.source] += found.returns[back.flow]
    heavier = Weights(
        [value * times.get(node, 1.0) for node, value in enumerate(weights.time)],
        [value * times.get(node, 1.0) for node, value in enumerate(weights.cycle)],
        list(weights.added),
        {
            edge.flow: weights.wait[edge.flow] * (found.nodes[edge.source] - gone[edge.source]) / visits[edge.source]
            for edge in network.edges
            if visits.get(edge.source)
        },
        set(weights.time_missing),
        set(weights.wait_missing),
        set(weights.cycle_missing),
    )
    for back in returns:
        _add_return(network, pace, heavier, found.returns[back.flow], visits[back.source], back)
    return heavier


def _add_return(network: Network, pace: Pace, weights: Weights, passes: float, visited: float, back: Return) -> None:
    wait = _return_wait(network, pace, passes, back)
    if wait is None:
        weights.time_missing.add(back.source)
    else:
        weights.time[back.source] += passes * wait / visited


def _return_wait(network: Network, pace: Pace, passes: float, back: Return) -> float | None:
    data = network.flows[back.flow].data
    if not passes:
        return 0.0
    if "wait" in data:
        return pace.duration(data["wait"])
    return pace.waiting(used(data["inventory"], float), passes) if "inventory" in data else 0.0


def returns_without_wait(network: Network, pace: Pace, found: Visits, returns: Sequence[Return]) -> list[Return]:
    """Return flows whose wait is missing (an inventory without a demand)."""
    return [back for back in returns if _return_wait(network, pace, found.returns[back.flow], back) is None]
