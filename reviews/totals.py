"""The totals of many workshops' latest maps. They follow from the maps alone, so what was computed is kept until a map's workshop moves."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from mapping.results import MapMetrics
from mapping.selectors import promised_maps
from reviews.measures import Totals
from reviews.selectors import totals_of
from vsm_site.lib.kept import Kept
from workshops.models import WorkshopHead

MOST = 2000
"""Workshops whose totals a process keeps: about 2 KB each."""

Key = tuple[UUID, UUID, int]
"""Workshop, epoch and head: a map cannot change without the head."""

_kept: Kept[Key, Totals] = Kept(MOST)


def totals_by_workshop(workshop_ids: Collection[UUID]) -> dict[UUID, Totals]:
    """The totals of each of these workshops' latest maps, without those of single steps; the caller asks only for what the person sees.

    The heads are read first: what is changed meanwhile is kept under a number that the next reader does not ask for.
    """
    rows = WorkshopHead.objects.filter(workshop__in=workshop_ids).values_list("workshop_id", "epoch", "head")
    keys: dict[UUID, Key] = {pk: (pk, epoch, head) for pk, epoch, head in rows}
    found = {pk: totals for pk, key in keys.items() if (totals := _kept.get(key)) is not None}
    unknown = [pk for pk in workshop_ids if pk not in found]
    if unknown:
        maps = promised_maps(unknown)
        made = {pk: _light(totals_of(maps.get(pk))) for pk in unknown}
        for pk in made.keys() & keys.keys():
            _kept.put(keys[pk], made[pk])
        found |= made
    return found


def _light(totals: Totals) -> Totals:
    return replace(totals, current=_without_steps(totals.current), future=_without_steps(totals.future))


def _without_steps(metrics: MapMetrics | None) -> MapMetrics | None:
    if metrics is None:
        return None
    return replace(metrics, steps={}, path=(), with_rework=None, warnings=(), flow_chances={}, path_flows=(), on_path={}, flows_on_path={})
