"""The mapping app."""

from django.apps import AppConfig


class MappingConfig(AppConfig):
    """Configuration of mapping."""

    name = "mapping"

    def ready(self) -> None:
        """Register live record kinds, receivers and what the workshop's home shows of maps."""
        from mapping import coverage, kinds_futures, kinds_prework, kinds_walk, nudges, panels, prework, receivers, records  # noqa: F401 - receivers connect when imported
        from mapping.live_pictures import MapPainter
        from workshops import panels as places
        from workshops import records as register
        from workshops.live.pictures import register_painter

        register.register(*records.KINDS, *kinds_walk.KINDS, *kinds_prework.KINDS, *kinds_futures.KINDS)
        places.register_steps(coverage.step_places)
        places.register_maps(coverage.map_places)
        places.register_owed(prework.owed)
        places.register_needs(prework.needs)
        panels.register()
        nudges.register()
        register_painter(MapPainter())
