"""Pages that belong to no app: the start, help, the demo's sign-in, and what went wrong."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import authenticate, login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_safe

from vsm_site import demo
from vsm_site.lib.http import problem, wants_json
from workshops import access
from workshops.policy import Role
from workshops.selectors import my_roles


@login_not_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Where a person begins: sponsors at their dashboard, others in their only workshop or at the list; strangers sign in."""
    if not request.user.is_authenticated:
        return redirect("demo-sign-in") if demo.is_demo() else redirect_to_login(request.get_full_path())
    actor = access.actor_of(request)
    roles = my_roles(actor)
    if roles and set(roles) == {Role.SPONSOR.value}:
        return redirect("sponsor-dashboard")
    workshops = list(access.visible_workshops(actor)[:2])
    if len(workshops) == 1:
        return redirect("workshop-home", workshops[0].pk)
    return redirect("workshop-list")


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """Help: what the words mean, how numbers are computed, the keys."""
    return render(request, "site/help.html")


@login_not_required
@require_http_methods(["GET", "POST"])
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """One click a role; there is no such page outside a demo."""
    if not demo.is_demo():
        raise Http404
    if request.method == "POST":
        person = next((person for person in demo.CAST if person.email == request.POST.get("email", "").strip().lower()), None)
        user = authenticate(request, email=person.email, password=settings.DEMO_PASSWORD) if person else None
        if user is None:
            return render(request, "site/demo_sign_in.html", {"people": demo.CAST, "unknown": True}, status=400)
        login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return redirect("start")
    return render(request, "site/demo_sign_in.html", {"people": demo.CAST})


def _page(request: HttpRequest, status: int, code: str) -> HttpResponse:
    if wants_json(request):
        return JsonResponse(problem(status, code), status=status, content_type="application/problem+json")
    return render(request, f"{status}.html", status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what came could not be read."""
    return _page(request, 400, "bad_request")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: the role does not allow it."""
    return _page(request, 403, "denied")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: nothing there, or nothing for this person."""
    return _page(request, 404, "not_found")


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault, said without details, and without the frame, whose data may be what broke."""
    if wants_json(request):
        return _page(request, 500, "error")
    return HttpResponse(render_to_string("500.html"), status=500)
