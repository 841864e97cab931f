"""The rights table, cell by cell, as it was agreed."""

from __future__ import annotations

import pytest

from workshops.policy import ADMINISTRATOR_ACTIONS, ROLE_ACTIONS, Action, Phase, Role, allowed
from workshops.stages import Stage

A, R = Action, Role
SPONSOR, OWNER, COACH, SME, OBSERVER, GUEST = R.SPONSOR, R.OWNER, R.COACH, R.PARTICIPANT, R.OBSERVER, R.GUEST

WHO_MAY: dict[Action, set[Role]] = {
    A.VIEW: {SPONSOR, OWNER, COACH, SME, OBSERVER, GUEST},
    A.EDIT_CHARTER: {OWNER, COACH},
    A.APPROVE_CHARTER: {SPONSOR},
    A.MANAGE_PEOPLE: {OWNER, COACH},
    A.RUN_WORKSHOP: {COACH},
    A.EDIT_MAP: {OWNER, COACH, SME},
    A.CAPTURE: {SPONSOR, OWNER, COACH, SME, GUEST},
    A.MANAGE_CAPTURES: {OWNER, COACH},
    A.RECORD_VISIT: {SPONSOR, OWNER, COACH},
    A.ASK_LEADERS: {SPONSOR, OWNER, COACH, SME, OBSERVER},
    A.RAISE_BARRIER: {SPONSOR, OWNER, COACH, SME},
    A.ANSWER_BARRIER: {SPONSOR},
    A.PROPOSE_FUTURE: {COACH},
    A.SIGN_FUTURE: {SPONSOR, OWNER},
    A.EDIT_PLAN: {OWNER, COACH},
    A.UPDATE_OWN_ACTION: {SPONSOR, OWNER, COACH, SME},
    A.EDIT_REVIEW: {OWNER, COACH},
    A.CLOSE_REVIEW: {SPONSOR},
    A.WRITE_SUMMARY: {OWNER, COACH},
    A.GET_SUMMARY: {SPONSOR, OWNER},
    A.PREWORK: {OWNER, COACH, SME},
    A.VOTE: {OWNER, COACH, SME, GUEST},
    A.CONFIRM_RELEASE: {SPONSOR},
    A.SIGN_PLAN: {SPONSOR, OWNER},
    A.EDIT_STREAM: {OWNER, COACH},
    A.READ_REPORTS: {SPONSOR, OWNER, COACH, SME, OBSERVER},
    A.SEE_PEOPLE_DATA: {OWNER, COACH},
    A.DELETE_WORKSHOP: {OWNER},
    A.EXPORT_WORKSHOP: {OWNER},
}


def test_every_action_is_in_the_agreed_table() -> None:
    assert set(WHO_MAY) == set(Action)


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("role", list(Role))
def test_each_cell(role: Role, action: Action) -> None:
    assert (action in ROLE_ACTIONS[role]) is (role in WHO_MAY[action])


def test_rights_of_several_roles_add_up() -> None:
    assert allowed({COACH, SPONSOR}, Phase()) == ROLE_ACTIONS[COACH] | ROLE_ACTIONS[SPONSOR]


def test_a_lock_keeps_participants_from_maps_and_nothing_else() -> None:
    phase = Phase(stage=Stage.GATHER, map_locked=True)
    assert ROLE_ACTIONS[SME] - allowed({SME}, phase) == {A.EDIT_MAP}
    assert A.EDIT_MAP in allowed({OWNER}, phase)


def test_a_pause_leaves_reading_to_all_but_the_coach() -> None:
    phase = Phase(stage=Stage.GATHER, paused=True)
    assert allowed({SME}, phase) == {A.VIEW, A.READ_REPORTS}
    assert allowed({COACH}, phase) == ROLE_ACTIONS[COACH]


def test_guests_change_maps_only_when_the_coach_lets_them_and_nothing_is_locked() -> None:
    assert A.EDIT_MAP not in allowed({GUEST}, Phase())
    assert A.EDIT_MAP in allowed({GUEST}, Phase(guests_edit=True))
    assert A.EDIT_MAP not in allowed({GUEST}, Phase(guests_edit=True, map_locked=True))


@pytest.mark.parametrize("stage", list(Stage))
def test_pre_work_of_participants_ends_with_gathering(stage: Stage) -> None:
    assert (A.PREWORK in allowed({SME}, Phase(stage=stage))) is (stage in (Stage.PREPARE, Stage.GATHER))


def test_the_coach_edits_the_plan_until_the_owner_took_it_over() -> None:
    assert A.EDIT_PLAN in allowed({COACH}, Phase())
    assert A.EDIT_PLAN not in allowed({COACH}, Phase(plan_handed_over=True))
    assert A.EDIT_PLAN in allowed({OWNER}, Phase(plan_handed_over=True))


def test_the_administrator_sees_no_content() -> None:
    assert set(ADMINISTRATOR_ACTIONS) == {A.MANAGE_PEOPLE, A.DELETE_WORKSHOP, A.EXPORT_WORKSHOP}
