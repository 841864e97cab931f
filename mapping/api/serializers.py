"""Shapes of the map API. Documents and metrics are those of map-format and are checked there."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from mapping.models import Map


class MapSerializer(serializers.Serializer[Map]):
    """One map of a list."""

    id = serializers.UUIDField(read_only=True)
    url = serializers.CharField(source="get_absolute_url", read_only=True)
    workshop = serializers.UUIDField(source="workshop_id", read_only=True)
    title = serializers.CharField(read_only=True)
    state = serializers.CharField(source="shown_state", read_only=True)
    based_on = serializers.UUIDField(source="based_on_id", read_only=True, allow_null=True)
    revs = serializers.DictField(source="field_revs", child=serializers.IntegerField(), read_only=True)


class WarningSerializer(serializers.Serializer[Any]):
    """What is to be mended on a map, and where."""

    path = serializers.CharField(read_only=True)
    text = serializers.CharField(read_only=True)


class MadeMapSerializer(serializers.Serializer[Any]):
    """A map that came in."""

    id = serializers.UUIDField(read_only=True)
    url = serializers.CharField(read_only=True)
    warnings = WarningSerializer(many=True, read_only=True)
