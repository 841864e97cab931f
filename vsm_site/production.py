"""What no start with a production database may have; settings and processes ask here, so that a mistake stops before anybody connects."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ImproperlyConfigured

SHORTEST_KEY, FEWEST_LETTERS = 50, 5


def refuse_unsafe(*, debug: bool, hosts: Collection[str], secret_key: str) -> None:
    """ImproperlyConfigured, with what to type, for debugging, any host name, and a key that somebody could guess."""
    if debug:
        raise ImproperlyConfigured("VSM_DEBUG shows settings and code to everybody. Leave it away where DATABASE_URL is set.")
    if any(host.strip() in ("*", ".") for host in hosts):
        raise ImproperlyConfigured("VSM_ALLOWED_HOSTS=* takes any host name. Set it to the name people type, for example vsm.example.org.")
    if len(secret_key) < SHORTEST_KEY or len(set(secret_key)) < FEWEST_LETTERS or secret_key.startswith("django-insecure-"):
        raise ImproperlyConfigured("VSM_SECRET_KEY can be guessed. Set it to what this prints: openssl rand -hex 48")


def refuse_passing_key(settings: Any) -> None:
    """ImproperlyConfigured where several processes would each make up a key of their own, and nobody would stay signed in."""
    if settings.PRODUCTION and not settings.SECRET_KEY_IS_KEPT:
        raise ImproperlyConfigured("VSM_SECRET_KEY is not set. Set it to what this prints: openssl rand -hex 48")
