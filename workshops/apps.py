"""The workshops app."""

from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    """Configuration of workshops."""

    name = "workshops"
