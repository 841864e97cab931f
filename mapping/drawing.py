"""Faults of drawing: they refuse the numbers of a map, not the map, since people draw step by step (map-format 1)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

from mapping import network, routing
from mapping.facts import MapFacts
from vsm_site.lib.errors import Fault
from vsm_site.lib.units import near

SHARES_WITHIN = 0.5
MOST_REWORK = 95.0


def faults(facts: MapFacts) -> tuple[Fault, ...]:
    """Missing shares, wrong sums, rework above 95 %, cycles of steps, and too many routings."""
    found = [*_shares(facts), *_rework(facts), *_cycles(facts)]
    return tuple(found or _too_many(facts))


def _shares(facts: MapFacts) -> Iterator[Fault]:
    chosen = network.choice_steps(facts)
    for place, step in enumerate(facts.steps):
        if step.id not in chosen:
            continue
        leaving = [(at, flow) for at, flow in enumerate(facts.flows) if flow.source == step.id and flow.kind != "rework"]
        shares = [network.share_of(flow) for _, flow in leaving]
        if len(leaving) == 1 and shares[0] is None:
            continue
        without = [at for (at, _), share in zip(leaving, shares, strict=True) if share is None]
        yield from (Fault(f"flows[{at}].share", f"One branch is taken after “{step.id}”: say which share goes this way.") for at in without)
        total = sum(share or 0.0 for share in shares)
        off = abs(total - 100)
        if leaving and not without and off > SHARES_WITHIN and not near(off, SHARES_WITHIN):
            yield Fault(f"steps[{place}].split", f"The shares out of “{step.id}” sum to {total:g} %, not 100 %.")


def _rework(facts: MapFacts) -> Iterator[Fault]:
    sums: dict[str, float] = {}
    for at, flow in enumerate(facts.flows):
        if flow.kind != "rework":
            continue
        share = network.share_of(flow)
        if share is None:
            yield Fault(f"flows[{at}].share", "Say which share goes back.")
            continue
        before = sums.get(flow.source, 0.0)
        sums[flow.source] = before + share
        over = sums[flow.source] > MOST_REWORK and not near(sums[flow.source], MOST_REWORK)
        was_over = before > MOST_REWORK and not near(before, MOST_REWORK)
        if over and not was_over:
            yield Fault(f"flows[{at}].share", f"More than 95 % go back from “{flow.source}”.")


def _cycles(facts: MapFacts) -> Iterator[Fault]:
    pairs, names = network.joined(facts)
    circling = [names[node] for node in sorted(network.on_cycles(set(pairs.values())))]
    if circling:
        yield Fault("flows", f"These steps lead in a circle: {', '.join(circling)}. Draw the way back as rework.")


def _too_many(facts: MapFacts) -> Iterator[Fault]:
    chosen = network.choice_steps(facts)
    leaving = Counter(flow.source for flow in facts.flows if flow.kind != "rework" and flow.source in chosen)
    if math.prod(leaving.values()) <= routing.MOST_ROUTINGS:
        return
    try:
        routing.Plan(network.build(facts)).chances()
    except routing.TooManyRoutings:
        yield Fault("steps", f"One stretch of this map has more than {routing.MOST_ROUTINGS:,} routings; split the map.")
