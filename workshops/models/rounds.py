"""What the room does together at one time: rounds with what came out of them, break-outs with their boards, and the timer."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse

from workshops.models.live import LiveRecord
from workshops.round_kinds import ABOUT, CHOICES, LEVELS

STATES = [("open", "Open"), ("shown", "Shown"), ("dropped", "Ended without showing")]
VOICE_LENGTH = 64


class Round(LiveRecord):
    """Everybody is asked the same at the same time: to write, to vote, to sort, to work in groups, or whether they are ready."""

    kind = models.CharField(max_length=10, choices=CHOICES)
    question = models.CharField(max_length=300)
    state = models.CharField(max_length=8, choices=STATES, default="open")
    named = models.BooleanField("with names", default=False, help_text="When it is shown, everybody sees who said what.")
    dots = models.PositiveSmallIntegerField(default=3, help_text="Dots that each person has.")
    several = models.BooleanField("several answers", default=False)
    voices = models.PositiveIntegerField(default=0)
    """How many people have taken part: all that anybody is told of a round while it is open."""
    source = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    """The round whose notes are voted on or sorted."""
    about = models.CharField("what it is about", max_length=10, choices=ABOUT, blank=True, default="")
    """The part of the method that it belongs to, so that its page finds what came out; empty for none."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-begun_at", "-id"]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        """The round's page."""
        return reverse("round-page", args=[self.pk])


class Board(LiveRecord):
    """The sub-board of one group of a break-out: who works at it, and on what."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="boards")
    name = models.CharField(max_length=80)
    task = models.CharField(max_length=300, blank=True)
    members = models.JSONField(default=list)
    """Ids of the people who work at it."""

    class Meta:
        ordering = ["order_key", "id"]

    def __str__(self) -> str:
        return self.name


class RoundItem(LiveRecord):
    """One note, option or candidate of a round, for everybody to see."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="items")
    board = models.ForeignKey(Board, on_delete=models.CASCADE, null=True, blank=True, related_name="items")
    text = models.CharField(max_length=500)
    group = models.CharField(max_length=80, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    """None in anonymous rounds: nobody knows it."""
    count = models.PositiveIntegerField(null=True)
    """Dots or voices for it; None until they are shown."""
    voters = models.JSONField(default=list)
    """Ids of the people whose voices these are, of rounds with names that are shown."""
    impact = models.PositiveSmallIntegerField(null=True, blank=True, choices=LEVELS)
    effort = models.PositiveSmallIntegerField(null=True, blank=True, choices=LEVELS)

    class Meta:
        verbose_name = "note of a round"
        ordering = ["order_key", "id"]

    def __str__(self) -> str:
        return self.text[:60]


class RoundEntry(models.Model):
    """What one person gave in an open round. Not live and in no log; it goes when the round ends.

    Without a time, and with an id that says nothing about when: that it is the third is all that the order of rows could tell.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="entries")
    voice = models.CharField(max_length=VOICE_LENGTH)
    """The person under a key of this round (workshops.services.voices): one entry each, one's own found again, by nobody else."""
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    """Of rounds with names only."""
    content = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "voice"], name="one_entry_per_voice")]

    def __str__(self) -> str:
        return f"an entry of {self.round_id}"


class RoundKey(models.Model):
    """The key under which the people of one open round are known; with it goes the last way from an entry to a person."""

    round = models.OneToOneField(Round, primary_key=True, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"the key of {self.round_id}"


class Timer(LiveRecord):
    """The clock that runs down for everybody in the room; one row per workshop."""

    label = models.CharField(max_length=120, blank=True)
    seconds = models.PositiveIntegerField(default=0)
    """How long it was to run, with what was added since; 0 while there is none."""
    ends_at = models.DateTimeField(null=True)
    """None while it is paused or there is none."""
    left_seconds = models.PositiveIntegerField(null=True)
    """What is left of it while it is paused."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workshop"], name="one_timer_per_workshop")]

    def __str__(self) -> str:
        return self.label or "Timer"
