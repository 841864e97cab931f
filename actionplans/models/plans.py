"""The action plan of a workshop: what is done by whom until when, what it promises, and how it goes."""

from __future__ import annotations

from datetime import time

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone

from actionplans.cadence import MOST_WEEKS, WEEKDAYS, Cadence
from actionplans.promises import promise_text
from workshops.models.live import LiveRecord


class ActionPlan(LiveRecord):
    """The way from the current to the future state: one plan for each workshop."""

    objective = models.TextField(max_length=4000, blank=True, help_text="What the plan is to achieve, in one or two sentences.")
    checkin_weekday = models.PositiveSmallIntegerField(null=True, blank=True, choices=WEEKDAYS, validators=[MaxValueValidator(6)])
    """The weekday of the check-ins, 0 = Monday; None while there is no cadence."""
    checkin_every = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_WEEKS)])
    """Every how many weeks."""
    checkin_at = models.TimeField(default=time(9, 0))
    """When it begins, on the wall clock of the workshop's zone."""
    checkin_ask_days = models.PositiveSmallIntegerField(default=1, validators=[MaxValueValidator(6)])
    """How many days before, at the same hour, owners are asked."""
    checkin_from = models.DateField(null=True, blank=True)
    checkin_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workshop"], name="one_plan")]

    def __str__(self) -> str:
        return f"Action plan of {self.workshop_id}"

    @property
    def cadence(self) -> Cadence | None:
        """When its check-ins are; None while there is none."""
        if self.checkin_weekday is None or self.checkin_from is None or self.checkin_until is None:
            return None
        return Cadence(
            self.checkin_weekday, self.checkin_every, self.checkin_at, self.checkin_ask_days, self.checkin_from, self.checkin_until
        )


class PlanBlock(LiveRecord):
    """Actions that belong together: a loop of the future map, or whatever else the team calls one piece of the way."""

    title = models.CharField("block", max_length=120, help_text="In a few words, for example “Pacemaker loop”.")
    objective = models.CharField(max_length=500, blank=True, help_text="What is true once its actions are done.")

    class Meta:
        ordering = ["order_key", "id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Where it stands among the blocks of its plan."""
        return f"{reverse('workshop-plan-blocks', args=[self.workshop_id])}#block-{self.pk}"


class Grade(models.IntegerChoices):
    """How much something is, as a team judges it by hand."""

    LOW = 1, "Low"
    MEDIUM = 2, "Medium"
    HIGH = 3, "High"


class Action(LiveRecord):
    """One card on the board: an improvement with one owner, dates and a promise."""

    class Kind(models.TextChoices):
        """How the improvement is carried out."""

        JUST_DO_IT = "just_do_it", "Just do it"
        EVENT = "event", "Kaizen event"
        PROJECT = "project", "Project"
        BURST = "burst", "Burst"
        WORKSHOP = "workshop", "Workshop"

    class Status(models.TextChoices):
        """Where it stands by what people said; the values are those of health.Status."""

        TODO = "todo", "To do"
        DOING = "doing", "Doing"
        BLOCKED = "blocked", "Blocked"
        DONE = "done", "Done"
        DROPPED = "dropped", "Dropped"

    title = models.CharField("what", max_length=200, help_text="What will be done, in a few words.")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.JUST_DO_IT)
    objective = models.CharField(max_length=500, blank=True, help_text="What it is good for: the aim, with its number if there is one.")
    countermeasure = models.TextField(max_length=4000, blank=True, help_text="What exactly is changed so that the problem stays away.")
    owner = models.ForeignKey("workshops.Participation", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    team = models.JSONField(default=list, blank=True)
    """People ids (participations) of those who help."""
    block = models.ForeignKey(PlanBlock, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    impact = models.PositiveSmallIntegerField(choices=Grade, null=True, blank=True)
    effort = models.PositiveSmallIntegerField(choices=Grade, null=True, blank=True)
    depends_on = models.JSONField(default=list, blank=True)
    """Ids of actions that have to be done before this one can be; those that were removed may still stand here."""
    start = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.TODO)
    status_on = models.DateField(null=True, editable=False)
    """The day, in the workshop's zone, on which it got its status."""
    preparation = models.TextField(max_length=2000, blank=True, help_text="What has to be ready before it begins.")
    result = models.TextField(max_length=2000, blank=True, help_text="What came of it.")
    reason = models.CharField(max_length=500, blank=True, help_text="Why it is blocked or dropped.")
    waits_for = models.ForeignKey("workshops.Participation", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    """Who can lift what blocks it."""
    percent = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(100)])
    """How far it is, as last reported."""
    source_capture = models.ForeignKey("workshops.Capture", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    source_note_id = models.UUIDField(null=True, blank=True)
    """The kaizen burst or other note on a map that it came from."""
    step_id = models.UUIDField(null=True, blank=True)
    """The step of a map where it happens; None for the whole stream."""

    class Meta:
        ordering = ["order_key", "id"]
        indexes = [models.Index(fields=["workshop", "status"]), models.Index(fields=["owner"])]
        constraints = [
            models.CheckConstraint(condition=models.Q(percent=None) | models.Q(percent__lte=100), name="action_percent_up_to_100"),
            models.CheckConstraint(
                condition=models.Q(start=None) | models.Q(end=None) | models.Q(end__gte=models.F("start")), name="action_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The action's own page."""
        return reverse("action-page", args=[self.pk])

    @property
    def is_moved(self) -> bool:
        """Whether it got another status since it was made."""
        return self.rev("status") > min(self.field_revs.values(), default=0)

    @property
    def present_promises(self) -> list[Promise]:
        """What it promises, without what was taken out; from loaded promises where they are."""
        return [row for row in self.promises.all() if row.deleted_seq is None]

    @property
    def promises_rev(self) -> int:
        """The sequence number of the last change of any promise, also of one that was taken out."""
        seqs = [seq for row in self.promises.all() for seq in (row.deleted_seq or 0, *row.field_revs.values())]
        return max(seqs, default=0)


class Promise(LiveRecord):
    """The promised change of one metric, of a step or of the whole map."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="promises")
    metric = models.CharField(max_length=60, help_text="A metric of the map, or a measure of your own.")
    step_id = models.UUIDField(null=True, blank=True)
    """The step of a map; None for the whole map."""
    from_value = models.JSONField()
    """What it is now, a statement as typed."""
    to_value = models.JSONField()
    """What it will be, a statement as typed."""
    accepted = models.BooleanField(default=True)
    """Whether it counts towards the future that is derived from promises."""

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return promise_text(self.metric, self.from_value, self.to_value)

    def get_absolute_url(self) -> str:
        """The page of its action."""
        return reverse("action-page", args=[self.action_id])

    @property
    def accepted_rev(self) -> int:
        """The sequence number at which it was last decided whether it counts."""
        return self.rev("accepted")


class ProgressUpdate(LiveRecord):
    """One line on how an action goes, with what shows it."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="updates")
    text = models.CharField(max_length=1000)
    percent = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(100)])
    evidence = models.CharField(max_length=500, blank=True, help_text="What shows it: a link, a measurement, where to look.")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.text
