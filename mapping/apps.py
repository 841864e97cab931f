"""The mapping app."""

from django.apps import AppConfig


class MappingConfig(AppConfig):
    """Configuration of mapping."""

    name = "mapping"

    def ready(self) -> None:
        """Register live record kinds and what the workshop's home shows of maps."""
        from mapping import coverage, panels, records
        from workshops import panels as places
        from workshops import records as register

        register.register(*records.KINDS)
        places.register_steps(coverage.step_places)
        panels.register()
