"""Draws maps for those who look at them live: one drawing per change and view, taking over from the last one what did not change."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from mapping import selectors
from mapping.looks import Look, look_of
from mapping.reading import ReadMap, read
from mapping.render.groups import draw
from mapping.render.picture import Memory, make_picture
from mapping.selectors import Drawn
from mapping.totals import totals_of
from workshops.live.pictures import Picture
from workshops.selectors.changes import snapshot

KINDS = frozenset({"step", "flow", "information", "party", "note"})
"""Kinds of record that lie on a map, beside the map itself."""
MOST_MAPS, MOST_VIEWS = 8, 16
"""How many maps and views are remembered; the one used longest ago goes first."""


@dataclass(slots=True)
class MapPainter:
    """The painter of maps. Its memory is per process and holds nothing that could not be read again; it may be used from any thread."""

    maps: OrderedDict[UUID, ReadMap] = field(default_factory=OrderedDict)
    memories: OrderedDict[tuple[UUID, Look], Memory] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def view_of(self, raw: Mapping[str, Any]) -> tuple[str, Look]:
        """Key and view of a `look` frame's `view`; Invalid with what is wrong. All who may view see the same (see looks.py)."""
        look = look_of(raw)
        return look.key, look

    def draw(self, map_id: UUID, view: Look) -> Picture | None:
        """The map as it is now; None when it is gone."""
        with self.lock:
            drawn = self._read(map_id)
            return None if drawn is None else self._draw(drawn, view)

    def maps_of(self, ops: Iterable[Mapping[str, Any]]) -> frozenset[UUID] | None:
        """The maps that ops touch; None where they touch something on a map that was not drawn here, so that it may be any."""
        found: set[UUID] = set()
        with self.lock:
            for op in ops:
                kind, _, key = str(op.get("r", "")).partition("/")
                if kind == "map":
                    found.add(UUID(key))
                elif kind in KINDS:
                    given = (op.get("f") or {}).get("map")
                    known = [UUID(str(given))] if given else [pk for pk, found_map in self.maps.items() if found_map.holds(kind, key)]
                    if not known:
                        return None
                    found.update(known)
        return frozenset(found)

    def _read(self, map_id: UUID) -> Drawn | None:
        with snapshot():
            found = read(map_id, self.maps.pop(map_id, None))
        if found is None:
            return None
        _keep(self.maps, map_id, found, MOST_MAPS)
        return selectors.drawn_of(found.map, found.facts)

    def _draw(self, drawn: Drawn, look: Look) -> Picture:
        memory = _keep(self.memories, (drawn.map.pk, look), self.memories.get((drawn.map.pk, look)) or Memory(), MOST_VIEWS)
        drawing = draw(make_picture(drawn.facts, drawn.metrics, look.options, memory))
        return Picture(
            rev=drawn.facts.rev,
            order=drawing.order,
            view_box=drawing.view_box,
            groups={group.id: group.markup for group in drawing.groups},
            digests={group.id: group.digest for group in drawing.groups},
            totals=totals_of(drawn.facts, drawn.metrics, drawn.faults),
        )


def _keep(kept: OrderedDict[Any, Any], key: Any, value: Any, most: int) -> Any:
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > most:
        kept.popitem(last=False)
    return value
