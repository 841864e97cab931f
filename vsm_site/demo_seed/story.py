"""How the demo is told: each change made by the person who would have made it, and dated to the moment it would have happened."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.models import Notification, User
from actionplans.health import CLOSED
from actionplans.kinds_agreement import HANDOVER
from actionplans.models import Action
from vsm_site.lib.fractional import key_between, spread
from workshops import access, signals
from workshops.access import Actor
from workshops.agenda import end_of
from workshops.change import Tx, change
from workshops.kinds import BARRIER, CAPTURE, CHARTER, LESSON, PARTICIPATION, QUESTION, STAGE_MOVE, TARGET, VISIT
from workshops.kinds_charter import CHARTER_COMMENT
from workshops.kinds_setup import MEETING
from workshops.models import (
    AgendaItem,
    Barrier,
    Capture,
    Change,
    Charter,
    LeaderQuestion,
    Lesson,
    Meeting,
    Participation,
    SetupTask,
    SummarySending,
    Visit,
    Workshop,
    WorkshopDay,
)
from workshops.notices import receivers_of
from workshops.policy import Role
from workshops.records import RecordKind
from workshops.services.charter_versions import sign_in
from workshops.services.tasks import give_duties
from workshops.stages import Stage

MAPS = Path(__file__).parent / "maps"
READ_AFTER = timedelta(days=2)


def document(name: str) -> dict[str, Any]:
    """A published map that the demo tells about."""
    found: dict[str, Any] = json.loads((MAPS / f"{name}.json").read_text(encoding="utf-8"))
    return found


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody in a workshop: role, and what the person does there."""

    name: str
    role: Role
    function: str
    area: str
    full_time: bool = True


@dataclass(frozen=True, slots=True)
class Said:
    """One capture: who said it on which day at what time, and what became of it."""

    who: str
    day: int
    at: str
    kind: str
    text: str
    about: str = ""
    status: str = "open"
    disposition: str = ""
    owner: str = ""


@dataclass
class Story:
    """One workshop as it goes. Days are counted from its first day, which is 1; nothing is dated after `now`."""

    workshop: Workshop
    users: Mapping[str, User]
    now: datetime
    people: dict[str, Participation] = field(default_factory=dict)
    said: dict[str, Capture] = field(default_factory=dict)
    """Captures by their text."""

    def actor(self, name: str) -> Actor:
        """The person as an actor of services."""
        return Actor(self.users[name])

    def date(self, day: int) -> date:
        """The date of a day of the story: 1 is the first workshop day, 0 the day before it."""
        return self.workshop.first_day + timedelta(days=day - 1)

    def moment(self, day: int, clock: str) -> datetime:
        """A time of such a day in the workshop's zone, or now if that is still to come."""
        local = datetime.combine(self.date(day), time.fromisoformat(clock), tzinfo=self.workshop.zone)
        return min(local, self.now)

    @contextmanager
    def dated(self, day: int, clock: str) -> Iterator[datetime]:
        """Date what services log and tell inside to this moment."""
        moment, began = self.moment(day, clock), timezone.now()
        head = access.head_of(self.workshop.pk).head
        yield moment
        Change.objects.filter(workshop_id=self.workshop.pk, seq__gt=head).update(at=moment)
        told = Notification.objects.filter(workshop_id=self.workshop.pk, created_at__gte=began)
        told.update(created_at=moment, read_at=moment if self.now - moment > READ_AFTER else None)

    def redate(self, day: int, clock: str) -> None:
        """Date everything up to here to this moment: the making of the workshop."""
        moment = self.moment(day, clock)
        Change.objects.filter(workshop_id=self.workshop.pk).update(at=moment)

    @contextmanager
    def change(self, name: str, day: int, clock: str, kind: str) -> Iterator[Tx]:
        """One change by this person at this moment."""
        with self.dated(day, clock) as moment, change(self.workshop.pk, actor=self.actor(name), kind=kind) as tx:
            tx.at = moment
            yield tx

    def pk(self, name: str) -> Any:
        """The people id of somebody, None for nobody."""
        return self.people[name].pk if name else None

    def invite(self, by: str, day: int, players: Sequence[Player]) -> None:
        """Bring people in, with the duties of their roles."""
        self.people[by] = Participation.objects.present().get(workshop_id=self.workshop.pk, user=self.users[by])
        for place, player in enumerate(players):
            with self.change(by, day, f"10:{place:02}", "person") as tx:
                values = {"function": player.function, "area": player.area, "full_time": player.full_time}
                if player.name == by:
                    tx.set(self.people[by], values)
                    continue
                user = self.users[player.name]
                person = tx.new(PARTICIPATION, values | {"user": user.pk, "email": user.email, "role": player.role.value})
                give_duties(tx, person)
                self.people[player.name] = person

    def release(self, sponsor: str, day: int, names: Sequence[str]) -> None:
        """The sponsor confirms that these people are freed."""
        with self.change(sponsor, day, "11:20", "release") as tx:
            for name in names:
                tx.set(self.people[name], {"released": True})

    def charter(self, name: str, day: int, clock: str, texts: Mapping[str, Any]) -> None:
        """Write parts of the charter."""
        with self.change(name, day, clock, "charter") as tx:
            tx.set(Charter.objects.get(workshop_id=self.workshop.pk), CHARTER.parse(texts))

    def targets(self, name: str, day: int, rows: Sequence[tuple[str, str, str, int, str]]) -> dict[str, Any]:
        """Measurable targets: metric, baseline, target, days after the last workshop day, how it is measured."""
        made = {}
        with self.change(name, day, "15:10", "target") as tx:
            for (metric, baseline, target, after, note), key in zip(rows, spread(len(rows)), strict=True):
                by_when = self.workshop.last_day + timedelta(days=after)
                values = {"metric": metric, "baseline": baseline, "target": target, "by_when": by_when, "note": note}
                made[metric] = tx.new(TARGET, values | {"order_key": key})
        return made

    def approve(self, sponsor: str, day: int, clock: str) -> None:
        """The sponsor approves the charter."""
        with self.change(sponsor, day, clock, "approve-charter") as tx:
            tx.set(Charter.objects.get(workshop_id=self.workshop.pk), {"approved_by": self.users[sponsor].pk, "approved_at": tx.at})
            sign_in(tx, Role.SPONSOR)

    def agree(self, day: int, clock: str, signers: Sequence[tuple[str, Role]]) -> None:
        """Owner and coach agree to the charter as it stands."""
        for name, role in signers:
            with self.change(name, day, clock, "sign-charter") as tx:
                sign_in(tx, role)

    def comment(self, name: str, day: int, clock: str, part: str, text: str, *, settled_by: str = "") -> None:
        """Somebody says something about a part of the charter, and somebody settles it."""
        with self.change(name, day, clock, "comment") as tx:
            made = tx.new(CHARTER_COMMENT, {"part": part, "text": text})
        if settled_by:
            with self.change(settled_by, day, clock, "settle-comment") as tx:
                tx.set(made, {"settled": True})

    def meeting(self, by: str, day: int, kind: str, people: Sequence[str], **said: str) -> None:
        """A meeting that took place: who was there, what was said, decided and handed over."""
        with self.change(by, day, "16:10", "meeting") as tx:
            values = {"kind": kind, "date": self.date(day), "starts_at": "15:00", "held": True, "place": "Room 2.14"} | said
            made = tx.new(MEETING, MEETING.parse(values))
            for name in people:
                tx.add(made, "people", str(self.people[name].pk))

    def brief(self, by: str, day: int, clock: str, briefings: Sequence[tuple[str, int, time, str]]) -> None:
        """Plan briefings: kind, day, time, and who comes besides those of the workshop."""
        for kind, on, at, others in briefings:
            with self.change(by, day, clock, "meeting") as tx:
                values = {"kind": kind, "date": self.date(on), "starts_at": at, "minutes": 30, "others": others}
                made = tx.new(MEETING, MEETING.parse(values))
                for name in ("Spring", "Omar", "Fay"):
                    tx.add(made, "people", str(self.people[name].pk))

    def briefed(self, by: str, day: int, clock: str, kind: str) -> None:
        """A briefing took place as planned."""
        with self.change(by, day, clock, "meeting") as tx:
            tx.set(Meeting.objects.present().get(workshop_id=self.workshop.pk, kind=kind), {"held": True})

    def finish(self, stage: Stage, day: int, notes: Mapping[str, str], *, but: Sequence[str] = (), clock: str = "14:00") -> None:
        """Tick the tasks of a stage off, each by its owner; `notes` by the task's key is what came of it."""
        tasks = SetupTask.objects.present().filter(workshop_id=self.workshop.pk, stage=stage.value).exclude(key__in=but)
        names = {person.pk: name for name, person in self.people.items()}
        by_owner: dict[str, list[SetupTask]] = {}
        for task in tasks.order_by("order_key"):
            by_owner.setdefault(names[task.owner_id], []).append(task)
        for place, (name, own) in enumerate(by_owner.items()):
            with self.change(name, day, f"{clock[:-1]}{place}", "task") as tx:
                for task in own:
                    tx.set(task, {"done": True, "notes": notes.get(task.key, "")})

    def go_on(self, name: str, day: int, clock: str, to: Stage, reason: str = "") -> None:
        """Move the workshop to another stage."""
        with self.change(name, day, clock, "advance-stage") as tx:
            workshop = Workshop.objects.get(pk=self.workshop.pk)
            before = Stage(workshop.stage)
            moved = tx.set(workshop, {"stage": to.value})
            tx.new(STAGE_MOVE, {"from": before.value, "to": to.value, "reason": reason})
            signals.stage_changed.send(sender=Workshop, tx=tx, workshop=moved, before=before)

    def hand_over(self, name: str, day: int, clock: str) -> None:
        """The owner takes the action plan over."""
        with self.change(name, day, clock, "hand-over") as tx:
            rows = Action.objects.present().filter(workshop_id=self.workshop.pk).exclude(status__in=CLOSED)
            unready = rows.filter(Q(owner=None) | Q(end=None)).count()
            told = {"to_owner": True, "owner": self.pk(name), "actions": rows.count(), "unready": unready, "at": tx.at}
            tx.new(HANDOVER, told)
            tx.set(Workshop.objects.get(pk=self.workshop.pk), {"plan_handed_over": True})

    def day(self, number: int) -> WorkshopDay:
        """A day of the event."""
        found: WorkshopDay = WorkshopDay.objects.present().get(workshop_id=self.workshop.pk, date=self.date(number))
        return found

    def follow_agenda(self, coach: str, number: int) -> None:
        """Tick off the blocks of a day that are over by now."""
        day = self.day(number)
        with self.change(coach, number, "16:48", "agenda") as tx:
            passed: list[int] = []
            for item in AgendaItem.objects.present().filter(day=day).order_by("order_key", "id"):
                passed.append(item.duration_minutes)
                if datetime.combine(day.date, end_of(day.starts_at, passed), tzinfo=self.workshop.zone) <= self.now:
                    tx.set(item, {"done": True})

    def capture(self, said: Sequence[Said]) -> None:
        """Note what was said, each by whoever said it; what became of it is for `sort_out`."""
        for entry in said:
            with self.change(entry.who, entry.day, entry.at, "capture") as tx:
                self.said[entry.text] = tx.new(CAPTURE, {"kind": entry.kind, "text": entry.text, "at": entry.about})

    def sort_out(self, name: str, day: int, clock: str, said: Sequence[Said]) -> None:
        """Give the captures their places, but those that become actions: these get theirs from the action."""
        with self.change(name, day, clock, "sort-captures") as tx:
            for entry in said:
                if entry.status in ("open", "action"):
                    continue
                values = {"status": entry.status, "disposition": entry.disposition, "owner": self.pk(entry.owner)}
                tx.set(self.said[entry.text], values)

    def _last_key(self, model: type[Any]) -> str:
        """The place behind the last record of a kind."""
        last = model.objects.filter(workshop_id=self.workshop.pk).order_by("-order_key").values_list("order_key", flat=True).first()
        return key_between(last or "", "")

    def lessons(self, number: int, rows: Sequence[tuple[str, str, str]]) -> None:
        """What the team learned on a day: who says it, went well or change, text."""
        for place, (name, kind, text) in enumerate(rows):
            with self.change(name, number, f"16:3{place}", "lesson") as tx:
                tx.new(LESSON, {"day": self.day(number).pk, "kind": kind, "text": text, "order_key": self._last_key(Lesson)})

    def visit(self, owner: str, number: int, clock: str, leaders: str, progress: str) -> None:
        """Leaders come to the room."""
        with self.change(owner, number, clock, "visit") as tx:
            tx.new(VISIT, {"day": self.day(number).pk, "at": time(16, 0), "leaders": leaders, "progress": progress})

    def ask(self, name: str, number: int, clock: str, text: str) -> LeaderQuestion:
        """Ask the leaders something on a day."""
        with self.change(name, number, clock, "question") as tx:
            question: LeaderQuestion = tx.new(
                QUESTION, {"day": self.day(number).pk, "text": text, "order_key": self._last_key(LeaderQuestion)}
            )
        return question

    def answer(self, name: str, number: int, question: LeaderQuestion, text: str) -> None:
        """Note what the leaders said to a question."""
        with self.change(name, number, "16:20", "answer") as tx:
            tx.set(question, {"answer": text})

    def barrier(self, name: str, day: int, clock: str, text: str) -> Barrier:
        """Raise what only a leader can lift."""
        with self.change(name, day, clock, "barrier") as tx:
            return tx.new(  # type: ignore[no-any-return]
                BARRIER, {"text": text, "order_key": self._last_key(Barrier)}
            )

    def answer_barrier(self, sponsor: str, day: int, clock: str, barrier: Barrier, values: Mapping[str, Any]) -> None:
        """The sponsor takes or lifts a barrier."""
        with self.change(sponsor, day, clock, "answer-barrier") as tx:
            tx.set(barrier, {"owner": self.pk(sponsor), **values})

    def close_day(self, owner: str, number: int, accomplishments: str) -> None:
        """The day's summary, which went to those who receive it."""
        with self.change(owner, number, "16:50", "close-day") as tx:
            day = tx.set(self.day(number), {"accomplishments": accomplishments, "closed": True})
        by, at = self.users[owner], tx.at
        people = [user.display_name for user in receivers_of(day, by)]
        SummarySending.objects.create(day=day, by=by, asked_at=at, sent_at=at, people=people)

    def add(self, name: str, day: int, clock: str, kind: RecordKind, values: Mapping[str, Any], word: str) -> Any:
        """Any other record."""
        with self.change(name, day, clock, word) as tx:
            return tx.new(kind, values)

    def visited(self, name: str, day: int, clock: str) -> None:
        """When the person looked at the workshop last, so that there is something to say about what changed since."""
        moment = self.moment(day, clock)
        seen = Change.objects.filter(workshop_id=self.workshop.pk, at__lte=moment).order_by("-seq").values_list("seq", flat=True).first()
        Visit.objects.update_or_create(workshop=self.workshop, user=self.users[name], defaults={"seen_seq": seen or 0, "seen_at": moment})
