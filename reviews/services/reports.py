"""Reports that the worker makes."""

from __future__ import annotations

from datetime import datetime


def produce_report(*, report_id: str) -> None:
    """Make one report."""


def resume_reports(*, now: datetime) -> int:
    """Make reports that no message reached, or whose worker died."""
    return 0
