"""The reports that can be made. One module each: `collect` reads a workshop into a dataclass, a template turns that into pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reviews.reports import workshop_report
from reviews.reports.progress import Tell
from workshops.access import Actor
from workshops.models import Workshop


@dataclass(frozen=True, slots=True)
class ReportKind:
    """One kind of report: its word, what people call it, what is in it, how it is read and which template writes it."""

    kind: str
    label: str
    about: str
    collect: Callable[[Workshop, Actor, datetime, Tell], Any]
    template: str


REPORTS: Mapping[str, ReportKind] = {
    kind.kind: kind
    for kind in (
        ReportKind(
            "workshop",
            "Workshop report",
            "Charter, team, maps, how the numbers were computed, comparison, plan, captures, days and reviews.",
            workshop_report.collect,
            "reviews/reports/workshop.html",
        ),
    )
}
