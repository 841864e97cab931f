"""Rounds as coaches run them: begun, shown or dropped; then grouped, sorted and kept as captures by what came out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from vsm_site.lib.errors import Invalid, Locked, NotFound
from vsm_site.lib.fractional import spread
from workshops.access import Actor, get_record
from workshops.change import Committed, Tx, change
from workshops.kinds import CAPTURE, DAY
from workshops.kinds_rounds import ITEM, ROUND
from workshops.models import AgendaItem, Capture, Round, RoundEntry, RoundItem
from workshops.policy import Action
from workshops.records import find
from workshops.round_kinds import BY_KEY, LEAST_VOICES, MOST_ITEMS, tally
from workshops.services import boards, timer, voices
from workshops.services.converting import add_last_block

VOTED = frozenset({"dots", "poll"})


@dataclass(frozen=True, slots=True)
class NewRound:
    """What a coach begins: a kind and its question; the rest as the kind needs it."""

    kind: str
    question: str
    named: bool = False
    dots: int = 3
    several: bool = False
    items: Sequence[str] = field(default_factory=tuple)
    """Candidates, answers, or the tasks of the groups."""
    source: UUID | None = None
    """The round whose notes are the candidates."""
    captures: str = ""
    """The kind of the open captures that are the candidates."""
    groups: int = 0
    about: str = ""
    """The part of the method that it belongs to (round_kinds.ABOUT)."""
    minutes: int = 0
    """Sets the room's timer; 0 leaves it as it is."""


def begin_round(*, actor: Actor, workshop_id: UUID, plan: NewRound, now: datetime, change_id: UUID | None = None) -> Round:
    """Ask everybody something. Invalid without the candidates that the kind needs, or with more than people can weigh."""
    kind = BY_KEY.get(plan.kind)
    if kind is None:
        raise Invalid({"kind": "Choose what to begin."})
    values = ROUND.parse({"question": plan.question, "dots": plan.dots, "several": plan.several, "about": plan.about}, from_wire=False)
    values |= {"kind": kind.key, "named": plan.named or not kind.may_be_anonymous, "begun_at": now, "by": actor.user_id}
    with change(workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, change_id=change_id, kind="begin-round") as tx:
        items = _candidates(tx, plan) if kind.needs_items else []
        if kind.needs_items and not 2 <= len(items) <= MOST_ITEMS:
            raise Invalid({"items": f"Give 2 to {MOST_ITEMS}, one in a line; these are {len(items)}."})
        made: Round = tx.new(ROUND, values | {"source": plan.source, "state": "open"})
        _add_items(tx, made, [{"text": text} for text in items])
        if kind.key == "breakout":
            boards.open_boards(tx, made, groups=plan.groups, tasks=plan.items)
        if kind.is_private or kind.key == "ready":
            voices.new_key(made.pk)
        if plan.minutes:
            timer.set_timer(tx, seconds=plan.minutes * 60, label=plan.question[:120], now=now)
    return made


def _candidates(tx: Tx, plan: NewRound) -> list[str]:
    if plan.source is not None:
        source = find(tx.workshop_id, ROUND, plan.source)
        if source.state != "shown":
            raise Invalid({"source": "Show the notes of that round first."})
        found = _heads(RoundItem.objects.present().filter(round_id=source.pk).order_by("order_key", "id"))
    elif plan.captures:
        rows = Capture.objects.present().filter(workshop_id=tx.workshop_id, kind=plan.captures, status="open", merged_into=None)
        found = [row.text[:500] for row in rows.order_by("captured_at", "id")[: MOST_ITEMS + 1]]
    else:
        found = []
    return list(dict.fromkeys([*found, *(text[:500] for text in plan.items)]))


def _heads(items: Iterable[RoundItem]) -> list[str]:
    """What stands for the notes of a round: each group once, and each note without one; what got most dots first."""
    ranked = sorted(items, key=lambda item: -(item.count or 0))
    return list(dict.fromkeys(item.group or item.text for item in ranked))


def _add_items(tx: Tx, row: Round, items: Sequence[dict[str, Any]]) -> None:
    for values, key in zip(items, spread(len(items)), strict=True):
        tx.new(ITEM, values | {"round": row.pk, "order_key": key})


def show_round(*, actor: Actor, round_id: UUID, now: datetime) -> Committed:
    """End a round and show everybody what came out of it; only who runs the workshop ends one.

    Invalid for an anonymous one with so few voices that everybody would know whose they are. Showing it again does nothing.
    """
    row = get_record(actor, Round, round_id)
    with change(row.workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, kind="show-round") as tx:
        row = find(row.workshop_id, ROUND, round_id)
        if row.state == "open":
            _show(tx, row)
            tx.set(row, {"state": "shown", "ended_at": now})
    return tx.committed


def _show(tx: Tx, row: Round) -> None:
    entries = voices.take_entries(row.pk)
    if BY_KEY[row.kind].is_private and not row.named and len(entries) < LEAST_VOICES:
        raise Invalid(
            f"Without names at least {LEAST_VOICES} people have to take part; with fewer, everybody knows who it was."
            " Wait, or end it without showing."
        )
    if row.kind == "write":
        _show_notes(tx, row, entries)
    elif row.kind in VOTED:
        _show_votes(tx, row, entries)
    elif row.kind == "ready":
        _add_items(tx, row, [{"text": str(entry.author), "author": entry.author_id} for entry in entries])
    elif row.kind == "breakout":
        boards.bring_back(tx, row)


def _show_notes(tx: Tx, row: Round, entries: Sequence[RoundEntry]) -> None:
    notes = [{"text": text, "author": entry.author_id} for entry in entries for text in entry.content]
    voices.SHUFFLE.shuffle(notes)  # else the notes of one person would stand together
    _add_items(tx, row, notes)


def _show_votes(tx: Tx, row: Round, entries: Sequence[RoundEntry]) -> None:
    total = tally(entry.content for entry in entries)
    for item in RoundItem.objects.present().filter(round_id=row.pk).order_by("order_key", "id"):
        mine = str(item.pk)
        voters = sorted(str(entry.author_id) for entry in entries if entry.author_id and mine in entry.content)
        tx.set(item, {"count": total[mine], "voters": voters})


def drop_round(*, actor: Actor, round_id: UUID, now: datetime) -> Committed:
    """End a round without showing anything: what people gave is gone."""
    row = get_record(actor, Round, round_id)
    with change(row.workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, kind="drop-round") as tx:
        row = find(row.workshop_id, ROUND, round_id)
        if row.state == "open":
            voices.take_entries(row.pk)
            tx.set(row, {"state": "dropped", "ended_at": now})
    return tx.committed


def group_items(*, actor: Actor, round_id: UUID, item_ids: Iterable[UUID], group: str) -> int:
    """Put notes that say the same under one heading, or with an empty one under none; how many there were."""
    row = get_record(actor, Round, round_id)
    wanted, values = list(dict.fromkeys(item_ids)), ITEM.parse({"group": group})
    if not wanted:
        raise Invalid({"item": "Choose at least one note."})
    with change(row.workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, kind="group-notes") as tx:
        for pk in wanted:
            tx.set(_item_of(tx, row, pk), values)
    return len(wanted)


def _item_of(tx: Tx, row: Round, pk: UUID) -> RoundItem:
    item: RoundItem = find(tx.workshop_id, ITEM, pk)
    if item.round_id != row.pk:
        raise NotFound("This is not of this round.")
    return item


def place_item(*, actor: Actor, item_id: UUID, impact: Any, effort: Any, base: dict[str, int] | None = None) -> Committed:
    """Place a candidate by impact and effort (1 low to 3 high, none where it is not known yet); anybody who votes may, while it is open."""
    item = get_record(actor, RoundItem, item_id, "round")
    values = ITEM.parse({"impact": impact, "effort": effort})
    with change(item.workshop_id, actor=actor, needs=Action.VOTE, kind="place-item") as tx:
        tx.set(item, values, base=base)
    return tx.committed


def keep_as_captures(*, actor: Actor, round_id: UUID, item_ids: Iterable[UUID], kind: str) -> int:
    """Put notes of a round that is shown among the captures, so that they get a place; how many. Invalid where all are there already."""
    row = get_record(actor, Round, round_id)
    with change(row.workshop_id, actor=actor, needs=Action.MANAGE_CAPTURES, kind="keep-notes") as tx:
        items = chosen_items(tx, round_id, item_ids)
        there = Capture.objects.present().filter(workshop_id=tx.workshop_id, kind=kind)
        known = {text[:500] for text in there.values_list("text", flat=True)}
        new = [item for item in items if item.text not in known]
        if not new:
            raise Invalid({"item": "These are among the captures already."})
        for item in new:
            tx.new(CAPTURE, CAPTURE.parse({"kind": kind, "text": item.text}) | {"group": item.group})
    return len(new)


def put_on_agenda(
    *, actor: Actor, round_id: UUID, item_ids: Iterable[UUID], day: UUID, minutes: int, change_id: UUID | None = None
) -> list[AgendaItem]:
    """A block of a day for each chosen note of a round that is shown, before a closing block. Invalid for a day that is closed."""
    row = get_record(actor, Round, round_id)
    with change(row.workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, change_id=change_id, kind="round-to-agenda") as tx:
        items = chosen_items(tx, round_id, item_ids)
        wanted = find(tx.workshop_id, DAY, day)
        return [add_last_block(tx, wanted, {"title": item.text[:200], "duration_minutes": minutes}) for item in items]


def chosen_items(tx: Tx, round_id: UUID, item_ids: Iterable[UUID]) -> list[RoundItem]:
    """Inside an open change, chosen notes of a round. Invalid for none, Locked before it is shown, NotFound for notes of elsewhere."""
    wanted, row = list(dict.fromkeys(item_ids)), find(tx.workshop_id, ROUND, round_id)
    if row.state != "shown":
        raise Locked("Show the round first.")
    if not wanted:
        raise Invalid({"item": "Choose at least one note."})
    return [_item_of(tx, row, pk) for pk in wanted]
