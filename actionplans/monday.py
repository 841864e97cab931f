"""The week of whoever leads plans, over all workshops: what is due, what was said, who is silent. Reads, for what the person may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from actionplans.asking import Standing, standings
from actionplans.health import Status
from actionplans.models import Action, CheckIn, ProgressUpdate, SponsorNote
from actionplans.selectors import Card, cards_of, loaded
from actionplans.week import updates_since
from workshops import access, panels, policy
from workshops.access import Actor, visible_workshops
from workshops.models import Participation, Workshop
from workshops.panels import Need
from workshops.policy import Action as Right
from workshops.policy import Role
from workshops.stages import Stage


@dataclass(frozen=True, slots=True)
class Led:
    """A workshop that the person leads."""

    workshop: Workshop
    has_plan: bool
    """Whether an action is open."""
    coming: tuple[Need, ...]
    """Reviews, meetings, pre-work and set-up tasks of this week, urgent first."""


@dataclass(frozen=True, slots=True)
class Week:
    """One workshop this week."""

    workshop: Workshop
    has_plan: bool
    coming: tuple[Need, ...]
    standing: Standing
    due: tuple[Card, ...]
    """Late, then due by Sunday."""
    said: tuple[ProgressUpdate, ...]
    """Since the check-in before, the newest first."""
    minutes: CheckIn | None
    """Of today's check-in, once begun."""
    meets_today: bool
    draft: SponsorNote | None
    """News for the sponsor that somebody began and did not send."""

    @property
    def stage(self) -> str:
        """`1, prepare`."""
        stage = Stage(self.workshop.stage)
        return f"{stage.number}, {stage.short.lower()}"

    @property
    def sentence(self) -> str:
        """How it stands."""
        if not self.has_plan:
            return "no action is open"
        said, silent, late = len(self.said), len(self.standing.silent), len(self.standing.late)
        parts = [f"{said} {'update' if said == 1 else 'updates'} since the last check-in"]
        parts += [f"{silent} {'owner is' if silent == 1 else 'owners are'} silent"] if silent else ["everybody has said a word"]
        parts += [f"{late} late"] if late else []
        return ", ".join(parts)


def list_led(actor: Actor, *, now: datetime) -> list[Led]:
    """Workshops whose plan the person may edit now and in which something is open or comes up this week, by title."""
    roles: dict[object, set[Role]] = {}
    for workshop_id, role in Participation.objects.present().filter(user_id=actor.user_id).values_list("workshop_id", "role"):
        roles.setdefault(workshop_id, set()).add(Role(role))
    rows = [
        row
        for row in visible_workshops(actor).filter(practice=False).order_by("title", "pk")
        if Right.EDIT_PLAN in policy.allowed(roles.get(row.pk, ()), access.workshop_phase(row))
    ]
    open_actions = Action.objects.present().filter(workshop__in=rows).exclude(status__in=(Status.DONE, Status.DROPPED))
    with_plan = set(open_actions.order_by().values_list("workshop_id", flat=True).distinct())
    coming = panels.week_needs(rows, actor, now)
    return [Led(row, row.pk in with_plan, tuple(coming[row.pk])) for row in rows if row.pk in with_plan or coming[row.pk]]


def weeks_of(actor: Actor, led: Sequence[Led], *, now: datetime) -> list[Week]:
    """The week of each of these workshops, in a number of queries that does not depend on how many there are."""
    workshops = [entry.workshop for entry in led]
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
    drafts = {row.workshop_id: row for row in SponsorNote.objects.present().filter(workshop__in=workshops, sent_at=None)}
    return [_week(entry, cards[entry.workshop], found[entry.workshop.pk], said, minutes, drafts, now) for entry in led]


def _week(
    led: Led,
    cards: list[Card],
    standing: Standing,
    said: list[ProgressUpdate],
    minutes: dict[tuple[UUID, date], CheckIn],
    drafts: dict[UUID, SponsorNote],
    now: datetime,
) -> Week:
    workshop = led.workshop
    today = workshop.today(now)
    sunday = today + timedelta(days=6 - today.weekday())
    week = [card for card in cards if card.is_open and not card.is_late and card.action.end and card.action.end <= sunday]
    lines = [row for row in said if row.workshop_id == workshop.pk and row.at >= standing.since]
    return Week(
        workshop=workshop,
        has_plan=led.has_plan,
        coming=led.coming,
        standing=standing,
        due=(*standing.late, *sorted(week, key=lambda card: card.action.end or sunday)),
        said=tuple(lines),
        minutes=minutes.get((workshop.pk, today)),
        meets_today=bool(standing.round and standing.round.on == today),
        draft=drafts.get(workshop.pk),
    )


def sentence(weeks: Sequence[Week]) -> str:
    """All of it in one sentence."""
    due, silent = sum(len(week.due) for week in weeks), sum(len(week.standing.silent) for week in weeks)
    said = sum(len(week.said) for week in weeks)
    parts = [f"{due} due or late" if due else "Nothing is due", f"{said} {'update' if said == 1 else 'updates'} came in"]
    parts += [f"{silent} {'owner has' if silent == 1 else 'owners have'} not said a word"] if silent else []
    return f"{', '.join(parts)}."
