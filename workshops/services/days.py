"""The days of a workshop: leadership visit, barriers, lessons, and the close of each day."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from vsm_site.lib.errors import Conflict, Forbidden, Invalid
from workshops import signals
from workshops.access import Actor, get_record
from workshops.change import Committed, Tx, change
from workshops.kinds import BARRIER, DAY, LESSON, QUESTION, VISIT
from workshops.models import (
    Barrier,
    LeaderQuestion,
    LeadershipVisit,
    Lesson,
    Participation,
    WorkshopDay,
)
from workshops.policy import Action
from workshops.records import RecordKind, find, kind_of
from workshops.selectors import days as selectors
from workshops.selectors.barriers import place_of
from workshops.selectors.summary import draft
from workshops.services import summaries
from workshops.services.agenda import last_key
from workshops.services.captures import settle_captures
from workshops.services.carrying import remove_copies, settle_blocks, take_back

Values = Mapping[str, Any]
Base = Mapping[str, int]
PROGRESS_LENGTH = 4000


# What is noted on a day


def note_visit(*, actor: Actor, day_id: UUID, values: Values, base: Base | None = None, change_id: UUID | None = None) -> Committed:
    """Say when the leaders come, who they are and what they are told; the day's first visit is made where there is none."""
    day = get_record(actor, WorkshopDay, day_id)
    parsed = VISIT.parse(values)
    with change(day.workshop_id, actor=actor, needs=Action.RECORD_VISIT, change_id=change_id, kind="visit") as tx:
        visit = LeadershipVisit.objects.present().filter(day_id=day.pk).order_by("at", "id").first()
        if visit is None:
            tx.new(VISIT, {"day": day.pk} | parsed)
        elif parsed:
            tx.set(visit, parsed, base=base)
    return tx.committed


def draft_progress(*, actor: Actor, day_id: UUID) -> Committed:
    """Add to what the leaders are told what the day's log says so far, without the lines that are there."""
    day = get_record(actor, WorkshopDay, day_id)
    with change(day.workshop_id, actor=actor, needs=Action.RECORD_VISIT, kind="visit") as tx:
        visit = LeadershipVisit.objects.present().filter(day_id=day.pk).order_by("at", "id").first()
        told = visit.progress.splitlines() if visit else []
        lines = [*told, *(line for line in draft(day).splitlines() if line not in told)]
        text = "\n".join(lines)[:PROGRESS_LENGTH]
        if visit is None:
            tx.new(VISIT, {"day": day.pk, "progress": text})
        elif lines != told:
            tx.set(visit, {"progress": text})
    return tx.committed


def ask_leaders(*, actor: Actor, day_id: UUID, text: str, change_id: UUID | None = None) -> LeaderQuestion:
    """A question for the leaders when they come that day."""
    return _add_to_day(actor, day_id, QUESTION, {"text": text}, Action.ASK_LEADERS, "ask", change_id)  # type: ignore[no-any-return]


def add_lesson(*, actor: Actor, day_id: UUID, values: Values, change_id: UUID | None = None) -> Lesson:
    """What the team learned that day."""
    return _add_to_day(actor, day_id, LESSON, values, Action.CAPTURE, "lesson", change_id)  # type: ignore[no-any-return]


def _add_to_day(actor: Actor, day_id: UUID, kind: RecordKind, values: Values, needs: Action, word: str, change_id: UUID | None) -> Any:
    day = get_record(actor, WorkshopDay, day_id)
    parsed = kind.parse(values)
    with change(day.workshop_id, actor=actor, needs=needs, change_id=change_id, kind=word) as tx:
        return tx.new(kind, {"day": day.pk, "order_key": last_key(kind.model, day_id=day.pk)} | parsed)  # type: ignore[arg-type]


def raise_barrier(*, actor: Actor, workshop_id: UUID, text: str, about: str = "", change_id: UUID | None = None) -> Barrier:
    """Something that only a leader can lift; the leaders are told. `about` is where it was raised, `kind/uuid` of a record of the workshop.

    Invalid or NotFound for a place that there is not.
    """
    parsed = BARRIER.parse({"text": text})
    with change(workshop_id, actor=actor, needs=Action.RAISE_BARRIER, change_id=change_id, kind="raise-barrier") as tx:
        if about:
            parsed |= {"about": place_of(workshop_id, about)}
        barrier: Barrier = tx.new(BARRIER, {"order_key": last_key(Barrier, workshop_id=workshop_id)} | parsed)
    return barrier


def answer_barrier(*, actor: Actor, barrier_id: UUID, values: Values, base: Base | None = None, change_id: UUID | None = None) -> Committed:
    """Say what was decided about a barrier and until when; who answers one that nobody has taken takes it. Who raised it is told."""
    barrier = get_record(actor, Barrier, barrier_id)
    parsed = BARRIER.parse(values)
    with change(barrier.workshop_id, actor=actor, needs=Action.ANSWER_BARRIER, change_id=change_id, kind="answer-barrier") as tx:
        fresh = find(tx.workshop_id, BARRIER, barrier_id)
        mine = Participation.objects.present().filter(workshop_id=tx.workshop_id, user_id=actor.user_id).order_by("order_key", "id").first()
        if fresh.owner_id is None and mine is not None:
            parsed = {"owner": mine.pk, "status": "taken"} | parsed
        if parsed:
            tx.set(fresh, parsed, base=base)
    return tx.committed


def write_decision(
    *, actor: Actor, barrier_id: UUID, leader_id: UUID, values: Values, base: Base | None = None, change_id: UUID | None = None
) -> Committed:
    """Write down what a leader decided about a barrier in the room: `answer`, `due_on`, `owner`, `status`.

    For those who record the visit. It says whose decision it is and who wrote it down; the leader and whoever raised it are told.
    Invalid where that person may not lift barriers, or has no account that could be told.
    """
    barrier = get_record(actor, Barrier, barrier_id)
    parsed = BARRIER.parse(values)
    with change(barrier.workshop_id, actor=actor, needs=Action.RECORD_VISIT, change_id=change_id, kind="write-decision") as tx:
        leader = next((row for row in selectors.leaders_of(barrier.workshop) if row.pk == leader_id and row.user_id), None)
        if leader is None:
            raise Invalid({"decided_by": "Choose a leader who has joined the workshop."})
        if not parsed.get("answer", "").strip():
            raise Invalid({"answer": "Write down what was decided."})
        tx.granted |= {Action.ANSWER_BARRIER}  # the leader said it in the room; who wrote it down stands beside it
        written_by = None if leader.user_id == actor.user_id else actor.user_id
        fresh = find(tx.workshop_id, BARRIER, barrier_id)
        taken = {"owner": leader.pk, "status": "taken"} if fresh.owner_id is None and not parsed.get("owner") else {}
        tx.set(fresh, taken | parsed | {"decided_by": leader.pk, "written_by": written_by}, base=base)
    return tx.committed


def take_barrier(*, actor: Actor, barrier_id: UUID) -> Committed:
    """Say that one lifts it oneself; who raised it is told. Conflict where somebody else took it first."""
    barrier = get_record(actor, Barrier, barrier_id)
    with change(barrier.workshop_id, actor=actor, needs=Action.ANSWER_BARRIER, kind="take-barrier") as tx:
        fresh = find(tx.workshop_id, BARRIER, barrier_id)
        mine = list(Participation.objects.present().filter(workshop_id=tx.workshop_id, user_id=actor.user_id).order_by("order_key", "id"))
        if not mine:
            raise Forbidden("Only people of the workshop take a barrier.")
        if fresh.owner_id and fresh.owner_id not in {row.pk for row in mine}:
            raise Conflict([tx.clash_of(fresh, "owner")])
        if fresh.owner_id is None:
            tx.set(barrier, {"owner": mine[0].pk, "status": "taken"})
    return tx.committed


def update_note(
    *, actor: Actor, record: Barrier | LeaderQuestion | Lesson, values: Values, base: Base | None = None, change_id: UUID | None = None
) -> Committed:
    """Change a barrier, a question or a lesson: one's own words, or with the right for it anything. Whom a barrier concerns is told."""
    kind = kind_of(record)
    parsed = kind.parse(values)
    with change(record.workshop_id, actor=actor, needs=Action.VIEW, change_id=change_id, kind=f"change-{kind.name}") as tx:
        if parsed:
            tx.set(record, parsed, base=base)
    return tx.committed


def remove_note(*, actor: Actor, record: Barrier | LeaderQuestion | Lesson) -> Committed:
    """Take a barrier, a question or a lesson away; Undo brings it back."""
    with change(record.workshop_id, actor=actor, needs=Action.VIEW, kind=f"remove-{kind_of(record).name}") as tx:
        tx.delete(record)
    return tx.committed


# The end of a day


def write_summary(*, actor: Actor, day_id: UUID, values: Values, base: Base | None = None, change_id: UUID | None = None) -> Committed:
    """Keep the words of the day's summary. Conflict where they moved on past `base`."""
    day = get_record(actor, WorkshopDay, day_id)
    parsed = DAY.parse(values)
    with change(day.workshop_id, actor=actor, needs=Action.WRITE_SUMMARY, change_id=change_id, kind="summary") as tx:
        if parsed:
            tx.set(day, parsed, base=base)
    return tx.committed


@dataclass(frozen=True, slots=True)
class Closing:
    """What was said of what is still open when a day closes."""

    carry: bool = False
    """Captures without a place go on to the next open day."""
    blocks: Collection[UUID] = ()
    """Open blocks of the agenda that are copied to that day."""
    running: str = ""
    """Of the block that runs: it ends here (`end`), or what is left of it goes on (`carry`)."""
    parked: Mapping[UUID, str] = field(default_factory=dict)
    """What becomes of items of the parking lot: `carry`, `close` or `drop`."""


def close_day(
    *, actor: Actor, day_id: UUID, values: Values, base: Base | None = None, how: Closing = Closing(), change_id: UUID | None = None
) -> Committed:
    """Close a day with its last words and send its summary: those who receive it are told, and get it by mail once its PDF is made.

    Invalid, at what is missing, where something open needs a word, and where the day is closed already.
    """
    with _closing(actor, day_id, values, base, how, change_id) as (tx, day):
        summaries.send(tx, day)
    return tx.committed


def close_day_unsent(
    *, actor: Actor, day_id: UUID, values: Values, base: Base | None = None, how: Closing = Closing(), change_id: UUID | None = None
) -> Committed:
    """Close a day as close_day does and tell nobody: its summary and the PDF of it are there, and can be sent later."""
    with _closing(actor, day_id, values, base, how, change_id) as (tx, day):
        signals.summary_wanted.send(sender=WorkshopDay, day=day, by=actor, sending=None)
    return tx.committed


@contextmanager
def _closing(
    actor: Actor, day_id: UUID, values: Values, base: Base | None, how: Closing, change_id: UUID | None
) -> Iterator[tuple[Tx, WorkshopDay]]:
    """The change that closes a day, with the day once it is closed."""
    day = get_record(actor, WorkshopDay, day_id)
    parsed = DAY.parse(values)
    with change(day.workshop_id, actor=actor, needs=Action.WRITE_SUMMARY, change_id=change_id, kind="close-day") as tx:
        if find(tx.workshop_id, DAY, day_id).closed:
            raise Invalid("This day is closed already.")
        settle_blocks(tx, day, how.blocks, how.running)  # while the day is open: its blocks do not change afterwards
        day = tx.set(day, parsed | {"closed": True}, base=base)
        summaries.keep_what_the_team_did(tx, day)
        summaries.settle_parked(tx, day, how.parked)
        settle_captures(tx, day, carry=how.carry)
        yield tx, day


@dataclass(frozen=True, slots=True)
class Reopened:
    """What opening a day again took away and brought back."""

    blocks: int = 0
    """Blocks carried on to a later day that nobody had begun there."""
    captures: int = 0
    """Captures that are as they were before the closing."""


def reopen_day(*, actor: Actor, day_id: UUID) -> Reopened:
    """Open a closed day again: blocks carried on that nobody began go, and captures that nobody touched since are as they were."""
    day = get_record(actor, WorkshopDay, day_id)
    with change(day.workshop_id, actor=actor, needs=Action.WRITE_SUMMARY, kind="reopen-day") as tx:
        kept = find(tx.workshop_id, DAY, day_id)
        if not kept.closed:
            return Reopened()
        closing = kept.rev("closed")
        tx.set(day, {"closed": False} | ({"team_did": ""} if kept.team_did == draft(day) else {}))  # it follows the log again
        return Reopened(remove_copies(tx, day), take_back(tx, closing))
