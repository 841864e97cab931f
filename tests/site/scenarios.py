"""For every kind of live record: how one is made and how each of its fields is changed. A new kind needs an entry here.

Values are JSON, as they go over the wire; texts carry the mark of their side, so that another tenant's are recognised.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.services import guests
from reviews.alignment import POINTS
from tests.cast import add_person
from vsm_site.lib.ids import uuid7
from workshops import records
from workshops.access import Actor
from workshops.change import Tx, change
from workshops.models import Participation, Photo, StoredFile, ValueStream, Workshop
from workshops.models.live import LiveBase
from workshops.policy import Action, Role

Values = dict[str, Any]
EVERY_RIGHT = frozenset(Action)


@dataclass
class Side:
    """One tenant: its workshop, who acts there, and one record of each kind once it is asked for."""

    workshop: Workshop
    actor: Actor
    mark: str
    found: dict[str, LiveBase] = field(default_factory=dict)

    def text(self, words: str) -> str:
        """A text of this side."""
        return f"{self.mark} {words}"

    def record(self, kind: str) -> Any:
        """The side's record of this kind, made when there is none."""
        if kind not in self.found:
            self.found[kind] = existing(self, kind) or make(self, kind)
        return self.found[kind]

    def key(self, kind: str) -> str:
        """The id of the side's record of this kind."""
        return str(self.record(kind).pk)

    def person(self) -> Participation:
        """Somebody of the workshop."""
        return Participation.objects.present().filter(workshop=self.workshop).order_by("pk").first()

    def edit(self) -> Any:
        """An open change with every right."""
        return change(self.workshop.pk, actor=self.actor, granted=EVERY_RIGHT, client_id="site-tests")

    def fresh(self, record: LiveBase) -> Any:
        """The record as it is stored now."""
        return type(record).objects.get(pk=record.pk)


@dataclass(frozen=True)
class Scenario:
    """How a record of a kind is made (None: it is there from the start), and a second value for every field."""

    new: Callable[[Side], Values] | None
    edit: Callable[[Side], Values]


def _workshop(side: Side) -> Values:
    stream = ValueStream.objects.create(
        organisation=side.workshop.stream.organisation, name=side.text("second stream"), item_kind="code", created_by=side.actor.user
    )
    room = {"lead": str(side.actor.user_id), "shown": {"map": side.key("map"), "pass": "flow", "by": str(side.actor.user_id)}}
    flags = {
        "plan_handed_over": True,
        "paused": True,
        "map_locked": True,
        "guests_edit": True,
        "practice": True,
    }  # only who may edit the plan hands it over
    days = {"last_day": "2026-11-26", "first_day": "2026-11-23", "time_zone": "Europe/Berlin"}
    return {"title": side.text("workshop, moved"), "stage": "gather", "stream": str(stream.pk)} | room | flags | days


def _person(side: Side) -> Values:
    return {
        "user": str(side.actor.user_id),
        "email": "somebody@example.org",
        "role": "observer",
        "function": side.text("function"),
        "area": side.text("area"),
        "expert_of": side.text("expert of"),
        "full_time": True,
        "released": True,
        "order_key": "b1",
    }


def _charter(side: Side) -> Values:
    kind = records.kinds()["charter"]
    chosen = {"customer_kind": "internal", "demand_per": "d", "demand_quantity": 12.5}
    own = chosen | {"approved_by": str(side.actor.user_id), "approved_at": "2026-11-02T09:00:00+00:00"}
    return {name: side.text(name.replace("_", " ")) for name in kind.fields if name not in own} | own


def _target(side: Side) -> Values:
    return {
        "metric": side.text("metric"),
        "total": "lead_time",
        "baseline": side.text("baseline"),
        "target": side.text("target"),
        "by_when": "2027-02-16",
        "note": side.text("target note"),
        "order_key": "b1",
    }


def _charter_version(side: Side) -> Values:
    return {
        "number": 7,
        "note": side.text("version note"),
        "content": {"fields": {"trigger": side.text("trigger then")}, "targets": [], "days": ""},
        "made_by": str(side.actor.user_id),
        "made_at": "2026-11-02T09:00:00+00:00",
    }


def _charter_signature(side: Side) -> Values:
    signed = {"by": str(side.actor.user_id), "at": "2026-11-02T09:00:00+00:00", "lacking": side.text("lacking")}
    return {"version": side.key("charter_version"), "role": "coach"} | signed


def _charter_comment(side: Side) -> Values:
    said = {"author": str(side.actor.user_id), "said_at": "2026-11-02T09:00:00+00:00"}
    return {"part": "scope", "text": side.text("comment"), "settled": True} | said


def _stored(side: Side) -> str:
    """A file of this side's workshop on disk."""
    name = default_storage.save(f"files/{side.workshop.pk}/{uuid7().hex}", ContentFile(side.text("file").encode()))
    return str(StoredFile.objects.create(workshop=side.workshop, file=name).pk)


def _first_file(side: Side) -> Values:
    return {"task": side.key("task"), "name": side.text("first file.txt"), "kind": "txt", "size": 12, "stored": _stored(side)}


def _task_file(side: Side) -> Values:
    given = {"by": str(side.actor.user_id), "at": "2026-11-02T09:00:00+00:00"}
    return {"task": side.key("task"), "name": side.text("file.csv"), "kind": "csv", "size": 1200, "stored": _stored(side)} | given


def _first_standard_file(side: Side) -> Values:
    return _kept(side, "first document.txt", "txt", 12) | {"standard": side.key("standard")}


def _standard_file(side: Side) -> Values:
    given = {"by": str(side.actor.user_id), "at": "2026-12-01T09:00:00+00:00"}
    return _kept(side, "document.csv", "csv", 1200) | {"standard": side.key("standard")} | given


def _kept(side: Side, name: str, kind: str, size: int) -> Values:
    return {"name": side.text(name), "kind": kind, "size": size, "stored": _stored(side)}


def _meeting(side: Side) -> Values:
    return {
        "kind": "kickoff",
        "date": "2026-11-03",
        "starts_at": "15:00",
        "minutes": 45,
        "place": side.text("meeting place"),
        "others": side.text("others"),
        "agenda": side.text("meeting about"),
        "notes": side.text("meeting notes"),
        "decisions": side.text("meeting decisions"),
        "handed_over": side.text("handed over"),
        "held": True,
    }


def _prework(side: Side) -> Values:
    return {
        "person": str(side.person().pk),
        "kind": "step",
        "step": side.text("own step, said anew"),
        "data": {"cycle_time": {"value": "20 min", "evidence": "estimate"}, "trigger": side.text("trigger of the own step")},
        "text": side.text("text"),
        "author": str(side.actor.user_id),
        "said_at": "2026-11-02T09:00:00+00:00",
        "state": "declined",
        "answer": side.text("why not"),
    }


def _first_prework(side: Side) -> Values:
    return {"person": str(side.person().pk), "kind": "step", "step": side.text("own step"), "data": {"wip": 4}}


def _dismissal(side: Side) -> Values:
    return {"hint": "no-walk", "by": str(side.actor.user_id), "at": "2026-11-02T09:00:00+00:00"}


def _task(side: Side) -> Values:
    return {
        "key": "charter-signed",
        "stage": "gather",
        "area": "materials",
        "title": side.text("task"),
        "owner": str(side.person().pk),
        "due_on": "2026-11-09",
        "done": True,
        "notes": side.text("task notes"),
        "order_key": "b1",
    }


def _day(side: Side) -> Values:
    return {
        "date": "2026-11-19",
        "theme": side.text("theme"),
        "starts_at": "08:30",
        "accomplishments": side.text("accomplishments"),
        "team_did": side.text("team did"),
        "closed": True,
        "agreed_end": "17:15",
    }


def _agenda(side: Side) -> Values:
    return {
        "day": side.key("day"),
        "title": side.text("agenda"),
        "duration_minutes": 45,
        "kind": "walk",
        "owner": str(side.person().pk),
        "lead": side.text("lead"),
        "note": side.text("agenda note"),
        "materials": side.text("materials"),
        "screen": "pass-flow",
        "done": True,
        "agreed_start": "10:45",
        "started_at": "2026-11-17T10:48:00+00:00",
        "ended_at": "2026-11-17T12:20:00+00:00",
        "carried_from": side.key("agenda"),
        "order_key": "b1",
    }


def _lesson(side: Side) -> Values:
    author = str(side.actor.user_id)
    return {"day": side.key("day"), "text": side.text("lesson"), "kind": "change", "author": author, "order_key": "b1"}


def _visit(side: Side) -> Values:
    texts = {name: side.text(f"visit {name}") for name in ("leaders", "progress")}
    return {"day": side.key("day"), "at": "15:30"} | texts


def _question(side: Side) -> Values:
    author = str(side.actor.user_id)
    texts = {"text": side.text("question"), "answer": side.text("answer to the question")}
    return {"day": side.key("day"), "author": author, "owner": side.key("person"), "order_key": "b1"} | texts


def _stage_move(side: Side) -> Values:
    return {
        "from": "gather",
        "to": "future",
        "reason": side.text("reason of the move"),
        "blockers": [side.text("blocker")],
        "by": str(side.actor.user_id),
        "at": "2026-11-17T12:00:00+00:00",
    }


def _barrier(side: Side) -> Values:
    return {
        "text": side.text("barrier"),
        "about": f"action/{side.key('action')}",
        "raised_by": str(side.actor.user_id),
        "owner": str(side.person().pk),
        "due_on": "2026-11-30",
        "answer": side.text("answer"),
        "decided_by": str(side.person().pk),
        "written_by": str(side.actor.user_id),
        "status": "taken",
        "order_key": "b1",
    }


def photo_of(side: Side) -> Photo:
    """A photo of this side; taken when there is none."""
    found = Photo.objects.filter(workshop=side.workshop).first()
    if found:
        return found
    name = default_storage.save("photos/side.jpg", ContentFile(side.mark.encode()))
    return Photo.objects.create(workshop=side.workshop, file=name, width=4, height=3, taken_by=side.actor.user)


def _other_capture(side: Side) -> str:
    """One that others can be merged into."""
    with side.edit() as tx:
        return str(make_in(tx, side, "capture", {"kind": "issue", "text": side.text("the same")}).pk)


def _capture(side: Side) -> Values:
    return {
        "step": side.key("step"),
        "photo": str(photo_of(side).pk),
        "group": side.text("group"),
        "merged_into": _other_capture(side),
        "carried_to": side.key("day"),
        "kind": "improvement",
        "text": side.text("capture"),
        "at": side.text("place"),
        "author": str(side.actor.user_id),
        "owner": str(side.person().pk),
        "status": "carried",
        "disposition": side.text("disposition"),
        "captured_at": "2026-11-16T10:15:00+00:00",
    }


def _plan(side: Side) -> Values:
    rhythm = {"checkin_every": 2, "checkin_at": "08:30", "checkin_ask_days": 2}
    days = {"checkin_from": "2026-11-19", "checkin_until": "2027-02-16", "checkin_weekday": 0}  # a weekday needs both days
    return {"objective": side.text("objective of the plan")} | rhythm | days


def _handover(side: Side) -> Values:
    return {
        "to_owner": True,
        "by": str(side.actor.user_id),
        "owner": str(side.person().pk),
        "note": side.text("note of the hand-over"),
        "actions": 3,
        "unready": 1,
        "at": "2026-11-18T15:00:00+00:00",
    }


def _baseline(side: Side) -> Values:
    kept = {"id": side.key("action"), "title": side.text("title then"), "owner": "", "start": None, "end": "2026-12-04", "promises": []}
    return {
        "number": 7,
        "reason": side.text("reason of the baseline"),
        "content": {"objective": side.text("objective then"), "actions": [kept]},
        "made_by": str(side.actor.user_id),
        "made_at": "2026-11-18T15:00:00+00:00",
    }


def _plan_signature(side: Side) -> Values:
    return {"baseline": side.key("baseline"), "role": "sponsor", "by": str(side.actor.user_id), "at": "2026-11-18T15:05:00+00:00"}


def _outreach(side: Side) -> Values:
    texts = {name: side.text(name) for name in ("audience", "what", "channel")}
    return {"kind": "training", "on": "2026-12-01", "owner": str(side.person().pk), "done_on": "2026-12-02"} | texts


def _plan_view(side: Side) -> Values:
    return {"name": side.text("late ones"), "query": {"q": side.text("words")}, "author": str(side.actor.user_id)}


def _check_in(side: Side) -> Values:
    sent = {"sent_at": "2026-11-30T10:00:00+00:00", "sent_by": str(side.actor.user_id)}
    return sent | {"on": "2026-11-30", "notes": side.text("notes of the check-in"), "led_by": str(side.actor.user_id)}


def _point(side: Side) -> Values:
    return {"check_in": side.key("check_in"), "kind": "follow_up", "text": side.text("follow-up"), "action": side.key("action")}


def _sponsor_note(side: Side) -> Values:
    return {"text": side.text("news"), "author": str(side.actor.user_id), "sent_at": "2026-11-23T10:00:00+00:00"}


def _action(side: Side) -> Values:
    person = str(side.person().pk)
    return {
        "title": side.text("action"),
        "kind": "project",
        "objective": side.text("objective"),
        "countermeasure": side.text("countermeasure"),
        "owner": person,
        "team": [person],
        "start": "2026-11-20",
        "end": "2026-12-20",
        "reason": side.text("reason"),
        "status": "blocked",
        "status_on": "2026-11-20",
        "waits_for": person,
        "percent": 40,
        "source_capture": side.key("capture"),
        "source_note": side.key("note"),
        "step": side.key("step"),
        "block": side.key("plan_block"),
        "impact": 3,
        "effort": 1,
        "depends_on": [str(_before(side).pk)],
        "preparation": side.text("preparation"),
        "result": side.text("result"),
        "order_key": "b1",
    }


def _before(side: Side) -> Any:
    """An action of this side that has to be done before another."""
    with side.edit() as tx:
        return tx.new(records.kind_named("action"), {"title": side.text("first things first"), "kind": "event"})


def _plan_block(side: Side) -> Values:
    return {"title": side.text("block"), "objective": side.text("objective of the block"), "order_key": "b1"}


def _promise(side: Side) -> Values:
    return {
        "action": side.key("action"),
        "metric": "lead_time",
        "step": side.key("step"),
        "from": "4 h",
        "to": "2 h",
        "accepted": False,
    }


def _update(side: Side) -> Values:
    return {
        "action": side.key("action"),
        "text": side.text("update"),
        "percent": 60,
        "evidence": side.text("evidence"),
        "author": str(side.actor.user_id),
        "at": "2026-11-25T08:00:00+00:00",
    }


def _review(side: Side) -> Values:
    return {
        "day": 365,
        "due_on": "2027-11-18",
        "held_on": "2027-11-17",
        "reason": side.text("reason of the review"),
        "learned": side.text("learned"),
        "sustainment": side.text("sustainment"),
        "next_steps": side.text("next steps"),
        "starts_at": "14:30",
        "place": side.text("place of the review"),
        "agenda": f"15 {side.text('point of the agenda')}",
        "rating_reason": side.text("why amber"),
        "rating": "amber",
        "closing_words": side.text("closing words"),
        "closed_by": str(side.actor.user_id),
        "closed_at": "2027-11-18T16:00:00+00:00",
        "status": "held",
    }


def _reading(side: Side) -> Values:
    return {
        "review": side.key("review"),
        "metric": "lead_time",
        "value": "9.5 h",
        "measured_on": "2026-12-18",
        "how": side.text("how it was measured"),
        "n": 12,
        "holds": "partly",
        "note": side.text("what gets in the way"),
        "author": str(side.actor.user_id),
    }


def _decision(side: Side) -> Values:
    return {
        "review": side.key("review"),
        "meeting": side.key("alignment_meeting"),
        "action": side.key("action"),
        "text": side.text("decision"),
        "owner": str(side.person().pk),
        "due_on": "2027-01-15",
        "author": str(side.actor.user_id),
    }


def _alignment(side: Side) -> Values:
    return {"first_on": "2027-02-18", "months": 6, "place": side.text("room"), "is_ended": True}


def _alignment_meeting(side: Side) -> Values:
    said = {point.key: side.text(point.title) for point in POINTS}
    return said | {
        "due_on": "2027-02-18",
        "held_on": "2027-02-17",
        "status": "held",
        "reason": side.text("reason of the meeting"),
        "sent_at": "2027-02-18T16:00:00+00:00",
        "sent_by": str(side.actor.user_id),
    }


def _standard(side: Side) -> Values:
    return {
        "step": side.key("step"),
        "title": side.text("standard"),
        "document": side.text("document of the standard"),
        "link": f"https://wiki.example.org/{side.mark}",
        "owner": str(side.person().pk),
        "others": side.text("who else was trained"),
        "audit_days": 14,
        "next_audit": "2027-01-14",
    }


def _check(side: Side) -> Values:
    seen = {"on": "2026-12-02", "holds": "partly", "findings": side.text("findings")}
    return seen | {"standard": side.key("standard"), "author": str(side.actor.user_id)}


def _resistance(side: Side) -> Values:
    return {
        "text": side.text("resistance"),
        "who": side.text("among whom"),
        "cause": side.text("why they resist"),
        "response": side.text("what is done about it"),
        "owner": str(side.person().pk),
        "due_on": "2027-01-15",
        "noted_on": "2026-12-03",
        "outcome": side.text("what became of it"),
        "settled_on": "2027-01-12",
        "author": str(side.actor.user_id),
    }


def _measurement(side: Side) -> Values:
    measured = {"metric": "lead_time", "value": "9.5 h", "measured_on": "2026-12-21", "n": 12, "how": side.text("how between reviews")}
    return measured | {"author": str(side.actor.user_id)}


def _map(side: Side) -> Values:
    return {
        "title": side.text("map"),
        "state": "future",
        "style": "manufacturing",
        "item": side.text("item"),
        "family": side.text("family"),
        "walked": side.text("walked"),
        "calendar": {"work_per_day": "7.5 h", "days_per_week": 5},
        "demand": {"quantity": 40, "per": "d"},
        "given_lists": ["notes"],
        "based_on": None,
        "order_key": "b1",
    }


def _step(side: Side) -> Values:
    return {
        "map": side.key("map"),
        "id": "step-b",
        "name": side.text("step"),
        "area": side.text("area of the step"),
        "trigger": side.text("trigger"),
        "done": side.text("done when"),
        "output": side.text("output"),
        "variation": side.text("variation"),
        "lead_time": "40 min",
        "cycle_time": {"low": "10 min", "likely": "15 min", "high": "30 min", "evidence": "estimate"},
        "on_time_delivery": 90,
        "staffing": 3,
        "defect_rate": 4,
        "batch_size": 5,
        "overtime": 6,
        "complete_accurate": 87,
        "wip": 7,
        "changeover": "12 min",
        "uptime": 95,
        "stations": 2,
        "value": "va",
        "wastes": ["waiting"],
        "split": "choice",
        "origin": ["triage"],
        "custom": {side.text("custom"): "1"},
        "break_before": True,
        "order_key": "b1",
    }


def _party(side: Side) -> Values:
    map_ = side.key("map")
    return {
        "map": map_,
        "id": "party-b",
        "kind": "supplier",
        "name": side.text("party"),
        "text": side.text("party text"),
        "order_key": "b1",
    }


def _ends(side: Side) -> tuple[str, str]:
    return side.fresh(side.record("party")).doc_id, side.fresh(side.record("step")).doc_id


def _other_party(side: Side) -> str:
    """A second party, so that a flow can be led elsewhere."""
    if "other party" not in side.found:
        values = {"map": side.key("map"), "id": "party-c", "kind": "external", "name": side.text("other party")}
        with side.edit() as tx:
            side.found["other party"] = make_in(tx, side, "party", values)
    return str(side.found["other party"].doc_id)  # type: ignore[attr-defined]


def _flow(side: Side) -> Values:
    party, _ = _ends(side)
    return {
        "map": side.key("map"),
        "from": _other_party(side),
        "to": party,
        "kind": "pull",
        "wait": "3 h",
        "inventory": 12,
        "share": 30,
        "max": 20,
        "mode": "truck",
        "label": side.text("flow"),
        "order_key": "b1",
    }


def _information(side: Side) -> Values:
    party, _ = _ends(side)
    return {
        "map": side.key("map"),
        "from": _other_party(side),
        "to": party,
        "medium": "manual",
        "label": side.text("information"),
        "frequency": side.text("frequency"),
        "label_at": 0.25,
        "order_key": "b1",
    }


def _note(side: Side) -> Values:
    return {
        "map": side.key("map"),
        "id": "note-b",
        "kind": "burst",
        "at": side.record("step").doc_id,
        "text": side.text("note"),
        "waste": "waiting",
        "severity": "high",
        "capture": side.key("capture"),
        "order_key": "b1",
    }


def _attendance(side: Side) -> Values:
    return {"person": str(_second_person(side).pk), "day": side.key("day"), "planned": "part", "came": "away"}


def _training(side: Side) -> Values:
    return {"person": str(_second_person(side).pk), "topic": "metrics", "on": "2026-11-17", "by": str(side.actor.user_id)}


def _first_attendance(side: Side) -> Values:
    return {"person": str(side.person().pk), "day": side.key("day"), "planned": "full"}


def _first_training(side: Side) -> Values:
    return {"person": str(side.person().pk), "topic": "value", "on": "2026-11-16"}


def _second_person(side: Side) -> Participation:
    return Participation.objects.present().filter(workshop=side.workshop).order_by("pk")[1]


def _joining(side: Side) -> Values:
    return {"open_until": "2026-11-16T20:00:00+00:00", "direct": False, "capacity": 20, "version": 2}


def _first_guest(side: Side) -> Values:
    user = guests.create_guest(name=side.text("first guest"), time_zone="UTC")
    return {"user": str(user.pk), "name": side.text("first guest"), "state": "waiting"}


def _guest(side: Side) -> Values:
    return {
        "user": str(guests.create_guest(name=side.text("guest"), time_zone="UTC").pk),
        "name": side.text("guest"),
        "function": side.text("function of a guest"),
        "area": side.text("area of a guest"),
        "by_link": True,
        "state": "refused",
    }


def _stop(side: Side) -> Values:
    person = str(side.person().pk)
    texts = {name: side.text(f"stop {name}") for name in ("title", "place", "contact")}
    people = {"asks": person, "writes": person, "walked_by": person}
    times = {"on": "2026-11-17", "starts_at": "10:30", "minutes": 20, "walked_at": "2026-11-17T10:40:00+00:00"}
    with side.edit() as tx:
        other = make_in(tx, side, "step", {"map": side.key("map"), "name": side.text("step of the stop")})
    return {"step": str(other.pk)} | texts | people | times | {"order_key": "b1"}


def _observation(side: Side) -> Values:
    ties = {name: side.key(name) for name in ("stop", "step", "flow", "information")}
    more = {"photo": str(photo_of(side).pk), "author": str(side.actor.user_id), "noted_at": "2026-11-17T10:41:00+00:00"}
    return {"kind": "information", "text": side.text("observation")} | ties | more


def _unknown(side: Side) -> Values:
    with side.edit() as tx:
        other = make_in(tx, side, "step", {"map": side.key("map"), "name": side.text("step of the unknown")})
    texts = {name: side.text(f"unknown {name}") for name in ("text", "source", "answer")}
    datum = {"record": f"step/{other.pk}", "datum": "wip"}
    return texts | datum | {"owner": str(side.person().pk), "due_on": "2026-11-19", "order_key": "b1"}


def _first_unknown(side: Side) -> Values:
    return {"record": f"step/{side.key('step')}", "datum": "lead_time", "source": side.text("first source")}


def _first(**values: Any) -> Callable[[Side], Values]:
    """What a new record needs: texts get the side's mark, `kind:name` the id of the side's record."""

    def values_of(side: Side) -> Values:
        def one(value: Any) -> Any:
            if isinstance(value, str) and value.startswith("@"):
                return side.key(value[1:])
            return side.text(value[1:]) if isinstance(value, str) and value.startswith("~") else value

        return {name.rstrip("_"): one(value) for name, value in values.items()}

    return values_of


def _first_flow(side: Side) -> Values:
    source, target = _ends(side)
    return {"map": side.key("map"), "from": source, "to": target, "wait": "2 h", "label": side.text("first flow")}


def _first_information(side: Side) -> Values:
    source, target = _ends(side)
    return {"map": side.key("map"), "from": source, "to": target, "label": side.text("first information")}


def _first_person(side: Side) -> Values:
    return {"user": None, "email": "new-person@example.org", "role": "participant", "function": side.text("first function")}


def _round(side: Side) -> Values:
    return {
        "kind": "sort",
        "question": side.text("question of the round"),
        "state": "shown",
        "named": True,
        "dots": 5,
        "several": True,
        "voices": 4,
        "source": side.key("round"),
        "about": "ideal",
        "by": str(side.actor.user_id),
        "begun_at": "2026-11-16T10:16:00+00:00",
        "ended_at": "2026-11-16T10:26:00+00:00",
    }


def _board(side: Side) -> Values:
    texts = {"name": side.text("board"), "task": side.text("task of the board")}
    return {"round": side.key("round"), "members": [str(side.actor.user_id)], "order_key": "b1"} | texts


def _round_item(side: Side) -> Values:
    return {
        "round": side.key("round"),
        "board": side.key("board"),
        "text": side.text("note of the round"),
        "group": side.text("heading"),
        "author": str(side.actor.user_id),
        "count": 7,
        "voters": [str(side.actor.user_id)],
        "impact": 3,
        "effort": 1,
        "order_key": "b1",
    }


def _timer(side: Side) -> Values:
    return {"label": side.text("timer"), "seconds": 600, "ends_at": "2026-11-16T10:26:00+00:00", "left_seconds": 90}


def _drawn(side: Side, title: str) -> Values:
    """The document of a map of this side."""
    return {"format": "vsm-map/1", "title": side.text(title), "state": "future", "steps": []}


def _design_answer(side: Side) -> Values:
    said = {"author": str(side.actor.user_id), "said_at": "2026-11-17T11:02:00+00:00"}
    return {"question": "pull", "text": side.text("answer"), "steps": [side.key("step")], "map": side.key("map")} | said


def _first_future_version(side: Side) -> Values:
    return {"number": 1, "map": side.key("map"), "reason": side.text("first reason"), "content": _drawn(side, "first future")}


def _future_version(side: Side) -> Values:
    made = {"made_by": str(side.actor.user_id), "made_at": "2026-11-17T11:50:00+00:00"}
    more = {"map": side.key("map"), "content": _drawn(side, "future then"), "reason": side.text("reason")}
    return {"number": 7, "is_withdrawn": True} | more | made


def _future_signature(side: Side) -> Values:
    return {"version": side.key("future_version"), "role": "owner", "by": str(side.actor.user_id), "at": "2026-11-17T11:52:00+00:00"}


SCENARIOS: Mapping[str, Scenario] = {
    "workshop": Scenario(None, _workshop),
    "person": Scenario(_first_person, _person),
    "joining": Scenario(_first(direct=True), _joining),
    "guest": Scenario(_first_guest, _guest),
    "charter": Scenario(None, _charter),
    "target": Scenario(_first(metric="~lead time", target="~6 h"), _target),
    "charter_version": Scenario(_first(number=1, note="~first version"), _charter_version),
    "charter_signature": Scenario(_first(version="@charter_version", role="owner"), _charter_signature),
    "charter_comment": Scenario(_first(part="case", text="~first comment"), _charter_comment),
    "task": Scenario(_first(stage="prepare", title="~first task"), _task),
    "task_file": Scenario(_first_file, _task_file),
    "prework": Scenario(_first_prework, _prework),
    "meeting": Scenario(_first(kind="scoping", place="~first place"), _meeting),
    "day": Scenario(_first(date="2026-11-20", theme="~first theme"), _day),
    "attendance": Scenario(_first_attendance, _attendance),
    "training": Scenario(_first_training, _training),
    "agenda": Scenario(_first(day="@day", title="~walk the stream"), _agenda),
    "lesson": Scenario(_first(day="@day", text="~first lesson"), _lesson),
    "visit": Scenario(_first(day="@day", leaders="~first leaders"), _visit),
    "question": Scenario(_first(day="@day", text="~first question"), _question),
    "stage_move": Scenario(_first(from_="prepare", to="gather", reason="~first move"), _stage_move),
    "barrier": Scenario(_first(text="~first barrier"), _barrier),
    "capture": Scenario(_first(kind="issue", text="~first capture"), _capture),
    "round": Scenario(_first(kind="sort", question="~first round", begun_at="2026-11-16T10:15:00+00:00", state="open"), _round),
    "board": Scenario(_first(round="@round", name="~first board"), _board),
    "round_item": Scenario(_first(round="@round", text="~first note of a round"), _round_item),
    "dismissal": Scenario(_first(hint="no-target"), _dismissal),
    "timer": Scenario(_first(label="~first timer", seconds=300), _timer),
    "plan": Scenario(None, _plan),
    "action": Scenario(_first(title="~first action", kind="event"), _action),
    "plan_block": Scenario(_first(title="~first block"), _plan_block),
    "promise": Scenario(_first(action="@action", metric="lead_time", from_="11.5 h", to="6 h"), _promise),
    "update": Scenario(_first(action="@action", text="~first update"), _update),
    "handover": Scenario(_first(to_owner=False, note="~first note of a hand-over"), _handover),
    "baseline": Scenario(_first(number=1, reason="~first reason of a baseline"), _baseline),
    "plan_signature": Scenario(_first(baseline="@baseline", role="owner"), _plan_signature),
    "outreach": Scenario(_first(kind="communication", audience="~first audience", what="~first message"), _outreach),
    "plan_view": Scenario(_first(name="~first view", query={"health": "late"}), _plan_view),
    "check_in": Scenario(_first(on="2026-11-23", notes="~first notes"), _check_in),
    "check_in_point": Scenario(_first(check_in="@check_in", kind="decision", text="~first decision of a check-in"), _point),
    "sponsor_note": Scenario(_first(text="~first news"), _sponsor_note),
    "review": Scenario(_first(day=180, due_on="2027-05-17"), _review),
    "alignment": Scenario(_first(first_on="2027-01-18", months=1), _alignment),
    "alignment_meeting": Scenario(_first(due_on="2027-01-18"), _alignment_meeting),
    "reading": Scenario(_first(review="@review", metric="process_time", value="4 h", how="~counted"), _reading),
    "decision": Scenario(_first(review="@review", text="~first decision"), _decision),
    "standard": Scenario(_first(title="~first standard", audit_days=30), _standard),
    "standard_file": Scenario(_first_standard_file, _standard_file),
    "sustainment_check": Scenario(_first(standard="@standard", on="2026-12-01", holds="yes"), _check),
    "resistance": Scenario(_first(text="~first resistance", noted_on="2026-12-01"), _resistance),
    "measurement": Scenario(_first(metric="process_time", value="4 h", measured_on="2026-12-20"), _measurement),
    "map": Scenario(_first(title="~first map"), _map),
    "step": Scenario(_first(map="@map", id="step-a", name="~first step"), _step),
    "party": Scenario(_first(map="@map", id="party-a", kind="customer", name="~first party"), _party),
    "flow": Scenario(_first_flow, _flow),
    "information": Scenario(_first_information, _information),
    "note": Scenario(_first(map="@map", id="note-a", kind="question", text="~first note"), _note),
    "stop": Scenario(_first(title="~first stop", step="@step"), _stop),
    "observation": Scenario(_first(kind="item", text="~first observation"), _observation),
    "unknown": Scenario(_first_unknown, _unknown),
    "design_answer": Scenario(_first(question="takt", text="~first answer"), _design_answer),
    "future_version": Scenario(_first_future_version, _future_version),
    "future_signature": Scenario(_first(version="@future_version", role="sponsor"), _future_signature),
}


def existing(side: Side, kind: str) -> Any:
    """The record that is there from the start, for kinds that are not made."""
    if SCENARIOS[kind].new is not None:
        return None
    model = records.kinds()[kind].model
    home = {"pk": side.workshop.pk} if kind == "workshop" else {"workshop": side.workshop}
    return model.objects.filter(deleted_seq=None, **home).get()


def make_in(tx: Tx, side: Side, name: str, values: Values, pk: UUID | None = None) -> Any:
    """A record of this kind within an open change."""
    kind = records.kinds()[name]
    return tx.new(kind, kind.parse(values, from_wire=False), pk=pk or uuid7())


def make(side: Side, kind: str) -> Any:
    """A record of this kind, in a change of its own."""
    new = SCENARIOS[kind].new
    assert new is not None
    values = new(side)  # before the change, since what it refers to may have to be made first
    with side.edit() as tx:
        return make_in(tx, side, kind, values)


def edited(side: Side, kind: str, name: str, value: Any) -> Any:
    """The side's record with one field changed, in a change of its own."""
    spec = records.kinds()[kind]
    with side.edit() as tx:
        return tx.set(side.fresh(side.record(kind)), spec.parse({name: value}, from_wire=False))


def fill(side: Side) -> None:
    """One record of every kind, all texts with the side's mark."""
    for name in SCENARIOS:
        side.record(name)


def with_role(side: Side, user: Any, role: Role, by: Any) -> Participation:
    """Put a person into the side's workshop."""
    return add_person(side.workshop, user, role, by=by)
