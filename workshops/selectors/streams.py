"""Value streams as pages and API show them, filtered by what the person may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from vsm_site.lib.errors import Forbidden, NotFound
from workshops import policy
from workshops.access import Actor, visible_workshops, workshop_phase
from workshops.models import Participation, TouchPoint, ValueStream, Workshop
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
    stream = visible_streams(actor).select_related("organisation", "created_by", "owner").filter(pk=pk).first()
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


# Who owns it


def list_possible_owners(actor: Actor, stream: ValueStream) -> list[User]:
    """Who may be named as its owner: people with an account in its workshops, its maker, whoever asks, and who is named now."""
    rows = Participation.objects.present().filter(workshop__in=visible_workshops(actor).filter(stream=stream))
    inside = rows.filter(user__is_active=True).exclude(role=Role.GUEST).values("user_id")
    wanted = Q(pk__in=inside) | Q(pk__in=[pk for pk in (stream.created_by_id, stream.owner_id, actor.user_id) if pk])
    return list(User.objects.filter(wanted, is_guest=False).order_by("display_name", "email"))


def person_of_owner(actor: Actor, stream: ValueStream) -> Participation | None:
    """Who is named as its owner, as a person of the newest of its workshops that has them; None for nobody, and for who is in none."""
    if stream.owner_id is None:
        return None
    rows = _people_of(actor, stream).filter(user_id=stream.owner_id)
    return rows.order_by("-workshop__first_day", "-workshop_id", "order_key", "id").first()


def user_of_person(actor: Actor, stream: ValueStream, person_id: UUID) -> UUID | None:
    """The user behind a people id of one of its workshops; None for any other id."""
    return _people_of(actor, stream).filter(pk=person_id).values_list("user_id", flat=True).first()


def _people_of(actor: Actor, stream: ValueStream) -> QuerySet[Participation]:
    rows: QuerySet[Participation] = Participation.objects.present().filter(workshop__in=visible_workshops(actor).filter(stream=stream))
    return rows.exclude(role=Role.GUEST)


def owners_of(actor: Actor, streams: Collection[ValueStream]) -> dict[UUID, str]:
    """Who owns each of these streams by name: who is named, else the process owner of the newest workshop that the person sees."""
    newest: dict[UUID, UUID] = {}
    for pk, stream_id in visible_workshops(actor).filter(stream__in=streams).order_by("first_day", "pk").values_list("pk", "stream_id"):
        newest[stream_id] = pk
    rows = Participation.objects.present().filter(workshop__in=newest.values(), role=Role.OWNER).select_related("user")
    leaders: dict[UUID, str] = {}
    for row in rows.order_by("order_key", "id"):
        leaders.setdefault(row.workshop_id, row.name)
    return {row.pk: str(row.owner) if row.owner else leaders.get(newest[row.pk], "") if row.pk in newest else "" for row in streams}


# Where streams touch


def touch_points_of(streams: Collection[ValueStream]) -> QuerySet[TouchPoint]:
    """The touch points of these streams, which the person sees, with both sides."""
    sides = Q(giver__in=streams) | Q(taker__in=streams)
    return TouchPoint.objects.filter(sides, removed_at=None).select_related("giver", "taker", "created_by")


def read_touch_point(stream: ValueStream, pk: UUID) -> TouchPoint:
    """A touch point of a stream that the person sees; NotFound otherwise."""
    point = touch_points_of([stream]).filter(pk=pk).first()
    if point is None:
        raise NotFound
    return point


def get_touch_point(actor: Actor, stream_id: UUID, pk: UUID) -> TouchPoint:
    """A touch point of a stream that the person may edit, or that the person made; also a removed one. NotFound or Forbidden otherwise."""
    stream = get_stream(actor, stream_id)
    sides = Q(giver=stream) | Q(taker=stream)
    point = TouchPoint.objects.filter(sides, pk=pk).select_related("giver", "taker").first()
    if point is None:
        raise NotFound
    if point.created_by_id != actor.user_id and not may_edit_stream(actor, stream):
        raise Forbidden("Whoever noted the touch point, and the owner and coach of the stream’s workshops, change it.")
    return point


def find_removed_touch_point(actor: Actor, stream: ValueStream, pk: UUID) -> TouchPoint | None:
    """A removed touch point of this stream that the person may put back; None where it is there or is not the person's to put back."""
    sides = Q(giver=stream) | Q(taker=stream)
    point = TouchPoint.objects.filter(sides, pk=pk).exclude(removed_at=None).first()
    return point if point and (point.created_by_id == actor.user_id or may_edit_stream(actor, stream)) else None


def list_other_streams(actor: Actor, stream: ValueStream) -> list[ValueStream]:
    """The streams that this one may touch: those of the same organisation that the person sees."""
    return list(list_streams(actor).filter(organisation=stream.organisation_id).exclude(pk=stream.pk))
