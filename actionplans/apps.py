"""The actionplans app."""

from django.apps import AppConfig


class ActionplansConfig(AppConfig):
    """Configuration of actionplans."""

    name = "actionplans"
