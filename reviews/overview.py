"""The sponsor's dashboard: what is stuck, whether each stream is on track, what changed, over all of a person's workshops.

Every read takes the same number of queries however many workshops there are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from actionplans import selectors as plans
from actionplans.health import days, short_date
from actionplans.models import Action
from actionplans.selectors import PlanSummary
from mapping.selectors import StreamMaps, promised_maps
from mapping.timeline import Rung, ladder
from reviews import measures, selectors
from reviews.curves import Curve, curve
from reviews.measures import Metric
from reviews.models import Review
from reviews.news import Since
from reviews.standing import Standing, standing
from reviews.track import ahead, facts_of
from workshops import policy
from workshops.access import Actor, visible_workshops, workshop_phase
from workshops.models import Barrier, Charter, LeaderQuestion, Participation, Visit, Workshop, WorkshopHead
from workshops.panels import Tile
from workshops.policy import Action as Right
from workshops.policy import Role
from workshops.selectors.barriers import made_at, waiting
from workshops.selectors.preparation import Readiness
from workshops.stages import Stage

FIRST_LOOK = timedelta(days=14)
"""How far back somebody is told who was never there."""
QUESTIONS = 5
MORE_CHARTS = 6
MOST_BARRIERS = 200


@dataclass(frozen=True, slots=True)
class Mine:
    """A workshop of the person with the rights in it."""

    workshop: Workshop
    rights: frozenset[Right]


@dataclass(frozen=True, slots=True)
class Ask:
    """Something that is stuck. `take_url` is lifted with one tap; `is_mine` waits for this person."""

    icon: str
    title: str
    text: str
    where: str
    url: str
    label: str
    since: date | None = None
    waits: str = ""
    take_url: str = ""
    is_mine: bool = True


@dataclass(frozen=True, slots=True)
class Stream:
    """One workshop on the dashboard."""

    workshop: Workshop
    line: str
    standing: Standing
    tiles: tuple[Tile, ...]
    curve: Curve | None = None
    """The run chart of the lead time; None where the stream is shown to scale instead."""
    rungs: tuple[Rung, ...] = ()
    waiting: str = ""
    working: str = ""
    more: tuple[Curve, ...] = ()
    is_ahead: bool = False
    """Its first day is still to come."""

    @property
    def icon(self) -> str:
        """The mark beside the word: a warning for what is behind, never colour alone."""
        return "check" if self.standing.tone == "value" else "triangle-alert"

    @property
    def scale(self) -> str:
        """The strip in words."""
        return f"The stream to scale: {self.waiting} waiting, {self.working} work"


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks the leaders."""

    text: str
    who: str
    day: date
    url: str


def list_mine(actor: Actor) -> list[Mine]:
    """The person's workshops with rights: those to be sponsored first, then by stage and day."""
    rows = list(visible_workshops(actor).filter(practice=False))
    roles: dict[UUID, set[Role]] = {}
    held = Participation.objects.present().filter(user_id=actor.user_id, workshop__in=[row.pk for row in rows])
    for pk, role in held.values_list("workshop_id", "role"):
        roles.setdefault(pk, set()).add(Role(role))
    found = [Mine(row, policy.allowed(roles.get(row.pk, ()), workshop_phase(row))) for row in rows]
    return sorted(found, key=_order)


def _order(mine: Mine) -> tuple[bool, bool, int, str]:
    """Who can lift barriers comes first; then what is carried out, then what is prepared, the latest first."""
    row = mine.workshop
    return Right.ANSWER_BARRIER not in mine.rights, row.stage == Stage.PREPARE, -row.last_day.toordinal(), str(row.pk)


def still_counts(mine: Sequence[Mine], now: datetime) -> list[Mine]:
    """Without workshops that are only aligned any more while a later one of the same stream has begun: that one tells how it stands."""
    begun: dict[UUID, date] = {}
    for entry in mine:
        row = entry.workshop
        if row.first_day <= row.today(now):
            begun[row.stream_id] = max(row.first_day, begun.get(row.stream_id, date.min))
    newest = {entry.workshop.pk for entry in mine if begun.get(entry.workshop.stream_id, date.min) <= entry.workshop.first_day}
    return [entry for entry in mine if entry.workshop.stage != Stage.ALIGN or entry.workshop.pk in newest]


# What is stuck


def list_asks(actor: Actor, mine: Sequence[Mine], now: datetime) -> list[Ask]:
    """What is stuck in these workshops: what waits for this person first, the oldest first."""
    known = {entry.workshop.pk: entry for entry in mine}
    found = [*_barriers(known, now), *_blocked(actor, known, now), *_reviews(known, now), *_charters(known), *_releases(known, now)]
    return sorted(found, key=lambda ask: (not ask.is_mine, ask.since or date.max))


def _with(known: Mapping[UUID, Mine], *rights: Right) -> list[UUID]:
    return [pk for pk, entry in known.items() if entry.rights.intersection(rights)]


def _barriers(known: Mapping[UUID, Mine], now: datetime) -> Iterable[Ask]:
    """Barriers that nobody took, and taken ones without a decision or past their day; of those who lift them and those whose team waits."""
    rows = Barrier.objects.present().filter(workshop__in=_with(known, Right.ANSWER_BARRIER, Right.EDIT_PLAN))
    rows = rows.filter(Q(status="open") | Q(status="taken", answer="") | Q(status="taken", due_on__lt=now.date() + timedelta(days=1)))
    found = list(rows.select_related("raised_by", "owner__user").order_by("id")[:MOST_BARRIERS])
    made = made_at(found)
    for row in found:
        entry = known[row.workshop_id]
        today = entry.workshop.today(now)
        is_late = row.due_on is not None and row.due_on < today
        if row.status == "open" or is_late or not row.answer:
            yield _barrier(row, entry, entry.workshop.today(made[row.pk]) if row.pk in made else None, today, is_late=is_late)


def _barrier(row: Barrier, entry: Mine, since: date | None, today: date, *, is_late: bool) -> Ask:
    can_lift, is_open = Right.ANSWER_BARRIER in entry.rights, row.status == "open"
    until = f" until {short_date(row.due_on)}" if row.due_on else ""
    if not is_open:
        wants = "It was to be lifted by then" if is_late and row.answer else "What is decided is not written down yet"
        whom = f"{row.owner.name if row.owner else 'Somebody'} took it{until}. {wants}"
    elif row.owner:
        whom = f"Waits for {row.owner.name}{until}"
    else:
        whom = f"Raised by {row.raised_by or 'somebody'}; nobody lifts it yet{until}"
    url = reverse("barrier-answer", args=[row.pk]) if can_lift else reverse("workshop-barriers", args=[row.workshop_id])
    label = "Answer it" if can_lift else "Open the barriers"
    take = reverse("barrier-take", args=[row.pk]) if can_lift and is_open else ""
    waits, is_mine = waiting(since, today), can_lift and (is_open or is_late)
    return Ask("hand", row.text, f"{whom}.", entry.workshop.title, url, label, since, waits, take, is_mine)


def _blocked(actor: Actor, known: Mapping[UUID, Mine], now: datetime) -> Iterable[Ask]:
    """Blocked actions: those that wait for this person, and those of workshops that the person leads or lifts barriers in."""
    leads = Q(workshop__in=_with(known, Right.ANSWER_BARRIER, Right.EDIT_PLAN)) | Q(waits_for__user_id=actor.user_id)
    rows = Action.objects.present().filter(leads, workshop__in=list(known), status="blocked")
    for row in rows.select_related("waits_for__user", "owner__user"):
        entry = known[row.workshop_id]
        waits_for_me = bool(row.waits_for and row.waits_for.user_id == actor.user_id)
        is_mine = waits_for_me or (row.waits_for is None and Right.ANSWER_BARRIER in entry.rights)
        whom = "you" if waits_for_me else row.waits_for.name if row.waits_for else "somebody who can lift it"
        owner = f" {row.owner.name} owns the action." if row.owner else ""
        text = f"{row.reason.rstrip('.')}. Waits for {whom}.{owner}"
        waits = waiting(row.status_on, entry.workshop.today(now))
        yield Ask(
            "kanban", row.title, text, entry.workshop.title, row.get_absolute_url(), "Open the action", row.status_on, waits, "", is_mine
        )


def _reviews(known: Mapping[UUID, Mine], now: datetime) -> Iterable[Ask]:
    """Held reviews for who closes them, overdue ones for who holds them."""
    rows = Review.objects.present().filter(Q(status="held") | Q(status="planned", due_on__lt=now.date() + timedelta(days=1)))
    for row in rows.filter(workshop__in=_with(known, Right.CLOSE_REVIEW, Right.EDIT_REVIEW)):
        entry = known[row.workshop_id]
        today, where, url = entry.workshop.today(now), entry.workshop.title, row.get_absolute_url()
        if row.status == "held" and Right.CLOSE_REVIEW in entry.rights:
            text = f"It was held on {short_date(row.held_on)}. Look at the result, then close it." if row.held_on else ""
            yield Ask("clipboard-check", f"Close the {row}", text, where, url, "Open the review", row.held_on, waiting(row.held_on, today))
        elif row.status == "planned" and row.due_on < today and Right.EDIT_REVIEW in entry.rights:
            text = f"It was due on {short_date(row.due_on)}. Hold it, or move it to another day."
            yield Ask(
                "calendar-clock",
                f"Hold the {row}",
                text,
                where,
                url,
                "Open the review",
                row.due_on,
                f"{days((today - row.due_on).days)} late",
            )


def _charters(known: Mapping[UUID, Mine]) -> Iterable[Ask]:
    """Written charters without approval, for who approves them."""
    rows = Charter.objects.present().filter(workshop__in=_with(known, Right.APPROVE_CHARTER), approved_at=None)
    for row in rows.exclude(case_for_change="").exclude(trigger=""):
        workshop = known[row.workshop_id].workshop
        text = f"It is written and waits for your yes. The workshop begins on {short_date(workshop.first_day)}."
        url = reverse("workshop-charter", args=[workshop.pk])
        yield Ask("file-check", "Approve the charter", text, workshop.title, url, "Read the charter")


def _releases(known: Mapping[UUID, Mine], now: datetime) -> Iterable[Ask]:
    """People who are to be freed for the workshop and whose release is not confirmed."""
    rows = Participation.objects.present().filter(workshop__in=_with(known, Right.CONFIRM_RELEASE), role=Role.PARTICIPANT, released=False)
    names: dict[UUID, list[str]] = {}
    for row in rows.select_related("user").order_by("order_key", "id"):
        names.setdefault(row.workshop_id, []).append(row.name)
    for pk, people in names.items():
        workshop = known[pk].workshop
        if workshop.today(now) > workshop.last_day:
            continue
        shown = ", ".join(people[:4]) + (f" and {len(people) - 4} more" if len(people) > 4 else "")
        count = "one person is" if len(people) == 1 else f"{len(people)} people are"
        url = reverse("workshop-people", args=[pk])
        yield Ask(
            "user-check",
            f"Confirm that {count} freed",
            f"{shown}, full-time from {short_date(workshop.first_day)}.",
            workshop.title,
            url,
            "Open the people",
        )


def list_questions(mine: Sequence[Mine]) -> list[Question]:
    """What people ask the leaders and nobody answered, for who lifts barriers; the nearest day first."""
    wanted = [entry.workshop.pk for entry in mine if Right.ANSWER_BARRIER in entry.rights]
    rows = LeaderQuestion.objects.present().filter(workshop__in=wanted, answer="", day__deleted_seq=None)
    found = rows.select_related("author", "day").order_by("-day__date", "order_key", "id")[:QUESTIONS]
    return [Question(row.text, str(row.author or "Somebody"), row.day.date, reverse("day-page", args=[row.day_id])) for row in found]


# Are we on track


@dataclass(frozen=True, slots=True)
class _Known:
    """What was loaded for the streams of one page, by workshop."""

    maps: Mapping[UUID, StreamMaps]
    plans: Mapping[UUID, PlanSummary]
    reviews: Mapping[UUID, list[Review]]
    readings: Mapping[UUID, measures.Readings]
    metrics: Mapping[UUID, list[Metric]]
    owners: Mapping[UUID, str]
    freed: Mapping[UUID, tuple[int, int]] = field(default_factory=dict)
    readiness: Mapping[UUID, Readiness] = field(default_factory=dict)


def list_streams(mine: Sequence[Mine], now: datetime) -> list[Stream]:
    """The workshops of one page: word, figures and chart."""
    known = _load([entry.workshop for entry in mine], now)
    return [_stream(entry.workshop, known, now) for entry in mine]


def _load(workshops: Sequence[Workshop], now: datetime) -> _Known:
    ids = [workshop.pk for workshop in workshops]
    maps = promised_maps(ids)
    targets, readings = selectors.list_targets(ids), selectors.list_readings(ids)
    reviews: dict[UUID, list[Review]] = {pk: [] for pk in ids}
    for review in Review.objects.present().filter(workshop__in=ids).order_by("day"):
        reviews[review.workshop_id].append(review)
    metrics = {pk: measures.metrics_of(selectors.totals_of(maps.get(pk)), [row for row in targets if row.workshop_id == pk]) for pk in ids}
    by_metric = {pk: measures.by_metric(row for row in readings if row.workshop_id == pk) for pk in ids}
    owners, freed = _people(ids)
    return _Known(maps, plans.summarise_plan(ids, now=now), reviews, by_metric, metrics, owners, freed, ahead(workshops, now))


def _people(ids: Collection[UUID]) -> tuple[dict[UUID, str], dict[UUID, tuple[int, int]]]:
    """The owner's name, and how many of the participants are freed, by workshop."""
    owners: dict[UUID, str] = {}
    freed: dict[UUID, tuple[int, int]] = {}
    rows = Participation.objects.present().filter(workshop__in=ids, role__in=[Role.OWNER, Role.PARTICIPANT]).select_related("user")
    for row in rows.order_by("order_key", "id"):
        if row.role == Role.OWNER:
            owners.setdefault(row.workshop_id, row.name)
        else:
            some, of = freed.get(row.workshop_id, (0, 0))
            freed[row.workshop_id] = (some + row.released, of + 1)
    return owners, freed


def _stream(workshop: Workshop, known: _Known, now: datetime) -> Stream:
    pk, today, stage = workshop.pk, workshop.today(now), Stage(workshop.stage)
    totals = selectors.totals_of(known.maps.get(pk))
    curves = [
        curve(metric, known.reviews[pk], measures.of_metric(metric, known.readings[pk]), totals.calendar, workshop.last_day)
        for metric in known.metrics[pk]
    ]
    lead = next((entry for entry in curves if entry.metric.key == "lead_time"), None)
    drawn = lead if lead and lead.is_drawn and (stage.number >= Stage.EXECUTE.number or lead.measured) else None
    current = known.maps[pk].current if pk in known.maps else None
    metrics = current.metrics if current else None
    return Stream(
        workshop,
        _line(workshop, stage, known.owners.get(pk, ""), today),
        standing(facts_of(workshop, known.plans[pk], known.reviews[pk], lead, totals.calendar, today, known.readiness.get(pk))),
        _tiles(workshop, known, lead, today),
        drawn,
        ladder(current.facts, metrics) if current and metrics and not drawn else (),
        metrics.wait_time.text if metrics else "",
        metrics.process_time.text if metrics else "",
        tuple(entry for entry in curves if entry is not drawn and entry.is_drawn and (entry.measured or drawn))[:MORE_CHARTS],
        pk in known.readiness,
    )


def _line(workshop: Workshop, stage: Stage, owner: str, today: date) -> str:
    after = (today - workshop.last_day).days
    if today < workshop.first_day:
        left = (workshop.first_day - today).days
        where = "starts tomorrow" if left == 1 else f"starts in {left} days"
    elif after <= 0:
        where = f"day {(today - workshop.first_day).days + 1} of {(workshop.last_day - workshop.first_day).days + 1}"
    else:
        week = (after - 1) // 7 + 1
        where = f"week {week} of 13" if week <= 13 else f"day {after} after the workshop"
    parts = [f"Stage {stage.number}, {stage.short.lower()}", f"owner {owner}" if owner else "no owner yet", where]
    return " · ".join(parts)


def _tiles(workshop: Workshop, known: _Known, lead: Curve | None, today: date) -> tuple[Tile, ...]:
    """Three numbers: the lead time, the plan or the people, and what comes next."""
    stage, reviews_url = Stage(workshop.stage), reverse("workshop-reviews", args=[workshop.pk])
    first = _lead_tile(workshop, known, lead, reviews_url)
    plan = known.plans[workshop.pk]
    if stage.number >= Stage.EXECUTE.number or plan.total:
        late = f"{plan.late} late" if plan.late else "none late"
        note = f"{late}, {plan.blocked} blocked" if plan.blocked else late
        url = reverse("workshop-board", args=[workshop.pk])
        second = Tile("Actions done", str(plan.done), url, f"of {plan.counted}", note, tone="bad" if plan.late else "")
    else:
        some, of = known.freed.get(workshop.pk, (0, 0))
        note = "nobody is invited yet" if not of else "all are freed" if some == of else "are confirmed as freed"
        second = Tile("People freed", str(some), reverse("workshop-people", args=[workshop.pk]), f"of {of}", note)
    return first, second, _next_tile(workshop, known.reviews[workshop.pk], reviews_url, today)


def _lead_tile(workshop: Workshop, known: _Known, lead: Curve | None, url: str) -> Tile:
    target = f"promise: {lead.metric.target}" if lead and lead.metric.target else "as drawn today"
    if lead and lead.latest:
        value, _, unit = lead.latest.text.partition(" ")
        was, _, was_unit = lead.metric.baseline.partition(" ")
        return Tile("Lead time", value, url, unit, target, was if was_unit == unit else lead.metric.baseline)
    maps_url = reverse("workshop-maps", args=[workshop.pk])
    if lead is None or not lead.metric.baseline:
        return Tile("Lead time", "–", maps_url, note="the current state is not drawn yet")
    value, unit = _split(lead.metric.baseline)
    return Tile("Lead time", value, maps_url, unit, target)


def _split(text: str) -> tuple[str, str]:
    """`at least 4 h` is shown as its number; the bound is said by the map."""
    value, _, unit = text.removeprefix("at least ").removeprefix("about ").partition(" ")
    return value, unit


def _next_tile(workshop: Workshop, reviews: Sequence[Review], url: str, today: date) -> Tile:
    if today <= workshop.last_day:
        agenda = reverse("workshop-agenda", args=[workshop.pk])
        if today < workshop.first_day:
            left = (workshop.first_day - today).days
            note = f"in {days(left)}" if left > 1 else "tomorrow"
            return Tile("First day", f"{workshop.first_day.day} {workshop.first_day:%b}", agenda, note=note)
        length = (workshop.last_day - workshop.first_day).days + 1
        return Tile("Workshop day", str((today - workshop.first_day).days + 1), agenda, f"of {length}", "runs today")
    review = next((row for row in reviews if row.status == "planned"), None)
    if review is None:
        return Tile("Next review", "none", url, note="all are held")
    left = (review.due_on - today).days
    distance = "today" if left == 0 else f"in {days(left)}" if left > 0 else f"{days(-left)} ago"
    tone = "bad" if left < 0 else ""
    return Tile(
        "Next review", f"{review.due_on.day} {review.due_on:%b}", review.get_absolute_url(), note=f"{review.day}-day, {distance}", tone=tone
    )


# Since the last visit


def last_visits(actor: Actor, workshops: Sequence[Workshop]) -> dict[UUID, Since]:
    """How far the person had seen each of these workshops; those never looked at are missing."""
    rows = Visit.objects.filter(user_id=actor.user_id, workshop__in=[row.pk for row in workshops])
    return {pk: Since(seq, at) for pk, seq, at in rows.values_list("workshop_id", "seen_seq", "seen_at")}


def heads(workshops: Sequence[Workshop]) -> dict[UUID, int]:
    """The number of the latest change of each of these workshops."""
    return dict(WorkshopHead.objects.filter(workshop__in=[row.pk for row in workshops]).values_list("workshop_id", "head"))
