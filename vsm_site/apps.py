"""The site itself: commands that know every app."""

from allauth.usersessions.apps import UserSessionsConfig
from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class SiteConfig(AppConfig):
    """Configuration of the site."""

    name = "vsm_site"

    def ready(self) -> None:
        """Make the Celery application the current one, so that every process publishes to the configured broker."""
        from vsm_site import celery  # noqa: F401


class StaticConfig(StaticFilesConfig):
    """Static files without what no page of ours asks for: copies of htmx (ours is vendored), browsable API, second API viewer."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "django_htmx", "rest_framework", "redoc"]


class SignedInConfig(UserSessionsConfig):
    """The list of sessions, without what allauth does at its own sign-in form: accounts.receivers notes every door alike."""

    def ready(self) -> None:
        """Connect nothing."""
