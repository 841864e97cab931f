"""The site itself: commands that know every app."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Configuration of the site."""

    name = "vsm_site"

    def ready(self) -> None:
        """Make the Celery application the current one, so that every process publishes to the configured broker."""
        from vsm_site import celery  # noqa: F401
