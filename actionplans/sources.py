"""What actions come from: kaizen bursts and improvements on the maps, and captures; and what became of each. Reads."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from actionplans.models import Action
from mapping import snapshot
from mapping.facts import MapFacts
from mapping.models import Map, MapNote
from mapping.places import name_of
from workshops.access import Actor, get_record
from workshops.models import Capture, Workshop
from workshops.panels import Outcome

NOTE_KINDS = ("burst", "improvement")


@dataclass(frozen=True, slots=True)
class Source:
    """One burst or improvement with the actions that it became."""

    text: str
    kind: str
    """burst, improvement (both on a map) or capture."""
    where: str
    url: str
    new: str
    """Where an action of it is begun."""
    actions: tuple[Action, ...] = ()


def list_sources(workshop: Workshop) -> list[Source]:
    """The bursts and improvements of a workshop that the person was let into: future maps first, then captures.

    What was said and dropped, or is the same as another, is left out.
    """
    maps = list(Map.objects.present().filter(workshop_id=workshop.pk).order_by("order_key", "id"))
    maps.sort(key=lambda row: ("future", "ideal", "current").index(row.shown_state))
    facts = snapshot.facts_of_maps(maps) if maps else {}
    captures = Capture.objects.present().filter(workshop_id=workshop.pk, kind="improvement", merged_into=None).exclude(status="dropped")
    said = list(captures.order_by("captured_at", "id"))
    became = _actions_of(workshop.pk)
    found = [_of_note(workshop, map_, facts[map_.pk], note, became) for map_ in maps for note in facts[map_.pk].notes if _is_wanted(note)]
    return found + [_of_capture(workshop, capture, became) for capture in said]


def _is_wanted(note: Any) -> bool:
    return note.data["kind"] in NOTE_KINDS


def _actions_of(workshop_id: UUID) -> dict[UUID, list[Action]]:
    found: dict[UUID, list[Action]] = {}
    for action in Action.objects.present().filter(workshop_id=workshop_id).order_by("order_key", "id").select_related("owner__user"):
        for key in (action.source_note_id, action.source_capture_id):
            if key:
                found.setdefault(key, []).append(action)
    return found


def _of_note(workshop: Workshop, map_: Map, facts: MapFacts, note: Any, became: dict[UUID, list[Action]]) -> Source:
    at = str(note.data.get("at", ""))
    place = name_of(facts, at) if at else "the whole map"
    new = f"{reverse('action-new', args=[workshop.pk])}?note={note.uuid}"
    key = UUID(note.uuid)
    return Source(
        str(note.data["text"]), note.data["kind"], f"{place}, {map_.title}", map_.get_absolute_url(), new, tuple(became.get(key, ()))
    )


def _of_capture(workshop: Workshop, capture: Capture, became: dict[UUID, list[Action]]) -> Source:
    url = f"{reverse('workshop-captures', args=[workshop.pk])}#capture-{capture.pk}"
    new = f"{reverse('action-new', args=[workshop.pk])}?capture={capture.pk}"
    return Source(capture.text, "capture", capture.at or "said in the room", url, new, tuple(became.get(capture.pk, ())))


def get_note(actor: Actor, pk: UUID) -> MapNote:
    """A note on a map that an action can be made of; NotFound or Forbidden as get_workshop."""
    return get_record(actor, MapNote, pk, "map")


def note_of(action: Action) -> MapNote | None:
    """The note that an action came from, while it is on its map."""
    if action.source_note_id is None:
        return None
    rows = MapNote.objects.present().filter(pk=action.source_note_id, workshop_id=action.workshop_id, map__deleted_seq=None)
    note: MapNote | None = rows.select_related("map").first()
    return note


def outcomes(keys: Collection[UUID]) -> Iterable[tuple[UUID, Outcome]]:
    """What became of these notes and captures: each with an action and where that is."""
    rows = Action.objects.present().filter(source_note_id__in=keys) | Action.objects.present().filter(source_capture__in=keys)
    for action in rows.order_by("order_key", "id"):
        for key in (action.source_note_id, action.source_capture_id):
            if key in keys:
                yield key, Outcome(action.title, action.get_absolute_url(), str(action.get_status_display()))
