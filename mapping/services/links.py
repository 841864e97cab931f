"""Flows, parties, information flows and notes of a map. Each is one change with one undo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from mapping.models import Map
from mapping.models.maps import MapRow
from mapping.services.steps import RowEdit, update_rows
from vsm_site.lib.fractional import key_between
from vsm_site.lib.ids import uuid7
from workshops.access import Actor
from workshops.change import Committed, change
from workshops.policy import Action
from workshops.records import RecordKind, kind_of


def add_row(*, actor: Actor, map_: Map, kind: RecordKind, values: Mapping[str, Any], change_id: UUID | None = None) -> MapRow:
    """A flow, party, information flow or note at the end of its list. Values as in the document."""
    with change(map_.workshop_id, actor=actor, needs=Action.EDIT_MAP, change_id=change_id, kind=f"add-{kind.name}") as tx:
        last = kind.model.objects.filter(map_id=map_.pk).order_by("-order_key").values_list("order_key", flat=True).first()
        row = {"map": map_.pk, "order_key": key_between(last or "", "")}
        return tx.new(kind, kind.parse(values) | row, pk=uuid7())  # type: ignore[no-any-return]


def update_row(
    *, actor: Actor, row: MapRow, values: Mapping[str, Any], base: Mapping[str, int] | None = None, change_id: UUID | None = None
) -> Committed:
    """Set data of a flow, party, information flow or note. Conflict where a field moved on since `base`."""
    return update_rows(actor=actor, edits=[RowEdit(row, values, base or {})], change_id=change_id)


def move_row(*, actor: Actor, row: MapRow, up: bool, change_id: UUID | None = None) -> Committed:
    """Put a row one place up or down in its list; at the end of the list nothing happens."""
    kind = kind_of(row)
    with change(row.workshop_id, actor=actor, needs=Action.EDIT_MAP, change_id=change_id, kind=f"move-{kind.name}") as tx:
        rows = list(kind.model.objects.present().filter(map_id=row.map_id).order_by("order_key", "id").values_list("pk", "order_key"))
        keys = [key for pk, key in rows if pk != row.pk]
        place = [pk for pk, _ in rows].index(row.pk) + (-1 if up else 1)
        if 0 <= place < len(rows):
            low = keys[place - 1] if place else ""
            tx.order(row, key_between(low, next((key for key in keys[place:] if key > low), "")))
    return tx.committed


def remove_row(*, actor: Actor, row: MapRow, change_id: UUID | None = None) -> Committed:
    """Take a flow, party, information flow or note away, with what hangs on it."""
    with change(row.workshop_id, actor=actor, needs=Action.EDIT_MAP, change_id=change_id, kind=f"remove-{kind_of(row).name}") as tx:
        tx.delete(row)
    return tx.committed
