"""Small maps of every shape, for holding the numbers against the second opinion. A seed makes a map, always the same."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

ESTIMATE = {"low": "5 min", "likely": "10 min", "high": "15 min"}
TIMES = ("0 min", "10 min", "10 min", "20 min", "30 min", "0.5 h", "1 d", "1 wk", ESTIMATE)
SPLITS: dict[int, list[list[Any]]] = {
    1: [[100], [None]],
    2: [[50, 50], [50, 50], [30, 70], [0, 100], [100, 0], [33.3, 66.5]],
    3: [[20, 30, 50], [50, 0, 50], [34, 33, 33], [25, 50, 25]],
}


class Maker:
    """One random map: a valid document, free of faults of drawing but for circles through parties."""

    def __init__(self, seed: int, *, has_forks: bool = True, lacks: float = 0.15) -> None:
        self.random = Random(seed)
        self.has_forks, self.lacks = has_forks, lacks

    def document(self) -> dict[str, Any]:
        """The document."""
        pick = self.random.choice
        steps = [self.step(f"s{place}") for place in range(pick((0, 1, 2, 3, 4, 5, 6, 6, 7)))]
        parties = [
            {"id": f"p{place}", "kind": pick(("customer", "supplier", "control")), "name": "P"} for place in range(pick((0, 0, 1, 2, 3)))
        ]
        order = [step["id"] for step in steps]
        self.random.shuffle(order)
        flows = [self.flow(*pair) for pair in self.pairs(order, [party["id"] for party in parties])]
        self.split(steps, flows)
        flows += self.rework(order, flows)
        self.random.shuffle(flows)
        found: dict[str, Any] = {"format": "vsm-map/1", "title": "Random", "steps": steps, "parties": parties, "flows": flows}
        demand = pick((None, 0, 12, 12, 12, 7.5))
        if demand is not None:
            found["demand"] = {"quantity": demand, "per": pick(("h", "d", "wk", "mo"))}
        calendar = pick((None, None, {}, {"work_per_day": "24 h", "days_per_week": 7}, {"days_per_month": 21.5}))
        return found if calendar is None else found | {"calendar": calendar}

    def maybe(self, options: Sequence[Any], chance: float) -> Any:
        """One of these, or None with 1 - chance."""
        return self.random.choice(options) if self.random.random() < chance else None

    def step(self, key: str) -> dict[str, Any]:
        """A step, without what is None."""
        values = {
            "cycle_time": self.maybe(TIMES, 1 - self.lacks),
            "lead_time": self.maybe(TIMES, 0.3),
            "value": self.maybe(("va", "nnva", "nva"), 0.8),
            "complete_accurate": self.maybe((0, 50, 90, {"value": 80}), 0.6),
            "defect_rate": self.maybe((0, 10, 100), 0.6),
            "stations": self.maybe((1, 2), 0.4),
            "uptime": self.maybe((80, {"observations": [50, 100]}), 0.4),
            "wip": self.maybe((0, 5), 0.3),
        }
        split = self.random.choice(("all", "choice", "choice"))
        return {"id": key, "name": key, "split": split} | {name: value for name, value in values.items() if value is not None}

    def pairs(self, order: list[str], parties: list[str]) -> list[tuple[str, str]]:
        """Flows forwards in a hidden order, and any flows from and to parties."""
        density = self.random.choice((0.2, 0.4, 0.6))
        found = [(one, two) for place, one in enumerate(order) for two in order[place + 1 :] if self.random.random() < density]
        # most maps hang together: what nothing leads to is tied to something before it
        for place, two in enumerate(order):
            if place and self.random.random() < 0.8 and not any(target == two for _, target in found):
                found.append((order[self.random.randrange(place)], two))
        for party in parties:
            for step in order:
                kind = self.random.randrange(9)
                found += [(party, step)] if kind == 0 else [(step, party)] if kind == 1 else []
        most = dict.fromkeys(order, 3) | dict.fromkeys(parties, 99 if self.has_forks else 1)
        count: dict[str, int] = {}
        kept = []
        for source, target in found:
            count[source] = count.get(source, 0) + 1
            if count[source] <= most[source]:
                kept.append((source, target))
        return kept

    def flow(self, source: str, target: str) -> dict[str, Any]:
        """A flow with a wait, an inventory, both or neither."""
        found: dict[str, Any] = {"from": source, "to": target, "kind": self.random.choice(("push", "pull", "fifo"))}
        wait, inventory = self.maybe(TIMES, 0.5), self.maybe((0, 6), 0.3 if self.lacks else 0)
        return found | ({"wait": wait} if wait is not None else {}) | ({"inventory": inventory} if inventory is not None else {})

    def split(self, steps: list[dict[str, Any]], flows: list[dict[str, Any]]) -> None:
        """Shares where one flow of several is taken."""
        for step in steps:
            leaving = [flow for flow in flows if flow["from"] == step["id"]]
            if not self.has_forks and len(leaving) > 1:
                step["split"] = "choice"
            if step["split"] == "choice" and leaving:
                for flow, share in zip(leaving, self.random.choice(SPLITS[len(leaving)]), strict=True):
                    flow |= {} if share is None else {"share": share}

    def rework(self, order: list[str], flows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Ways back, now and then one that leads forwards."""
        taken = {(flow["from"], flow["to"]) for flow in flows}
        found = []
        for place, source in enumerate(order):
            target = order[self.random.randrange(place + 1)] if self.random.random() < 0.95 else self.random.choice(order)
            if self.random.random() < 0.25 and (source, target) not in taken:
                extra = self.random.choice(({}, {"wait": "20 min"}, {"inventory": 4} if self.lacks else {}))
                found.append({"from": source, "to": target, "kind": "rework", "share": self.random.choice((0, 10, 50, 95))} | extra)
        return found
