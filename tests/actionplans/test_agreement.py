"""Handing the plan over, its baselines and its signatures."""

from __future__ import annotations

import pytest

from accounts.models import Notification
from actionplans.agreement import Agreement, get_agreement, last_baseline
from actionplans.models import Action, Baseline, Handover, PlanSignature
from actionplans.selectors import loaded
from actionplans.services import actions, agreement
from tests.actionplans.factories import make_action
from tests.cast import Cast, make_workshop
from vsm_site.lib.errors import Forbidden, Invalid
from workshops.models import Workshop, WorkshopHead
from workshops.services.changes import undo_change

pytestmark = pytest.mark.django_db


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


def told(name: str, cast: Cast) -> list[str]:
    return list(Notification.objects.filter(user=cast.people[name], kind__startswith="plan-").order_by("id").values_list("text", flat=True))


def set_baseline(cast: Cast, reason: str = "", by: str = "omar") -> Baseline:
    return agreement.set_baseline(actor=cast.actor(by), workshop_id=cast.workshop.pk, reason=reason)


def sign(cast: Cast, name: str, baseline: Baseline) -> None:
    agreement.sign(actor=cast.actor(name), workshop_id=cast.workshop.pk, baseline_id=baseline.pk)


def edit(cast: Cast, name: str, action: Action) -> None:
    actions.update_action(actor=cast.actor(name), action_id=action.pk, values={"objective": f"by {name}"})


def test_the_coach_hands_the_plan_over_and_only_reads_it_from_then_on(cast: Cast) -> None:
    action = make_action(cast, owner="pia", end="2026-12-04")
    make_action(cast, "Beds by ten")
    edit(cast, "fay", action)
    before = head(cast)
    agreement.hand_over(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, note="Fay stays for the first event")
    assert head(cast) == before + 1
    row = Handover.objects.get()
    assert (row.to_owner, row.by, row.owner, row.note) == (True, cast.fay, cast.person("omar"), "Fay stays for the first event")
    assert (row.actions, row.unready) == (2, 1)
    assert told("omar", cast) == ["Fay handed the action plan over to you."]
    with pytest.raises(Forbidden):
        edit(cast, "fay", action)
    edit(cast, "omar", action)


def test_the_owner_gives_the_plan_back_with_a_reason(cast: Cast) -> None:
    action = make_action(cast)
    agreement.hand_over(actor=cast.actor("omar"), workshop_id=cast.workshop.pk)
    before = head(cast)
    for refused in (
        lambda: agreement.give_back(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, note=" "),
        lambda: agreement.hand_over(actor=cast.actor("omar"), workshop_id=cast.workshop.pk),
    ):
        with pytest.raises(Invalid):
            refused()
    with pytest.raises(Forbidden):
        agreement.give_back(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, note="I want it")
    assert (head(cast), Handover.objects.count()) == (before, 1)
    agreement.give_back(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, note="Two events have to be planned anew.")
    assert told("fay", cast) == ["Omar gave the action plan back to you: Two events have to be planned anew."]
    edit(cast, "fay", action)
    with pytest.raises(Invalid):
        agreement.give_back(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, note="Once more")


def test_without_an_owner_there_is_nobody_to_hand_over_to(cast: Cast) -> None:
    other = make_workshop(cast.organisation, cast.fay, "Second")
    with pytest.raises(Invalid) as refused:
        agreement.hand_over(actor=cast.actor("fay"), workshop_id=other.pk)
    assert refused.value.faults[0].text.startswith("Nobody is process owner yet.")
    assert (Handover.objects.exists(), Workshop.objects.get(pk=other.pk).plan_handed_over) == (False, False)


def test_a_baseline_keeps_what_the_plan_says_without_what_was_dropped(cast: Cast) -> None:
    promise = {"metric": "Lead time", "from": "4 h", "to": "2 h"}
    action = make_action(cast, owner="pia", start="2026-11-23", end="2026-12-04", promises=[promise])
    make_action(cast, "Beds by ten", status="dropped", reason="Not needed")
    made = set_baseline(cast)
    kept = {"id": str(action.pk), "title": "Results by noon", "owner": "Pia", "promises": ["Lead time 4 → 2 h"]}
    assert made.content == {"objective": "", "actions": [kept | {"start": "2026-11-23", "end": "2026-12-04"}]}
    assert (made.number, made.made_by) == (1, cast.omar)
    assert told("spring", cast) == ["Omar set baseline 1 of the plan: please read and sign it."]
    assert told("omar", cast) == []


def test_another_baseline_needs_a_reason_and_something_new(cast: Cast) -> None:
    action = make_action(cast, end="2026-12-04")
    set_baseline(cast)
    with pytest.raises(Invalid) as same:
        set_baseline(cast, "Once more")
    assert same.value.faults[0].text == "Nothing is different from baseline 1."
    actions.update_action(actor=cast.actor("omar"), action_id=action.pk, values={"end": "2026-12-09"})
    before = head(cast)
    with pytest.raises(Invalid) as silent:
        set_baseline(cast, "  ")
    assert silent.value.faults[0].text == "Say why the plan is measured against other dates from now on."
    with pytest.raises(Forbidden):
        set_baseline(cast, "The lab moved", by="pia")
    assert (head(cast), Baseline.objects.count()) == (before, 1)
    again = set_baseline(cast, "The lab moved")
    assert (again.number, again.reason, last_baseline(cast.workshop.pk)) == (2, "The lab moved", again)


def test_a_plan_without_dates_has_no_baseline(cast: Cast) -> None:
    make_action(cast, start="2026-11-23")
    with pytest.raises(Invalid) as refused:
        set_baseline(cast)
    assert refused.value.faults[0].text.startswith("No action has an end yet.")
    assert not Baseline.objects.exists()


def test_sponsor_and_owner_sign_the_baseline_that_they_read(cast: Cast) -> None:
    action = make_action(cast, end="2026-12-04")
    first = set_baseline(cast)
    sign(cast, "omar", first)
    sign(cast, "omar", first)
    actions.update_action(actor=cast.actor("omar"), action_id=action.pk, values={"end": "2026-12-09"})
    second = set_baseline(cast, "The lab moved")
    with pytest.raises(Invalid):
        sign(cast, "spring", first)
    for name in ("fay", "pia", "obi"):
        with pytest.raises(Forbidden):
            sign(cast, name, second)
    assert list(PlanSignature.objects.values_list("baseline", "role", "by")) == [(first.pk, "owner", cast.omar.pk)]
    sign(cast, "spring", second)
    assert not block(cast).is_signed
    sign(cast, "omar", second)
    assert block(cast).is_signed
    agreement.unsign(actor=cast.actor("spring"), workshop_id=cast.workshop.pk)
    assert [[str(row.by) for row in line.signatures] for line in block(cast).lines] == [[], ["Omar"]]


def block(cast: Cast) -> Agreement:
    return get_agreement(cast.workshop, loaded(Action.objects.present().filter(workshop=cast.workshop)))


def test_what_is_different_from_the_baseline_is_told_until_it_is_set_anew_or_undone(cast: Cast) -> None:
    action = make_action(cast, end="2026-12-04")
    set_baseline(cast)
    actions.update_action(actor=cast.actor("omar"), action_id=action.pk, values={"end": "2026-12-09"})
    assert [row.what for row in block(cast).differences] == [("end Fri 4 Dec → Wed 9 Dec, 5 days later",)]
    again = set_baseline(cast, "The lab moved")
    assert block(cast).differences == ()
    undo_change(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, seq=again.rev("number"))
    assert (block(cast).baseline.number, len(block(cast).differences)) == (1, 1)
    assert set_baseline(cast, "The lab moved after all").number == 3


def test_the_page_leads_from_hand_over_to_signatures(cast: Cast) -> None:
    url = f"/workshops/{cast.workshop.pk}/board/agreement/"
    assert "Nothing to agree on yet" in cast.client("pia").get(url).content.decode()
    action = make_action(cast, owner="pia", end="2026-12-04")
    assert "Hand the plan over to Omar" in cast.client("fay").get(url).content.decode()
    assert "Take the plan over" in cast.client("omar").get(url).content.decode()
    assert cast.client("omar").post(f"{url}hand-over/", {"note": ""}).status_code == 302
    refused = cast.client("omar").post(f"{url}give-back/", {"note": ""})
    assert (refused.status_code, "Say why the coach has it again." in refused.content.decode()) == (422, True)
    assert cast.client("omar").post(f"{url}baseline/", {"reason": ""}).status_code == 302
    baseline = Baseline.objects.get()
    assert cast.client("spring").post(f"{url}sign/", {"baseline": baseline.pk}).status_code == 302
    actions.update_action(actor=cast.actor("omar"), action_id=action.pk, values={"end": "2026-12-09"})
    shown = cast.client("omar").get(url).content.decode()
    assert "end Fri 4 Dec → Wed 9 Dec, 5 days later" in shown
    assert "The plan is different from it by now" in shown
    again = cast.client("omar").post(f"{url}baseline/", {"reason": ""})
    assert (again.status_code, "Say why the plan is measured against other dates" in again.content.decode()) == (422, True)
    assert cast.client("spring").post(f"{url}unsign/").status_code == 302
    assert not PlanSignature.objects.present().exists()
