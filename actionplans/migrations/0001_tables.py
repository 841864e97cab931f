import datetime
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import vsm_site.lib.ids
import vsm_site.lib.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("actionplans", "0001_initial"),
        ("actionplans", "0002_check_ins"),
        ("actionplans", "0003_check_in_minutes_sent"),
        ("actionplans", "0004_blocks_and_sources"),
        ("actionplans", "0005_agreement"),
        ("actionplans", "0006_views_and_outreach"),
    ]

    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("workshops", "0001_tables"),
    ]

    operations = [
        vsm_site.lib.migrations.CreateModels(
            models=[
                migrations.CreateModel(
                    name="Action",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("revs", models.JSONField(default=dict, editable=False)),
                        ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        ("order_key", models.CharField(blank=True, default="", max_length=120)),
                        ("title", models.CharField(help_text="What will be done, in a few words.", max_length=200, verbose_name="what")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("just_do_it", "Just do it"),
                                    ("event", "Kaizen event"),
                                    ("project", "Project"),
                                    ("burst", "Burst"),
                                    ("workshop", "Workshop"),
                                ],
                                default="just_do_it",
                                max_length=12,
                            ),
                        ),
                        (
                            "objective",
                            models.CharField(
                                blank=True, help_text="What it is good for: the aim, with its number if there is one.", max_length=500
                            ),
                        ),
                        (
                            "countermeasure",
                            models.TextField(
                                blank=True, help_text="What exactly is changed so that the problem stays away.", max_length=4000
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="workshops.participation",
                            ),
                        ),
                        ("team", models.JSONField(blank=True, default=list)),
                        (
                            "block",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="actionplans.planblock",
                            ),
                        ),
                        (
                            "impact",
                            models.PositiveSmallIntegerField(blank=True, choices=[(1, "Low"), (2, "Medium"), (3, "High")], null=True),
                        ),
                        (
                            "effort",
                            models.PositiveSmallIntegerField(blank=True, choices=[(1, "Low"), (2, "Medium"), (3, "High")], null=True),
                        ),
                        ("depends_on", models.JSONField(blank=True, default=list)),
                        ("start", models.DateField(blank=True, null=True)),
                        ("end", models.DateField(blank=True, null=True)),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("todo", "To do"),
                                    ("doing", "Doing"),
                                    ("blocked", "Blocked"),
                                    ("done", "Done"),
                                    ("dropped", "Dropped"),
                                ],
                                default="todo",
                                max_length=8,
                            ),
                        ),
                        ("status_on", models.DateField(editable=False, null=True)),
                        ("preparation", models.TextField(blank=True, help_text="What has to be ready before it begins.", max_length=2000)),
                        ("result", models.TextField(blank=True, help_text="What came of it.", max_length=2000)),
                        ("reason", models.CharField(blank=True, help_text="Why it is blocked or dropped.", max_length=500)),
                        (
                            "waits_for",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="workshops.participation",
                            ),
                        ),
                        (
                            "percent",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100)]
                            ),
                        ),
                        (
                            "source_capture",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="workshops.capture",
                            ),
                        ),
                        ("source_note_id", models.UUIDField(blank=True, null=True)),
                        ("step_id", models.UUIDField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["order_key", "id"],
                        "indexes": [
                            models.Index(fields=["workshop", "status"], name="actionplans_worksho_f64fff_idx"),
                            models.Index(fields=["owner"], name="actionplans_owner_i_269509_idx"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("percent", None), ("percent__lte", 100), _connector="OR"),
                                name="action_percent_up_to_100",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("start", None), ("end", None), ("end__gte", models.F("start")), _connector="OR"),
                                name="action_days_in_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Baseline",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("revs", models.JSONField(default=dict, editable=False)),
                        ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        ("order_key", models.CharField(blank=True, default="", max_length=120)),
                        ("number", models.PositiveIntegerField()),
                        (
                            "reason",
                            models.CharField(
                                blank=True, help_text="Why the plan is measured against other dates from now on.", max_length=300
                            ),
                        ),
                        ("content", models.JSONField(default=dict)),
                        (
                            "made_by",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        ("made_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["-number"],
                        "constraints": [models.UniqueConstraint(fields=("workshop", "number"), name="one_baseline")],
                    },
                ),
                migrations.CreateModel(
                    name="CheckIn",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("revs", models.JSONField(default=dict, editable=False)),
                        ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        ("order_key", models.CharField(blank=True, default="", max_length=120)),
                        ("on", models.DateField()),
                        ("attendance", models.JSONField(blank=True, default=list)),
                        ("notes", models.TextField(blank=True, help_text="What was said and belongs to no action.", max_length=4000)),
                        ("sent_at", models.DateTimeField(null=True)),
                        (
                            "sent_by",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        (
                            "led_by",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-on", "-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("deleted_seq", None)), fields=("workshop", "on"), name="one_check_in_a_day"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CheckInLink",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        (
                            "user",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL),
                        ),
                        ("token_hash", models.CharField(max_length=64, unique=True)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("expires_at", models.DateTimeField()),
                        ("revoked_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["made_at", "id"],
                        "indexes": [models.Index(fields=["workshop", "user"], name="actionplans_worksho_98efe0_idx")],
                    },
                ),
                migrations.CreateModel(
                    name="CheckInPoint",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("revs", models.JSONField(default=dict, editable=False)),
                        ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        ("order_key", models.CharField(blank=True, default="", max_length=120)),
                        (
                            "check_in",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="points", to="actionplans.checkin"),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("decision", "Decision"), ("follow_up", "Follow-up")], default="decision", max_length=10
                            ),
                        ),
                        ("text", models.CharField(max_length=500)),
                        (
                            "action",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="actionplans.action",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="CheckInRound",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("due_at", models.DateTimeField()),
                        ("leased_until", models.DateTimeField(null=True)),
                        ("sent_at", models.DateTimeField(null=True)),
                        ("cancelled_at", models.DateTimeField(null=True)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        ("on", models.DateField()),
                        ("meets_at", models.DateTimeField()),
                        ("since", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["on", "id"],
                        "indexes": [models.Index(fields=["sent_at", "due_at"], name="actionplans_sent_at_0e6557_idx")],
                        "constraints": [models.UniqueConstraint(fields=("workshop", "on"), name="one_round_a_day")],
                    },
                ),
                migrations.CreateModel(
                    name="CheckInRequest",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="requests",
                                to="actionplans.checkinround",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("message_id", models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        "ordering": ["at", "id"],
                        "indexes": [models.Index(fields=["workshop", "user", "at"], name="actionplans_worksho_0fe739_idx")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("round__isnull", False)), fields=("round", "user"), name="asked_once_a_round"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Handover",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("revs", models.JSONField(default=dict, editable=False)),
                        ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        ("order_key", models.CharField(blank=True, default="", max_length=120)),
                        ("to_owner", models.BooleanField(default=True)),
                        (
                            "by",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="workshops.participation"
                            ),
                        ),
                        (
                            "note",
                            models.CharField(
                                blank=True, help_text="What was agreed on besides; needed when the plan is given back.", max_length=500
                            ),
                        ),
                        ("actions", models.PositiveIntegerField(default=0)),
                        ("unready", models.PositiveIntegerField(default=0)),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["-at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Outreach",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("revs", models.JSONField(default=dict, editable=False)),
                        ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        ("order_key", models.CharField(blank=True, default="", max_length=120)),
                        (
                            "kind",
                            models.CharField(
                                choices=[("communication", "Communication"), ("training", "Training")],
                                default="communication",
                                max_length=13,
                            ),
                        ),
                        ("audience", models.CharField(max_length=200)),
                        ("what", models.CharField(max_length=500, verbose_name="message or skill")),
                        ("channel", models.CharField(blank=True, max_length=120)),
                        ("on", models.DateField(blank=True, null=True, verbose_name="day")),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="workshops.participation",
                            ),
                        ),
                        ("done_on", models.DateField(blank=True, null=True, verbose_name="done")),
                    ],
                    options={
                        "ordering": [models.OrderBy(models.F("on"), nulls_last=True), "id"],
                        "indexes": [models.Index(fields=["workshop", "kind"], name="actionplans_worksho_e068d0_idx")],
                    },
                ),
                migrations.CreateModel(
                    name="PlanBlock",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("revs", models.JSONField(default=dict, editable=False)),
                        ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        ("order_key", models.CharField(blank=True, default="", max_length=120)),
                        (
                            "title",
                            models.CharField(
                                help_text="In a few words, for example “Pacemaker loop”.", max_length=120, verbose_name="block"
                            ),
                        ),
                        ("objective", models.CharField(blank=True, help_text="What is true once its actions are done.", max_length=500)),
                    ],
                    options={
                        "ordering": ["order_key", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="PlanSignature",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("revs", models.JSONField(default=dict, editable=False)),
                        ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        ("order_key", models.CharField(blank=True, default="", max_length=120)),
                        (
                            "baseline",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="signatures", to="actionplans.baseline"
                            ),
                        ),
                        ("role", models.CharField(choices=[("sponsor", "Executive sponsor"), ("owner", "Process owner")], max_length=12)),
                        (
                            "by",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="PlanView",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("revs", models.JSONField(default=dict, editable=False)),
                        ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        ("order_key", models.CharField(blank=True, default="", max_length=120)),
                        ("name", models.CharField(max_length=60)),
                        ("query", models.JSONField(default=dict)),
                        (
                            "author",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["name", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="ProgressUpdate",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("revs", models.JSONField(default=dict, editable=False)),
                        ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        ("order_key", models.CharField(blank=True, default="", max_length=120)),
                        (
                            "action",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="updates", to="actionplans.action"),
                        ),
                        ("text", models.CharField(max_length=1000)),
                        (
                            "percent",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100)]
                            ),
                        ),
                        (
                            "evidence",
                            models.CharField(blank=True, help_text="What shows it: a link, a measurement, where to look.", max_length=500),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "ordering": ["-at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Promise",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("revs", models.JSONField(default=dict, editable=False)),
                        ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        ("order_key", models.CharField(blank=True, default="", max_length=120)),
                        (
                            "action",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="promises", to="actionplans.action"
                            ),
                        ),
                        ("metric", models.CharField(help_text="A metric of the map, or a measure of your own.", max_length=60)),
                        ("step_id", models.UUIDField(blank=True, null=True)),
                        ("from_value", models.JSONField()),
                        ("to_value", models.JSONField()),
                        ("accepted", models.BooleanField(default=True)),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="SponsorNote",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("revs", models.JSONField(default=dict, editable=False)),
                        ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        ("order_key", models.CharField(blank=True, default="", max_length=120)),
                        ("text", models.TextField(max_length=4000)),
                        (
                            "author",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        ("sent_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["-id"],
                        "indexes": [models.Index(fields=["workshop", "sent_at"], name="actionplans_worksho_4ccb72_idx")],
                    },
                ),
                migrations.CreateModel(
                    name="ActionPlan",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("revs", models.JSONField(default=dict, editable=False)),
                        ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        ("order_key", models.CharField(blank=True, default="", max_length=120)),
                        (
                            "objective",
                            models.TextField(
                                blank=True, help_text="What the plan is to achieve, in one or two sentences.", max_length=4000
                            ),
                        ),
                        (
                            "checkin_weekday",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                choices=[
                                    (0, "Monday"),
                                    (1, "Tuesday"),
                                    (2, "Wednesday"),
                                    (3, "Thursday"),
                                    (4, "Friday"),
                                    (5, "Saturday"),
                                    (6, "Sunday"),
                                ],
                                null=True,
                                validators=[django.core.validators.MaxValueValidator(6)],
                            ),
                        ),
                        (
                            "checkin_every",
                            models.PositiveSmallIntegerField(
                                default=1,
                                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(8)],
                            ),
                        ),
                        ("checkin_at", models.TimeField(default=datetime.time(9, 0))),
                        (
                            "checkin_ask_days",
                            models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MaxValueValidator(6)]),
                        ),
                        ("checkin_from", models.DateField(blank=True, null=True)),
                        ("checkin_until", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("workshop",), name="one_plan")],
                    },
                ),
            ],
        ),
    ]
