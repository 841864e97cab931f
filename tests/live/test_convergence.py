"""Clients that edit, lose their lines and come back: all end with what the database holds, and no change is lost or there twice (3.12)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest

from tests.cast import Cast
from tests.live.client import Frame, Poller, Socket, chg, head_of, run, session_of
from vsm_site.lib.ids import uuid7
from workshops.live.hub import Hub
from workshops.models import Capture, Change, WorkshopHead

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
FIELDS = {"text": ["Two forms", "Three forms", "No form"], "kind": ["issue", "improvement"]}
STEPS = 80


@dataclass
class Tab:
    """A browser tab in few words: confirmed values by number, one change in flight, sent again until it is answered."""

    name: str
    session: str
    head: WorkshopHead
    seq: int
    values: dict[tuple[str, str], tuple[Any, int]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    flying: Frame | None = None
    answers: dict[str, Frame] = field(default_factory=dict)
    polls: bool = False
    """Whether it has to do without sockets."""
    line: Socket | Poller | None = None
    pump: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        if self.line:
            return
        if self.polls:
            self.line = Poller(self.session, self.head.workshop_id, self.seq)
        else:
            self.line = Socket(self.session, self.head.workshop_id, f"since={self.seq}&epoch={self.head.epoch}&v=1")
        assert await self.line.open()
        self.pump = asyncio.create_task(self._take_all(self.line))
        if self.flying:
            await self.line.send(self.flying)

    async def drop(self) -> None:
        """The line is cut: what is on its way is lost on this side."""
        if self.line and self.pump:
            self.pump.cancel()
            await self.line.close()
        self.line = None

    async def _take_all(self, line: Socket | Poller) -> None:
        while True:
            self.take(await line.inbox.get() if isinstance(line, Poller) else await line.event())

    def take(self, frame: Frame) -> None:
        if frame["t"] in ("ack", "no"):
            assert self.flying and frame["id"] == self.flying["id"]
            self.answers[frame["id"]], self.flying = frame, None
        elif frame["t"] == "ch":
            assert frame["s"] == self.seq + 1
            self.seq = frame["s"]
            for op in frame.get("ops", ()):
                self.apply(op, frame["s"])

    def apply(self, op: Frame, seq: int) -> None:
        if op["k"] == "del":
            self.gone.add(op["r"])
        for name in FIELDS.keys() & op.get("f", {}).keys():
            self.gone.discard(op["r"])
            self.values[op["r"], name] = (op["f"][name], seq)

    async def edit(self, chance: Random) -> None:
        """One change of something this tab knows, from the revision that it has seen."""
        known = sorted({ref for ref, _ in self.values} - self.gone)
        if self.flying:
            return
        if not known or chance.random() < 0.2:
            op: Frame = {"k": "new", "r": f"capture/{uuid7()}", "f": {name: chance.choice(values) for name, values in FIELDS.items()}}
        elif chance.random() < 0.1:
            op = {"k": "del", "r": (ref := chance.choice(known)), "b": max(self.values[ref, name][1] for name in FIELDS)}
        else:
            ref, name = chance.choice(known), chance.choice(sorted(FIELDS))
            op = {"k": "set", "r": ref, "f": {name: chance.choice(FIELDS[name])}, "b": {name: self.values[ref, name][1]}}
        self.flying = chg(op, cid=self.name)
        if self.line:
            await self.line.send(self.flying)

    def shown(self) -> dict[str, dict[str, Any]]:
        """What is on this tab's screen in the end."""
        there = {ref for ref, _ in self.values} - self.gone
        return {ref: {name: self.values[ref, name][0] for name in FIELDS} for ref in there}


@pytest.mark.parametrize(("seed", "polls"), [(1, ""), (2, "b"), (3, "abc")])
def test_all_tabs_end_alike_and_every_acknowledged_change_is_in_the_log_once(cast: Cast, seed: int, polls: str) -> None:
    before, chance = head_of(cast), Random(seed)
    people = (("a", "fay"), ("b", "omar"), ("c", "fay"))
    tabs = [Tab(name, session_of(cast, who), before, before.head, polls=name in polls) for name, who in people]

    async def work(hub: Hub) -> None:
        for _ in range(STEPS):
            tab = chance.choice(tabs)
            what = chance.random()
            if what < 0.15:
                await tab.drop()
            elif what < 0.4:
                await tab.connect()
            else:
                await tab.edit(chance)
            waits = chance.random() < 0.8
            while waits and tab.flying and tab.line:
                await asyncio.sleep(0.01)
        async with asyncio.timeout(60):
            for tab in tabs:
                await tab.connect()
            while any(tab.flying for tab in tabs) or len({tab.seq for tab in tabs} | {hub.rooms[before.workshop_id].seq}) > 1:
                await asyncio.sleep(0.02)
        for tab in tabs:
            await tab.drop()

    run(work)
    rows = list(Change.objects.filter(workshop=cast.workshop, seq__gt=before.head).order_by("seq"))
    assert [row.seq for row in rows] == list(range(before.head + 1, head_of(cast).head + 1))
    answers = {key: answer for tab in tabs for key, answer in tab.answers.items()}
    assert all(answers[str(row.change_id)]["t"] == "ack" and answers[str(row.change_id)]["s"] == row.seq for row in rows)
    refused = {answer["why"] for answer in answers.values() if answer["t"] == "no"}
    assert refused <= {"conflict", "gone"}
    stored = {f"capture/{row.pk}": {"text": row.text, "kind": row.kind} for row in Capture.objects.present().filter(workshop=cast.workshop)}
    assert [tab.shown() for tab in tabs] == [stored] * 3
    assert len(rows) > STEPS / 8
