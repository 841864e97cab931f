"""The days of a workshop."""

from __future__ import annotations

from django.db import models

from workshops.models.live import LiveRecord


class WorkshopDay(LiveRecord):
    """One day of the event."""

    date = models.DateField()
    theme = models.CharField(max_length=200, blank=True)
    starts_at = models.TimeField(default="09:00")
    accomplishments = models.TextField(max_length=4000, blank=True, help_text="What the team got done today.")
    closed = models.BooleanField(default=False)

    class Meta:
        ordering = ["date", "id"]

    def __str__(self) -> str:
        return f"{self.date}"


class AgendaItem(LiveRecord):
    """One block of a day's agenda; its time follows from the start of the day and what stands before it."""

    day = models.ForeignKey(WorkshopDay, on_delete=models.CASCADE, related_name="agenda")
    title = models.CharField(max_length=200)
    duration_minutes = models.PositiveIntegerField(default=30)
    kind = models.CharField(
        max_length=10,
        default="work",
        choices=[("work", "Work"), ("break", "Break"), ("walk", "Walk"), ("visit", "Leadership visit"), ("close", "Close")],
    )
    lead = models.CharField("who leads", max_length=80, blank=True)
    note = models.CharField(max_length=300, blank=True)
    done = models.BooleanField(default=False)

    class Meta:
        ordering = ["order_key", "id"]

    def __str__(self) -> str:
        return self.title


class Lesson(LiveRecord):
    """What the team learned on a day."""

    day = models.ForeignKey(WorkshopDay, on_delete=models.CASCADE, related_name="lessons")
    text = models.TextField(max_length=2000)
    kind = models.CharField(max_length=10, default="well", choices=[("well", "Went well"), ("change", "Change tomorrow")])
    author = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["order_key", "id"]

    def __str__(self) -> str:
        return self.text[:60]


class LeadershipVisit(LiveRecord):
    """Leaders come to the room: progress, questions, barriers."""

    day = models.ForeignKey(WorkshopDay, on_delete=models.CASCADE, related_name="visits")
    at = models.TimeField(default="16:00")
    leaders = models.CharField(max_length=300, blank=True)
    progress = models.TextField(max_length=4000, blank=True, help_text="Map, numbers and the issues on top, as you will say them.")

    class Meta:
        ordering = ["day", "at", "id"]

    def __str__(self) -> str:
        return f"Visit at {self.at}"


class LeaderQuestion(LiveRecord):
    """One thing that somebody asks the leaders, and what they answered."""

    day = models.ForeignKey(WorkshopDay, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField("question", max_length=500)
    author = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    answer = models.TextField(max_length=4000, blank=True, help_text="What the leaders said, and who follows it up.")

    class Meta:
        ordering = ["order_key", "id"]

    def __str__(self) -> str:
        return self.text[:60]


class Barrier(LiveRecord):
    """Something that only a leader can lift."""

    text = models.CharField(max_length=500)
    raised_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    owner = models.ForeignKey("workshops.Participation", on_delete=models.SET_NULL, null=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    answer = models.TextField(max_length=4000, blank=True)
    status = models.CharField(max_length=10, default="open", choices=[("open", "Open"), ("taken", "Taken"), ("lifted", "Lifted")])

    class Meta:
        ordering = ["order_key", "id"]

    def __str__(self) -> str:
        return self.text


class Capture(LiveRecord):
    """One thing said in the room and kept: issue, acronym, parking lot or improvement."""

    kind = models.CharField(
        max_length=12,
        choices=[("issue", "Issue"), ("acronym", "Acronym"), ("parking_lot", "Parking lot"), ("improvement", "Improvement")],
    )
    text = models.CharField(max_length=1000)
    at = models.CharField("about", max_length=160, blank=True, help_text="Where it belongs, for example a step of the map.")
    author = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    owner = models.ForeignKey("workshops.Participation", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    status = models.CharField(
        "disposition",
        max_length=10,
        default="open",
        choices=[
            ("open", "Open"),
            ("carried", "Carried on"),
            ("action", "Became an action"),
            ("closed", "Closed"),
            ("dropped", "Not pursued"),
        ],
    )
    disposition = models.CharField("what became of it", max_length=500, blank=True)
    captured_at = models.DateTimeField()

    class Meta:
        ordering = ["-captured_at", "-id"]

    def __str__(self) -> str:
        return self.text
