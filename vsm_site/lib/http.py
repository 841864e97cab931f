"""HTTP shapes shared by every door: problem documents, pages of lists, and what an error of a service becomes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from allauth.core.internal.httpkit import get_client_ip
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from rest_framework import exceptions
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response

from vsm_site.lib.errors import AppError, Busy, Conflict, Fault, Forbidden, Gone, IdReused, Invalid, Locked, NotFound, Repeated, TooMany

NO_ADDRESS = "0.0.0.0"  # noqa: S104 - says that there is none
TITLES = {
    400: "The input cannot be stored",
    401: "Sign in first",
    403: "Your role does not allow this",
    404: "Not found",
    405: "This address does not do that",
    409: "Somebody else changed this",
    413: "Too large",
    415: "Send JSON",
    429: "Too many requests",
    503: "Busy",
}
STATUS: dict[type[AppError], int] = {
    NotFound: 404,
    Locked: 403,
    Forbidden: 403,
    Invalid: 400,
    Conflict: 409,
    Gone: 409,
    IdReused: 409,
    Repeated: 200,
    TooMany: 429,
    Busy: 503,
}


def addresses(name: str) -> Callable[[UUID], str]:
    """The addresses of many records under one name, after a single look into the table of routes; the name takes just an id."""
    before, _, after = reverse(name, args=[UUID(int=0)]).partition(str(UUID(int=0)))
    return lambda pk: f"{before}{pk}{after}"


class Pages(PageNumberPagination):
    """Lists as `{"count", "next", "previous", "results"}`, 50 at a time, at most 200."""

    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 200


def status_of(error: AppError) -> int:
    """The HTTP status of a service's refusal."""
    return next((status for kind, status in STATUS.items() if isinstance(error, kind)), 400)


def problem(status: int, code: str, detail: str = "", **more: Any) -> dict[str, Any]:
    """The body of `application/problem+json`."""
    return {"type": "about:blank", "title": TITLES.get(status, "Error"), "status": status, "code": code, "detail": detail} | more


def _of_app_error(error: AppError) -> Response:
    status, more = status_of(error), {}
    if isinstance(error, Invalid):
        more["errors"] = [fault.as_dict() for fault in error.faults]
    if isinstance(error, Conflict):
        more["current"] = [clash.as_dict() for clash in error.clashes]
    headers = {"Retry-After": "1"} if status == 503 else {}
    if isinstance(error, TooMany):
        headers["Retry-After"] = str(error.after_seconds)
    return _answer(problem(status, error.code, error.detail, **more), status, headers)


def _answer(body: dict[str, Any], status: int, headers: dict[str, str] | None = None) -> Response:
    return Response(body, status=status, headers=headers, content_type="application/problem+json")


def _faults(detail: Any, path: str = "") -> list[Fault]:
    if isinstance(detail, dict):
        return [fault for key, value in detail.items() for fault in _faults(value, _join(path, key))]
    if isinstance(detail, list) and any(isinstance(entry, dict | list) for entry in detail):
        return [fault for place, value in enumerate(detail) if value for fault in _faults(value, f"{path}[{place}]")]
    entries = detail if isinstance(detail, list) else [detail]
    return [Fault(path or "$", str(entry)) for entry in entries]


def _join(path: str, key: str | int) -> str:
    if isinstance(key, int):
        return f"{path}[{key}]"
    if key == "non_field_errors":
        return path or "$"
    return f"{path}.{key}" if path else key


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: every refusal becomes a problem document; None for what is our own fault (500)."""
    if isinstance(error, AppError):
        return _of_app_error(error)
    if isinstance(error, Http404):
        return _answer(problem(404, "not_found"), 404)
    if isinstance(error, PermissionDenied):
        return _answer(problem(403, "denied"), 403)
    if isinstance(error, RequestDataTooBig):
        return _answer(problem(413, "too_large", "At most 1 MB."), 413)
    if not isinstance(error, exceptions.APIException):
        return None
    more: dict[str, Any] = {}
    detail = "" if isinstance(error, exceptions.ValidationError) else str(error.detail)
    if isinstance(error, exceptions.ValidationError):
        more["errors"] = [fault.as_dict() for fault in _faults(error.detail)]
    headers: dict[str, str] = {}
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    if header := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = header
    return _answer(problem(error.status_code, str(error.default_code), detail, **more), error.status_code, headers)


def wants_json(request: HttpRequest) -> bool:
    """Whether an address of the API was asked for."""
    return request.path.startswith("/api/")


def address_of(request: HttpRequest) -> str:
    """The network address a request came from; behind a socket file there is none."""
    return get_client_ip(request) or NO_ADDRESS


def attachment(data: bytes, name: str, content_type: str) -> HttpResponse:
    """A file to keep, never shown in the page; `name` is plain ASCII."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(data, content_type=content_type, headers=headers)
