"""What the ids mean that flows, information flows and notes hold: steps and parties of their map, by name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any
from uuid import UUID

from mapping.models import Flow, Information, MapNote, Party, Step

Asked = Mapping[UUID, Collection[str]]
Told = dict[UUID, dict[str, str]]


def named_ends(model: type[Flow | Information | MapNote]) -> Callable[[Asked], Told]:
    """For RecordKind.ends: by record, the words for ids of nodes (`a`) and lines (`a>b`), and for a line itself ("") between what it is."""

    def told(asked: Asked) -> Told:
        lines = {} if model is MapNote else dict(_ends(model, asked))
        maps = dict(model._default_manager.filter(pk__in=asked).values_list("pk", "map_id"))
        wanted = {pk: {*ids, *filter(None, [lines.get(pk)])} for pk, ids in asked.items()}
        names = _names(set(maps.values()), {node for ids in wanted.values() for line in ids for node in line.split(">")})

        def words(pk: UUID, line: str) -> str:
            return " to ".join(names.get((maps.get(pk), node)) or "one that is gone" for node in line.split(">"))

        found = {pk: {line: words(pk, line) for line in ids} for pk, ids in wanted.items()}
        for pk, line in lines.items():
            found[pk][""] = found[pk][line]
        return found

    return told


def _ends(model: type[Any], asked: Asked) -> list[tuple[UUID, str]]:
    rows = model._default_manager.filter(pk__in=asked).values_list("pk", "source", "target")
    return [(pk, f"{source}>{target}") for pk, source, target in rows]


def _names(maps: set[UUID], ids: set[str]) -> dict[tuple[UUID | None, str], str]:
    """Names by map and id; where an id was given again after a removal, the name of what is there now."""
    rows = [
        row
        for model in (Step, Party)
        for row in model._default_manager.filter(map_id__in=maps, doc_id__in=ids).values_list("map_id", "doc_id", "name", "deleted_seq")
    ]
    rows.sort(key=lambda row: row[3] is None)
    return {(map_id, doc_id): name for map_id, doc_id, name, _ in rows}
