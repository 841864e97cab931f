"""The reviews app."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Configuration of reviews."""

    name = "reviews"

    def ready(self) -> None:
        """Register live record kinds, notices and receivers."""
        from reviews import notices, receivers, records  # noqa: F401 - they register when imported
        from workshops import records as register

        register.register(*records.KINDS)
