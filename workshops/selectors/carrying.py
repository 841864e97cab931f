"""What is still open on the agenda of a day that closes, and what the next day becomes when it goes on there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from vsm_site.lib.fractional import key_between
from workshops.agenda import minutes_off, off_words
from workshops.carrying import minutes_left, stays
from workshops.models import AgendaItem, WorkshopDay
from workshops.selectors.running import AgendaLine, lines_of, list_blocks

CARRIED = ("title", "kind", "lead", "note", "materials", "screen")
"""What a copy has of the block it was carried from, beside its length and its owner."""


@dataclass(frozen=True, slots=True)
class OpenBlock:
    """A block that nobody ticked off: whether it goes on, and why it does not by default."""

    item: AgendaItem
    stays: str
    is_carried: bool


def list_open(day: WorkshopDay) -> list[AgendaItem]:
    """The blocks of a day that nobody ticked off, in their order."""
    return list(list_blocks(day_id=day.pk, done=False))


def running_of(day: WorkshopDay) -> AgendaItem | None:
    """The block of a day that was begun and has not ended."""
    return next((row for row in list_open(day) if row.is_running), None)


def choices_of(day: WorkshopDay, tomorrow: WorkshopDay | None, chosen: Collection[UUID] | None = None) -> list[OpenBlock]:
    """The open blocks of a day without the one that runs: which go on as somebody chose, by default those that make sense there."""
    there = list(list_blocks(day_id=tomorrow.pk).values_list("title", flat=True)) if tomorrow else []
    words = date_words(tomorrow) if tomorrow else ""
    found = []
    for row in list_open(day):
        if not row.is_running:
            reason = stays(row.kind, row.title, there, words)
            is_carried = tomorrow is not None and (not reason if chosen is None else row.pk in chosen)
            found.append(OpenBlock(row, reason, is_carried))
    return found


def date_words(day: WorkshopDay) -> str:
    """A day in few words: `Wed 18 Nov`."""
    return f"{day.date:%a} {day.date.day} {day.date:%b}"


@dataclass(frozen=True, slots=True)
class Look:
    """The next day as it would be with what is carried to it."""

    lines: tuple[AgendaLine, ...]
    new: frozenset[UUID]
    """The blocks that would come to it."""
    ends_at: time | None
    ended_at: time | None
    """When it ends without them; None where nothing is planned there."""
    later: int
    """By how many minutes it ends later."""

    @property
    def later_words(self) -> str:
        """The same in words: `1 h 5 min`."""
        return off_words(self.later)


def look_ahead(tomorrow: WorkshopDay, carried: Sequence[AgendaItem], now: datetime) -> Look:
    """The times of the next day with copies of these blocks in their place; nothing is stored."""
    zone = tomorrow.workshop.zone
    moment = now if tomorrow.date == tomorrow.workshop.today(now) else None
    there = list(list_blocks(day_id=tomorrow.pk))
    before = lines_of(tomorrow, there, moment, zone)
    copies = [_copy(row, now) for row in carried]
    place = len(there) - 1 if _room(there)[1] else len(there)
    after = lines_of(tomorrow, [*there[:place], *copies, *there[place:]], moment, zone)
    ended = before[-1].ends_at if before else None
    later = minutes_off(after[-1].until, ended) if after and ended else 0
    return Look(after, frozenset(row.pk for row in copies), after[-1].ends_at if after else None, ended, later)


def _copy(row: AgendaItem, now: datetime) -> AgendaItem:
    return AgendaItem(title=row.title, kind=row.kind, duration_minutes=length_of(row, now))


def length_of(row: AgendaItem, now: datetime) -> int:
    """How many minutes a block takes where it goes on: all of them, or what is left of one that runs."""
    return minutes_left(row.duration_minutes, row.started_at, now) if row.is_running and row.started_at else row.duration_minutes


def room_at_the_end(day: WorkshopDay) -> tuple[str, str]:
    """The order keys between which there is room for more blocks: before a closing block that stands last, else after all."""
    return _room(list(AgendaItem.objects.present().filter(day_id=day.pk).order_by("order_key", "id")))


def _room(rows: Sequence[AgendaItem]) -> tuple[str, str]:
    keys = ["", *(row.order_key for row in rows)]
    if rows and rows[-1].kind == "close" and keys[-2] < keys[-1]:
        return keys[-2], keys[-1]
    return keys[-1], ""


def keys_at_the_end(day: WorkshopDay, number: int) -> list[str]:
    """Order keys for so many blocks more, one after the other."""
    before, after = room_at_the_end(day)
    found: list[str] = []
    for _ in range(number):
        before = key_between(before, after)
        found.append(before)
    return found
