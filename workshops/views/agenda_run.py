"""Running a day from its agenda: start a block, give it time, spread a delay, put a block elsewhere, open its screen."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from vsm_site.lib.errors import Invalid
from workshops import panels
from workshops.access import actor_of, can
from workshops.models import AgendaItem
from workshops.pages import count
from workshops.policy import Action
from workshops.screens import BY_KEY
from workshops.selectors import days as selectors
from workshops.selectors.workshops import list_days
from workshops.services import agenda as services
from workshops.views.common import go_back
from workshops.views.days_common import done

MORE_MINUTES = 5
ELSEWHERE = "Choose a day of this workshop."


@require_POST
def block_start(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin a block; the one that runs is done."""
    actor = actor_of(request)
    block = selectors.get_note(actor, AgendaItem, pk)
    done(request, lambda: services.start_block(actor=actor, block_id=pk, now=timezone.now()))
    return go_back(request, "workshop-agenda", block.workshop_id)


@require_POST
def block_extend(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Five more minutes for a block."""
    actor = actor_of(request)
    block = selectors.get_note(actor, AgendaItem, pk)
    done(request, lambda: services.extend_block(actor=actor, block_id=pk, minutes=MORE_MINUTES))
    return go_back(request, "workshop-agenda", block.workshop_id)


@require_POST
def day_catch_up(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Spread what the day is late or early over the blocks to come."""
    actor = actor_of(request)
    day = selectors.get_day(actor, pk, Action.RUN_WORKSHOP)
    left: list[int] = []
    if done(request, lambda: left.append(services.catch_up(actor=actor, day_id=pk, now=timezone.now()))):
        messages.success(request, _caught_up(left[0]))
    return go_back(request, "workshop-agenda", day.workshop_id)


def _caught_up(left: int) -> str:
    """What is still off after a delay was spread, or time that was gained."""
    if left > 0:
        return f"{count(left, 'minute')} cannot be made up for: take a block off, or tell the visitors."
    if left < 0:
        return f"{count(-left, 'minute')} are left over: no block before the next visit can take them."
    return "The blocks to come are changed: the day is in time again. Undo takes it back."


@require_safe
def block_screen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """To the screen where a block is worked on; to its day where it has none, or none for this person."""
    actor = actor_of(request)
    block = selectors.get_note(actor, AgendaItem, pk)
    screen = BY_KEY.get(block.screen)
    if screen is None or not can(actor, screen.right, block.workshop):
        return redirect("day-page", block.day_id)
    if screen.key == "close":
        return redirect("day-close", block.day_id)
    if screen.key == "visit":
        return redirect(reverse("day-page", args=[block.day_id]) + "#visit")
    return redirect(panels.screen(block.workshop, screen.key) or reverse(screen.page, args=[block.workshop_id]))


@require_POST
def block_place(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a block on a day, before another one or last."""
    actor = actor_of(request)
    block = selectors.get_note(actor, AgendaItem, pk)
    try:
        day, before = UUID(request.POST["day"]), UUID(request.POST["before"]) if request.POST.get("before") else None
    except (KeyError, ValueError):
        raise Invalid({"day": ELSEWHERE}) from None
    if day not in {row.pk for row in list_days(block.workshop)}:
        raise Invalid({"day": ELSEWHERE})
    if not request.headers.get("X-Script"):
        done(request, lambda: services.place_block(actor=actor, block_id=pk, day_id=day, before=before))
        return redirect(f"{reverse('day-edit', args=[day])}#blocks")
    try:
        services.place_block(actor=actor, block_id=pk, day_id=day, before=before)
    except Invalid as invalid:
        return HttpResponse(invalid.faults[0].text, status=422, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)


urlpatterns = [
    path("blocks/<uuid:pk>/start/", block_start, name="block-start"),
    path("blocks/<uuid:pk>/more/", block_extend, name="block-extend"),
    path("blocks/<uuid:pk>/screen/", block_screen, name="block-screen"),
    path("blocks/<uuid:pk>/place/", block_place, name="block-place"),
    path("days/<uuid:pk>/catch-up/", day_catch_up, name="day-catch-up"),
]
