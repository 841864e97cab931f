"""Value streams: they belong to the organisation and are not live, so what changes is noted in the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts import selectors as accounts
from accounts.models import Organisation, User
from accounts.policy import OrganisationAction
from vsm_site.lib.errors import Fault, Invalid
from vsm_site.lib.ids import uuid7
from workshops.access import Actor
from workshops.models import ItemKind, ValueStream
from workshops.selectors import streams

LIMITS = {"name": 120, "item": 80, "customer": 120, "value": 1000}


def create_stream(
    *, actor: Actor, values: Mapping[str, str], organisation_id: UUID | None = None, change_id: UUID | None = None
) -> ValueStream:
    """A stream of the organisation that was named, or of the person's only one.

    Repeated calls with the same change id give the stream made first. Invalid for values that cannot be stored, NotFound for an
    organisation of others.
    """
    organisation = accounts.get_working_organisation(actor.user, organisation_id, OrganisationAction.CREATE_WORKSHOP)
    pk = uuid5(actor.user_id, str(change_id)) if change_id else uuid7()
    with transaction.atomic():
        hold(actor)
        if change_id and (earlier := ValueStream.objects.filter(pk=pk).first()):
            return earlier
        return add_stream(actor, organisation, values, pk)


def hold(actor: Actor) -> None:
    """Let what one person makes follow each other, so that the same thing sent twice at once is made once."""
    User.objects.select_for_update().filter(pk=actor.user_id).first()


def add_stream(actor: Actor, organisation: Organisation, values: Mapping[str, str], pk: UUID | None = None) -> ValueStream:
    """Store a new stream in the caller's transaction; the caller has asked for the right to do so."""
    given = clean(values, needed=("name", "item_kind"))
    stream = ValueStream.objects.create(pk=pk or uuid7(), organisation=organisation, created_by=actor.user, **given)
    audit.record(actor=actor.user, action="stream-created", obj=stream, organisation=organisation, details={"name": stream.name})
    return stream


def update_stream(*, actor: Actor, stream_id: UUID, values: Mapping[str, str]) -> ValueStream:
    """Set some fields of a stream. NotFound for strangers, Forbidden for those who only read it, Invalid for what cannot be stored."""
    texts = {name: value for name, value in values.items() if name != "owner"}
    with transaction.atomic():
        ValueStream.objects.select_for_update().filter(pk=stream_id).first()
        stream = streams.get_stream_to_edit(actor, stream_id)
        given: dict[str, Any] = clean(texts) | ({"owner": _owner(actor, stream, values["owner"])} if "owner" in values else {})
        changed = {name: value for name, value in given.items() if getattr(stream, name) != value}
        if not changed:
            return stream
        details = {name: f"{_said(getattr(stream, name))} → {_said(value)}" for name, value in changed.items()}
        ValueStream.objects.filter(pk=stream.pk).update(updated_at=timezone.now(), **changed)
        stream.refresh_from_db(fields=list(changed))
        audit.record(actor=actor.user, action="stream-changed", obj=stream, organisation=stream.organisation, details=details)
    return stream


def _said(value: Any) -> str:
    return "nobody" if value is None else str(value)


def _owner(actor: Actor, stream: ValueStream, text: str) -> User | None:
    """The person with this id among those who may own the stream; None for an empty text."""
    found = next((user for user in streams.list_possible_owners(actor, stream) if str(user.pk) == text), None)
    if text and found is None:
        raise Invalid({"owner": "Choose somebody of the stream’s workshops."})
    return found


def clean(values: Mapping[str, str], needed: tuple[str, ...] = ()) -> dict[str, str]:
    """Values as they are stored; Invalid with one fault for each that cannot be."""
    faults, given = [], {}
    for name in (*needed, *(name for name in values if name not in needed)):
        text = str(values.get(name) or "").strip()
        if fault := _fault(name, text):
            faults.append(Fault(name, fault))
        given[name] = text
    if faults:
        raise Invalid(faults)
    return given


def _fault(name: str, text: str) -> str:
    if name == "item_kind":
        return "" if text in ItemKind.values else f"Say what flows: {', '.join(ItemKind.values)}."
    if name not in LIMITS:
        return "This field cannot be set."
    if "\x00" in text:
        return "Remove the NUL character."
    if name == "name" and not text:
        return "Give the stream a name."
    return f"Keep it to {LIMITS[name]} characters; it has {len(text)}." if len(text) > LIMITS[name] else ""
