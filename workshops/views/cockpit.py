"""The cockpit of whoever runs the workshop, what everybody else sees of the moment, and the clock that all of them share."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from vsm_site.lib.errors import Invalid
from workshops import panels
from workshops.access import actor_of, can, get_workshop
from workshops.agenda import off_words
from workshops.capture_kinds import BY_KEY as CAPTURE_KINDS
from workshops.models import Timer, Workshop
from workshops.policy import Action
from workshops.round_kinds import KINDS
from workshops.selectors import captures as captures_of
from workshops.selectors.captures import CaptureFilter
from workshops.selectors.clock import Asking, Clock, clock_of
from workshops.selectors.guests import list_waiting
from workshops.selectors.nudges import list_nudges
from workshops.selectors.room import lead_of
from workshops.selectors.rounds import list_rounds, share_of_voice, view_rounds
from workshops.services import timer as services
from workshops.services.timer import left_of
from workshops.views.common import enter, go_back
from workshops.views.fresh import shows

IN_BOX, EARLIER = 4, 6


@require_safe
@shows("rounds", "timer", "agenda", "captures", "charter", "hints", "joining", "map", "plan", "reviews", "walk")
def cockpit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All that a coach needs while the team works, on one page."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.RUN_WORKSHOP)
    enter(request, workshop, "cockpit")
    now = timezone.now()
    clock = clock_of(actor, workshop, now)
    box = captures_of.list_captures(actor, workshop, CaptureFilter(state="sort"))
    views = view_rounds(actor, workshop, list(list_rounds(workshop, is_open=True)))
    context = {
        "clock": clock,
        "face": _face(clock),
        "time_of_day": f"{clock.now.astimezone(workshop.zone):%H:%M}",
        "timer_left": left_of(clock.timer, now) if clock.timer else 0,
        "drift": _drift(clock.drift),
        "views": [view for view in views if view.round.kind != "ready"],
        "checks": [view for view in views if view.round.kind == "ready"],
        "kinds": [kind for kind in KINDS if kind.key != "ready"],
        "box": [(capture, CAPTURE_KINDS[capture.kind]) for capture in box[:IN_BOX]],
        "to_sort": box.count(),
        "lead": lead_of(actor, workshop),
        "maps": panels.maps(workshop),
        "shares": share_of_voice(actor, workshop),
        "hints": list_nudges(actor, workshop, now),
        "waiting": list_waiting(workshop) if can(actor, Action.MANAGE_PEOPLE, workshop) else [],
        "locks": _locks(workshop),
        "here": reverse("workshop-cockpit", args=[pk]),
    }
    return render(request, "workshops/cockpit.html", context)


def _locks(workshop: Workshop) -> list[tuple[str, bool, str, str]]:
    """What coaches open and shut: the lock's name, whether it is on, its words, and what it means."""
    return [
        ("paused", workshop.paused, "Pause the workshop", "Everybody reads, only coaches write"),
        ("map_locked", workshop.map_locked, "Maps locked", "Participants read the maps and do not change them"),
        ("guests_edit", workshop.guests_edit, "Guests change maps", "Who came without an account may type numbers too"),
    ]


@require_safe
@shows("rounds", "timer", "agenda")
def now(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The moment, for everybody: what runs, what comes next, and what one is asked."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk)
    enter(request, workshop, "now")
    clock = clock_of(actor, workshop, timezone.now())
    earlier = list_rounds(workshop, is_open=False).filter(state="shown")[:EARLIER]
    context = {
        "clock": clock,
        "face": _face(clock),
        "time_of_day": f"{clock.now.astimezone(workshop.zone):%H:%M}",
        "drift": _drift(clock.drift),
        "views": view_rounds(actor, workshop, [asking.round for asking in clock.asking]),
        "earlier": view_rounds(actor, workshop, list(earlier), in_part=True),
        "here": reverse("workshop-now", args=[pk]),
    }
    return render(request, "workshops/now.html", context)


def _drift(minutes: int) -> str:
    """How the day runs, in words."""
    if not minutes:
        return ""
    return f"the day runs {off_words(minutes)} {'late' if minutes > 0 else 'early'}"


def _face(clock: Clock) -> dict[str, Any]:
    """What the large clock says before a script takes over: the timer, else the block of now."""
    if clock.timer:
        return _shown(left_of(clock.timer, clock.now), clock.timer.seconds)
    if clock.block and clock.block_ends:
        return _shown(int((clock.block_ends - clock.now).total_seconds()), clock.block.item.duration_minutes * 60)
    return {}


def _shown(left: int, of: int) -> dict[str, Any]:
    minutes, seconds = divmod(abs(left), 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes:02d}:{seconds:02d}"
    return {
        "text": ("+" if left < 0 else "") + text,
        "is_over": left < 0,
        "gone": min(of, max(0, of - left)),
        "of": of,
        "minutes": round(of / 60),
    }


@require_safe
def clock(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The time of the server with what runs by it, for scripts; everything in milliseconds since 1970."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk)
    found = clock_of(actor, workshop, timezone.now())
    answer = JsonResponse(
        {
            "now": _ms(found.now),
            "zone": workshop.time_zone,
            "timer": _timer(found.timer),
            "block": _block(found),
            "next": {"title": found.following.item.title, "begins": _ms(found.following.begins)} if found.following else None,
            "asking": [_asking(asking) for asking in found.asking],
            "is_asked": found.is_asked,
            "page": reverse("workshop-now", args=[pk]),
        }
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _ms(at: datetime | None) -> int | None:
    return int(at.timestamp() * 1000) if at else None


def _timer(row: Timer | None) -> dict[str, Any] | None:
    return {"label": row.label, "seconds": row.seconds, "ends": _ms(row.ends_at), "left": row.left_seconds} if row else None


def _block(found: Clock) -> dict[str, Any] | None:
    if found.block is None:
        return None
    item = found.block.item
    return {"title": item.title, "seconds": item.duration_minutes * 60, "ends": _ms(found.block_ends)}


def _asking(asking: Asking) -> dict[str, Any]:
    row = asking.round
    return {
        "id": str(row.pk),
        "label": asking.label,
        "asks": asking.asks,
        "question": row.question,
        "url": row.get_absolute_url(),
        "mine": asking.is_mine,
        "voices": row.voices,
        "of": asking.of,
    }


@require_POST
def timer_set(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Set the timer, hold it, let it go on, give it more time, or take it away."""
    actor = actor_of(request)
    get_workshop(actor, pk, Action.RUN_WORKSHOP)
    at, given = timezone.now(), request.POST
    try:
        match given.get("do", ""):
            case "start":
                services.start_timer(actor=actor, workshop_id=pk, seconds=_minutes(request), label=given.get("label", ""), now=at)
            case "pause":
                services.pause_timer(actor=actor, workshop_id=pk, now=at)
            case "go":
                services.resume_timer(actor=actor, workshop_id=pk, now=at)
            case "more":
                services.add_time(actor=actor, workshop_id=pk, seconds=60, now=at)
            case "stop":
                services.stop_timer(actor=actor, workshop_id=pk)
            case _:
                raise Invalid({"do": "Start, pause, go on, more or stop."})
    except Invalid as invalid:
        messages.error(request, invalid.faults[0].text)
    return go_back(request, "workshop-cockpit", pk)


def _minutes(request: HttpRequest) -> int:
    """Seconds from the minutes that were typed; 0, which is refused, for anything else."""
    try:
        return round(float(request.POST.get("minutes", "").replace(",", ".")) * 60)
    except (ValueError, OverflowError):
        return 0


urlpatterns = [
    path("workshops/<uuid:pk>/cockpit/", cockpit, name="workshop-cockpit"),
    path("workshops/<uuid:pk>/now/", now, name="workshop-now"),
    path("workshops/<uuid:pk>/clock/", clock, name="workshop-clock"),
    path("workshops/<uuid:pk>/timer/", timer_set, name="timer-set"),
]
