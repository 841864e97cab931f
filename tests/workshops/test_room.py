"""The room at work: who leads it, how the lead moves, and what everybody is shown."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cast import Cast, add_person
from vsm_site.lib.errors import Forbidden, Invalid, NotFound
from vsm_site.lib.ids import uuid7
from workshops.models import Participation, Workshop, WorkshopHead
from workshops.policy import Role
from workshops.selectors.room import lead_of, leader_of
from workshops.services.changes import apply_ops
from workshops.services.people import remove_person
from workshops.services.room import Shown, hand_over, show

pytestmark = pytest.mark.django_db


def fresh(cast: Cast) -> Workshop:
    return Workshop.objects.get(pk=cast.workshop.pk)


def seen(cast: Cast) -> dict[str, Any]:
    """What everybody is shown."""
    found = fresh(cast).shown
    assert found is not None
    return found


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


@pytest.fixture
def coaches(cast: Cast) -> Cast:
    """Uma coaches beside Fay."""
    add_person(cast.workshop, cast.uma, Role.COACH, by=cast.fay)
    return cast


def test_the_first_coach_leads_until_the_lead_is_given(coaches: Cast) -> None:
    assert leader_of(fresh(coaches)) == coaches.fay
    seen = lead_of(coaches.actor("fay"), fresh(coaches))
    assert (seen.is_me, seen.heirs) == (True, (coaches.uma,))


def test_who_leads_hands_over(coaches: Cast) -> None:
    hand_over(actor=coaches.actor("fay"), workshop_id=coaches.workshop.pk, to=coaches.uma.pk)
    assert leader_of(fresh(coaches)) == coaches.uma
    assert lead_of(coaches.actor("fay"), fresh(coaches)).heirs == (coaches.fay,)


def test_another_coach_takes_the_lead_for_nobody_else(coaches: Cast) -> None:
    add_person(coaches.workshop, coaches.pia, Role.COACH, by=coaches.fay)
    before = head(coaches)
    with pytest.raises(Forbidden):
        hand_over(actor=coaches.actor("uma"), workshop_id=coaches.workshop.pk, to=coaches.pia.pk)
    assert (leader_of(fresh(coaches)), head(coaches)) == (coaches.fay, before)
    hand_over(actor=coaches.actor("uma"), workshop_id=coaches.workshop.pk, to=coaches.uma.pk)
    assert leader_of(fresh(coaches)) == coaches.uma


@pytest.mark.parametrize("who", ["omar", "pia", "spring", "obi"])
def test_nobody_else_takes_it(cast: Cast, who: str) -> None:
    before = head(cast)
    with pytest.raises(Forbidden):
        hand_over(actor=cast.actor(who), workshop_id=cast.workshop.pk, to=cast.people[who].pk)
    assert (fresh(cast).lead_id, head(cast)) == (None, before)


def test_it_is_given_to_coaches_only(cast: Cast) -> None:
    before = head(cast)
    with pytest.raises(Invalid):
        hand_over(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, to=cast.omar.pk)
    assert (fresh(cast).lead_id, head(cast)) == (None, before)


def test_who_is_no_longer_coach_no_longer_leads(coaches: Cast) -> None:
    hand_over(actor=coaches.actor("fay"), workshop_id=coaches.workshop.pk, to=coaches.uma.pk)
    row = Participation.objects.get(workshop=coaches.workshop, user=coaches.uma)
    remove_person(actor=coaches.actor("omar"), person_id=row.pk)
    assert leader_of(fresh(coaches)) == coaches.fay


def test_the_lead_is_no_field_of_a_frame(cast: Cast) -> None:
    ops = [{"k": "set", "r": f"workshop/{cast.workshop.pk}", "f": {"lead": str(cast.omar.pk)}, "b": {}}]
    answer = cast.api("fay").post(
        f"/api/v1/workshops/{cast.workshop.pk}/live/changes/",
        {"changes": [{"t": "chg", "id": str(uuid7()), "cid": "c-1", "ops": ops}]},
        format="json",
    )
    (result,) = answer.json()["results"]
    assert (result["t"], result["why"]) == ("no", "invalid")
    assert fresh(cast).lead_id is None


@pytest.fixture
def ids(cast: Cast) -> dict[str, Any]:
    """A map with one step, by kind."""
    found = {"map": uuid7(), "step": uuid7()}
    ops = [
        {"k": "new", "r": f"map/{found['map']}", "f": {"title": "Journey"}},
        {"k": "new", "r": f"step/{found['step']}", "f": {"map": str(found["map"]), "name": "Triage"}},
    ]
    apply_ops(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, change_id=uuid7(), cid="c", ops=ops)
    return found


def shown(cast: Cast, ids: dict[str, Any], who: str = "fay", *, bring: bool = True, **more: Any) -> None:
    show(actor=cast.actor(who), workshop_id=cast.workshop.pk, what=Shown(ids["map"], **more), bring=bring)


def test_bringing_everybody_is_one_event_and_light_alone_is_none(cast: Cast, ids: dict[str, Any]) -> None:
    shown(cast, ids, pass_key="metrics", camera=[1.25, 2, 300, 200])
    at = head(cast)
    first = seen(cast)
    assert (first["pass"], first["camera"], first["brought"], first["by"]) == ("metrics", [1.2, 2, 300, 200], at, str(cast.fay.pk))
    shown(cast, ids, bring=False, spotlight=[ids["step"]])
    assert (seen(cast)["brought"], seen(cast)["spotlight"], seen(cast)["pass"]) == (at, [str(ids["step"])], "metrics")
    shown(cast, ids)
    assert seen(cast)["brought"] == at + 2


def test_only_who_runs_the_workshop_brings_everybody(cast: Cast, ids: dict[str, Any]) -> None:
    before = head(cast)
    for who in ("omar", "pia"):
        with pytest.raises(Forbidden):
            shown(cast, ids, who)
    assert (fresh(cast).shown, head(cast)) == (None, before)


def test_what_is_shown_is_of_this_workshop_and_few_steps(cast: Cast, ids: dict[str, Any]) -> None:
    before = head(cast)
    with pytest.raises(NotFound):
        shown(cast, {"map": uuid7()})
    with pytest.raises(NotFound):
        shown(cast, ids, spotlight=[uuid7()])
    with pytest.raises(NotFound):
        shown(cast, ids, anchor=f"step/{uuid7()}")
    with pytest.raises(Invalid):
        shown(cast, ids, spotlight=[ids["step"]] * 4)
    assert (fresh(cast).shown, head(cast)) == (None, before)


def test_only_steps_of_the_workshop_are_locked(cast: Cast, ids: dict[str, Any]) -> None:
    before = head(cast)
    for value in (str(uuid7()), "no id"):
        op = {"k": "add", "r": f"workshop/{cast.workshop.pk}", "set": "locked_steps", "v": value}
        with pytest.raises((NotFound, Invalid)):
            apply_ops(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, change_id=uuid7(), cid="c", ops=[op])
    assert (fresh(cast).locked_steps, head(cast)) == ([], before)
