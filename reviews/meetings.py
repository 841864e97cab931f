"""What an alignment meeting looks at: what happened since the last one, for each of its points, from plan, reviews and change log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from uuid import UUID

from django.db.models import Count, Q
from django.urls import reverse

from accounts.models import User
from actionplans import selectors as plans
from actionplans.health import short_date
from actionplans.selectors import Card
from reviews import measures, selectors, sustaining
from reviews.alignment import POINTS, Point, next_meeting
from reviews.measures import MAP_METRICS
from reviews.models import Alignment, AlignmentMeeting, Decision, Review
from reviews.selectors import REMINDED_ROLES, Measured
from vsm_site.lib.errors import NotFound
from workshops.access import Actor, get_record, scope
from workshops.models import Change, Charter, Participation, Workshop
from workshops.policy import Action
from workshops.selectors.barriers import made_at, waiting

BIG = ("event", "project", "burst", "workshop")
"""Kinds of action that are held at a date, for "events ahead"."""
LOOKED_THROUGH = 400
"""How many of the latest changes of a workshop are counted."""
TOLD = 6
"""How many things of one sort are named."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing to know at a point, with where it stands."""

    text: str
    url: str = ""
    note: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class PointView:
    """A point of a meeting: what happened, what was said last time, what is said now."""

    number: int
    point: Point
    facts: tuple[Fact, ...]
    more: int
    said: str
    before: str


@dataclass(frozen=True, slots=True)
class Since:
    """The days that a meeting looks back on (after the first, up to the second) and ahead to."""

    after: date
    until: date
    ahead: date


@dataclass
class Counted:
    """What the change log says of a time: how many records of each kind were made, changed and removed, and the charter's fields."""

    made: Counter[str] = field(default_factory=Counter)
    changed: dict[str, set[str]] = field(default_factory=dict)
    removed: Counter[str] = field(default_factory=Counter)
    charter: set[str] = field(default_factory=set)

    def number(self, kind: str) -> int:
        """How many records of a kind were changed, made or removed."""
        return len(self.changed.get(kind, ())) + self.made[kind] + self.removed[kind]


def get_series(workshop: Workshop) -> Alignment | None:
    """The rhythm of a workshop's alignment meetings, of a workshop that the person was let into; None before there is one."""
    found: Alignment | None = Alignment.objects.present().filter(workshop_id=workshop.pk).first()
    return found


def get_meeting(actor: Actor, pk: UUID, needs: Action = Action.READ_REPORTS) -> AlignmentMeeting:
    """A meeting with its workshop; NotFound or Forbidden as get_workshop."""
    return get_record(actor, AlignmentMeeting, pk, "sent_by", needs=needs)


def meeting_of(actor: Actor, decision: Decision) -> AlignmentMeeting:
    """The meeting in which something was decided; NotFound for what was decided elsewhere."""
    if decision.meeting_id is None:
        raise NotFound
    return get_meeting(actor, decision.meeting_id)


def list_meetings(actor: Actor, workshop: Workshop) -> list[AlignmentMeeting]:
    """The meetings of a workshop, the latest first, each with `decided`: how many decisions it has."""
    rows = scope(actor, AlignmentMeeting.objects.present().filter(workshop_id=workshop.pk))
    return list(rows.annotate(decided=Count("decisions", filter=Q(decisions__deleted_seq=None))).order_by("-due_on", "-id"))


def list_pressing(actor: Actor, workshop: Workshop) -> list[AlignmentMeeting]:
    """The planned meetings of a workshop, and held ones whose minutes were not sent yet."""
    rows = scope(actor, AlignmentMeeting.objects.present().filter(workshop_id=workshop.pk))
    return list(rows.filter(Q(status="planned") | Q(status="held", sent_at=None)).order_by("due_on", "id"))


def list_pressing_of(workshop_ids: Collection[UUID]) -> list[AlignmentMeeting]:
    """The same of several workshops that the person leads; only the next planned one of each."""
    rows = AlignmentMeeting.objects.present().filter(workshop_id__in=list(workshop_ids))
    found, planned = [], set()
    for row in rows.filter(Q(status="planned") | Q(status="held", sent_at=None)).order_by("due_on", "id"):
        if row.status == "planned":
            if row.workshop_id in planned:
                continue
            planned.add(row.workshop_id)
        found.append(row)
    return found


def list_follow_ups(meeting: AlignmentMeeting) -> list[Decision]:
    """What was decided in a meeting, in the order it was written down."""
    rows = Decision.objects.present().filter(meeting=meeting)
    return list(rows.select_related("owner__user", "author", "action").order_by("id"))


def names_of(meeting: AlignmentMeeting) -> list[str]:
    """Who was there, by name."""
    return sorted(plans.list_names(meeting.workshop, meeting.attendance), key=str.lower)


def people_of(meeting: AlignmentMeeting) -> list[User]:
    """Who gets the minutes: those who were there, who lead the workshop, and who carry a follow-up."""
    carriers = {str(row.owner_id) for row in list_follow_ups(meeting) if row.owner_id}
    people = Participation.objects.present().filter(workshop_id=meeting.workshop_id, user__is_active=True)
    meant = {*meeting.attendance, *carriers}
    wanted = {row.user_id for row in people if row.role in REMINDED_ROLES or str(row.pk) in meant}
    return list(User.objects.filter(pk__in=wanted).order_by("email"))


def last_held(meeting: AlignmentMeeting) -> AlignmentMeeting | None:
    """The meeting that was held before this one."""
    found: AlignmentMeeting | None = (
        AlignmentMeeting.objects.present()
        .filter(workshop_id=meeting.workshop_id, status="held", due_on__lt=meeting.due_on)
        .order_by("-due_on", "-id")
        .first()
    )
    return found


def since_of(meeting: AlignmentMeeting, before: AlignmentMeeting | None, series: Alignment | None, today: date) -> Since:
    """From the last meeting (or the end of the workshop) to this one, and on to the next of the rhythm."""
    after = (before.held_on or before.due_on) if before else meeting.workshop.last_day
    until = meeting.held_on or max(after, today)
    start = max(until, meeting.due_on)
    ahead = next_meeting(series.first_on, series.months, start) if series else start + timedelta(days=91)
    return Since(after, until, ahead)


def points_of(actor: Actor, meeting: AlignmentMeeting, now: datetime) -> tuple[Since, list[PointView]]:
    """The eight points of a meeting with what happened since the last one."""
    before = last_held(meeting)
    since = since_of(meeting, before, get_series(meeting.workshop), meeting.workshop.today(now))
    facts = _Facts(actor, meeting, since, before, now)
    views = []
    for number, point in enumerate(POINTS, 1):
        found = list(getattr(facts, point.key)())
        said = getattr(meeting, point.key)
        views.append(
            PointView(number, point, tuple(found[:TOLD]), max(0, len(found) - TOLD), said, getattr(before, point.key) if before else "")
        )
    return since, views


@dataclass
class _Facts:
    """What is known to each point, each read once."""

    actor: Actor
    meeting: AlignmentMeeting
    since: Since
    before: AlignmentMeeting | None
    now: datetime

    @property
    def workshop(self) -> Workshop:
        return self.meeting.workshop

    @cached_property
    def cards(self) -> list[Card]:
        return plans.list_cards(self.actor, self.workshop, now=self.now)

    @cached_property
    def reviews(self) -> list[Review]:
        return selectors.list_reviews(self.actor, self.workshop)

    @cached_property
    def measured(self) -> list[Measured]:
        """What the reviews since the last meeting hold, else what the latest one before it does; the latest first."""
        held = [review for review in reversed(self.reviews) if review.held_on and review.held_on <= self.since.until]
        looked_at = [review for review in held if self._is_since(review.held_on)] or held[:1]
        return selectors.measured_at(looked_at, self.reviews) if looked_at else []

    @cached_property
    def counted(self) -> Counted:
        return count_changes(self.workshop, self.since)

    def results(self) -> Iterator[Fact]:
        """Actions that were done, and reviews that were held."""
        done = [card for card in self.cards if card.action.status == "done" and self._is_since(card.action.status_on)]
        for card in sorted(done, key=lambda card: card.action.status_on or date.min):
            note = "; ".join((card.action.get_kind_display(), *card.promises))
            yield Fact(f"Done: {card.action.title}", card.action.get_absolute_url(), note, "value")
        for review in self.reviews:
            if self._is_since(review.held_on):
                yield Fact(f"{review} held", review.get_absolute_url(), short_date(review.held_on) if review.held_on else "")

    def impact(self) -> Iterator[Fact]:
        """The totals over all as measured last, then each action whose promise was measured."""
        labels = {metric.key: metric.label for metric in MAP_METRICS}
        rows = {row.metric.key: row for found in reversed(self.measured) for row in found.rows if row.reading and row.metric.key in labels}
        for row in (rows[key] for key in labels if key in rows):
            way = f"{row.metric.baseline or '?'} → {row.measured}" + (f", promised {row.metric.target}" if row.metric.target else "")
            yield Fact(f"{row.metric.label}: {way}", note=row.result, tone=measures.TONES.get(row.verdict, ""))
        lines = {line.promise.pk: line for found in reversed(self.measured) for line in found.ledger if line.measured}
        for line in lines.values():
            action = line.promise.action
            yield Fact(f"{action.title}: now {line.measured}", action.get_absolute_url(), f"{line.promise}; {line.result}", line.tone)

    def coming(self) -> Iterator[Fact]:
        """What is held until the next meeting: events, projects and the like, and reviews."""
        ahead = [card for card in self.cards if card.is_open and card.action.kind in BIG and self._is_ahead(card)]
        for card in sorted(ahead, key=lambda card: (card.action.start or card.action.end or date.max, card.action.title)):
            owner = card.action.owner.name if card.action.owner else "nobody owns it yet"
            note = f"{card.action.get_kind_display()}, {card.due}, {owner}"
            yield Fact(card.action.title, card.action.get_absolute_url(), note, "" if card.action.owner else "wait")
        for review in self.reviews:
            if review.status == "planned" and review.due_on <= self.since.ahead:
                yield Fact(str(review), review.get_absolute_url(), short_date(review.due_on))

    def environment(self) -> Iterator[Fact]:
        """What changed in the charter: demand, scope, case for change and targets say how the world moved."""
        url = reverse("workshop-charter", args=[self.workshop.pk])
        if self.counted.charter:
            names = sorted({str(Charter._meta.get_field(name).verbose_name) for name in self.counted.charter})  # type: ignore[union-attr]
            yield Fact(f"Charter changed: {', '.join(names)}", url)
        if targets := self.counted.number("target"):
            yield Fact(f"{targets} {'target' if targets == 1 else 'targets'} of the charter changed", url)

    def communication(self) -> Iterator[Fact]:
        """Whether the minutes of last time went out."""
        if self.before is None:
            return
        at = self.before.sent_at
        words = f"were sent on {short_date(self.workshop.today(at))}" if at else "were never sent"
        yield Fact(f"The minutes of last time {words}", self.before.get_absolute_url(), tone="" if at else "wait")

    def map_update(self) -> Iterator[Fact]:
        """What was changed on the maps."""
        url = reverse("workshop-maps", args=[self.workshop.pk])
        counted = self.counted
        for kind, one, many in (("map", "map", "maps"), ("step", "step", "steps"), ("flow", "flow", "flows")):
            said = [f"{counted.made[kind]} added"] if counted.made[kind] else []
            said += [f"{len(counted.changed.get(kind, ()))} changed"] if counted.changed.get(kind) else []
            said += [f"{counted.removed[kind]} removed"] if counted.removed[kind] else []
            if said:
                yield Fact(f"{(one if counted.number(kind) == 1 else many).capitalize()}: {', '.join(said)}", url)

    def plan_update(self) -> Iterator[Fact]:
        """What is late or blocked now, and how the plan was changed."""
        late = sorted((card for card in self.cards if card.is_late), key=lambda card: card.action.end or date.max)
        for card in late:
            yield Fact(f"Late: {card.action.title}", card.action.get_absolute_url(), card.health.reason, "bad")
        for card in self.cards:
            if card.action.status == "blocked":
                yield Fact(f"Blocked: {card.action.title}", card.action.get_absolute_url(), card.waiting, "wait")
        dropped = [card for card in self.cards if card.action.status == "dropped" and self._is_since(card.action.status_on)]
        for card in dropped:
            yield Fact(f"Dropped: {card.action.title}", card.action.get_absolute_url(), card.action.reason)
        if added := self.counted.made["action"]:
            yield Fact(f"{added} {'action' if added == 1 else 'actions'} added", reverse("workshop-plan-table", args=[self.workshop.pk]))

    def sustainment(self) -> Iterator[Fact]:
        """What the last review said, and what waits for a leader."""
        held = [review for review in self.reviews if review.held_on and review.held_on <= self.since.until and review.sustainment.strip()]
        if held:
            yield Fact(f"{held[-1]}: {held[-1].sustainment.strip().splitlines()[0][:160]}", held[-1].get_absolute_url())
        yield from self._standards()
        url = reverse("workshop-barriers", args=[self.workshop.pk])
        barriers = selectors.list_barriers(self.workshop)
        made = made_at(barriers)
        for barrier in barriers:
            since = self.workshop.today(made[barrier.pk]) if barrier.pk in made else None
            taken = f"{barrier.owner.name} took it" if barrier.owner else "nobody took it yet"
            note = f"{waiting(since, self.since.until)}, {taken}".removeprefix(", ")
            yield Fact(f"Barrier: {barrier.text}", url, note, "wait" if barrier.owner else "bad")

    def _standards(self) -> Iterator[Fact]:
        """Standards that do not hold or were not looked at, and resistance that nobody has settled."""
        for row in sustaining.list_standards(self.workshop, self.since.until):
            if row.last is not None and row.last.holds != "yes":
                note = row.last.findings.strip().splitlines()[0][:160] if row.last.findings.strip() else ""
                tone = "bad" if row.last.holds == "no" else "wait"
                words = "does not hold" if row.last.holds == "no" else "holds only in part"
                yield Fact(f"{row.standard.title}: {words}", row.standard.get_absolute_url(), note, tone)
            elif row.is_overdue and row.standard.next_audit:
                note = f"check was due {short_date(row.standard.next_audit)}"
                yield Fact(f"Not looked at: {row.standard.title}", row.standard.get_absolute_url(), note, "wait")
        for entry in sustaining.list_resistance(self.workshop).filter(settled_on=None):
            url = f"{reverse('workshop-sustain', args=[self.workshop.pk])}#resistance"
            yield Fact(f"Resistance: {entry.text}", url, entry.response or "no answer yet", "wait" if entry.response else "bad")

    def _is_since(self, day: date | None) -> bool:
        return day is not None and self.since.after < day <= self.since.until

    def _is_ahead(self, card: Card) -> bool:
        first, last = card.action.start or card.action.end, card.action.end or card.action.start
        return first is not None and last is not None and first <= self.since.ahead and last >= self.since.until


def count_changes(workshop: Workshop, since: Since) -> Counted:
    """What was changed after the first day of a time until its end, of the latest changes; what was taken back is left out."""
    zone = workshop.zone
    begin = datetime.combine(since.after + timedelta(days=1), time.min, tzinfo=zone)
    end = datetime.combine(since.until + timedelta(days=1), time.min, tzinfo=zone)
    rows = Change.objects.filter(workshop_id=workshop.pk, at__gte=begin, at__lt=end, audience=None, undone_by=None, undo_of=None)
    counted = Counted()
    for ops in rows.order_by("-seq").values_list("ops", flat=True)[:LOOKED_THROUGH]:
        for op in ops:
            _count(counted, op)
    return counted


def _count(counted: Counted, op: Mapping[str, object]) -> None:
    kind, _, pk = str(op["r"]).partition("/")
    if op["k"] == "new":
        counted.made[kind] += 1
    elif op["k"] == "del":
        counted.removed[kind] += 1
    elif op["k"] == "set":
        counted.changed.setdefault(kind, set()).add(pk)
        if kind == "charter" and isinstance(fields := op.get("f"), Mapping):
            counted.charter |= {name for name in fields if not name.startswith("approved")}
