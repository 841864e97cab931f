"""Reads of maps, shaped for pages and already filtered by what the person may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import BooleanField, Case, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, When

from mapping import comparison, kinds, metrics, snapshot
from mapping.comparison import Comparison
from mapping.facts import MapFacts
from mapping.lineage import Origins, descended
from mapping.metrics import DrawingFaults, MapMetrics
from mapping.models import FutureVersion, Map, Step
from mapping.models.maps import MapRow
from vsm_site.lib.errors import Fault, Gone, NotFound
from workshops import access
from workshops.access import Actor
from workshops.models import Change, Workshop
from workshops.models.live import LiveRecord
from workshops.policy import Action
from workshops.records import RecordKind, kind_of, ref
from workshops.selectors.changes import snapshot as moment

Row = TypeVar("Row", bound=MapRow)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A map with its facts, and its numbers or why it has none."""

    map: Map
    facts: MapFacts
    metrics: MapMetrics | None
    faults: tuple[Fault, ...] = ()


def get_map(actor: Actor, pk: UUID, needs: Action = Action.VIEW) -> Map:
    """A map with its workshop and the person's rights; NotFound or Forbidden as access.get_workshop."""
    return access.get_record(actor, Map, pk, needs=needs)


def get_row(actor: Actor, model: type[Row], pk: UUID, needs: Action = Action.VIEW) -> Row:
    """A row of a map, both not removed, with the map's workshop and the person's rights."""
    row = access.get_record(actor, model, pk, "map", needs=needs)
    if row.map.deleted_seq is not None:
        raise NotFound
    row.map.workshop = row.workshop
    return row


def get_row_to_edit(actor: Actor, model: type[Row], pk: UUID) -> Row:
    """A row of a map that the person may edit; Gone, in words, where it was removed in the meantime."""
    row: Row | None = model._default_manager.select_related("map").filter(pk=pk).first()
    if row is None:
        raise NotFound
    row.workshop = row.map.workshop = access.get_workshop(actor, row.workshop_id, Action.EDIT_MAP)
    if row.map.deleted_seq is not None:
        raise Gone(ref(row), f"The map “{row.map.title}” was removed{_by_whom(row.map)}.")
    if row.deleted_seq is not None:
        words = kinds.BY_KEY[kind_of(row).name]
        raise Gone(ref(row), f"{f'This {words.one}' if words.has_ends else f'“{row}”'} was removed{_by_whom(row)}.")
    return row


def get_map_of_removed(actor: Actor, kind: RecordKind, pk: UUID) -> Map:
    """The map, itself removed or not, of a row that somebody removed, for a person who may edit it."""
    row = kind.model._default_manager.select_related("map").filter(pk=pk).first()
    if row is None:
        raise NotFound
    map_: Map = row.map
    map_.workshop = access.get_workshop(actor, map_.workshop_id, Action.EDIT_MAP)
    return map_


def _by_whom(removed: LiveRecord) -> str:
    """The words “ by Omar”, as far as the log tells."""
    row = Change.objects.filter(workshop_id=removed.workshop_id, seq=removed.deleted_seq or 0).select_related("user").first()
    return f" by {row.user}" if row and row.user else ""


def list_maps(workshop: Workshop) -> QuerySet[Map]:
    """The maps of a workshop that the person was let into, the first first."""
    found: QuerySet[Map] = Map.objects.present().filter(workshop_id=workshop.pk).select_related("based_on").order_by("order_key", "id")
    return found


def with_choice(maps: QuerySet[Map]) -> QuerySet[Map]:
    """The same maps, each knowing as `is_chosen` whether it is the future that its workshop chose."""
    last = FutureVersion.objects.present().filter(workshop_id=OuterRef("workshop_id")).order_by("-number")
    chosen = last.values(found=Case(When(is_withdrawn=False, then=F("map_id"))))[:1]
    is_chosen = ExpressionWrapper(Q(pk=F("chosen_id")), output_field=BooleanField())
    found: QuerySet[Map] = maps.annotate(chosen_id=Subquery(chosen)).annotate(is_chosen=is_chosen)
    return found


def is_chosen(map_: Map) -> bool:
    """Whether a map is the chosen future, as far as `with_choice` was asked."""
    return bool(getattr(map_, "is_chosen", False))


def by_state(maps: Iterable[Map]) -> dict[str, Map]:
    """By state the map that stands for it: the chosen one where `with_choice` was asked, else the last one of these."""
    found: dict[str, Map] = {}
    for map_ in maps:
        before = found.get(map_.shown_state)
        if before is None or not is_chosen(before):
            found[map_.shown_state] = map_
    return found


def drawn(map_: Map) -> Drawn:
    """A map with facts and numbers."""
    return drawn_of(map_, snapshot.facts_of(map_))


def get_drawn(actor: Actor, pk: UUID) -> Drawn:
    """A map that the person may see with its numbers, all of one moment, to which its number belongs. NotFound or Forbidden as get_map."""
    with moment():
        return drawn(get_map(actor, pk))


def drawn_maps(maps: Collection[Map]) -> list[Drawn]:
    """Several maps with facts and numbers, in a number of queries that does not depend on how many there are."""
    facts = snapshot.facts_of_maps(list(maps))
    return [drawn_of(map_, facts[map_.pk]) for map_ in maps]


def drawn_of(map_: Map, facts: MapFacts) -> Drawn:
    """A map whose facts are known, with its numbers."""
    try:
        return Drawn(map_, facts, metrics.compute(facts))
    except DrawingFaults as error:
        return Drawn(map_, facts, None, error.faults)


@dataclass(frozen=True, slots=True)
class StreamMaps:
    """The latest current and the chosen, else latest, future map of a workshop."""

    current: Drawn | None = None
    future: Drawn | None = None
    count: int = 0


def latest_maps(workshop_ids: Collection[UUID]) -> dict[UUID, StreamMaps]:
    """By workshop its latest current and its chosen or latest future map with numbers; the caller asks only for workshops that the
    person sees.
    """
    return _latest_of(workshop_ids, Map.objects.present().filter(workshop_id__in=workshop_ids))


def promised_maps(workshop_ids: Collection[UUID]) -> dict[UUID, StreamMaps]:
    """The same as reviews measure against: a future that became the current state is the goal still, and what it became no baseline."""
    return _latest_of(workshop_ids, Map.objects.present().filter(workshop_id__in=workshop_ids).exclude(_RENEWED))


def renewed_maps(workshop: Workshop) -> list[Map]:
    """Current maps that a future became, the latest first, of a workshop that the person was let into."""
    return list(Map.objects.present().filter(_RENEWED, workshop_id=workshop.pk).order_by("-order_key", "-id"))


_RENEWED = Q(based_on__state="future") & (Q(state="current") | Q(state=None))


def _latest_of(workshop_ids: Collection[UUID], rows: QuerySet[Map]) -> dict[UUID, StreamMaps]:
    by_workshop: dict[UUID, list[Map]] = defaultdict(list)
    for map_ in with_choice(rows).annotate(head_seq=F("workshop__head__head")).order_by("order_key", "id"):
        by_workshop[map_.workshop_id].append(map_)
    chosen = {key: by_state(maps) for key, maps in by_workshop.items()}
    wanted = [maps[state] for maps in chosen.values() for state in ("current", "future") if state in maps]
    ready = {entry.map.pk: entry for entry in drawn_maps(wanted)} if wanted else {}

    def pick(key: UUID, state: str) -> Drawn | None:
        map_ = chosen.get(key, {}).get(state)
        return ready[map_.pk] if map_ else None

    return {key: StreamMaps(pick(key, "current"), pick(key, "future"), len(by_workshop.get(key, ()))) for key in workshop_ids}


def counterparts(map_: Map) -> dict[str, Map]:
    """By other state the map that belongs to a map: the one it was copied from or copied to, else that of the workshop; the chosen
    future before other ones.
    """
    rows = with_choice(Map.objects.present().filter(workshop_id=map_.workshop_id).exclude(pk=map_.pk)).order_by("order_key", "id")
    others = [other for other in rows if other.shown_state != map_.shown_state]
    related = [other for other in others if other.based_on_id == map_.pk or other.pk == map_.based_on_id]
    return by_state(others) | by_state(related) | by_state([other for other in others if is_chosen(other)])


@dataclass(frozen=True, slots=True)
class Pair:
    """The latest current and the chosen, else latest, future map of a workshop, without numbers."""

    current: Map | None = None
    future: Map | None = None


def latest_pair(workshop: Workshop) -> Pair:
    """The latest current and the chosen, else latest, future map of a workshop."""
    found = by_state(with_choice(list_maps(workshop)))
    return Pair(found.get("current"), found.get("future"))


MOST_COPIES = 12
"""How many copies back the origin of steps is followed."""


def compare_maps(before: Drawn, after: Drawn) -> Comparison:
    """What became of one map in another, also over several copies, and between two copies of the same map."""
    siblings = before.map.based_on_id is not None and before.map.based_on_id == after.map.based_on_id
    facts = descended(after.facts, _origins_between(before.map, after.map))
    return comparison.compare(before.facts, facts, siblings=siblings)


def _origins_between(before: Map, after: Map) -> list[Origins]:
    """Where the steps of each map came from that lies between a map and one that it descends from; nothing where it does not."""
    path: list[UUID] = []
    at = after.based_on_id
    while at is not None and at != before.pk and at not in path and len(path) < MOST_COPIES:
        path.append(at)
        at = Map.objects.filter(pk=at).values_list("based_on_id", flat=True).first()
    if not path or at != before.pk:
        return []
    found: dict[UUID, dict[str, list[str]]] = {pk: {} for pk in path}
    rows = Step.objects.filter(map_id__in=path).order_by(F("deleted_seq").asc(nulls_last=True))  # a step that is there speaks last
    for map_id, doc_id, origin in rows.values_list("map_id", "doc_id", "origin"):
        found[map_id][doc_id] = origin or []
    return [found[pk] for pk in path]


def based_on(map_: Map) -> Map | None:
    """The map that a map was copied from, while it is there."""
    return Map.objects.present().filter(pk=map_.based_on_id).first() if map_.based_on_id else None


def rows_of(model: type[Any], map_: Map) -> list[Any]:
    """The present rows of one kind on a map, in document order."""
    return list(model.objects.present().filter(map_id=map_.pk).order_by("order_key", "id"))


def titles_of(workshop_id: UUID) -> dict[str, str]:
    """The titles of a workshop's maps by id."""
    return {str(pk): title for pk, title in Map.objects.present().filter(workshop_id=workshop_id).values_list("pk", "title")}
