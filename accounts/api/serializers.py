"""Shapes of accounts in the API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.models import Notification, OrganisationMembership, User


class OwnOrganisationSerializer(serializers.ModelSerializer[OrganisationMembership]):
    """One of the caller's organisations."""

    id = serializers.UUIDField(source="organisation.id", read_only=True)
    name = serializers.CharField(source="organisation.name", read_only=True)

    class Meta:
        model = OrganisationMembership
        fields = ("id", "name", "role")
        read_only_fields = fields


class MeSerializer(serializers.ModelSerializer[User]):
    """The caller."""

    organisations = OwnOrganisationSerializer(source="own_memberships", many=True, read_only=True)

    class Meta:
        model = User
        fields = ("id", "email", "display_name", "time_zone", "organisations")
        read_only_fields = fields


class NotificationSerializer(serializers.ModelSerializer[Notification]):
    """One thing the caller was told; `read_at` is null while it is unread."""

    class Meta:
        model = Notification
        fields = ("id", "kind", "text", "url", "workshop_id", "created_at", "read_at")
        read_only_fields = fields


def shape_me(user: User, memberships: Any) -> dict[str, Any]:
    """The caller with memberships that were loaded together."""
    user.own_memberships = memberships  # type: ignore[attr-defined]
    return MeSerializer(user).data
