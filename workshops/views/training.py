"""Training: the four topics as slides for the projector, who was trained in what, and where people practise."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from vsm_site.lib.errors import Invalid, Repeated
from vsm_site.lib.ids import uuid7
from workshops.access import actor_of, can, get_workshop
from workshops.decks import BY_KEY, DECKS
from workshops.models import Workshop
from workshops.pages import count
from workshops.policy import Action
from workshops.selectors import training as selectors
from workshops.selectors.people import list_team
from workshops.services import team as services
from workshops.views.common import change_id_of, enter
from workshops.views.fresh import shows

ROWS = 100

Changed = tuple[Collection[tuple[UUID, str]], Collection[tuple[UUID, str]]]
"""Person and topic of the boxes that were ticked, and of those that were cleared."""


@require_safe
@shows()
def training(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The topics with their slides; for owner and coach, who was trained in which."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk)
    return _page(request, workshop)


def _page(request: HttpRequest, workshop: Workshop, changed: Changed = ((), ()), fault: str = "") -> HttpResponse:
    """The page; with `changed` the boxes stand as somebody left them whose `fault` kept them from being stored."""
    actor, (given, taken) = actor_of(request), changed
    enter(request, workshop, "people")
    sees = selectors.sees_training(actor, workshop)
    page = Paginator(list_team(workshop), ROWS).get_page(request.GET.get("page")) if sees else None
    rows = selectors.trained(workshop, list(page)) if page else []
    own = selectors.own_topics(actor, workshop)
    stored = {(row.person.pk, deck.key) for row in rows for deck, training in row.topics if training}
    context = {
        "decks": [(deck, deck.key in own, f"deck-{deck.key}") for deck in DECKS],
        "page": page,
        "rows": rows,
        "ticked": {f"{person}:{topic}" for person, topic in (stored | set(given)) - set(taken)},
        "fault": fault,
        "practice": selectors.list_practice(actor, workshop) if can(actor, Action.READ_REPORTS, workshop) else [],
        "sentence": _sentence(rows, sees, len(own)),
        "change_id": uuid7(),
    }
    return render(request, "workshops/training.html", context, status=422 if fault else 200)


def _sentence(rows: list[selectors.Trained], sees: bool, own: int) -> str:
    """How it stands: of the team for who sees that, else of the person."""
    length = f"Four topics, {sum(deck.minutes for deck in DECKS)} minutes together."
    if not sees:
        return f"{length} You were trained in {own} of them." if own else length
    ready = sum(row.has_all for row in rows)
    if not ready:
        return f"{length} Nobody was trained in all of them yet."
    return f"{length} {count(ready, 'person was', 'people were')} trained in all of them, of {len(rows)}."


@require_POST
def training_note(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note who was trained in what: only boxes that the person changed count."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.EDIT_CHARTER)
    given, taken = _changed(request.POST)
    try:
        services.note_training(
            actor=actor,
            workshop_id=pk,
            given=given,
            taken=taken,
            on=workshop.today(timezone.now()),
            change_id=change_id_of(request),
        )
    except Invalid as invalid:
        return _page(request, workshop, (given, taken), invalid.faults[0].text)
    except Repeated:
        messages.info(request, "This was stored already.")
    else:
        messages.success(request, "The training is noted." if given or taken else "Nothing was changed.")
    return redirect("workshop-training", pk)


def _changed(data: QueryDict) -> Changed:
    """The boxes that were ticked, and those that were cleared: `person:topic` in `trained`, as they stood before in `was`."""
    now, before = _boxes(data.getlist("trained")), _boxes(data.getlist("was"))
    return sorted(now - before), sorted(before - now)


def _boxes(values: list[str]) -> set[tuple[UUID, str]]:
    found = set()
    for value in values:
        person, _, topic = value.partition(":")
        try:
            found.add((UUID(person), topic))
        except ValueError:
            continue
    return found


@require_safe
@shows()
def deck(request: HttpRequest, pk: UUID, topic: str) -> HttpResponse:
    """The slides of one topic, for the projector."""
    workshop = get_workshop(actor_of(request), pk)
    enter(request, workshop, "people")
    return render(request, "workshops/deck.html", {"deck": BY_KEY[topic], "count": len(BY_KEY[topic].slides)})


urlpatterns = [
    path("workshops/<uuid:pk>/training/", training, name="workshop-training"),
    path("workshops/<uuid:pk>/training/note/", training_note, name="training-note"),
    *(path(f"workshops/<uuid:pk>/training/{one.key}/", deck, {"topic": one.key}, name=f"deck-{one.key}") for one in DECKS),
]
