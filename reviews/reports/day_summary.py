"""The summary of one day as pages of paper: one sheet that leaders read standing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mapping import panels
from reviews.reports.progress import Tell
from workshops.access import Actor
from workshops.models import WorkshopDay
from workshops.selectors.summary import DaySummary, summarise_day


@dataclass(frozen=True, slots=True)
class DayReport:
    """What the sheet shows."""

    summary: DaySummary
    figures: Sequence[Any]
    """The totals of the latest map, empty without one."""
    made_by: str
    made_at: datetime

    @property
    def title(self) -> str:
        """What the document is called."""
        return self.summary.title


def collect(day: WorkshopDay, actor: Actor, now: datetime, tell: Tell) -> DayReport:
    """Everything about the day that its sheet shows."""
    tell(20, "Reading the day")
    panel = panels.day_close(day.workshop, actor)
    return DayReport(summarise_day(day, now), panel.context["figures"] if panel else (), str(actor.user), now)
