"""Personal links of mails: they say for whom they are and where they lead, and open no door. Who follows one signs in first."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

SALT = "workshops.personal"
PLACES = ("barrier", "day")


@dataclass(frozen=True, slots=True)
class Personal:
    """What a personal link says: the person, the kind of place, its id."""

    user_id: UUID
    place: str
    pk: UUID


def personal_url(user_id: UUID, place: str, pk: UUID) -> str:
    """The whole address of a link for one person to a barrier, or to the summary of a day."""
    return str(settings.BASE_URL) + reverse("personal", args=[signing.dumps([str(user_id), place, str(pk)], salt=SALT)])


def read_personal(token: str) -> Personal | None:
    """What a link of `personal_url` says; None for one that we did not make."""
    try:
        user_id, place, pk = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    return Personal(UUID(user_id), place, UUID(pk)) if place in PLACES else None
