"""Rows of maps turned to facts: the one place that knows both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from mapping import fields
from mapping.facts import FlowFacts, InformationFacts, MapFacts, NoteFacts, PartyFacts, StepFacts
from mapping.models import Flow, Information, Map, MapNote, Party, Step
from workshops.models import WorkshopHead
from workshops.selectors.changes import snapshot as moment


def facts_of(map_: Map) -> MapFacts:
    """The facts of one map; six queries however many steps it has."""
    return facts_of_maps([map_])[map_.pk]


MODELS: dict[str, type[Any]] = {"party": Party, "step": Step, "flow": Flow, "information": Information, "note": MapNote}
"""Rows of a map by kind of record."""


def facts_of_maps(maps: Sequence[Map]) -> dict[UUID, MapFacts]:
    """The facts of several maps by id, of one moment; six queries however many there are, five where they were read with `head_seq`."""
    with moment():  # else a flow that somebody just drew may lead to a step that was not there yet when steps were read
        heads = _heads(maps)
        rows = {kind: _rows(model, kind, maps) for kind, model in MODELS.items()}
    return {
        map_.pk: facts_with(map_, heads.get(map_.workshop_id, 0), {kind: tuple(found.get(map_.pk, ())) for kind, found in rows.items()})
        for map_ in maps
    }


def _heads(maps: Iterable[Map]) -> dict[UUID, int]:
    """How far each workshop is, read before the rows of its maps."""
    known = {row.workshop_id: row.__dict__["head_seq"] or 0 for row in maps if "head_seq" in row.__dict__}
    asked = {row.workshop_id for row in maps} - known.keys()
    rows = WorkshopHead.objects.filter(workshop__in=asked).values_list("workshop_id", "head") if asked else ()
    return known | dict(rows)


def _rows(model: type[Any], kind: str, maps: Iterable[Map]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in model.objects.present().filter(map_id__in=[map_.pk for map_ in maps]).order_by("order_key", "id"):
        found[row.map_id].append(fact_of(kind, row))
    return found


def _data(row: Any, known: fields.Fields) -> dict[str, Any]:
    return {key: value for key in known if (value := getattr(row, key)) is not None}


def fact_of(kind: str, row: Any) -> Any:
    """One row as facts."""
    if kind == "step":
        return StepFacts(row.doc_id, _data(row, fields.STEP), str(row.pk), row.field_revs)
    if kind == "flow":
        return FlowFacts(row.source, row.target, _data(row, fields.FLOW), str(row.pk), row.field_revs)
    if kind == "information":
        return InformationFacts(row.source, row.target, _data(row, fields.INFORMATION), str(row.pk), row.field_revs)
    if kind == "party":
        return PartyFacts(row.doc_id, _data(row, fields.PARTY), str(row.pk), row.field_revs)
    return NoteFacts(row.doc_id, _data(row, fields.NOTE), str(row.pk), row.field_revs)


def facts_with(map_: Map, head: int, rows: Mapping[str, tuple[Any, ...]]) -> MapFacts:
    """The facts of a map whose rows are facts already, by kind and in document order."""
    top = _data(map_, fields.HEAD)
    top |= {key: value for key in ("calendar", "demand") if (value := getattr(map_, key)) is not None}
    return MapFacts(
        head=top,
        parties=rows["party"],
        steps=rows["step"],
        flows=rows["flow"],
        information=rows["information"],
        notes=rows["note"],
        given_lists=frozenset(map_.given_lists),
        uuid=str(map_.pk),
        rev=head,
        revs=map_.field_revs,
    )
