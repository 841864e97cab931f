"""Walk-up guests: who comes in on the day by link, QR code or typed code, without an account."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from workshops.models.live import LiveRecord

NAME_LENGTH = 40
CAPACITY = 60
STATES = [("waiting", "Waits to be let in"), ("in", "Is in"), ("refused", "Was not let in"), ("banned", "Is kept out")]


class Joining(LiveRecord):
    """Whether guests may join a workshop now, and how; one row per workshop.

    Neither link nor code is stored, not even as a hash: both follow from this row's id and `version` by the key of the installation
    (workshops.guests), so that the wall can show them all day and a copy of the database opens no door.
    """

    open_until = models.DateTimeField(null=True)
    """None while joining is closed."""
    direct = models.BooleanField(default=True, help_text="Who comes by link or QR code is in at once; a typed code leads to the lobby.")
    capacity = models.PositiveSmallIntegerField(default=CAPACITY, help_text="Guests at most, those in the lobby too.")
    version = models.PositiveIntegerField(default=1)
    """Goes up whenever link and code are renewed."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workshop"], name="one_joining_per_workshop")]

    def __str__(self) -> str:
        return f"joining of {self.workshop_id}"


class Guest(LiveRecord):
    """Somebody who joined without an account: in the lobby, let in, or not. Once in, a row of people has the role."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="visits_as_guest")
    name = models.CharField(max_length=NAME_LENGTH)
    function = models.CharField(max_length=80, blank=True)
    area = models.CharField(max_length=80, blank=True)
    by_link = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=STATES, default="waiting")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["asked_at", "id"]
        indexes = [models.Index(fields=["workshop", "state"])]
        constraints = [models.UniqueConstraint(fields=["user"], name="one_guest_per_user")]

    def __str__(self) -> str:
        return self.name


class GuestSession(models.Model):
    """The browser in which somebody is a guest. Not live; one per guest, of one workshop, and never a signed-in session."""

    key_hash = models.CharField(max_length=64, primary_key=True)
    """Of the key in the guest's cookie, which is kept nowhere else."""
    guest = models.OneToOneField(Guest, on_delete=models.CASCADE, related_name="session")
    begun_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"session of {self.guest_id}"


class GuestReturn(models.Model):
    """A link by which a guest comes in again in another browser, made by a coach; it works once. Not live; one per guest."""

    secret_hash = models.CharField(max_length=64, primary_key=True)
    """Of the secret in the link, which is kept nowhere else."""
    guest = models.OneToOneField(Guest, on_delete=models.CASCADE, related_name="way_back")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"way back of {self.guest_id}"


class JoinFailure(models.Model):
    """A typed code that opened nothing; it counts for ten minutes. Not live: it belongs to no workshop."""

    address = models.CharField(max_length=64)
    """A keyed hash of the address it came from."""
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"failure at {self.at:%H:%M:%S}"
