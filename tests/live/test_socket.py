"""Sockets of one process: coming in, changes and their answers, what others hear, replay, limits (live-protocol 3.3, 3.4, 3.9)."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from uuid import UUID

import pytest
from django.db import connections, transaction

from tests.cast import Cast
from tests.live.client import WAIT, Frame, Socket, chg, commit, head_of, http, new_capture, run, session_of, socket
from vsm_site.lib.ids import uuid7
from workshops import hints
from workshops.change import change
from workshops.kinds import CAPTURE
from workshops.live import limits, presence
from workshops.live.hub import LIMITS, PER_USER, PER_WORKSHOP, Hub
from workshops.models import Capture, Change, WorkshopHead
from workshops.policy import Action
from workshops.services.heads import renew_epochs

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


def test_a_change_is_acknowledged_then_heard_by_all_and_by_its_author(cast: Cast) -> None:
    before, pk = head_of(cast), uuid7()
    fay, obi = session_of(cast, "fay"), session_of(cast, "obi")
    sent = chg(new_capture("Two forms", pk), cid="c-7f")

    async def work(hub: Hub) -> None:
        async with socket(fay, before) as author, socket(obi, before) as other:
            await author.send(sent)
            assert await author.frame("ack", "ch") == {"t": "ack", "id": sent["id"], "s": before.head + 1}
            mine, theirs = await author.frame("ch"), await other.frame("ch")
            await author.send(sent)
            assert await author.frame("ack", "ch") == {"t": "ack", "id": sent["id"], "s": before.head + 1, "dup": 1}
            await other.send(sent)
            assert await other.frame("ack", "no") == {"t": "no", "id": sent["id"], "why": "id_reused"}
        assert mine == theirs
        assert (mine["t"], mine["s"], mine["id"], mine["u"], mine["cid"]) == ("ch", before.head + 1, sent["id"], str(cast.fay.pk), "c-7f")
        assert [(op["k"], op["r"]) for op in mine["ops"]] == [("new", f"capture/{pk}")]

    run(work)
    assert Capture.objects.get(pk=pk).text == "Two forms"
    assert Change.objects.filter(workshop=cast.workshop, seq__gt=before.head).count() == 1


def test_what_is_stored_by_a_socket_wakes_whoever_else_waits_in_this_process(cast: Cast) -> None:
    """A request with a token holds a thread while it waits (workshops/live/waiting.py)."""
    before, fay = head_of(cast), session_of(cast, "fay")
    woken: asyncio.Queue[int] = asyncio.Queue()

    async def work(hub: Hub) -> None:
        end = hints.listen(lambda hint: hub.from_thread(woken.put_nowait, hint.seq))
        try:
            async with socket(fay, before) as line, asyncio.timeout(WAIT):
                await line.send(chg(new_capture()))
                assert await woken.get() == before.head + 1
        finally:
            end()

    run(work)


def test_hello_comes_after_what_was_missed_from_memory_or_from_the_log(cast: Cast) -> None:
    before, pia, obi = head_of(cast), session_of(cast, "pia"), session_of(cast, "obi")
    for text in ("one", "two", "three"):
        commit(cast, text)

    async def work(hub: Hub) -> None:
        async with socket(pia, before) as line:
            *missed, hello = line.seen
            assert [frame["s"] for frame in missed] == [before.head + 1, before.head + 2, before.head + 3]
            assert (hello["head"], hello["epoch"], hello["user"]) == (before.head + 3, str(before.epoch), str(cast.pia.pk))
            assert "capture" in hello["can"] and "run-workshop" not in hello["can"]
            assert hello["limits"] == LIMITS
            await line.send(chg(new_capture("four")))
            await line.until("ch")
            async with socket(obi, before, since=before.head + 3) as later:
                assert [frame["s"] for frame in later.seen[:-1]] == [before.head + 4]
                assert [person["name"] for person in later.seen[-1]["roster"]] == ["Pia", "Obi"]

    run(work)


def test_ten_thousand_rows_are_replayed_in_order_and_once(cast: Cast) -> None:
    before, pia = head_of(cast), session_of(cast, "pia")
    op = {"k": "set", "r": f"charter/{uuid7()}", "f": {"trigger": "x"}, "b": {}}
    rows = [
        Change(workshop=cast.workshop, seq=before.head + 1 + n, change_id=uuid7(), user=cast.fay, kind="set", ops=[op], undo=[])
        for n in range(10_000)
    ]
    Change.objects.bulk_create(rows, batch_size=500)
    WorkshopHead.objects.filter(workshop=cast.workshop).update(head=before.head + 10_000)

    async def work(hub: Hub) -> None:
        async with socket(pia, before) as line:
            assert [frame["s"] for frame in line.seen[:-1]] == list(range(before.head + 1, before.head + 10_001))
            assert line.seen[-1]["head"] == before.head + 10_000

    run(work)


def test_rows_whose_hint_is_lost_or_comes_late_are_sent_in_order(cast: Cast) -> None:
    before, obi = head_of(cast), session_of(cast, "obi")

    async def work(hub: Hub) -> None:
        async with socket(obi, before) as line:
            with hints.held() as lost:
                await hub.reads.run(commit, cast, "another thread's hints are not held")
                await asyncio.to_thread(_silently, cast, "lost")
            assert lost == []
            await hub.reads.run(commit, cast, "heard")
            frames = [await line.frame("ch") for _ in range(3)]
            assert [frame["s"] for frame in frames] == [before.head + 1, before.head + 2, before.head + 3]
            await asyncio.to_thread(_silently, cast, "found by the look at the heads")
            assert (await line.frame("ch"))["s"] == before.head + 4

    run(work)


def test_what_another_process_stores_counts_against_the_pace_of_its_author_and_of_the_workshop(cast: Cast) -> None:
    before, obi = head_of(cast), session_of(cast, "obi")
    paces = [(limits.PEOPLE, cast.people["fay"].pk), (limits.WORKSHOPS, cast.workshop.pk)]
    for rate, key in paces:
        rate._left.pop(key, None)

    async def work(hub: Hub) -> None:
        async with socket(obi, before) as line:
            await hub.reads.run(commit, cast, "of this process")
            await line.frame("ch")
            assert [key in rate._left for rate, key in paces] == [False, False]
            await asyncio.to_thread(_silently, cast, "of another one")
            await line.frame("ch")
            assert [rate._left[key][0] for rate, key in paces] == [rate.burst - 1 for rate, _ in paces]

    run(work)


def test_one_that_is_known_late_does_not_count_and_nobody_is_taken_more_than_is_left() -> None:
    rate, key = limits.Rate(per_second=1, burst=2), uuid7()
    for _ in range(3):
        rate.spend(key, now=10)
    assert (rate.take(key, now=10.5), rate.take(key, now=11)) == (0.5, 0)
    limits.stored_elsewhere(key, key, limits.LATELY_SECONDS)
    assert key not in limits.WORKSHOPS._left


def _silently(cast: Cast, text: str) -> None:
    """A commit of which this process hears nothing, as of another process without Redis."""
    with hints.held():
        commit(cast, text)
    connections.close_all()


def test_what_may_not_be_seen_is_a_number_live_and_in_replay(cast: Cast) -> None:
    before, fay, pia = head_of(cast), session_of(cast, "fay"), session_of(cast, "pia")
    secrets = {"run-workshop": "for those who run it", f"user:{cast.pia.pk}": "for Pia alone"}

    def write() -> None:
        for audience, text in secrets.items():
            with change(cast.workshop.pk, actor=cast.actor("fay"), needs=Action.VIEW, audience=audience) as tx:
                tx.new(CAPTURE, {"kind": "issue", "text": text})

    def shown(seen: list[Frame]) -> list[Any]:
        return [frame["ops"][0]["f"]["text"] if "ops" in frame else frame for frame in seen if frame["t"] == "ch"]

    wanted = {
        "fay": ["for those who run it", {"t": "ch", "s": before.head + 2}],
        "pia": [{"t": "ch", "s": before.head + 1}, "for Pia alone"],
    }

    async def work(hub: Hub) -> None:
        async with socket(fay, before) as coach, socket(pia, before) as participant:
            await hub.reads.run(write)
            for line in (coach, participant):
                await line.frame("ch")
                await line.frame("ch")
            assert {"fay": shown(coach.seen), "pia": shown(participant.seen)} == wanted
        async with socket(fay, before) as coach, socket(pia, before) as participant:
            assert {"fay": shown(coach.seen), "pia": shown(participant.seen)} == wanted

    run(work)


def test_a_change_too_large_for_a_frame_goes_out_as_its_number(cast: Cast) -> None:
    before, obi = head_of(cast), session_of(cast, "obi")

    def import_much() -> None:
        with change(cast.workshop.pk, actor=cast.actor("fay"), needs=Action.CAPTURE) as tx:
            for _ in range(40):
                tx.new(CAPTURE, {"kind": "issue", "text": "é" * 1000})

    async def work(hub: Hub) -> None:
        async with socket(obi, before) as line:
            await hub.reads.run(import_much)
            assert await line.frame("ch") == {"t": "ch", "s": before.head + 1, "big": 1}
            await hub.reads.run(commit, cast, "small")
            assert (await line.frame("ch"))["s"] == before.head + 2

    run(work)
    found = cast.api("obi").get(f"/api/v1/workshops/{cast.workshop.pk}/live/changes/", {"since": before.head, "limit": 1}).json()
    assert [len(frame["ops"]) for frame in found["changes"]] == [40]


# Who may not come in


def _codes(cast: Cast) -> list[tuple[str, str, UUID, str, int]]:
    head = head_of(cast)
    good, other = f"since={head.head}&epoch={head.epoch}&v=1", WorkshopHead.objects.get(workshop=cast.other_workshop)
    here = cast.workshop.pk
    return [
        ("nobody", "", here, good, 4401),
        ("somebody with a made-up session", "x" * 32, here, good, 4401),
        ("a member of the organisation without a role", session_of(cast, "uma"), here, good, 4404),
        ("somebody of another workshop", session_of(cast, "fay"), other.workshop_id, f"since=0&epoch={other.epoch}&v=1", 4404),
        ("the administrator, who sees no content", session_of(cast, "ada"), here, good, 4403),
        ("no such workshop", session_of(cast, "fay"), uuid7(), good, 4404),
        ("an old page", session_of(cast, "fay"), here, f"since={head.head}&epoch={head.epoch}&v=0", 4426),
        ("no version", session_of(cast, "fay"), here, f"since={head.head}&epoch={head.epoch}", 4426),
        ("another epoch", session_of(cast, "fay"), here, f"since={head.head}&epoch={uuid7()}&v=1", 4409),
        ("ahead of the log", session_of(cast, "fay"), here, f"since={head.head + 1}&epoch={head.epoch}&v=1", 4409),
        ("no number", session_of(cast, "fay"), here, f"since=last&epoch={head.epoch}&v=1", 4409),
    ]


def test_who_may_not_come_in_is_told_why(cast: Cast) -> None:
    cases = _codes(cast)

    async def work(hub: Hub) -> None:
        for why, session, workshop, query, code in cases:
            line = Socket(session, workshop, query)
            assert await line.open(), why
            assert (why, await line.code()) == (why, code)
            assert [frame["t"] for frame in line.seen] == (["reset"] if code == 4409 else []), why
        assert hub.rooms == {}
        line = Socket(cases[-1][1], cast.workshop.pk, cases[0][3], origin="http://elsewhere.example")
        assert not await line.open()

    run(work)


def test_a_log_that_was_cut_above_the_number_is_fetched_afresh(cast: Cast) -> None:
    head, fay = head_of(cast), session_of(cast, "fay")
    WorkshopHead.objects.filter(workshop=cast.workshop).update(floor=head.head)

    async def work(hub: Hub) -> None:
        line = Socket(fay, cast.workshop.pk, f"since={head.head - 1}&epoch={head.epoch}&v=1")
        await line.open()
        assert (await line.code(), line.seen) == (4409, [{"t": "reset", "head": head.head}])
        async with socket(fay, head):
            pass

    run(work)


def test_a_log_that_is_cut_between_two_looks_sends_everybody_to_fetch_afresh(cast: Cast) -> None:
    head, fay, pia = head_of(cast), session_of(cast, "fay"), session_of(cast, "pia")
    address, query = f"/api/v1/workshops/{cast.workshop.pk}/live/changes/", f"since={head.head}&wait=20"

    def cut() -> None:
        """Two changes, whose hints are lost, and the first is history already."""
        with hints.held(), transaction.atomic():
            first, _ = commit(cast, "one"), commit(cast, "two")
            Change.objects.filter(workshop=cast.workshop, seq=first).delete()
            WorkshopHead.objects.filter(workshop=cast.workshop).update(floor=first)

    async def work(hub: Hub) -> None:
        async with socket(fay, head) as line:
            asked = asyncio.ensure_future(http("GET", address, pia, query))
            while not hub.rooms[cast.workshop.pk].waiting:
                await asyncio.sleep(0.01)
            await hub.writes.run(cut)
            assert (await line.code(), line.seen[-1]) == (4409, {"t": "reset", "head": head.head + 2})
            assert await asked == (200, {"head": head.head + 2, "changes": [{"t": "reset", "head": head.head + 2}]})
        assert await http("GET", address, pia, query) == await asked

    run(work)


def test_a_restored_backup_sends_everybody_to_fetch_afresh(cast: Cast) -> None:
    head, fay = head_of(cast), session_of(cast, "fay")

    async def work(hub: Hub) -> None:
        async with socket(fay, head) as line:
            await hub.reads.run(renew_epochs)
            assert (await line.code(), line.seen[-1]) == (4409, {"t": "reset", "head": head.head})

    run(work)


def test_one_person_has_at_most_ten_sockets(cast: Cast) -> None:
    head, fay, obi = head_of(cast), session_of(cast, "fay"), session_of(cast, "obi")
    query = f"since={head.head}&epoch={head.epoch}&v=1"

    async def work(hub: Hub) -> None:
        lines = [Socket(fay, cast.workshop.pk, query) for _ in range(PER_USER)]
        for line in lines:
            await line.open()
            await line.until("hello")
        more = Socket(fay, cast.workshop.pk, query)
        await more.open()
        assert await more.code() == 4429
        await lines[0].close()
        async with socket(fay, head), socket(obi, head):
            pass
        for line in lines[1:]:
            await line.close()
        assert hub.rooms == {}

    run(work)


def test_sockets_of_other_processes_count_while_these_live(cast: Cast) -> None:
    head, fay = head_of(cast), session_of(cast, "fay")
    query = f"since={head.head}&epoch={head.epoch}&v=1"

    async def refused() -> int | None:
        line = Socket(fay, cast.workshop.pk, query)
        await line.open()
        return await line.code()

    def elsewhere(user: UUID, count: int) -> str:
        person = {"user": str(user), "name": "N", "colour": 0, "at": None, "st": "view", "cam": None}
        return json.dumps({"p": "other", "w": str(cast.workshop.pk), "here": [person | {"conn": f"o-{number}"} for number in range(count)]})

    async def work(hub: Hub) -> None:
        async with socket(fay, head):
            roster = hub.rooms[cast.workshop.pk].roster
            hub._heard_people(elsewhere(cast.people["fay"].pk, PER_USER - 1))
            assert await refused() == 4429
            hub._heard_people(elsewhere(cast.people["pia"].pk, PER_WORKSHOP - 1))
            assert await refused() == 1013
            seen, part = roster._parts["other"]
            roster._parts["other"] = (seen - presence.LATELY_SECONDS, part)
            async with socket(fay, head):
                pass

    run(work)


# What is not taken


def test_what_cannot_be_read_is_refused_and_the_socket_goes_on(cast: Cast) -> None:
    before, fay = head_of(cast), session_of(cast, "fay")
    key = str(uuid7())
    sent: list[tuple[Any, str, str]] = [
        ("{", "", "$"),
        ("[" * 60_000, "", "$"),
        ("[]", "", "t"),
        ({"t": "drop"}, "", "t"),
        (chg({"k": "cut", "r": f"capture/{key}"}, key=key), key, "ops[0].k"),
        (chg(new_capture("a\x00b"), key=key), key, "ops[0].f.text"),
        (chg({"k": "new", "r": f"capture/{key}", "f": {"kind": "issue", "text": "x" * 10_001}}, key=key), key, "ops[0].f.text"),
        ({"t": "chg", "id": key, "ops": [{"k": "rm", "r": f"capture/{key}", "set": "s", "v": "x" * 33_000}]}, key, "$"),
    ]

    async def work(hub: Hub) -> None:
        async with socket(fay, before) as line:
            for frame, answered, path in sent:
                await line.send(frame)
                answer = await line.frame("no", "ack")
                assert (answer["id"], answer["why"], answer["errors"][0]["path"]) == (answered, "invalid", path)
            await line.send({"t": "ping"})
            assert await line.frame("hb") == {"t": "hb", "head": before.head}
            await line.send(json.dumps({"t": "pres", "at": {"map": "x" * 70_000}}))
            assert await line.code() == 4413

    run(work)
    assert WorkshopHead.objects.get(workshop=cast.workshop).head == before.head


def test_more_than_twenty_changes_a_second_are_put_off_and_none_is_stored(cast: Cast) -> None:
    before, fay = head_of(cast), session_of(cast, "fay")

    async def work(hub: Hub) -> None:
        async with socket(fay, before) as line:
            (connection,) = hub.rooms[cast.workshop.pk].connections
            while not connection.changes.take():
                pass
            sent = chg(new_capture())
            await line.send(sent)
            answer = await line.frame("retry", "ack")
            assert (answer["t"], answer["id"], 0 < answer["after"] <= 51) == ("retry", sent["id"], True)

    run(work)
    assert head_of(cast).head == before.head


# Rights and sessions that end


def test_rights_that_move_reach_the_socket_before_what_follows(cast: Cast) -> None:
    before, pia = head_of(cast), session_of(cast, "pia")
    workshop, person = cast.workshop.pk, cast.person("pia").pk

    def pause(paused: bool) -> None:
        answer = cast.api("fay").patch(f"/api/v1/workshops/{workshop}/", {"paused": paused}, format="json")
        assert answer.status_code == 200, answer.content

    def remove() -> None:
        answer = cast.api("fay").delete(f"/api/v1/people/{person}/")
        assert answer.status_code == 204, answer.content

    async def work(hub: Hub) -> None:
        async with socket(pia, before) as line:
            await hub.reads.run(pause, True)
            perm, change = [await line.frame("perm", "ch") for _ in range(2)]
            assert (perm["t"], change["t"]) == ("perm", "ch")
            assert "capture" not in perm["can"] and "view" in perm["can"]
            sent = chg(new_capture())
            await line.send(sent)
            assert await line.frame("no", "ack") == {"t": "no", "id": sent["id"], "why": "locked"}
            await hub.reads.run(pause, False)
            assert "capture" in (await line.frame("perm"))["can"]
            await hub.reads.run(remove)
            assert await line.code() == 4403
            assert [frame for frame in line.seen if frame["t"] == "ch" and frame["s"] == before.head + 3] == []

    run(work)


@pytest.mark.parametrize("how", ["logout", "password", "disabled"])
def test_a_session_that_ends_closes_its_sockets_alone(cast: Cast, how: str) -> None:
    before, pia, obi = head_of(cast), session_of(cast, "pia"), session_of(cast, "obi")

    def end() -> None:
        if how == "logout":
            cast.client("pia").post("/accounts/logout/")
        elif how == "password":
            cast.pia.set_password("another long passphrase")
            cast.pia.save()
        else:
            cast.pia.is_active = False
            cast.pia.save(update_fields=["is_active"])

    async def work(hub: Hub) -> None:
        async with socket(obi, before) as other:
            async with socket(pia, before) as line:
                await hub.reads.run(end)
                assert await line.code() == 4401
            await other.send({"t": "ping"})
            assert (await other.frame("hb"))["head"] == before.head

    run(work)


def test_a_stop_says_when_to_come_back_and_lets_nobody_in(cast: Cast) -> None:
    head, fay = head_of(cast), session_of(cast, "fay")

    async def work(hub: Hub) -> None:
        async with socket(fay, head) as line:
            hub.from_thread(hub.say_bye)
            assert await line.code() == 1012
            assert line.seen[-1]["t"] == "bye" and 0 < line.seen[-1]["in"] <= 2000
        late = Socket(fay, cast.workshop.pk, f"since={head.head}&epoch={head.epoch}&v=1")
        await late.open()
        assert await late.code() == 1012

    run(work)
