"""The check-ins of Acme Stamping: every Monday at half past eight, asked for on the Friday before; the last two with minutes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from actionplans.services import checkins
from vsm_site.demo_seed.story import Story

RHYTHM = {"checkin_weekday": 0, "checkin_every": 1, "checkin_at": "08:30", "checkin_ask_days": 3}
LAST = 3
"""The last workshop day, in days of the story."""

HELD: tuple[tuple[int, tuple[str, ...], tuple[str, ...], str], ...] = (
    (
        2,
        ("Omar", "Pia", "Per", "Fay"),
        ("The late shift counts trays at hand-over.",),
        "Short: two owners were at the customer.",
    ),
    (1, ("Omar", "Pia", "Per"), ("Weld 2 stays as it is until the transformer is in.", "Pia shows the changeover to the third shift."), ""),
)
"""How many Mondays ago, who was there, what was decided, what was said besides."""


def set_rhythm(story: Story) -> None:
    """Agree on the rhythm, on the last day of the workshop."""
    last = story.workshop.last_day
    days = {"checkin_from": last + timedelta(days=1), "checkin_until": last + timedelta(days=90)}
    with story.dated(LAST, "15:10"):
        checkins.set_cadence(actor=story.actor("Omar"), workshop_id=story.workshop.pk, values=RHYTHM | days)


def meetings(story: Story, after: int) -> list[tuple[int, str, Callable[[], None]]]:
    """The check-ins that were held, each with its day after the last workshop day and its hour; today is `after` days after it."""
    monday = after - (story.date(LAST + after).weekday() or 7)
    return [
        (day, "08:34", partial(_hold, story, LAST + day, there, decided, notes))
        for weeks, there, decided, notes in HELD
        for day in [monday - 7 * (weeks - 1)]
    ]


def _hold(story: Story, day: int, there: tuple[str, ...], decided: tuple[str, ...], notes: str) -> None:
    omar = story.actor("Omar")
    with story.dated(day, "08:34"):
        minutes = checkins.begin_check_in(actor=omar, workshop_id=story.workshop.pk, on=story.date(day))
        checkins.set_attendance(actor=omar, check_in=minutes, present=frozenset(str(story.pk(name)) for name in there))
    with story.dated(day, "08:47"):
        for text in decided:
            checkins.add_decision(actor=omar, check_in=minutes, text=text)
        if notes:
            checkins.update_check_in(actor=omar, check_in=minutes, values={"notes": notes})
