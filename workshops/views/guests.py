"""Joining as whoever manages people sees it: open, renew, close; let in who waits; take out for good."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from vsm_site.lib.errors import Invalid, Repeated
from vsm_site.lib.ids import uuid7
from vsm_site.lib.qr import qr
from workshops.access import Actor, actor_of, can, get_workshop
from workshops.forms.guests import JoiningForm
from workshops.models import Workshop
from workshops.pages import count
from workshops.policy import Action
from workshops.selectors import guests as selectors
from workshops.selectors.guests import Door
from workshops.selectors.people import get_person
from workshops.services import guest_returns
from workshops.services import guests as services
from workshops.views.common import change_id_of, enter, go_back
from workshops.views.fresh import shows


def link_of(request: HttpRequest, door: Door) -> str:
    """The whole link; what is secret of it stands behind the #, where no server and no log sees it."""
    return f"{request.build_absolute_uri(reverse('join'))}#{door.link_token}"


def how_to_join(request: HttpRequest, actor: Actor, workshop: Workshop) -> dict[str, Any]:
    """What a wall shows of joining, for who manages people; empty for others and while it is closed."""
    return _drawn(request, selectors.door_of(workshop, timezone.now())) if can(actor, Action.MANAGE_PEOPLE, workshop) else {}


def _drawn(request: HttpRequest, door: Door) -> dict[str, Any]:
    if not door.is_open:
        return {}
    link, address = link_of(request, door), request.build_absolute_uri(reverse("join"))
    short = address.partition("://")[2].rstrip("/")
    return {"door": door, "link": link, "address": address, "short": short, "qr": qr(link, "QR code to join")}


@never_cache
@require_safe
@shows("joining")
def joining_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Link, QR code and code to show in the room, who waits, and who is in."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.MANAGE_PEOPLE)
    return _page(request, workshop)


def _page(
    request: HttpRequest, workshop: Workshop, form: JoiningForm | None = None, status: int = 200, back: dict[str, Any] | None = None
) -> HttpResponse:
    enter(request, workshop, "people")
    door = selectors.door_of(workshop, timezone.now())
    context = {
        "form": form or JoiningForm(initial={"direct": door.direct, "capacity": door.capacity}),
        "waiting": selectors.list_waiting(workshop),
        "inside": selectors.list_inside(workshop),
        "kept_out": selectors.list_kept_out(workshop),
        "back": back,
        "change_id": uuid7(),
    }
    return render(request, "workshops/joining.html", context | _drawn(request, door), status=status)


@require_POST
def joining_open(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open joining for twelve hours, or change how it is open."""
    actor = actor_of(request)
    workshop, form = get_workshop(actor, pk, Action.MANAGE_PEOPLE), JoiningForm(request.POST)
    if form.is_valid():
        try:
            services.open_joining(
                actor=actor, workshop_id=pk, values=form.cleaned_data, now=timezone.now(), change_id=change_id_of(request)
            )
        except Repeated:
            return redirect("workshop-joining", pk)
        except Invalid as invalid:
            form.add_error(None, invalid.faults[0].text)
        else:
            return redirect("workshop-joining", pk)
    return _page(request, workshop, form, 422)


@require_POST
def joining_close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close joining; guests who are in stay."""
    services.close_joining(actor=actor_of(request), workshop_id=pk)
    messages.success(request, "Nobody else can join. Guests who are in stay.")
    return redirect("workshop-joining", pk)


@require_POST
def joining_renew(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another link and code."""
    services.renew_joining(actor=actor_of(request), workshop_id=pk)
    messages.success(request, "Link, QR code and code are new; the earlier ones no longer work.")
    return redirect("workshop-joining", pk)


@require_POST
def guests_admit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let everybody in who waits."""
    let_in = services.admit_all(actor=actor_of(request), workshop_id=pk)
    messages.success(request, f"{count(let_in, 'guest')} let in." if let_in else "Nobody waits any more.")
    return go_back(request, "workshop-joining", pk)


@require_POST
def guest_admit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let one in who waits."""
    guest = services.admit(actor=actor_of(request), guest_id=pk)
    messages.success(request, f"{guest.name} is in.")
    return redirect("workshop-joining", guest.workshop_id)


@require_POST
def guest_refuse(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Do not let one in who waits."""
    done = services.refuse(actor=actor_of(request), guest_id=pk)
    return redirect("workshop-joining", done.workshop_id)


@require_POST
def guest_ban(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a guest out and keep that browser out."""
    done = services.ban(actor=actor_of(request), person_id=pk, change_id=change_id_of(request))
    messages.success(request, "The guest is out and cannot come back. Link and code are new, and whoever joins now waits in the lobby.")
    return redirect("workshop-joining", done.workshop_id)


@never_cache
@require_POST
def guest_way_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A link by which a guest who lost the browser comes in again; it is shown this once."""
    actor = actor_of(request)
    try:
        guest, secret = guest_returns.make_way_back(actor=actor, person_id=pk, now=timezone.now())
    except Invalid as invalid:
        messages.error(request, invalid.faults[0].text)
        return redirect("workshop-joining", get_person(actor, pk).workshop_id)
    link = f"{request.build_absolute_uri(reverse('join-back'))}#{secret}"
    back = {"name": guest.name, "link": link, "qr": qr(link, f"QR code for {guest.name}")}
    return _page(request, get_workshop(actor, guest.workshop_id, Action.MANAGE_PEOPLE), status=201, back=back)


@require_POST
def guest_let_back_in(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take it back that a guest is kept out."""
    actor = actor_of(request)
    guest = selectors.get_kept_out(actor, pk)
    try:
        services.let_back_in(actor=actor, guest_id=pk, change_id=change_id_of(request))
    except Repeated:
        messages.info(request, "This was done already.")
    except Invalid as invalid:
        messages.error(request, invalid.faults[0].text)
    else:
        messages.success(request, f"{guest.name} is in again.")
    return redirect("workshop-joining", guest.workshop_id)


urlpatterns = [
    path("workshops/<uuid:pk>/joining/", joining_page, name="workshop-joining"),
    path("workshops/<uuid:pk>/joining/open/", joining_open, name="joining-open"),
    path("workshops/<uuid:pk>/joining/close/", joining_close, name="joining-close"),
    path("workshops/<uuid:pk>/joining/renew/", joining_renew, name="joining-renew"),
    path("workshops/<uuid:pk>/guests/admit/", guests_admit, name="guests-admit"),
    path("guests/<uuid:pk>/admit/", guest_admit, name="guest-admit"),
    path("guests/<uuid:pk>/refuse/", guest_refuse, name="guest-refuse"),
    path("guests/<uuid:pk>/back/", guest_let_back_in, name="guest-let-back-in"),
    path("people/<uuid:pk>/way-back/", guest_way_back, name="guest-way-back"),
    path("people/<uuid:pk>/ban/", guest_ban, name="guest-ban"),
]
