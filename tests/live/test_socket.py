"""Sockets of one process: coming in, changes and their answers, what others hear, replay (live-protocol 3.3, 3.4)."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.live.client import Socket, chg, new_capture, run, session_of, socket
from vsm_site.lib.ids import uuid7
from workshops.live.hub import Hub
from workshops.models import Capture, Change, WorkshopHead

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


def head_of(cast: Cast) -> WorkshopHead:
    return WorkshopHead.objects.get(workshop=cast.workshop)


def test_a_change_is_acknowledged_then_heard_by_all_and_by_its_author(cast: Cast) -> None:
    before, pk = head_of(cast), uuid7()
    fay, obi = session_of(cast, "fay"), session_of(cast, "obi")
    sent = chg(new_capture("Two forms", pk), cid="c-7f")

    async def work(hub: Hub) -> None:
        async with socket(fay, before) as author, socket(obi, before) as other:
            await author.send(sent)
            assert await author.frame() == {"t": "ack", "id": sent["id"], "s": before.head + 1}
            mine, theirs = await author.frame(), await other.frame()
        assert mine == theirs
        assert (mine["t"], mine["s"], mine["id"], mine["u"], mine["cid"]) == ("ch", before.head + 1, sent["id"], str(cast.fay.pk), "c-7f")
        assert [(op["k"], op["r"]) for op in mine["ops"]] == [("new", f"capture/{pk}")]

    run(work)
    assert Capture.objects.get(pk=pk).text == "Two forms"
    assert Change.objects.filter(workshop=cast.workshop, seq=before.head + 1).count() == 1


def test_hello_comes_after_what_was_missed(cast: Cast) -> None:
    before, session = head_of(cast), session_of(cast, "pia")
    for text in ("one", "two", "three"):
        cast.api("fay").post(f"/api/v1/workshops/{cast.workshop.pk}/live/changes/", {"changes": [chg(new_capture(text))]}, format="json")

    async def work(hub: Hub) -> None:
        line = Socket(session, cast.workshop.pk, f"since={before.head}&epoch={before.epoch}&v=1")
        assert await line.open()
        seen = await line.until("hello")
        assert [frame["s"] for frame in seen[:-1]] == [before.head + 1, before.head + 2, before.head + 3]
        hello = seen[-1]
        assert (hello["head"], hello["epoch"], hello["user"]) == (before.head + 3, str(before.epoch), str(cast.pia.pk))
        assert "capture" in hello["can"] and "run-workshop" not in hello["can"]
        await line.close()

    run(work)
