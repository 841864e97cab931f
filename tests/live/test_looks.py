"""Pictures for those who look: one drawing however many look, patches in turn make the whole, short words for too many (3.4, 3.12)."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest

from mapping.live_pictures import MapPainter
from mapping.looks import look_of
from mapping.models import Map, Step
from mapping.services.maps import import_document
from tests.cast import Cast
from tests.live.client import Frame, Socket, chg, head_of, run, session_of, socket
from tests.mapping.render.places import document_of
from vsm_site.lib.errors import Invalid
from vsm_site.lib.ids import uuid7
from workshops.live import pictures
from workshops.live.hub import Hub
from workshops.live.looks import MAX_VIEWS
from workshops.live.pictures import Picture
from workshops.models import WorkshopHead

pytestmark = [pytest.mark.django_db(transaction=True)]
VIEW = {"fold": 4, "lanes": False, "metrics": None, "heat": ""}


@pytest.fixture
def a_map(cast: Cast) -> Map:
    return import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=document_of("change-request")).map


@dataclass
class Sketcher:
    """A painter that counts: its picture is one group with the head in it, and it waits for `may_draw`."""

    drawings: list[tuple[UUID, str]] = field(default_factory=list)
    may_draw: threading.Event = field(default_factory=threading.Event)

    def view_of(self, raw: Mapping[str, Any]) -> tuple[str, str]:
        if "name" not in raw:
            raise Invalid({"view.name": "Which?"})
        return f"view {raw['name']}", str(raw["name"])

    def draw(self, map_id: UUID, view: str) -> Picture | None:
        self.may_draw.wait(20)
        self.drawings.append((map_id, view))
        head = WorkshopHead.objects.get(workshop=Map.objects.get(pk=map_id).workshop_id).head
        return Picture(
            head, ("still", "moves"), "0 0 1 1", {"still": "<g/>", "moves": f"<g>{head}</g>"}, {"still": "", "moves": str(head)}, {}
        )

    def maps_of(self, ops: Iterable[Mapping[str, Any]]) -> frozenset[UUID] | None:
        return frozenset() if all(op["r"].startswith("capture/") for op in ops) else None


@pytest.fixture
def sketcher() -> Iterator[Sketcher]:
    """The painter that counts, instead of the one of maps."""
    before, made = pictures.painter(), Sketcher()
    made.may_draw.set()
    pictures.register_painter(made)
    yield made
    pictures.register_painter(before)


def renamed(step: Step, name: str) -> Frame:
    return chg({"k": "set", "r": f"step/{step.pk}", "f": {"name": name}, "b": {}})


def look(map_: Map, view: Any, rev: int) -> Frame:
    return {"t": "look", "map": str(map_.pk), "view": view, "rev": rev}


async def known(hub: Hub, line: Socket) -> None:
    """Everything that was sent so far has been taken, and what has to be drawn for it is."""
    await line.send({"t": "ping"})
    await line.until("hb")
    while works := [view.work for view in hub.looks._views.values() if view.work]:
        await asyncio.wait(works)


def test_patches_in_turn_make_the_picture_that_is_drawn_afresh(cast: Cast, a_map: Map) -> None:
    before, fay, obi = head_of(cast), session_of(cast, "fay"), session_of(cast, "obi")
    view = look_of(VIEW)
    shown = MapPainter().draw(a_map.pk, view)
    steps = list(Step.objects.filter(map=a_map).order_by("pk")[:3])
    assert shown is not None and shown.rev == before.head
    groups, rev = dict(shown.groups), shown.rev

    async def work(hub: Hub) -> None:
        nonlocal groups, rev
        async with socket(fay, before) as author, socket(obi, before) as other:
            await other.send(look(a_map, VIEW, rev))
            await known(hub, other)
            for number, step in enumerate([*steps, steps[0]]):
                await author.send(renamed(step, f"Renamed {number}"))
                await author.until("ch")
            while rev < before.head + 4:
                frame = await other.frame("map")
                assert frame["base"] == rev < frame["rev"] and frame["view"] == view.key
                groups = {name: frame["groups"].get(name, groups.get(name)) for name in frame["order"]}
                rev = frame["rev"]
            seen = [(found["t"], found.get("s", found.get("rev"))) for found in other.seen if found["t"] in ("ch", "map")]
            assert all(seen.index(("ch", number)) < place for place, (kind, number) in enumerate(seen) if kind == "map")

    run(work)
    whole = MapPainter().draw(a_map.pk, view)
    assert whole is not None
    assert (rev, groups) == (whole.rev, dict(whole.groups))
    assert "Renamed 3" in "".join(groups.values())


def test_one_drawing_for_all_who_look_and_none_for_what_touches_no_map(cast: Cast, a_map: Map, sketcher: Sketcher) -> None:
    before, sessions = head_of(cast), [session_of(cast, who) for who in ("fay", "omar")]
    step = Step.objects.filter(map=a_map).first()
    head = before.head

    async def work(hub: Hub) -> None:
        async with socket(sessions[0], before) as one, socket(sessions[1], before) as two, socket(sessions[1], before) as three:
            for line in (one, two, three):
                await line.send(look(a_map, {"name": "wide"}, head))
                await known(hub, line)
            assert sketcher.drawings == [(a_map.pk, "wide")]
            await one.send(chg({"k": "new", "r": f"capture/{uuid7()}", "f": {"kind": "issue", "text": "no part of a map"}}))
            await one.until("ch")
            await known(hub, one)
            assert sketcher.drawings == [(a_map.pk, "wide")]
            await one.send(renamed(step, "Another name"))
            told = [await line.frame("map") for line in (one, two, three)]
            assert told[0] == told[1] == told[2]
            assert (told[0]["rev"], told[0]["base"], told[0]["groups"]) == (head + 2, head, {"moves": f"<g>{head + 2}</g>"})
            assert sketcher.drawings == [(a_map.pk, "wide")] * 2
            await three.send(look(a_map, None, 0))
            await known(hub, three)
            sketcher.may_draw.clear()
            for name in ("b", "c", "d"):
                await one.send(renamed(step, name))
                await one.until("ch")
            sketcher.may_draw.set()
            while (await two.frame("map"))["rev"] < head + 5:
                pass
            assert 3 <= len(sketcher.drawings) <= 4
            await known(hub, three)
            assert [frame["rev"] for frame in three.seen if frame["t"] == "map"] == [head + 2]

    run(work)


def test_who_looks_from_an_older_picture_is_told_to_fetch(cast: Cast, a_map: Map, sketcher: Sketcher) -> None:
    before, fay = head_of(cast), session_of(cast, "fay")

    async def work(hub: Hub) -> None:
        async with socket(fay, before) as line:
            await line.send(look(a_map, {"name": "wide"}, before.head - 1))
            assert await line.frame("map") == {"t": "map", "map": str(a_map.pk), "view": "view wide", "rev": before.head}

    run(work)


def test_a_picture_read_between_two_equal_drawings_becomes_the_newer_one(cast: Cast, a_map: Map) -> None:
    """A page that was fetched while a value was another for a moment: no later frame would say that the value is the former again."""
    before, fay, obi = head_of(cast), session_of(cast, "fay"), session_of(cast, "obi")
    step = Step.objects.filter(map=a_map).first()
    assert step is not None
    between: list[Picture] = []

    async def work(hub: Hub) -> None:
        async with socket(fay, before) as author, socket(obi, before) as page:
            await author.send(look(a_map, VIEW, before.head))
            await known(hub, author)
            (view,) = hub.looks._views.values()
            view.began_at += 1  # the next drawing is not before what follows
            await author.send(renamed(step, "For a moment"))
            await author.until("ch")
            between.append(await asyncio.to_thread(MapPainter().draw, a_map.pk, look_of(VIEW)))  # type: ignore[arg-type]
            await page.send(look(a_map, VIEW, between[0].rev))
            await page.until("ch")
            await author.send(renamed(step, step.name))
            await known(hub, author)
            frame = await page.frame("map")
            assert (frame["base"], frame["rev"]) == (0, before.head + 2)
            groups = {name: frame["groups"].get(name, between[0].groups.get(name)) for name in frame["order"]}
            whole = await asyncio.to_thread(MapPainter().draw, a_map.pk, look_of(VIEW))
            assert whole is not None and groups == dict(whole.groups)
            assert groups != dict(between[0].groups)
            assert [found for found in author.seen if found["t"] == "map"] == []

    run(work)


def test_the_ninth_view_of_a_map_is_told_only_that_there_is_something_new(cast: Cast, a_map: Map, sketcher: Sketcher) -> None:
    before, fay, obi = head_of(cast), session_of(cast, "fay"), session_of(cast, "obi")
    step = Step.objects.filter(map=a_map).first()

    async def work(hub: Hub) -> None:
        lines = [Socket(fay, cast.workshop.pk, f"since={before.head}&epoch={before.epoch}&v=1") for _ in range(MAX_VIEWS)]
        for number, line in enumerate(lines):
            await line.open()
            await line.send(look(a_map, {"name": f"view {number}"}, before.head))
            await known(hub, line)
        async with socket(obi, before) as ninth:
            await ninth.send(look(a_map, {"name": "one more"}, before.head))
            await known(hub, ninth)
            assert len(sketcher.drawings) == MAX_VIEWS
            await lines[0].send(renamed(step, "Another name"))
            assert await ninth.frame("map") == {"t": "map", "map": str(a_map.pk), "view": "view one more", "rev": before.head + 1}
            assert (await lines[0].frame("map"))["groups"] == {"moves": f"<g>{before.head + 1}</g>"}
        for line in lines:
            await line.close()
        assert hub.looks._views == {}

    run(work)


def test_only_maps_of_the_workshop_are_looked_at(cast: Cast, a_map: Map, sketcher: Sketcher) -> None:
    theirs = import_document(actor=cast.actor("xena"), workshop_id=cast.other_workshop.pk, source=document_of("change-request")).map
    before, fay = head_of(cast), session_of(cast, "fay")

    async def work(hub: Hub) -> None:
        async with socket(fay, before) as line:
            for map_, view, path in ((theirs, {"name": "wide"}, "map"), (a_map, {"fold": 3}, "view.name")):
                await line.send(look(map_, view, before.head))
                answer = await line.frame("no", "map")
                assert (answer["why"], [fault["path"] for fault in answer["errors"]]) == ("invalid", [path])

    run(work)
    assert sketcher.drawings == []
