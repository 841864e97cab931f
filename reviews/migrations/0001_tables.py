import django.db.models.deletion
import django.utils.timezone
import vsm_site.lib.ids
import vsm_site.lib.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("reviews", "0001_initial"),
        ("reviews", "0002_review_reason"),
        ("reviews", "0003_day_summary"),
        ("reviews", "0004_alignment"),
        ("reviews", "0005_review_preparation"),
        ("reviews", "0006_sustaining"),
        ("reviews", "0007_alignment_reminders"),
        ("reviews", "0008_closing_words"),
        ("reviews", "0009_standard_files"),
        ("reviews", "0010_summary_sendings"),
        ("reviews", "0011_keep_what_was_sent"),
    ]

    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("actionplans", "0001_tables"),
        ("mapping", "0001_tables"),
        ("workshops", "0001_tables"),
    ]

    operations = [
        vsm_site.lib.migrations.CreateModels(
            models=[
                migrations.CreateModel(
                    name="AlignmentMeeting",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("revs", models.JSONField(default=dict, editable=False)),
                        ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        ("order_key", models.CharField(blank=True, default="", max_length=120)),
                        ("due_on", models.DateField()),
                        (
                            "status",
                            models.CharField(
                                choices=[("planned", "Planned"), ("held", "Held"), ("cancelled", "Cancelled")],
                                default="planned",
                                max_length=10,
                            ),
                        ),
                        ("held_on", models.DateField(blank=True, null=True)),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="why it is not held")),
                        ("attendance", models.JSONField(default=list)),
                        ("results", models.TextField(blank=True, max_length=4000, verbose_name="implementations and results")),
                        ("impact", models.TextField(blank=True, max_length=4000, verbose_name="impact on the metrics")),
                        ("coming", models.TextField(blank=True, max_length=4000, verbose_name="events ahead")),
                        ("environment", models.TextField(blank=True, max_length=4000, verbose_name="business environment")),
                        ("communication", models.TextField(blank=True, max_length=4000)),
                        ("map_update", models.TextField(blank=True, max_length=4000, verbose_name="value stream map")),
                        ("plan_update", models.TextField(blank=True, max_length=4000, verbose_name="implementation plan")),
                        ("sustainment", models.TextField(blank=True, max_length=4000, verbose_name="resistance and sustainment")),
                        ("sent_at", models.DateTimeField(null=True)),
                        (
                            "sent_by",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["due_on", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="GeneratedReport",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="reports", to="workshops.workshop"),
                        ),
                        ("kind", models.CharField(max_length=20)),
                        (
                            "day",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshopday"
                            ),
                        ),
                        (
                            "sending",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="report",
                                to="workshops.summarysending",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("queued", "Waiting for the worker"),
                                    ("running", "Being made"),
                                    ("ready", "Ready"),
                                    ("failed", "Failed"),
                                ],
                                default="queued",
                                max_length=10,
                            ),
                        ),
                        ("progress", models.PositiveSmallIntegerField(default=0)),
                        ("step", models.CharField(blank=True, max_length=80)),
                        ("file", models.CharField(blank=True, max_length=200)),
                        ("pages", models.PositiveSmallIntegerField(null=True)),
                        ("head", models.BigIntegerField(default=0)),
                        ("error", models.CharField(blank=True, max_length=300)),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("leased_until", models.DateTimeField(null=True)),
                        (
                            "requested_by",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("finished_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["-created_at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Measurement",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("revs", models.JSONField(default=dict, editable=False)),
                        ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        ("order_key", models.CharField(blank=True, default="", max_length=120)),
                        ("metric", models.CharField(max_length=60)),
                        ("value", models.JSONField()),
                        ("measured_on", models.DateField()),
                        ("n", models.PositiveIntegerField(blank=True, null=True, verbose_name="how many")),
                        ("how", models.CharField(blank=True, max_length=300, verbose_name="how it was measured")),
                        (
                            "author",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["measured_on", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Resistance",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("revs", models.JSONField(default=dict, editable=False)),
                        ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        ("order_key", models.CharField(blank=True, default="", max_length=120)),
                        ("text", models.CharField(max_length=1000, verbose_name="what we see or hear")),
                        ("who", models.CharField(blank=True, max_length=200, verbose_name="where or among whom")),
                        (
                            "cause",
                            models.CharField(blank=True, help_text="Ask; people have their reasons.", max_length=1000, verbose_name="why"),
                        ),
                        ("response", models.CharField(blank=True, max_length=1000, verbose_name="what we do about it")),
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
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="until")),
                        ("noted_on", models.DateField()),
                        ("outcome", models.CharField(blank=True, max_length=1000, verbose_name="what became of it")),
                        ("settled_on", models.DateField(blank=True, null=True)),
                        (
                            "author",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-noted_on", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Review",
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
                            "day",
                            models.PositiveSmallIntegerField(
                                choices=[(30, "30 days"), (60, "60 days"), (90, "90 days"), (180, "180 days"), (365, "1 year")]
                            ),
                        ),
                        ("due_on", models.DateField()),
                        (
                            "status",
                            models.CharField(
                                choices=[("planned", "Planned"), ("held", "Held"), ("closed", "Closed"), ("cancelled", "Cancelled")],
                                default="planned",
                                max_length=10,
                            ),
                        ),
                        ("held_on", models.DateField(blank=True, null=True)),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="why it is not held")),
                        ("attendance", models.JSONField(default=list)),
                        ("learned", models.TextField(blank=True, max_length=4000, verbose_name="what we learned")),
                        ("sustainment", models.TextField(blank=True, max_length=4000, verbose_name="resistance and sustainment")),
                        ("next_steps", models.TextField(blank=True, max_length=4000)),
                        ("starts_at", models.TimeField(blank=True, null=True, verbose_name="begins")),
                        ("place", models.CharField(blank=True, max_length=300, verbose_name="where")),
                        (
                            "agenda",
                            models.TextField(
                                blank=True, help_text="One line for each point, its minutes first. Empty: the usual one.", max_length=2000
                            ),
                        ),
                        (
                            "rating",
                            models.CharField(
                                blank=True,
                                choices=[("green", "Green"), ("amber", "Amber"), ("red", "Red")],
                                max_length=5,
                                verbose_name="how it stands",
                            ),
                        ),
                        ("rating_reason", models.CharField(blank=True, max_length=300, verbose_name="why")),
                        ("closing_words", models.TextField(blank=True, max_length=2000, verbose_name="the sponsor’s closing words")),
                        (
                            "closed_by",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        ("closed_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["due_on", "id"],
                        "constraints": [models.UniqueConstraint(fields=("workshop", "day"), name="one_review_per_day")],
                    },
                ),
                migrations.CreateModel(
                    name="Reminder",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("due_at", models.DateTimeField()),
                        ("leased_until", models.DateTimeField(null=True)),
                        ("sent_at", models.DateTimeField(null=True)),
                        ("cancelled_at", models.DateTimeField(null=True)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("kind", models.CharField(default="review-due", max_length=20)),
                        (
                            "review",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="reminders", to="reviews.review"),
                        ),
                        ("days_before", models.PositiveSmallIntegerField()),
                        ("for_date", models.DateField()),
                        (
                            "recipient",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["due_at", "id"],
                        "indexes": [models.Index(fields=["sent_at", "due_at"], name="reviews_rem_sent_at_8974db_idx")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("recipient__isnull", False)),
                                fields=("kind", "review", "days_before", "for_date", "recipient"),
                                name="reminder_once_per_person",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("recipient__isnull", True)),
                                fields=("kind", "review", "days_before", "for_date"),
                                name="reminder_round_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Decision",
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
                            "review",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="decisions",
                                to="reviews.review",
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="decisions",
                                to="reviews.alignmentmeeting",
                            ),
                        ),
                        ("text", models.CharField(max_length=1000)),
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
                        ("due_on", models.DateField(blank=True, null=True)),
                        (
                            "action",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="actionplans.action"
                            ),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="ReviewReading",
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
                            "review",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="readings", to="reviews.review"),
                        ),
                        (
                            "metric",
                            models.CharField(
                                help_text="lead_time and other totals, target:<id> of the charter, promise:<id> of an action.",
                                max_length=60,
                            ),
                        ),
                        ("value", models.JSONField(help_text="The statement as typed: a duration, a percentage or a number.")),
                        ("measured_on", models.DateField(blank=True, null=True)),
                        ("how", models.CharField(blank=True, max_length=300, verbose_name="how it was measured")),
                        (
                            "n",
                            models.PositiveIntegerField(
                                blank=True, help_text="How many items were looked at.", null=True, verbose_name="how many"
                            ),
                        ),
                        (
                            "holds",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("yes", "Yes, everybody works the new way"),
                                    ("partly", "Mostly; some go back"),
                                    ("no", "No, we are back at the old way"),
                                ],
                                max_length=6,
                                verbose_name="does the new way hold?",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="what gets in the way")),
                        (
                            "author",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("deleted_seq", None)), fields=("review", "metric"), name="one_reading_per_metric"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StandardWork",
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
                            "step",
                            models.ForeignKey(
                                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="mapping.step"
                            ),
                        ),
                        ("title", models.CharField(max_length=200, verbose_name="what is done from now on")),
                        ("document", models.CharField(blank=True, help_text="Its number or name, and where it hangs.", max_length=200)),
                        ("link", models.CharField(blank=True, help_text="Where it can be opened.", max_length=500)),
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
                        ("trained", models.JSONField(default=list)),
                        (
                            "others",
                            models.CharField(
                                blank=True,
                                help_text="Names, or a shift with how many.",
                                max_length=300,
                                verbose_name="who else was trained",
                            ),
                        ),
                        (
                            "audit_days",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (7, "Every week"),
                                    (14, "Every two weeks"),
                                    (30, "Every month"),
                                    (90, "Every quarter"),
                                    (180, "Every half-year"),
                                ],
                                default=30,
                                verbose_name="how often it is checked",
                            ),
                        ),
                        ("next_audit", models.DateField(blank=True, null=True, verbose_name="next check")),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="StandardFile",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("revs", models.JSONField(default=dict, editable=False)),
                        ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        ("order_key", models.CharField(blank=True, default="", max_length=120)),
                        ("name", models.CharField(max_length=160)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("pdf", "PDF"),
                                    ("jpg", "Picture"),
                                    ("txt", "Text"),
                                    ("csv", "Table as text"),
                                    ("docx", "Word document"),
                                    ("xlsx", "Excel sheet"),
                                    ("pptx", "PowerPoint"),
                                    ("odt", "Text document"),
                                    ("ods", "Spreadsheet"),
                                    ("odp", "Presentation"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("size", models.PositiveIntegerField()),
                        (
                            "stored",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="workshops.storedfile"),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "standard",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="files", to="reviews.standardwork"),
                        ),
                    ],
                    options={
                        "ordering": ["at", "id"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SustainmentCheck",
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
                            "standard",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="checks", to="reviews.standardwork"
                            ),
                        ),
                        ("on", models.DateField(verbose_name="looked at on")),
                        (
                            "holds",
                            models.CharField(
                                choices=[
                                    ("yes", "Yes, everybody works the new way"),
                                    ("partly", "Mostly; some go back"),
                                    ("no", "No, we are back at the old way"),
                                ],
                                max_length=6,
                                verbose_name="does it hold?",
                            ),
                        ),
                        ("findings", models.TextField(blank=True, help_text="What was seen, and what is done about it.", max_length=2000)),
                        (
                            "author",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-on", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Alignment",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("revs", models.JSONField(default=dict, editable=False)),
                        ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        ("order_key", models.CharField(blank=True, default="", max_length=120)),
                        ("first_on", models.DateField(verbose_name="first meeting on")),
                        (
                            "months",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (1, "Every month"),
                                    (2, "Every two months"),
                                    (3, "Every quarter"),
                                    (6, "Every half-year"),
                                    (12, "Every year"),
                                ],
                                default=3,
                                verbose_name="how often",
                            ),
                        ),
                        ("place", models.CharField(blank=True, max_length=200, verbose_name="where")),
                        ("is_ended", models.BooleanField(default=False)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("workshop",), name="one_alignment_series")],
                    },
                ),
                migrations.CreateModel(
                    name="MeetingReminder",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("due_at", models.DateTimeField()),
                        ("leased_until", models.DateTimeField(null=True)),
                        ("sent_at", models.DateTimeField(null=True)),
                        ("cancelled_at", models.DateTimeField(null=True)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="reminders", to="reviews.alignmentmeeting"
                            ),
                        ),
                        ("days_before", models.PositiveSmallIntegerField()),
                        ("for_date", models.DateField()),
                        (
                            "recipient",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["due_at", "id"],
                        "indexes": [models.Index(fields=["sent_at", "due_at"], name="reviews_mee_sent_at_db7ed3_idx")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("recipient__isnull", False)),
                                fields=("meeting", "days_before", "for_date", "recipient"),
                                name="meeting_reminder_once_per_person",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("recipient__isnull", True)),
                                fields=("meeting", "days_before", "for_date"),
                                name="meeting_round_once",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
