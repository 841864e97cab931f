"""The site itself: commands that know every app."""

from typing import Any

from allauth.usersessions.apps import UserSessionsConfig
from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.db import connections
from django.db.models.signals import pre_migrate


class SiteConfig(AppConfig):
    """Configuration of the site."""

    name = "vsm_site"

    def ready(self) -> None:
        """Make the Celery application the current one, so that every process publishes to the configured broker."""
        from vsm_site import celery  # noqa: F401

        pre_migrate.connect(_leave_time)


def _leave_time(using: str, **_: Any) -> None:
    """A statement of a migration takes as long as it takes."""
    if connections[using].vendor == "postgresql":
        with connections[using].cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")


class StaticConfig(StaticFilesConfig):
    """Static files without what no page of ours asks for: copies of htmx (ours is vendored), browsable API, second API viewer."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "django_htmx", "rest_framework", "redoc"]


class SignedInConfig(UserSessionsConfig):
    """The list of sessions, without what allauth does at its own sign-in form: accounts.receivers notes every door alike."""

    def ready(self) -> None:
        """Connect nothing."""
