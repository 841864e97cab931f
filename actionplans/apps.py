"""The actionplans app."""

from django.apps import AppConfig


class ActionplansConfig(AppConfig):
    """Configuration of actionplans."""

    name = "actionplans"

    def ready(self) -> None:
        """Register live record kinds, receivers, and what the pages of workshops show of plans."""
        from actionplans import kinds_agreement, kinds_checkins, kinds_outreach, kinds_views, panels, receivers, records  # noqa: F401 - receivers connect when imported
        from workshops import records as register

        register.register(*records.KINDS, *kinds_agreement.KINDS, *kinds_checkins.KINDS, *kinds_outreach.KINDS, *kinds_views.KINDS)
        panels.register()
