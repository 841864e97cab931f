"""What a workshop is about and what has to be ready: charter, its targets, and the tasks of the five stages."""

from __future__ import annotations

from django.db import models

from workshops.charter_parts import TOTALS
from workshops.models.live import LiveRecord
from workshops.models.workshop import STAGE_CHOICES
from workshops.setup_templates import AREAS, area_of
from workshops.stages import Stage


class Charter(LiveRecord):
    """The agreement between sponsor, owner and coach: why, what, how far, by whom and when."""

    family = models.CharField("product or case family", max_length=200, blank=True, help_text="Which kind of item the map follows.")
    customer_kind = models.CharField(
        "the customer is", max_length=8, blank=True, choices=[("external", "External"), ("internal", "Internal"), ("both", "Both")]
    )
    areas = models.CharField(
        "areas in scope", max_length=800, blank=True, help_text="Departments that the stream touches, with commas between."
    )
    included = models.TextField(max_length=4000, blank=True, help_text="Specific conditions that are in scope.")
    excluded = models.TextField(max_length=4000, blank=True, help_text="What is out of scope, so that nobody maps the exception.")
    trigger = models.CharField(max_length=300, blank=True, help_text="What starts the stream, for example a patient arrives.")
    first_step = models.CharField(max_length=200, blank=True)
    last_step = models.CharField(max_length=200, blank=True)
    boundaries = models.TextField(max_length=4000, blank=True, help_text="Limits, for example no new headcount.")
    demand_quantity = models.DecimalField(max_digits=15, decimal_places=3, null=True, blank=True)
    demand_per = models.CharField(
        max_length=2, blank=True, choices=[("h", "per hour"), ("d", "per day"), ("wk", "per week"), ("mo", "per month")]
    )
    working_calendar = models.CharField(
        max_length=200, blank=True, help_text="When the stream works, for example 24 hours or 5 days of 8 hours."
    )
    case_for_change = models.TextField(max_length=10000, blank=True, help_text="What hurts today, whom, and why now.")
    requirements = models.TextField(max_length=10000, blank=True, help_text="What customer, law and business require of the stream.")
    constraints = models.TextField(max_length=4000, blank=True)
    interdependent = models.TextField("streams it depends on", max_length=4000, blank=True)
    benefit_customer = models.TextField("benefit to the customer", max_length=4000, blank=True)
    benefit_business = models.TextField("benefit to the business", max_length=4000, blank=True)
    benefit_staff = models.TextField("benefit to the staff", max_length=4000, blank=True)
    on_call = models.TextField("on-call support", max_length=1000, blank=True, help_text="Who can be called in, and for what.")
    briefings = models.TextField(
        max_length=4000, blank=True, help_text="When and where the current state, the future state and the plan are shown, and who comes."
    )
    place = models.CharField(max_length=300, blank=True, help_text="Room and wall.")
    equipment = models.CharField(max_length=300, blank=True, help_text="Projector, screens, Wi-Fi, power, and large paper as backup.")
    food = models.CharField("food and drink", max_length=300, blank=True)
    walk_route = models.TextField(max_length=4000, blank=True, help_text="Where the walk goes and who is met there.")
    remote_link = models.CharField(max_length=300, blank=True)
    follow_up_place = models.CharField("place of the reviews", max_length=300, blank=True)
    follow_up_owner = models.CharField("owner of the reviews", max_length=120, blank=True, help_text="Who calls and prepares them.")
    approved_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workshop"], name="one_charter")]

    def __str__(self) -> str:
        return f"Charter of {self.workshop_id}"


class CharterTarget(LiveRecord):
    """A measurable target condition: metric, baseline, target, by when."""

    metric = models.CharField(max_length=120, help_text="For example lead time, rolled %C&A, or a measure of your own.")
    total = models.CharField(
        "total of the map", max_length=30, blank=True, choices=TOTALS, help_text="The number of the map that it is about, if it is one."
    )
    baseline = models.CharField(max_length=60, blank=True)
    target = models.CharField(max_length=60)
    by_when = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["order_key", "id"]

    def __str__(self) -> str:
        return f"{self.metric}: {self.target}"


class StageMove(LiveRecord):
    """One step on to, or back to, another stage: who, when, why, and what spoke against it then."""

    from_stage = models.CharField(max_length=10, choices=STAGE_CHOICES)
    to_stage = models.CharField(max_length=10, choices=STAGE_CHOICES)
    reason = models.CharField(max_length=1000, blank=True)
    blockers = models.JSONField(default=list)
    """The warnings that were passed, as they were shown."""
    by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_from_stage_display()} to {self.get_to_stage_display()}"

    @property
    def is_back(self) -> bool:
        """Whether it went back to an earlier stage."""
        return Stage(self.to_stage).number < Stage(self.from_stage).number


class SetupTask(LiveRecord):
    """One thing that a stage asks for, with owner and date; its notes are the work itself."""

    key = models.CharField(max_length=40, blank=True)
    """Which of the basic steps it is; blank for a task the team added."""
    stage = models.CharField(max_length=10, choices=STAGE_CHOICES)
    area = models.CharField(max_length=12, blank=True, choices=AREAS, help_text="What of the preparation it belongs to.")
    title = models.CharField(max_length=200)
    owner = models.ForeignKey("workshops.Participation", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    due_on = models.DateField("due", null=True, blank=True)
    done = models.BooleanField(default=False)
    notes = models.TextField(max_length=10000, blank=True, help_text="What was found, decided or prepared; links are fine.")

    class Meta:
        ordering = ["order_key", "id"]

    def __str__(self) -> str:
        return self.title

    @property
    def shown_area(self) -> str:
        """The area that was chosen, else the one of the basic step."""
        return self.area or area_of(self.key)
