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
    team_did = models.TextField(
        "what the team did", max_length=8000, blank=True, help_text="One line each. Drawn up from the day’s log; change what you like."
    )
    """Blank as long as the list drawn up from the log stands as it is; kept when the day is closed."""
    closed = models.BooleanField(default=False)
    agreed_end = models.TimeField(null=True)
    """When the day was to end as its agenda stood when its first block was started."""

    class Meta:
        ordering = ["date", "id"]

    def __str__(self) -> str:
        return f"{self.date}"

    @property
    def is_open_again(self) -> bool:
        """Whether it was closed before and is open now."""
        return not self.closed and self.rev("closed") > 0


class AgendaItem(LiveRecord):
    """One block of a day's agenda; its time follows from the start of the day and what stands before it."""

    day = models.ForeignKey(WorkshopDay, on_delete=models.CASCADE, related_name="agenda")
    title = models.CharField(max_length=200)
    duration_minutes = models.PositiveIntegerField(default=30)
    kind = models.CharField(
        max_length=10,
        default="work",
        choices=[
            ("work", "Work"),
            ("break", "Break"),
            ("walk", "Walk"),
            ("visit", "Leadership visit"),
            ("briefing", "Briefing"),
            ("close", "Close"),
        ],
    )
    owner = models.ForeignKey("workshops.Participation", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    lead = models.CharField("who leads", max_length=80, blank=True)
    """A role (its person is shown), or somebody who is not among the people; the owner goes before it."""
    note = models.CharField(max_length=300, blank=True)
    materials = models.CharField(max_length=300, blank=True, help_text="What has to lie ready.")
    screen = models.CharField(max_length=20, blank=True)
    """Where the block is worked on: a word of workshops.screens."""
    done = models.BooleanField(default=False)
    agreed_start = models.TimeField(null=True)
    """When it was to start as the agenda stood when the day's first block was started, or the delay was spread last."""
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    carried_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="copies")
    """The block of an earlier day of which this one is what was left to do when that day was closed."""

    class Meta:
        ordering = ["order_key", "id"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_running(self) -> bool:
        """Whether it was begun and neither ended nor done."""
        return self.started_at is not None and self.ended_at is None and not self.done


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
    owner = models.ForeignKey(
        "workshops.Participation", verbose_name="who follows it up", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answer = models.TextField(max_length=4000, blank=True, help_text="What the leaders said.")

    class Meta:
        ordering = ["order_key", "id"]

    def __str__(self) -> str:
        return self.text[:60]


class Barrier(LiveRecord):
    """Something that only a leader can lift."""

    text = models.CharField(max_length=500)
    raised_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    about = models.CharField(max_length=60, blank=True)
    """Where it was raised, as `kind/uuid` of an action, check-in, review, map or step; blank for the workshop as a whole."""
    owner = models.ForeignKey("workshops.Participation", on_delete=models.SET_NULL, null=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    answer = models.TextField(max_length=4000, blank=True)
    decided_by = models.ForeignKey("workshops.Participation", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    """The leader whose decision the answer is."""
    written_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    """Who wrote the answer down for the leader who said it; nobody where it is the leader's own writing."""
    status = models.CharField(max_length=10, default="open", choices=[("open", "Open"), ("taken", "Taken"), ("lifted", "Lifted")])

    age = ""
    """How long it waits, in words, where a selector has looked."""
    is_escalated = False
    """Whether it waits so long that the leaders of the workshop were told, where a selector has looked."""
    place: tuple[str, str] | None = None
    """Where it was raised, in words with its address, where a selector has looked."""

    class Meta:
        ordering = ["order_key", "id"]

    def __str__(self) -> str:
        return self.text
