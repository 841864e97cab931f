"""The reports that can be made. One module each: `collect` reads a workshop, or a day of one, into a dataclass, a template turns that
into pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reviews.reports import day_summary, implementation, newspaper, workshop_report
from reviews.reports.progress import Tell
from workshops.access import Actor

DAY = "day"


@dataclass(frozen=True, slots=True)
class ReportKind:
    """One kind of report: its word, what people call it, what is in it, how it is read and which template writes it."""

    kind: str
    label: str
    about: str
    collect: Callable[[Any, Actor, datetime, Tell], Any]
    """Reads what the report is about: the workshop, or the day of a report that has one."""
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
        ReportKind(
            "plan",
            "Implementation plan",
            "Aim, time line, actions with owners and promises, communication, training, follow-up, and the agreement with its signatures.",
            implementation.collect,
            "reviews/reports/implementation.html",
        ),
        ReportKind(
            "newspaper",
            "Kaizen newspaper",
            "What, who, when and how far, on one sheet for the wall.",
            newspaper.collect,
            "reviews/reports/newspaper.html",
        ),
        ReportKind(
            "day",
            "Summary of a day",
            "What the team did, learned and asks for, and what comes next.",
            day_summary.collect,
            "reviews/reports/day.html",
        ),
    )
}
OFFERED: Mapping[str, ReportKind] = {kind: entry for kind, entry in REPORTS.items() if kind != DAY}
"""The reports that people ask for; the summary of a day is made when the day is closed."""
