"""Who looks at which map in which view, and the `map` frames for them: drawn once for all, off the loop, at most once per change.

Pictures are derived from the log: they may be late, merged or left out, and nothing is counted by them. See the live protocol, 3.4.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import Error as DatabaseError

from vsm_site.lib.errors import Invalid
from workshops.live.connection import Connection
from workshops.live.frames import Look
from workshops.live.pictures import Picture, painter
from workshops.live.rows import Row, encode
from workshops.live.threads import Threads
from workshops.selectors.live import has_map

log = logging.getLogger(__name__)
MAX_VIEWS = 8
"""Views of one map that are drawn in a process; who looks in another way is told that there is something new, and fetches."""
MAX_MAPS = 8
"""Maps that one socket may look at."""
SHORTEST_WINDOW, LONGEST_WINDOW, TIMES_COST = 0.04, 0.25, 3
"""Seconds from the beginning of one drawing to the next: three times what a drawing takes, within these."""
AGAIN_SECONDS = 1.0


@dataclass(slots=True, eq=False)
class View:
    """One map in one view, and everybody who looks at it."""

    map_id: UUID
    workshop_id: UUID
    key: str
    view: Any
    drawn: bool = True
    """False: one too many; its lookers fetch."""
    lookers: set[Connection] = field(default_factory=set)
    picture: Picture | None = None
    base: int = 0
    """The number at which the lookers' picture became what it is."""
    newcomers: dict[Connection, int] = field(default_factory=dict)
    """Who looks only now, with the number of the picture that they have."""
    ops: list[Any] = field(default_factory=list)
    """Of changes that came since the last drawing."""
    head: int = 0
    began_at: float = 0.0
    cost: float = 0.0
    work: asyncio.Task[None] | None = None

    @property
    def name(self) -> str:
        """Marks its frames in queues."""
        return f"{self.map_id} {self.key}"

    def short(self, rev: int) -> str:
        """The frame that says only that there is something new."""
        return encode({"t": "map", "map": str(self.map_id), "view": self.key, "rev": rev})


class Looks:
    """All views of a hub. `draws` is where pictures are drawn, `reads` where the rest is read; everything else runs in the loop."""

    def __init__(self, draws: Threads, reads: Threads) -> None:
        self._draws, self._reads = draws, reads
        self._views: dict[tuple[UUID, str], View] = {}
        self._asked: dict[Connection, dict[UUID, View]] = {}

    async def look(self, connection: Connection, frame: Look) -> None:
        """From now on this socket hears of the map in this view; `view` None ends it. Invalid for what cannot be looked at."""
        if frame.view is None:
            self._end(connection, frame.map)
            return
        key, view = await self._reads.run(_checked, connection.workshop_id, frame.map, frame.view)
        if connection.closed_with:
            return
        asked = self._asked.setdefault(connection, {})
        if frame.map in asked and asked[frame.map].key != key:
            self._end(connection, frame.map)
        if frame.map not in asked and len(asked) >= MAX_MAPS:
            raise Invalid({"map": f"At most {MAX_MAPS} maps at a time."})
        found = self._view(connection.workshop_id, frame.map, key, view)
        asked[frame.map] = found
        found.lookers.add(connection)
        found.newcomers[connection] = frame.rev
        if found.drawn and found.picture is None:
            self._start(found)
        else:
            self._welcome(found)

    def _view(self, workshop_id: UUID, map_id: UUID, key: str, view: Any) -> View:
        if (map_id, key) not in self._views:
            others = sum(other.map_id == map_id and other.drawn for other in self._views.values())
            self._views[map_id, key] = View(map_id, workshop_id, key, view, drawn=others < MAX_VIEWS)
        return self._views[map_id, key]

    def _welcome(self, view: View) -> None:
        """Tell those who came with an older picture than the one that later ones are compared with; who is ahead waits for the next."""
        came, view.newcomers = view.newcomers, {}
        for connection, rev in came.items():
            if connection not in view.lookers:
                continue
            newest = connection.seq if not view.drawn else view.picture.rev if view.picture else 0
            if rev < (view.base if view.drawn else newest):
                connection.put(view.short(newest))
            elif view.drawn and rev > newest:
                view.newcomers[connection] = rev
            elif view.drawn and view.base < rev < newest:
                self._tell(view, _whole(view), {connection})

    def _between(self, view: View, rev: int) -> set[Connection]:
        """Those whose picture was read between the last two drawings, of which `rev` is the newer: it may differ from both, also in groups
        in which they are equal."""
        found = {connection for connection, mine in view.newcomers.items() if mine < rev}
        view.newcomers = {connection: mine for connection, mine in view.newcomers.items() if connection not in found}
        return found & view.lookers

    def _start(self, view: View) -> None:
        if view.work is None:
            view.work = asyncio.get_running_loop().create_task(self._work(view))

    def close(self) -> None:
        """Let go of the thread."""
        self._draws.close()

    def leave(self, connection: Connection) -> None:
        """The socket has ended."""
        for map_id in tuple(self._asked.get(connection, ())):
            self._end(connection, map_id)
        self._asked.pop(connection, None)

    def _end(self, connection: Connection, map_id: UUID) -> None:
        if view := self._asked.get(connection, {}).pop(map_id, None):
            view.lookers.discard(connection)
            view.newcomers.pop(connection, None)
            if not view.lookers:
                self._views.pop((view.map_id, view.key), None)

    # Drawing

    def changed(self, workshop_id: UUID, row: Row) -> None:
        """A change went out as `ch`: draw what it touches, soon."""
        for view in self._views.values():
            if view.workshop_id == workshop_id:
                view.ops += row.change.ops
                view.head = row.seq
                self._start(view)

    async def _work(self, view: View) -> None:
        try:
            first = view.drawn and view.picture is None
            while view.lookers and (view.ops or first):
                await asyncio.sleep(view.began_at + _window(view.cost) - time.monotonic())
                ops, view.ops, first = view.ops, [], False
                view.began_at = time.monotonic()
                try:
                    await self._draw(view, ops)
                except (DatabaseError, LookupError):
                    log.warning("map %s was not drawn", view.map_id, exc_info=True)
                    view.ops = ops + view.ops
                    await asyncio.sleep(AGAIN_SECONDS)
        except Exception:  # our own fault: whoever looks fetches, and finds what is wrong with the map there
            log.exception("map %s was not drawn", view.map_id)
            self._tell_short(view)
        finally:
            view.work = None

    async def _draw(self, view: View, ops: list[Any]) -> None:
        if not view.drawn:
            if await self._draws.run(_touches, view.map_id, ops):
                self._tell_short(view)
            return
        picture, text, cost = await self._draws.run(_drawn, view, ops)
        if picture is None:
            return
        between = self._between(view, picture.rev) if view.picture else set()
        view.picture, view.cost = picture, cost
        view.base = view.base or picture.rev
        if between:
            self._tell(view, _whole(view), between)
        if text:
            self._tell(view, text, view.lookers - between)
            view.base = picture.rev
        self._welcome(view)

    def _tell(self, view: View, text: str, lookers: set[Connection]) -> None:
        assert view.picture is not None
        short = view.short(view.picture.rev)
        for connection in lookers:
            if connection.is_half_full or not connection.replace(view.name, short):
                connection.put(short if connection.is_half_full else text, view.name)

    def _tell_short(self, view: View) -> None:
        for connection in tuple(view.lookers):
            if not connection.replace(view.name, view.short(view.head)):
                connection.put(view.short(view.head), view.name)


def _window(cost: float) -> float:
    return min(LONGEST_WINDOW, max(SHORTEST_WINDOW, TIMES_COST * cost))


# In threads


def _checked(workshop_id: UUID, map_id: UUID, raw: Mapping[str, Any]) -> tuple[str, Any]:
    """Key and view, of a map that is in this workshop."""
    if not has_map(workshop_id, map_id):
        raise Invalid({"map": "There is no such map in this workshop."})
    return painter().view_of(raw)


def _touches(map_id: UUID, ops: list[Any]) -> bool:
    maps = painter().maps_of(ops)
    return maps is None or map_id in maps


def _drawn(view: View, ops: list[Any]) -> tuple[Picture | None, str, float]:
    """The new picture, the frame with what is other in it (empty where nothing is), and the seconds it took; no picture, no drawing."""
    before = view.picture
    if before is not None and not _touches(view.map_id, ops):
        return None, "", 0.0
    began = time.perf_counter()
    picture = painter().draw(view.map_id, view.view)
    if picture is None or before is None:
        return picture, "", time.perf_counter() - began
    text = _difference(view, before, picture)
    return picture, text, time.perf_counter() - began


def _difference(view: View, before: Picture, after: Picture) -> str:
    groups = {name: after.groups[name] for name in after.order if before.digests.get(name) != after.digests[name]}
    if not groups and (before.order, before.view_box, before.totals) == (after.order, after.view_box, after.totals):
        return ""
    return _frame(view, after, view.base, groups)


def _whole(view: View) -> str:
    assert view.picture is not None
    return _frame(view, view.picture, 0, view.picture.groups)


def _frame(view: View, picture: Picture, base: int, groups: Mapping[str, str]) -> str:
    frame = {"t": "map", "map": str(view.map_id), "view": view.key, "rev": picture.rev, "base": base, "order": picture.order}
    return encode(frame | {"viewBox": picture.view_box, "groups": groups, "totals": picture.totals})
