"""Break-outs: groups with a board each, live for everybody, until the coach brings all of them back."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from vsm_site.lib.errors import Forbidden, Invalid, Locked, NotFound
from vsm_site.lib.fractional import key_between, spread
from workshops.access import Actor, get_record
from workshops.change import Committed, Tx, change
from workshops.kinds_rounds import BOARD, ITEM, ROUND
from workshops.models import Board, Round, RoundItem
from workshops.policy import Action
from workshops.records import find
from workshops.round_kinds import MOST_BOARDS, MOST_ON_BOARD, NOTE_LENGTH, spread_people
from workshops.selectors.rounds import list_asked, list_here


def open_boards(tx: Tx, row: Round, *, groups: int, tasks: Sequence[str]) -> None:
    """A board for each task, or for so many groups, with everybody who is asked and here today spread over them, areas mixed."""
    wanted = max(groups, len(tasks))
    if not 2 <= wanted <= MOST_BOARDS:
        raise Invalid({"groups": f"Make 2 to {MOST_BOARDS} groups."})
    here = list_here(row.workshop, row.begun_at)
    people = [str(one.user_id) for one in sorted(here, key=lambda one: (one.area, one.name))]
    for number, (members, key) in enumerate(zip(spread_people(people, wanted), spread(wanted), strict=True), 1):
        task = tasks[number - 1] if number <= len(tasks) else ""
        values = {"name": f"Group {number}", "task": task[:300], "members": members, "order_key": key}
        tx.new(BOARD, values | {"round": row.pk})


def join_board(*, actor: Actor, board_id: UUID, person: UUID | None = None) -> Committed:
    """Go to a board, away from the one where one is; who runs the workshop may put anybody there."""
    board = get_record(actor, Board, board_id, "round")
    who = person or actor.user_id
    with change(board.workshop_id, actor=actor, needs=Action.VOTE, kind="join-board") as tx:
        _require_open(tx, board)
        if who != actor.user_id:
            tx.require(Action.RUN_WORKSHOP)
            if who not in {one.user_id for one in list_asked(tx.workshop_id)}:
                raise NotFound("This person is not asked.")
        tx.granted |= {Action.RUN_WORKSHOP}
        for other in Board.objects.present().filter(round_id=board.round_id).order_by("id"):
            members = [one for one in other.members if one != str(who)] + ([str(who)] if other.pk == board.pk else [])
            if sorted(members) != sorted(other.members):
                tx.set(other, {"members": members})
    return tx.committed


def add_to_board(*, actor: Actor, board_id: UUID, text: str, change_id: UUID | None = None) -> RoundItem:
    """A note on a board, seen by everybody at once; by who works at it, or runs the workshop."""
    board = get_record(actor, Board, board_id, "round")
    parsed = ITEM.parse({"text": text.strip()[: NOTE_LENGTH + 1]}, from_wire=False)
    if len(parsed["text"]) > NOTE_LENGTH:
        raise Invalid({"text": f"Keep a note to {NOTE_LENGTH} characters."})
    with change(board.workshop_id, actor=actor, needs=Action.VOTE, change_id=change_id, kind="board-note") as tx:
        board = _require_open(tx, board)
        if str(actor.user_id) not in board.members and Action.RUN_WORKSHOP not in tx.standing.rights:
            raise Forbidden("Go to this board first.")
        if RoundItem.objects.present().filter(board_id=board.pk).count() >= MOST_ON_BOARD:
            raise Invalid({"text": f"The board is full: it holds {MOST_ON_BOARD} notes. Take one off that another says as well."})
        tx.granted |= {Action.RUN_WORKSHOP}
        last = RoundItem.objects.present().filter(round_id=board.round_id).order_by("order_key", "id").last()
        values = {
            "round": board.round_id,
            "board": board.pk,
            "author": actor.user_id,
            "order_key": key_between(last.order_key if last else "", ""),
        }
        return tx.new(ITEM, parsed | values)  # type: ignore[no-any-return]


def take_off_board(*, actor: Actor, item_id: UUID) -> Committed:
    """Take a note off its board: one's own, or with the right to run the workshop anybody's; Undo brings it back."""
    item = get_record(actor, RoundItem, item_id, "round")
    with change(item.workshop_id, actor=actor, needs=Action.VOTE, kind="remove-note") as tx:
        if item.board_id is None:
            raise Invalid("This is not a note of a board.")
        if item.author_id != actor.user_id:
            tx.require(Action.RUN_WORKSHOP)
        if find(tx.workshop_id, ROUND, item.round_id).state != "open":  # under the lock: the coach may have ended it since
            raise Locked("The coach has brought all groups back.")
        tx.granted |= {Action.RUN_WORKSHOP}
        tx.delete(item)
    return tx.committed


def bring_back(tx: Tx, row: Round) -> None:
    """Put the notes of all boards into one list, under the name of their group where they have no heading of their own."""
    for item in RoundItem.objects.present().filter(round_id=row.pk, group="").exclude(board=None).select_related("board"):
        tx.set(item, {"group": item.board.name if item.board else ""})


def _require_open(tx: Tx, board: Board) -> Board:
    fresh: Board = find(tx.workshop_id, BOARD, board.pk)
    if fresh.round.state != "open":
        raise Locked("The coach has brought all groups back.")
    return fresh
