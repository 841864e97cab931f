"""Who may do what in a workshop: the whole answer, as plain Python. Pages, API, live changes and tasks all read this table."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

from workshops.stages import Stage


class Role(StrEnum):
    """What a person is in a workshop; one person may be several."""

    SPONSOR = "sponsor"
    OWNER = "owner"
    COACH = "coach"
    PARTICIPANT = "participant"
    OBSERVER = "observer"
    GUEST = "guest"


RANKS: tuple[Role, ...] = (Role.GUEST, Role.OBSERVER, Role.PARTICIPANT, Role.SPONSOR, Role.COACH, Role.OWNER)
"""Roles from the lowest to the highest, by how far they decide about people: the sponsor decides about no role, the coach about those
of the team, and the owner, whose stream it is, about the coach's too. The organisation's administrator stands above them."""


class Action(StrEnum):
    """What can be done in a workshop."""

    VIEW = "view"
    EDIT_CHARTER = "edit-charter"
    APPROVE_CHARTER = "approve-charter"
    MANAGE_PEOPLE = "manage-people"
    RUN_WORKSHOP = "run-workshop"
    EDIT_MAP = "edit-map"
    CAPTURE = "capture"
    MANAGE_CAPTURES = "manage-captures"
    RECORD_VISIT = "record-visit"
    ASK_LEADERS = "ask-leaders"
    RAISE_BARRIER = "raise-barrier"
    ANSWER_BARRIER = "answer-barrier"
    PROPOSE_FUTURE = "propose-future"
    SIGN_FUTURE = "sign-future"
    EDIT_PLAN = "edit-plan"
    UPDATE_OWN_ACTION = "update-own-action"
    EDIT_REVIEW = "edit-review"
    CLOSE_REVIEW = "close-review"
    WRITE_SUMMARY = "write-summary"
    GET_SUMMARY = "get-summary"
    PREWORK = "prework"
    VOTE = "vote"
    CONFIRM_RELEASE = "confirm-release"
    SIGN_PLAN = "sign-plan"
    EDIT_STREAM = "edit-stream"
    READ_REPORTS = "read-reports"
    SEE_PEOPLE_DATA = "see-people-data"
    DELETE_WORKSHOP = "delete-workshop"
    EXPORT_WORKSHOP = "export-workshop"


@dataclass(frozen=True, slots=True)
class Phase:
    """Where a workshop stands, as far as rights depend on it."""

    stage: Stage = Stage.PREPARE
    paused: bool = False
    """Read only for everybody but those who run the workshop."""
    map_locked: bool = False
    """Participants may not change maps."""
    guests_edit: bool = False
    """The coach lets walk-up guests change maps."""
    plan_handed_over: bool = False
    """The owner has taken the plan over: the coach no longer edits it."""
    locked_steps: frozenset[str] = frozenset()
    """Ids of steps that participants may not change, nor the flows and notes that hang on them."""


_A = Action
_READING = frozenset({_A.VIEW})
_IN_THE_TEAM = _READING | {_A.CAPTURE, _A.ASK_LEADERS, _A.RAISE_BARRIER, _A.UPDATE_OWN_ACTION, _A.READ_REPORTS}
_LEADING = _IN_THE_TEAM | {
    _A.EDIT_CHARTER,
    _A.MANAGE_PEOPLE,
    _A.EDIT_MAP,
    _A.MANAGE_CAPTURES,
    _A.RECORD_VISIT,
    _A.EDIT_PLAN,
    _A.EDIT_REVIEW,
    _A.WRITE_SUMMARY,
    _A.PREWORK,
    _A.VOTE,
    _A.EDIT_STREAM,
    _A.SEE_PEOPLE_DATA,
}

ROLE_ACTIONS: dict[Role, frozenset[Action]] = {
    Role.SPONSOR: _IN_THE_TEAM
    | {
        _A.APPROVE_CHARTER,
        _A.RECORD_VISIT,
        _A.ANSWER_BARRIER,
        _A.SIGN_FUTURE,
        _A.CLOSE_REVIEW,
        _A.GET_SUMMARY,
        _A.CONFIRM_RELEASE,
        _A.SIGN_PLAN,
    },
    Role.OWNER: _LEADING | {_A.SIGN_FUTURE, _A.SIGN_PLAN, _A.GET_SUMMARY, _A.DELETE_WORKSHOP, _A.EXPORT_WORKSHOP},
    Role.COACH: _LEADING | {_A.RUN_WORKSHOP, _A.PROPOSE_FUTURE},
    Role.PARTICIPANT: _IN_THE_TEAM | {_A.EDIT_MAP, _A.PREWORK, _A.VOTE},
    Role.OBSERVER: _READING | {_A.ASK_LEADERS, _A.READ_REPORTS},
    Role.GUEST: _READING | {_A.CAPTURE, _A.VOTE},
}

ADMINISTRATOR_ACTIONS: frozenset[Action] = frozenset({_A.MANAGE_PEOPLE, _A.DELETE_WORKSHOP, _A.EXPORT_WORKSHOP})
"""What the organisation's administrator may do without being in the workshop: people pages, deletion, audited export; no content."""

_WHILE_PAUSED = frozenset({_A.VIEW, _A.READ_REPORTS, _A.SEE_PEOPLE_DATA, _A.GET_SUMMARY, _A.EXPORT_WORKSHOP, _A.DELETE_WORKSHOP})
_PREWORK_STAGES = frozenset({Stage.PREPARE, Stage.GATHER})


def _role_rights(role: Role, phase: Phase) -> frozenset[Action]:
    rights = ROLE_ACTIONS[role]
    if role is Role.COACH:
        return rights - {_A.EDIT_PLAN} if phase.plan_handed_over else rights
    if role is Role.GUEST and phase.guests_edit:
        rights |= {_A.EDIT_MAP}
    if role in (Role.PARTICIPANT, Role.GUEST) and phase.map_locked:
        rights -= {_A.EDIT_MAP}
    if role is Role.PARTICIPANT and phase.stage not in _PREWORK_STAGES:
        rights -= {_A.PREWORK}
    return rights & _WHILE_PAUSED if phase.paused else rights


def allowed(roles: Collection[Role], phase: Phase) -> frozenset[Action]:
    """Rights of these roles together in this phase. A pause leaves reading only, but for those who run the workshop."""
    rights: frozenset[Action] = frozenset()
    for role in roles:
        rights |= _role_rights(role, phase)
    return rights


def opens_locks(roles: Collection[Role], phase: Phase) -> bool:
    """Whether a locked step may be changed by these roles: by whoever may also change locked maps."""
    return Action.EDIT_MAP in allowed(roles, replace(phase, map_locked=True))


def runs_workshop(role: Role) -> bool:
    """Whether this role runs the workshop, and so may lead the room."""
    return Action.RUN_WORKSHOP in ROLE_ACTIONS[role]


def rank(roles: Collection[Role]) -> int:
    """How high the highest of these roles stands; 0 without one."""
    return max((RANKS.index(role) + 1 for role in roles), default=0)


def may_give(role: Role, *, held: Collection[Role], own: Collection[Role], is_oneself: bool, is_administrator: bool = False) -> bool:
    """Whether somebody with the roles `own` may give a role to a person who holds the roles `held`.

    Nobody raises anybody to or above the own role. What does not go above what the person has is no raise, and who is new in the
    workshop comes in with any role: somebody has to invite the first owner. Oneself one gives no right that one does not have,
    since rights add up: a coach does not become the sponsor who approves the own work.
    """
    if is_oneself:
        return ROLE_ACTIONS[role] <= without_phase(own)
    if rank([role]) <= rank(held):
        return True
    return is_administrator or not held or rank([role]) < rank(own)


def without_phase(roles: Collection[Role]) -> frozenset[Action]:
    """Rights of these roles with nothing locked: what is refused although it stands here is locked, not denied."""
    return allowed(roles, Phase(stage=Stage.PREPARE, guests_edit=True))
