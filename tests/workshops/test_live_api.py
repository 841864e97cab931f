"""Live changes over HTTP: answers, refusals, replay, limits (live-protocol 3.3, 3.4, 3.6, 3.8, 3.9)."""

from __future__ import annotations

import json
import time
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from tests.cast import Cast, add_person, make_user
from vsm_site.lib.ids import uuid7
from workshops.change import change
from workshops.kinds import CHARTER
from workshops.live import dispatch, frames
from workshops.live.limits import PEOPLE, Rate
from workshops.models import Capture, Change, Charter, Workshop, WorkshopHead
from workshops.policy import Action, Role
from workshops.selectors.changes import read_state, snapshot
from workshops.services.heads import renew_epochs

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
Frame = dict[str, Any]


def base(cast: Cast) -> str:
    return f"/api/v1/workshops/{cast.workshop.pk}/live"


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


def charter(cast: Cast) -> Charter:
    return Charter.objects.get(workshop=cast.workshop)


def chg(*ops: Frame, key: Any = None, cid: str = "tab") -> Frame:
    return {"t": "chg", "id": str(key or uuid7()), "cid": cid, "ops": list(ops)}


def new_capture(text: str = "Two forms", pk: Any = None) -> Frame:
    return {"k": "new", "r": f"capture/{pk or uuid7()}", "f": {"kind": "issue", "text": text}}


def set_trigger(cast: Cast, value: str, rev: int | None = None) -> Frame:
    row = charter(cast)
    return {"k": "set", "r": f"charter/{row.pk}", "f": {"trigger": value}, "b": {"trigger": row.rev("trigger") if rev is None else rev}}


def post(cast: Cast, who: str, *sent: Any) -> Any:
    return cast.api(who).post(f"{base(cast)}/changes/", {"changes": list(sent)}, format="json")


def one(cast: Cast, who: str, frame: Any) -> Frame:
    """The answer to one frame."""
    answer = post(cast, who, frame)
    assert answer.status_code == 200, answer.content
    (found,) = answer.json()["results"]
    return dict(found)


def follow(cast: Cast, who: str, since: int, **more: Any) -> Any:
    return cast.api(who).get(f"{base(cast)}/changes/", {"since": since} | more)


# State


def test_the_state_is_of_one_moment_of_the_log(cast: Cast) -> None:
    state = cast.api("obi").get(f"{base(cast)}/state/").json()
    row = WorkshopHead.objects.get(workshop=cast.workshop)
    assert (state["head"], state["epoch"], state["perm_epoch"]) == (row.head, str(row.epoch), row.perm_epoch)
    shown = state["records"][f"charter/{charter(cast).pk}"]
    assert shown == {"f": CHARTER.values(charter(cast)), "revs": charter(cast).field_revs}
    assert f"workshop/{cast.workshop.pk}" in state["records"]
    assert str(cast.other_workshop.pk) not in json.dumps(state)


def test_removed_records_are_not_in_the_state(cast: Cast) -> None:
    pk = uuid7()
    one(cast, "pia", chg(new_capture(pk=pk)))
    assert f"capture/{pk}" in read_state(cast.actor("obi"), cast.workshop.pk).records
    one(cast, "pia", chg({"k": "del", "r": f"capture/{pk}"}))
    assert f"capture/{pk}" not in read_state(cast.actor("obi"), cast.workshop.pk).records


@pytest.mark.parametrize(("who", "status"), [("xena", 404), ("uma", 404), ("ada", 403)])
def test_who_does_not_see_the_workshop_gets_nothing_of_it(cast: Cast, who: str, status: int) -> None:
    before = head(cast)
    answers = [
        cast.api(who).get(f"{base(cast)}/state/"),
        follow(cast, who, 0),
        post(cast, who, chg(new_capture())),
    ]
    assert [answer.status_code for answer in answers] == [status] * 3
    assert (head(cast), Capture.objects.count()) == (before, 0)


@pytest.mark.django_db(transaction=True)
def test_a_snapshot_sees_one_moment_and_takes_no_write_lock(cast: Cast) -> None:
    assert not connection.in_atomic_block
    with snapshot():
        before = WorkshopHead.objects.get(workshop=cast.workshop).head
    one(cast, "pia", chg(new_capture()))
    with snapshot():
        assert WorkshopHead.objects.get(workshop=cast.workshop).head == before + 1
    one(cast, "pia", chg(new_capture()))
    assert read_state(cast.actor("obi"), cast.workshop.pk).head == before + 2


# Answers


def test_a_change_is_acknowledged_with_its_number_and_again_as_a_repeat(cast: Cast) -> None:
    before, frame = head(cast), chg(new_capture())
    assert one(cast, "pia", frame) == {"t": "ack", "id": frame["id"], "s": before + 1}
    assert one(cast, "pia", frame) == {"t": "ack", "id": frame["id"], "s": before + 1, "dup": 1}
    assert (head(cast), Capture.objects.count()) == (before + 1, 1)


def test_a_page_that_is_too_old_stores_nothing_and_is_told_to_load_again(cast: Cast) -> None:
    before, frame = head(cast), chg(new_capture())
    answers = [cast.api("pia").post(f"{base(cast)}/changes/?v={v}", {"changes": [frame]}, format="json") for v in ("0", "yesterday", "1")]
    assert [answer.status_code for answer in answers] == [426, 426, 200]
    assert answers[0].json()["code"] == "too_old"
    assert answers[2].json()["results"] == [{"t": "ack", "id": frame["id"], "s": before + 1}]


def test_what_is_based_on_a_log_that_is_no_more_is_to_be_sent_again_and_nothing_of_it_is_stored(cast: Cast) -> None:
    before, frame = head(cast), chg(set_trigger(cast, "Late"))
    of_then = str(WorkshopHead.objects.get(workshop=cast.workshop).epoch)
    renew_epochs()
    of_now = str(WorkshopHead.objects.get(workshop=cast.workshop).epoch)
    answers = [
        cast.api("fay").post(f"{base(cast)}/changes/?epoch={epoch}", {"changes": [frame]}, format="json")
        for epoch in (of_then, "yesterday", of_now)
    ]
    assert [answer.status_code for answer in answers] == [200, 400, 200]
    results = [answers[place].json()["results"][0] for place in (0, 2)]
    assert [(result["t"], result.get("s")) for result in results] == [("retry", None), ("ack", before + 1)]


def test_a_record_made_twice_is_a_repeat_for_its_author_with_the_same_operations_alone(cast: Cast) -> None:
    key, other = uuid7(), uuid7()
    ops = [new_capture("Two forms", key), new_capture("Lost samples", other)]
    made = one(cast, "pia", chg(*ops))
    assert made["t"] == "ack"
    assert one(cast, "pia", chg({"k": "set", "r": f"capture/{key}", "f": {"text": "Three forms"}, "b": {}}))["t"] == "ack"
    before = head(cast)
    for sent in (ops, [ops[0] | {"f": {"text": "Two forms", "kind": "issue", "at": ""}}, ops[1]]):
        frame = chg(*sent)
        assert one(cast, "pia", frame) == {"t": "ack", "id": frame["id"], "s": made["s"], "dup": 1}
    refused = [
        ("obi", ops),
        ("pia", ops[:1]),
        ("pia", ops[::-1]),
        ("pia", [*ops, new_capture("More")]),
        ("pia", [new_capture("Three forms", key), ops[1]]),
        ("pia", [ops[0] | {"f": {"kind": "issue", "text": "Two forms", "at": "Dispatch"}}, ops[1]]),
    ]
    for who, sent in refused:
        answer = one(cast, who, chg(*sent))
        assert (answer["t"], answer["why"]) == ("no", "invalid"), sent
        assert answer["errors"][0]["text"] == "A record with this id exists already."
    elsewhere = cast.api("xena").post(f"/api/v1/workshops/{cast.other_workshop.pk}/live/changes/", {"changes": [chg(*ops)]}, format="json")
    assert elsewhere.json()["results"][0]["why"] == "invalid"
    assert (head(cast), Capture.objects.filter(pk__in=[key, other]).count()) == (before, 2)


def test_changes_are_applied_in_order_and_each_has_its_answer(cast: Cast) -> None:
    before, pk = head(cast), uuid7()
    edit = {"k": "set", "r": f"capture/{pk}", "f": {"text": "Three forms"}, "b": {"text": before + 1}}
    answer = post(cast, "pia", chg(new_capture(pk=pk)), chg({"k": "nonsense"}), chg(edit)).json()
    assert [entry["t"] for entry in answer["results"]] == ["ack", "no", "ack"]
    assert (answer["head"], Capture.objects.get().text) == (before + 2, "Three forms")


def test_one_change_of_several_operations_is_all_or_nothing(cast: Cast) -> None:
    before = head(cast)
    refused = one(cast, "pia", chg(new_capture(), set_trigger(cast, "patient arrives")))
    assert (refused["t"], refused["why"]) == ("no", "denied")
    assert (head(cast), Capture.objects.count(), charter(cast).trigger) == (before, 0, "")


def test_a_conflict_names_the_present_value_its_writer_and_its_revision(cast: Cast) -> None:
    seen = charter(cast).rev("trigger")
    one(cast, "fay", chg(set_trigger(cast, "patient arrives", seen), cid="a"))
    now = head(cast)
    answer = one(cast, "omar", chg(set_trigger(cast, "patient calls", seen), cid="b"))
    (clash,) = answer.pop("cur")
    assert (answer["t"], answer["why"]) == ("no", "conflict")
    at = int(Change.objects.get(workshop=cast.workshop, seq=now).at.timestamp() * 1000)
    row = charter(cast)
    assert clash == {"r": f"charter/{row.pk}", "f": "trigger", "v": "patient arrives", "rev": now, "u": str(cast.fay.pk), "at": at}
    assert (row.trigger, head(cast)) == ("patient arrives", now)
    assert one(cast, "omar", chg(set_trigger(cast, "patient calls", now), cid="b"))["t"] == "ack"


def test_revision_0_asks_wherever_a_value_was_ever_changed(cast: Cast) -> None:
    """So a browser sends what it kept from a log that a backup has replaced."""
    assert one(cast, "omar", chg(set_trigger(cast, "patient calls", 0), cid="b"))["t"] == "ack"  # never changed before
    one(cast, "fay", chg(set_trigger(cast, "patient arrives"), cid="a"))
    assert one(cast, "omar", chg(set_trigger(cast, "patient waits", 0), cid="b"))["why"] == "conflict"
    note = uuid7()
    one(cast, "pia", chg(new_capture(pk=note), cid="c"))
    assert one(cast, "fay", chg({"k": "del", "r": f"capture/{note}", "b": 0}, cid="a"))["why"] == "conflict"
    assert (charter(cast).trigger, Capture.objects.count()) == ("patient arrives", 1)


def test_a_tabs_own_second_edit_and_an_equal_value_are_no_conflict(cast: Cast) -> None:
    seen = charter(cast).rev("trigger")
    for who, cid, value in (("fay", "a", "patient"), ("fay", "a", "patient arrives"), ("omar", "b", "patient arrives")):
        assert one(cast, who, chg(set_trigger(cast, value, seen), cid=cid))["t"] == "ack"
    assert charter(cast).trigger == "patient arrives"


def test_the_reasons_for_no(cast: Cast) -> None:
    row, gone, used = charter(cast), uuid7(), uuid7()
    one(cast, "pia", chg(new_capture(pk=gone)))
    one(cast, "pia", chg({"k": "del", "r": f"capture/{gone}"}, key=used))
    before = head(cast)
    cases = [
        ("obi", chg(new_capture()), "denied"),
        ("pia", chg({"k": "set", "r": f"capture/{gone}", "f": {"text": "x"}}), "gone"),
        ("pia", chg({"k": "set", "r": f"capture/{uuid7()}", "f": {"text": "x"}}), "gone"),
        ("fay", chg({"k": "set", "r": f"charter/{row.pk}", "f": {"trigger": 5}}), "invalid"),
        ("per", chg(new_capture(), key=used), "id_reused"),
    ]
    for who, frame, why in cases:
        answer = one(cast, who, frame)
        assert (answer["t"], answer["id"], answer["why"]) == ("no", frame["id"], why)
    assert head(cast) == before


def test_locked_while_the_workshop_is_paused(cast: Cast) -> None:
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.set(cast.workshop, {"paused": True})
    assert one(cast, "pia", chg(new_capture()))["why"] == "locked"
    assert one(cast, "fay", chg(new_capture()))["t"] == "ack"
    assert Capture.objects.count() == 1


def test_a_record_of_another_workshop_is_not_here(cast: Cast) -> None:
    theirs = Charter.objects.get(workshop=cast.other_workshop)
    answer = one(cast, "fay", chg({"k": "set", "r": f"charter/{theirs.pk}", "f": {"trigger": "x"}}))
    assert (answer["t"], answer["why"]) == ("no", "gone")
    theirs.refresh_from_db()
    assert theirs.trigger == ""


def test_what_only_services_set_is_not_set_over_the_wire(cast: Cast) -> None:
    frame = chg({"k": "set", "r": f"workshop/{cast.workshop.pk}", "f": {"stage": "align"}})
    answer = one(cast, "fay", frame)
    assert (answer["why"], answer["errors"][0]["path"]) == ("invalid", "ops[0].f.stage")
    assert Workshop.objects.get(pk=cast.workshop.pk).stage == "prepare"
    made = one(cast, "fay", chg({"k": "new", "r": f"charter/{uuid7()}", "f": {}}))
    assert (made["why"], made["errors"][0]["path"]) == ("invalid", "ops[0].r")


@pytest.mark.parametrize(
    ("frame", "path"),
    [
        ("text", "t"),
        ({"t": "pres"}, "t"),
        ({"t": "chg", "id": "x", "cid": "", "ops": []}, "id"),
        ({"t": "chg", "id": str(UUID(int=7)), "cid": "x" * 65, "ops": []}, "cid"),
        ({"t": "chg", "id": str(UUID(int=7)), "cid": "a"}, "ops"),
        ({"t": "chg", "id": str(UUID(int=7)), "cid": "a", "ops": []}, "ops"),
        ({"t": "chg", "id": str(UUID(int=7)), "cid": "a", "ops": [], "extra": 1}, "extra"),
        ({"t": "chg", "id": str(UUID(int=7)), "cid": "a", "ops": [5]}, "ops[0].k"),
        ({"t": "chg", "id": str(UUID(int=7)), "cid": "a", "ops": [{"k": "set", "r": "rumour/1", "f": {"a": 1}}]}, "ops[0].r"),
        ({"t": "chg", "id": str(UUID(int=7)), "cid": "a", "ops": [{"k": "new", "r": "capture/x", "f": {}}]}, "ops[0].r"),
        ({"t": "undo", "id": str(UUID(int=7)), "cid": "a", "of": 0}, "of"),
        ({"t": "undo", "id": str(UUID(int=7)), "cid": "a", "of": True}, "of"),
        ({"t": "undo", "id": str(UUID(int=7)), "cid": "a", "of": 1, "anyway": "yes"}, "anyway"),
    ],
)
def test_what_is_no_frame_is_refused_at_its_place(cast: Cast, frame: Any, path: str) -> None:
    before = head(cast)
    answer = one(cast, "fay", frame)
    assert (answer["t"], answer["why"], answer["errors"][0]["path"]) == ("no", "invalid", path)
    assert head(cast) == before


def test_too_much_for_one_change(cast: Cast) -> None:
    before = head(cast)
    many = chg(*[{"k": "new", "r": f"capture/{pk}", "f": {}} for pk in [uuid7()] * 201])
    big = chg({"k": "set", "r": f"charter/{charter(cast).pk}", "f": {"case_for_change": "x" * frames.MAX_CHANGE}})
    long = chg({"k": "set", "r": f"charter/{charter(cast).pk}", "f": {"case_for_change": "x" * 10_001}})
    half = chg(new_capture("\ud800"))
    nul = chg(new_capture("a\x00b"))
    for frame in (many, big, long, half, nul):
        answer = dispatch.answer(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, frame=frame)
        assert (answer["t"], answer["why"]) == ("no", "invalid")
    assert (head(cast), Capture.objects.count()) == (before, 0)


def test_too_much_for_one_message_is_413_and_nothing_of_it_is_stored(cast: Cast) -> None:
    before = head(cast)
    assert post(cast, "pia", *[chg(new_capture()) for _ in range(21)]).status_code == 413
    assert post(cast, "pia", chg(new_capture("x" * 270_000))).status_code == 413
    assert head(cast) == before


@pytest.mark.parametrize(
    "body", ["{}", "[]", '{"changes": []}', '{"changes": 5}', '{"changes": [1], "more": 1}', "not json", "[" * 100_000]
)
def test_what_is_no_batch_is_400(cast: Cast, body: str) -> None:
    before = head(cast)
    answer = cast.client("pia").post(f"{base(cast)}/changes/", body, content_type="application/json")
    assert (answer.status_code, head(cast)) == (400, before)


def test_a_workshop_takes_two_hundred_changes_a_second_and_then_asks_to_wait() -> None:
    rate, key = Rate(per_second=200, burst=3), UUID(int=1)
    assert [rate.take(key, now=10.0) for _ in range(4)] == [0.0, 0.0, 0.0, 1 / 200]
    assert rate.take(UUID(int=2), now=10.0) == 0.0
    assert rate.take(key, now=10.005) == 0.0


def test_who_posts_more_than_sixty_changes_at_once_is_told_when_to_go_on(cast: Cast) -> None:
    own, before = Rate(per_second=0.001, burst=2), head(cast)
    sent = [chg(new_capture()) for _ in range(4)]

    def answers(who: str, *some: Frame) -> list[Frame]:
        return dispatch.answer_all(actor=cast.actor(who), workshop_id=cast.workshop.pk, sent=some, own_rate=own)

    found = answers("pia", *sent)
    assert [(answer["t"], answer["id"]) for answer in found] == [(t, s["id"]) for t, s in zip(("ack", "ack", "retry"), sent, strict=False)]
    assert 990_000 < found[-1]["after"] <= 1_000_000
    assert (head(cast), answers("obi", {"t": "chg"})[0]["t"]) == (before + 2, "no")


def test_by_post_a_person_makes_twenty_changes_a_second(cast: Cast) -> None:
    cast.people["quick"] = make_user("quick")
    add_person(cast.workshop, cast.people["quick"], Role.PARTICIPANT, by=cast.fay)
    soon = time.monotonic() + 5
    assert [PEOPLE.take(cast.people["quick"].pk, now=soon) for _ in range(60)] == [0.0] * 60
    before, frame = head(cast), chg(new_capture())
    answer = one(cast, "quick", frame)
    assert (answer["t"], answer["id"], 50 < answer["after"] <= 5050, head(cast)) == ("retry", frame["id"], True, before)
    assert one(cast, "pia", frame)["t"] == "ack"


def test_the_first_retry_ends_the_batch(cast: Cast) -> None:
    sent, rate = [chg(new_capture()) for _ in range(3)], Rate(per_second=0.001, burst=1)
    results = dispatch.answer_all(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, sent=sent, rate=rate)
    assert [entry["t"] for entry in results] == ["ack", "retry"]
    assert results[1]["after"] > 0
    assert Capture.objects.count() == 1


# Replay


def test_what_came_since_is_given_in_order_and_in_pages(cast: Cast) -> None:
    before = head(cast)
    sent = [chg(new_capture(f"Thing {place}")) for place in range(3)]
    post(cast, "pia", *sent)
    found = follow(cast, "obi", before, wait=0).json()
    assert found["head"] == before + 3
    assert [(frame["t"], frame["s"], frame["id"]) for frame in found["changes"]] == [
        ("ch", before + place + 1, frame["id"]) for place, frame in enumerate(sent)
    ]
    first = found["changes"][0]
    assert (first["u"], first["cid"], first["ops"][0]["f"]["text"]) == (str(cast.pia.pk), "tab", "Thing 0")
    assert [frame["s"] for frame in follow(cast, "obi", before + 1, limit=1).json()["changes"]] == [before + 2]
    assert follow(cast, "obi", before + 3).json() == {"head": before + 3, "changes": []}


def test_a_change_for_others_is_its_number_alone(cast: Cast) -> None:
    before = head(cast)
    with change(cast.workshop.pk, actor=cast.actor("fay"), audience=Action.RUN_WORKSHOP) as tx:
        tx.set(charter(cast), {"trigger": "secret"})
    with change(cast.workshop.pk, actor=cast.actor("omar"), audience=f"user:{cast.omar.pk}") as tx:
        tx.set(charter(cast), {"family": "secret too"})
    seen = {who: [sorted(frame) for frame in follow(cast, who, before).json()["changes"]] for who in ("fay", "omar", "obi")}
    alone, whole = ["s", "t"], ["at", "cid", "id", "ops", "s", "t", "u"]
    assert seen == {"fay": [whole, alone], "omar": [alone, whole], "obi": [alone, alone]}


@pytest.mark.parametrize("why", ["floor", "epoch", "ahead"])
def test_who_cannot_be_told_what_was_missed_is_told_to_fetch_afresh(cast: Cast, why: str) -> None:
    state = cast.api("obi").get(f"{base(cast)}/state/").json()
    since, now = state["head"], state["head"]
    if why == "floor":
        WorkshopHead.objects.filter(workshop=cast.workshop).update(floor=2)
        since = 1
    elif why == "epoch":
        assert follow(cast, "obi", since, epoch=state["epoch"]).json()["changes"] == []
        renew_epochs()
    else:
        since += 1
    assert follow(cast, "obi", since, epoch=state["epoch"]).json() == {"head": now, "changes": [{"t": "reset", "head": now}]}


@pytest.mark.parametrize("query", [{}, {"since": "x"}, {"since": "-1"}, {"since": "0", "limit": "0"}, {"since": "0", "wait": "26"}])
def test_a_query_that_says_nothing_is_400(cast: Cast, query: dict[str, str]) -> None:
    assert cast.api("obi").get(f"{base(cast)}/changes/", query).status_code == 400


# Undo


def undo(of: int, **more: Any) -> Frame:
    return {"t": "undo", "id": str(uuid7()), "cid": "tab", "of": of} | more


def test_undo_and_redo_are_ordinary_changes(cast: Cast) -> None:
    mine = one(cast, "fay", chg(set_trigger(cast, "patient arrives")))["s"]
    undone = one(cast, "fay", undo(mine))
    assert (undone["t"], undone["s"], charter(cast).trigger) == ("ack", mine + 1, "")
    assert one(cast, "fay", undo(mine))["why"] == "invalid"
    assert (one(cast, "fay", undo(undone["s"]))["t"], charter(cast).trigger) == ("ack", "patient arrives")


def test_undo_over_somebody_elses_edit_names_it_and_goes_on_anyway(cast: Cast) -> None:
    mine = one(cast, "fay", chg(set_trigger(cast, "patient arrives"), cid="a"))["s"]
    one(cast, "omar", chg(set_trigger(cast, "patient calls"), cid="b"))
    answer = one(cast, "fay", undo(mine))
    assert (answer["why"], [clash["v"] for clash in answer["cur"]], charter(cast).trigger) == (
        "conflict",
        ["patient calls"],
        "patient calls",
    )
    assert (one(cast, "fay", undo(mine, anyway=1))["t"], charter(cast).trigger) == ("ack", "")


def test_only_the_coach_takes_back_what_others_did(cast: Cast) -> None:
    theirs = one(cast, "omar", chg(set_trigger(cast, "patient calls")))["s"]
    assert one(cast, "pia", undo(theirs))["why"] == "denied"
    assert charter(cast).trigger == "patient calls"
    assert (one(cast, "fay", undo(theirs))["t"], charter(cast).trigger) == ("ack", "")
    assert one(cast, "fay", undo(99_999))["why"] == "gone"


def test_what_is_deleted_comes_back_under_the_same_id(cast: Cast) -> None:
    pk = uuid7()
    one(cast, "pia", chg(new_capture(pk=pk)))
    gone = one(cast, "pia", chg({"k": "del", "r": f"capture/{pk}"}))["s"]
    one(cast, "pia", undo(gone))
    assert [(row.pk, row.text, row.author) for row in Capture.objects.present()] == [(pk, "Two forms", cast.pia)]


def test_what_one_can_take_back_is_in_the_log_for_a_browser_that_has_lost_its_list(cast: Cast) -> None:
    def undo(who: str, of: int) -> int:
        answer = one(cast, who, {"t": "undo", "id": str(uuid7()), "cid": "tab", "of": of})
        assert answer["t"] == "ack", answer
        return int(answer["s"])

    def listed(who: str) -> Frame:
        answer = cast.api(who).get(f"{base(cast)}/undo/")
        assert answer.status_code == 200
        return dict(answer.json())

    first, second, third = [int(one(cast, "pia", chg(new_capture(text)))["s"]) for text in ("one", "two", "three")]
    theirs = int(one(cast, "fay", chg(new_capture("theirs")))["s"])
    assert listed("pia") == {"done": [first, second, third], "undone": []}
    back = undo("pia", third)
    further = undo("pia", second)
    assert listed("pia") == {"done": [first], "undone": [back, further]}
    again = undo("pia", further)
    assert listed("pia") == {"done": [first, again], "undone": [back]}
    undo("fay", first)  # the coach takes it back: it is no longer hers to do so
    assert listed("pia") == {"done": [again], "undone": [back]}
    fresh = int(one(cast, "pia", chg(new_capture("four")))["s"])
    assert listed("pia") == {"done": [again, fresh], "undone": []}
    assert theirs in listed("fay")["done"]
    assert listed("obi") == {"done": [], "undone": []}
