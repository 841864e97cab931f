"""What API calls on live records share: the change id, revisions, and refusing what is not known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request

from vsm_site.lib.errors import Invalid
from vsm_site.lib.ids import uuid7


def change_id_of(request: Request) -> UUID:
    """The change id: the header `Idempotency-Key`, else a new one. Invalid when it is not a UUID."""
    text = request.headers.get("Idempotency-Key", "")
    try:
        return UUID(text) if text else uuid7()
    except ValueError:
        raise Invalid({"Idempotency-Key": "This header is a UUID."}) from None


def split_base(data: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, int]]:
    """Fields to set, and the revisions they were seen at."""
    return {name: value for name, value in data.items() if name != "base"}, dict(data.get("base") or {})


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses fields that it does not know, so that a typing mistake is not lost in silence."""

    def to_internal_value(self, data: Any) -> Any:
        """The values of known fields; a fault for each other one."""
        unknown = set(data) - set(self.fields) if isinstance(data, Mapping) else set()
        if unknown:
            raise serializers.ValidationError({name: ["This field is not known here."] for name in sorted(unknown)})
        return super().to_internal_value(data)
