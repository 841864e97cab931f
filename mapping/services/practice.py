"""A workshop to practise in: the same people on a sample map. It has no reviews and no tasks, and counts in no figures."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from mapping.services.maps import import_document
from workshops.access import Actor, get_workshop
from workshops.models import ItemKind, Workshop
from workshops.policy import Action
from workshops.selectors.training import practice_stream
from workshops.services.people import bring_team
from workshops.services.workshops import NewStream, NewWorkshop, create_workshop

SAMPLE = Path(__file__).resolve().parent.parent / "samples" / "coffee.json"
TITLE = "Practice: coffee at the counter"
STREAM = {
    "name": TITLE,
    "item_kind": ItemKind.EXTERNAL_NEED.value,
    "item": "order",
    "customer": "Guests in a hurry",
    "value": "A good coffee, soon, and the one I asked for.",
}


def make_practice(*, actor: Actor, workshop_id: UUID, change_id: UUID | None = None) -> Workshop:
    """A practice workshop for the team of this one, with a sample map, today and tomorrow; everybody who has an account is in, with the
    same roles.

    Repeated when the change id made one before. Forbidden for those who may not create workshops in the organisation.
    """
    source = get_workshop(actor, workshop_id, Action.EDIT_CHARTER)
    today = source.today(timezone.now())
    plan = NewWorkshop(
        stream=practice_stream(source) or NewStream(source.stream.organisation, STREAM),
        title=TITLE,
        first_day=today,
        last_day=today + timedelta(days=1),
        time_zone=source.time_zone,
        practice=True,
    )
    with transaction.atomic():
        made = create_workshop(actor=actor, plan=plan, change_id=change_id)
        bring_team(actor=actor, source=source, workshop=made)
        import_document(actor=actor, workshop_id=made.pk, source=SAMPLE.read_text(encoding="utf-8"))
    return made
