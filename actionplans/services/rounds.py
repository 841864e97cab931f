"""Check-ins that are to be, and owners who are asked before them: planned with the cadence, sent once, by whoever sweeps first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from accounts import mail, notifications
from accounts.models import User
from accounts.services.rounds import Rounds, send_due
from actionplans.asking import line_of, open_actions_of, silent_actions, who_may_report
from actionplans.cadence import Cadence
from actionplans.health import short_date
from actionplans.models import Action, ActionPlan, CheckInRequest, CheckInRound
from actionplans.notices import CHECK_IN
from actionplans.services.links import WORKS, make_link
from vsm_site.lib.errors import Invalid, NotFound, TooMany
from workshops.access import Actor, get_workshop
from workshops.models import Participation, Workshop
from workshops.policy import Action as Right
from workshops.services.streams import hold

AGAIN = timedelta(hours=1)
"""How soon one person may be reminded again."""


def plan_rounds(plan: ActionPlan, workshop: Workshop, *, now: datetime) -> None:
    """Make the rounds of a plan's cadence and cancel those of days that no longer hold.

    A round for which people were asked stays as it is, but for its hour. A new one whose time to ask is past is not made up for; one
    that was there and waits for the next sweep is not lost, whatever moves.
    """
    cadence = plan.cadence if plan.deleted_seq is None else None
    days = set(cadence.dates()) if cadence else set()
    there = {row.on: row for row in CheckInRound.objects.filter(workshop_id=workshop.pk)}
    for day, row in there.items():
        if day not in days and row.cancelled_at is None and row.meets_at > now:
            CheckInRound.objects.filter(pk=row.pk).update(cancelled_at=now)
    for day in sorted(days):
        assert cadence is not None, "there are days"
        _plan_round(cadence, day, workshop, there.get(day), now)


def replan_rounds(workshop: Workshop, *, now: datetime) -> None:
    """The same for a workshop whose time zone moved."""
    plan = ActionPlan.objects.present().filter(workshop_id=workshop.pk).first()
    if plan is not None:
        plan_rounds(plan, workshop, now=now)


def _plan_round(cadence: Cadence, day: date, workshop: Workshop, row: CheckInRound | None, now: datetime) -> None:
    zone = workshop.zone
    asks_at, meets_at, since = cadence.asks_at(day, zone), cadence.meets_at(day, zone), cadence.since(day, zone)
    if row is None:
        missed = now if meets_at < now else None
        sent = now if missed is None and asks_at < now else None  # it is held, but the hour to ask is past
        CheckInRound.objects.create(
            workshop=workshop, on=day, due_at=asks_at, meets_at=meets_at, since=since, cancelled_at=missed, sent_at=sent
        )
    elif row.cancelled_at is None or meets_at >= now:
        sent = _sent_at(row, asks_at, now)
        CheckInRound.objects.filter(pk=row.pk).update(due_at=asks_at, meets_at=meets_at, since=since, cancelled_at=None, sent_at=sent)


def _sent_at(row: CheckInRound, asks_at: datetime, now: datetime) -> datetime | None:
    """Whether a round that stays counts as asked: not when the hour moved into the future before anybody was."""
    if row.sent_at is not None:
        return None if asks_at > now and not row.requests.exists() else row.sent_at
    return now if row.cancelled_at is not None and asks_at < now else None


def send_due_requests(*, now: datetime) -> int:
    """Ask before every check-in whose hour to ask has come; returns how many rounds were sent (accounts.services.rounds)."""
    return send_due(ROUNDS, now=now)


def _rows() -> QuerySet[CheckInRound]:
    return CheckInRound.objects.select_related("workshop__stream").order_by("due_at", "workshop__title", "id")


def _holds(row: CheckInRound) -> bool:
    plan = ActionPlan.objects.present().filter(workshop_id=row.workshop_id).first()
    cadence = plan.cadence if plan else None
    return row.workshop.deleted_seq is None and cadence is not None and row.on in cadence.dates()


def _recipients(rounds: list[CheckInRound]) -> dict[User, list[CheckInRound]]:
    """Who is silent before which of these rounds, and was not asked for it yet."""
    asked = set(CheckInRequest.objects.filter(round__in=rounds).values_list("round_id", "user_id"))
    found: dict[User, list[CheckInRound]] = defaultdict(list)
    for row in rounds:
        for user in silent_actions(row.workshop, row.on, row.since):
            if (row.pk, user.pk) not in asked:
                found[user].append(row)
    return found


def _announce(user: User, rounds: list[CheckInRound], now: datetime) -> None:
    """One message with the row of each round that it stands for; of several of a workshop the latest is spoken of."""
    latest = {row.workshop_id: row for row in sorted(rounds, key=lambda row: row.on)}
    asks = [_ask(row, user, now) for row in latest.values()]
    key = "check-in:" + ",".join(str(row.pk) for row in rounds)
    message_id = _send([ask for ask in asks if ask.actions], user, key, now)
    CheckInRequest.objects.bulk_create(
        CheckInRequest(workshop_id=row.workshop_id, round=row, user=user, at=now, message_id=message_id) for row in rounds
    )


ROUNDS = Rounds(_rows, _holds, _recipients, _announce)


@dataclass(frozen=True, slots=True)
class Ask:
    """What one person is asked about in one workshop."""

    workshop: Workshop
    actions: Sequence[Action]
    when: str
    """When the check-in is, as part of a sentence; empty where none is planned."""
    by: str = ""
    """Who reminds; empty before a check-in."""

    @property
    def question(self) -> str:
        """`How does “Results by noon” go?`"""
        count = len(self.actions)
        return f"How do your {count} actions go?" if count > 1 else f"How does “{self.actions[0].title}” go?"

    @property
    def lead(self) -> str:
        """The first sentence of the letter."""
        who = f"{self.by} asks" if self.by else "the team asks"
        return f"{who} how this goes in “{self.workshop.title}”{f'; {self.when}' if self.when else ''}:"


def _ask(row: CheckInRound, user: User, now: datetime) -> Ask:
    silent = silent_actions(row.workshop, row.on, row.since)
    return Ask(row.workshop, silent.get(user, []), _when(row, now))


def _when(row: CheckInRound, now: datetime) -> str:
    local = row.meets_at.astimezone(row.workshop.zone)
    return f"the check-in {'was' if row.meets_at < now else 'is'} on {short_date(row.on)} at {local:%H:%M}"


def _send(asks: Sequence[Ask], user: User, key: str, now: datetime) -> str:
    """Tell one person on the page, and by a letter with a link for each workshop; returns the letter's id, empty without one."""
    if not asks:
        return ""
    first, more = asks[0], len(asks) - 1
    text = f"{first.workshop.title}: {first.question}" + (f" {first.when[0].upper()}{first.when[1:]}." if first.when else "")
    text += f" And {more} more {'workshop asks' if more == 1 else 'workshops ask'}." if more else ""
    url, workshop_id = reverse("my-actions"), first.workshop.pk if not more else None
    fresh = notifications.tell([user], CHECK_IN.kind, text=text, url=url, dedupe_key=key, workshop_id=workshop_id, now=now)
    count = notifications.write_to(
        fresh,
        CHECK_IN.kind,
        subject=f"{first.workshop.title}: {first.question}" + (f", and {more} more" if more else ""),
        body_for=lambda _: _letter(asks, user, now),
        dedupe_key=key,
        now=now,
        holds_secret=True,
    )
    return mail.message_id(f"{CHECK_IN.kind}|{key}|{user.pk}") if count else ""


def _letter(asks: Sequence[Ask], user: User, now: datetime) -> str:
    parts = [f"Hello {user},"]
    for ask in asks:
        today, link = ask.workshop.today(now), make_link(workshop_id=ask.workshop.pk, user_id=user.pk, now=now)
        lines = "\n".join(f"- {line_of(action, today)}" for action in ask.actions)
        until = short_date(ask.workshop.today(now + WORKS))
        parts.append(
            f"{ask.lead}\n\n{lines}\n\nOne line each is enough, without signing in. This link is yours alone, until {until}:\n{link}"
        )
    return "\n\n".join(parts) + "\n"


def remind_owner(*, actor: Actor, workshop_id: UUID, person_id: UUID, now: datetime) -> Participation:
    """Ask one owner again, or for the first time, how the own actions go; for those who edit the plan.

    NotFound for somebody who is not of the workshop, TooMany within an hour of the last time, Invalid for somebody without open actions
    or without an account.
    """
    workshop = get_workshop(actor, workshop_id, Right.EDIT_PLAN)
    person = Participation.objects.present().filter(workshop_id=workshop.pk, pk=person_id).select_related("user").first()
    if person is None:
        raise NotFound
    if person.user is None or (workshop.pk, person.user.pk) not in who_may_report(workshop.pk):
        raise Invalid({"person": "Only somebody of this workshop with an account can be asked."})
    with transaction.atomic():
        hold(actor)
        _refuse_soon(workshop, person, now)
        row = CheckInRound.objects.filter(workshop_id=workshop.pk, cancelled_at=None, meets_at__gt=now).order_by("on").first()
        actions = open_actions_of(workshop, person.user.pk, row.on if row else workshop.today(now))
        if not actions:
            raise Invalid({"person": f"{person.name} has nothing open to say a word about."})
        request = CheckInRequest(workshop=workshop, user=person.user, asked_by=actor.user, at=now)
        if row:
            row.workshop = workshop
        ask = Ask(workshop, actions, _when(row, now) if row else "", by=str(actor.user))
        request.message_id = _send([ask], person.user, f"check-in-reminder:{request.pk}", now)
        CheckInRequest.objects.bulk_create([request])
    return person


def _refuse_soon(workshop: Workshop, person: Participation, now: datetime) -> None:
    last = CheckInRequest.objects.filter(workshop=workshop, user=person.user, at__gt=now - AGAIN).order_by("-at").first()
    if last is not None:
        at = last.at.astimezone(workshop.zone)
        raise TooMany(
            f"{person.name} was asked at {at:%H:%M}. Give it an hour.", after_seconds=int((last.at + AGAIN - now).total_seconds()) + 1
        )
