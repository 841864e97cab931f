"""The week of whoever leads plans, over all workshops: what is due, what was said, who is silent. Reads, for what the person may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from actionplans.asking import Standing, standings
from actionplans.health import Status
from actionplans.models import Action, CheckIn, ProgressUpdate
from actionplans.selectors import Card, cards_of, loaded
from actionplans.week import updates_since
from workshops import access, policy
from workshops.access import Actor, visible_workshops
from workshops.models import Participation, Workshop
from workshops.policy import Action as Right
from workshops.policy import Role


@dataclass(frozen=True, slots=True)
class Week:
    """One workshop's plan this week."""

    workshop: Workshop
    standing: Standing
    due: tuple[Card, ...]
    """Late, then due by Sunday."""
    said: tuple[ProgressUpdate, ...]
    """Since the check-in before, the newest first."""
    minutes: CheckIn | None
    """Of today's check-in, once begun."""
    meets_today: bool

    @property
    def sentence(self) -> str:
        """How it stands."""
        said, silent, late = len(self.said), len(self.standing.silent), len(self.standing.late)
        parts = [f"{said} {'update' if said == 1 else 'updates'} since the last check-in"]
        parts += [f"{silent} {'owner is' if silent == 1 else 'owners are'} silent"] if silent else ["everybody has said a word"]
        parts += [f"{late} late"] if late else []
        return ", ".join(parts)


def plans_led(actor: Actor) -> list[Workshop]:
    """Workshops whose plan the person may edit now and that have something open in it; the check-ins of the week first by title."""
    roles: dict[object, set[Role]] = {}
    for workshop_id, role in Participation.objects.present().filter(user_id=actor.user_id).values_list("workshop_id", "role"):
        roles.setdefault(workshop_id, set()).add(Role(role))
    open_actions = Action.objects.present().exclude(status__in=(Status.DONE, Status.DROPPED)).values("workshop_id")
    rows = visible_workshops(actor).filter(pk__in=open_actions).order_by("title", "pk")
    return [row for row in rows if Right.EDIT_PLAN in policy.allowed(roles.get(row.pk, ()), access.workshop_phase(row))]


def weeks_of(actor: Actor, workshops: Sequence[Workshop], *, now: datetime) -> list[Week]:
    """The week of each of these workshops, in a number of queries that does not depend on how many there are."""
    cards: dict[Workshop, list[Card]] = {workshop: [] for workshop in workshops}
    home = {workshop.pk: workshop for workshop in workshops}
    for card in cards_of(loaded(Action.objects.present().filter(workshop__in=workshops)), actor, now=now):
        cards[home[card.action.workshop_id]].append(card)
    found = standings(cards, now=now)
    said = updates_since(min((standing.since for standing in found.values()), default=now), home)
    minutes: dict[tuple[UUID, date], CheckIn] = {
        (row.workshop_id, row.on): row
        for row in CheckIn.objects.present().filter(workshop__in=workshops, on__gte=(now - timedelta(days=2)).date())
    }
    return [_week(actor, workshop, cards[workshop], found[workshop.pk], said, minutes, now) for workshop in workshops]


def _week(
    actor: Actor,
    workshop: Workshop,
    cards: list[Card],
    standing: Standing,
    said: list[ProgressUpdate],
    minutes: dict[tuple[UUID, date], CheckIn],
    now: datetime,
) -> Week:
    today = workshop.today(now)
    sunday = today + timedelta(days=6 - today.weekday())
    week = [card for card in cards if card.is_open and not card.is_late and card.action.end and card.action.end <= sunday]
    lines = [row for row in said if row.workshop_id == workshop.pk and row.at >= standing.since]
    return Week(
        workshop=workshop,
        standing=standing,
        due=(*standing.late, *sorted(week, key=lambda card: card.action.end or sunday)),
        said=tuple(lines),
        minutes=minutes.get((workshop.pk, today)),
        meets_today=bool(standing.round and standing.round.on == today),
    )


def sentence(weeks: Sequence[Week]) -> str:
    """All of it in one sentence."""
    due, silent = sum(len(week.due) for week in weeks), sum(len(week.standing.silent) for week in weeks)
    said = sum(len(week.said) for week in weeks)
    parts = [f"{due} due or late" if due else "Nothing is due", f"{said} {'update' if said == 1 else 'updates'} came in"]
    parts += [f"{silent} {'owner has' if silent == 1 else 'owners have'} not said a word"] if silent else []
    return f"{', '.join(parts)}."
