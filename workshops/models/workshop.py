"""The workshop itself and the people in it."""

from __future__ import annotations

import zoneinfo
from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from accounts.models.users import validate_time_zone
from workshops.models.live import LiveBase, LiveRecord
from workshops.policy import Role
from workshops.stages import Stage

STAGE_CHOICES = [(stage.value, stage.label) for stage in Stage]
ROLE_LABELS = {
    Role.SPONSOR: "Executive sponsor",
    Role.OWNER: "Process owner",
    Role.COACH: "Coach",
    Role.PARTICIPANT: "Subject-matter expert",
    Role.OBSERVER: "Observer",
    Role.GUEST: "Guest",
}
ROLE_CHOICES = [(role.value, ROLE_LABELS[role]) for role in Role]


class Workshop(LiveBase):
    """One value stream mapping workshop, from the charter to the ninety-day review."""

    stream = models.ForeignKey("workshops.ValueStream", on_delete=models.PROTECT, related_name="workshops")
    title = models.CharField(max_length=120)
    stage = models.CharField(max_length=10, choices=STAGE_CHOICES, default=Stage.PREPARE.value)
    first_day = models.DateField()
    last_day = models.DateField()
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    paused = models.BooleanField(default=False, help_text="Read only for everybody but the coach.")
    map_locked = models.BooleanField(default=False, help_text="Participants may not change maps.")
    guests_edit = models.BooleanField(default=False, help_text="Walk-up guests may change maps.")
    plan_handed_over = models.BooleanField(default=False, help_text="The owner has taken over the action plan.")
    practice = models.BooleanField(default=False, help_text="People practise here: it counts in no figures and has no reviews.")
    locked_steps = models.JSONField(default=list, verbose_name="locked steps")
    """Ids of steps of its maps that participants may not change; no part of any map."""
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    """The coach whose view the room follows, as it was last handed over; nobody yet is the first coach."""
    shown = models.JSONField(null=True)
    """What whoever leads last showed to everybody: map, pass, camera, steps in the spotlight (workshops.services.room)."""
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-first_day", "-id"]
        constraints = [models.CheckConstraint(condition=models.Q(last_day__gte=models.F("first_day")), name="workshop_days_in_order")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The workshop's home page."""
        return reverse("workshop-home", args=[self.pk])

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The time zone in which the workshop's days are dates."""
        return zoneinfo.ZoneInfo(self.time_zone)

    def today(self, now: datetime) -> date:
        """The date in the workshop's zone at this moment."""
        return now.astimezone(self.zone).date()


class Participation(LiveRecord):
    """One person in one role of a workshop; a person with two roles has two rows."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="participations")
    """None until an invited person without an account has accepted."""
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=12, choices=ROLE_CHOICES)
    function = models.CharField(max_length=80, blank=True, help_text="What the person does, for example triage nurse.")
    area = models.CharField(max_length=80, blank=True, help_text="Department or area the person stands for.")
    expert_of = models.CharField(
        "expert of", max_length=300, blank=True, help_text="Further areas the person speaks for, with commas between."
    )
    full_time = models.BooleanField(default=False, help_text="Freed full-time for the days of the workshop.")
    released = models.BooleanField(default=False, help_text="The sponsor has confirmed that the person is freed.")

    class Meta:
        ordering = ["order_key", "id"]
        indexes = [models.Index(fields=["workshop", "user"]), models.Index(fields=["user"])]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_role_display()}"

    @property
    def name(self) -> str:
        """How the person is shown; before the invitation is accepted, what stands before the @."""
        return str(self.user) if self.user else self.email.partition("@")[0]

    @property
    def is_guest(self) -> bool:
        """Whether the person came without an account, and so has no address."""
        return self.user is not None and self.user.is_guest

    @property
    def has_joined(self) -> bool:
        """Whether the person has an account and can come in."""
        return self.user_id is not None


class Visit(models.Model):
    """When a person last looked at a workshop, for “what changed since”. Not live: nobody else sees it."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="visits")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_seq = models.BigIntegerField(default=0)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workshop", "user"], name="one_visit_row")]

    def __str__(self) -> str:
        return f"{self.user_id} saw #{self.seen_seq}"
