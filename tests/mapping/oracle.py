"""A slow second opinion on the numbers of a map: every routing written out, in exact fractions, from the document itself.

It shares no code with the product, so that a misreading of the format has to be made twice to pass unseen.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

NOT_MET = 10**9
Key = str
Missing = tuple[list[str], list[str]]


def duration(text: str, day: Fraction, week: Fraction, month: Fraction) -> Fraction:
    """Seconds of a duration."""
    sizes = {"s": Fraction(1), "min": Fraction(60), "h": Fraction(3600), "d": day, "wk": day * week, "mo": day * month}
    return sum((Fraction(number) * sizes[unit] for number, unit in re.findall(r"([0-9.]+) *([a-z]+)", text)), Fraction(0))


@dataclass
class Flow:
    """A flow with its ends after parties were cut; `key` names it by the document's ids."""

    place: int
    source: Key
    target: Key
    key: str
    data: dict[str, Any]


@dataclass
class Routing:
    """One outcome of every choice that is met."""

    chance: Fraction
    options: tuple[int, ...]
    visited: set[Key]
    taken: list[Flow]
    time: Fraction = Fraction(0)
    process: Fraction = Fraction(0)
    path: list[Key] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)


class Oracle:
    """The numbers of one valid document without faults of drawing."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        given = {"work_per_day": "8 h", "days_per_week": 5, "days_per_month": 20} | document.get("calendar", {})
        self.day = duration(given["work_per_day"], Fraction(0), Fraction(0), Fraction(0))
        self.week, self.month = Fraction(str(given["days_per_week"])), Fraction(str(given["days_per_month"]))
        self.steps = {step["id"]: step for step in document["steps"]}
        self.parties = {party["id"]: party for party in document.get("parties", [])}
        self.rework = [
            Flow(place, row["from"], row["to"], f"{row['from']}>{row['to']}", row)
            for place, row in enumerate(document.get("flows", []))
            if row.get("kind") == "rework"
        ]
        self.flows = [
            Flow(place, row["from"], row["to"], f"{row['from']}>{row['to']}", row)
            for place, row in enumerate(document.get("flows", []))
            if row.get("kind") != "rework"
        ]
        self.nodes = [*self.steps, *self.parties]
        self._cut()

    # values

    def used(self, statement: Any, measure: Any) -> Fraction:
        if not isinstance(statement, dict):
            return measure(statement)
        if "value" in statement:
            return measure(statement["value"])
        if "observations" in statement:
            return sum(map(measure, statement["observations"]), Fraction(0)) / len(statement["observations"])
        return sum((measure(statement[key]) for key in ("low", "likely", "high")), Fraction(0)) / 3

    def seconds(self, statement: Any) -> Fraction:
        return self.used(statement, lambda text: duration(text, self.day, self.week, self.month))

    def number(self, statement: Any) -> Fraction:
        return self.used(statement, lambda value: Fraction(str(value)))

    def cycle(self, node: Key) -> Fraction | None:
        data = self.steps.get(node)
        if data is None:
            return Fraction(0)
        return self.seconds(data["cycle_time"]) if "cycle_time" in data else None

    def own_time(self, node: Key) -> Fraction | None:
        data = self.steps.get(node)
        if data is None:
            return Fraction(0)
        return self.seconds(data["lead_time"]) if "lead_time" in data else self.cycle(node)

    @cached_property
    def demand(self) -> Fraction | None:
        given = self.document.get("demand")
        if given is None:
            return None
        return self.number(given["quantity"]) * {"h": self.day / 3600, "d": 1, "wk": 1 / self.week, "mo": 1 / self.month}[given["per"]]

    def wait(self, flow: Flow, rate: Fraction) -> Fraction | None:
        """W of a flow that items take at this rate (of those that enter); None when it is missing."""
        if rate == 0:
            return Fraction(0)
        if "wait" in flow.data:
            return self.seconds(flow.data["wait"])
        items = self.number(flow.data.get("inventory", 0))
        if items == 0:
            return Fraction(0)
        return items / (self.demand * rate) * self.day if self.demand else None

    # the network

    def _on_cycle(self, node: Key) -> bool:
        return node in self._after([flow.target for flow in self.flows if flow.source == node])

    def _after(self, nodes: Iterable[Key], without: Key | None = None, *, possible: bool = False) -> set[Key]:
        found, todo = set(), [node for node in nodes if node != without]
        while todo:
            node = todo.pop()
            if node not in found:
                found.add(node)
                out = self.out(node) if possible else [flow for flow in self.flows if flow.source == node]
                todo += [flow.target for flow in out if flow.target != without]
        return found

    def _cut(self) -> None:
        for is_customer in (True, False):
            circling = [key for key, party in self.parties.items() if (party["kind"] == "customer") == is_customer and self._on_cycle(key)]
            for key in circling:
                self.nodes.append(f"{key}'")
                for flow in self.flows:
                    if flow.source == key:
                        flow.source = f"{key}'"

    def share(self, flow: Flow) -> Fraction:
        """Probability of a flow once its source is visited."""
        if self.steps.get(flow.source, {}).get("split") != "choice":
            return Fraction(1)
        siblings = [other for other in self.flows if other.source == flow.source]
        if len(siblings) == 1:
            return Fraction(1)
        return self.number(flow.data["share"]) / sum(self.number(other.data["share"]) for other in siblings)

    def out(self, node: Key) -> list[Flow]:
        """Flows that can be taken from a node."""
        return [flow for flow in self.flows if flow.source == node and self.share(flow) > 0]

    def is_choice(self, node: Key) -> bool:
        return self.steps.get(node, {}).get("split") == "choice"

    @cached_property
    def starts(self) -> list[Key]:
        entered = {flow.target for flow in self.flows}
        left = {flow.source for flow in self.flows}
        # a party without any flow (planning, IT) takes no time and is on no item's way
        return [node for node in self.nodes if node not in entered and (node in left or node in self.steps)]

    @cached_property
    def order(self) -> list[Key]:
        found: list[Key] = []
        while len(found) < len(self.nodes):
            found += [
                node for node in self.nodes if node not in found and all(flow.source in found for flow in self.flows if flow.target == node)
            ]
        return found

    def routings(self, starts: list[Key]) -> list[Routing]:
        """All of them, without those that no item takes."""
        choices = [node for node in self.steps if self.is_choice(node) and any(flow.source == node for flow in self.flows)]
        found: dict[tuple[int, ...], Routing] = {}
        for pick in itertools.product(*(self.out(node) for node in choices)):
            chosen = dict(zip(choices, pick, strict=True))
            visited, taken = set(starts), []
            for node in self.order:
                if node in visited:
                    flows = [chosen[node]] if node in chosen else self.out(node)
                    taken += flows
                    visited |= {flow.target for flow in flows}
            options = tuple(chosen[node].place if node in visited else NOT_MET for node in choices)
            chance = Fraction(1)
            for node in choices:
                if node in visited:
                    chance *= self.share(chosen[node])
            found[options] = Routing(chance, options, visited, sorted(taken, key=lambda flow: flow.place))
        return list(found.values())

    def measure(self, routing: Routing, time: dict[Key, Fraction], cycle: dict[Key, Fraction], wait: dict[int, Fraction]) -> None:
        """Find the longest path of a routing."""
        until: dict[Key, tuple[Fraction, Fraction]] = {}
        came: dict[Key, Flow] = {}
        for node in self.order:
            if node not in routing.visited:
                continue
            best = (Fraction(0), Fraction(0))
            for flow in routing.taken:
                if flow.target == node:
                    arrived = (until[flow.source][0] + wait[flow.place], until[flow.source][1])
                    if node not in came or arrived > best:
                        best, came[node] = arrived, flow
            until[node] = (best[0] + time[node], best[1] + cycle[node])
        ends = [node for node in self.nodes if node in routing.visited and not any(flow.source == node for flow in self.flows)]
        last = max(ends, key=lambda node: until[node])  # the first of equal ones; steps stand before parties
        routing.time, routing.process = until[last]
        routing.path, routing.flows = [last], []
        while routing.path[0] in came:
            routing.flows.insert(0, came[routing.path[0]])
            routing.path.insert(0, routing.flows[0].source)

    @cached_property
    def all(self) -> list[Routing]:
        """Every routing of the map with its longest path."""
        if not self.starts:
            return [Routing(Fraction(1), (), set(), [])]
        found = self.routings(self.starts)
        for routing in found:
            self.measure(
                routing,
                {node: self.own_time(node) or Fraction(0) for node in self.nodes},
                {node: self.cycle(node) or Fraction(0) for node in self.nodes},
                {flow.place: self.wait(flow, self.rate_in(found, flow)) or Fraction(0) for flow in self.flows},
            )
        return found

    @staticmethod
    def rate_in(routings: list[Routing], flow: Flow) -> Fraction:
        return sum((routing.chance for routing in routings if flow in routing.taken), Fraction(0))

    def rate(self, flow: Flow) -> Fraction:
        return self.rate_in(self.all, flow)

    def visits(self, node: Key) -> Fraction:
        return sum((routing.chance for routing in self.all if node in routing.visited), Fraction(0))

    # totals

    def mean(self, value: Any) -> Fraction:
        return sum((routing.chance * value(routing) for routing in self.all), Fraction(0))

    def names(self, nodes: Iterable[Key], flows: Iterable[str]) -> list[str]:
        nodes, flows = set(nodes), set(flows)
        every = [f"{row['from']}>{row['to']}" for row in self.document.get("flows", [])]
        return [*(node for node in self.steps if node in nodes), *(key for key in every if key in flows)]

    def late(self, routing: Routing) -> Missing:
        """What an item comes by under this routing whose T or W is missing."""
        nodes = [node for node in routing.visited if self.own_time(node) is None]
        return nodes, [flow.key for flow in routing.taken if self.wait(flow, self.rate(flow)) is None]

    @cached_property
    def lead_missing(self) -> list[str]:
        found = [self.late(routing) for routing in self.all]
        return self.names(itertools.chain(*(nodes for nodes, _ in found)), itertools.chain(*(flows for _, flows in found)))

    def beside(self) -> tuple[set[Key], set[str]]:
        nodes: set[Key] = set()
        flows: set[str] = set()
        for routing in self.all:
            late, held_up = self.late(routing)
            nodes |= set(late) - set(routing.path)
            flows |= set(held_up) - {flow.key for flow in routing.flows}
        return nodes, flows

    def work_missing(self, counts: Any) -> list[str]:
        nodes, flows = self.beside()
        for routing in self.all:
            nodes |= {node for node in routing.path if node in self.steps and counts(node)}
        return self.names(nodes, flows)

    def lacks_process(self, node: Key) -> bool:
        return self.cycle(node) is None

    def lacks_class(self, node: Key) -> bool:
        value, cycle = self.steps[node].get("value"), self.cycle(node)
        return (cycle is None and value in (None, "va")) or (value is None and cycle is not None and cycle > 0)

    def totals(self) -> dict[str, Any]:
        """Seconds and what is missing of every time, and whether it is no lower bound."""
        beside = any(self.beside())
        process, added = self.work_missing(self.lacks_process), self.work_missing(self.lacks_class)
        lead = self.mean(lambda routing: routing.time)
        work = self.mean(lambda routing: routing.process)
        adding = {n for n, step in self.steps.items() if step.get("value") == "va"}
        value = self.mean(lambda routing: sum((self.cycle(n) or Fraction(0) for n in routing.path if n in adding), Fraction(0)))
        labour = self.mean(lambda routing: sum((self.cycle(node) or Fraction(0) for node in routing.visited), Fraction(0)))
        visited = {node for routing in self.all for node in routing.visited}
        lacking = [*self.lead_missing, *process]
        return {
            "lead_time": (lead, self.lead_missing, False),
            "process_time": (work, process, beside),
            "value_added_time": (value, added, beside),
            "labour_time": (labour, self.names((node for node in visited if self.cycle(node) is None), ()), False),
            "wait_time": (lead - work, self.names(lacking, lacking), True),
        }

    def quality(self, key: str, factor: Any) -> tuple[Fraction, int, int] | None:
        visited = [node for node in self.steps if self.visits(node)]
        measured = [node for node in visited if key in self.steps[node]]
        if not measured:
            return None

        def product(routing: Routing) -> Fraction:
            found = Fraction(1)
            for node in measured:
                if node in routing.visited:
                    found *= factor(self.number(self.steps[node][key])) / 100
            return found

        return self.mean(product) * 100, len(measured), len(visited)

    @property
    def best(self) -> Routing:
        return min(self.all, key=lambda routing: (-routing.chance, routing.options))

    def wait_before(self, node: Key) -> tuple[Fraction, list[str]]:
        flows = [flow for flow in (self.best.flows if node in self.best.path else self.flows) if flow.target == node]
        waits = {flow.key: self.wait(flow, self.rate(flow)) for flow in flows}
        longest = max((wait or Fraction(0) for wait in waits.values()), default=Fraction(0))
        return longest, self.names((), (k for k, w in waits.items() if w is None))

    def load(self, node: Key) -> Fraction | None:
        cycle, data = self.cycle(node), self.steps[node]
        if not self.demand or cycle is None:
            return None
        strength = self.number(data.get("stations", 1)) * self.number(data.get("uptime", 100)) / 100
        return cycle * self.visits(node) / (self.day / self.demand * strength)

    def bottleneck(self) -> dict[str, Any] | None:
        visited = [node for node in self.steps if self.visits(node)]
        values, why = {node: self.load(node) or Fraction(0) for node in visited}, "load"
        if not any(values.values()):
            values, why = {node: (self.own_time(node) or Fraction(0)) + self.wait_before(node)[0] for node in visited}, "time"
        most = max(values.values(), default=Fraction(0))
        tied = [node for node in visited if values[node] == most]
        return {"step": tied[0], "tied": tied if len(tied) > 1 else [], "why": why} if most else None

    # with rework

    def paths(self, node: Key) -> list[list[Key]]:
        """Every path from a node to an end."""
        return [[node, *rest] for flow in self.out(node) for rest in self.paths(flow.target)] or [[node]]

    def forks(self) -> list[list[set[Key]]]:
        """The branches of every fork that items meet."""
        firsts = [[flow.target for flow in self.out(node)] for node in self.nodes if self.visits(node) and not self.is_choice(node)]
        found = []
        for targets in [*firsts, self.starts]:
            if len(targets) > 1:
                paths = [path for node in targets for path in self.paths(node)]
                shared = [node for node in paths[0] if all(node in path for path in paths)]
                join = shared[0] if shared else None
                found.append([self._after([node], join, possible=True) for node in targets])
        return found

    def is_computable(self, back: Flow) -> bool:
        i, j = back.source, back.target
        from_j = self._after([j], possible=True)
        if not self.visits(j) or i not in from_j:
            return False
        for branches in self.forks():
            inside = set().union(*branches)
            if i in inside or j in inside:
                together = [i, j, *(inside & from_j)]
                if any([node in branch for branch in branches] != [i in branch for branch in branches] for node in together):
                    return False
        return True

    def with_rework(self) -> dict[str, Any] | None:
        """Seconds of lead and process time, or the flows that are not computable."""
        if not self.rework:
            return None
        backs = [back for back in self.rework if self.visits(back.source)]
        broken = [back.key for back in backs if not self.is_computable(back)]
        if broken:
            return {"not_computable": broken}
        number, returns = self.expected(backs)
        v = {node: self.visits(node) for node in self.nodes}
        time, cycle = {}, {}
        for node in self.nodes:
            times = number[node] / v[node] if v[node] else Fraction(1)
            time[node], cycle[node] = (self.own_time(node) or Fraction(0)) * times, (self.cycle(node) or Fraction(0)) * times
        blind = set()
        for back in backs:
            wait = self.wait(back, returns[back.place])
            if wait is None:
                blind.add(back.key)
            time[back.source] += returns[back.place] * (wait or Fraction(0)) / v[back.source]
        gone = {node: sum((returns[back.place] for back in backs if back.source == node), Fraction(0)) for node in self.nodes}
        waits = {
            flow.place: (self.wait(flow, self.rate(flow)) or Fraction(0)) * (number[flow.source] - gone[flow.source]) / v[flow.source]
            for flow in self.flows
            if v[flow.source]
        }
        found = self.routings(self.starts)
        for routing in found:
            self.measure(routing, time, cycle, waits)
        return {
            "lead_time": sum((routing.chance * routing.time for routing in found), Fraction(0)),
            "process_time": sum((routing.chance * routing.process for routing in found), Fraction(0)),
            "blind": blind,
            "not_computable": [],
        }

    def expected(self, backs: list[Flow]) -> tuple[dict[Key, Fraction], dict[int, Fraction]]:
        """Expected visits by node and returns by rework flow: the equations of the format, all of them at once."""
        reach = {
            node: {k: sum((r.chance for r in self.routings([node]) if k in r.visited), Fraction(0)) for k in self.nodes}
            for node in {end for back in backs for end in (back.source, back.target)}
        }
        size = len(self.nodes)
        at = {node: place for place, node in enumerate(self.nodes)}
        rows = [[Fraction(0)] * (size + len(backs) + 1) for _ in range(size + len(backs))]
        for k in self.nodes:
            row = rows[at[k]]
            row[at[k]], row[-1] = Fraction(1), self.visits(k)
            for place, back in enumerate(backs):
                row[size + place] -= reach[back.target][k] - reach[back.source][k] + (k == back.source)
        for place, back in enumerate(backs):
            rows[size + place][size + place] = Fraction(1)
            rows[size + place][at[back.source]] -= self.number(back.data["share"]) / 100
        solved = solve(rows)
        return {node: solved[at[node]] for node in self.nodes}, {back.place: solved[size + place] for place, back in enumerate(backs)}


def solve(rows: list[list[Fraction]]) -> list[Fraction]:
    """Gauss and Jordan, exactly."""
    for column in range(len(rows)):
        pivot = next(place for place in range(column, len(rows)) if rows[place][column])
        rows[column], rows[pivot] = rows[pivot], rows[column]
        rows[column] = [value / rows[column][column] for value in rows[column]]
        for place, row in enumerate(rows):
            if place != column and row[column]:
                rows[place] = [value - row[column] * top for value, top in zip(row, rows[column], strict=True)]
    return [row[-1] for row in rows]
