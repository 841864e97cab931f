"""Another organisation with a workshop of its own, so that one sees that nothing is seen across."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from accounts.models import Organisation, User
from mapping.services import maps
from vsm_site.demo_seed.story import Story, document
from workshops.access import Actor
from workshops.agenda_templates import plan_days
from workshops.models import ItemKind
from workshops.policy import Role
from workshops.services.workshops import NewStream, NewWorkshop, create_workshop

STREAM = {
    "name": "A cup of coffee",
    "item_kind": ItemKind.EXTERNAL_NEED.value,
    "item": "order",
    "customer": "Guests at the counter",
    "value": "My coffee as I like it, before my train leaves.",
}


def tell(users: Mapping[str, User], organisation: Organisation, now: datetime) -> Story:
    """One day, a week from now."""
    plan = NewWorkshop(
        stream=NewStream(organisation, STREAM),
        title="Coffee at the counter",
        first_day=now.date() + timedelta(days=7),
        last_day=now.date() + timedelta(days=7),
        time_zone="UTC",
        roles=frozenset({Role.COACH, Role.OWNER}),
        agenda=plan_days(1),
    )
    story = Story(create_workshop(actor=Actor(users["Xena"]), plan=plan), users, now)
    story.redate(-12, "10:00")
    story.charter(
        "Xena",
        -11,
        "10:40",
        {
            "case_for_change": "Six of ten guests in the morning leave the queue.",
            "trigger": "Guest joins the queue",
            "first_step": "Take the order",
            "last_step": "Hand it over",
        },
    )
    story.targets("Xena", -10, (("Lead time", "8 min", "4 min", 60, "20 guests, timed"),))
    with story.dated(-9, "11:00"):
        maps.import_document(actor=story.actor("Xena"), workshop_id=story.workshop.pk, source=document("coffee-service"))
    return story
