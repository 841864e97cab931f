"""Coming to a future state: candidates, answers to design questions, the choice and the yes of sponsor and owner to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from mapping import futures, notices, snapshot
from mapping.kinds_futures import ANSWER, SIGNATURE, VERSION
from mapping.models import DesignAnswer, FutureSignature, FutureVersion, Map
from mapping.models.futures import SIGNERS
from mapping.records import MAP
from mapping.services.maps import free_title, made_map, store
from vsm_site.lib.errors import Gone, Invalid, Repeated
from workshops.access import Actor, get_record
from workshops.change import Committed, Tx, change
from workshops.policy import Action
from workshops.records import find, ref

Values = Mapping[str, Any]
NOT_CHOSEN = "No future is chosen."
MOVED_ON = "The map changed while you read it. Look at what is new, then sign."


def duplicate_candidate(*, actor: Actor, source: Map, change_id: UUID | None = None) -> Map:
    """Another candidate that begins as this one is; its steps come from where those of this one come from.

    Invalid for a map that is no future state. Repeated calls with one change id give the map made first.
    """
    facts = snapshot.facts_of(source)
    if source.shown_state != "future":
        raise Invalid({"state": "Only a future state is a candidate; copy this map to a future state instead."})
    try:
        with change(source.workshop_id, actor=actor, needs=Action.EDIT_MAP, change_id=change_id, kind="copy-map") as tx:
            more = {"title": free_title(source.workshop_id, facts, "future"), "based_on": source.based_on_id}
            return store(tx, facts, more)
    except Repeated as repeated:
        return made_map(source.workshop_id, repeated.seq)


def choose_future(*, actor: Actor, map_: Map, reason: str, change_id: UUID | None = None) -> FutureVersion:
    """Make a candidate the future of its workshop, as it is drawn now; those who sign it are told.

    Invalid for a map that is no future state or has no steps, and when it is chosen already as it is now.
    """
    values = VERSION.parse({"reason": reason})
    with change(map_.workshop_id, actor=actor, needs=Action.PROPOSE_FUTURE, change_id=change_id, kind="choose-future") as tx:
        fresh = _present(tx, map_.pk)
        if fresh.shown_state != "future":
            raise Invalid("Only a future state can be chosen.")
        content, last = futures.content_of(snapshot.facts_of(fresh)), futures.last_version(tx.workshop_id)
        if not content["steps"]:
            raise Invalid("There is nothing on this map yet. Draw its steps before you choose it.")
        if last is not None and not last.is_withdrawn and last.map_id == fresh.pk and last.content == content:
            raise Invalid("This is the chosen future already, as it is drawn now.")
        made = _new_version(tx, fresh, content, **values)
        notices.tell_chosen(tx, made)
    return made


def withdraw_choice(*, actor: Actor, workshop_id: UUID, reason: str, change_id: UUID | None = None) -> FutureVersion:
    """Choose no future any more, and say why: what was signed does not stand from then on, and those who sign are told.

    Invalid without a reason, and when none is chosen.
    """
    values = VERSION.parse({"reason": reason.strip()})
    if not values["reason"]:
        raise Invalid({"reason": "Say in a sentence why it is not chosen any more."})
    with change(workshop_id, actor=actor, needs=Action.PROPOSE_FUTURE, change_id=change_id, kind="withdraw-future") as tx:
        last = futures.last_version(workshop_id)
        if last is None or last.is_withdrawn:
            raise Invalid(NOT_CHOSEN)
        more = {"number": futures.next_number(workshop_id), "map": last.map_id, "content": last.content, "made_at": tx.at}
        made: FutureVersion = tx.new(VERSION, values | more | {"is_withdrawn": True})
        notices.tell_withdrawn(tx, made)
    return made


def _present(tx: Tx, pk: UUID) -> Map:
    found: Map = find(tx.workshop_id, MAP, pk)
    if found.deleted_seq is not None:
        raise Gone(ref(found))
    return found


def _new_version(tx: Tx, map_: Map, content: dict[str, Any], reason: str = "") -> FutureVersion:
    values = {"number": futures.next_number(tx.workshop_id), "map": map_.pk, "content": content, "made_at": tx.at, "reason": reason}
    made: FutureVersion = tx.new(VERSION, values)
    return made


def sign(*, actor: Actor, workshop_id: UUID, seen: str, change_id: UUID | None = None) -> Committed:
    """Sign the chosen future as sponsor, owner or both, as it was looked at: `seen` is the digest of the map on the page.

    Invalid before one is chosen, and when the map changed since. Signing what is signed already does nothing.
    """
    with change(workshop_id, actor=actor, needs=Action.SIGN_FUTURE, change_id=change_id, kind="sign-future") as tx:
        last = futures.last_version(workshop_id)
        if last is None or last.is_withdrawn:
            raise Invalid(NOT_CHOSEN)
        map_ = _present(tx, last.map_id)
        content = futures.content_of(snapshot.facts_of(map_))
        if futures.digest(content) != seen:
            raise Invalid(MOVED_ON)
        version = last if last.content == content else _new_version(tx, map_, content, last.reason)
        mine = set(FutureSignature.objects.present().filter(version=version, by_id=actor.user_id).values_list("role", flat=True))
        for role in SIGNERS:
            if role in tx.standing.roles and role.value not in mine:
                tx.new(SIGNATURE, {"version": version.pk, "role": role.value, "at": tx.at})
    return tx.committed


def unsign(*, actor: Actor, workshop_id: UUID, change_id: UUID | None = None) -> Committed:
    """Take one's own yes to the chosen future back, in every role; nothing happens without one."""
    with change(workshop_id, actor=actor, needs=Action.SIGN_FUTURE, change_id=change_id, kind="unsign-future") as tx:
        last = futures.last_version(workshop_id)
        if last is not None:
            for signature in futures.standing_signatures(workshop_id).filter(by_id=actor.user_id, version__map_id=last.map_id):
                tx.delete(signature)
    return tx.committed


def add_answer(*, actor: Actor, workshop_id: UUID, values: Values, change_id: UUID | None = None) -> DesignAnswer:
    """Keep what was said to a design question: `question`, `text`, the `steps` it is about, and the `map` it is done in, if only one."""
    parsed = ANSWER.parse(values)
    with change(workshop_id, actor=actor, needs=Action.CAPTURE, change_id=change_id, kind="answer-question") as tx:
        made: DesignAnswer = tx.new(ANSWER, parsed)
    return made


def update_answer(*, actor: Actor, answer_id: UUID, values: Values, base: Mapping[str, int] | None = None) -> Committed:
    """Change an answer: whoever gave it, and who sorts captures. Conflict where a field moved on past `base`."""
    answer = get_record(actor, DesignAnswer, answer_id)
    parsed = ANSWER.parse(values)
    with change(answer.workshop_id, actor=actor, needs=Action.VIEW, kind="change-answer") as tx:
        if parsed:
            tx.set(answer, parsed, base=base)
    return tx.committed


def remove_answer(*, actor: Actor, answer_id: UUID) -> Committed:
    """Take an answer away; Undo brings it back."""
    answer = get_record(actor, DesignAnswer, answer_id)
    with change(answer.workshop_id, actor=actor, needs=Action.VIEW, kind="remove-answer") as tx:
        tx.delete(answer)
    return tx.committed
