"""Addresses of workshops, by what they are about."""

from workshops.views import (
    barriers,
    captures,
    changes,
    charter,
    day_close,
    day_notes,
    days,
    glossary,
    guests,
    joining,
    people,
    personal,
    room,
    stages,
    streams,
    workshops,
)

urlpatterns = [
    *workshops.urlpatterns,
    *streams.urlpatterns,
    *stages.urlpatterns,
    *charter.urlpatterns,
    *people.urlpatterns,
    *guests.urlpatterns,
    *joining.urlpatterns,
    *captures.urlpatterns,
    *glossary.urlpatterns,
    *days.urlpatterns,
    *day_notes.urlpatterns,
    *barriers.urlpatterns,
    *day_close.urlpatterns,
    *personal.urlpatterns,
    *changes.urlpatterns,
    *room.urlpatterns,
]
