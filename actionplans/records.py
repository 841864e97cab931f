"""The live record kinds of this app: which fields they have, who may change them, and what follows from a change."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from accounts.models import User
from actionplans import dependencies, notices, promises
from actionplans.cadence import MOST_CHECK_INS, MOST_WEEKS, WEEKDAYS
from actionplans.health import NEEDS_REASON
from actionplans.models import Action, ActionPlan, Grade, PlanBlock, ProgressUpdate, Promise
from actionplans.signals import cadence_moved
from vsm_site.lib.errors import Fault, NotFound
from workshops import records
from workshops.models import Capture, Participation
from workshops.policy import Action as Right
from workshops.records import LiveField, OwnRule, RecordKind

TOPIC = ("plan",)
MAX_TEAM = 30
ORDER = LiveField(records.text(120).parse, last_writer_wins=True)
STEP_KIND, NOTE_KIND = "step", "note"
MAX_DEPENDS = 30
OWN_FIELDS = frozenset({"status", "status_on", "reason", "waits_for", "percent", "result"})
"""What the owner of an action says about it."""


def percent() -> LiveField:
    """A whole number from 0 to 100, or none."""
    whole = records.whole(0, 100).parse
    return LiveField(lambda value: None if value in (None, "") else whole(value))


def ids(most: int, words: str, **more: Any) -> LiveField:
    """Ids of people or records, each once; at most so many of what the words say."""

    def parse(value: Any) -> list[str]:
        if not isinstance(value, list) or len(value) > most:
            raise ValueError(f"Give a list of at most {most} {words}.")
        try:
            return list(dict.fromkeys(str(UUID(str(entry).rpartition("/")[2])) for entry in value))
        except ValueError:
            raise ValueError("This is not an id.") from None

    return LiveField(parse, merges=True, **more)


def grade() -> LiveField:
    """Low, medium or high as 1, 2 or 3, or none."""
    whole = records.whole(Grade.LOW, Grade.HIGH).parse
    return LiveField(lambda value: None if value in (None, "") else whole(int(value) if value in ("1", "2", "3") else value))


def step() -> LiveField:
    """The id of a step; that it is one of this workshop is checked when the record is stored."""
    spec = records.reference(STEP_KIND, Action)
    return LiveField(spec.parse, lambda value: str(value) if value else None, attr="step_id")


def statement(attr: str) -> LiveField:
    """A statement as given; whether it fits the metric is checked when the promise is stored."""

    def parse(value: Any) -> Any:
        if value in (None, "") or not isinstance(value, str | int | float | dict) or isinstance(value, bool):
            raise ValueError("Type a value with its unit.")
        if len(str(value)) > 4000:
            raise ValueError("This is too long.")
        return value

    return LiveField(parse, attr=attr)


def _has(kind_name: str, workshop_id: UUID, pk: UUID | None) -> bool:
    """Whether a record is of this workshop; the kind belongs to another app, so it is asked for by name."""
    kind = records.kinds().get(kind_name)
    if pk is None:
        return True
    try:
        return kind is not None and records.find(workshop_id, kind, pk) is not None
    except NotFound:
        return False


def _check_action(action: Action) -> list[Fault]:
    faults = []
    if action.start and action.end and action.end < action.start:
        faults.append(Fault("end", "The end cannot be before the start."))
    if action.status in NEEDS_REASON and not action.reason.strip():
        word = "blocks it" if action.status == Action.Status.BLOCKED else "it is dropped for"
        faults.append(Fault("reason", f"Say what {word}."))
    if action.team and _strangers(action):
        faults.append(Fault("team", "There is no such person in this workshop."))
    if not _has(STEP_KIND, action.workshop_id, action.step_id):
        faults.append(Fault("step", "There is no such step in this workshop."))
    return faults


def _check_action_fields(action: Action, written: frozenset[str]) -> list[Fault]:
    faults = []
    if "source_note" in written and not _has(NOTE_KIND, action.workshop_id, action.source_note_id):
        faults.append(Fault("source_note", "There is no such note on the maps of this workshop."))
    if "depends_on" in written and action.depends_on:
        faults += _check_dependencies(action)
    return faults


def _check_dependencies(action: Action) -> list[Fault]:
    rows = Action.objects.filter(workshop_id=action.workshop_id).values_list("pk", "title", "depends_on")
    known = {str(pk): list(waits) for pk, _, waits in rows}
    if not set(action.depends_on) <= set(known):
        return [Fault("depends_on", "There is no such action in this plan.")]
    circle = dependencies.circle(str(action.pk), action.depends_on, known)
    if not circle:
        return []
    titles = {str(pk): title for pk, title, _ in rows} | {str(action.pk): action.title}
    if len(circle) == 1:
        return [Fault("depends_on", "An action cannot wait for itself.")]
    said = " waits for ".join(f"“{titles[key]}”" for key in (*circle, circle[0]))
    return [Fault("depends_on", f"This goes round in a circle: {said}.")]


def _strangers(action: Action) -> bool:
    return Participation.objects.filter(workshop_id=action.workshop_id, pk__in=action.team).count() != len(action.team)


def _after_action(tx: Any, action: Action, fields: frozenset[str]) -> None:
    if action.deleted_seq is not None:
        return
    if "status" in fields and "status_on" not in fields and tx.undoing is None:
        action = tx.set(action, {"status_on": action.workshop.today(tx.at)})
    if "owner" in fields and action.owner_id:
        notices.tell_assigned(tx, action)
    if "waits_for" in fields and action.waits_for_id and action.status == Action.Status.BLOCKED:
        notices.tell_waiting(tx, action)


def _fill_action(tx: Any, action: Action) -> None:
    action.status_on = action.status_on or action.workshop.today(tx.at)


def _is_own_action(action: Action, user_id: UUID) -> bool:
    return action.owner is not None and action.owner.user_id == user_id


ACTION = RecordKind(
    "action",
    Action,
    {
        "title": records.text(200, required=True),
        "kind": records.choice(Action.Kind.choices),
        "objective": records.text(500),
        "countermeasure": records.text(4000),
        "owner": records.reference("owner", Participation),
        "team": ids(MAX_TEAM, "people"),
        "block": records.reference("block", PlanBlock),
        "impact": grade(),
        "effort": grade(),
        "depends_on": ids(MAX_DEPENDS, "actions", lists=Action),
        "preparation": records.text(2000),
        "result": records.text(2000),
        "start": records.day(),
        "end": records.day(),
        "status": records.choice(Action.Status.choices),
        "status_on": LiveField(records.day().parse, records.day().dump, from_wire=False),
        "reason": records.text(500),
        "waits_for": records.reference("waits_for", Participation),
        "percent": percent(),
        "source_capture": records.reference("source_capture", Capture, from_wire=False),
        "source_note": records.key(attr="source_note_id"),
        "step": step(),
        "order_key": ORDER,
    },
    needs=Right.EDIT_PLAN,
    own=OwnRule(Right.UPDATE_OWN_ACTION, _is_own_action, OWN_FIELDS),
    audience=Right.READ_REPORTS,
    topics=TOPIC,
    fill=_fill_action,
    check=_check_action,
    check_fields=_check_action_fields,
    after=_after_action,
)


def _ungroup(tx: Any, block: PlanBlock) -> None:
    """Actions stay in the plan when their block goes."""
    for action in Action.objects.present().filter(block=block):
        tx.set(action, {"block": None})


BLOCK = RecordKind(
    "plan_block",
    PlanBlock,
    {"title": records.text(120, required=True), "objective": records.text(500), "order_key": ORDER},
    needs=Right.EDIT_PLAN,
    audience=Right.READ_REPORTS,
    topics=TOPIC,
    before_delete=_ungroup,
)


def _removed(record: ProgressUpdate | Promise) -> list[Fault]:
    return [Fault("action", "This action was removed.")] if record.action.deleted_seq is not None else []


def _check_promise(promise: Promise) -> list[Fault]:
    faults = _removed(promise)
    promise.metric = promises.metric_key(promise.metric, at_step=promise.step_id is not None)
    known = promises.BY_KEY.get(promise.metric)
    for name in ("from", "to"):
        try:
            value = promises.parse_statement(promise.metric, getattr(promise, f"{name}_value"))
            setattr(promise, f"{name}_value", value)
        except ValueError as error:
            faults.append(Fault(name, str(error)))
    if known and promise.step_id is None and not known.of_map:
        faults.append(Fault("step", f"{known.label} belongs to one step: choose it."))
    if known and promise.step_id and not known.of_step:
        faults.append(Fault("step", f"{known.label} belongs to the whole map, not to a step."))
    if not _has(STEP_KIND, promise.workshop_id, promise.step_id):
        faults.append(Fault("step", "There is no such step in this workshop."))
    return faults


PROMISE = RecordKind(
    "promise",
    Promise,
    {
        "action": records.reference("action", Action, required=True, once=True),
        "metric": records.text(60, required=True),
        "step": step(),
        "from": statement("from_value"),
        "to": statement("to_value"),
        "accepted": records.flag(),
    },
    needs=Right.EDIT_PLAN,
    audience=Right.READ_REPORTS,
    topics=TOPIC,
    check=_check_promise,
)


def _fill_update(tx: Any, update: ProgressUpdate) -> None:
    """Author and time; one reports on one's own actions, whoever edits the plan on all."""
    update.author_id = update.author_id or tx.actor.user_id
    update.at = update.at if "at" in update.revs else tx.at
    if not _is_own_action(update.action, tx.actor.user_id):
        tx.require(Right.EDIT_PLAN)


def _is_author(update: ProgressUpdate, user_id: UUID) -> bool:
    return update.author_id == user_id


UPDATE = RecordKind(
    "update",
    ProgressUpdate,
    {
        "action": records.reference("action", Action, required=True, once=True),
        "text": LiveField(records.text(1000, required=True).parse),
        "percent": percent(),
        "evidence": records.text(500),
        "author": records.reference("author", User, from_wire=False),
        "at": records.moment(from_wire=False),
    },
    needs=Right.EDIT_PLAN,
    needs_new=Right.UPDATE_OWN_ACTION,
    new_fields=frozenset({"text", "percent", "evidence"}),
    own=OwnRule(Right.UPDATE_OWN_ACTION, _is_author, frozenset({"text", "evidence"}), may_delete=True),
    audience=Right.READ_REPORTS,
    topics=TOPIC,
    fill=_fill_update,
    check=_removed,
)


def weekday() -> LiveField:
    """A day of the week, 0 = Monday, or none."""
    whole = records.whole(0, 6).parse
    return LiveField(
        lambda value: None if value in (None, "") else whole(int(value) if isinstance(value, str) and value.isdecimal() else value)
    )


def _check_plan(plan: ActionPlan) -> list[Fault]:
    """A rhythm has a first and a last day, and not more check-ins than anybody holds."""
    if plan.checkin_weekday is None:
        return []
    if missing := [name for name in ("checkin_from", "checkin_until") if getattr(plan, name) is None]:
        return [Fault(name, "Say on which day.") for name in missing]
    assert plan.cadence is not None, "all of it is there"
    if plan.cadence.last < plan.cadence.first:
        return [Fault("checkin_until", "This cannot be before the first day.")]
    count = len(plan.cadence.dates())
    if not count:
        return [Fault("checkin_until", f"There is no {WEEKDAYS[plan.checkin_weekday][1]} between these days.")]
    return [Fault("checkin_until", f"This would be {count} check-ins; at most {MOST_CHECK_INS}.")] if count > MOST_CHECK_INS else []


def _after_plan(tx: Any, plan: ActionPlan, fields: frozenset[str]) -> None:
    if fields & CADENCE_FIELDS:
        cadence_moved.send(sender=ActionPlan, plan=plan, workshop=plan.workshop, now=tx.at)


CADENCE = {
    "checkin_weekday": weekday(),
    "checkin_every": records.whole(1, MOST_WEEKS, required=False),
    "checkin_at": records.clock(),
    "checkin_ask_days": records.whole(0, 6, required=False),
    "checkin_from": records.day(),
    "checkin_until": records.day(),
}
CADENCE_FIELDS = frozenset(CADENCE)

PLAN = RecordKind(
    "plan",
    ActionPlan,
    {"objective": records.text(4000)} | CADENCE,
    needs=Right.EDIT_PLAN,
    audience=Right.READ_REPORTS,
    topics=TOPIC,
    creatable=False,
    deletable=False,
    check=_check_plan,
    after=_after_plan,
)

KINDS = (PLAN, BLOCK, ACTION, PROMISE, UPDATE)
