"""Everybody gets from a socket what the rights table says, and no word of another workshop (trust.md 2 and 3)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mapping.models import Map
from mapping.services.maps import import_document
from tests.cast import Cast
from tests.live.client import Frame, Socket, chg, commit, head_of, new_capture, run, session_of, socket
from tests.mapping.render.places import document_of
from tests.site.frame_policy import EVERYBODY, FRAMES, OUTSIDE
from vsm_site.lib.ids import uuid7
from workshops.change import change
from workshops.kinds import CAPTURE
from workshops.live import frames
from workshops.live.hub import Hub
from workshops.models import Change
from workshops.policy import ROLE_ACTIONS, Action, Role

pytestmark = [pytest.mark.django_db(transaction=True)]
ROLES = {"fay": Role.COACH, "omar": Role.OWNER, "spring": Role.SPONSOR, "pia": Role.PARTICIPANT, "obi": Role.OBSERVER}


def test_every_frame_has_an_entry_and_every_entry_a_frame() -> None:
    assert set(FRAMES) == set(frames.KEYS)
    assert set(EVERYBODY) == set(ROLES) | set(OUTSIDE)


async def answered(line: Socket, kind: str, cast: Cast, map_: Map, theirs: int) -> bool:
    """Whether a frame of this kind did what it asks for."""
    sent: dict[str, Frame] = {
        "chg": chg(new_capture("A word of one's own")),
        "undo": {"t": "undo", "id": str(uuid7()), "of": theirs},
        "look": {"t": "look", "map": str(map_.pk), "view": {"fold": 4}, "rev": 0},
        "pres": {"t": "pres", "st": "idle"},
        "ping": {"t": "ping"},
    }
    await line.send(sent[kind])
    if kind in ("chg", "undo"):
        answer = await line.frame("ack", "no")
        assert answer["t"] == "ack" or answer["why"] == "denied"
        return answer["t"] == "ack"
    if kind == "pres":
        me = next(frame["you"] for frame in line.seen if frame["t"] == "hello")
        while not any(person["conn"] == me and person["st"] == "idle" for person in (await line.frame("pres")).get("in", ())):
            pass
        return True
    return (await line.frame("map" if kind == "look" else "hb"))["t"] != "no"


def test_everybody_gets_what_the_rights_table_says(cast: Cast) -> None:
    map_ = import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=document_of("change-request")).map
    of_fay = {name: commit(cast, f"for {name}") for name in ROLES}
    head = head_of(cast)
    sessions = {name: "" if name == "nobody" else session_of(cast, name) for name in EVERYBODY}
    query = f"since={head.head}&epoch={head.epoch}&v=1"

    def elsewhere() -> None:
        with change(cast.other_workshop.pk, actor=cast.actor("xena"), needs=Action.CAPTURE) as tx:
            tx.new(CAPTURE, {"kind": "issue", "text": "CANARY-B issue"})

    async def work(hub: Hub) -> None:
        for name in EVERYBODY:
            if name in OUTSIDE:
                line = Socket(sessions[name], cast.workshop.pk, query)
                await line.open()
                assert (name, await line.code(), line.seen) == (name, OUTSIDE[name], [])
                continue
            async with socket(sessions[name], head) as line:
                await hub.reads.run(elsewhere)
                got: dict[str, Any] = {kind: await answered(line, kind, cast, map_, of_fay[name]) for kind in FRAMES}
                rights = ROLE_ACTIONS[ROLES[name]]
                mine = {"undo"} if name == "fay" else set()  # what is taken back is Fay's own
                assert (name, got) == (name, {kind: needs in rights or kind in mine for kind, needs in FRAMES.items()})
                assert "CANARY-B" not in json.dumps(line.seen)

    run(work)
    assert Change.objects.filter(workshop=cast.workshop, undone_by__isnull=False).count() == 1
