"""What is known of how a workshop stands: the facts that its word is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from actionplans.selectors import PlanSummary
from reviews import measures
from reviews.curves import Curve
from reviews.models import Review
from reviews.standing import Facts
from vsm_site.lib import units
from workshops.models import Workshop
from workshops.selectors.preparation import Readiness, readiness_by_workshop
from workshops.stages import Stage


def facts_of(
    workshop: Workshop,
    plan: PlanSummary,
    reviews: Sequence[Review],
    lead: Curve | None,
    calendar: units.Calendar,
    today: date,
    readiness: Readiness | None = None,
) -> Facts:
    """A workshop with its plan, its reviews by day, the curve of its lead time and how ready it is, as it stands today.

    `readiness` is asked of workshops to come (see `ahead`).
    """
    overdue = next((row for row in reviews if row.status == "planned" and row.due_on < today), None)
    text, gap, is_worse = _movement(lead, calendar)
    return Facts(
        stage=Stage(workshop.stage),
        days_after=(today - workshop.last_day).days,
        open_actions=plan.open,
        late_actions=plan.late,
        oldest_late_days=plan.oldest_late_days,
        blocked_actions=plan.blocked,
        overdue_review=overdue.day if overdue else 0,
        overdue_days=(today - overdue.due_on).days if overdue else 0,
        metric=text,
        gap=gap,
        promise=lead.metric.target if lead else "",
        by_day=lead.last if lead else measures.LAST,
        is_worse=is_worse,
        days_left=max((workshop.first_day - today).days, 0),
        areas=len(readiness.areas) if readiness else 0,
        ready_areas=readiness.ready if readiness else 0,
        late_preparation=readiness.late if readiness else 0,
    )


def ahead(workshops: Iterable[Workshop], now: datetime) -> dict[UUID, Readiness]:
    """How ready those of the workshops are whose first day is still to come; a fixed number of queries."""
    return readiness_by_workshop({row: today for row in workshops if (today := row.today(now)) < row.first_day})


def _movement(lead: Curve | None, calendar: units.Calendar) -> tuple[str, str, bool]:
    """What was measured last, how far it is behind the straight way to the promise, and whether it is worse than at the start."""
    if lead is None or lead.latest is None:
        return "", "", False
    trend = measures.trend_of(lead.metric, lead.latest.text, lead.latest.value, lead.latest.at, lead.last)
    gap = measures.time_gap(trend.shortfall, lead.metric.target, calendar) if trend.shortfall else ""
    return f"{lead.metric.label} {lead.latest.text}", gap, trend.verdict == "worse"
