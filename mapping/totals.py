"""The totals of a map as they go to browsers with its picture: the entries of map-format 4 that strips of totals show."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from mapping import pages
from mapping.facts import MapFacts
from mapping.metrics import MapMetrics
from vsm_site.lib.errors import Fault


def totals_of(facts: MapFacts, metrics: MapMetrics | None, faults: tuple[Fault, ...]) -> dict[str, Any]:
    """Entries by their names in map-format 4, with `calendar` for texts of differences, and `figures`: the words of the strip.

    A map with faults of drawing has `errors` instead: what has to be drawn to an end, and where. One without steps has no figures.
    """
    if metrics is None:
        return {"errors": [{"path": fault.path, "text": found.text} for fault, found in zip(faults, _troubles(facts, faults), strict=True)]}
    if not facts.steps:
        return {"figures": []}
    shown = strip_figures(facts, metrics)
    entries = metrics.as_dict()
    return {figure.key: entries[figure.key] for figure in shown} | {
        "calendar": entries["calendar"],
        "figures": [{name: value for name, value in asdict(figure).items() if value} for figure in shown],
    }


def strip_figures(facts: MapFacts, metrics: MapMetrics) -> tuple[pages.Figure, ...]:
    """The figures of the strip below a drawing."""
    return (*pages.figures(facts, metrics), *pages.pace_figures(facts, metrics))


def _troubles(facts: MapFacts, faults: tuple[Fault, ...]) -> tuple[pages.Trouble, ...]:
    return tuple(pages.troubles(facts, faults))
