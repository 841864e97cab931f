"""What one line says besides its words, what captures are merged into and become, and what the close of a day asks about them."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import UUID

import pytest

from mapping.models import MapNote, Step
from mapping.services.maps import import_document
from mapping.services.notes import capture_to_note
from tests.cast import Cast
from vsm_site.lib.errors import Forbidden, Gone, Invalid, NotFound
from vsm_site.lib.ids import uuid7
from workshops.capture_kinds import read_ties
from workshops.change import change
from workshops.models import AgendaItem, Capture, WorkshopDay, WorkshopHead
from workshops.policy import Action
from workshops.selectors import captures as selectors
from workshops.services import captures as services
from workshops.services.changes import apply_ops, undo_change
from workshops.services.converting import capture_to_agenda, capture_to_glossary

pytestmark = pytest.mark.django_db
MAP = {
    "format": "vsm-map/1",
    "title": "As it is",
    "steps": [{"id": "triage", "name": "Triage"}, {"id": "tests", "name": "Diagnostic tests"}],
    "flows": [{"from": "triage", "to": "tests"}],
}


def said(cast: Cast, text: str, who: str = "pia", kind: str = "issue", **more: Any) -> Capture:
    return services.add_capture(actor=cast.actor(who), workshop_id=cast.workshop.pk, values={"kind": kind, "text": text} | more)


def stored(capture: Capture) -> Capture:
    return Capture.objects.get(pk=capture.pk)


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


def day(cast: Cast, number: int = 1) -> WorkshopDay:
    return WorkshopDay.objects.filter(workshop=cast.workshop).order_by("date")[number - 1]


def map_of(cast: Cast) -> dict[str, Step]:
    made = import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=MAP).map
    return {step.name: step for step in Step.objects.filter(map=made)}


# One line


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("The label is typed twice #2", ("The label is typed twice", 2, "")),
        ("#1 who opens the post? @Omar", ("who opens the post?", 1, "Omar Ortiz")),
        ("ask @omar ortiz, then stop", ("ask, then stop", 0, "Omar Ortiz")),
        ("ask @Per about #1.", ("ask about.", 1, "Per")),
        ("room #9 is cold", ("room #9 is cold", 0, "")),
        ("mail me@omar.example", ("mail me@omar.example", 0, "")),
        ("ask @Nobody", ("ask @Nobody", 0, "")),
        ("ask @Pete", ("ask @Pete", 0, "")),
        ("@Persons", ("@Persons", 0, "")),
        ("#2", ("#2", 0, "")),
        ("two  blanks", ("two  blanks", 0, "")),
    ],
)
def test_a_number_sign_ties_to_a_step_and_an_at_sign_to_a_person(typed: str, found: tuple[str, int, str]) -> None:
    ties = read_ties(typed, {1, 2}, ["Omar Ortiz", "Per", "Pete Ames", "Pete Berg"])
    assert (ties.text, ties.step, ties.person) == found


def test_a_line_is_tied_to_its_step_and_person_whatever_door_it_came_through(cast: Cast) -> None:
    steps = map_of(cast)
    by_page = f"/workshops/{cast.workshop.pk}/captures/"
    cast.client("pia").post(by_page, {"text": "i the label is typed twice #2 @Omar", "kind": "issue", "quiet": "1"})
    op = {"k": "new", "r": f"capture/{uuid7()}", "f": {"kind": "issue", "text": "the label is typed twice #2 @Omar"}}
    apply_ops(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, change_id=uuid7(), cid="tab", ops=[op])
    cast.api("pia").post(f"/api/v1{by_page}", {"kind": "issue", "text": "the label is typed twice #2 @Omar"}, format="json")
    rows = list(Capture.objects.values_list("text", "step", "at", "owner"))
    assert rows == [("the label is typed twice", steps["Diagnostic tests"].pk, "Diagnostic tests", cast.person("omar").pk)] * 3


def test_a_step_of_elsewhere_is_refused(cast: Cast) -> None:
    theirs = import_document(actor=cast.actor("xena"), workshop_id=cast.other_workshop.pk, source=MAP).map
    before = head(cast)
    with pytest.raises(Invalid) as refused:
        said(cast, "The label is typed twice", step=str(Step.objects.filter(map=theirs)[0].pk))
    assert refused.value.faults[0].text == "There is no such step in this workshop."
    assert (head(cast), Capture.objects.count()) == (before, 0)


# Merged and grouped


def test_what_says_the_same_becomes_one_and_nothing_said_is_lost(cast: Cast) -> None:
    first, second, third = said(cast, "Labels twice"), said(cast, "Two labels", "per"), said(cast, "Other")
    seq = head(cast)
    kept = services.merge_captures(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, capture_ids=[second.pk, first.pk])
    assert kept.pk == first.pk
    other = stored(second)
    assert (other.merged_into_id, other.status, other.disposition) == (first.pk, "closed", "Merged into “Labels twice”")
    assert [row.pk for row in selectors.list_captures(cast.actor("fay"), cast.workshop)] == [third.pk, first.pk]
    assert selectors.count_captures(cast.workshop).total == 2
    assert selectors.merged_into([first]) == {first.pk: [other]}
    assert "1 more said the same" in cast.client("fay").get(f"/workshops/{cast.workshop.pk}/captures/").text
    undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=seq + 1, change_id=uuid7())
    assert (stored(second).merged_into_id, stored(second).status) == (None, "open")


def test_who_stands_for_others_takes_them_along(cast: Cast) -> None:
    first, second, third = said(cast, "One"), said(cast, "Two"), said(cast, "Three")
    merge = lambda *rows: services.merge_captures(  # noqa: E731
        actor=cast.actor("fay"), workshop_id=cast.workshop.pk, capture_ids=[row.pk for row in rows]
    )
    merge(second, third)
    merge(first, second)
    assert {stored(second).merged_into_id, stored(third).merged_into_id} == {first.pk}


def test_when_the_one_goes_the_others_stand_for_themselves(cast: Cast) -> None:
    first, second = said(cast, "One"), said(cast, "Two", "per")
    services.merge_captures(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, capture_ids=[first.pk, second.pk])
    services.remove_capture(actor=cast.actor("pia"), capture_id=first.pk)
    assert (stored(second).merged_into_id, stored(second).status, stored(second).disposition) == (None, "open", "")


def test_a_merged_capture_is_parted_again(cast: Cast) -> None:
    first, second = said(cast, "One"), said(cast, "Two")
    services.merge_captures(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, capture_ids=[first.pk, second.pk])
    assert cast.client("fay").post(f"/captures/{second.pk}/part/").status_code == 302
    assert (stored(second).merged_into_id, stored(second).status) == (None, "open")


def test_one_alone_is_not_merged_nor_one_of_elsewhere_nor_without_the_right(cast: Cast) -> None:
    first, second = said(cast, "One"), said(cast, "Two")
    theirs = services.add_capture(actor=cast.actor("xena"), workshop_id=cast.other_workshop.pk, values={"kind": "issue", "text": "Theirs"})
    before = head(cast)
    for who, ids, error in (
        ("fay", [first.pk, first.pk], Invalid),
        ("fay", [first.pk, theirs.pk], NotFound),
        ("pia", [first.pk, second.pk], Forbidden),
    ):
        with pytest.raises(error):
            services.merge_captures(actor=cast.actor(who), workshop_id=cast.workshop.pk, capture_ids=ids)
    assert (head(cast), Capture.objects.exclude(merged_into=None).count()) == (before, 0)


def test_chosen_captures_get_a_group_that_the_list_can_be_narrowed_to(cast: Cast) -> None:
    first, second = said(cast, "One"), said(cast, "Two")
    url = f"/workshops/{cast.workshop.pk}/captures/"
    cast.client("fay").post(f"{url}sort/", {"capture": [str(first.pk)], "do": "group", "group": "Labels"})
    assert (stored(first).group, stored(second).group) == ("Labels", "")
    assert selectors.list_groups(cast.workshop) == [("Labels", 1)]
    page = cast.client("fay").get(url, {"group": "Labels"}).text
    assert f'id="capture-{first.pk}"' in page
    assert f'id="capture-{second.pk}"' not in page


# What they become


def test_an_issue_becomes_a_note_on_the_map(cast: Cast) -> None:
    step = map_of(cast)["Triage"]
    capture = said(cast, "Samples wait for the porter #1")
    answer = cast.client("fay").post(f"/captures/{capture.pk}/to-map/", {"place": f"{step.map_id}/{step.pk}"})
    assert answer.status_code == 302
    note = MapNote.objects.get()
    assert (note.kind, note.text, note.at, note.capture_id) == ("issue", "Samples wait for the porter", "triage", capture.pk)
    assert (stored(capture).status, stored(capture).disposition) == ("closed", "On the map: Triage")


def test_what_is_not_an_issue_or_improvement_becomes_a_question_on_the_whole_map(cast: Cast) -> None:
    map_id = map_of(cast)["Triage"].map_id
    capture = said(cast, "Who orders at night?", kind="parking_lot")
    capture_to_note(actor=cast.actor("fay"), capture_id=capture.pk, map_id=map_id)
    assert MapNote.objects.values_list("kind", "at").get() == ("question", None)
    assert stored(capture).disposition == "On the map: As it is"


def test_a_step_of_another_map_is_no_place(cast: Cast) -> None:
    steps, capture = map_of(cast), said(cast, "One")
    other = import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=MAP).map
    with pytest.raises(Invalid):
        capture_to_note(actor=cast.actor("fay"), capture_id=capture.pk, map_id=other.pk, step_id=steps["Triage"].pk)
    assert (MapNote.objects.count(), stored(capture).status) == (0, "open")


def test_what_is_parked_becomes_a_block_before_the_close(cast: Cast) -> None:
    capture = said(cast, "Who orders at night?", kind="parking_lot")
    with change(cast.workshop.pk, actor=cast.actor("fay"), needs=Action.RUN_WORKSHOP) as tx:
        from workshops.kinds import AGENDA

        for key, title, kind in (("a", "Walk", "walk"), ("b", "Close", "close")):
            tx.new(AGENDA, {"day": day(cast).pk, "title": title, "duration_minutes": 30, "kind": kind, "order_key": key})
    values = {"day": str(day(cast).pk), "title": "Ordering at night", "duration_minutes": 20}
    assert cast.client("fay").post(f"/captures/{capture.pk}/to-agenda/", values).status_code == 302
    blocks = AgendaItem.objects.filter(day=day(cast)).order_by("order_key").values_list("title", "duration_minutes")
    assert list(blocks) == [("Walk", 30), ("Ordering at night", 20), ("Close", 30)]
    date = day(cast).date
    assert stored(capture).disposition == f"On the agenda of {date:%a} {date.day} {date:%b}, 20 min"
    assert stored(capture).status == "closed"


def test_a_capture_becomes_one_block_and_one_note_however_often_it_is_sent(cast: Cast) -> None:
    step, fay = map_of(cast)["Triage"], cast.client("fay")
    parked, issue = said(cast, "Who orders at night?", kind="parking_lot"), said(cast, "Samples wait")
    for address, sent in (
        (f"/captures/{parked.pk}/to-agenda/", {"day": str(day(cast).pk), "title": "Night", "duration_minutes": 20}),
        (f"/captures/{issue.pk}/to-map/", {"place": f"{step.map_id}/{step.pk}"}),
    ):
        form = fay.get(address).text.partition('class="card doc form-sheet"')[2].partition("</form>")[0]
        (change_id,) = re.findall(r'name="change_id" value="([^"]+)"', form)
        answers = [fay.post(address, sent | {"change_id": change_id}) for _ in range(2)]
        assert [(answer.status_code, answer.headers["Location"]) for answer in answers] == [(302, answers[0].headers["Location"])] * 2
        before = head(cast)
        again = fay.post(address, sent)
        assert (again.status_code, "This has its place already: On the " in again.text, head(cast)) == (422, True, before)
    assert (AgendaItem.objects.count(), MapNote.objects.count()) == (1, 1)


def test_a_closed_day_takes_no_block(cast: Cast) -> None:
    capture = said(cast, "Who orders at night?", kind="parking_lot")
    with change(cast.workshop.pk, actor=cast.actor("fay"), needs=Action.WRITE_SUMMARY) as tx:
        tx.set(day(cast), {"closed": True})
    with pytest.raises(Invalid):
        capture_to_agenda(
            actor=cast.actor("fay"),
            capture_id=capture.pk,
            values={"day": str(day(cast).pk), "title": "Night", "duration_minutes": 5},
        )
    assert (AgendaItem.objects.count(), stored(capture).status) == (0, "open")


def test_any_capture_becomes_a_word_of_the_glossary(cast: Cast) -> None:
    capture = said(cast, "nobody knows POCT")
    data = {"word": "POCT", "meaning": "point-of-care testing"}
    assert cast.client("fay").post(f"/captures/{capture.pk}/to-glossary/", data).status_code == 302
    found = stored(capture)
    assert (found.kind, found.text, found.status, found.disposition) == (
        "acronym", "POCT: point-of-care testing", "closed", "In the glossary",
    )  # fmt: skip


def test_a_word_goes_into_the_glossary_when_its_author_says_what_it_means(cast: Cast) -> None:
    capture = said(cast, "POCT", kind="acronym")
    assert stored(capture).status == "open"
    services.update_capture(actor=cast.actor("pia"), capture_id=capture.pk, values={"text": "POCT: point-of-care testing"})
    assert (stored(capture).status, stored(capture).disposition) == ("closed", "In the glossary")


def test_what_was_taken_off_the_list_becomes_nothing(cast: Cast) -> None:
    capture = said(cast, "POCT")
    with change(cast.workshop.pk, actor=cast.actor("fay"), needs=Action.MANAGE_CAPTURES) as tx:
        tx.delete(capture)
    with pytest.raises((Gone, NotFound)):
        capture_to_glossary(actor=cast.actor("fay"), capture_id=capture.pk, word="POCT", meaning="testing")
    assert stored(capture).kind == "issue"


# The glossary on every page


def test_pages_get_the_words_that_have_a_meaning_the_longest_first(cast: Cast) -> None:
    for text in ("POCT: point-of-care testing", "HIS: hospital system", "C&A", "POCT: again", "point of care = at the bedside"):
        said(cast, text, kind="acronym")
    answer = cast.client("obi").get(f"/workshops/{cast.workshop.pk}/glossary/words/")
    assert json.loads(answer.content) == [
        ["point of care", "at the bedside"], ["POCT", "point-of-care testing"], ["HIS", "hospital system"],
    ]  # fmt: skip


# The close of a day


def settle(cast: Cast, number: int = 1, *, carry: bool) -> int:
    with change(cast.workshop.pk, actor=cast.actor("fay"), needs=Action.WRITE_SUMMARY) as tx:
        return services.settle_captures(tx, day(cast, number), carry=carry)


def undisposed(cast: Cast, number: int) -> list[UUID]:
    return [row.pk for row in selectors.list_undisposed(day(cast, number))]


def test_parking_lot_needs_a_disposition_at_the_close_or_is_carried_over(cast: Cast) -> None:
    parked, issue = said(cast, "Night", kind="parking_lot"), said(cast, "Labels")
    assert undisposed(cast, 1) == [parked.pk]
    before = head(cast)
    with pytest.raises(Invalid) as refused:
        settle(cast, carry=False)
    assert refused.value.faults[0].text == "One parking-lot item has no disposition: say what becomes of it, or carry over."
    assert (head(cast), stored(parked).status) == (before, "open")
    assert settle(cast, carry=True) == 2
    assert {(row.status, row.carried_to_id) for row in (stored(parked), stored(issue))} == {("carried", day(cast, 2).pk)}


def test_what_was_carried_over_is_asked_about_at_the_next_close(cast: Cast) -> None:
    parked = said(cast, "Night", kind="parking_lot")
    said(cast, "Labels")
    settle(cast, carry=True)
    assert undisposed(cast, 1) == []
    assert undisposed(cast, 2) == [parked.pk]
    assert settle(cast, 2, carry=True) == 1
    assert stored(parked).carried_to_id == day(cast, 3).pk
    services.update_capture(actor=cast.actor("fay"), capture_id=parked.pk, values={"status": "dropped"})
    assert settle(cast, 3, carry=False) == 0


def test_the_last_day_carries_no_parking_lot(cast: Cast) -> None:
    said(cast, "Night", kind="parking_lot")
    said(cast, "Day", kind="parking_lot")
    with pytest.raises(Invalid) as refused:
        settle(cast, 3, carry=True)
    assert refused.value.faults[0].text == "2 parking-lot items have no disposition: say what becomes of them."


@pytest.mark.parametrize("by", ["bar", "form"])
def test_what_is_carried_on_from_the_list_is_asked_about_at_the_next_close_and_on_the_last_day(cast: Cast, by: str) -> None:
    parked, client = said(cast, "Night", kind="parking_lot"), cast.client("fay")
    if by == "bar":
        client.post(f"/workshops/{cast.workshop.pk}/captures/sort/", {"capture": [str(parked.pk)], "status": "carried"})
    else:
        client.post(f"/captures/{parked.pk}/", {"kind": "parking_lot", "text": "Night", "status": "carried", "initial-status": "open"})
    assert (stored(parked).status, stored(parked).carried_to_id) == ("carried", None)
    assert (undisposed(cast, 1), undisposed(cast, 3)) == ([parked.pk], [parked.pk])
    assert settle(cast, 1, carry=True) == 1
    assert stored(parked).carried_to_id == day(cast, 2).pk
    with pytest.raises(Invalid):
        settle(cast, 3, carry=True)


def test_where_something_was_carried_to_is_said_only_while_it_is_carried(cast: Cast) -> None:
    parked, client = said(cast, "Night", kind="parking_lot"), cast.client("fay")
    settle(cast, carry=True)
    assert "Carried to Tue 17 Nov" in client.get(f"/workshops/{cast.workshop.pk}/captures/").content.decode()
    services.update_capture(actor=cast.actor("fay"), capture_id=parked.pk, values={"status": "dropped"})
    assert "Carried to" not in client.get(f"/workshops/{cast.workshop.pk}/captures/").content.decode()
