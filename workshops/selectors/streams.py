"""Value streams as pages and API show them, filtered by what the person may see."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from vsm_site.lib.errors import Forbidden, NotFound
from workshops import policy
from workshops.access import Actor, visible_workshops, workshop_phase
from workshops.models import Participation, ValueStream, Workshop
from workshops.policy import Action, Role


def visible_streams(actor: Actor) -> QuerySet[ValueStream]:
    """Streams of the person's workshops (not as a guest), and those the person made as a member of their organisation."""
    rows = Participation.objects.present().filter(user_id=actor.user_id, workshop__deleted_seq=None)
    of_workshops = rows.exclude(role=Role.GUEST).values("workshop__stream")
    own = Q(created_by=actor.user_id, organisation__memberships__user=actor.user_id)
    return ValueStream.objects.filter(Q(pk__in=of_workshops) | own).distinct()


def list_streams(actor: Actor) -> QuerySet[ValueStream]:
    """The person's streams by name, without that of practice, each with `workshop_count`, the workshops of it that the person sees."""
    mine = visible_workshops(actor).values("pk")
    counted = Count("workshops", filter=Q(workshops__in=mine), distinct=True)
    return visible_streams(actor).exclude(workshops__practice=True).annotate(workshop_count=counted).order_by("name", "pk")


def get_stream(actor: Actor, pk: UUID) -> ValueStream:
    """A stream that the person sees; NotFound otherwise."""
    stream = visible_streams(actor).select_related("organisation", "created_by").filter(pk=pk).first()
    if stream is None:
        raise NotFound
    return stream


def may_edit_stream(actor: Actor, stream: ValueStream) -> bool:
    """Whether the person made the stream, or may edit it by the roles in one of its workshops."""
    if stream.created_by_id == actor.user_id:
        return True
    rows = Participation.objects.present().filter(user_id=actor.user_id, workshop__stream=stream, workshop__deleted_seq=None)
    roles: dict[Workshop, set[Role]] = defaultdict(set)
    for row in rows.select_related("workshop"):
        roles[row.workshop].add(Role(row.role))
    return any(Action.EDIT_STREAM in policy.allowed(found, workshop_phase(workshop)) for workshop, found in roles.items())


def get_stream_to_edit(actor: Actor, pk: UUID) -> ValueStream:
    """A stream that the person may edit; NotFound for strangers, Forbidden for those who only read it."""
    stream = get_stream(actor, pk)
    if not may_edit_stream(actor, stream):
        raise Forbidden("Whoever made the stream, and the owner and coach of its workshops, change it.")
    return stream


def list_workshops_of(actor: Actor, stream: ValueStream) -> QuerySet[Workshop]:
    """The workshops of a stream that the person sees, latest first."""
    return visible_workshops(actor).filter(stream=stream)
