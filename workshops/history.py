"""What a person may see of the change log: one function for replay, live frames, state and exports."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from workshops.models import Change
from workshops.policy import Action
from workshops.records import kinds

NEVER_UNDONE = frozenset({"create", "join", "show", "lead", "joining", "ban", "leave", "let-back-in", "forget-guest", "claim"}) | {
    "send-sponsor-note", "send-check-in", "send-minutes", "timer", "voice", "begin-round", "show-round", "drop-round", "join-board",
}  # fmt: skip
"""Kinds of change that are not taken back: the workshop itself, somebody's coming in, which would shut that person out, what the room
was shown by whom, which has passed, what would make a link or code work again that was renewed, a letter that has left, and what is
asked and given in rounds: what people wrote for themselves is gone once it was shown."""


def is_for(audience: str | None, rights: frozenset[Action], user_id: UUID) -> bool:
    """Whether a row's audience takes this person in: None is everybody, an Action's name who has it, `user:<id>` one person."""
    return audience is None or audience in rights or audience == f"user:{user_id}"


def visible_op(op: dict[str, Any], rights: frozenset[Action]) -> dict[str, Any] | None:
    """An operation without the values that need a right the person lacks; None when nothing of it may be seen."""
    kind = kinds().get(op["r"].partition("/")[0])
    if kind is None or kind.audience not in rights:
        return None
    if "f" not in op:
        return op
    hidden = {name for name in op["f"] if (spec := kind.fields.get(name)) and spec.private and spec.private not in rights}
    return op | {"f": {name: value for name, value in op["f"].items() if name not in hidden}} if hidden else op


def frame(change: Change, rights: frozenset[Action], user_id: UUID) -> dict[str, Any]:
    """The `ch` frame of a row as this person gets it; the number alone where it is hidden."""
    if not is_for(change.audience, rights, user_id):
        return {"t": "ch", "s": change.seq}
    ops = [seen for op in change.ops if (seen := visible_op(op, rights)) is not None]
    if not ops:
        return {"t": "ch", "s": change.seq}
    return {
        "t": "ch",
        "s": change.seq,
        "id": str(change.change_id),
        "u": str(change.user_id) if change.user_id else None,
        "cid": change.client_id,
        "at": int(change.at.timestamp() * 1000),
        "ops": ops,
    }


# The log in words

_LABELS = {
    "create": "Made the workshop",
    "workshop": "Changed the workshop",
    "lock": "Paused, locked or opened it",
    "lock-step": "Locked or opened a step",
    "lead": "Took or handed over the lead",
    "show": "Showed everybody a place",
    "revert": "Took changes of a person back",
    "stage": "Moved the workshop to another stage",
    "advance-stage": "Moved the workshop to another stage",
    "task": "Changed a task",
    "person": "Changed a person",
    "invite": "Invited somebody",
    "invitation": "Invited somebody again",
    "join": "Joined the workshop",
    "joining": "Opened, renewed or closed the joining of guests",
    "admit": "Let guests in",
    "refuse": "Did not let a guest in",
    "ban": "Took a guest out and keeps that browser out",
    "leave": "Left as a guest",
    "let-back-in": "Let a guest back in",
    "forget-guest": "Forgot somebody who did not come in",
    "claim": "Took over what a guest contributed",
    "attendance": "Noted who is here when",
    "training": "Noted who was trained",
    "release": "Confirmed that somebody is freed",
    "approve-charter": "Approved the charter",
    "withdraw-charter": "Took the approval of the charter back",
    "keep-version": "Kept a version of the charter",
    "sign-charter": "Agreed to the charter",
    "unsign-charter": "Took the agreement to the charter back",
    "comment": "Commented on the charter",
    "settle-comment": "Settled a comment on the charter",
    "remove-comment": "Removed a comment on the charter",
    "setup": "Added set-up tasks of a kind of stream",
    "add-file": "Put a file to a task",
    "remove-file": "Took a file off a task",
    "meeting": "Changed a meeting",
    "prework": "Sent pre-work",
    "remove-prework": "Took pre-work back",
    "accept-prework": "Took pre-work over",
    "decline-prework": "Did not take pre-work over",
    "review": "Changed a review",
    "day": "Changed a day",
    "visit": "Noted the leadership visit",
    "summary": "Wrote the summary of a day",
    "close-day": "Closed a day",
    "reopen-day": "Opened a day again",
    "fill-agenda": "Planned the days",
    "clear-day": "Took the blocks of a day off",
    "start-block": "Started a block of the agenda",
    "catch-up": "Spread a delay over the blocks",
    "ask": "Asked the leaders",
    "lesson": "Noted a lesson",
    "raise-barrier": "Raised a barrier",
    "take-barrier": "Took a barrier",
    "answer-barrier": "Answered a barrier",
    "write-decision": "Wrote down a leader’s decision",
    "capture": "Captured",
    "sort-captures": "Sorted captures",
    "capture-to-action": "Made a capture an action",
    "judge-action": "Judged impact and effort",
    "accept-promise": "Decided whether a promise counts",
    "promised-map": "Made a map of what is promised",
    "dismiss-hint": "Put a hint aside",
    "timer": "Set the timer",
    "begin-round": "Asked the room",
    "show-round": "Showed what the room said",
    "drop-round": "Ended a round without showing it",
    "voice": "Took part in a round",
    "group-notes": "Grouped notes",
    "place-item": "Placed by impact and effort",
    "keep-notes": "Kept notes as captures",
    "round-to-agenda": "Put what came out of a round on the agenda",
    "round-to-actions": "Made actions of what came out of a round",
    "join-board": "Went to a board",
    "board-note": "Wrote on a board",
    "remove-note": "Took a note off a board",
    "map": "Changed a map",
    "new-map": "Drew a new map",
    "import-map": "Imported a map",
    "copy-map": "Copied a map",
    "choose-future": "Chose the future state",
    "sign-future": "Signed the future state",
    "withdraw-future": "Chose no future state any more",
    "unsign-future": "Took a signature of the future state back",
    "answer-question": "Answered a design question",
    "change-answer": "Changed an answer to a design question",
    "remove-answer": "Removed an answer to a design question",
    "step": "Changed a step",
    "improvement": "Planned an improvement on the map",
    "plan-walk": "Planned the walk",
    "walked": "Noted that a work place was seen",
    "stop-to-step": "Put a stop of the walk on the map",
    "observe": "Noted an observation",
    "bring": "Said who brings a missing datum",
    "draft-timeline": "Drafted dates of the plan",
    "move-apart": "Moved actions behind what they wait for",
    "change-actions": "Changed several actions",
    "depend-action": "Changed what an action waits for",
    "keep-plan-view": "Kept a view of the plan",
    "remove-plan-view": "Removed a view of the plan",
    "hand-over-plan": "Handed the plan over",
    "give-plan-back": "Gave the plan back",
    "set-baseline": "Set a baseline of the plan",
    "sign-plan": "Agreed to the plan",
    "unsign-plan": "Took the agreement to the plan back",
    "outreach-done": "Noted whether a message or training is done",
    "decision": "Noted a decision",
    "alignment-series": "Planned the alignment meetings",
    "hold-review": "Recorded that a review was held",
    "cancel-review": "Cancelled a review",
    "replan-review": "Planned a cancelled review again",
    "reschedule-review": "Moved a review to another day",
    "hold-meeting": "Recorded an alignment meeting",
    "cancel-meeting": "Cancelled an alignment meeting",
    "move-meeting": "Moved an alignment meeting",
    "minutes": "Wrote minutes of an alignment meeting",
    "send-minutes": "Sent minutes of an alignment meeting",
    "decision-to-action": "Made a decision an action",
    "prepare-review": "Gave out the pre-work of a review",
    "pulse": "Answered the questions before a review",
    "renew-map": "Made the future map the current one",
    "trained": "Noted who was trained in a standard",
    "check-standard": "Noted whether a standard holds",
    "remove-check": "Removed a check of a standard",
    "note-resistance": "Noted resistance",
    "measure": "Noted a measurement between reviews",
    "send-check-in": "Sent minutes of a check-in",
    "set-cadence": "Set when check-ins are",
    "begin-check-in": "Began the minutes of a check-in",
    "check-in-attendance": "Noted who was at a check-in",
    "check-in-to-action": "Made a follow-up of a check-in an action",
    "draft-sponsor-note": "Drafted news for the sponsor",
    "send-sponsor-note": "Sent news to the sponsor",
    "undo": "Took a change back",
    "edit": "Changed several things",
}
_VERBS = {
    "add": "Added",
    "new": "Added",
    "change": "Changed",
    "set": "Changed",
    "update": "Changed",
    "move": "Moved",
    "remove": "Removed",
    "del": "Removed",
    "rm": "Changed",
    "copy": "Copied",
    "import": "Imported",
    "split": "Split",
    "merge": "Merged",
    "close": "Closed",
    "report": "Reported",
    "invite": "Invited",
    "connect": "Connected",
    "answer": "Answered",
}
_NAMES = {
    "attendance": "somebody’s day",
    "training": "a training",
    "workshop": "the workshop",
    "person": "a person",
    "charter": "the charter",
    "target": "a target of the charter",
    "charter_version": "a version of the charter",
    "charter_signature": "an agreement to the charter",
    "charter_comment": "a comment on the charter",
    "task": "a task",
    "prework": "pre-work",
    "task_file": "a file of a task",
    "meeting": "a meeting",
    "stage_move": "a move of the stage",
    "day": "a day",
    "agenda": "a block of the agenda",
    "block": "a block of the agenda",
    "lesson": "a lesson",
    "visit": "the leadership visit",
    "question": "a question to the leaders",
    "barrier": "a barrier",
    "capture": "a capture",
    "round": "a round",
    "round_item": "a note of a round",
    "board": "a board",
    "timer": "the timer",
    "plan": "the plan",
    "action": "an action",
    "promise": "a promise",
    "plan_block": "a block of the plan",
    "outreach": "a message or training of the plan",
    "update": "an update of an action",
    "progress": "progress on an action",
    "check_in": "the minutes of a check-in",
    "check_in_point": "a point of a check-in",
    "sponsor_note": "news for the sponsor",
    "review": "a review",
    "alignment": "the rhythm of the alignment meetings",
    "alignment_meeting": "an alignment meeting",
    "reading": "a measured value",
    "decision": "a decision",
    "standard": "a standard",
    "standard_file": "a file of a standard",
    "sustainment_check": "a check of a standard",
    "resistance": "an entry of the resistance log",
    "measurement": "a measurement between reviews",
    "map": "a map",
    "step": "a step",
    "steps": "steps",
    "party": "a customer or supplier",
    "flow": "a flow",
    "information": "an information flow",
    "note": "a note on the map",
    "stop": "a stop of the walk",
    "observation": "an observation",
    "unknown": "what is still unknown",
    "design_answer": "an answer to a design question",
    "future_version": "a version of the chosen future",
    "future_signature": "a signature of the future state",
}


def name_of_kind(kind: str) -> str:
    """What a record kind is called within a sentence: `a capture`, `the charter`; the word itself where none is known."""
    return _NAMES.get(kind, f"a {kind.replace('_', ' ')}")


def label_of(kind: str, first: str = "") -> str:
    """What a change did, in words; `first` is the kind of the first record it wrote, for changes that came over the wire."""
    if kind in _LABELS:
        return _LABELS[kind]
    if kind in ("set", "new", "del", "add", "rm"):
        return f"{_VERBS['set' if kind == 'add' else kind]} {name_of_kind(first)}" if first else "Changed something"
    verb, _, noun = kind.partition("-")
    if verb in _VERBS and noun:
        return f"{_VERBS[verb]} {name_of_kind(noun)}"
    if kind in _NAMES:
        return f"Changed {_NAMES[kind]}"
    words = kind.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:] if words else "Changed something"
