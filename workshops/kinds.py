"""The live record kinds of this app: which fields they have, who may change them, and what follows from a change."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q

from accounts.models import User
from accounts.models.users import validate_time_zone
from vsm_site.lib.errors import Fault
from workshops import day_rules, kinds_captures, records, signals
from workshops.charter_parts import PARTS, TOTALS
from workshops.kinds_shared import made_by
from workshops.models import (
    AgendaItem,
    Barrier,
    Charter,
    CharterTarget,
    LeaderQuestion,
    LeadershipVisit,
    Lesson,
    Participation,
    SetupTask,
    StageMove,
    ValueStream,
    Workshop,
    WorkshopDay,
)
from workshops.models.workshop import STAGE_CHOICES
from workshops.policy import Action
from workshops.records import LiveField, OwnRule, RecordKind
from workshops.screens import CHOICES as SCREEN_CHOICES
from workshops.setup_templates import AREAS

ORDER = LiveField(records.text(120).parse, last_writer_wins=True)


def time_zone() -> LiveField:
    """The name of a time zone."""

    def parse(value: Any) -> str:
        try:
            validate_time_zone(str(value))
        except Exception as error:
            raise ValueError(f"“{value}” is not a time zone. Choose one like Europe/Berlin.") from error
        return str(value)

    return LiveField(parse)


def _mine(attr: str) -> Any:
    """Whether a person column of a record is this user, either directly or through the people of the workshop."""

    def is_own(record: Any, user_id: UUID) -> bool:
        related = getattr(record, attr)
        return related is not None and (related.pk == user_id or getattr(related, "user_id", None) == user_id)

    return is_own


def _check_days(workshop: Workshop) -> list[Fault]:
    if workshop.last_day < workshop.first_day:
        return [Fault("last_day", "The last day cannot be before the first day.")]
    if (workshop.last_day - workshop.first_day).days > 30:
        return [Fault("last_day", "A workshop lasts 31 days at most; check the dates.")]
    return []


def _after_workshop(tx: Any, workshop: Workshop, fields: frozenset[str]) -> None:
    if "stream" in fields:  # it is being made; its days are
        return
    if moved := fields & {"first_day", "last_day", "time_zone"}:
        before = WORKSHOP.parse({name: tx.undo[0]["f"][name] for name in moved}, from_wire=False)
        signals.days_moved.send(sender=Workshop, tx=tx, workshop=workshop, before=before)


WORKSHOP = RecordKind(
    "workshop",
    Workshop,
    {
        "stream": records.reference("stream", ValueStream, from_wire=False),
        "title": records.text(120, required=True),
        "first_day": records.day(required=True),
        "last_day": records.day(required=True),
        "time_zone": time_zone(),
        "stage": records.choice(STAGE_CHOICES, needs=Action.RUN_WORKSHOP, from_wire=False),
        "paused": records.flag(needs=Action.RUN_WORKSHOP),
        "map_locked": records.flag(needs=Action.RUN_WORKSHOP),
        "guests_edit": records.flag(needs=Action.RUN_WORKSHOP),
        "plan_handed_over": records.flag(needs=Action.EDIT_PLAN),
        "practice": records.flag(from_wire=False),
        "lead": records.reference("lead", User, needs=Action.RUN_WORKSHOP, from_wire=False),
        "shown": LiveField(records.same, needs=Action.RUN_WORKSHOP, from_wire=False, last_writer_wins=True),
    },
    needs=Action.EDIT_CHARTER,
    sets={"locked_steps": Action.RUN_WORKSHOP},
    members={"locked_steps": "step"},
    topics=("workshop",),
    creatable=False,
    deletable=False,
    check=_check_days,
    after=_after_workshop,
)


def _check_person(person: Participation) -> list[Fault]:
    """One row for each person and role."""
    rows = Participation.objects.present().filter(workshop_id=person.workshop_id, role=person.role).exclude(pk=person.pk)
    same = Q(email=person.email) | Q(user_id=person.user_id) if person.user_id else Q(email=person.email)
    if rows.filter(same).exists():
        return [Fault("role", f"{person.name} has this role already.")]
    return []


def _after_person(tx: Any, person: Participation, fields: frozenset[str]) -> None:
    if "role" in fields:
        before = tx.undo[0].get("f", {}).get("role", "")
        signals.person_changed.send(sender=Participation, tx=tx, person=person, before=before)


PARTICIPATION = RecordKind(
    "person",
    Participation,
    {
        "user": records.reference("user", Participation._meta.get_field("user").related_model, from_wire=False),
        "email": records.text(254, required=True, private=Action.SEE_PEOPLE_DATA, from_wire=False),
        "role": records.choice(Participation._meta.get_field("role").choices or [], from_wire=False),
        "function": records.text(80, private=Action.READ_REPORTS),
        "area": records.text(80, private=Action.READ_REPORTS),
        "expert_of": records.text(300, private=Action.READ_REPORTS),
        "full_time": records.flag(private=Action.READ_REPORTS),
        "released": records.flag(needs=Action.CONFIRM_RELEASE, private=Action.READ_REPORTS),
        "order_key": ORDER,
    },
    needs=Action.MANAGE_PEOPLE,
    topics=("people",),
    creatable=False,
    deletable=False,
    check=_check_person,
    after=_after_person,
)

CHARTER_TEXTS = (
    ("family", 200),
    ("areas", 800),
    ("included", 4000),
    ("excluded", 4000),
    ("trigger", 300),
    ("first_step", 200),
    ("last_step", 200),
    ("boundaries", 4000),
    ("working_calendar", 200),
    ("case_for_change", 10000),
    ("requirements", 10000),
    ("constraints", 4000),
    ("interdependent", 4000),
    ("benefit_customer", 4000),
    ("benefit_business", 4000),
    ("benefit_staff", 4000),
    ("on_call", 1000),
    ("briefings", 4000),
    ("place", 300),
    ("equipment", 300),
    ("food", 300),
    ("walk_route", 4000),
    ("remote_link", 300),
    ("follow_up_place", 300),
    ("follow_up_owner", 120),
)


def _check_charter(charter: Charter) -> list[Fault]:
    if charter.demand_quantity is not None and charter.demand_quantity < 0:
        return [Fault("demand_quantity", "Demand cannot be below zero.")]
    if charter.demand_quantity is not None and not charter.demand_per:
        return [Fault("demand_per", "Say per hour, day, week or month.")]
    return []


CHARTER = RecordKind(
    "charter",
    Charter,
    {name: records.text(limit, from_wire=not PARTS[name].is_past) for name, limit in CHARTER_TEXTS}
    | {
        "customer_kind": records.choice(Charter._meta.get_field("customer_kind").choices or [], blank=True),
        "demand_quantity": records.number(),
        "demand_per": records.choice(Charter._meta.get_field("demand_per").choices or [], blank=True),
        "approved_by": records.reference(
            "approved_by", Charter._meta.get_field("approved_by").related_model, needs=Action.APPROVE_CHARTER, from_wire=False
        ),
        "approved_at": records.moment(needs=Action.APPROVE_CHARTER, from_wire=False),
    },
    needs=Action.EDIT_CHARTER,
    audience=Action.READ_REPORTS,
    topics=("charter",),
    creatable=False,
    deletable=False,
    check=_check_charter,
)

TARGET = RecordKind(
    "target",
    CharterTarget,
    {
        "metric": records.text(120, required=True),
        "total": records.choice(TOTALS, blank=True),
        "baseline": records.text(60),
        "target": records.text(60, required=True),
        "by_when": records.day(),
        "note": records.text(300),
        "order_key": ORDER,
    },
    needs=Action.EDIT_CHARTER,
    audience=Action.READ_REPORTS,
    topics=("charter",),
)


def _after_task(tx: Any, task: SetupTask, fields: frozenset[str]) -> None:
    if fields & {"due_on", "done"}:
        signals.task_moved.send(sender=SetupTask, tx=tx, task=task)


TASK = RecordKind(
    "task",
    SetupTask,
    {
        "key": records.text(40, from_wire=False),
        "stage": records.choice(STAGE_CHOICES),
        "area": records.choice(AREAS, blank=True),
        "title": records.text(200, required=True),
        "owner": records.reference("owner", Participation),
        "due_on": records.day(),
        "done": records.flag(),
        "notes": records.text(10000),
        "order_key": ORDER,
    },
    needs=Action.EDIT_CHARTER,
    own=OwnRule(Action.UPDATE_OWN_ACTION, _mine("owner"), frozenset({"done", "notes"})),
    audience=Action.READ_REPORTS,
    topics=("tasks",),
    after=_after_task,
)


def _reasons() -> LiveField:
    """Texts of warnings."""

    def parse(value: Any) -> list[str]:
        if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            raise ValueError("These are texts.")
        return value

    return LiveField(parse, private=Action.READ_REPORTS, from_wire=False)


STAGE_MOVE = RecordKind(
    "stage_move",
    StageMove,
    {
        "from": records.choice(STAGE_CHOICES, attr="from_stage", from_wire=False),
        "to": records.choice(STAGE_CHOICES, attr="to_stage", from_wire=False),
        "reason": records.text(1000, merges=False, private=Action.READ_REPORTS, from_wire=False),
        "blockers": _reasons(),
        "by": records.reference("by", StageMove._meta.get_field("by").related_model, from_wire=False),
        "at": records.moment(from_wire=False),
    },
    needs=Action.RUN_WORKSHOP,
    topics=("workshop",),
    creatable=False,
    deletable=False,
    fill=made_by(),
)

DAY = RecordKind(
    "day",
    WorkshopDay,
    {
        "date": records.day(required=True, from_wire=False),  # it follows from the dates of the workshop
        "theme": records.text(200),
        "starts_at": records.clock(),
        "accomplishments": records.text(4000, needs=Action.WRITE_SUMMARY, private=Action.READ_REPORTS),
        "team_did": records.text(8000, needs=Action.WRITE_SUMMARY, private=Action.READ_REPORTS),
        "closed": records.flag(needs=Action.WRITE_SUMMARY, from_wire=False),
        "agreed_end": records.clock(blank=True, from_wire=False),
    },
    needs=Action.RUN_WORKSHOP,
    topics=("agenda",),
    creatable=False,
    after=day_rules.keep_a_closed_day,
)

AGENDA = RecordKind(
    "agenda",
    AgendaItem,
    {
        "day": records.reference("day", WorkshopDay, required=True),
        "title": records.text(200, required=True),
        "duration_minutes": records.whole(1, 720),
        "kind": records.choice(AgendaItem._meta.get_field("kind").choices or []),
        "owner": records.reference("owner", Participation),
        "lead": records.text(80),
        "note": records.text(300),
        "materials": records.text(300),
        "screen": records.choice(SCREEN_CHOICES, blank=True),
        "done": records.flag(),
        "agreed_start": records.clock(blank=True, from_wire=False),
        "started_at": records.moment(from_wire=False),
        "ended_at": records.moment(from_wire=False),
        "carried_from": records.reference("carried_from", AgendaItem, from_wire=False),
        "order_key": ORDER,
    },
    needs=Action.RUN_WORKSHOP,
    topics=("agenda",),
    after=day_rules.keep_closed_days,
)


def _fill_author(tx: Any, record: Any) -> None:
    record.author_id = tx.actor.user_id


LESSON = RecordKind(
    "lesson",
    Lesson,
    {
        "day": records.reference("day", WorkshopDay, required=True),
        "text": records.text(2000, required=True),
        "kind": records.choice(Lesson._meta.get_field("kind").choices or []),
        "author": records.reference("author", Lesson._meta.get_field("author").related_model, from_wire=False),
        "order_key": ORDER,
    },
    needs=Action.MANAGE_CAPTURES,
    needs_new=Action.CAPTURE,
    own=OwnRule(Action.CAPTURE, _mine("author"), frozenset({"text", "kind"}), may_delete=True),
    topics=("agenda",),
    fill=_fill_author,
)

VISIT = RecordKind(
    "visit",
    LeadershipVisit,
    {
        "day": records.reference("day", WorkshopDay, required=True),
        "at": records.clock(),
        "leaders": records.text(300),
        "progress": records.text(4000),
    },
    needs=Action.RECORD_VISIT,
    audience=Action.READ_REPORTS,
    topics=("agenda",),
)

QUESTION = RecordKind(
    "question",
    LeaderQuestion,
    {
        "day": records.reference("day", WorkshopDay, required=True),
        "text": records.text(500, required=True),
        "author": records.reference("author", LeaderQuestion._meta.get_field("author").related_model, from_wire=False),
        "owner": records.reference("owner", Participation),
        "answer": records.text(4000),
        "order_key": ORDER,
    },
    needs=Action.RECORD_VISIT,
    needs_new=Action.ASK_LEADERS,
    own=OwnRule(Action.ASK_LEADERS, _mine("author"), frozenset({"text"}), may_delete=True),
    audience=Action.READ_REPORTS,
    topics=("agenda",),
    fill=_fill_author,
)


def _fill_barrier(tx: Any, record: Any) -> None:
    record.raised_by_id = tx.actor.user_id


def _check_barrier(barrier: Barrier) -> list[Fault]:
    """Nothing is closed silently."""
    if barrier.status == "lifted" and not barrier.answer.strip():
        return [Fault("answer", "Say what was decided or done, so that nothing is closed silently.")]
    return []


BARRIER = RecordKind(
    "barrier",
    Barrier,
    {
        "text": records.text(500, required=True),
        "about": records.text(60, from_wire=False),
        "raised_by": records.reference("raised_by", Barrier._meta.get_field("raised_by").related_model, from_wire=False),
        "owner": records.reference("owner", Participation),
        "due_on": records.day(),
        "answer": records.text(4000),
        "decided_by": records.reference("decided_by", Participation, from_wire=False),
        "written_by": records.reference("written_by", User, from_wire=False),
        "status": records.choice(Barrier._meta.get_field("status").choices or []),
        "order_key": ORDER,
    },
    needs=Action.ANSWER_BARRIER,
    needs_new=Action.RAISE_BARRIER,
    own=OwnRule(Action.RAISE_BARRIER, _mine("raised_by"), frozenset({"text"}), may_delete=True),
    audience=Action.READ_REPORTS,
    topics=("barriers",),
    fill=_fill_barrier,
    check=_check_barrier,
    after=day_rules.follow_barrier,
)


CAPTURE = kinds_captures.CAPTURE

KINDS = (WORKSHOP, PARTICIPATION, CHARTER, TARGET, TASK, STAGE_MOVE, DAY, AGENDA, LESSON, VISIT, QUESTION, BARRIER, CAPTURE)
