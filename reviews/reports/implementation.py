"""The implementation plan: aim, time line, actions, communication, training, follow-up and agreement, on the screen and on paper alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from actionplans import agreement, gantt, outreach, pages
from actionplans import selectors as plans
from actionplans.agreement import Agreement
from actionplans.baseline import planned_in, shift, shift_words
from actionplans.cadence import Cadence
from actionplans.chain import network
from actionplans.gantt import Timeline
from actionplans.health import Status
from actionplans.models import ActionPlan
from actionplans.selectors import Card
from actionplans.waiting import tasks_of
from reviews import selectors
from reviews.models import Review
from reviews.pages import planned_review
from reviews.reports.progress import Tell
from workshops.access import Actor
from workshops.models import Participation, Workshop
from workshops.policy import Role

ROWS_ON_A_SHEET = 14
HEADS = ((Role.SPONSOR, "Sponsor"), (Role.OWNER, "Process owner"), (Role.COACH, "Facilitator"))


@dataclass(frozen=True, slots=True)
class Planned:
    """One action of the plan with what stands beside it: who helps, what it waits for, how its end has moved."""

    card: Card
    team: str
    waits_for: str
    moved: str


@dataclass(frozen=True, slots=True)
class Implementation:
    """What the document shows."""

    workshop: Workshop
    plan: ActionPlan | None
    sentence: str
    heads: Sequence[tuple[str, str]]
    """A role and who holds it."""
    sheets: Sequence[Timeline]
    chain: Sequence[Card]
    moved: str
    """How the end of the plan stands against the baseline."""
    actions: Sequence[Planned]
    messages: Sequence[outreach.Line]
    trainings: Sequence[outreach.Line]
    cadence: Cadence | None
    reviews: Sequence[Review]
    agreement: Agreement
    made_by: str
    made_at: datetime

    @property
    def title(self) -> str:
        """What the document is called."""
        return f"Implementation plan: {self.workshop.title}"


def collect(workshop: Workshop, actor: Actor, now: datetime, tell: Tell) -> Implementation:
    """Everything of the plan as it stands now, without what was dropped."""
    tell(20, "Reading the plan")
    everything, today = plans.list_cards(actor, workshop, now=now), workshop.today(now)
    cards = [card for card in everything if card.facts.status is not Status.DROPPED]
    found = agreement.get_agreement(workshop, [card.action for card in everything])
    planned = planned_in(found.baseline.content) if found.baseline else {}
    net = network(tasks_of([card.action for card in cards], today))
    lines = outreach.lines(outreach.list_outreach(workshop), today)
    plan = plans.get_plan(workshop)
    reviews = [review for review in selectors.list_reviews(actor, workshop) if review.status != "cancelled"]
    people = list(Participation.objects.filter(workshop_id=workshop.pk).select_related("user").order_by("order_key", "id"))
    shifts = {card.action.pk: shift(planned.get(str(card.action.pk)), card.action.end) for card in cards}
    return Implementation(
        workshop=workshop,
        plan=plan,
        sentence=pages.sentence(plans.summary([(card.facts, card.today) for card in everything])) if everything else "",
        heads=_heads(people),
        sheets=gantt.sheets(cards, [planned_review(row) for row in reviews], today, gantt.Measure(net, planned), ROWS_ON_A_SHEET),
        chain=pages.chain_of(net, cards),
        moved=pages.plan_moved(planned, cards),
        actions=_actions(cards, people, {pk: shift_words(moved) for pk, moved in shifts.items() if moved}),
        messages=[line for line in lines if not line.row.is_training],
        trainings=[line for line in lines if line.row.is_training],
        cadence=plan.cadence if plan else None,
        reviews=reviews,
        agreement=found,
        made_by=str(actor.user),
        made_at=now,
    )


def _heads(people: Sequence[Participation]) -> list[tuple[str, str]]:
    here = [person for person in people if person.deleted_seq is None]
    return [(label, ", ".join(person.name for person in here if person.role == role.value) or "nobody yet") for role, label in HEADS]


def _actions(cards: Sequence[Card], people: Sequence[Participation], moved: Mapping[object, str]) -> list[Planned]:
    names = {str(person.pk): person.name for person in people}
    titles = {str(card.action.pk): card.action.title for card in cards}
    return [
        Planned(
            card=card,
            team=", ".join(names[key] for key in card.action.team if key in names),
            waits_for=", ".join(titles[key] for key in card.action.depends_on if key in titles),
            moved=moved.get(card.action.pk, ""),
        )
        for card in cards
    ]
