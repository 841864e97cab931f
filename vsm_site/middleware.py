"""What every request passes: headers, the end of an unused session, the person's time zone, and errors of services turned into pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django_structlog.middlewares import RequestMiddleware
from whitenoise.middleware import WhiteNoiseMiddleware

from accounts.services import sessions
from vsm_site.lib.errors import AppError, Repeated
from vsm_site.lib.http import problem, status_of, wants_json
from vsm_site.logs import NAMELESS
from workshops.selectors import guests

Handler = Callable[[HttpRequest], HttpResponse]
PERMISSIONS = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()"
PAGES = {403: "403.html", 404: "404.html", 409: "409.html", 400: "400.html", 503: "503.html"}


class HeadersMiddleware:
    """Security headers that Django has no setting for; pages of people are never kept by a cache."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


class StaticFilesMiddleware(WhiteNoiseMiddleware):
    """The product's own files. They are small, and an ASGI server would read a file whole before it sends it, with a warning."""

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponse:
        """The answer with the content of a file."""
        streamed = WhiteNoiseMiddleware.serve(static_file, request)
        try:
            return HttpResponse(b"".join(streamed.streaming_content), status=streamed.status_code, headers=dict(streamed.items()))
        finally:
            streamed.close()


class SessionUseMiddleware:
    """A session ends when it was not used for SESSION_COOKIE_AGE; every use puts that off. A new key comes with a page, not with what
    a page asks for beside, so that requests of a browser do not overtake each other with the old one."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            sessions.use_session(session=request.session, now=timezone.now())
            if request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate":
                sessions.take_new_key(session=request.session)
        return self.get_response(request)


class GuestMiddleware:
    """A walk-up guest is somebody at the addresses of a workshop, and nobody at all others: there are no pages of one's own for guests.

    Who is signed in is that person everywhere, whatever else the browser holds. Pages for everybody, and those of a link that says by
    itself who it is for, do not ask whose cookie there is. Who is not in any more is told so at the addresses of that workshop; at
    all others such a guest is nobody, and asked to sign in.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.COOKIES.get(settings.GUEST_COOKIE_NAME, "")
        keys = _keys_of(request.path_info) if key and not request.user.is_authenticated else []
        visit = guests.visit_of(key, timezone.now()) if keys else None
        if visit is not None and visit.state == "in":
            request.user = visit.user
        elif visit is not None and request.method == "GET" and not wants_json(request) and guests.names_place_of(visit, keys):
            return redirect("join-wait")
        return self.get_response(request)


WORKSHOP_APPS = ("workshops.", "mapping.", "actionplans.", "reviews.")


def _keys_of(path: str) -> list[Any]:
    """What an address names of a workshop, where one has to be somebody; what it is and who may do it, its view asks as of everybody."""
    try:
        found = resolve(path)
    except Resolver404:
        return []
    asks_who = path.startswith("/api/") or getattr(found.func, "login_required", True)  # the API asks by itself
    return list(found.kwargs.values()) if asks_who and found.func.__module__.startswith(WORKSHOP_APPS) else []


class RequestLogMiddleware(RequestMiddleware):  # type: ignore[misc]
    """The lines about each request, with who asked and from where, except at addresses where people give an anonymous voice."""

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        """Note who asks, where that may be noted."""
        if not NAMELESS.match(request.path_info):
            RequestMiddleware.bind_user_id(request)

    @classmethod
    def bind_ip(cls, request: HttpRequest) -> None:
        """Note from where, where that may be noted."""
        if not NAMELESS.match(request.path_info):
            super().bind_ip(request)


class TimeZoneMiddleware:
    """Times on pages are shown in the person's own time zone, but for those of a workshop (workshops.views.common.enter)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            with timezone.override(request.user.zone):
                return self.get_response(request)
        return self.get_response(request)


class ErrorsMiddleware:
    """What a service refuses becomes a page that says so; the API answers with its own problem documents."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        return _not_this_way(request, response) if response.status_code == 405 and not wants_json(request) else response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page (or problem document) of an AppError; everything else stays Django's."""
        if not isinstance(error, AppError):
            return None
        status = 409 if isinstance(error, Repeated) else status_of(error)
        if wants_json(request):
            return JsonResponse(problem(status, error.code, error.detail), status=status, content_type="application/problem+json")
        return render(request, PAGES.get(status, "400.html"), {"error": error}, status=status)


def _not_this_way(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    """The page for an address that only a form is sent to: somebody loaded it again or typed it."""
    page = render(request, "405.html", status=405)
    page.headers["Allow"] = refused.headers.get("Allow", "")
    return page
