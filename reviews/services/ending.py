"""What a review ends in: the new current map, and the next workshop of the stream."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from mapping.models import Map
from mapping.selectors import latest_pair
from mapping.services.maps import copy_map, renew_current
from reviews.ending import NOT_HELD, renewal_of
from reviews.models import Review
from vsm_site.lib.errors import Invalid
from workshops.access import Actor, get_record, roles_in
from workshops.agenda_templates import TEMPLATES, plan_days
from workshops.change import change
from workshops.duties import CHECKLIST
from workshops.models import Charter, Workshop
from workshops.policy import Action, Role
from workshops.services.people import bring_team
from workshops.services.workshops import NewWorkshop, create_workshop
from workshops.setup_templates import template_for

SCOPE = (
    "family",
    "customer_kind",
    "areas",
    "included",
    "excluded",
    "trigger",
    "first_step",
    "last_step",
    "boundaries",
    "demand_quantity",
    "demand_per",
    "working_calendar",
    "interdependent",
    "place",
    "follow_up_place",
)
"""What of a charter is true of the stream, whichever workshop looks at it."""


def renew_map(*, actor: Actor, review: Review, change_id: UUID | None = None) -> Map:
    """Make the future map the new current one, with what was measured of its steps; the maps before stay.

    Invalid for a review that was not held, and without a future map.
    """
    fresh = get_record(actor, Review, review.pk, needs=Action.EDIT_REVIEW)
    _require_held(fresh)
    renewal = renewal_of(fresh)
    if renewal is None:
        raise Invalid({"map": "There is no future map that could become the current one."})
    return renew_current(actor=actor, future=renewal.future, measured=renewal.measured, title=renewal.title, change_id=change_id)


def begin_next(*, actor: Actor, review: Review, values: Mapping[str, Any], change_id: UUID | None = None) -> Workshop:
    """The next workshop of the stream: `title`, `first_day`, `last_day`, and what comes along (`bring_team`, `bring_scope`, `bring_map`).

    All of it or nothing. Repeated when the change id made one before; Invalid for a review that was not held and for days that cannot
    be; Forbidden for those who may not create workshops in the organisation.
    """
    fresh = get_record(actor, Review, review.pk, needs=Action.EDIT_REVIEW)
    _require_held(fresh)
    source: Workshop = fresh.workshop
    if values["first_day"] <= source.last_day:
        raise Invalid({"first_day": f"Choose a day after this workshop, which ended on {source.last_day.day} {source.last_day:%b %Y}."})
    with transaction.atomic():
        made = create_workshop(actor=actor, plan=_plan(actor, source, values), change_id=change_id)
        if values["bring_team"]:
            bring_team(actor=actor, source=source, workshop=made)
        if values["bring_scope"]:
            _bring_scope(actor, source, made)
        current = latest_pair(source).current if values["bring_map"] else None
        if current is not None:
            copy_map(actor=actor, source=current, workshop_id=made.pk, state="current")
    return made


def _plan(actor: Actor, source: Workshop, values: Mapping[str, Any]) -> NewWorkshop:
    own = roles_in(actor.user_id, source.pk) & {Role.COACH, Role.OWNER}
    kind, days = source.stream.item_kind, (values["last_day"] - values["first_day"]).days + 1
    return NewWorkshop(
        stream=source.stream,
        title=values["title"],
        first_day=values["first_day"],
        last_day=values["last_day"],
        time_zone=source.time_zone,
        roles=frozenset(own or {Role.COACH}),
        agenda=plan_days(days, kind, TEMPLATES[0].key),
        more_duties=(*CHECKLIST, *template_for(kind).duties),
    )


def _bring_scope(actor: Actor, source: Workshop, made: Workshop) -> None:
    before, after = (Charter.objects.get(workshop_id=pk) for pk in (source.pk, made.pk))
    values = {name: value for name in SCOPE if (value := getattr(before, name)) not in ("", None)}
    with change(made.pk, actor=actor, needs=Action.EDIT_CHARTER, kind="charter") as tx:
        if values:
            tx.set(after, values)


def _require_held(review: Review) -> None:
    if review.status not in ("held", "closed"):
        raise Invalid({"status": NOT_HELD})
