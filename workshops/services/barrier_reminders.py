"""Barriers that wait are brought up again: planned with the barrier, told once, by whoever sweeps first."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import User
from accounts.notifications import notify
from accounts.services.rounds import Rounds, plan, send_due
from workshops import escalation, links, notices
from workshops.models import Barrier, BarrierReminder, Participation, Workshop
from workshops.policy import ROLE_ACTIONS, Action
from workshops.selectors.barriers import made_at, waiting


def plan_reminders(barrier: Barrier, workshop: Workshop, *, now: datetime) -> None:
    """Make the rounds of a barrier as it stands now, and cancel those that no longer hold.

    A round that was sent stays; a new one whose time is past is not made up for.
    """
    raised_at = made_at([barrier]).get(barrier.pk, now)
    steps = escalation.steps(
        raised_on=workshop.today(raised_at),
        taken=barrier.status != "open",
        lifted=barrier.status == "lifted" or barrier.deleted_seq is not None,
        due_on=barrier.due_on,
    )
    wanted = {(step.level, step.on): escalation.reminded_at(step.on, workshop.zone) for step in steps}
    plan(
        BarrierReminder.objects.filter(barrier=barrier, recipient=None),
        wanted,
        key_of=lambda row: (row.level, row.for_date),
        new=lambda key, at: BarrierReminder(barrier=barrier, level=key[0], for_date=key[1], due_at=at),
        now=now,
    )


def replan(workshop: Workshop, *, now: datetime) -> None:
    """The same for all barriers of a workshop whose time zone moved."""
    for barrier in Barrier.objects.present().filter(workshop_id=workshop.pk).exclude(status="lifted"):
        plan_reminders(barrier, workshop, now=now)


def send_due_reminders(*, now: datetime) -> int:
    """Bring up every barrier whose time has come; returns how many rounds were sent (accounts.services.rounds)."""
    return send_due(ROUNDS, now=now)


def _rows() -> QuerySet[BarrierReminder]:
    rows = BarrierReminder.objects.filter(recipient=None).select_related("barrier__workshop__stream", "barrier__owner__user")
    return rows.order_by("due_at", "barrier__workshop__title", "id")


def _holds(row: BarrierReminder) -> bool:
    barrier = row.barrier
    if barrier.deleted_seq is not None or barrier.workshop.deleted_seq is not None or barrier.status == "lifted":
        return False
    if row.level == escalation.OVERDUE:
        return barrier.due_on is not None and row.for_date > barrier.due_on
    return barrier.status == "open"


def _recipients(rounds: list[BarrierReminder]) -> dict[User, list[BarrierReminder]]:
    """Who is to be told of which rounds: those who are meant now and have no row of the round yet."""
    told = set(
        BarrierReminder.objects.filter(barrier__in={row.barrier_id for row in rounds})
        .exclude(recipient=None)
        .values_list("barrier_id", "level", "for_date", "recipient_id")
    )
    people: dict[UUID, list[Participation]] = defaultdict(list)
    rows = Participation.objects.present().filter(workshop_id__in={row.barrier.workshop_id for row in rounds}, user__is_active=True)
    for person in rows.select_related("user").order_by("order_key", "id"):
        people[person.workshop_id].append(person)
    found: dict[User, list[BarrierReminder]] = defaultdict(list)
    for row in rounds:
        for user in _meant(row, people[row.barrier.workshop_id]):
            if (row.barrier_id, row.level, row.for_date, user.pk) not in told:
                found[user].append(row)
    return found


def _meant(row: BarrierReminder, people: list[Participation]) -> list[User]:
    """Those who can lift it; once it is escalated also who edits the plan; of one that is overdue, who took it, and who edits the plan."""
    owner = row.barrier.owner
    if row.level == escalation.OVERDUE and owner is not None and owner.user is not None and owner.deleted_seq is None:
        wanted, first = {Action.EDIT_PLAN}, [owner.user]
    else:
        is_high = row.level == escalation.OVERDUE or row.level >= escalation.ESCALATED
        wanted, first = {Action.ANSWER_BARRIER} | ({Action.EDIT_PLAN} if is_high else set()), []
    found = [person.user for person in people if wanted & ROLE_ACTIONS[person.role] and person.user is not None]  # type: ignore[index]
    return list(dict.fromkeys([*first, *found]))


def _announce(user: User, rounds: list[BarrierReminder], now: datetime) -> None:
    """One message with the row of each round that it stands for; of several of a barrier the highest is spoken of."""
    BarrierReminder.objects.bulk_create(
        BarrierReminder(barrier=row.barrier, level=row.level, for_date=row.for_date, recipient=user, due_at=row.due_at, sent_at=now)
        for row in rounds
    )
    barriers = {row.barrier_id: row.barrier for row in rounds}
    made = made_at(list(barriers.values()))
    lines = [_sentence(barrier, made.get(pk), now) for pk, barrier in barriers.items()]
    first, more = next(iter(barriers.values())), len(barriers) - 1
    workshops = {barrier.workshop_id for barrier in barriers.values()}
    can_lift = Participation.objects.present().filter(workshop_id=first.workshop_id, user=user, role__in=_lifting()).exists()
    link = links.personal_url(user.pk, "barrier", first.pk) if can_lift else ""
    url = reverse("barrier-answer", args=[first.pk]) if can_lift else reverse("workshop-barriers", args=[first.workshop_id])
    notify(
        [user],
        notices.BARRIER_WAITS.kind,
        text=f"{first.workshop.title}: {lines[0]}" + (f" And {more} more." if more else ""),
        url=url,
        dedupe_key=f"{notices.BARRIER_WAITS.kind}:" + ",".join(str(row.pk) for row in rounds),
        workshop_id=workshops.pop() if len(workshops) == 1 else None,
        mail_body="\n\n".join(lines) + f"\n\nTake it, or say what is decided:\n{link}\n" if can_lift else None,
        now=now,
    )


ROUNDS = Rounds(_rows, _holds, _recipients, _announce)


def _lifting() -> list[str]:
    return [role.value for role, rights in ROLE_ACTIONS.items() if Action.ANSWER_BARRIER in rights]


def _sentence(barrier: Barrier, raised_at: datetime | None, now: datetime) -> str:
    """`“Stamp of a physician” waits 5 days; nobody has taken it.`"""
    today, about = barrier.workshop.today(now), notices.shorten(barrier.text, 120)
    age = waiting(barrier.workshop.today(raised_at) if raised_at else None, today).lower()
    if barrier.due_on is not None and barrier.due_on < today:
        who = f"{barrier.owner.name} took it" if barrier.owner else "nobody has taken it"
        return f"“{about}” was to be lifted by {barrier.due_on.day} {barrier.due_on:%b}; {who}."
    return f"“{about}” {age}; nobody has taken it."
