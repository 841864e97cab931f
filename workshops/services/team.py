"""The team on its days: what is planned and who came; and who was trained in what."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from vsm_site.lib.errors import Invalid
from workshops.access import Actor, get_record
from workshops.change import Committed, Tx, change
from workshops.decks import BY_KEY
from workshops.kinds_team import ATTENDANCE, TRAINING
from workshops.models import Attendance, Participation, Training, WorkshopDay
from workshops.policy import Action, Role
from workshops.records import RecordKind

NOT_HERE = "This person is not in the workshop any more."


@dataclass(frozen=True, slots=True)
class OneDay:
    """What changes about one person on one day: `planned`, `came`, each with the revision it was seen at."""

    person_id: UUID
    values: Mapping[str, str]
    base: Mapping[str, int] = field(default_factory=dict)


def note_day(*, actor: Actor, day_id: UUID, rows: Sequence[OneDay], change_id: UUID | None = None) -> Committed:
    """Plan people for a day and note who came, in one change.

    Conflict where somebody else wrote the same about the same person since; Invalid for guests and for who has left.
    """
    day = get_record(actor, WorkshopDay, day_id, needs=Action.MANAGE_PEOPLE)
    with change(day.workshop_id, actor=actor, needs=Action.MANAGE_PEOPLE, change_id=change_id, kind="attendance") as tx:
        _require_here(tx, {row.person_id for row in rows})
        for row in rows:
            _note(tx, ATTENDANCE, {"person": row.person_id, "day": day.pk}, row.values, row.base)
    return tx.committed


def note_training(
    *,
    actor: Actor,
    workshop_id: UUID,
    given: Collection[tuple[UUID, str]],
    taken: Collection[tuple[UUID, str]] = (),
    on: date,
    change_id: UUID | None = None,
) -> Committed:
    """Note who was trained in which topic on this day (`given`), and take back what was noted by mistake (`taken`)."""
    if any(topic not in BY_KEY for _, topic in (*given, *taken)):
        raise Invalid("There is no such topic.")
    with change(workshop_id, actor=actor, needs=Action.EDIT_CHARTER, change_id=change_id, kind="training") as tx:
        _require_here(tx, {person for person, _ in (*given, *taken)})
        for person, topic in sorted(given):
            _note(tx, TRAINING, {"person": person, "topic": topic}, {"on": on}, {})
        for person, topic in sorted(taken):
            for row in Training.objects.present().filter(workshop_id=workshop_id, person_id=person, topic=topic):
                tx.delete(row)
    return tx.committed


def _require_here(tx: Tx, people: Collection[UUID]) -> None:
    here = Participation.objects.present().filter(workshop_id=tx.workshop_id, pk__in=people).exclude(role=Role.GUEST)
    if here.count() != len(people):
        raise Invalid(NOT_HERE)


def _note(tx: Tx, kind: RecordKind, of: Mapping[str, Any], values: Mapping[str, Any], base: Mapping[str, int]) -> None:
    """Write the one row of this person and day or topic: it may be there, be there no more, or not yet."""
    row: Attendance | Training | None = kind.model.objects.filter(
        workshop_id=tx.workshop_id, **{kind.attr(name): value for name, value in of.items()}
    ).first()
    if row is None:
        tx.new(kind, {**of, **values})
    elif row.deleted_seq is not None:
        tx.new(kind, values, pk=row.pk)
    elif kind is ATTENDANCE:
        tx.set(row, kind.parse(values, from_wire=False), base=base)
