"""Reads of the action plan, shaped for pages and already filtered by what the person may see."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from actionplans.cadence import quarter
from actionplans.health import CLOSED, ActionFacts, Health, State, Status, days, due_text, health, silent_days
from actionplans.models import Action, ActionPlan, PlanBlock, PlanView, ProgressUpdate
from actionplans.steps import StepName, list_steps
from vsm_site.lib.errors import NotFound
from workshops.access import Actor, get_record, get_workshop, scope
from workshops.models import Capture, Change, Participation, Workshop
from workshops.policy import Action as Right

DONE_SHOWN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Card:
    """One action as board, table, timeline and lists show it."""

    action: Action
    facts: ActionFacts
    health: Health
    due: str
    today: date
    promises: tuple[str, ...] = ()
    step: StepName | None = None
    is_mine: bool = False

    @property
    def is_late(self) -> bool:
        """Past its end and still open."""
        return self.health.state is State.LATE

    @property
    def waiting_days(self) -> int:
        """For how many days it has had its status, on the day it is looked at."""
        return (self.today - self.facts.since).days if self.facts.since else 0

    @property
    def waiting(self) -> str:
        """For whom a blocked action waits, and for how long: `Waits for Spring, 9 days`, `Blocked since today`."""
        person = self.action.waits_for
        since = days(self.waiting_days) if self.waiting_days else "since today"
        if person:
            return f"Waits for {person.name}, {since}"
        return f"Blocked for {since}" if self.waiting_days else "Blocked since today"

    @property
    def waiting_words(self) -> str:
        """For how long it has had its status: `for 9 days`, `since today`."""
        return f"for {days(self.waiting_days)}" if self.waiting_days else "since today"

    @property
    def last_heard(self) -> date:
        """The day of the last word about it: a line or another status."""
        return max((day for day in (self.facts.last_word, self.facts.since) if day), default=date.min)

    @property
    def last_text(self) -> str:
        """The last word about it, empty without one."""
        return self.action.__dict__.get("last_text") or ""

    @property
    def silent_for(self) -> str:
        """For how long nobody has said a word: `16 days`."""
        return days(silent_days(self.facts, self.today))

    @property
    def quarters(self) -> int:
        """How many quarters of it are done, 0 to 4."""
        return 4 if self.facts.status is Status.DONE else quarter(self.facts.percent)

    @property
    def pie_label(self) -> str:
        """The quarter pie in words."""
        return "Done" if self.quarters == 4 else f"{25 * self.quarters} % done"

    @property
    def is_open(self) -> bool:
        """Neither done nor dropped."""
        return self.facts.status not in CLOSED


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """How a plan stands, in numbers. Open = on_track + at_risk + late; blocked ones are among these."""

    total: int = 0
    done: int = 0
    dropped: int = 0
    on_track: int = 0
    at_risk: int = 0
    late: int = 0
    blocked: int = 0
    without_dates: int = 0
    """Open ones with no owner or no end."""
    oldest_late_days: int = 0

    @property
    def open(self) -> int:
        """What is left to do."""
        return self.on_track + self.at_risk + self.late

    @property
    def counted(self) -> int:
        """All but the dropped ones: what "4 of 12" counts."""
        return self.total - self.dropped


@dataclass(frozen=True, slots=True)
class PlanFilter:
    """What a person wants to see of a plan; empty fields take everything in."""

    status: str = ""
    owner: str = ""
    kind: str = ""
    health: str = ""
    text: str = ""
    step: str = ""
    mine: bool = False

    def takes(self, card: Card) -> bool:
        """Whether a card is wanted."""
        action = card.action
        words = f"{action.title} {action.objective} {action.countermeasure} {action.reason}".lower()
        return (
            self.status in ("", action.status)
            and self.kind in ("", action.kind)
            and self.owner in ("", str(action.owner_id or "none"))
            and self.health in ("", str(card.health.state or ""))
            and self.step in ("", str(action.step_id or ""))
            and self.text.lower() in words
            and (card.is_mine or not self.mine)
        )


@dataclass(frozen=True, slots=True)
class MyActions:
    """A person's actions across workshops, by when they matter."""

    late: tuple[Card, ...] = ()
    week: tuple[Card, ...] = ()
    later: tuple[Card, ...] = ()
    done: tuple[Card, ...] = ()

    @property
    def open_count(self) -> int:
        """How many are left to do."""
        return len(self.late) + len(self.week) + len(self.later)


def get_plan(workshop: Workshop) -> ActionPlan | None:
    """The plan of a workshop that the person was let into; None before anything was planned in an old workshop."""
    plan: ActionPlan | None = ActionPlan.objects.present().filter(workshop_id=workshop.pk).first()
    return plan


def get_action(actor: Actor, pk: UUID) -> Action:
    """An action with its workshop; NotFound or Forbidden as get_workshop."""
    return get_record(actor, Action, pk, "owner__user", "waits_for__user", "source_capture", "block", needs=Right.READ_REPORTS)


def get_block(actor: Actor, pk: UUID, needs: Right = Right.READ_REPORTS) -> PlanBlock:
    """A block of a plan with its workshop; NotFound or Forbidden as get_workshop."""
    return get_record(actor, PlanBlock, pk, needs=needs)


def list_blocks(workshop: Workshop) -> list[PlanBlock]:
    """The blocks of the plan of a workshop that the person was let into, in their order."""
    return list(PlanBlock.objects.present().filter(workshop_id=workshop.pk))


def list_titles(workshop: Workshop, *, but: UUID | None = None) -> list[tuple[UUID, str]]:
    """Ids and titles of the actions of a workshop that the person was let into, without one, in the order of the plan."""
    rows = Action.objects.present().filter(workshop_id=workshop.pk).exclude(pk=but).order_by("order_key", "id")
    return list(rows.values_list("pk", "title"))


def list_at_steps(workshop: Workshop, steps: Collection[UUID]) -> list[Action]:
    """The actions at these steps of a workshop that the person was let into, without the dropped ones, in the order of the plan."""
    rows = Action.objects.present().filter(workshop_id=workshop.pk, step_id__in=steps).exclude(status=Status.DROPPED)
    return list(rows.order_by("order_key", "id"))


def list_actions(actor: Actor, workshop_id: UUID, **filters: Any) -> QuerySet[Action]:
    """The actions of a workshop in the order of the plan, with all that a card needs, narrowed by column values."""
    workshop = get_workshop(actor, workshop_id, Right.READ_REPORTS)
    return scope(actor, loaded(Action.objects.present().filter(workshop_id=workshop.pk, **filters)))


def list_cards(actor: Actor, workshop: Workshop, *, now: datetime, wanted: PlanFilter | None = None) -> list[Card]:
    """The cards of a workshop that the person was let into, in the order of the plan."""
    rows = list(scope(actor, loaded(Action.objects.present().filter(workshop_id=workshop.pk), places=("block",))))
    people = {row.pk: row for row in Participation.objects.filter(workshop_id=workshop.pk).select_related("user")}
    for row in rows:
        row.workshop, row.owner, row.waits_for = workshop, people.get(row.owner_id), people.get(row.waits_for_id)
    cards = cards_of(rows, actor, now=now)
    return [card for card in cards if wanted is None or wanted.takes(card)]


def get_card(actor: Actor, pk: UUID, *, now: datetime) -> Card:
    """One action as a card, its workshop's rights known; NotFound or Forbidden as get_workshop."""
    action = get_action(actor, pk)
    (card,) = cards_of(loaded(Action.objects.filter(pk=pk)), actor, now=now)
    card.action.workshop = action.workshop
    return card


def list_my_actions(actor: Actor, *, now: datetime) -> MyActions:
    """What the person owns in all workshops: late, due by Sunday or blocked, later, and done in the last 30 days."""
    mine = scope(actor, loaded(Action.objects.present().filter(owner__user_id=actor.user_id)))
    cards = cards_of(mine.exclude(status=Status.DROPPED), actor, now=now)
    groups: dict[str, list[Card]] = {"late": [], "week": [], "later": [], "done": []}
    for card in cards:
        if group := _group(card):
            groups[group].append(card)
    for name in ("late", "week", "later"):
        groups[name].sort(key=lambda card: (card.action.end or date.max, card.action.title))
    groups["done"].sort(key=lambda card: card.action.status_on or date.min, reverse=True)
    return MyActions(**{name: tuple(found) for name, found in groups.items()})


def list_pressing(actor: Actor, workshop: Workshop, *, now: datetime) -> list[Card]:
    """What presses in one workshop: blocked actions that wait for the person, then own ones that are late or due by Sunday."""
    rows = loaded(Action.objects.present().filter(workshop_id=workshop.pk)).exclude(status__in=CLOSED)
    cards = cards_of(rows.filter(Q(owner__user_id=actor.user_id) | Q(waits_for__user_id=actor.user_id)), actor, now=now)
    waiting = [card for card in cards if card.facts.status is Status.BLOCKED and _waits_for(card, actor)]
    own = [card for card in cards if card not in waiting and card.is_mine and _group(card) in ("late", "week")]
    return [
        *sorted(waiting, key=lambda card: card.facts.since or date.max),
        *sorted(own, key=lambda card: (card.action.end or date.max, card.action.title)),
    ]


def _waits_for(card: Card, actor: Actor) -> bool:
    person = card.action.waits_for
    return person is not None and person.user_id == actor.user_id


def _group(card: Card) -> str:
    action, today = card.action, card.today
    if card.facts.status is Status.DONE:
        return "done" if action.status_on and today - action.status_on <= DONE_SHOWN else ""
    if card.is_late:
        return "late"
    sunday = today + timedelta(days=6 - today.weekday())
    return "week" if action.end and action.end <= sunday else "later"


def loaded(
    actions: QuerySet[Action], places: tuple[str, ...] = ("workshop", "owner__user", "waits_for__user", "block")
) -> QuerySet[Action]:
    """With owners, promises and the last word, in a number of queries that does not depend on how many there are; `places` are fewer where
    workshop and people are at hand, which need not be read again with each."""
    latest = ProgressUpdate.objects.present().filter(action_id=OuterRef("pk")).order_by("-at", "-id")
    return (
        actions.select_related(*places)
        .prefetch_related("promises")
        .annotate(last_text=Subquery(latest.values("text")[:1]), last_at=Subquery(latest.values("at")[:1]))
    )


def cards_of(actions: Iterable[Action], actor: Actor, *, now: datetime) -> list[Card]:
    """Loaded actions as cards, as they stand in their workshops' zones now."""
    rows = list(actions)
    steps = list_steps({row.workshop_id for row in rows if row.step_id}) if any(row.step_id for row in rows) else {}
    return [_card(row, actor, row.workshop.today(now), steps) for row in rows]


def _card(action: Action, actor: Actor, today: date, steps: Mapping[UUID, StepName]) -> Card:
    facts = facts_of(action)
    return Card(
        action=action,
        facts=facts,
        health=health(facts, today),
        due=due_text(facts, today),
        today=today,
        promises=tuple(str(promise) for promise in action.present_promises),
        step=steps.get(action.step_id) if action.step_id else None,
        is_mine=bool(action.owner and action.owner.user_id == actor.user_id),
    )


def facts_of(action: Action) -> ActionFacts:
    """What the health of an action is computed from; `last_at` is there on loaded actions."""
    last_at: datetime | None = action.__dict__.get("last_at")
    return ActionFacts(
        status=Status(action.status),
        has_owner=action.owner_id is not None,
        start=action.start,
        end=action.end,
        percent=action.percent,
        reason=action.reason,
        since=action.status_on,
        last_word=action.workshop.today(last_at) if last_at else None,
    )


def health_of(action: Action, *, now: datetime) -> Health:
    """How one action stands now."""
    return health(facts_of(action), action.workshop.today(now))


_SUMMED = ("workshop_id", "workshop__time_zone", "status", "owner_id", "start", "end", "percent", "reason", "status_on", "last_at")


def summarise_plan(workshop_ids: Collection[UUID], *, now: datetime | None = None) -> dict[UUID, PlanSummary]:
    """How the plans of these workshops stand, in one query; the caller asks only for workshops that the person sees."""
    moment = now or timezone.now()
    latest = ProgressUpdate.objects.present().filter(action_id=OuterRef("pk")).order_by("-at", "-id")
    rows = Action.objects.present().filter(workshop_id__in=list(workshop_ids)).annotate(last_at=Subquery(latest.values("at")[:1]))
    found: dict[UUID, list[tuple[ActionFacts, date]]] = {pk: [] for pk in workshop_ids}
    for row in rows.order_by().values(*_SUMMED):
        zone = ZoneInfo(row["workshop__time_zone"])
        found[row["workshop_id"]].append((_facts_of_values(row, zone), moment.astimezone(zone).date()))
    return {pk: summary(entries) for pk, entries in found.items()}


def _facts_of_values(row: Mapping[str, Any], zone: ZoneInfo) -> ActionFacts:
    return ActionFacts(
        status=Status(row["status"]),
        has_owner=row["owner_id"] is not None,
        start=row["start"],
        end=row["end"],
        percent=row["percent"],
        reason=row["reason"],
        since=row["status_on"],
        last_word=row["last_at"].astimezone(zone).date() if row["last_at"] else None,
    )


def summary(entries: Collection[tuple[ActionFacts, date]]) -> PlanSummary:
    """The numbers of one plan from the facts of its actions, each with its today."""
    states = [health(facts, today).state for facts, today in entries]
    statuses = [facts.status for facts, _ in entries]
    open_facts = [facts for facts, _ in entries if facts.status not in CLOSED]
    late = [(today - facts.end).days for facts, today in entries if facts.end and facts.status not in CLOSED and facts.end < today]
    return PlanSummary(
        total=len(statuses),
        done=statuses.count(Status.DONE),
        dropped=statuses.count(Status.DROPPED),
        on_track=states.count(State.ON_TRACK),
        at_risk=states.count(State.AT_RISK),
        late=states.count(State.LATE),
        blocked=statuses.count(Status.BLOCKED),
        without_dates=sum(not facts.has_owner or facts.end is None for facts in open_facts),
        oldest_late_days=max(late, default=0),
    )


def list_waiting_for(actor: Actor, *, now: datetime) -> list[Card]:
    """Blocked actions of all workshops that wait for this person, the oldest first."""
    rows = scope(actor, loaded(Action.objects.present().filter(status=Status.BLOCKED, waits_for__user_id=actor.user_id)))
    return sorted(cards_of(rows, actor, now=now), key=lambda card: card.facts.since or date.max)


def list_updates(action: Action) -> QuerySet[ProgressUpdate]:
    """What was reported on an action, the newest first."""
    updates: QuerySet[ProgressUpdate] = ProgressUpdate.objects.present().filter(action_id=action.pk).select_related("author")
    return updates


def list_people(workshop: Workshop, *, keep: Collection[UUID] = ()) -> list[Participation]:
    """Each person of the workshop once, by name, for choosing an owner; of a person with several roles the row in `keep` is taken.

    Who is in `keep` is there also after leaving the workshop, so that a form that nobody touched says what is stored.
    """
    here = Q(pk__in=keep) | Q(deleted_seq=None) & ~Q(role="guest")
    rows = Participation.objects.filter(here, workshop_id=workshop.pk).select_related("user")
    chosen: dict[str, Participation] = {}
    for row in rows.order_by("order_key", "id"):
        key = str(row.user_id or row.email)
        if key not in chosen or row.pk in keep:
            chosen[key] = row
    return sorted(chosen.values(), key=lambda row: row.name.lower())


def list_names(workshop: Workshop, people: Iterable[str]) -> list[str]:
    """The names of people ids, in the order given."""
    wanted = list(people)
    if not wanted:
        return []
    rows = Participation.objects.filter(workshop_id=workshop.pk, pk__in=wanted).select_related("user")
    names = {str(row.pk): row.name for row in rows}
    return [names[pk] for pk in wanted if pk in names]


def get_capture(actor: Actor, pk: UUID) -> Capture:
    """A capture that an action can be made of; NotFound or Forbidden as get_workshop."""
    return get_record(actor, Capture, pk)


def open_action_owners(workshop_id: UUID) -> set[UUID]:
    """User ids of those who own an action that is neither done nor dropped."""
    rows = Action.objects.present().filter(workshop_id=workshop_id, owner__user__isnull=False, owner__deleted_seq=None)
    return set(rows.exclude(status__in=CLOSED).values_list("owner__user_id", flat=True))


def owners_of_open(workshop: Workshop) -> list[UUID | None]:
    """For each action that is neither done nor dropped who owns it, None for nobody."""
    rows = Action.objects.present().filter(workshop_id=workshop.pk).exclude(status__in=CLOSED)
    return list(rows.order_by("order_key", "id").values_list("owner_id", flat=True))


def list_views(workshop_id: UUID) -> list[PlanView]:
    """The views of a plan that are kept, by name."""
    return list(PlanView.objects.present().filter(workshop_id=workshop_id))


def count_improvements(workshop: Workshop) -> int:
    """Improvements from the captures that wait for a decision."""
    return Capture.objects.present().filter(workshop_id=workshop.pk, kind="improvement", status="open").count()


def require_plan_editor(actor: Actor, workshop_id: UUID) -> Workshop:
    """The workshop, for somebody who may edit its plan; NotFound or Forbidden otherwise."""
    return get_workshop(actor, workshop_id, Right.EDIT_PLAN)


def get_made_action(actor: Actor, workshop_id: UUID, seq: int) -> Action:
    """The action that this change of a workshop made; NotFound where it made none."""
    row = Change.objects.filter(workshop_id=workshop_id, seq=seq).values("ops").first()
    made = [op["r"].partition("/")[2] for op in (row["ops"] if row else []) if op["k"] == "new" and op["r"].startswith("action/")]
    if not made:
        raise NotFound
    return get_action(actor, UUID(made[0]))


def titles_of(ids: Collection[str]) -> dict[str, str]:
    """The titles of actions by id."""
    return {str(pk): title for pk, title in Action.objects.filter(pk__in=ids).values_list("pk", "title")} if ids else {}


def title_of_own(pk: UUID, user_id: UUID) -> str:
    """The title of an action, empty where somebody else owns it or nobody does."""
    title: str | None = Action.objects.filter(pk=pk, owner__user_id=user_id).values_list("title", flat=True).first()
    return title or ""
