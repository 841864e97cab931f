"""The charter: reading it, writing it by sections and at the same time, its targets, and the sponsor's approval."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from accounts.models import Notification
from tests.cast import Cast
from vsm_site.lib.errors import Conflict, Forbidden, Invalid, NotFound
from vsm_site.lib.ids import uuid7
from workshops.change import change
from workshops.charter_parts import PARTS, SECTIONS
from workshops.kinds import CHARTER
from workshops.models import Charter, CharterSignature, CharterTarget, ValueStream, WorkshopHead
from workshops.selectors import charter as selectors
from workshops.services import charter as services
from workshops.services.changes import undo_change
from workshops.services.workshops import update_workshop

pytestmark = pytest.mark.django_db
WHY = {"case_for_change": "Every third patient stays longer than twelve hours."}
READERS = [("fay", 200), ("spring", 200), ("pia", 200), ("obi", 200), ("ada", 403), ("uma", 404), ("xena", 404)]
EDITORS = [("fay", 200), ("omar", 200), ("spring", 403), ("pia", 403), ("obi", 403), ("ada", 403), ("uma", 404)]
NOW = datetime(2026, 11, 9, 14, 20, tzinfo=UTC)


def url(cast: Cast, more: str = "") -> str:
    return f"/workshops/{cast.workshop.pk}/charter/{more}"


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


def charter(cast: Cast) -> Charter:
    return Charter.objects.get(workshop=cast.workshop)


def write(cast: Cast, who: str = "omar", **values: Any) -> None:
    services.update_charter(actor=cast.actor(who), workshop_id=cast.workshop.pk, values=values)


def add(cast: Cast, metric: str, **more: Any) -> CharterTarget:
    return services.add_target(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, values={"metric": metric, "target": "7 h"} | more)


def approve(cast: Cast) -> None:
    seen, without = selectors.revision_of(cast.workshop), [entry.text for entry in selectors.list_missing(cast.workshop)]
    services.approve_charter(actor=cast.actor("spring"), workshop_id=cast.workshop.pk, seen=seen, without=without)


def text_of(answer: Any) -> str:
    body = re.sub(r"(?s)<(script|style|svg)\b.*?</\1>", " ", answer.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", body.partition('id="main"')[2]).split())


def page(cast: Cast, who: str = "fay") -> str:
    return text_of(cast.client(who).get(url(cast)))


def sent_back(answer: Any, **typed: str) -> dict[str, str]:
    """What the form of a page sends when some fields were typed over."""
    form, found = answer.context["form"], {}
    for bound in form:
        value = bound.value()
        shown = "" if value is None else str(value)
        found |= {bound.html_name: shown, bound.html_initial_name: shown}
        if hasattr(bound.field, "rev_name"):
            found[bound.field.rev_name] = str(bound.field.rev)
    return found | {"change_id": str(answer.context["change_id"])} | typed


# Its parts


def test_each_field_of_the_charter_is_written_in_one_section() -> None:
    names = [part.name for section in SECTIONS for part in section.parts]
    assert sorted(names) == sorted(set(CHARTER.fields) - {"approved_by", "approved_at"})
    assert len(names) == len(PARTS)


# Reading


@pytest.mark.parametrize(("who", "status"), READERS)
def test_who_reads_the_charter(cast: Cast, who: str, status: int) -> None:
    write(cast, case_for_change="CANARY")
    answer = cast.client(who).get(url(cast))
    assert (answer.status_code, b"CANARY" in answer.content) == (status, status == 200)


@pytest.mark.parametrize("who", ["spring", "pia", "obi"])
def test_who_only_reads_is_offered_no_form(cast: Cast, who: str) -> None:
    write(cast, **WHY)
    shown = cast.client(who).get(url(cast)).content.decode()
    assert not re.search(r"charter/edit/|charter/targets/|charter/ask/", shown)


def test_an_empty_charter_says_what_to_do_and_what_is_missing(cast: Cast) -> None:
    shown = page(cast)
    assert "Nothing is written yet" in shown and "Write the case for change" in shown
    for words in ("The case for change", "What triggers the stream", "The demand", "A measurable target", "The place"):
        assert words in shown.partition("Still missing")[2]


def test_everything_that_was_written_stands_on_the_page(cast: Cast) -> None:
    values = {name: f"Text of {name}" for name, part in PARTS.items() if name not in CHOSEN and not part.is_past}
    write(cast, **values, demand_quantity=62.5, demand_per="d", customer_kind="external")
    add(cast, "Lead time", baseline="11.5 h", by_when="2027-02-16", note="time stamps of a week")
    shown = page(cast)
    target = "Lead time 11.5 h 7 h not drawn yet Tue 16 Feb 2027 time stamps of a week"
    for text in [*values.values(), "62.5 per day", "External", target, "Home, and well"]:
        assert text in shown
    assert "16–18 Nov 2026" in shown and "Process owner Omar" in shown and "Subject-matter experts Per, Pia" in shown
    assert "Still missing" not in shown and "it waits for the sponsor’s approval" in shown


def test_the_thirty_sixty_and_ninety_days_stand_on_the_page(cast: Cast) -> None:
    assert "30 days , Fri 18 Dec · 60 days , Sun 17 Jan · 90 days , Tue 16 Feb" in page(cast)


def test_what_a_target_lacks_is_said(cast: Cast) -> None:
    add(cast, "Lead time")
    missing = [entry.text for entry in selectors.page_of(cast.workshop).missing]
    assert "the baseline of “Lead time”" in missing and "the date of “Lead time”" in missing
    assert "a measurable target" not in missing


def test_a_missing_role_is_said(cast: Cast) -> None:
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.delete(cast.person("spring"))
    assert "an executive sponsor" in [entry.text for entry in selectors.page_of(cast.workshop).missing]
    assert "Nobody is sponsor yet" in page(cast)


def test_what_people_type_is_never_markup(cast: Cast) -> None:
    write(cast, case_for_change="<b>x</b>", remote_link="javascript:alert(1)", trigger="<i>y</i>")
    add(cast, "<u>z</u>")
    for address in (url(cast), url(cast, "edit/case/"), url(cast, "targets/")):
        assert not re.search(r"<b>x|<i>y|<u>z|href=\"javascript", cast.client("fay").get(address).content.decode())


# Writing


@pytest.mark.parametrize(("who", "status"), EDITORS)
def test_who_is_offered_the_forms(cast: Cast, who: str, status: int) -> None:
    target = add(cast, "Lead time")
    for address in (url(cast, "edit/scope/"), url(cast, "targets/"), url(cast, "targets/new/"), f"/charter/targets/{target.pk}/edit/"):
        assert cast.client(who).get(address).status_code == status


CHOSEN = ("demand_quantity", "demand_per", "customer_kind")


@pytest.mark.parametrize("section", [section.key for section in SECTIONS])
def test_each_section_stores_what_was_typed(cast: Cast, section: str) -> None:
    answer = cast.client("omar").get(url(cast, f"edit/{section}/"))
    names = [bound.name for bound in answer.context["form"] if bound.name not in CHOSEN]
    saved = cast.client("omar").post(url(cast, f"edit/{section}/"), sent_back(answer, **{name: f"New {name}" for name in names}))
    assert (saved.status_code, saved.headers["Location"]) == (302, url(cast))
    assert {name: getattr(charter(cast), name) for name in names} == {name: f"New {name}" for name in names}


def test_save_and_go_on_leads_to_the_next_section(cast: Cast) -> None:
    answer = cast.client("omar").get(url(cast, "edit/case/"))
    saved = cast.client("omar").post(url(cast, "edit/case/"), sent_back(answer, go="on", **WHY))
    assert saved.headers["Location"] == url(cast, "edit/scope/")


def test_there_is_no_other_section(cast: Cast) -> None:
    assert cast.client("omar").get(url(cast, "edit/approval/")).status_code == 404


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"demand_quantity": "-1", "demand_per": "d"}, "demand_quantity"),
        ({"demand_quantity": "many"}, "demand_quantity"),
        ({"demand_quantity": "62"}, "demand_per"),
        ({"demand_per": "y"}, "demand_per"),
        ({"trigger": "x" * 301}, "trigger"),
    ],
)
def test_what_cannot_be_stored_says_so_and_changes_nothing(cast: Cast, typed: dict[str, str], field: str) -> None:
    before = head(cast)
    answer = cast.client("omar").get(url(cast, "edit/scope/"))
    refused = cast.client("omar").post(url(cast, "edit/scope/"), sent_back(answer, **typed))
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, [field])
    assert head(cast) == before


@pytest.mark.parametrize("who", ["spring", "pia", "obi", "ada"])
def test_who_may_not_write_changes_nothing(cast: Cast, who: str) -> None:
    target, before = add(cast, "Lead time"), head(cast)
    attempts: list[Callable[[], Any]] = [
        lambda: write(cast, who, **WHY),
        lambda: services.add_target(actor=cast.actor(who), workshop_id=cast.workshop.pk, values={"metric": "A", "target": "B"}),
        lambda: services.update_target(actor=cast.actor(who), target_id=target.pk, values={"target": "6 h"}),
        lambda: services.move_target(actor=cast.actor(who), target_id=target.pk, by=1),
        lambda: services.remove_target(actor=cast.actor(who), target_id=target.pk),
    ]
    for attempt in attempts:
        with pytest.raises(Forbidden):
            attempt()
    assert cast.client(who).post(url(cast, "edit/case/"), WHY).status_code == 403
    with pytest.raises(NotFound):
        write(cast, "xena", **WHY)
    assert head(cast) == before


def test_the_form_sent_twice_is_stored_once(cast: Cast) -> None:
    answer = cast.client("omar").get(url(cast, "edit/case/"))
    form = sent_back(answer, **WHY)
    first = cast.client("omar").post(url(cast, "edit/case/"), form)
    before = head(cast)
    second = cast.client("omar").post(url(cast, "edit/case/"), form)
    assert (first.status_code, second.status_code, head(cast)) == (302, 302, before)


def test_nobody_approves_by_way_of_the_form(cast: Cast) -> None:
    with pytest.raises(Invalid):
        write(cast, approved_at="2026-11-09T14:20:00Z")
    assert charter(cast).approved_at is None


# Two people at once


def test_two_people_in_one_field_see_both_values(cast: Cast) -> None:
    address = url(cast, "edit/scope/")
    hers, his = (cast.client(who).get(address) for who in ("fay", "omar"))
    assert cast.client("fay").post(address, sent_back(hers, trigger="A patient arrives")).status_code == 302
    before = head(cast)
    clash = cast.client("omar").post(address, sent_back(his, trigger="A call comes in", last_step="Discharge"))
    shown = text_of(clash)
    assert clash.status_code == 409
    assert "Fay changed this while you typed" in shown
    assert "A patient arrives" in shown and "A call comes in" in shown
    assert (head(cast), charter(cast).trigger, charter(cast).last_step) == (before, "A patient arrives", "")
    # having seen both, he may still want his own
    form = clash.context["form"]
    again = sent_back(his, trigger="A call comes in", last_step="Discharge") | {
        form.fields["trigger"].rev_name: str(form.fields["trigger"].rev),
        "change_id": str(uuid7()),
    }
    assert cast.client("omar").post(address, again).status_code == 302
    assert (charter(cast).trigger, charter(cast).last_step) == ("A call comes in", "Discharge")


def test_keeping_theirs_leaves_the_rest_as_typed(cast: Cast) -> None:
    address = url(cast, "edit/scope/")
    his = cast.client("omar").get(address)
    write(cast, "fay", trigger="A patient arrives")
    kept = cast.client("omar").post(address, sent_back(his, trigger="A call", last_step="Discharge", keep="trigger"))
    form = kept.context["form"]
    assert (kept.status_code, form["trigger"].value(), form["last_step"].value()) == (200, "A patient arrives", "Discharge")


def test_two_people_in_different_fields_both_stay(cast: Cast) -> None:
    address = url(cast, "edit/scope/")
    hers, his = (cast.client(who).get(address) for who in ("fay", "omar"))
    assert cast.client("fay").post(address, sent_back(hers, trigger="A patient arrives")).status_code == 302
    assert cast.client("omar").post(address, sent_back(his, last_step="Discharge")).status_code == 302
    assert (charter(cast).trigger, charter(cast).last_step) == ("A patient arrives", "Discharge")


def test_two_people_in_different_lines_of_a_long_text_both_stay(cast: Cast) -> None:
    write(cast, case_for_change="Waiting.\nComplaints.\nTwo nurses left.")
    base = {"case_for_change": charter(cast).rev("case_for_change")}
    write(cast, "fay", case_for_change="Waiting doubled.\nComplaints.\nTwo nurses left.")
    services.update_charter(
        actor=cast.actor("omar"),
        workshop_id=cast.workshop.pk,
        values={"case_for_change": "Waiting.\nComplaints.\nThree nurses left."},
        base=base,
    )
    assert charter(cast).case_for_change == "Waiting doubled.\nComplaints.\nThree nurses left."


# Targets


def order(cast: Cast) -> list[str]:
    return [target.metric for target in selectors.list_targets(cast.workshop)]


def test_a_target_is_added_changed_and_taken_out_with_undo(cast: Cast) -> None:
    added = cast.client("omar").post(
        url(cast, "targets/new/"),
        {"metric": "Lead time", "baseline": "11.5 h", "target": "7 h", "by_when": "2027-02-16", "note": "time stamps"},
    )
    target = CharterTarget.objects.get(workshop=cast.workshop)
    assert (added.status_code, target.baseline, target.target, target.by_when) == (302, "11.5 h", "7 h", date(2027, 2, 16))
    answer = cast.client("fay").get(f"/charter/targets/{target.pk}/edit/")
    cast.client("fay").post(f"/charter/targets/{target.pk}/edit/", sent_back(answer, target="6 h"))
    target.refresh_from_db()
    assert (target.target, target.by_when) == ("6 h", date(2027, 2, 16))
    cast.client("omar").post(f"/charter/targets/{target.pk}/remove/")
    assert order(cast) == []
    undo_change(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, seq=head(cast))
    assert order(cast) == ["Lead time"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"target": "7 h"}, "metric"), ({"metric": "A"}, "target"), ({"metric": "A", "target": "B", "by_when": "soon"}, "by_when")],
)
def test_an_incomplete_target_is_refused(cast: Cast, typed: dict[str, str], field: str) -> None:
    before = head(cast)
    answer = cast.client("omar").post(url(cast, "targets/new/"), typed)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert (head(cast), order(cast)) == (before, [])


def test_two_people_in_one_target_see_both_values(cast: Cast) -> None:
    target = add(cast, "Lead time")
    address = f"/charter/targets/{target.pk}/edit/"
    his = cast.client("omar").get(address)
    services.update_target(actor=cast.actor("fay"), target_id=target.pk, values={"target": "6 h"})
    clash = cast.client("omar").post(address, sent_back(his, target="5 h"))
    assert (clash.status_code, "6 h" in text_of(clash), "5 h" in text_of(clash)) == (409, True, True)
    target.refresh_from_db()
    assert target.target == "6 h"


def test_targets_move_up_and_down_and_stop_at_the_ends(cast: Cast) -> None:
    first, _, third = (add(cast, name) for name in "ABC")
    ups, downs = ((third, "up", wanted) for wanted in ("ACB", "CAB", "CAB")), ((first, "down", wanted) for wanted in ("CBA", "CBA"))
    for target, to, wanted in (*ups, *downs):
        cast.client("omar").post(f"/charter/targets/{target.pk}/move/", {"to": to})
        assert "".join(order(cast)) == wanted


def test_targets_without_room_between_them_get_new_places(cast: Cast) -> None:
    for name in "ABC":
        add(cast, name, order_key="i")
    services.move_target(actor=cast.actor("omar"), target_id=CharterTarget.objects.get(metric="C").pk, by=-1)
    assert order(cast) == ["A", "C", "B"]


# Approval


@time_machine.travel(NOW, tick=False)
def test_the_sponsor_approves_with_name_and_time(cast: Cast) -> None:
    write(cast, **WHY)
    shown = cast.client("spring").get(url(cast))
    lacking = "\n".join(text for text, _ in shown.context["missing"])
    answer = cast.client("spring").post(url(cast, "approve/"), {"seen": str(shown.context["page"].revision), "without": lacking})
    assert answer.status_code == 302
    assert (charter(cast).approved_by, charter(cast).approved_at) == (cast.spring, NOW)
    assert "Spring Approved Mon 9 Nov 2026, 14:20" in page(cast)


@pytest.mark.parametrize("who", ["fay", "omar", "pia", "obi", "ada"])
def test_nobody_else_approves(cast: Cast, who: str) -> None:
    write(cast, **WHY)
    before = head(cast)
    with pytest.raises(Forbidden):
        services.approve_charter(actor=cast.actor(who), workshop_id=cast.workshop.pk, seen=before)
    with pytest.raises(Forbidden):
        services.withdraw_approval(actor=cast.actor(who), workshop_id=cast.workshop.pk)
    assert (head(cast), charter(cast).approved_at) == (before, None)


def test_nobody_approves_what_was_not_read(cast: Cast) -> None:
    write(cast, **WHY)
    seen = selectors.revision_of(cast.workshop)
    add(cast, "Lead time")
    before = head(cast)
    answer = cast.client("spring").post(url(cast, "approve/"), {"seen": str(seen)}, follow=True)
    assert "The charter changed while you read it" in text_of(answer)
    assert (head(cast), charter(cast).approved_at) == (before, None)


def complete(cast: Cast) -> None:
    """A charter that lacks the route of the walk only."""
    write(cast, **WHY)
    texts = ("trigger", "first_step", "last_step", "included", "excluded", "working_calendar", "requirements", "benefit_customer", "place")
    write(cast, **dict.fromkeys(texts, "Written"), demand_quantity=3, demand_per="h")
    add(cast, "Lead time", baseline="9 h", by_when="2027-02-16")
    ValueStream.objects.filter(pk=cast.workshop.stream_id).update(customer="Patients", value="Be well")


def test_what_is_missing_is_approved_only_by_name_and_kept_with_the_approval(cast: Cast) -> None:
    complete(cast)
    seen, before = str(selectors.revision_of(cast.workshop)), head(cast)
    client = cast.client("spring")
    assert "Still missing: the route of the walk. I approve it without that" in page(cast, "spring")
    for without in ({}, {"without": "the place"}):
        answer = client.post(url(cast, "approve/"), {"seen": seen} | without, follow=True)
        assert "The charter still lacks the route of the walk." in text_of(answer)
        assert (head(cast), charter(cast).approved_at) == (before, None)
    client.post(url(cast, "approve/"), {"seen": seen, "without": "the route of the walk"})
    kept = CharterSignature.objects.present().get(workshop=cast.workshop, role="sponsor")
    assert (charter(cast).approved_by, kept.accepted_without) == (cast.spring, ["the route of the walk"])
    assert "knowing that it lacked the route of the walk" in page(cast)


def test_a_complete_charter_asks_for_no_confirmation(cast: Cast) -> None:
    complete(cast)
    write(cast, walk_route="From the desk to the ward")
    assert "I approve it without" not in page(cast, "spring")
    cast.client("spring").post(url(cast, "approve/"), {"seen": str(selectors.revision_of(cast.workshop))})
    assert charter(cast).approved_by == cast.spring
    assert CharterSignature.objects.present().get(workshop=cast.workshop).lacking == ""


def test_an_empty_charter_is_not_approved(cast: Cast) -> None:
    before = head(cast)
    with pytest.raises(Invalid):
        approve(cast)
    assert (head(cast), charter(cast).approved_at) == (before, None)


def _change_the_scope(cast: Cast) -> None:
    write(cast, trigger="A call", demand_quantity=3, demand_per="h", benefit_staff="Fewer calls")


def _add_a_target(cast: Cast) -> None:
    add(cast, "Lead time")


def _remove_a_target(cast: Cast) -> None:
    services.remove_target(actor=cast.actor("omar"), target_id=CharterTarget.objects.get(metric="First").pk)


def _move_the_days(cast: Cast) -> None:
    update_workshop(actor=cast.actor("fay"), workshop=cast.workshop, values={"last_day": date(2026, 11, 19)})
    cast.workshop.refresh_from_db()


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (_change_the_scope, ("trigger", "demand", "benefit to the staff")),
        (_add_a_target, ("targets",)),
        (_remove_a_target, ("targets",)),
        (_move_the_days, ("days of the workshop",)),
    ],
)
def test_a_change_after_the_approval_shows_and_a_new_approval_covers_it(
    cast: Cast, act: Callable[[Cast], None], words: tuple[str, ...]
) -> None:
    write(cast, **WHY)
    add(cast, "First")
    approve(cast)
    assert selectors.page_of(cast.workshop).approval.state == "approved"
    act(cast)
    approval = selectors.page_of(cast.workshop).approval
    assert (approval.state, approval.changed) == ("changed", words)
    assert "Changed since Spring approved it" in page(cast) and "Approve again" in page(cast, "spring")
    approve(cast)
    assert selectors.page_of(cast.workshop).approval.state == "approved"


def test_the_order_of_targets_is_no_change_of_what_was_approved(cast: Cast) -> None:
    write(cast, **WHY)
    first, _ = add(cast, "A"), add(cast, "B")
    approve(cast)
    services.move_target(actor=cast.actor("omar"), target_id=first.pk, by=1)
    assert selectors.page_of(cast.workshop).approval.state == "approved"


def test_the_sponsor_takes_the_approval_back(cast: Cast) -> None:
    write(cast, **WHY)
    approve(cast)
    cast.client("spring").post(url(cast, "withdraw/"))
    assert (charter(cast).approved_at, charter(cast).approved_by) == (None, None)
    before = head(cast)
    services.withdraw_approval(actor=cast.actor("spring"), workshop_id=cast.workshop.pk)
    assert head(cast) == before


def test_the_coach_takes_no_approval_back_by_undo(cast: Cast) -> None:
    write(cast, **WHY)
    approve(cast)
    with pytest.raises(Forbidden):
        undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=head(cast))
    assert charter(cast).approved_by == cast.spring


@time_machine.travel(NOW, tick=False)
def test_the_sponsor_is_asked_once_for_each_state_of_the_charter(cast: Cast) -> None:
    write(cast, **WHY)
    for _ in range(2):
        cast.client("omar").post(url(cast, "ask/"))
    told = Notification.objects.get(user=cast.spring)
    assert (told.text, told.url) == ("Omar asks you to read and approve the charter of “Patient journey”.", url(cast))
    write(cast, trigger="A call")
    cast.client("omar").post(url(cast, "ask/"))
    assert Notification.objects.filter(user=cast.spring).count() == 2


def test_nobody_is_asked_while_nobody_sponsors(cast: Cast) -> None:
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.delete(cast.person("spring"))
    before = Notification.objects.count()
    answer = cast.client("omar").post(url(cast, "ask/"), follow=True)
    assert "Invite the sponsor first" in text_of(answer)
    assert Notification.objects.count() == before


def test_a_clash_names_field_and_value_to_every_door(cast: Cast) -> None:
    write(cast, trigger="A call")
    with pytest.raises(Conflict) as clash:
        services.update_charter(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, values={"trigger": "B"}, base={"trigger": 0})
    assert [(entry.field, entry.value) for entry in clash.value.clashes] == [("trigger", "A call")]
