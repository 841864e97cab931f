"""A map read again and again: the first time whole, then only the rows that the changes since then name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from mapping import snapshot
from mapping.facts import MapFacts
from mapping.models import Map
from workshops.models import Change, WorkshopHead

MOST_CHANGES, MOST_OPS = 40, 80
"""Behind by more than this, a map is read whole."""
Key = tuple[str, str]


@dataclass(slots=True)
class ReadMap:
    """A map with the facts of its rows by kind and id, in which moment of the log, and where each row sorts."""

    map: Map
    head: int
    epoch: UUID
    rows: dict[str, dict[str, tuple[Key, Any]]] = field(default_factory=dict)

    @property
    def facts(self) -> MapFacts:
        """All facts of this moment."""
        found = {kind: tuple(facts for _, facts in sorted(rows.values(), key=lambda one: one[0])) for kind, rows in self.rows.items()}
        return snapshot.facts_with(self.map, self.head, found)

    def holds(self, kind: str, uuid: str) -> bool:
        """Whether a record lies on the map."""
        return uuid in self.rows.get(kind, ())


def read(map_id: UUID, known: ReadMap | None = None) -> ReadMap | None:
    """A map as it is now, None when it is gone. The caller sees to it that all reads are of one moment.

    `known` is what the last call answered; it is not changed.
    """
    if known is not None:
        head = WorkshopHead.objects.filter(workshop_id=known.map.workshop_id).values_list("head", "epoch").first()
        touched = _touched(known, head[0]) if head and head[1] == known.epoch else None
        if touched is not None:
            return _renewed(known, head[0], touched) if head else None
    return _whole(map_id)


def _whole(map_id: UUID) -> ReadMap | None:
    map_ = Map.objects.present().filter(pk=map_id).first()
    if map_ is None:
        return None
    head = WorkshopHead.objects.get(workshop_id=map_.workshop_id)
    rows = {kind: _rows(model.objects.present().filter(map_id=map_id), kind) for kind, model in snapshot.MODELS.items()}
    return ReadMap(map_, head.head, head.epoch, rows)


def _rows(found: Iterable[Any], kind: str) -> dict[str, tuple[Key, Any]]:
    return {str(row.pk): ((row.order_key, row.pk.hex), snapshot.fact_of(kind, row)) for row in found}


def _touched(known: ReadMap, head: int) -> dict[str, set[str]] | None:
    """Ids by kind that changes since then name; None where it is better to read the whole map."""
    if not 0 <= head - known.head <= MOST_CHANGES:
        return None
    since = Change.objects.filter(workshop_id=known.map.workshop_id, seq__gt=known.head, seq__lte=head).values_list("ops", flat=True)
    changes = list(since) if head > known.head else []
    if len(changes) != head - known.head or sum(len(ops) for ops in changes) > MOST_OPS:
        return None
    touched: dict[str, set[str]] = defaultdict(set)
    for ops in changes:
        for op in ops:
            kind, _, key = str(op["r"]).partition("/")
            touched[kind].add(key)
    return touched


def _renewed(known: ReadMap, head: int, touched: dict[str, set[str]]) -> ReadMap | None:
    map_: Map | None = known.map
    if str(known.map.pk) in touched.get("map", ()):
        map_ = Map.objects.present().filter(pk=known.map.pk).first()
    if map_ is None:
        return None
    rows = dict(known.rows)
    for kind, model in snapshot.MODELS.items():
        ids = touched.get(kind)
        if ids:
            kept = {key: row for key, row in rows[kind].items() if key not in ids}
            rows[kind] = kept | _rows(model.objects.present().filter(map_id=map_.pk, pk__in=ids), kind)
    return replace(known, map=map_, head=head, rows=rows)
