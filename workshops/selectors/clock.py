"""What everybody sees run: the block of now and the next one, the timer, and what the room is asked; by the server's clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from workshops.access import Actor, allowed
from workshops.models import Round, Timer, Workshop, WorkshopDay
from workshops.policy import Action
from workshops.round_kinds import BY_KEY
from workshops.selectors.rounds import entries_of, list_here, list_rounds
from workshops.selectors.running import AgendaLine, drift_of, lines_of, lines_wait, list_blocks

LINGERS = timedelta(minutes=2)
"""For so long a timer that has run down stands there with its noughts."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A round that is open: whether the person has taken part, and how many have, of how many."""

    round: Round
    label: str
    asks: str
    is_mine: bool
    of: int


@dataclass(frozen=True, slots=True)
class Clock:
    """What runs in a workshop at one moment."""

    now: datetime
    day: WorkshopDay | None
    timer: Timer | None
    block: AgendaLine | None
    following: AgendaLine | None
    drift: int
    """Minutes that the day runs later than agreed, below zero earlier."""
    asking: tuple[Asking, ...]
    is_asked: bool
    """Whether it is the person who is asked: has a voice, and does not run the workshop."""
    later: WorkshopDay | None = None
    """The next day, where nothing is left of this one or no day is today."""
    opening: AgendaLine | None = None
    """The first block of that."""

    has_begun: bool = False
    """Whether a block of today was started."""
    waits: bool = False
    """Whether the time of the first has come, and nobody has started it."""

    @property
    def block_ends(self) -> datetime | None:
        """When the block of now is to end, also where it runs over its time."""
        return self.block.begins + timedelta(minutes=self.block.item.duration_minutes) if self.block else None


def timer_of(workshop: Workshop) -> Timer | None:
    """The timer that is set; None without one."""
    row: Timer | None = Timer.objects.present().filter(workshop_id=workshop.pk, seconds__gt=0).first()
    return row


def is_long_over(timer: Timer, now: datetime) -> bool:
    """Whether it has run down so long ago that nobody waits for it any more."""
    return timer.ends_at is not None and timer.ends_at + LINGERS <= now


def clock_of(actor: Actor, workshop: Workshop, now: datetime) -> Clock:
    """The clock as this person sees it."""
    day = WorkshopDay.objects.present().filter(workshop_id=workshop.pk, date=workshop.today(now)).order_by("id").first()
    lines = lines_of(day, list(list_blocks(day_id=day.pk)), now, workshop.zone) if day and not day.closed else ()
    rights, timer = allowed(actor, workshop), timer_of(workshop)
    later, opening = (None, None) if any(line.state in ("now", "next") for line in lines) else _next_day(workshop, now)
    return Clock(
        now=now,
        day=day,
        timer=None if timer is None or is_long_over(timer, now) else timer,
        block=next((line for line in lines if line.state == "now"), None),
        following=next((line for line in lines if line.state == "next"), None),
        drift=drift_of(day, lines) if day else 0,
        asking=_asking(actor, workshop, list(list_rounds(workshop, is_open=True)), now),
        is_asked=Action.VOTE in rights and Action.RUN_WORKSHOP not in rights,
        later=later,
        opening=opening,
        has_begun=any(line.item.started_at for line in lines),
        waits=lines_wait(lines, now),
    )


def _next_day(workshop: Workshop, now: datetime) -> tuple[WorkshopDay | None, AgendaLine | None]:
    """The first day after today, with its first block."""
    day = WorkshopDay.objects.present().filter(workshop_id=workshop.pk, date__gt=workshop.today(now)).order_by("date", "id").first()
    lines = lines_of(day, list(list_blocks(day_id=day.pk)), None, workshop.zone) if day else ()
    return day, lines[0] if lines else None


def _asking(actor: Actor, workshop: Workshop, rows: Sequence[Round], now: datetime) -> tuple[Asking, ...]:
    if not rows:
        return ()
    mine, asked = entries_of(actor, [row.pk for row in rows]), len(list_here(workshop, now))
    return tuple(Asking(row, BY_KEY[row.kind].label, BY_KEY[row.kind].asks, row.pk in mine, max(asked, row.voices)) for row in rows)
