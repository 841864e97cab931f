"""What the action plan adds to pages of a workshop: what waits for the person, how the plan stands, facts for the gates."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

import mapping.pledges
from actionplans import agreement, daylog, outreach, pages, pledges, selectors, sources
from actionplans.selectors import Card, PlanSummary
from workshops import nudges, panels
from workshops.access import Actor, roles_of
from workshops.daylog import Line, Net
from workshops.models import Workshop
from workshops.nudges import Nudge
from workshops.panels import Need, Panel, Tile
from workshops.stages import Stage

NEEDS_SHOWN = 6


def facts(workshop: Workshop) -> Mapping[str, Any]:
    """What the gates ask of the plan."""
    plan = selectors.summarise_plan([workshop.pk])[workshop.pk]
    return {"actions": plan.counted, "actions_without_dates": plan.without_dates, "open_actions": plan.open}


def signs(workshop: Workshop, keys: Collection[str]) -> Mapping[str, str]:
    """What the plan leaves behind of tasks with these keys that look done."""
    if "action-plans" not in keys:
        return {}
    plan = selectors.summarise_plan([workshop.pk])[workshop.pk]
    if not plan.counted or plan.without_dates:
        return {}
    return {"action-plans": f"{plan.counted} action{'' if plan.counted == 1 else 's'}, each with owner and end date"}


def needs(workshop: Workshop, actor: Actor) -> Iterable[Need]:
    """A plan to sign, what is to be told or taught, blocked actions that wait for the person, own ones that are late or due this week."""
    found = [
        *_to_sign(workshop, actor),
        *_to_tell(workshop, actor),
        *(_need(card, actor) for card in selectors.list_pressing(actor, workshop, now=timezone.now())),
    ]
    if len(found) <= NEEDS_SHOWN:
        return found
    more = len(found) - NEEDS_SHOWN
    rest = Need("list-checks", f"{more} more {'action' if more == 1 else 'actions'} late or due", reverse("my-actions"))
    return [*found[:NEEDS_SHOWN], rest]


def _to_tell(workshop: Workshop, actor: Actor) -> Iterable[Need]:
    for line in outreach.list_own_due(workshop, actor, workshop.today(timezone.now())):
        icon = "users-round" if line.row.is_training else "megaphone"
        yield Need(icon, line.row.what, line.row.get_absolute_url(), f"{line.row.audience} · {line.state.lower()}", urgent=line.is_late)


def _to_sign(workshop: Workshop, actor: Actor) -> Iterable[Need]:
    baseline = agreement.waits_for_signature(workshop.pk, roles_of(actor, workshop), actor.user_id)
    if baseline is not None:
        url = f"{reverse('plan-agreement', args=[workshop.pk])}#signatures"
        yield Need("badge-check", f"Baseline {baseline.number} of the plan waits for your signature", url, baseline.reason)


def _need(card: Card, actor: Actor) -> Need:
    url, action = card.action.get_absolute_url(), card.action
    if action.waits_for and action.waits_for.user_id == actor.user_id and action.status == "blocked":
        return Need("hand", f"“{action.title}” waits for you", url, f"{action.reason.rstrip('.')}, {card.waiting_words}", urgent=True)
    return Need("kanban", action.title, url, card.due, urgent=card.is_late)


def home_card(workshop: Workshop, actor: Actor) -> Panel | None:
    """How the plan stands, once there is one."""
    now = timezone.now()
    plan = selectors.summarise_plan([workshop.pk], now=now)[workshop.pk]
    if not plan.total:
        return None
    return Panel("actionplans/_home.html", {"plan": plan, "sentence": pages.sentence(plan), "workshop": workshop})


def tiles(workshops: Sequence[Workshop], actor: Actor) -> Mapping[UUID, Sequence[Tile]]:
    """Actions done, on the cards of workshops that have a plan."""
    found = selectors.summarise_plan([workshop.pk for workshop in workshops])
    return {workshop.pk: [_tile(workshop, found[workshop.pk])] for workshop in workshops if _has_tile(workshop, found[workshop.pk])}


def _has_tile(workshop: Workshop, plan: PlanSummary) -> bool:
    return bool(plan.total) and Stage(workshop.stage).number >= Stage.FUTURE.number


def _tile(workshop: Workshop, plan: PlanSummary) -> Tile:
    note = f"{plan.late} late" if plan.late else f"{plan.blocked} blocked" if plan.blocked else "none late"
    url, tone = reverse("workshop-board", args=[workshop.pk]), "bad" if plan.late else "wait" if plan.blocked else ""
    return Tile("Actions done", str(plan.done), url, f"of {plan.counted}", note, tone=tone)


def day_lines(workshop: Workshop, nets: Sequence[Net]) -> Iterable[Line]:
    """What was drafted and done on a day."""
    return daylog.lines_of(nets, selectors.titles_of([net.id for net in nets if net.kind == "action"]))


def hints(workshop: Workshop, today: date) -> Iterable[Nudge]:
    """Actions that nobody owns, for the coach."""
    is_due = today >= workshop.last_day or Stage(workshop.stage).number > Stage.FUTURE.number
    owners = selectors.owners_of_open(workshop) if is_due else []
    if nudge := nudges.nobodys_action(actions=len(owners), without_owner=owners.count(None), is_due=is_due):
        yield nudges.addressed(nudge, {"plan": f"{reverse('workshop-plan-table', args=[workshop.pk])}?owner=none"})


def register() -> None:
    """Make all of it known to the pages of workshops."""
    panels.register_facts(facts)
    panels.register_signs(signs)
    panels.register_needs(needs)
    panels.register_home(home_card)
    panels.register_tiles(tiles)
    panels.register_day_lines(day_lines)
    panels.register_nudges(hints, "plan")
    panels.register_outcomes(sources.outcomes)
    mapping.pledges.register(pledges.pledges_of)
