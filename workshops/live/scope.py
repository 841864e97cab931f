"""What an ASGI scope says: its query, and whose session it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings

from workshops.selectors.live import keys

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


def header(scope: Mapping[str, Any], name: bytes) -> str:
    """The last header of this name; empty without one."""
    return next((value.decode("latin-1") for key, value in reversed(scope.get("headers", ())) if key == name), "")


def session_key(scope: Mapping[str, Any]) -> str:
    """The keys in the cookies of the session and of a guest (workshops.selectors.live); empty without one."""
    try:
        cookies = SimpleCookie(header(scope, b"cookie"))
    except CookieError:
        return ""
    session, guest = (cookies.get(name) for name in (settings.SESSION_COOKIE_NAME, settings.GUEST_COOKIE_NAME))
    return keys(session.value if session else "", guest.value if guest else "")


def query_of(scope: Mapping[str, Any]) -> dict[str, str]:
    """The query, with the last value of each name."""
    return {name: values[-1] for name, values in parse_qs(scope.get("query_string", b"").decode("latin-1")).items()}


def number(text: str | None, default: int = -1) -> int:
    """A whole number of the query; `default`, which fits nowhere, for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else default
