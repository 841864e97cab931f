"""Rows of maps turned to facts: the one place that knows both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from mapping import fields
from mapping.facts import FlowFacts, InformationFacts, MapFacts, NoteFacts, PartyFacts, StepFacts
from mapping.models import Flow, Information, Map, MapNote, Party, Step
from workshops.models import WorkshopHead


def facts_of(map_: Map) -> MapFacts:
    """The facts of one map; six queries however many steps it has."""
    return facts_of_maps([map_])[map_.pk]


def facts_of_maps(maps: Sequence[Map]) -> dict[UUID, MapFacts]:
    """The facts of several maps by id; six queries however many there are."""
    heads = dict(WorkshopHead.objects.filter(workshop__in={row.workshop_id for row in maps}).values_list("workshop_id", "head"))
    rows = {model: _rows(model, maps) for model in (Party, Step, Flow, Information, MapNote)}
    return {map_.pk: _facts(map_, heads.get(map_.workshop_id, 0), rows) for map_ in maps}


def _rows(model: type[Any], maps: Iterable[Map]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in model.objects.present().filter(map_id__in=[map_.pk for map_ in maps]).order_by("order_key", "id"):
        found[row.map_id].append(row)
    return found


def _data(row: Any, known: fields.Fields) -> dict[str, Any]:
    return {key: value for key in known if (value := getattr(row, key)) is not None}


def _facts(map_: Map, head: int, rows: dict[Any, dict[UUID, list[Any]]]) -> MapFacts:
    def of(model: type[Any]) -> list[Any]:
        return rows[model].get(map_.pk, [])

    top = _data(map_, fields.HEAD)
    top |= {key: value for key in ("calendar", "demand") if (value := getattr(map_, key)) is not None}
    return MapFacts(
        head=top,
        parties=tuple(PartyFacts(row.doc_id, _data(row, fields.PARTY), str(row.pk), row.field_revs) for row in of(Party)),
        steps=tuple(StepFacts(row.doc_id, _data(row, fields.STEP), str(row.pk), row.field_revs) for row in of(Step)),
        flows=tuple(FlowFacts(row.source, row.target, _data(row, fields.FLOW), str(row.pk), row.field_revs) for row in of(Flow)),
        information=tuple(
            InformationFacts(row.source, row.target, _data(row, fields.INFORMATION), str(row.pk), row.field_revs) for row in of(Information)
        ),
        notes=tuple(NoteFacts(row.doc_id, _data(row, fields.NOTE), str(row.pk), row.field_revs) for row in of(MapNote)),
        given_lists=frozenset(map_.given_lists),
        uuid=str(map_.pk),
        rev=head,
        revs=map_.field_revs,
    )
