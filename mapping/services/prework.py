"""Pre-work: sending the links, what comes back by them, and what the coach takes over into the map and the captures."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts import mail
from accounts.models import User
from accounts.models.tokens import new_secret, secret_hash
from accounts.services.guests import close_guest, create_guest
from mapping import fields, gathering, prework
from mapping.kinds_prework import PREWORK
from mapping.models import Step
from mapping.models.prework import WORKS, PreworkAnswer, PreworkLink
from mapping.prework import Door
from mapping.records import STEP
from mapping.services.steps import new_step
from vsm_site.lib.errors import Forbidden, Gone, Invalid, Locked, NotFound
from vsm_site.lib.ids import uuid7
from workshops import access
from workshops.access import Actor
from workshops.change import Committed, Tx, change
from workshops.kinds import CAPTURE
from workshops.models import Participation, Workshop, WorkshopHead
from workshops.policy import Action
from workshops.records import find
from workshops.services import claims

KIND = "prework"
MOST = 60
"""Answers of one person: a link that got into wrong hands fills no disk."""
NEVER = -1
"""The revision of what was not looked at: older than any."""
OVER = "The time for pre-work is over. Bring what you know to the workshop."
BODY = """Hello {name},

{by} asks you for some pre-work to the workshop “{workshop}”, which begins on {day}: what you know about your own steps, words that
newcomers trip over, and what annoys you. It takes about fifteen minutes; an estimate is fine.

{link}

You need no account. The link is yours alone and works until {until} (UTC).
"""


@dataclass(frozen=True, slots=True)
class Sent:
    """A link that was mailed. It is shown this once to whoever sends, where there is no mail server."""

    person: Participation
    link: str


def send_links(*, actor: Actor, workshop_id: UUID, people: Collection[UUID], now: datetime, change_id: UUID | None = None) -> list[Sent]:
    """Mail these people a link each; an earlier one of the same person stops working. Invalid once pre-work is over.

    Whoever got a link under the same `change_id` gets no second one. Several who send at once follow each other.
    """
    with transaction.atomic():
        WorkshopHead.objects.select_for_update().filter(workshop_id=workshop_id).first()
        workshop = access.get_workshop(actor, workshop_id, Action.MANAGE_CAPTURES)
        if not prework.is_open(workshop):
            raise Invalid(OVER)
        rows = Participation.objects.present().filter(workshop_id=workshop.pk, pk__in=people, role__in=prework.ASKED_ROLES)
        keys = {person: uuid5(change_id or uuid7(), str(person.pk)) for person in rows.select_related("user").order_by("pk")}
        done = set(PreworkLink.objects.filter(pk__in=keys.values()).values_list("pk", flat=True))
        return [_send(actor.user, workshop, person, key, now) for person, key in keys.items() if key not in done]


def _send(by: User, workshop: Workshop, person: Participation, key: UUID, now: datetime) -> Sent:
    earlier = PreworkLink.objects.filter(person=person).order_by("-made_at").first()
    PreworkLink.objects.filter(person=person, revoked_at=None).update(revoked_at=now)
    user = person.user or (earlier.user if earlier else create_guest(name=person.name, time_zone=workshop.time_zone))
    secret = new_secret()
    said = {"secret_hash": secret_hash(secret), "made_by": by, "made_at": now, "expires_at": now + WORKS}
    made = PreworkLink.objects.create(pk=key, workshop=workshop, person=person, user=user, **said)
    link = settings.BASE_URL + reverse("prework", args=[secret])
    day = f"{workshop.first_day:%A} {workshop.first_day.day} {workshop.first_day:%B}"
    words = {"name": person.name, "by": by, "workshop": workshop.title, "day": day}
    letter = mail.message(
        to=person.email,
        user=person.user,
        kind=KIND,
        subject=f"Pre-work for “{workshop.title}”",
        body=BODY.format(**words, link=link, until=f"{made.expires_at:%Y-%m-%d}"),
        key=f"{KIND}|{made.pk}",
        holds_secret=True,
        not_before=now,
    )
    mail.queue([letter])
    return Sent(person, link)


def follow_joined(tx: Tx, person: Participation) -> None:
    """Give somebody who came in with an account what was written by links before: answers, and the captures that came of them."""
    assert person.user is not None, "who joined has an account"
    links = PreworkLink.objects.filter(person=person, user__is_guest=True)
    for stand_in in User.objects.filter(pk__in=links.values("user")):
        tx.granted |= claims.EVERY_RIGHT
        claims.hand_over(tx, stand_in, person.user)
        close_guest(stand_in)
    links.update(user=person.user)


def revoke_link(*, actor: Actor, link_id: UUID, now: datetime) -> None:
    """Make a link stop working; what came by it stays."""
    link = prework.get_link(actor, link_id)
    PreworkLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now)


def add_answers(*, door: Door, answers: Sequence[Mapping[str, Any]], change_id: UUID | None = None) -> int:
    """Keep what a person says, in one change: `kind` with `step` and `data`, or `text`. The link, or the role, is the right to it.

    Invalid for nothing at all, for what cannot be kept, and for too much; Forbidden where the link does not open any more.
    """
    if door.closed:
        raise Forbidden(OVER)
    if not answers:
        raise Invalid("Answer at least one question, or write a word or what annoys you.")
    parsed = [PREWORK.parse(answer, from_wire=False) | {"person": door.person.pk} for answer in answers]
    with _by(door, "prework", change_id) as tx:
        if prework.own_answers(door.person).count() + len(parsed) > MOST:
            raise Invalid(f"These are more than {MOST} answers. Take some back, or bring the rest to the workshop.")
        for values in parsed:
            tx.new(PREWORK, values | {"said_at": tx.at})
    return len(parsed)


def take_back(*, door: Door, answer_id: UUID) -> Committed:
    """Take one's own answer back, while nobody has decided on it."""
    if door.closed:
        raise Forbidden(OVER)
    with _by(door, "remove-prework", None) as tx:
        answer = tx.find(PREWORK, answer_id)
        if answer.person_id != door.person.pk:
            raise NotFound
        if answer.state != "sent":
            raise Locked("This was decided on already. Tell the coach what is different.")
        tx.delete(answer)
    return tx.committed


def _by(door: Door, kind: str, change_id: UUID | None) -> Any:
    return change(door.workshop.pk, actor=door.actor, change_id=change_id, kind=kind, granted=frozenset({Action.PREWORK}))


def decline(*, actor: Actor, answer_id: UUID, why: str = "", change_id: UUID | None = None) -> Committed:
    """Do not take an answer over, with a reason that its author reads."""
    answer = prework.get_answer(actor, answer_id)
    with change(answer.workshop_id, actor=actor, needs=Action.MANAGE_CAPTURES, change_id=change_id, kind="decline-prework") as tx:
        tx.set(_waiting(tx, answer), PREWORK.parse({"state": "declined", "answer": why}, from_wire=False))
    return tx.committed


def accept(
    *,
    actor: Actor,
    answer_id: UUID,
    step_id: UUID | None = None,
    keys: Collection[str] = (),
    base: Mapping[str, int] | None = None,
    draws: bool = False,
    change_id: UUID | None = None,
) -> Committed:
    """Take an answer over: a term becomes a word of the glossary, a pain an issue, both by its author; of a step's data the chosen
    `keys` become what the step of the current map says, with who said it. All in one change, taken back by one undo.

    With `draws` the step is drawn, as the last one of the current map and under the name that the answer gives it. `base` has the revision
    at which each datum of the step was seen. Invalid for data without a step, or with none chosen; Conflict where the step says something
    that was not seen.
    """
    answer = prework.get_answer(actor, answer_id)
    with change(answer.workshop_id, actor=actor, needs=Action.MANAGE_CAPTURES, change_id=change_id, kind="accept-prework") as tx:
        fresh = _waiting(tx, answer)
        if fresh.kind != "step":
            words = _captured(tx, fresh)
        elif draws:
            words = _drawn(tx, answer, keys)
        else:
            words = _on_map(tx, answer, step_id, keys, base or {})
        tx.set(fresh, PREWORK.parse({"state": "accepted", "answer": words}, from_wire=False))
    return tx.committed


def _waiting(tx: Tx, answer: PreworkAnswer) -> PreworkAnswer:
    fresh: PreworkAnswer = tx.find(PREWORK, answer.pk)
    if fresh.deleted_seq is not None:
        raise Gone(f"prework/{answer.pk}")
    if fresh.state != "sent":
        raise Invalid("Somebody decided on this already.")
    return fresh


def _captured(tx: Tx, answer: PreworkAnswer) -> str:
    """The capture that a term or a pain becomes, by whoever said it."""
    kind = "acronym" if answer.kind == "term" else "issue"
    made = tx.new(CAPTURE, CAPTURE.parse({"kind": kind, "text": answer.text}))
    tx.set(made, {"author": answer.author_id})
    return "In the glossary" if kind == "acronym" else "Among the issues"


def _on_map(tx: Tx, answer: PreworkAnswer, step_id: UUID | None, keys: Collection[str], base: Mapping[str, int]) -> str:
    """Put the chosen data on a step, each with who said it, over nothing that was not seen."""
    if step_id is None:
        raise Invalid({"step": "Choose the step of the map that it is about, or have it drawn."})
    chosen = _chosen(answer, keys)
    step: Step = find(tx.workshop_id, STEP, step_id)
    seen = {key: base.get(key, NEVER) for key in chosen if key in base or getattr(step, key) not in (None, "")}
    tx.set(step, STEP.parse(_said(answer, chosen)), base=seen)
    return f"On the map: {step.name}"[:300]


def _drawn(tx: Tx, answer: PreworkAnswer, keys: Collection[str]) -> str:
    """Draw the step that an answer is about, last on the current map, with the chosen data."""
    map_ = gathering.current_map(tx.workshop_id)
    if map_ is None:
        raise Invalid({"step": "There is no current map yet. Make it first; its steps can then be drawn from the answers."})
    head = {"name": answer.step} | ({"area": answer.person.area} if answer.person.area else {})
    step = new_step(tx, map_, STEP.parse(head | _said(answer, _chosen(answer, keys))))
    return f"Drawn on the map: {step.name}"[:300]


def _chosen(answer: PreworkAnswer, keys: Collection[str]) -> list[str]:
    chosen = [key for key in answer.data if key in keys]
    if not chosen:
        raise Invalid({"keys": "Choose what is taken over; where nothing is, decline the answer."})
    return chosen


def _said(answer: PreworkAnswer, keys: Collection[str]) -> dict[str, Any]:
    return {key: _said_by(answer.data[key], key, answer.person.name) for key in keys}


def _said_by(value: Any, key: str, name: str) -> Any:
    """A statement with who said it; text stays text."""
    if not fields.STEP[key].is_stated:
        return value
    return (dict(value) if isinstance(value, Mapping) else {"value": value}) | {"by": name}
