"""The 30-, 60- and 90-day reviews."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from reviews.agenda import Timed, read, standard, timed
from reviews.rating import COLOURS, TONES
from workshops.models import LiveRecord, Participation

REVIEW_DAY_CHOICES = [(30, "30 days"), (60, "60 days"), (90, "90 days"), (180, "180 days"), (365, "1 year")]
HOLDS = [("yes", "Yes, everybody works the new way"), ("partly", "Mostly; some go back"), ("no", "No, we are back at the old way")]
STATUS_CHOICES = [("planned", "Planned"), ("held", "Held"), ("closed", "Closed"), ("cancelled", "Cancelled")]


class Review(LiveRecord):
    """One look back: what was promised, what was measured, what is decided."""

    day = models.PositiveSmallIntegerField(choices=REVIEW_DAY_CHOICES)
    due_on = models.DateField()
    status = models.CharField(max_length=10, choices=STATUS_CHOICES, default="planned")
    held_on = models.DateField(null=True, blank=True)
    reason = models.CharField("why it is not held", max_length=300, blank=True)
    """Said when it is cancelled."""
    attendance = models.JSONField(default=list)
    """Ids of the people of the workshop who were there."""
    learned = models.TextField("what we learned", max_length=4000, blank=True)
    sustainment = models.TextField("resistance and sustainment", max_length=4000, blank=True)
    next_steps = models.TextField(max_length=4000, blank=True)
    starts_at = models.TimeField("begins", null=True, blank=True)
    place = models.CharField("where", max_length=300, blank=True)
    agenda = models.TextField(max_length=2000, blank=True, help_text="One line for each point, its minutes first. Empty: the usual one.")
    rating = models.CharField("how it stands", max_length=5, choices=COLOURS, blank=True)
    rating_reason = models.CharField("why", max_length=300, blank=True)
    closing_words = models.TextField("the sponsor’s closing words", max_length=2000, blank=True)
    """What the sponsor says when closing; nobody else writes it."""
    closed_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [models.UniqueConstraint(fields=["workshop", "day"], name="one_review_per_day")]

    def __str__(self) -> str:
        return f"{self.day}-day review"

    def get_absolute_url(self) -> str:
        """The review's page."""
        return reverse("review-page", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done about it: planned, or held and not closed."""
        return self.status in ("planned", "held")

    @property
    def points(self) -> list[Timed]:
        """The agenda that was written, else the usual one, with its times."""
        return timed(read(self.agenda) or standard(self.day), self.starts_at)

    @property
    def rating_tone(self) -> str:
        """The colour that the rating is shown in."""
        return TONES[self.rating]


class ReviewReading(LiveRecord):
    """One metric as it was measured for a review."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="readings")
    metric = models.CharField(max_length=60, help_text="lead_time and other totals, target:<id> of the charter, promise:<id> of an action.")
    value = models.JSONField(help_text="The statement as typed: a duration, a percentage or a number.")
    measured_on = models.DateField(null=True, blank=True)
    how = models.CharField("how it was measured", max_length=300, blank=True)
    n = models.PositiveIntegerField("how many", null=True, blank=True, help_text="How many items were looked at.")
    holds = models.CharField("does the new way hold?", max_length=6, choices=HOLDS, blank=True)
    note = models.CharField("what gets in the way", max_length=300, blank=True)
    author = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["review", "metric"], condition=models.Q(deleted_seq=None), name="one_reading_per_metric")
        ]

    def __str__(self) -> str:
        return f"{self.metric}: {self.value}"


class Decision(LiveRecord):
    """What was decided, by whom it is carried, until when."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, null=True, blank=True, related_name="decisions")
    meeting = models.ForeignKey("reviews.AlignmentMeeting", on_delete=models.CASCADE, null=True, blank=True, related_name="decisions")
    text = models.CharField(max_length=1000)
    owner = models.ForeignKey(Participation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    action = models.ForeignKey("actionplans.Action", on_delete=models.SET_NULL, null=True, related_name="+")
    """What it became in the plan."""
    author = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text
