"""The live record kinds of what the room does together: rounds with their notes and boards, and the timer.

What people give in an open round is none of them: it is in no log and no frame (workshops.services.voices).
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from accounts.models import User
from vsm_site.lib.errors import Fault, Locked
from workshops import records
from workshops.models import Board, Round, RoundItem, Timer
from workshops.models.rounds import STATES
from workshops.policy import Action
from workshops.records import LiveField, OwnRule, RecordKind
from workshops.round_kinds import ABOUT, CHOICES, MOST_DOTS

LONGEST_SECONDS = 8 * 3600


def _people() -> LiveField:
    """Ids of people by their accounts."""

    def parse(value: Any) -> list[str]:
        try:
            return [str(UUID(str(one))) for one in value]
        except (TypeError, ValueError):
            raise ValueError("These are ids of people.") from None

    return LiveField(parse, from_wire=False, lists=User)


def _maybe(low: int, high: int, **more: Any) -> LiveField:
    """A whole number within limits, or none."""
    whole = records.whole(low, high)

    def parse(value: Any) -> int | None:
        return None if value in (None, "") else whole.parse(value)  # type: ignore[no-any-return]

    return LiveField(parse, **more)


def _is_own(record: Any, user_id: UUID) -> bool:
    return record.author_id == user_id


def _check_place(record: RoundItem) -> list[Fault]:
    """Only candidates of a sorting have a place."""
    if record.round.kind != "sort" and (record.impact or record.effort):
        return [Fault("impact", "This is not a sorting by impact and effort.")]
    return []


def _only_while_open(tx: Any, record: Any) -> None:
    """What everybody may do to the things of a round ends with it; coaches may go on."""
    if record.round.state != "open" and Action.RUN_WORKSHOP not in tx.standing.rights | tx.granted:
        raise Locked("The coach has ended this round.")


ROUND = RecordKind(
    "round",
    Round,
    {
        "kind": records.choice(CHOICES, from_wire=False),
        "question": records.text(300, required=True, from_wire=False),
        "state": records.choice(STATES, from_wire=False),
        "named": records.flag(from_wire=False),
        "dots": records.whole(1, MOST_DOTS, from_wire=False),
        "several": records.flag(from_wire=False),
        "voices": records.whole(0, 10_000, from_wire=False),
        "source": records.reference("source", Round, from_wire=False),
        "about": records.choice(ABOUT, blank=True, from_wire=False),
        "by": records.reference("by", Round._meta.get_field("by").related_model, from_wire=False),
        "begun_at": records.moment(from_wire=False),
        "ended_at": records.moment(from_wire=False),
    },
    needs=Action.RUN_WORKSHOP,
    topics=("rounds",),
    creatable=False,
    deletable=False,
)

BOARD = RecordKind(
    "board",
    Board,
    {
        "round": records.reference("round", Round, required=True, once=True),
        "name": records.text(80, required=True),
        "task": records.text(300),
        "members": _people(),
        "order_key": LiveField(records.text(120).parse, last_writer_wins=True),
    },
    needs=Action.RUN_WORKSHOP,
    topics=("rounds",),
    creatable=False,
    deletable=False,
)

ITEM = RecordKind(
    "round_item",
    RoundItem,
    {
        "round": records.reference("round", Round, required=True, once=True),
        "board": records.reference("board", Board, from_wire=False),
        "text": records.text(500, required=True, from_wire=False),
        "group": records.text(80),
        "author": records.reference("author", RoundItem._meta.get_field("author").related_model, from_wire=False),
        "count": _maybe(0, 100_000, from_wire=False),
        "voters": _people(),
        "impact": _maybe(1, 3, needs=Action.VOTE),
        "effort": _maybe(1, 3, needs=Action.VOTE),
        "order_key": LiveField(records.text(120).parse, last_writer_wins=True),
    },
    needs=Action.RUN_WORKSHOP,
    needs_new=Action.VOTE,
    own=OwnRule(Action.VOTE, _is_own, frozenset({"impact", "effort"}), may_delete=True),
    topics=("rounds",),
    creatable=False,
    deletable=False,
    check=_check_place,
    guard=_only_while_open,
)

TIMER = RecordKind(
    "timer",
    Timer,
    {
        "label": records.text(120, from_wire=False),
        "seconds": records.whole(0, LONGEST_SECONDS, from_wire=False),
        "ends_at": records.moment(from_wire=False),
        "left_seconds": _maybe(0, LONGEST_SECONDS, from_wire=False),
    },
    needs=Action.RUN_WORKSHOP,
    topics=("timer",),
    creatable=False,
    deletable=False,
)

KINDS = (ROUND, BOARD, ITEM, TIMER)
