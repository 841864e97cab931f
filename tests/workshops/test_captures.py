"""Captures: the one line, the list, who may change what, what becomes of them, glossary, API."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from tests.cast import Cast
from vsm_site.lib.errors import Conflict, Forbidden, Invalid
from vsm_site.lib.ids import uuid7
from workshops.capture_kinds import KINDS, read_line, term_of
from workshops.models import Capture, WorkshopHead
from workshops.selectors.captures import CaptureFilter, count_captures, list_captures, list_terms
from workshops.services.captures import add_capture, remove_capture, sort_captures, update_capture
from workshops.services.changes import undo_change
from workshops.services.workshops import update_workshop

pytestmark = pytest.mark.django_db


def capture(cast: Cast, who: str = "pia", text: str = "The porter comes at nine", kind: str = "issue", **more: Any) -> Capture:
    return add_capture(actor=cast.actor(who), workshop_id=cast.workshop.pk, values={"kind": kind, "text": text} | more)


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


def list_url(cast: Cast) -> str:
    return f"/workshops/{cast.workshop.pk}/captures/"


def api_url(cast: Cast) -> str:
    return f"/api/v1/workshops/{cast.workshop.pk}/captures/"


# Rules


@pytest.mark.parametrize(
    ("typed", "kind", "text"),
    [
        ("p room too small", "parking_lot", "room too small"),
        ("i  the label is typed twice ", "issue", "the label is typed twice"),
        ("j send it to the phone", "improvement", "send it to the phone"),
        ("a POCT: point-of-care testing", "acronym", "POCT: point-of-care testing"),
        ("A patient waits", None, "A patient waits"),
        ("porter waits", None, "porter waits"),
        ("x marks the spot", None, "x marks the spot"),
        ("p ", None, "p"),
        ("", None, ""),
    ],
)
def test_a_small_letter_and_a_blank_choose_the_kind(typed: str, kind: str | None, text: str) -> None:
    found, rest = read_line(typed)
    assert (found.key if found else None, rest) == (kind, text)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("POCT: point-of-care testing", ("POCT", "point-of-care testing")),
        ("HIS = hospital system", ("HIS", "hospital system")),
        ("C&A – complete and accurate", ("C&A", "complete and accurate")),
        ("OPD", ("OPD", "")),
        (": what", (": what", "")),
    ],
)
def test_an_acronym_is_a_word_and_its_meaning(text: str, term: tuple[str, str]) -> None:
    assert term_of(text) == term


def test_every_kind_has_a_letter_of_its_own() -> None:
    assert sorted(kind.letter for kind in KINDS) == ["a", "i", "j", "p"]


# Keeping and changing


def test_a_capture_has_its_author_and_waits_for_a_place(cast: Cast) -> None:
    made = capture(cast)
    assert (made.author, made.status, made.owner) == (cast.pia, "open", None)


def test_an_acronym_with_its_meaning_is_in_the_glossary_at_once(cast: Cast) -> None:
    known = capture(cast, text="POCT: point-of-care testing", kind="acronym")
    bare = capture(cast, text="OPD", kind="acronym")
    assert (known.status, known.disposition) == ("closed", "In the glossary")
    assert (bare.status, bare.disposition) == ("open", "")
    terms = list_terms(cast.actor("obi"), cast.workshop)
    assert [(term.word, term.meaning) for term in terms] == [("OPD", ""), ("POCT", "point-of-care testing")]


def test_an_observer_keeps_nothing(cast: Cast) -> None:
    before = head(cast)
    with pytest.raises(Forbidden):
        capture(cast, "obi")
    assert (Capture.objects.count(), head(cast)) == (0, before)


def test_ones_own_words_are_ones_own_and_their_place_is_not(cast: Cast) -> None:
    made = capture(cast)
    update_capture(actor=cast.actor("pia"), capture_id=made.pk, values={"text": "The porter comes at ten"})
    for who, values in (("pia", {"status": "closed"}), ("per", {"text": "No"}), ("spring", {"owner": str(cast.person("omar").pk)})):
        with pytest.raises(Forbidden):
            update_capture(actor=cast.actor(who), capture_id=made.pk, values=values)
    made.refresh_from_db()
    assert (made.text, made.status, made.owner) == ("The porter comes at ten", "open", None)


def test_a_clash_on_the_words_overwrites_nothing(cast: Cast) -> None:
    made = capture(cast)
    seen = {"text": made.rev("text")}
    update_capture(actor=cast.actor("pia"), capture_id=made.pk, values={"text": "At ten"}, base=seen)
    with pytest.raises(Conflict) as refused:
        update_capture(actor=cast.actor("fay"), capture_id=made.pk, values={"text": "At noon"}, base=seen)
    assert [(clash.field, clash.value, clash.user) for clash in refused.value.clashes] == [("text", "At ten", str(cast.pia.pk))]
    made.refresh_from_db()
    assert made.text == "At ten"


def test_several_are_sorted_in_one_change_and_one_undo_takes_it_back(cast: Cast) -> None:
    first, second = capture(cast), capture(cast, text="Two forms")
    before = head(cast)
    count = sort_captures(
        actor=cast.actor("omar"), workshop_id=cast.workshop.pk, capture_ids=[first.pk, second.pk, first.pk], values={"status": "carried"}
    )
    assert (count, head(cast)) == (2, before + 1)
    assert set(Capture.objects.values_list("status", flat=True)) == {"carried"}
    undo_change(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, seq=before + 1)
    assert set(Capture.objects.values_list("status", flat=True)) == {"open"}


def test_sorting_without_a_choice_or_a_right_changes_nothing(cast: Cast) -> None:
    made, before = capture(cast), head(cast) + 0
    with pytest.raises(Invalid):
        sort_captures(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, capture_ids=[], values={"status": "closed"})
    with pytest.raises(Forbidden):
        sort_captures(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, capture_ids=[made.pk], values={"status": "closed"})
    made.refresh_from_db()
    assert (made.status, head(cast)) == ("open", before)


def test_one_takes_back_ones_own_and_nobody_elses(cast: Cast) -> None:
    mine, theirs = capture(cast), capture(cast, "fay", "Two forms")
    remove_capture(actor=cast.actor("pia"), capture_id=mine.pk)
    with pytest.raises(Forbidden):
        remove_capture(actor=cast.actor("pia"), capture_id=theirs.pk)
    assert list(list_captures(cast.actor("pia"), cast.workshop)) == [theirs]


# The list


def test_the_list_is_narrowed_by_kind_state_owner_and_words(cast: Cast) -> None:
    issue = capture(cast, at="Diagnostic tests")
    idea = capture(cast, "fay", "Send it to the phone", "improvement")
    update_capture(actor=cast.actor("fay"), capture_id=idea.pk, values={"owner": str(cast.person("omar").pk), "status": "carried"})

    def found(who: str = "fay", **wanted: str) -> list[Capture]:
        return list(list_captures(cast.actor(who), cast.workshop, CaptureFilter(**wanted)))

    assert found() == [idea, issue]
    assert found(kind="issue") == found(state="sort") == found(owner="none") == found(text="DIAGNOSTIC") == [issue]
    assert found(state="carried") == found("omar", owner="me") == found(owner=str(cast.person("omar").pk)) == found(text="phone") == [idea]
    assert found(owner="nonsense") == found(kind="nothing") == []


def test_counts_add_up(cast: Cast) -> None:
    capture(cast)
    capture(cast, text="POCT: point-of-care testing", kind="acronym")
    counts = count_captures(cast.workshop)
    assert (counts.total, counts.to_sort, counts.terms) == (2, 1, 1)
    assert counts.kinds == {"issue": 1, "improvement": 0, "parking_lot": 0, "acronym": 1}


def test_the_list_has_fifty_a_page(cast: Cast) -> None:
    for place in range(51):
        capture(cast, text=f"Thing {place}")
    first, second = (cast.client("obi").get(list_url(cast), {"page": page}) for page in (1, 2))
    assert (len(first.context["rows"]), len(second.context["rows"])) == (50, 1)
    assert b"Page 1 of 2" in first.content


def test_the_line_keeps_a_capture_and_goes_back_to_the_page(cast: Cast) -> None:
    where, again = f"/workshops/{cast.workshop.pk}/agenda/", str(uuid7())
    for _ in range(2):
        answer = cast.client("pia").post(list_url(cast), {"text": "p room too small", "kind": "issue", "next": where, "change_id": again})
        assert (answer.status_code, answer.headers["Location"]) == (302, where)
    made = Capture.objects.get()
    assert (made.kind, made.text, made.author) == ("parking_lot", "room too small", cast.pia)


def test_a_script_keeps_a_capture_without_leaving_the_page(cast: Cast) -> None:
    again = str(uuid7())
    for _ in range(2):
        answer = cast.client("pia").post(list_url(cast), {"text": "Two forms", "kind": "issue", "change_id": again, "quiet": "1"})
        assert (answer.status_code, answer.content) == (204, b"")
    assert Capture.objects.count() == 1


def test_an_empty_line_is_refused_with_what_to_do(cast: Cast) -> None:
    answer = cast.client("pia").post(list_url(cast), {"text": "  ", "kind": "issue"})
    assert (answer.status_code, Capture.objects.count()) == (422, 0)
    assert "Type what was said." in answer.content.decode()


def test_no_other_site_is_gone_back_to(cast: Cast) -> None:
    answer = cast.client("pia").post(list_url(cast), {"text": "Two forms", "kind": "issue", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == list_url(cast)


def test_what_people_type_is_escaped(cast: Cast) -> None:
    capture(cast, text="<script>alert(1)</script>", at="<b>")
    page = cast.client("fay").get(list_url(cast)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_who_sorts_gives_an_owner_and_says_what_became_of_it(cast: Cast) -> None:
    made = capture(cast)
    form = {"text": made.text, "initial-text": made.text, "kind": "issue", "initial-kind": "issue", "initial-status": "open"}
    values = form | {"owner": str(cast.person("omar").pk), "status": "carried", "disposition": "Omar asks the laboratory"}
    assert cast.client("fay").post(f"/captures/{made.pk}/", values).status_code == 302
    made.refresh_from_db()
    assert (made.owner, made.status, made.disposition) == (cast.person("omar"), "carried", "Omar asks the laboratory")


def test_a_clash_in_the_form_shows_both_values(cast: Cast) -> None:
    made = capture(cast)
    values = {"text": "At noon", "initial-text": made.text, "rev_text": made.rev("text"), "kind": "issue", "initial-kind": "issue"}
    update_capture(actor=cast.actor("pia"), capture_id=made.pk, values={"text": "At ten"})
    answer = cast.client("fay").post(f"/captures/{made.pk}/", values | {"status": "open", "initial-status": "open"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Pia changed this while you typed" in page and "At ten" in page and "At noon" in page
    made.refresh_from_db()
    assert made.text == "At ten"


def test_a_participant_is_not_offered_to_sort(cast: Cast) -> None:
    capture(cast)
    page = cast.client("pia").get(list_url(cast)).content.decode()
    assert "Change it" in page and "Carry on" not in page and "To action" not in page
    assert "To action" in cast.client("omar").get(list_url(cast)).content.decode()


def test_the_chosen_ones_are_sorted_from_the_list(cast: Cast) -> None:
    made = capture(cast)
    url = f"/workshops/{cast.workshop.pk}/captures/sort/"
    assert cast.client("fay").post(url, {"capture": str(made.pk), "owner": str(cast.person("omar").pk)}).status_code == 302
    assert cast.client("fay").post(url, {"capture": str(made.pk), "status": "dropped"}).status_code == 302
    made.refresh_from_db()
    assert (made.owner, made.status) == (cast.person("omar"), "dropped")
    assert cast.client("fay").post(url, {"status": "closed"}, follow=True).content.decode().count("Choose at least one capture.") == 1
    assert cast.client("fay").post(url, {"capture": str(made.pk), "status": "action"}).status_code == 302
    made.refresh_from_db()
    assert made.status == "dropped"


def test_the_glossary_is_by_word(cast: Cast) -> None:
    capture(cast, text="poct: point-of-care testing", kind="acronym")
    capture(cast, text="HIS: hospital system", kind="acronym")
    page = cast.client("obi").get(f"/workshops/{cast.workshop.pk}/glossary/").content.decode()
    assert page.index("hospital system") < page.index("point-of-care testing")


# API


def test_the_api_keeps_a_capture_once_and_reads_it_back(cast: Cast) -> None:
    key = str(uuid7())
    body = {"kind": "issue", "text": "Two forms", "at": "Triage"}
    answers = [cast.api("pia").post(api_url(cast), body, format="json", headers={"Idempotency-Key": key}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    made = Capture.objects.get()
    assert answers[0].json() == answers[1].json()
    unwritten = ("step", "owner", "status", "disposition", "group", "merged_into", "carried_to")
    shown = answers[0].json()
    seq = head(cast)
    assert shown == {
        "id": str(made.pk),
        "url": f"/api/v1/captures/{made.pk}/",
        "kind": "issue",
        "text": "Two forms",
        "at": "Triage",
        "author": str(cast.person("pia").pk),
        "owner": None,
        "status": "open",
        "disposition": "",
        "step": None,
        "group": "",
        "merged_into": None,
        "carried_to": None,
        "photo": None,
        "captured_at": made.captured_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "revs": {"kind": seq, "text": seq, "at": seq} | dict.fromkeys(unwritten, 0),
    }
    assert cast.api("obi").get(shown["url"]).json() == shown
    assert cast.api("obi").get(api_url(cast)).json() == {"count": 1, "next": None, "previous": None, "results": [shown]}


def test_the_api_narrows_its_list(cast: Cast) -> None:
    capture(cast)
    api = cast.api("obi")
    assert api.get(api_url(cast), {"kind": "issue", "status": "open", "owner": "none"}).json()["count"] == 1
    assert api.get(api_url(cast), {"kind": "acronym"}).json()["count"] == 0
    assert api.get(api_url(cast), {"kind": "rumour"}).status_code == 400


def test_the_api_changes_fields_with_their_base(cast: Cast) -> None:
    made = capture(cast)
    url, omar = f"/api/v1/captures/{made.pk}/", str(cast.person("omar").pk)
    seen = cast.api("fay").get(url).json()["revs"]
    answer = cast.api("fay").patch(url, {"owner": omar, "status": "carried", "base": seen}, format="json")
    assert (answer.status_code, answer.json()["owner"], answer.json()["status"]) == (200, omar, "carried")
    clash = cast.api("omar").patch(url, {"status": "closed", "base": {"status": seen["status"]}}, format="json")
    assert (clash.status_code, clash.json()["code"]) == (409, "conflict")
    assert [(entry["f"], entry["v"]) for entry in clash.json()["current"]] == [("status", "carried")]
    made.refresh_from_db()
    assert made.status == "carried"


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "rumour", "text": "x"},
        {"kind": "issue", "text": ""},
        {"kind": "issue"},
        {"kind": "issue", "text": "x" * 1001},
        {"kind": "issue", "text": "x", "author": "me"},
    ],
)
def test_the_api_refuses_what_is_no_capture(cast: Cast, body: dict[str, str]) -> None:
    answer = cast.api("pia").post(api_url(cast), body, format="json")
    assert (answer.status_code, Capture.objects.count()) == (400, 0)
    assert answer.json()["errors"]


def test_times_on_the_pages_of_a_workshop_are_those_of_its_place_and_say_so_to_whoever_is_elsewhere(cast: Cast) -> None:
    update_workshop(actor=cast.actor("fay"), workshop=cast.workshop, values={"time_zone": "Asia/Tokyo"})
    with time_machine.travel(datetime(2026, 11, 17, 9, 5, tzinfo=UTC), tick=False):
        capture(cast)
        page = cast.client("fay").get(list_url(cast)).content.decode()
    assert "Tue 17 Nov 18:05" in page
    assert "Tue 17 Nov · Tokyo time" in page
    cast.fay.time_zone = "Asia/Seoul"
    cast.fay.save()
    with time_machine.travel(datetime(2026, 11, 17, 9, 10, tzinfo=UTC), tick=False):
        page = cast.client("fay").get(list_url(cast)).content.decode()
    assert "Tue 17 Nov 18:05" in page
    assert "Tokyo time" not in page
