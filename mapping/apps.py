"""The mapping app."""

from django.apps import AppConfig


class MappingConfig(AppConfig):
    """Configuration of mapping."""

    name = "mapping"
