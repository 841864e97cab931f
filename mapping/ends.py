"""What the ids mean that flows, information flows and notes hold: steps and parties of their map, by name."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Concat

from mapping.models import Flow, Information, MapNote, Party, Step
from workshops.records import END_COLUMNS, GONE, JOINS

Rows = list[QuerySet[Any, Any]]


def ends_of(model: type[Flow | Information | MapNote]) -> Callable[[Collection[UUID], Collection[str]], Rows]:
    """For RecordKind.ends: the lines or notes with their map and own ends, and the nodes of those maps that they or `ids` name."""
    own = Value(JOINS) if model is MapNote else Concat(F("source"), Value(JOINS), F("target"))

    def rows(pks: Collection[UUID], ids: Collection[str]) -> Rows:
        lines = model._default_manager.filter(pk__in=pks).order_by()
        named = Q(doc_id__in=ids)
        if model is not MapNote:
            named |= Q(doc_id__in=lines.values("source")) | Q(doc_id__in=lines.values("target"))
        found: Rows = [_row(lines, Value(""), Value(""), own)]
        for node in (Step, Party):
            nodes = node._default_manager.filter(named, map_id__in=lines.values("map_id")).order_by()
            found.append(_row(nodes, F("name"), Case(When(deleted_seq=None, then=Value("")), default=Value(GONE)), F("doc_id")))
        return found

    return rows


def _row(rows: QuerySet[Any, Any], name: Any, style: Any, place: Any) -> QuerySet[Any, Any]:
    texts = {"shown_name": name, "shown_style": style, "shown_place": place}
    rows = rows.annotate(**{key: Cast(value, TextField()) for key, value in texts.items()}, shown_home=F("map_id"))
    return rows.values_list(*END_COLUMNS)
