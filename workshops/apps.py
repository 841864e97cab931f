"""The workshops app."""

from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    """Configuration of workshops."""

    name = "workshops"

    def ready(self) -> None:
        """Register live record kinds, notices and receivers."""
        from workshops import kinds, kinds_charter, kinds_guests, kinds_setup, notices, receivers, records  # noqa: F401 - notices and receivers register when imported

        records.register(*kinds.KINDS, *kinds_charter.KINDS, *kinds_guests.KINDS, *kinds_setup.KINDS)
