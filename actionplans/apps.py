"""The actionplans app."""

from django.apps import AppConfig


class ActionplansConfig(AppConfig):
    """Configuration of actionplans."""

    name = "actionplans"

    def ready(self) -> None:
        """Register live record kinds, notices and receivers."""
        from actionplans import receivers, records  # noqa: F401 - receivers connect when imported
        from workshops import records as register

        register.register(*records.KINDS)
