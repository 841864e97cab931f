"""What the ids mean that flows, information flows and notes hold: steps and parties of their map, by name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

from django.db.models import F, Value
from django.db.models.functions import Concat

from mapping.models import Flow, Information, MapNote, Party, Step

Asked = Mapping[UUID, Collection[str]]
Told = dict[UUID, dict[str, str]]


def named_ends(model: type[Flow | Information | MapNote]) -> Callable[[Asked], Told]:
    """For RecordKind.ends: by record, the words for ids of nodes (`a`) and lines (`a>b`), and for a line itself ("") between what it is."""
    line = Value("") if model is MapNote else Concat(F("source"), Value(">"), F("target"))

    def told(asked: Asked) -> Told:
        rows = list(model._default_manager.filter(pk__in=asked).annotate(line=line).values_list("pk", "map_id", "line"))
        wanted = {pk: {*asked[pk], *filter(None, [own])} for pk, _, own in rows}
        ids = {node for lines in wanted.values() for line in lines for node in line.split(">")}
        names = _names({map_id for _, map_id, _ in rows}, ids) if ids else {}
        found: Told = {}
        for pk, map_id, own in rows:
            found[pk] = {line: _words(names, map_id, line) for line in wanted[pk]}
            if own:
                found[pk][""] = found[pk][own]
        return found

    return told


def _words(names: Mapping[tuple[UUID, str], str], map_id: UUID, line: str) -> str:
    return " to ".join(names.get((map_id, node)) or "one that is gone" for node in line.split(">"))


def _names(maps: set[UUID], ids: set[str]) -> dict[tuple[UUID, str], str]:
    """Names by map and id; where an id was given again after a removal, the name of what is there now."""
    steps, parties = (
        model._default_manager.filter(map_id__in=maps, doc_id__in=ids).order_by().values_list("map_id", "doc_id", "name", "deleted_seq")
        for model in (Step, Party)
    )
    rows = sorted(steps.union(parties, all=True), key=lambda row: row[3] is None)
    return {(map_id, doc_id): name for map_id, doc_id, name, _ in rows}
