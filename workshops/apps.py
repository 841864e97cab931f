"""The workshops app."""

from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    """Configuration of workshops."""

    name = "workshops"

    def ready(self) -> None:
        """Register live record kinds, notices and receivers."""
        from workshops import (  # noqa: F401 - notices and receivers register when imported
            kinds,
            kinds_charter,
            kinds_guests,
            kinds_nudges,
            kinds_rounds,
            kinds_setup,
            kinds_team,
            notices,
            panels,
            receivers,
            records,
            week,
        )
        from workshops.selectors import nudges

        registered = (kinds, kinds_charter, kinds_guests, kinds_nudges, kinds_rounds, kinds_setup, kinds_team)
        records.register(*(kind for module in registered for kind in module.KINDS))
        panels.register_week(week.needs)
        nudges.register()
