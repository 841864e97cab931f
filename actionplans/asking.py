"""Who has said how the own actions go since the last check-in, and who is silent. Reads; the caller has looked at rights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, OuterRef, QuerySet, Subquery

from accounts.models import OutboxMessage, User
from actionplans.health import CLOSED, due_text, is_begun, is_stale
from actionplans.models import Action, CheckIn, CheckInPoint, CheckInRequest, CheckInRound, ProgressUpdate
from actionplans.selectors import Card, cards_of, facts_of, loaded
from vsm_site.lib.wall_clock import moment_at
from workshops.access import Actor, get_record
from workshops.models import Participation, Workshop
from workshops.policy import ROLE_ACTIONS, Role
from workshops.policy import Action as Right

WITHOUT_CADENCE = timedelta(days=7)
"""Since when a word counts where no check-ins are planned."""


def has_word(action: Action, since: datetime, zone: ZoneInfo) -> bool:
    """Whether somebody said a word about a loaded action since then: a line, or another status on a later day. That it was made is none."""
    last_at: datetime | None = action.__dict__.get("last_at")
    if last_at is not None and last_at >= since:
        return True
    return action.is_moved and action.status_on is not None and action.status_on > since.astimezone(zone).date()


def silent_actions(workshop: Workshop, day: date, since: datetime) -> dict[User, list[Action]]:
    """By owner, the actions about which nobody said a word since then, of those that are open and begun by this day.

    Only owners count who can answer: with an account, still in the workshop, and with the right to report on their own.
    """
    rows = loaded(Action.objects.present().filter(workshop_id=workshop.pk, owner__deleted_seq=None, owner__user__is_active=True))
    found: dict[User, list[Action]] = {}
    for action in rows.exclude(status__in=CLOSED):
        if is_begun(facts_of(action), day) and not has_word(action, since, workshop.zone):
            assert action.owner is not None and action.owner.user is not None, "the rows are those with an owner"
            found.setdefault(action.owner.user, []).append(action)
    may = who_may_report(workshop.pk)
    return {user: actions for user, actions in found.items() if (workshop.pk, user.pk) in may}


def open_actions_of(workshop: Workshop, user_id: UUID, day: date) -> list[Action]:
    """What somebody owns in a workshop and could say a word about on this day, the first due first."""
    rows = loaded(Action.objects.present().filter(workshop_id=workshop.pk, owner__user_id=user_id, owner__deleted_seq=None))
    begun = [row for row in rows.exclude(status__in=CLOSED) if is_begun(facts_of(row), day)]
    return sorted(begun, key=lambda row: (row.end or date.max, row.title))


def who_may_report(*workshop_ids: UUID) -> set[tuple[UUID, UUID]]:
    """(workshop, user) of those who may say how the own actions go, apart from a pause; in one query."""
    roles = [role.value for role, rights in ROLE_ACTIONS.items() if Right.UPDATE_OWN_ACTION in rights]
    rows = Participation.objects.present().filter(workshop__in=workshop_ids, role__in=roles, user__is_active=True)
    return set(rows.order_by().values_list("workshop_id", "user_id"))


def line_of(action: Action, today: date) -> str:
    """`Results by noon (Fri 27 Nov · in 4 days)`."""
    return f"{action.title} ({due_text(facts_of(action), today)})"


# What pages show


@dataclass(frozen=True, slots=True)
class Owner:
    """One owner of open actions before a check-in."""

    person: Participation
    cards: tuple[Card, ...]
    silent: tuple[Card, ...]
    asked_at: datetime | None
    """When the person was asked for this check-in, if at all."""
    can_answer: bool
    """With an account and the right to report."""
    letter_failed: bool

    @property
    def has_answered(self) -> bool:
        """Whether there is a word about everything."""
        return not self.silent


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the next check-in of a workshop stands."""

    round: CheckInRound | None
    since: datetime
    owners: tuple[Owner, ...]
    unowned: tuple[Card, ...]
    """Open actions that nobody owns."""
    late: tuple[Card, ...]
    """Past their end, the oldest first."""
    stale: tuple[Card, ...]
    """Silent for more than two weeks, the quietest first; also late ones."""

    @property
    def silent(self) -> list[Owner]:
        """Who has not said a word about something."""
        return [owner for owner in self.owners if owner.silent]

    @property
    def answered(self) -> list[Owner]:
        """Who has."""
        return [owner for owner in self.owners if not owner.silent]


def current_round(workshop: Workshop, now: datetime) -> CheckInRound | None:
    """The check-in that people think of now: today's until midnight, else the next one, else the last there was."""
    return current_rounds([workshop], now).get(workshop.pk)


def current_rounds(workshops: Iterable[Workshop], now: datetime) -> dict[UUID, CheckInRound]:
    """The same for several workshops, in one query."""
    zones = {workshop.pk: workshop for workshop in workshops}
    found: dict[UUID, CheckInRound] = {}
    for row in CheckInRound.objects.filter(workshop__in=list(zones), cancelled_at=None).order_by("on"):
        kept = found.get(row.workshop_id)
        if kept is None or kept.on < zones[row.workshop_id].today(now):
            found[row.workshop_id] = row
    return found


def standings(cards: Mapping[Workshop, Sequence[Card]], *, now: datetime) -> dict[UUID, Standing]:
    """Where the check-ins of these workshops stand, from the cards of their plans; four queries, however many there are."""
    rounds, known = current_rounds(cards, now), _Known(cards)
    return {workshop.pk: _standing(workshop, found, rounds.get(workshop.pk), known, now) for workshop, found in cards.items()}


class _Known:
    """What is read of several workshops at once: whom they asked, which letters came back, and who may answer."""

    def __init__(self, workshops: Iterable[Workshop]) -> None:
        ids = [workshop.pk for workshop in workshops]
        rows = CheckInRequest.objects.filter(workshop__in=ids).order_by("at")
        self.requests: dict[tuple[UUID, UUID], CheckInRequest] = {(row.workshop_id, row.user_id): row for row in rows}
        messages = [row.message_id for row in self.requests.values() if row.message_id]
        failed = OutboxMessage.objects.filter(message_id__in=messages, state=OutboxMessage.State.FAILED)
        self.failed = set(failed.values_list("message_id", flat=True))
        self.may = who_may_report(*ids)


def _standing(workshop: Workshop, cards: Iterable[Card], round_: CheckInRound | None, known: _Known, now: datetime) -> Standing:
    everything = [card for card in cards if card.is_open]
    today, since = workshop.today(now), round_.since if round_ else now - WITHOUT_CADENCE
    day = max(today, round_.on) if round_ else today
    begun = [card for card in everything if is_begun(card.facts, day)]
    return Standing(
        round=round_,
        since=since,
        owners=_owners(workshop, begun, since, known),
        unowned=tuple(card for card in everything if card.action.owner is None),
        late=tuple(sorted((card for card in everything if card.is_late), key=lambda card: card.action.end or today)),
        stale=tuple(sorted((card for card in begun if is_stale(card.facts, today)), key=lambda card: card.last_heard)),
    )


def _owners(workshop: Workshop, begun: list[Card], since: datetime, known: _Known) -> tuple[Owner, ...]:
    people: dict[UUID, list[Card]] = {}
    for card in begun:
        if card.action.owner:
            people.setdefault(card.action.owner.user_id or card.action.owner.pk, []).append(card)
    found = [_owner(workshop, key, cards, since, known) for key, cards in people.items()]
    return tuple(sorted(found, key=lambda owner: (owner.has_answered, owner.person.name.lower())))


def _owner(workshop: Workshop, key: UUID, cards: list[Card], since: datetime, known: _Known) -> Owner:
    person, request = cards[0].action.owner, known.requests.get((workshop.pk, key))
    assert person is not None, "grouped by owner"
    if request is not None and request.at < since:
        request = None
    return Owner(
        person=person,
        cards=tuple(cards),
        silent=tuple(card for card in cards if not has_word(card.action, since, workshop.zone)),
        asked_at=request.at if request else None,
        can_answer=(workshop.pk, key) in known.may,
        letter_failed=bool(request and request.message_id in known.failed),
    )


# Minutes


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What follows from a check-in, with the action that it became; None once that was taken out of the plan."""

    point: CheckInPoint
    card: Card | None


def get_check_in(actor: Actor, pk: UUID, needs: Right = Right.READ_REPORTS) -> CheckIn:
    """Minutes with their workshop; NotFound or Forbidden as get_workshop."""
    return get_record(actor, CheckIn, pk, "led_by", "sent_by", needs=needs)


def list_check_ins(workshop: Workshop) -> QuerySet[CheckIn]:
    """The minutes of a workshop that the person was let into, the newest first, each with the number of its points."""
    points = CheckInPoint.objects.present().filter(check_in=OuterRef("pk")).order_by().values("check_in")
    counts = {
        f"{kind.value}s": Subquery(points.filter(kind=kind.value).annotate(number=Count("pk")).values("number"))
        for kind in CheckInPoint.Kind
    }
    rows: QuerySet[CheckIn] = CheckIn.objects.present().filter(workshop_id=workshop.pk).annotate(**counts)
    return rows.order_by("-on", "-id")


def list_points(minutes: CheckIn) -> list[CheckInPoint]:
    """What came of a check-in, in the order in which it was noted."""
    return list(CheckInPoint.objects.present().filter(check_in=minutes).order_by("id"))


def receivers_of(minutes: CheckIn) -> list[User]:
    """Who gets minutes: those who were there, who edit the plan, who sponsors, and who owns what follows."""
    points = CheckInPoint.objects.present().filter(check_in=minutes).exclude(action=None)
    owners = {str(pk) for pk in points.filter(action__deleted_seq=None).values_list("action__owner_id", flat=True) if pk}
    meant, lead = {*minutes.attendance, *owners}, {Right.EDIT_PLAN, Right.CLOSE_REVIEW}
    people = Participation.objects.present().filter(workshop_id=minutes.workshop_id, user__is_active=True).exclude(role="guest")
    wanted = {row.user_id for row in people if str(row.pk) in meant or lead & ROLE_ACTIONS[Role(row.role)]}
    return list(User.objects.filter(pk__in=wanted).order_by("email"))


def follow_ups(points: Iterable[CheckInPoint], actor: Actor, *, now: datetime) -> list[FollowUp]:
    """The follow-ups among them with their actions as they stand now."""
    rows = [point for point in points if point.kind == CheckInPoint.Kind.FOLLOW_UP]
    wanted = loaded(Action.objects.present().filter(pk__in=[row.action_id for row in rows if row.action_id]))
    cards = {card.action.pk: card for card in cards_of(wanted, actor, now=now)}
    return [FollowUp(row, cards.get(row.action_id) if row.action_id else None) for row in rows]


def updates_before(minutes: CheckIn) -> list[ProgressUpdate]:
    """What was said about actions between the check-in before and the end of this one's day, the oldest first; at most 100 lines."""
    zone, before = minutes.workshop.zone, CheckIn.objects.present().filter(workshop_id=minutes.workshop_id, on__lt=minutes.on).first()
    first = before.on + timedelta(days=1) if before else minutes.on - WITHOUT_CADENCE
    rows = ProgressUpdate.objects.present().filter(workshop_id=minutes.workshop_id, action__deleted_seq=None)
    within = rows.filter(at__gte=moment_at(first, time(0), zone), at__lt=moment_at(minutes.on + timedelta(days=1), time(0), zone))
    return list(within.select_related("action__owner__user", "author").order_by("at", "id")[:100])
