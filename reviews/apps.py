"""The reviews app."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Configuration of reviews."""

    name = "reviews"

    def ready(self) -> None:
        """Register live record kinds, notices, receivers, and what the pages of workshops show of reviews."""
        from reviews import notices, panels, receivers, records  # noqa: F401 - they register when imported
        from workshops import records as register

        register.register(*records.KINDS)
        panels.register()
