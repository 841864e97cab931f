"""Reads across reviews, shaped for pages and filtered by rights."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from accounts.models import User
from actionplans import selectors as plans
from actionplans.health import CLOSED
from actionplans.models import Action as PlannedAction
from actionplans.models import CheckInRound, Promise
from actionplans.selectors import Card
from actionplans.steps import StepName, list_steps
from mapping import fields
from mapping.results import MapMetrics
from mapping.selectors import Drawn, StreamMaps, promised_maps
from reviews import measures, preparation
from reviews.curves import Curve, curve
from reviews.measures import Kept, MeasureRow, Metric, Totals
from reviews.models import AlignmentMeeting, Decision, GeneratedReport, Review, ReviewReading
from reviews.rating import Facts, Suggestion, suggest
from vsm_site.lib.errors import NotFound
from workshops.access import Actor, get_record, get_workshop, scope
from workshops.models import Barrier, CharterTarget, Participation, SetupTask, Workshop, WorkshopDay
from workshops.policy import Action, Role

REMINDED_ROLES = (Role.SPONSOR.value, Role.OWNER.value, Role.COACH.value)
SOON = timedelta(days=14)


def people_to_remind(review: Review, days_before: int) -> list[User]:
    """Who is sponsor, owner or coach now; seven days before also the owners of open actions."""
    people = Participation.objects.present().filter(workshop_id=review.workshop_id, user__is_active=True)
    wanted = set(people.filter(role__in=REMINDED_ROLES).values_list("user_id", flat=True))
    if days_before == 7:
        wanted |= plans.open_action_owners(review.workshop_id)
        wanted &= set(people.values_list("user_id", flat=True))
    return list(User.objects.filter(pk__in=wanted).order_by("email"))


def people_of_review(review: Review) -> list[User]:
    """Who was there, and who leads the workshop."""
    people = Participation.objects.present().filter(workshop_id=review.workshop_id).exclude(user=None)
    wanted = {row.user_id for row in people if row.role in REMINDED_ROLES or str(row.pk) in review.attendance}
    return list(User.objects.filter(pk__in=wanted).order_by("email"))


def get_review(actor: Actor, pk: UUID, needs: Action = Action.READ_REPORTS) -> Review:
    """A review with its workshop; NotFound or Forbidden as get_workshop."""
    return get_record(actor, Review, pk, "closed_by", needs=needs)


def get_decision(actor: Actor, pk: UUID, needs: Action = Action.READ_REPORTS) -> Decision:
    """A decision with its review and workshop; NotFound or Forbidden as get_workshop."""
    return get_record(actor, Decision, pk, "review", "owner__user", needs=needs)


def review_of(actor: Actor, decision: Decision) -> Review:
    """The review in which it was decided; NotFound for what was decided elsewhere."""
    if decision.review_id is None:
        raise NotFound
    return get_review(actor, decision.review_id)


def list_reviews(actor: Actor, workshop: Workshop) -> list[Review]:
    """The reviews of a workshop, the first first."""
    return list(scope(actor, Review.objects.present().filter(workshop_id=workshop.pk)).select_related("closed_by").order_by("day"))


def count_open(workshop: Workshop) -> int:
    """Reviews that are neither closed nor cancelled, of a workshop that the person was let into."""
    return Review.objects.present().filter(workshop_id=workshop.pk, status__in=("planned", "held")).count()  # type: ignore[no-any-return]


def list_not_cancelled(workshop: Workshop) -> list[Review]:
    """The reviews that take place or did, of a workshop that the person was let into."""
    return list(Review.objects.present().filter(workshop_id=workshop.pk).exclude(status="cancelled").order_by("day"))


def next_of(workshop_ids: Collection[UUID]) -> dict[UUID, Review]:
    """The first planned review of each of these workshops, which the person sees."""
    found: dict[UUID, Review] = {}
    for review in Review.objects.present().filter(workshop_id__in=workshop_ids, status="planned").order_by("due_on", "day"):
        found.setdefault(review.workshop_id, review)
    return found


@dataclass(frozen=True, slots=True)
class Pressing:
    """A review that is planned or waits to be closed, with how far it is prepared."""

    review: Review
    measured: int
    """Numbers that are measured for it."""
    prepared: int
    """Its pre-work that is done, of `prework`."""
    prework: int


def list_pressing(workshop_ids: Collection[UUID]) -> list[Pressing]:
    """Planned and held reviews of these workshops, the first due first, with how far each is prepared; two queries."""
    rows = Review.objects.present().filter(workshop_id__in=list(workshop_ids), status__in=("planned", "held"))
    readings = Count("readings", filter=Q(readings__deleted_seq=None))
    found = list(rows.annotate(measured=readings).order_by("due_on", "id"))
    tasks = SetupTask.objects.present().filter(workshop_id__in=list(workshop_ids), key__startswith=preparation.PREFIX).order_by()
    prework: dict[tuple[UUID, str], list[bool]] = {}
    for pk, key, is_done in tasks.values_list("workshop_id", "key", "done"):
        prework.setdefault((pk, f"{key.partition(':')[0]}:"), []).append(is_done)
    return [_pressing(row, prework.get((row.workshop_id, preparation.prefix(row.day)), [])) for row in found]


def _pressing(review: Any, prework: Sequence[bool]) -> Pressing:
    return Pressing(review, review.measured, sum(prework), len(prework))


def next_planned(review: Review) -> Review | None:
    """The planned review that follows this one."""
    found: Review | None = (
        Review.objects.present().filter(workshop_id=review.workshop_id, status="planned", day__gt=review.day).order_by("day").first()
    )
    return found


def list_readings(workshop_ids: Collection[UUID], metrics: Collection[str] = ()) -> list[ReviewReading]:
    """All readings of these workshops' reviews, or those of the named metrics; the caller asks only for workshops that the person sees."""
    rows = ReviewReading.objects.present().filter(workshop_id__in=workshop_ids, review__deleted_seq=None)
    rows = rows.filter(metric__in=metrics) if metrics else rows
    return list(rows.select_related("author").order_by("id"))


def list_targets(workshop_ids: Collection[UUID]) -> list[CharterTarget]:
    """The measurable targets of these workshops' charters."""
    return list(CharterTarget.objects.present().filter(workshop_id__in=workshop_ids).order_by("order_key", "id"))


def list_promises(workshop_ids: Collection[UUID]) -> list[Promise]:
    """What the actions of these workshops promise, of those that were not dropped."""
    rows = Promise.objects.present().filter(workshop_id__in=workshop_ids, action__deleted_seq=None).exclude(action__status="dropped")
    return list(rows.select_related("action__owner__user").order_by("action__order_key", "action_id", "id"))


def totals_of(maps: StreamMaps | None) -> Totals:
    """The totals of a workshop's latest maps, with the calendar that its readings are read by; none of a map without steps."""
    if maps is None:
        return Totals()
    first = maps.current or maps.future
    calendar = fields.calendar_of(first.facts.head.get("calendar") if first else None)
    return Totals(_of_steps(maps.current), _of_steps(maps.future), calendar)


def _of_steps(drawn: Drawn | None) -> MapMetrics | None:
    return drawn.metrics if drawn is not None and drawn.facts.steps else None


@dataclass(frozen=True, slots=True)
class Measured:
    """What is measured of a workshop, for one of its reviews."""

    rows: list[MeasureRow]
    ledger: list[Kept]
    totals: Totals
    summary: str


def list_metrics(workshop: Workshop) -> tuple[list[Metric], Totals]:
    """What is measured of a workshop that the person was let into."""
    totals = totals_of(promised_maps([workshop.pk]).get(workshop.pk))
    promises = list_promises([workshop.pk])
    return measures.metrics_of(totals, list_targets([workshop.pk]), promises, _steps(workshop, promises)), totals


def measured(review: Review, reviews: Sequence[Review]) -> Measured:
    """Promised against measured at one review, and whether each action moved its metric."""
    return measured_at([review], reviews)[0]


def measured_at(some: Sequence[Review], reviews: Sequence[Review]) -> list[Measured]:
    """The same at several reviews of one workshop, at least one; `reviews` are all of them."""
    workshop = some[0].workshop
    totals = totals_of(promised_maps([workshop.pk]).get(workshop.pk))
    promises = list_promises([workshop.pk])
    steps = _steps(workshop, promises)
    metrics = measures.metrics_of(totals, list_targets([workshop.pk]), promises, steps)
    readings, found = list_readings([workshop.pk]), []
    for review in some:
        rows = measures.rows(review, reviews, metrics, readings, totals.calendar, workshop.last_day)
        kept = measures.ledger(promises, rows, steps, totals.calendar, workshop.last_day)
        found.append(Measured(rows, kept, totals, measures.summary(rows)))
    return found


def _steps(workshop: Workshop, promises: Sequence[Promise]) -> Mapping[UUID, StepName]:
    return list_steps([workshop.pk]) if any(promise.step_id for promise in promises) else {}


@dataclass(frozen=True, slots=True)
class Dossier:
    """One review with everything in it: how each metric stands, and what was decided."""

    review: Review
    rows: list[MeasureRow]
    decisions: list[Decision]

    @property
    def summary(self) -> str:
        """How the metrics that were measured stand, in words."""
        return measures.summary([row for row in self.rows if row.reading])

    @property
    def lead_time(self) -> str:
        """The lead time that was measured, empty where none was."""
        return next((row.measured for row in self.rows if row.metric.key == "lead_time"), "")


@dataclass(frozen=True, slots=True)
class Binder:
    """All reviews of a workshop, and the lead time over them (None without a map to begin from)."""

    dossiers: list[Dossier]
    lead_time: Curve | None


def list_dossiers(actor: Actor, workshop: Workshop) -> list[Dossier]:
    """The reviews of a workshop that the person was let into, with what stands in them."""
    return get_binder(actor, workshop).dossiers


def get_dossier(actor: Actor, review: Review) -> Dossier:
    """One review of a workshop that the person was let into, with what stands in it; NotFound when it is gone."""
    found = next((dossier for dossier in list_dossiers(actor, review.workshop) if dossier.review.pk == review.pk), None)
    if found is None:
        raise NotFound
    return found


def get_binder(actor: Actor, workshop: Workshop) -> Binder:
    """The reviews of a workshop that the person was let into, with all that stands in them."""
    together = list_reviews(actor, workshop)
    metrics, totals = list_metrics(workshop)
    readings = list_readings([workshop.pk])
    decided: dict[UUID | None, list[Decision]] = {}
    for decision in Decision.objects.present().filter(workshop_id=workshop.pk).order_by("id"):
        decided.setdefault(decision.review_id, []).append(decision)
    dossiers = [
        Dossier(review, measures.rows(review, together, metrics, readings, totals.calendar, workshop.last_day), decided.get(review.pk, []))
        for review in together
    ]
    lead = next((metric for metric in metrics if metric.key == "lead_time"), None)
    if lead is None:
        return Binder(dossiers, None)
    seen = measures.of_metric(lead, measures.by_metric(readings))
    return Binder(dossiers, curve(lead, together, seen, totals.calendar, workshop.last_day))


def lead_time_curve(actor: Actor, workshop: Workshop) -> Curve | None:
    """The lead time over the reviews; None without a map to begin from."""
    return get_binder(actor, workshop).lead_time


def late_actions(review: Review, today: date) -> list[PlannedAction]:
    """Open actions of the review's workshop whose end is past, the oldest first, each with its owner."""
    rows = PlannedAction.objects.present().filter(workshop_id=review.workshop_id, end__lt=today).exclude(status__in=CLOSED)
    return list(rows.select_related("owner__user").order_by("end", "order_key", "id"))


@dataclass(frozen=True, slots=True)
class PreworkRow:
    """One piece of pre-work, and what it is without the review's name."""

    task: SetupTask
    words: str


def list_prework(review: Review) -> list[PreworkRow]:
    """The pre-work of a review that the person was let into, the first due first."""
    rows = SetupTask.objects.present().filter(workshop_id=review.workshop_id, key__startswith=preparation.prefix(review.day))
    return [PreworkRow(row, _plain(row.title, review)) for row in rows.select_related("owner__user").order_by("due_on", "order_key", "id")]


def open_prework(review: Review) -> QuerySet[SetupTask]:
    """The pre-work of a review that is not done and has a day, in the order of the list."""
    rows = SetupTask.objects.present().filter(workshop_id=review.workshop_id, key__startswith=preparation.prefix(review.day))
    found: QuerySet[SetupTask] = rows.filter(done=False).exclude(due_on=None).order_by("order_key", "id")
    return found


def prework_days(review: Review) -> set[int]:
    """How many days before a review some of its open pre-work is due; 0 where it is due on its day or later."""
    return {days_before(review, due_on) for due_on in open_prework(review).order_by().values_list("due_on", flat=True)}


def days_before(review: Review, day: date | None) -> int:
    """How many days before a review this is, 0 also for a later one and for none."""
    return max(0, (review.due_on - day).days) if day else 0


def plain_title(task: SetupTask, review: Review) -> str:
    """A piece of pre-work without the name of its review before it: `Send hour, place and agenda`."""
    return _plain(task.title, review)


def _plain(title: str, review: Review) -> str:
    words = title.removeprefix(f"{review}: ")
    return f"{words[:1].upper()}{words[1:]}"


@dataclass(frozen=True, slots=True)
class NextDate:
    """What comes next in the calendar of a stream."""

    label: str
    day: date
    url: str


def next_dates(review: Review, today: date) -> list[NextDate]:
    """The next check-in, review and alignment meeting after a review, the first first."""
    found = []
    following = next_planned(review)
    if following is not None:
        found.append(NextDate(str(following), following.due_on, following.get_absolute_url()))
    meeting = AlignmentMeeting.objects.present().filter(workshop_id=review.workshop_id, status="planned").order_by("due_on").first()
    if meeting is not None:
        found.append(NextDate("Alignment meeting", meeting.due_on, meeting.get_absolute_url()))
    check_in = CheckInRound.objects.filter(workshop_id=review.workshop_id, cancelled_at=None, on__gte=today).order_by("on").first()
    if check_in is not None:
        found.append(NextDate("Check-in", check_in.on, reverse("check-ins", args=[review.workshop_id])))
    return sorted(found, key=lambda entry: entry.day)


def suggest_rating(rows: Sequence[MeasureRow], actions: Sequence[Card], barriers: Sequence[Barrier]) -> Suggestion:
    """What the numbers of a review say: what was measured, what is late, and what waits for a leader."""
    verdicts = [row.verdict for row in rows if row.reading]
    return suggest(
        Facts(
            measured=len(verdicts),
            unmeasured=len(rows) - len(verdicts),
            behind=sum(verdict in ("moving", "unmoved") for verdict in verdicts),
            worse=verdicts.count("worse"),
            late_actions=sum(card.is_late for card in actions),
            open_barriers=sum(not barrier.answer for barrier in barriers),
        )
    )


def actions_to_discuss(actor: Actor, review: Review, *, now: datetime) -> list[Card]:
    """Open actions that are late, blocked, or due within two weeks after the review; the oldest end first."""
    until = max(review.due_on, review.workshop.today(now)) + SOON
    cards = plans.list_cards(actor, review.workshop, now=now)
    wanted = [card for card in cards if card.is_open and (card.is_late or card.action.status == "blocked" or _ends_by(card, until))]
    return sorted(wanted, key=lambda card: (not card.is_late, card.action.end or date.max, card.action.title))


def _ends_by(card: Card, until: date) -> bool:
    return card.action.end is not None and card.action.end <= until


def list_barriers(workshop: Workshop) -> list[Barrier]:
    """What only a leader can lift and is not lifted yet, of a workshop that the person was let into."""
    rows = Barrier.objects.present().filter(workshop_id=workshop.pk).exclude(status="lifted")
    return list(rows.select_related("owner__user", "raised_by").order_by("order_key", "id"))


def list_decisions(review: Review) -> list[Decision]:
    """What was decided in a review, in the order it was written down."""
    return list(Decision.objects.present().filter(review=review).select_related("owner__user", "author").order_by("id"))


def list_people(workshop: Workshop, *, keep: Collection[str] = ()) -> list[Participation]:
    """Each person of the workshop once, by name; of a person with several roles the row in `keep` is taken."""
    return plans.list_people(workshop, keep={UUID(entry) for entry in keep})


def names_of(review: Review) -> list[str]:
    """Who was there, by name."""
    return sorted(plans.list_names(review.workshop, review.attendance), key=str.lower)


def list_reports(workshop: Workshop) -> QuerySet[GeneratedReport]:
    """The reports of a workshop whose reports the person may read, the newest first."""
    return GeneratedReport.objects.filter(workshop_id=workshop.pk).select_related("requested_by").order_by("-created_at", "-pk")


def get_report(actor: Actor, pk: UUID) -> GeneratedReport:
    """A report with its workshop; NotFound for strangers, Forbidden without the right to read reports."""
    report = GeneratedReport.objects.select_related("requested_by").filter(pk=pk).first()
    if report is None:
        raise NotFound
    report.workshop = get_workshop(actor, report.workshop_id, Action.READ_REPORTS)
    return report


def latest_of_day(day: WorkshopDay) -> GeneratedReport | None:
    """The report that was made last of the summary of a day that the person was let into."""
    return GeneratedReport.objects.filter(day_id=day.pk).order_by("-created_at", "-id").first()
