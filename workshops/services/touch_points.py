"""Where streams touch: like streams they belong to the organisation and are not live, so what changes is noted in the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from accounts import audit
from vsm_site.lib import units
from vsm_site.lib.errors import Fault, Invalid
from vsm_site.lib.ids import uuid7
from workshops.access import Actor
from workshops.models import TouchPoint, ValueStream
from workshops.selectors import streams
from workshops.services.streams import hold

MOST = 60
"""Touch points that a stream can have."""
LIMITS = {"outside": 120, "item": 160, "depends": 160}
NAMES = ("way", "other", "outside", "item", "lead_time", "depends")
GIVES, TAKES = "gives", "takes"


def create_touch_point(*, actor: Actor, stream_id: UUID, values: Mapping[str, str], change_id: UUID | None = None) -> TouchPoint:
    """Note where this stream touches another one or somebody outside.

    `way` is `gives` or `takes` as this stream sees it, `other` the id of a stream of the same organisation that the person sees, or
    empty with a name in `outside`; `lead_time` a duration as typed. Repeated calls with the same change id give the one made first.
    NotFound or Forbidden as get_stream_to_edit, Invalid for what cannot be stored.
    """
    pk = uuid5(actor.user_id, str(change_id)) if change_id else uuid7()
    with transaction.atomic():
        hold(actor)
        stream = streams.get_stream_to_edit(actor, stream_id)
        if change_id and (earlier := TouchPoint.objects.filter(pk=pk).first()):
            return earlier
        given = _clean(actor, stream, {name: values.get(name, "") for name in NAMES}, None)
        if streams.touch_points_of([stream]).count() >= MOST:
            raise Invalid(f"A stream has at most {MOST} touch points. Remove one that does not matter any more.")
        point = TouchPoint.objects.create(pk=pk, created_by=actor.user, **given)
        _note(actor, stream, point, "touch-point-created", {"item": point.item})
    return point


def update_touch_point(*, actor: Actor, stream_id: UUID, touch_point_id: UUID, values: Mapping[str, str]) -> TouchPoint:
    """Set some fields of a touch point, named as in create_touch_point. NotFound, Forbidden, Invalid as there."""
    with transaction.atomic():
        TouchPoint.objects.select_for_update().filter(pk=touch_point_id).first()
        point = streams.get_touch_point(actor, stream_id, touch_point_id)
        stream = streams.get_stream(actor, stream_id)
        given = _clean(actor, stream, as_typed(point, stream) | dict(values), point)
        changed = {name: value for name, value in given.items() if getattr(point, name) != value}
        if changed:
            details = {name: f"{_said(getattr(point, name))} → {_said(value)}" for name, value in changed.items()}
            TouchPoint.objects.filter(pk=point.pk).update(**changed)
            _note(actor, stream, point, "touch-point-changed", details)
    return streams.get_touch_point(actor, stream_id, touch_point_id)


def remove_touch_point(*, actor: Actor, stream_id: UUID, touch_point_id: UUID) -> TouchPoint:
    """Take a touch point away; restore_touch_point puts it back. NotFound or Forbidden as get_touch_point."""
    return _set_removed(actor, stream_id, touch_point_id, is_removed=True)


def restore_touch_point(*, actor: Actor, stream_id: UUID, touch_point_id: UUID) -> TouchPoint:
    """Put a removed touch point back. NotFound or Forbidden as get_touch_point."""
    return _set_removed(actor, stream_id, touch_point_id, is_removed=False)


def _set_removed(actor: Actor, stream_id: UUID, touch_point_id: UUID, *, is_removed: bool) -> TouchPoint:
    with transaction.atomic():
        TouchPoint.objects.select_for_update().filter(pk=touch_point_id).first()
        point = streams.get_touch_point(actor, stream_id, touch_point_id)
        if (point.removed_at is not None) is not is_removed:
            TouchPoint.objects.filter(pk=point.pk).update(removed_at=timezone.now() if is_removed else None)
            word = "touch-point-removed" if is_removed else "touch-point-restored"
            _note(actor, streams.get_stream(actor, stream_id), point, word, {"item": point.item})
    return point


def as_typed(point: TouchPoint, stream: ValueStream) -> dict[str, str]:
    """The fields of a touch point as a form of this stream shows them."""
    other = point.other_side(stream.pk)
    return {
        "way": GIVES if point.giver_id == stream.pk else TAKES,
        "other": str(other.pk) if other else "",
        "outside": point.outside,
        "item": point.item,
        "lead_time": point.lead_time_text,
        "depends": point.depends,
    }


def _clean(actor: Actor, stream: ValueStream, values: Mapping[str, str], point: TouchPoint | None) -> dict[str, Any]:
    """The columns of a touch point from what was typed; Invalid with one fault for each field that cannot be stored."""
    texts = {name: str(values.get(name) or "").strip() for name in values}
    faults = [Fault(name, text) for name in texts if (text := _fault(name, texts[name]))]
    other = _other(actor, stream, texts["other"], point)
    if texts["other"] and other is None:
        faults.append(Fault("other", "Choose one of your streams of this organisation."))
    elif bool(texts["other"]) == bool(texts["outside"]):
        words = "Choose a stream, or write who it is." if not other else "Leave this empty, or choose no stream: it is one or the other."
        faults.append(Fault("outside", words))
    lead_time: Any = None
    try:
        lead_time = units.type_duration(texts["lead_time"], "") if texts["lead_time"] else None
    except ValueError as error:
        faults.append(Fault("lead_time", str(error)))
    if faults:
        raise Invalid(faults)
    sides = (stream, other) if texts["way"] == GIVES else (other, stream)
    known = {name: texts[name] for name in LIMITS}
    return known | {"giver": sides[0], "taker": sides[1], "lead_time": lead_time}


def _other(actor: Actor, stream: ValueStream, text: str, point: TouchPoint | None) -> ValueStream | None:
    """The stream with this id among those that may be on the other side; one that is there already may stay."""
    known = [*streams.list_other_streams(actor, stream), *([there] if point and (there := point.other_side(stream.pk)) else [])]
    return next((row for row in known if str(row.pk) == text), None) if text else None


def _fault(name: str, text: str) -> str:
    if name not in NAMES:
        return "This field cannot be set."
    if "\x00" in text:
        return "Remove the NUL character."
    if name == "way" and text not in (GIVES, TAKES):
        return "Say whether this stream hands over or receives."
    if name == "item" and not text:
        return "Say what is handed over."
    most = LIMITS.get(name, 0)
    return f"Keep it to {most} characters; it has {len(text)}." if most and len(text) > most else ""


def _said(value: Any) -> str:
    return "" if value is None else value.name if isinstance(value, ValueStream) else units.display(value)


def _note(actor: Actor, stream: ValueStream, point: TouchPoint, word: str, details: Mapping[str, str]) -> None:
    audit.record(actor=actor.user, action=word, obj=point, organisation=stream.organisation, details=details)
