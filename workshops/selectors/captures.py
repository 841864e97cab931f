"""Captures as pages and the API show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from vsm_site.lib.errors import NotFound
from workshops.access import Actor, get_record, get_workshop, scope
from workshops.capture_kinds import BY_KEY, KINDS, CaptureKind, term_of
from workshops.models import Capture, Change, Participation, Photo, Workshop, WorkshopDay

TO_SORT = Q(status="open")
"""Waits for somebody to say what becomes of it."""


@dataclass(frozen=True, slots=True)
class CaptureFilter:
    """What to show; empty fields leave nothing out."""

    kind: str = ""
    state: str = ""
    """`sort` (waits for a place) or one of the stored dispositions."""
    owner: str = ""
    """A people id, `me` or `none`."""
    text: str = ""
    group: str = ""

    @property
    def is_empty(self) -> bool:
        """Everything is shown."""
        return not (self.kind or self.state or self.owner or self.text or self.group)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many captures there are, of which kind, and what became of them."""

    total: int
    to_sort: int
    kinds: Mapping[str, int]
    states: Mapping[str, int]
    terms: int


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of the glossary."""

    word: str
    meaning: str
    capture: Capture


def list_captures(actor: Actor, workshop: Workshop, wanted: CaptureFilter | None = None) -> QuerySet[Capture]:
    """The captures of a workshop that the person was let into, the newest first, with author, owner and photo; the merged ones stand
    beneath the one that they were merged into."""
    rows = scope(actor, _standing(workshop)).select_related("author", "owner__user", "photo", "carried_to")
    found = rows.filter(_wanted(actor, wanted)) if wanted else rows
    return found.order_by("-captured_at", "-id")


def _standing(workshop: Workshop) -> QuerySet[Capture]:
    """Captures that stand for themselves."""
    rows: QuerySet[Capture] = Capture.objects.present().filter(workshop_id=workshop.pk, merged_into=None)
    return rows


def merged_into(captures: Iterable[Capture]) -> dict[UUID, list[Capture]]:
    """By capture what was merged into it, in the order it was said."""
    found: dict[UUID, list[Capture]] = {}
    rows = Capture.objects.present().filter(merged_into__in=[row.pk for row in captures]).select_related("author")
    for row in rows.order_by("captured_at", "id"):
        found.setdefault(row.merged_into_id, []).append(row)
    return found


def _wanted(actor: Actor, wanted: CaptureFilter) -> Q:
    found = Q()
    if wanted.kind:
        found &= Q(kind=wanted.kind)
    if wanted.state:
        found &= TO_SORT if wanted.state == "sort" else Q(status=wanted.state)
    if wanted.owner:
        found &= _owner(actor, wanted.owner)
    if wanted.group:
        found &= Q(group=wanted.group)
    if wanted.text:
        found &= (
            Q(text__icontains=wanted.text)
            | Q(at__icontains=wanted.text)
            | Q(disposition__icontains=wanted.text)
            | Q(group__icontains=wanted.text)
        )
    return found


def _owner(actor: Actor, text: str) -> Q:
    if text == "none":
        return Q(owner=None)
    if text == "me":
        return Q(owner__user_id=actor.user_id)
    try:
        return Q(owner_id=UUID(text))
    except ValueError:
        return Q(pk=None)


def count_captures(workshop: Workshop) -> Counts:
    """All captures of a workshop counted by kind and by what became of them."""
    words = [str(key) for key, _ in Capture._meta.get_field("status").choices or []]
    rows = _standing(workshop)
    found: dict[str, int] = rows.aggregate(
        total=Count("pk"),
        to_sort=Count("pk", filter=TO_SORT),
        terms=Count("pk", filter=Q(kind="acronym", status="closed")),
        **{f"kind_{kind.key}": Count("pk", filter=Q(kind=kind.key)) for kind in KINDS},
        **{f"state_{word}": Count("pk", filter=Q(status=word)) for word in words},
    )
    return Counts(
        found["total"],
        found["to_sort"],
        {kind.key: found[f"kind_{kind.key}"] for kind in KINDS},
        {word: found[f"state_{word}"] for word in words},
        found["terms"],
    )


def list_places(workshop: Workshop, limit: int = 6) -> list[tuple[str, int]]:
    """Where captures come from: the places that were named most often, and how many captures name each."""
    rows = _standing(workshop).exclude(at="").order_by()
    return list(rows.values_list("at").annotate(count=Count("pk")).order_by("-count", "at")[:limit])


def list_groups(workshop: Workshop) -> list[tuple[str, int]]:
    """The groups of captures by name, and how many captures are in each."""
    rows = _standing(workshop).exclude(group="").order_by()
    return list(rows.values_list("group").annotate(count=Count("pk")).order_by("group"))


def list_undisposed(day: WorkshopDay) -> QuerySet[Capture]:
    """Parking-lot items that need a disposition when this day closes: the open ones, and those carried over to it or to no certain day."""
    rows: QuerySet[Capture] = Capture.objects.present().filter(workshop_id=day.workshop_id, merged_into=None, kind="parking_lot")
    return rows.filter(TO_SORT | _carried_to(day)).select_related("owner__user").order_by("captured_at", "id")


def list_to_carry(day: WorkshopDay) -> QuerySet[Capture]:
    """What goes on when this day closes: every capture without a place, and the parking lot carried over to it."""
    due = Q(kind="parking_lot") & _carried_to(day)
    rows: QuerySet[Capture] = Capture.objects.present().filter(TO_SORT | due, workshop_id=day.workshop_id, merged_into=None)
    return rows.order_by("captured_at", "id")


def _carried_to(day: WorkshopDay) -> Q:
    """What was carried over to this day or an earlier one, and what somebody carried on without saying until when."""
    return Q(status="carried") & (Q(carried_to=None) | Q(carried_to__date__lte=day.date))


def get_photo(actor: Actor, pk: UUID) -> Photo:
    """A photo of a workshop; NotFound or Forbidden as get_workshop."""
    photo = Photo.objects.filter(pk=pk).first()
    if photo is None:
        raise NotFound
    get_workshop(actor, photo.workshop_id)
    return photo


def get_capture(actor: Actor, pk: UUID) -> Capture:
    """A capture with its workshop; NotFound or Forbidden as get_workshop."""
    return get_record(actor, Capture, pk, "author", "owner__user", "photo")


def list_terms(actor: Actor, workshop: Workshop) -> list[Term]:
    """The glossary: every acronym with its meaning, by word."""
    rows = list_captures(actor, workshop, CaptureFilter(kind="acronym"))
    terms = [Term(*term_of(capture.text), capture) for capture in rows]
    return sorted(terms, key=lambda term: term.word.casefold())


def list_meanings(workshop: Workshop) -> list[tuple[str, str]]:
    """Words of the glossary that have a meaning, the longest first, so that the longer is marked where both would fit."""
    rows = _standing(workshop).filter(kind="acronym").exclude(status="dropped").order_by("captured_at", "id")
    found: dict[str, tuple[str, str]] = {}
    for word, meaning in map(term_of, rows.values_list("text", flat=True)):
        if meaning and 2 <= len(word) <= 60:
            found.setdefault(word.casefold(), (word, meaning))
    return sorted(found.values(), key=lambda term: (-len(term[0]), term[0]))


def list_team(workshop: Workshop, *, keep: UUID | None = None) -> list[Participation]:
    """Each person of the workshop once, by name, for choosing an owner; of several roles the row `keep` is taken."""
    rows = Participation.objects.present().filter(workshop_id=workshop.pk).exclude(role="guest").select_related("user")
    chosen: dict[str, Participation] = {}
    for row in rows.order_by("order_key", "id"):
        key = str(row.user_id or row.email)
        if key not in chosen or row.pk == keep:
            chosen[key] = row
    return sorted(chosen.values(), key=lambda row: row.name.lower())


def kind_of(capture: Capture) -> CaptureKind:
    """The kind of a capture with its look."""
    return BY_KEY[capture.kind]


def people_of(workshop_id: UUID, user_ids: Iterable[UUID | None]) -> dict[UUID, UUID]:
    """The people id of each of these users in the workshop; who has left it is found by what was."""
    wanted = {pk for pk in user_ids if pk}
    rows = Participation.objects.filter(workshop_id=workshop_id, user_id__in=wanted).order_by(F("deleted_seq").desc(nulls_last=True), "-id")
    return dict(rows.values_list("user_id", "pk"))


def list_for_api(actor: Actor, workshop_id: UUID, **filters: Any) -> QuerySet[Capture]:
    """The captures of a workshop narrowed by column values, merged ones too; NotFound or Forbidden as get_workshop."""
    workshop = get_workshop(actor, workshop_id)
    rows = scope(actor, Capture.objects.present().filter(workshop_id=workshop.pk)).select_related("author", "owner__user")
    return rows.filter(**filters).order_by("-captured_at", "-id")


def get_made_capture(actor: Actor, workshop_id: UUID, seq: int) -> Capture:
    """The capture that this change of a workshop made; NotFound where it made none."""
    row = Change.objects.filter(workshop_id=workshop_id, seq=seq).values("ops").first()
    made = [op["r"].partition("/")[2] for op in (row["ops"] if row else []) if op["k"] == "new" and op["r"].startswith("capture/")]
    if not made:
        raise NotFound
    return get_capture(actor, UUID(made[0]))
