"""Maps to measure with."""

from __future__ import annotations

from typing import Any

from mapping.document import read
from mapping.facts import MapFacts


def sixty_steps() -> MapFacts:
    """60 steps in series with 3 choices, 2 forks and 2 rework flows."""
    steps: list[dict[str, Any]] = [
        {
            "id": f"s{place}", "name": f"Step {place} of the long stream", "area": f"Area {place % 5}",
            "cycle_time": f"{5 + place % 7} min", "lead_time": f"{20 + place} min", "complete_accurate": 80 + place % 20,
            "staffing": 1 + place % 3, "wip": place % 9,
            "value": ("va", "nnva", "nva")[place % 3],
        }
        for place in range(60)
    ]  # fmt: skip
    flows: list[dict[str, Any]] = []
    branching = {5: "choice", 17: "all", 29: "choice", 38: "all", 50: "choice"}
    place = 0
    while place < 59:
        if place in branching:
            kind = branching[place]
            steps[place]["split"] = kind
            for branch, share in ((1, 60), (2, 40)):
                split = {"share": share} if kind == "choice" else {}
                flows.append({"from": f"s{place}", "to": f"s{place + branch}", "wait": "2 h"} | split)
                flows.append({"from": f"s{place + branch}", "to": f"s{place + 3}", "wait": "1 h"})
            place += 3
        else:
            flows.append({"from": f"s{place}", "to": f"s{place + 1}", "kind": "push", "wait": "30 min"})
            place += 1
    flows.append({"from": "s14", "to": "s10", "kind": "rework", "share": 10, "wait": "1 d"})
    flows.append({"from": "s36", "to": "s34", "kind": "rework", "share": 20})
    document = {"format": "vsm-map/1", "title": "Sixty steps", "steps": steps, "flows": flows, "demand": {"quantity": 24, "per": "d"}}
    reading = read(document)
    if reading.facts is None or reading.drawing_faults:
        raise RuntimeError(reading.faults or reading.drawing_faults)
    return reading.facts


def median_ms(work: Any, runs: int = 50) -> float:
    """The median time of warm runs in milliseconds."""
    import statistics
    import time

    work()
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)
