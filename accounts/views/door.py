"""Pages that open with a link: the first administrator, and taking an invitation."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import notifications, selectors
from accounts.forms import JoinForm, SetupForm, add_faults
from accounts.models import Invitation
from accounts.services import invitations, people, setup
from accounts.views.common import person, sign_in
from vsm_site.lib.errors import Forbidden, Invalid, NotFound


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def first_administrator(request: HttpRequest, token: str) -> HttpResponse:
    """Make the first administrator with the organisation, then go to the start page."""
    if selectors.find_setup_link(token, timezone.now()) is None:
        return _no_setup(request)
    form = SetupForm(request.POST or None)
    if form.is_valid():
        try:
            user = setup.set_up(token=token, now=timezone.now(), **form.cleaned_data)
        except NotFound:
            return _no_setup(request)
        except Invalid as error:
            add_faults(form, error)
        else:
            sign_in(request, user)
            return redirect("/")
    return render(request, "accounts/first_administrator.html", {"form": form}, status=422 if form.errors else 200)


def _no_setup(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/setup_closed.html", {"is_set_up": selectors.has_administrator()}, status=404)


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Take an invitation: with the account one is signed in with, or with a new one. Looks alike whether or not there is one."""
    found = selectors.get_invitation_by_token(token)
    state = found.state(timezone.now())
    if state != "open":
        return render(request, "accounts/invitation_closed.html", {"invitation": found, "state": state}, status=410)
    if request.user.is_authenticated:
        return _take(request, found, token)
    return _take_as_new(request, found, token)


def _take(request: HttpRequest, found: Invitation, token: str) -> HttpResponse:
    status = 200
    if request.method == "POST":
        try:
            taken = invitations.accept_invitation(actor=person(request), token=token, now=timezone.now())
        except Forbidden:
            status = 403
        except Invalid:
            return redirect("invitation-accept", token)
        else:
            return _land(request, taken)
    context = {"invitation": found, "is_mine": found.email == person(request).email}
    return render(request, "accounts/invitation_take.html", context, status=status)


def _take_as_new(request: HttpRequest, found: Invitation, token: str) -> HttpResponse:
    form = JoinForm(request.POST or None)
    if form.is_valid():
        try:
            user = invitations.accept_invitation_as_new(token=token, now=timezone.now(), **form.cleaned_data)
        except Invalid as error:
            add_faults(form, error)
        else:
            sign_in(request, user)
            return _land(request, found)
    return render(request, "accounts/invitation_new.html", {"invitation": found, "form": form}, status=422 if form.errors else 200)


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop mail of one kind, from a link in a mail. Mail programs post it by themselves, so it carries no CSRF token: it is signed."""
    named = notifications.read_unsubscribe(token)
    if named is None:
        raise NotFound("This link is not complete. Copy it whole from the mail.")
    if request.method == "POST":
        people.stop_mail(token=token)
    return render(request, "accounts/unsubscribe.html", {"kind": named[1], "is_done": request.method == "POST"})


def _land(request: HttpRequest, taken: Invitation) -> HttpResponse:
    url = invitations.landing_url(taken)
    return redirect(url if url_has_allowed_host_and_scheme(url, allowed_hosts=None) else "/")
