"""The tasks of the five stages."""

from __future__ import annotations

from datetime import timedelta

from vsm_site.lib.fractional import spread
from workshops.change import Tx
from workshops.duties import DUTIES
from workshops.kinds import TASK
from workshops.models import Workshop


def open_tasks(tx: Tx, workshop: Workshop) -> None:
    """Every thing that the five steps ask for as a task of its stage, due where there is a usual date."""
    for duty, key in zip(DUTIES, spread(len(DUTIES)), strict=True):
        due = workshop.first_day - timedelta(days=duty.days_before) if duty.days_before is not None else None
        tx.new(TASK, {"key": duty.key, "stage": duty.stage.value, "title": duty.title, "due_on": due, "order_key": key})
