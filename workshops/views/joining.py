"""The door for walk-up guests: the page that link, QR code and typed code lead to, the lobby, and the way out."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms import JoinForm as AccountForm
from accounts.forms import add_faults
from accounts.models import User
from accounts.views.common import person, sign_in
from vsm_site.lib.errors import Invalid, TooMany
from vsm_site.lib.http import address_of
from workshops.access import roles_in
from workshops.forms.guests import BackForm, JoinForm, KeepForm
from workshops.models import Workshop
from workshops.selectors.guests import Visit, visit_of
from workshops.services import claims, guest_returns
from workshops.services import guests as services
from workshops.services.claims import Claim
from workshops.services.guests import Joined, Knock

KEEPERS = frozenset({"in", "removed", "over"})
SIGNED_OUT_FIRST = "You are signed in as {name}. Sign out first, then open the link again."
SIGNED_IN = "You are signed in as {name} and not in this workshop. Ask the coach to invite you, or sign out and join as a guest."


def _key(request: HttpRequest) -> str:
    return request.COOKIES.get(settings.GUEST_COOKIE_NAME, "")


def _visit(request: HttpRequest) -> Visit | None:
    return visit_of(_key(request), timezone.now())


@login_not_required
@never_cache
@sensitive_post_parameters("token", "code")
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Come in with a name: by link (its secret never reaches a log, since it stands behind the #) or by a typed code."""
    form, status = JoinForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _come_in(request, form)
            except Invalid as invalid:
                form.show_invalid(invalid)
            except TooMany as refused:
                form.add_error("code", refused.detail)
                status = 429
    visit = _visit(request)
    inside = visit.guest if visit and visit.state == "in" else None
    return render(request, "workshops/join.html", {"form": form, "inside": inside}, status=status)


def _come_in(request: HttpRequest, form: JoinForm) -> HttpResponse:
    knock = Knock(**form.cleaned_data, address=address_of(request), old_key=_key(request))
    visit, now = _visit(request), timezone.now()
    if request.user.is_authenticated or visit:
        workshop = services.open_door(knock=knock, now=now).workshop
        if request.user.is_authenticated:
            return _as_oneself(request, workshop)
        if visit and visit.guest.workshop_id == workshop.pk and visit.state in ("in", "waiting"):
            return redirect("join-wait")
    return _with_cookie(request, services.join(knock=knock, now=now))


def _as_oneself(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Who has an account and a role needs no guest's."""
    if roles_in(person(request).pk, workshop.pk):
        return redirect("workshop-home", workshop.pk)
    raise Invalid(SIGNED_IN.format(name=request.user))


def _with_cookie(request: HttpRequest, joined: Joined) -> HttpResponse:
    rotate_token(request)
    response = redirect("join-wait")
    response.set_cookie(
        settings.GUEST_COOKIE_NAME,
        joined.key,
        max_age=settings.GUEST_COOKIE_AGE,
        secure=settings.BEHIND_TLS,
        httponly=True,
        samesite="Lax",
    )
    return response


@login_not_required
@never_cache
@sensitive_post_parameters("token")
@require_http_methods(["GET", "POST"])
def join_back(request: HttpRequest) -> HttpResponse:
    """Come in again, in another browser, by a link of the coach; its secret stands behind the #, and opening it changes nothing."""
    form, status = BackForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if request.user.is_authenticated:
            form.add_error(None, SIGNED_OUT_FIRST.format(name=request.user))
        elif form.is_valid():
            try:
                return _with_cookie(request, guest_returns.come_back(secret=form.cleaned_data["token"], now=timezone.now()))
            except Invalid as invalid:
                form.add_error("token", invalid.faults[0].text)
    return render(request, "workshops/join_back.html", {"form": form}, status=status)


@login_not_required
@never_cache
@require_safe
def join_wait(request: HttpRequest) -> HttpResponse:
    """Where a guest stands: on to the workshop once let in, in the lobby, or out."""
    visit = _visit(request)
    if visit is None:
        return redirect("join")
    if visit.state == "in":
        return redirect("workshop-home", visit.guest.workshop_id)
    return render(request, "workshops/join_wait.html", {"guest": visit.guest, "state": visit.state})


@login_not_required
@require_POST
def join_leave(request: HttpRequest) -> HttpResponse:
    """End being a guest in this browser."""
    services.leave(key=_key(request), now=timezone.now())
    rotate_token(request)
    return redirect("join")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def join_keep(request: HttpRequest) -> HttpResponse:
    """Ask for the mail by which a guest takes over what was contributed; the answer is the same for every address."""
    visit = _visit(request)
    if visit is None or visit.state not in KEEPERS:
        return redirect("join")
    form, status = KeepForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                claims.send_link(visit=visit, email=form.cleaned_data["email"], now=timezone.now())
            except Invalid as invalid:
                form.add_error("email", invalid.faults[0].text)
            except TooMany as refused:
                form.add_error("email", refused.detail)
                status = 429
            else:
                return render(request, "workshops/join_keep.html", {"sent_to": form.cleaned_data["email"]})
    return render(request, "workshops/join_keep.html", {"form": form}, status=status)


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def join_claim(request: HttpRequest, token: str) -> HttpResponse:
    """Take over what a guest contributed: with the account of the address, or with a new one. Opening the link changes nothing."""
    claim = claims.read_link(token)
    if claim is None:
        return render(request, "workshops/join_claim.html", {}, status=410)
    if claim.account is not None:
        if not request.user.is_authenticated or request.user != claim.account:
            return render(request, "workshops/join_claim.html", {"claim": claim, "signs_in": True})
        if request.method == "POST":
            claims.take_over(claim=claim)
            return _to_the_workshop(claim, claim.account)
        return render(request, "workshops/join_claim.html", {"claim": claim})
    return _claim_as_new(request, claim)


def _to_the_workshop(claim: Claim, user: User) -> HttpResponse:
    """On to the workshop; whom the coach took out has no place there, and lands on the own page."""
    return redirect("workshop-home", claim.guest.workshop_id) if roles_in(user.pk, claim.guest.workshop_id) else redirect("start")


def _claim_as_new(request: HttpRequest, claim: Claim) -> HttpResponse:
    zone = claim.guest.user.time_zone
    form = AccountForm(request.POST or None, initial={"display_name": claim.guest.name, "time_zone": zone})
    if form.is_valid():
        try:
            user = claims.become_person(claim=claim, **form.cleaned_data)
        except Invalid as invalid:
            add_faults(form, invalid)
        else:
            sign_in(request, user)
            return _to_the_workshop(claim, user)
    return render(request, "workshops/join_claim.html", {"claim": claim, "form": form}, status=422 if form.errors else 200)


urlpatterns = [
    path("join/", join, name="join"),
    path("join/back/", join_back, name="join-back"),
    path("join/wait/", join_wait, name="join-wait"),
    path("join/leave/", join_leave, name="join-leave"),
    path("join/keep/", join_keep, name="join-keep"),
    path("join/claim/<str:token>/", join_claim, name="join-claim"),
]
