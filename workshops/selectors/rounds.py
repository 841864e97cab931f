"""Rounds as people may see them: while one is open, how many have taken part and one's own entry; afterwards what came out of it."""

from __future__ import annotations

import hmac
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from accounts.models import User
from workshops.access import Actor, allowed, get_record
from workshops.models import Board, Change, Participation, Round, RoundEntry, RoundItem, RoundKey, Workshop
from workshops.policy import ROLE_ACTIONS, Action
from workshops.round_kinds import (
    BY_KEY,
    KINDS,
    LEAST_VOICES,
    MOST_IN_ROUND,
    MOST_ITEMS,
    MOST_NOTES,
    MOST_ON_BOARD,
    RoundKind,
    Share,
    shares,
)
from workshops.selectors.attendance import away_by_day

FIRST = 3
"""How many of what came out of a vote are proposed to go on with."""
_VOTING = [role.value for role, rights in ROLE_ACTIONS.items() if Action.VOTE in rights]
_RUNNING = [role.value for role, rights in ROLE_ACTIONS.items() if Action.RUN_WORKSHOP in rights]


def voice_of(key: str, user_id: UUID) -> str:
    """Under what a person is known in the round of this key."""
    return hmac.new(f"{settings.SECRET_KEY}:{key}".encode(), user_id.bytes, sha256).hexdigest()


def entry_of(actor: Actor, round_id: UUID) -> RoundEntry | None:
    """The person's own entry of an open round; None without one, and once it has ended."""
    return entries_of(actor, [round_id]).get(round_id)


def entries_of(actor: Actor, round_ids: Iterable[UUID]) -> dict[UUID, RoundEntry]:
    """The person's own entries of open rounds, by round."""
    keys = RoundKey.objects.filter(round__in=list(round_ids)).values_list("round_id", "key")
    voices = [voice_of(key, actor.user_id) for _, key in keys]
    return {entry.round_id: entry for entry in RoundEntry.objects.filter(voice__in=voices)} if voices else {}


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who is asked in rounds: has a voice, and does not run the workshop."""

    user_id: UUID
    name: str
    area: str


def list_here(workshop: Workshop, now: datetime) -> list[Asked]:
    """Those of the asked who are not away today, by name."""
    today = workshop.today(now)
    away = away_by_day(workshop.pk, [today])[today]
    return [one for one in list_asked(workshop.pk) if one.user_id not in away]


def list_asked(workshop_id: UUID) -> list[Asked]:
    """Everybody who is asked, by name; coaches may answer too, and nobody waits for them."""
    rows = Participation.objects.present().filter(workshop_id=workshop_id, user__is_active=True).select_related("user")
    running = {row.user_id for row in rows if row.role in _RUNNING}
    found: dict[UUID, Asked] = {}
    for row in rows:
        if row.role in _VOTING and row.user_id not in running and row.user_id:
            known = found.get(row.user_id)
            found[row.user_id] = Asked(row.user_id, row.name, row.area or (known.area if known else ""))
    return sorted(found.values(), key=lambda one: one.name.casefold())


@dataclass(frozen=True, slots=True)
class Bar:
    """One candidate with its result: dots or voices, its share of the largest, and whose they were, where there are names."""

    item: RoundItem
    count: int
    most: int
    voters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """Notes that stand under one heading; those without one come last."""

    name: str
    items: tuple[RoundItem, ...]


@dataclass(frozen=True, slots=True)
class BoardView:
    """A board of a break-out as somebody sees it."""

    board: Board
    members: tuple[tuple[str, str], ...]
    """Id and name of everybody who works at it."""
    items: tuple[RoundItem, ...]
    is_mine: bool

    @property
    def people(self) -> list[str]:
        """Names of everybody who works at it."""
        return [name for _, name in self.members]


@dataclass(frozen=True, slots=True)
class RoundView:
    """A round with what the person may see of it now."""

    round: Round
    kind: RoundKind
    asked: int
    """How many are asked: without those who are away on its day."""
    items: tuple[RoundItem, ...]
    mine: Any
    """The content of one's own entry; None without one."""
    may_show: bool
    """Whether enough have taken part for it to be shown without names."""
    boards: tuple[BoardView, ...] = ()
    ready: tuple[Asked, ...] = ()
    waiting: tuple[Asked, ...] = ()
    names: Mapping[str, str] | None = None
    notes: int = 0
    """How many items there are, also where only the first of them were read."""

    @property
    def is_open(self) -> bool:
        """Whether it still runs."""
        return self.round.state == "open"

    @property
    def most(self) -> int:
        """Of how many `voices` is a part: coaches may take part without being asked."""
        return max(self.asked, self.round.voices)

    @property
    def bound(self) -> str:
        """How much a round takes, where people may come to its end, in words; all of it stands on one page."""
        if self.round.kind == "write":
            return f"A round takes {MOST_IN_ROUND} notes, {MOST_NOTES} of each person."
        return f"Each board takes {MOST_ON_BOARD} notes." if self.round.kind == "breakout" else ""

    @property
    def is_mine(self) -> bool:
        """Whether the person has taken part."""
        return bool(self.mine)

    @property
    def dots_left(self) -> int:
        """Dots that the person has not placed yet."""
        return self.round.dots - sum((self.mine or {}).values()) if self.round.kind == "dots" else 0

    @property
    def headings(self) -> list[Heading]:
        """Notes by heading, those with most notes first."""
        found: dict[str, list[RoundItem]] = {}
        for item in self.items:
            found.setdefault(item.group, []).append(item)
        named = sorted((name for name in found if name), key=lambda name: (-len(found[name]), name.casefold()))
        return [Heading(name, tuple(found[name])) for name in [*named, *([""] if "" in found else [])]]

    @property
    def groups(self) -> list[str]:
        """Headings that there are."""
        return [heading.name for heading in self.headings if heading.name]

    @property
    def bars(self) -> list[Bar]:
        """Results, most first."""
        most = max((item.count or 0 for item in self.items), default=0)
        rows = sorted(self.items, key=lambda item: -(item.count or 0))
        return [Bar(item, item.count or 0, most, tuple((self.names or {}).get(one, "Somebody") for one in item.voters)) for item in rows]

    @property
    def choices(self) -> list[tuple[RoundItem, int]]:
        """Candidates with what the person gave to each."""
        mine = self.mine if isinstance(self.mine, dict) else {}
        return [(item, mine.get(str(item.pk), 0)) for item in self.items]

    @property
    def grid(self) -> list[tuple[str, list[tuple[str, list[tuple[int, RoundItem]]]]]]:
        """Rows of impact from high to low, in them cells of effort from low to high, in them numbered candidates."""
        words, places = {1: "Low", 2: "Medium", 3: "High"}, (1, 2, 3)
        cells: dict[tuple[Any, Any], list[tuple[int, RoundItem]]] = {}
        for number, item in enumerate(self.items, 1):
            cells.setdefault((item.impact, item.effort), []).append((number, item))
        return [(words[impact], [(words[effort], cells.get((impact, effort), [])) for effort in places]) for impact in reversed(places)]

    @property
    def may_go_on(self) -> bool:
        """Whether something came out of it that something can be made of."""
        return self.round.state == "shown" and self.round.kind in ("dots", "poll", "sort")

    @property
    def winners(self) -> list[tuple[RoundItem, bool]]:
        """What came out, the best first, each with whether it is one of the first: of a vote the three with most dots, of a poll the one
        that most chose, of a sorting the three that bring most for least effort. Those without a dot or a place are none.
        """
        if self.round.kind == "sort":
            rows = sorted(self.items, key=lambda item: (-(item.impact or 0), item.effort or 4))
        else:
            rows = [bar.item for bar in self.bars]
        first = {item.pk for item in rows[: 1 if self.round.kind == "poll" else FIRST] if item.count or (item.impact and item.effort)}
        return [(item, item.pk in first) for item in rows]

    @property
    def unplaced(self) -> int:
        """Candidates without a place."""
        return sum(item.impact is None or item.effort is None for item in self.items)


def get_round(actor: Actor, pk: UUID, needs: Action = Action.VIEW) -> Round:
    """A round with its workshop; NotFound or Forbidden as get_workshop."""
    return get_record(actor, Round, pk, needs=needs)


def list_rounds(workshop: Workshop, *, is_open: bool | None = None) -> QuerySet[Round]:
    """Rounds of a workshop that the person was let into, the newest first."""
    rows: QuerySet[Round] = Round.objects.present().filter(workshop_id=workshop.pk).select_related("by")
    if is_open is not None:
        rows = rows.filter(state="open") if is_open else rows.exclude(state="open")
    return rows.order_by("-begun_at", "-id")


def has_private_round(workshop_id: UUID) -> bool:
    """Whether a round runs in which what people give stays with them until it is shown."""
    private = [kind.key for kind in KINDS if kind.is_private]
    return bool(Round.objects.present().filter(workshop_id=workshop_id, state="open", kind__in=private).exists())


def view_rounds(actor: Actor, workshop: Workshop, rows: Sequence[Round], *, in_part: bool = False) -> list[RoundView]:
    """Rounds as the person may see them, in a number of queries that does not depend on how many there are; `in_part` reads no more
    items of each than a vote has.
    """
    keys = [row.pk for row in rows]
    items: dict[UUID, list[RoundItem]] = {key: [] for key in keys}
    boards: dict[UUID, list[Board]] = {key: [] for key in keys}
    notes: dict[UUID, int] = {}
    for item in _items(keys, in_part=in_part):
        items[item.round_id].append(item)
        notes[item.round_id] = item.of
    for board in Board.objects.present().filter(round_id__in=keys).order_by("order_key", "id"):
        boards[board.round_id].append(board)
    open_ = [row.pk for row in rows if row.state == "open"]
    mine, ready = entries_of(actor, open_), _ready(open_)
    asked = list_asked(workshop.pk) if rows else []
    names = _names(items, boards, asked)
    days = {row.pk: workshop.today(row.begun_at) for row in rows}
    away = away_by_day(workshop.pk, set(days.values())) if rows else {}
    views = [
        _view(actor, row, items[row.pk], boards[row.pk], mine.get(row.pk), ready.get(row.pk, set()), asked, away[days[row.pk]], names)
        for row in rows
    ]
    return [replace(view, notes=notes.get(view.round.pk, 0)) for view in views]


def _items(round_ids: Sequence[UUID], *, in_part: bool) -> QuerySet[Any, Any]:
    """Items of rounds in their order, each with `of`, how many its round has."""
    rows = RoundItem.objects.present().filter(round_id__in=round_ids).annotate(of=Window(Count("pk"), partition_by=F("round_id")))
    if in_part:
        rows = rows.annotate(place=Window(RowNumber(), partition_by=F("round_id"), order_by=["order_key", "id"])).filter(
            place__lte=MOST_ITEMS
        )
    return rows.select_related("author").order_by("order_key", "id")


def _ready(round_ids: Sequence[UUID]) -> dict[UUID, set[UUID]]:
    """Who is ready: the one kind that says by name, while it is open, who has taken part."""
    found: dict[UUID, set[UUID]] = {}
    rows = RoundEntry.objects.filter(round_id__in=round_ids, round__kind="ready").exclude(author=None)
    for round_id, author_id in rows.values_list("round_id", "author_id"):
        found.setdefault(round_id, set()).add(author_id)
    return found


def _names(items: Mapping[UUID, Sequence[RoundItem]], boards: Mapping[UUID, Sequence[Board]], asked: Sequence[Asked]) -> dict[str, str]:
    """Display names by id, of voters and members."""
    known = {str(one.user_id): one.name for one in asked}
    wanted = {one for rows in items.values() for item in rows for one in item.voters}
    wanted |= {one for rows in boards.values() for board in rows for one in board.members}
    missing = wanted - known.keys()
    return known | {str(user.pk): str(user) for user in User.objects.filter(pk__in=missing)} if missing else known


def _view(
    actor: Actor,
    row: Round,
    items: Sequence[RoundItem],
    boards: Sequence[Board],
    mine: RoundEntry | None,
    ready: set[UUID],
    asked: Sequence[Asked],
    away: Collection[UUID],
    names: Mapping[str, str],
) -> RoundView:
    kind = BY_KEY[row.kind]
    if row.state != "open":
        ready = {item.author_id for item in items if item.author_id} if row.kind == "ready" else set()
    asked = [one for one in asked if one.user_id not in away or one.user_id in ready]
    return RoundView(
        round=row,
        kind=kind,
        asked=len(asked),
        items=tuple(items),
        mine=mine.content if mine else None,
        may_show=row.named or not kind.is_private or row.voices >= LEAST_VOICES,
        boards=tuple(_board(actor, board, items, names) for board in boards),
        ready=tuple(one for one in asked if one.user_id in ready) if row.kind == "ready" else (),
        waiting=tuple(one for one in asked if one.user_id not in ready) if row.kind == "ready" else (),
        names=names,
    )


def _board(actor: Actor, board: Board, items: Sequence[RoundItem], names: Mapping[str, str]) -> BoardView:
    people = tuple((one, names.get(one, "Somebody")) for one in board.members)
    return BoardView(board, people, tuple(item for item in items if item.board_id == board.pk), str(actor.user_id) in board.members)


def view_round(actor: Actor, row: Round) -> RoundView:
    """One round as the person may see it."""
    return view_rounds(actor, row.workshop, [row])[0]


def share_of_voice(actor: Actor, workshop: Workshop) -> list[Share]:
    """How much of what was written in the workshop came from which area, without those who run it; for coaches, and never by name."""
    if Action.RUN_WORKSHOP not in allowed(actor, workshop):
        return []
    people = {str(one.user_id): one.area or "No area" for one in list_asked(workshop.pk)}
    said = Change.objects.filter(workshop_id=workshop.pk, user__in=list(people)).exclude(kind__in=["voice", "undo", "join"])
    counts = said.order_by().values_list("user_id").annotate(number=Count("pk"))
    return shares(people, {str(user_id): number for user_id, number in counts})


def get_item(actor: Actor, pk: UUID) -> RoundItem:
    """A note of a round; NotFound or Forbidden as get_workshop."""
    return get_record(actor, RoundItem, pk, "round")


def get_board(actor: Actor, pk: UUID) -> Board:
    """A board of a break-out; NotFound or Forbidden as get_workshop."""
    return get_record(actor, Board, pk, "round")


def get_made_round(workshop_id: UUID, seq: int) -> Round:
    """The round that this change began: what a form that was sent twice has made."""
    made = Change.objects.get(workshop_id=workshop_id, seq=seq).ops
    return Round.objects.get(pk=next(op["r"].partition("/")[2] for op in made if op["r"].startswith("round/")))
