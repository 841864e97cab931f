"""What API calls on live records share: the change id, revisions, strict input, and the answer to a repeated call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request

from vsm_site.lib.errors import Fault, Invalid
from vsm_site.lib.ids import uuid7
from vsm_site.lib.pictures import redraw
from workshops.models.live import LiveBase

IDEMPOTENCY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, description="The change id, a UUID: sent twice, stored once."
)


def change_id_of(request: Request) -> UUID:
    """The change id: the header `Idempotency-Key`, else a new one. Invalid when it is not a UUID."""
    text = request.headers.get("Idempotency-Key", "")
    try:
        return UUID(text) if text else uuid7()
    except ValueError:
        raise Invalid({"Idempotency-Key": "This header is a UUID."}) from None


def split_base(data: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, int]]:
    """Fields to set, and the revisions they were seen at (`base`, checked by BaseField)."""
    return {name: value for name, value in data.items() if name != "base"}, dict(data.get("base") or {})


def id_of(text: Any, path: str) -> UUID:
    """The id in `<uuid>` or `kind/<uuid>`; Invalid at `path` when there is none."""
    try:
        return UUID(str(text).rpartition("/")[2])
    except ValueError:
        raise Invalid([Fault(path, "This is not an id.")]) from None


def revs_of(record: LiveBase, *fields: str) -> dict[str, int]:
    """The revision of each of these fields, 0 for one that was never written."""
    return {name: record.rev(name) for name in fields}


class BaseField(serializers.DictField):
    """`{field: n}`: the revision at which each field was seen; a field without one applies."""

    def __init__(self, **options: Any) -> None:
        super().__init__(child=serializers.IntegerField(min_value=0), **({"required": False} | options))


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses fields that it does not know, so that a typing mistake is not lost in silence."""

    def to_internal_value(self, data: Any) -> Any:
        """The values of known fields; a fault for each other one."""
        unknown = set(data) - set(self.fields) if isinstance(data, Mapping) else set()
        if unknown:
            raise serializers.ValidationError({name: ["This field is not known here."] for name in sorted(unknown)})
        return super().to_internal_value(data)


class PhotoField(serializers.FileField):
    """An upload that becomes a picture drawn by us."""

    def to_internal_value(self, data: Any) -> Any:
        """The picture; a fault for what is none."""
        file = super().to_internal_value(data)
        try:
            return redraw(file, file.size or 0)
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error


class PhotoSerializer(StrictSerializer):
    """A photo that goes to a record."""

    photo = PhotoField(help_text="A JPEG, PNG or WebP file of at most 10 MB.")
