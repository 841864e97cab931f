"""Days that make no sense for a workshop: typed wrong, most of the time. Plain Python; imports of past work do not ask here."""

from __future__ import annotations

from datetime import date, timedelta

YEAR = timedelta(days=366)


def is_long_past(day: date, today: date) -> bool:
    """Whether it is more than a year ago."""
    return day < today - YEAR


def far_from_workshop(day: date, first_day: date, last_day: date) -> str:
    """What is wrong with a day of preparation or meeting: more than a year before the workshop, or after it; empty where nothing is."""
    if day < first_day - YEAR:
        return f"This is more than a year before the workshop, which begins on {_said(first_day)}."
    if day > last_day + YEAR:
        return f"This is more than a year after the workshop, which ends on {_said(last_day)}."
    return ""


def before_workshop(day: date, first_day: date, what: str) -> str:
    """What is wrong with the day of something that comes out of the workshop (`what`, with a capital); empty where nothing is."""
    return f"The workshop begins only on {_said(first_day)}. {what} comes out of it, so choose a later day." if day < first_day else ""


def _said(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"
