import accounts.models.users
import django.db.models.deletion
import django.utils.timezone
import uuid
import vsm_site.lib.ids
import vsm_site.lib.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("workshops", "0001_initial"),
        ("workshops", "0002_stages_questions_and_release"),
        ("workshops", "0003_control"),
        ("workshops", "0004_guests"),
        ("workshops", "0005_agenda"),
        ("workshops", "0006_captures"),
        ("workshops", "0007_daily_rhythm"),
        ("workshops", "0009_charter_agreement"),
        ("workshops", "0010_setup_files_and_meetings"),
        ("workshops", "0013_barrier_decisions"),
        ("workshops", "0014_team"),
        ("workshops", "0016_rounds"),
        ("workshops", "0017_log_without_a_second_index"),
        ("workshops", "0018_touch_points"),
        ("workshops", "0019_hints_put_aside"),
        ("workshops", "0020_guests_come_back"),
        ("workshops", "0021_barriers_brought_up_again"),
        ("workshops", "0022_round_about"),
        ("workshops", "0023_signed_without"),
        ("workshops", "0024_carried_blocks_and_sendings"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
        ("accounts", "__first__"),
    ]

    operations = [
        vsm_site.lib.migrations.CreateModels(
            models=[
                migrations.CreateModel(
                    name="Round",
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
                                choices=[
                                    ("write", "Private writing"),
                                    ("dots", "Dot voting"),
                                    ("poll", "Poll"),
                                    ("ready", "Ready check"),
                                    ("sort", "Impact and effort"),
                                    ("breakout", "Break-outs"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("question", models.CharField(max_length=300)),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "Open"), ("shown", "Shown"), ("dropped", "Ended without showing")],
                                default="open",
                                max_length=8,
                            ),
                        ),
                        (
                            "named",
                            models.BooleanField(
                                default=False, help_text="When it is shown, everybody sees who said what.", verbose_name="with names"
                            ),
                        ),
                        ("dots", models.PositiveSmallIntegerField(default=3, help_text="Dots that each person has.")),
                        ("several", models.BooleanField(default=False, verbose_name="several answers")),
                        ("voices", models.PositiveIntegerField(default=0)),
                        (
                            "source",
                            models.ForeignKey(
                                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="workshops.round"
                            ),
                        ),
                        (
                            "about",
                            models.CharField(
                                blank=True,
                                choices=[("ideal", "The ideal state")],
                                default="",
                                max_length=10,
                                verbose_name="what it is about",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        ("begun_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["-begun_at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="StoredFile",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        ("file", models.CharField(max_length=160)),
                        ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ],
                ),
                migrations.CreateModel(
                    name="Workshop",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("revs", models.JSONField(default=dict, editable=False)),
                        ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                        (
                            "stream",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="workshops", to="workshops.valuestream"
                            ),
                        ),
                        ("title", models.CharField(max_length=120)),
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("prepare", "Prepare"),
                                    ("gather", "Gather data"),
                                    ("future", "Future state & action plans"),
                                    ("execute", "Execute to plan"),
                                    ("align", "Align"),
                                ],
                                default="prepare",
                                max_length=10,
                            ),
                        ),
                        ("first_day", models.DateField()),
                        ("last_day", models.DateField()),
                        (
                            "time_zone",
                            models.CharField(default="UTC", max_length=64, validators=[accounts.models.users.validate_time_zone]),
                        ),
                        ("paused", models.BooleanField(default=False, help_text="Read only for everybody but the coach.")),
                        ("map_locked", models.BooleanField(default=False, help_text="Participants may not change maps.")),
                        ("guests_edit", models.BooleanField(default=False, help_text="Walk-up guests may change maps.")),
                        ("plan_handed_over", models.BooleanField(default=False, help_text="The owner has taken over the action plan.")),
                        (
                            "practice",
                            models.BooleanField(
                                default=False, help_text="People practise here: it counts in no figures and has no reviews."
                            ),
                        ),
                        ("locked_steps", models.JSONField(default=list, verbose_name="locked steps")),
                        (
                            "lead",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        ("shown", models.JSONField(null=True)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ],
                    options={
                        "ordering": ["-first_day", "-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("last_day__gte", models.F("first_day"))), name="workshop_days_in_order"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Guest",
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
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="visits_as_guest", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        ("name", models.CharField(max_length=40)),
                        ("function", models.CharField(blank=True, max_length=80)),
                        ("area", models.CharField(blank=True, max_length=80)),
                        ("by_link", models.BooleanField(default=False)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waits to be let in"),
                                    ("in", "Is in"),
                                    ("refused", "Was not let in"),
                                    ("banned", "Is kept out"),
                                ],
                                default="waiting",
                                max_length=8,
                            ),
                        ),
                        ("asked_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ],
                    options={
                        "ordering": ["asked_at", "id"],
                        "indexes": [models.Index(fields=["workshop", "state"], name="workshops_g_worksho_5a526e_idx")],
                        "constraints": [models.UniqueConstraint(fields=("user",), name="one_guest_per_user")],
                    },
                ),
                migrations.CreateModel(
                    name="GuestReturn",
                    fields=[
                        ("secret_hash", models.CharField(max_length=64, primary_key=True, serialize=False)),
                        (
                            "guest",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE, related_name="way_back", to="workshops.guest"
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL),
                        ),
                        ("expires_at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="GuestSession",
                    fields=[
                        ("key_hash", models.CharField(max_length=64, primary_key=True, serialize=False)),
                        (
                            "guest",
                            models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="session", to="workshops.guest"),
                        ),
                        ("begun_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                ),
                migrations.CreateModel(
                    name="JoinFailure",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("address", models.CharField(max_length=64)),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["at"], name="workshops_j_at_a52b57_idx")],
                    },
                ),
                migrations.CreateModel(
                    name="Participation",
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
                            "user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="participations",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("email", models.EmailField(max_length=254)),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("sponsor", "Executive sponsor"),
                                    ("owner", "Process owner"),
                                    ("coach", "Coach"),
                                    ("participant", "Subject-matter expert"),
                                    ("observer", "Observer"),
                                    ("guest", "Guest"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "function",
                            models.CharField(blank=True, help_text="What the person does, for example triage nurse.", max_length=80),
                        ),
                        ("area", models.CharField(blank=True, help_text="Department or area the person stands for.", max_length=80)),
                        (
                            "expert_of",
                            models.CharField(
                                blank=True,
                                help_text="Further areas the person speaks for, with commas between.",
                                max_length=300,
                                verbose_name="expert of",
                            ),
                        ),
                        ("full_time", models.BooleanField(default=False, help_text="Freed full-time for the days of the workshop.")),
                        ("released", models.BooleanField(default=False, help_text="The sponsor has confirmed that the person is freed.")),
                    ],
                    options={
                        "ordering": ["order_key", "id"],
                        "indexes": [
                            models.Index(fields=["workshop", "user"], name="workshops_p_worksho_03ec0c_idx"),
                            models.Index(fields=["user"], name="workshops_p_user_id_2b8637_idx"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoundKey",
                    fields=[
                        (
                            "round",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to="workshops.round",
                            ),
                        ),
                        ("key", models.CharField(max_length=64)),
                    ],
                ),
                migrations.CreateModel(
                    name="Board",
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
                            "round",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="boards", to="workshops.round"),
                        ),
                        ("name", models.CharField(max_length=80)),
                        ("task", models.CharField(blank=True, max_length=300)),
                        ("members", models.JSONField(default=list)),
                    ],
                    options={
                        "ordering": ["order_key", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="SetupTask",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("revs", models.JSONField(default=dict, editable=False)),
                        ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        ("order_key", models.CharField(blank=True, default="", max_length=120)),
                        ("key", models.CharField(blank=True, max_length=40)),
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("prepare", "Prepare"),
                                    ("gather", "Gather data"),
                                    ("future", "Future state & action plans"),
                                    ("execute", "Execute to plan"),
                                    ("align", "Align"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "area",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("sponsor", "Sponsor and owner"),
                                    ("case", "Case for change"),
                                    ("scope", "Scope"),
                                    ("requirements", "Requirements"),
                                    ("measurements", "Measurements"),
                                    ("information", "Preparatory information"),
                                    ("people", "Participants"),
                                    ("logistics", "Logistics"),
                                    ("materials", "Materials"),
                                    ("prework", "Pre-work"),
                                ],
                                help_text="What of the preparation it belongs to.",
                                max_length=12,
                            ),
                        ),
                        ("title", models.CharField(max_length=200)),
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
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="due")),
                        ("done", models.BooleanField(default=False)),
                        (
                            "notes",
                            models.TextField(
                                blank=True, help_text="What was found, decided or prepared; links are fine.", max_length=10000
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["order_key", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="ValueStream",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        (
                            "organisation",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.organisation"),
                        ),
                        ("name", models.CharField(max_length=120)),
                        (
                            "item_kind",
                            models.CharField(
                                choices=[
                                    ("material", "Materials (manufacturing, distribution)"),
                                    ("patient", "Patients (health services)"),
                                    ("information", "Information (office areas)"),
                                    ("external_need", "External customer needs (service areas)"),
                                    ("internal_need", "Internal customer needs (administration)"),
                                    ("code", "Coding and testing (software development)"),
                                ],
                                max_length=20,
                                verbose_name="what flows",
                            ),
                        ),
                        (
                            "item",
                            models.CharField(
                                blank=True, help_text="One of them, as you call it: patient, order, change request.", max_length=80
                            ),
                        ),
                        ("customer", models.CharField(blank=True, help_text="Who receives what the stream delivers.", max_length=120)),
                        (
                            "value",
                            models.TextField(
                                blank=True, help_text="What the customer would call valuable, in the customer's words.", max_length=1000
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("updated_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ],
                    options={
                        "ordering": ["name", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="WorkshopHead",
                    fields=[
                        (
                            "workshop",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="head",
                                serialize=False,
                                to="workshops.workshop",
                            ),
                        ),
                        ("head", models.BigIntegerField(default=0)),
                        ("floor", models.BigIntegerField(default=0)),
                        ("epoch", models.UUIDField(default=uuid.uuid4)),
                        ("perm_epoch", models.IntegerField(default=1)),
                        ("state", models.JSONField(default=dict)),
                    ],
                ),
                migrations.CreateModel(
                    name="Visit",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="visits", to="workshops.workshop"),
                        ),
                        (
                            "user",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL),
                        ),
                        ("seen_seq", models.BigIntegerField(default=0)),
                        ("seen_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("workshop", "user"), name="one_visit_row")],
                    },
                ),
                migrations.CreateModel(
                    name="Training",
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
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="trainings", to="workshops.participation"
                            ),
                        ),
                        (
                            "topic",
                            models.CharField(
                                choices=[
                                    ("value", "Value and waste"),
                                    ("map", "Reading a map"),
                                    ("metrics", "The numbers of a map"),
                                    ("future", "Questions for the future state"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("on", models.DateField()),
                        (
                            "by",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["on", "id"],
                        "constraints": [models.UniqueConstraint(fields=("person", "topic"), name="one_training_a_topic")],
                    },
                ),
                migrations.CreateModel(
                    name="Timer",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("revs", models.JSONField(default=dict, editable=False)),
                        ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        ("order_key", models.CharField(blank=True, default="", max_length=120)),
                        ("label", models.CharField(blank=True, max_length=120)),
                        ("seconds", models.PositiveIntegerField(default=0)),
                        ("ends_at", models.DateTimeField(null=True)),
                        ("left_seconds", models.PositiveIntegerField(null=True)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("workshop",), name="one_timer_per_workshop")],
                    },
                ),
                migrations.CreateModel(
                    name="TaskFile",
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
                            "task",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="files", to="workshops.setuptask"),
                        ),
                    ],
                    options={
                        "ordering": ["at", "id"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="StageMove",
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
                            "from_stage",
                            models.CharField(
                                choices=[
                                    ("prepare", "Prepare"),
                                    ("gather", "Gather data"),
                                    ("future", "Future state & action plans"),
                                    ("execute", "Execute to plan"),
                                    ("align", "Align"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "to_stage",
                            models.CharField(
                                choices=[
                                    ("prepare", "Prepare"),
                                    ("gather", "Gather data"),
                                    ("future", "Future state & action plans"),
                                    ("execute", "Execute to plan"),
                                    ("align", "Align"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=1000)),
                        ("blockers", models.JSONField(default=list)),
                        (
                            "by",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["-at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="RoundItem",
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
                            "round",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="items", to="workshops.round"),
                        ),
                        (
                            "board",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="items",
                                to="workshops.board",
                            ),
                        ),
                        ("text", models.CharField(max_length=500)),
                        ("group", models.CharField(blank=True, max_length=80)),
                        (
                            "author",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        ("count", models.PositiveIntegerField(null=True)),
                        ("voters", models.JSONField(default=list)),
                        (
                            "impact",
                            models.PositiveSmallIntegerField(blank=True, choices=[(1, "Low"), (2, "Medium"), (3, "High")], null=True),
                        ),
                        (
                            "effort",
                            models.PositiveSmallIntegerField(blank=True, choices=[(1, "Low"), (2, "Medium"), (3, "High")], null=True),
                        ),
                    ],
                    options={
                        "verbose_name": "note of a round",
                        "ordering": ["order_key", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Photo",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        ("file", models.FileField(max_length=120, upload_to="")),
                        ("width", models.PositiveIntegerField()),
                        ("height", models.PositiveIntegerField()),
                        (
                            "taken_by",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ],
                    options={
                        "ordering": ["-at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Meeting",
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
                                choices=[
                                    ("scoping", "Scoping"),
                                    ("kickoff", "Kick-off"),
                                    ("coaching", "Coach prepares the owner"),
                                    ("current", "Briefing: current state"),
                                    ("future", "Briefing: future state"),
                                    ("plan", "Briefing: plan"),
                                    ("other", "Other meeting"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("date", models.DateField(blank=True, null=True)),
                        ("starts_at", models.TimeField(blank=True, null=True, verbose_name="begins")),
                        ("minutes", models.PositiveSmallIntegerField(default=60, verbose_name="minutes")),
                        ("place", models.CharField(blank=True, help_text="Room or link.", max_length=300)),
                        ("people", models.JSONField(default=list)),
                        ("others", models.CharField(blank=True, max_length=300, verbose_name="who else")),
                        ("agenda", models.TextField(blank=True, max_length=4000, verbose_name="what it is about")),
                        ("notes", models.TextField(blank=True, help_text="What was said.", max_length=10000)),
                        ("decisions", models.TextField(blank=True, help_text="One line each.", max_length=4000)),
                        (
                            "handed_over",
                            models.TextField(
                                blank=True,
                                help_text="What the owner does alone from now on, and what was given for it.",
                                max_length=4000,
                                verbose_name="what was handed over",
                            ),
                        ),
                        ("held", models.BooleanField(default=False, verbose_name="it took place")),
                    ],
                    options={
                        "ordering": ["date", "starts_at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Joining",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("revs", models.JSONField(default=dict, editable=False)),
                        ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        ("order_key", models.CharField(blank=True, default="", max_length=120)),
                        ("open_until", models.DateTimeField(null=True)),
                        (
                            "direct",
                            models.BooleanField(
                                default=True, help_text="Who comes by link or QR code is in at once; a typed code leads to the lobby."
                            ),
                        ),
                        ("capacity", models.PositiveSmallIntegerField(default=60, help_text="Guests at most, those in the lobby too.")),
                        ("version", models.PositiveIntegerField(default=1)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("workshop",), name="one_joining_per_workshop")],
                    },
                ),
                migrations.CreateModel(
                    name="Dismissal",
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
                            "hint",
                            models.CharField(
                                choices=[
                                    ("no-target", "No target"),
                                    ("no-walk", "No walk"),
                                    ("exception", "Mapping the exception"),
                                    ("too-detailed", "Too detailed"),
                                    ("early-solutions", "Solutions before numbers"),
                                    ("one-voice", "One voice"),
                                    ("guesses", "Guesses as facts"),
                                    ("parked", "Parked and forgotten"),
                                    ("nobodys-action", "Actions of nobody"),
                                    ("no-review", "No review"),
                                ],
                                max_length=20,
                            ),
                        ),
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
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("deleted_seq", None)), fields=("workshop", "hint"), name="hint_dismissed_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CharterVersion",
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
                            "note",
                            models.CharField(
                                blank=True, help_text="Why it is kept, for example: after the scoping meeting.", max_length=300
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
                        "constraints": [models.UniqueConstraint(fields=("workshop", "number"), name="one_charter_version")],
                    },
                ),
                migrations.CreateModel(
                    name="CharterTarget",
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
                            "metric",
                            models.CharField(help_text="For example lead time, rolled %C&A, or a measure of your own.", max_length=120),
                        ),
                        (
                            "total",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("lead_time", "Lead time"),
                                    ("process_time", "Process time"),
                                    ("activity_ratio", "Activity ratio"),
                                    ("rolled_complete_accurate", "Rolled % C&A"),
                                ],
                                help_text="The number of the map that it is about, if it is one.",
                                max_length=30,
                                verbose_name="total of the map",
                            ),
                        ),
                        ("baseline", models.CharField(blank=True, max_length=60)),
                        ("target", models.CharField(max_length=60)),
                        ("by_when", models.DateField(blank=True, null=True)),
                        ("note", models.CharField(blank=True, max_length=300)),
                    ],
                    options={
                        "ordering": ["order_key", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="CharterSignature",
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
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="signatures", to="workshops.charterversion"
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[("sponsor", "Executive sponsor"), ("owner", "Process owner"), ("coach", "Coach")], max_length=12
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("lacking", models.TextField(blank=True, default="", max_length=4000)),
                    ],
                    options={
                        "ordering": ["at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="CharterComment",
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
                            "part",
                            models.CharField(
                                choices=[
                                    ("case", "Case for change"),
                                    ("scope", "Scope"),
                                    ("requirements", "Requirements"),
                                    ("benefits", "Benefits"),
                                    ("logistics", "Logistics"),
                                    ("targets", "Targets"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("text", models.CharField(max_length=1000)),
                        (
                            "author",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        ("said_at", models.DateTimeField()),
                        ("settled", models.BooleanField(default=False)),
                    ],
                    options={
                        "ordering": ["said_at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Charter",
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
                            "family",
                            models.CharField(
                                blank=True,
                                help_text="Which kind of item the map follows.",
                                max_length=200,
                                verbose_name="product or case family",
                            ),
                        ),
                        (
                            "customer_kind",
                            models.CharField(
                                blank=True,
                                choices=[("external", "External"), ("internal", "Internal"), ("both", "Both")],
                                max_length=8,
                                verbose_name="the customer is",
                            ),
                        ),
                        (
                            "areas",
                            models.CharField(
                                blank=True,
                                help_text="Departments that the stream touches, with commas between.",
                                max_length=800,
                                verbose_name="areas in scope",
                            ),
                        ),
                        ("included", models.TextField(blank=True, help_text="Specific conditions that are in scope.", max_length=4000)),
                        (
                            "excluded",
                            models.TextField(
                                blank=True, help_text="What is out of scope, so that nobody maps the exception.", max_length=4000
                            ),
                        ),
                        (
                            "trigger",
                            models.CharField(
                                blank=True, help_text="What starts the stream, for example a patient arrives.", max_length=300
                            ),
                        ),
                        ("first_step", models.CharField(blank=True, max_length=200)),
                        ("last_step", models.CharField(blank=True, max_length=200)),
                        ("boundaries", models.TextField(blank=True, help_text="Limits, for example no new headcount.", max_length=4000)),
                        ("demand_quantity", models.DecimalField(blank=True, decimal_places=3, max_digits=15, null=True)),
                        (
                            "demand_per",
                            models.CharField(
                                blank=True,
                                choices=[("h", "per hour"), ("d", "per day"), ("wk", "per week"), ("mo", "per month")],
                                max_length=2,
                            ),
                        ),
                        (
                            "working_calendar",
                            models.CharField(
                                blank=True, help_text="When the stream works, for example 24 hours or 5 days of 8 hours.", max_length=200
                            ),
                        ),
                        (
                            "case_for_change",
                            models.TextField(blank=True, help_text="What hurts today, whom, and why now.", max_length=10000),
                        ),
                        (
                            "requirements",
                            models.TextField(
                                blank=True, help_text="What customer, law and business require of the stream.", max_length=10000
                            ),
                        ),
                        ("constraints", models.TextField(blank=True, max_length=4000)),
                        ("interdependent", models.TextField(blank=True, max_length=4000, verbose_name="streams it depends on")),
                        ("benefit_customer", models.TextField(blank=True, max_length=4000, verbose_name="benefit to the customer")),
                        ("benefit_business", models.TextField(blank=True, max_length=4000, verbose_name="benefit to the business")),
                        ("benefit_staff", models.TextField(blank=True, max_length=4000, verbose_name="benefit to the staff")),
                        (
                            "on_call",
                            models.TextField(
                                blank=True, help_text="Who can be called in, and for what.", max_length=1000, verbose_name="on-call support"
                            ),
                        ),
                        (
                            "briefings",
                            models.TextField(
                                blank=True,
                                help_text="When and where the current state, the future state and the plan are shown, and who comes.",
                                max_length=4000,
                            ),
                        ),
                        ("place", models.CharField(blank=True, help_text="Room and wall.", max_length=300)),
                        (
                            "equipment",
                            models.CharField(
                                blank=True, help_text="Projector, screens, Wi-Fi, power, and large paper as backup.", max_length=300
                            ),
                        ),
                        ("food", models.CharField(blank=True, max_length=300, verbose_name="food and drink")),
                        (
                            "walk_route",
                            models.TextField(blank=True, help_text="Where the walk goes and who is met there.", max_length=4000),
                        ),
                        ("remote_link", models.CharField(blank=True, max_length=300)),
                        ("follow_up_place", models.CharField(blank=True, max_length=300, verbose_name="place of the reviews")),
                        (
                            "follow_up_owner",
                            models.CharField(
                                blank=True, help_text="Who calls and prepares them.", max_length=120, verbose_name="owner of the reviews"
                            ),
                        ),
                        (
                            "approved_by",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        ("approved_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("workshop",), name="one_charter")],
                    },
                ),
                migrations.CreateModel(
                    name="Change",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "workshop",
                            models.ForeignKey(
                                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="workshops.workshop"
                            ),
                        ),
                        ("seq", models.BigIntegerField()),
                        ("change_id", models.UUIDField()),
                        (
                            "user",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        ("guest_id", models.UUIDField(null=True)),
                        ("client_id", models.CharField(blank=True, max_length=64)),
                        ("kind", models.CharField(max_length=60)),
                        ("ops", models.JSONField()),
                        ("undo", models.JSONField()),
                        ("undo_of", models.BigIntegerField(null=True)),
                        ("undone_by", models.BigIntegerField(null=True)),
                        ("audience", models.CharField(max_length=60, null=True)),
                        ("schema", models.SmallIntegerField(default=1)),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "ordering": ["workshop_id", "seq"],
                        "constraints": [
                            models.UniqueConstraint(fields=("workshop", "seq"), name="change_seq_once"),
                            models.UniqueConstraint(fields=("workshop", "change_id"), name="change_id_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CalendarEntry",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        (
                            "workshop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="calendar_entries", to="workshops.workshop"
                            ),
                        ),
                        ("event", models.CharField(max_length=60)),
                        ("email", models.EmailField(max_length=254)),
                        (
                            "user",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        ("title", models.CharField(max_length=300)),
                        ("starts", models.DateTimeField()),
                        ("ends", models.DateTimeField()),
                        ("all_day", models.BooleanField(default=False)),
                        ("place", models.CharField(blank=True, max_length=300)),
                        ("sequence", models.PositiveIntegerField(default=0)),
                        ("organiser_name", models.CharField(max_length=120)),
                        ("organiser_email", models.EmailField(max_length=254)),
                        ("cancelled", models.BooleanField(default=False)),
                        ("sent_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["starts", "event", "email"],
                        "constraints": [models.UniqueConstraint(fields=("workshop", "event", "email"), name="one_calendar_entry")],
                    },
                ),
                migrations.CreateModel(
                    name="Barrier",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("revs", models.JSONField(default=dict, editable=False)),
                        ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        ("order_key", models.CharField(blank=True, default="", max_length=120)),
                        ("text", models.CharField(max_length=500)),
                        (
                            "raised_by",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        ("about", models.CharField(blank=True, max_length=60)),
                        (
                            "owner",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="workshops.participation"
                            ),
                        ),
                        ("due_on", models.DateField(blank=True, null=True)),
                        ("answer", models.TextField(blank=True, max_length=4000)),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="workshops.participation",
                            ),
                        ),
                        (
                            "written_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[("open", "Open"), ("taken", "Taken"), ("lifted", "Lifted")], default="open", max_length=10
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["order_key", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="WorkshopDay",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("revs", models.JSONField(default=dict, editable=False)),
                        ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        ("order_key", models.CharField(blank=True, default="", max_length=120)),
                        ("date", models.DateField()),
                        ("theme", models.CharField(blank=True, max_length=200)),
                        ("starts_at", models.TimeField(default="09:00")),
                        ("accomplishments", models.TextField(blank=True, help_text="What the team got done today.", max_length=4000)),
                        (
                            "team_did",
                            models.TextField(
                                blank=True,
                                help_text="One line each. Drawn up from the day’s log; change what you like.",
                                max_length=8000,
                                verbose_name="what the team did",
                            ),
                        ),
                        ("closed", models.BooleanField(default=False)),
                        ("agreed_end", models.TimeField(null=True)),
                    ],
                    options={
                        "ordering": ["date", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="SummarySending",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        (
                            "day",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="sendings", to="workshops.workshopday"
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("sent_at", models.DateTimeField(null=True)),
                        ("people", models.JSONField(default=list)),
                    ],
                    options={
                        "ordering": ["-asked_at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="SummaryReading",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "day",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="readings", to="workshops.workshopday"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL),
                        ),
                        ("first_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("by_mail", models.BooleanField(default=False)),
                    ],
                    options={
                        "ordering": ["first_at", "id"],
                        "constraints": [models.UniqueConstraint(fields=("day", "user"), name="summary_read_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Lesson",
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
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="lessons", to="workshops.workshopday"
                            ),
                        ),
                        ("text", models.TextField(max_length=2000)),
                        (
                            "kind",
                            models.CharField(choices=[("well", "Went well"), ("change", "Change tomorrow")], default="well", max_length=10),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["order_key", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="LeadershipVisit",
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
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="visits", to="workshops.workshopday"
                            ),
                        ),
                        ("at", models.TimeField(default="16:00")),
                        ("leaders", models.CharField(blank=True, max_length=300)),
                        (
                            "progress",
                            models.TextField(
                                blank=True, help_text="Map, numbers and the issues on top, as you will say them.", max_length=4000
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["day", "at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="LeaderQuestion",
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
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="questions", to="workshops.workshopday"
                            ),
                        ),
                        ("text", models.CharField(max_length=500, verbose_name="question")),
                        (
                            "author",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
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
                                verbose_name="who follows it up",
                            ),
                        ),
                        ("answer", models.TextField(blank=True, help_text="What the leaders said.", max_length=4000)),
                    ],
                    options={
                        "ordering": ["order_key", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Capture",
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
                                choices=[
                                    ("issue", "Issue"),
                                    ("acronym", "Acronym"),
                                    ("parking_lot", "Parking lot"),
                                    ("improvement", "Improvement"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("text", models.CharField(max_length=1000)),
                        (
                            "at",
                            models.CharField(
                                blank=True,
                                help_text="Where it belongs, for example a step of the map.",
                                max_length=160,
                                verbose_name="about",
                            ),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
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
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("open", "Open"),
                                    ("carried", "Carried on"),
                                    ("action", "Became an action"),
                                    ("closed", "Closed"),
                                    ("dropped", "Not pursued"),
                                ],
                                default="open",
                                max_length=10,
                                verbose_name="disposition",
                            ),
                        ),
                        ("disposition", models.CharField(blank=True, max_length=500, verbose_name="what became of it")),
                        ("step", models.UUIDField(blank=True, help_text="The step of a map that it is about.", null=True)),
                        (
                            "photo",
                            models.ForeignKey(
                                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="workshops.photo"
                            ),
                        ),
                        (
                            "group",
                            models.CharField(blank=True, help_text="What several captures have in common, in a few words.", max_length=80),
                        ),
                        (
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="merged",
                                to="workshops.capture",
                            ),
                        ),
                        (
                            "carried_to",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="workshops.workshopday",
                            ),
                        ),
                        ("captured_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["-captured_at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Attendance",
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
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="attendance", to="workshops.participation"
                            ),
                        ),
                        (
                            "day",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="attendance", to="workshops.workshopday"
                            ),
                        ),
                        (
                            "planned",
                            models.CharField(
                                blank=True, choices=[("full", "All day"), ("part", "Part of the day"), ("away", "Not here")], max_length=4
                            ),
                        ),
                        (
                            "came",
                            models.CharField(
                                blank=True,
                                choices=[("full", "Was here"), ("part", "Was here for a part"), ("away", "Was not here")],
                                max_length=4,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [models.UniqueConstraint(fields=("person", "day"), name="one_attendance_a_day")],
                    },
                ),
                migrations.CreateModel(
                    name="AgendaItem",
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
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="agenda", to="workshops.workshopday"
                            ),
                        ),
                        ("title", models.CharField(max_length=200)),
                        ("duration_minutes", models.PositiveIntegerField(default=30)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("work", "Work"),
                                    ("break", "Break"),
                                    ("walk", "Walk"),
                                    ("visit", "Leadership visit"),
                                    ("briefing", "Briefing"),
                                    ("close", "Close"),
                                ],
                                default="work",
                                max_length=10,
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
                        ("lead", models.CharField(blank=True, max_length=80, verbose_name="who leads")),
                        ("note", models.CharField(blank=True, max_length=300)),
                        ("materials", models.CharField(blank=True, help_text="What has to lie ready.", max_length=300)),
                        ("screen", models.CharField(blank=True, max_length=20)),
                        ("done", models.BooleanField(default=False)),
                        ("agreed_start", models.TimeField(null=True)),
                        ("started_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "carried_from",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="copies",
                                to="workshops.agendaitem",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["order_key", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="BarrierReminder",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("due_at", models.DateTimeField()),
                        ("leased_until", models.DateTimeField(null=True)),
                        ("sent_at", models.DateTimeField(null=True)),
                        ("cancelled_at", models.DateTimeField(null=True)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        (
                            "barrier",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="reminders", to="workshops.barrier"
                            ),
                        ),
                        ("level", models.PositiveSmallIntegerField()),
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
                        "indexes": [models.Index(fields=["sent_at", "due_at"], name="workshops_b_sent_at_201c98_idx")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("recipient__isnull", False)),
                                fields=("barrier", "level", "for_date", "recipient"),
                                name="barrier_reminder_once_per_person",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("recipient__isnull", True)),
                                fields=("barrier", "level", "for_date"),
                                name="barrier_round_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoundEntry",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "round",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="workshops.round"),
                        ),
                        ("voice", models.CharField(max_length=64)),
                        (
                            "author",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        ("content", models.JSONField(default=list)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("round", "voice"), name="one_entry_per_voice")],
                    },
                ),
                migrations.CreateModel(
                    name="TouchPoint",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        (
                            "giver",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="gives",
                                to="workshops.valuestream",
                            ),
                        ),
                        (
                            "taker",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="takes",
                                to="workshops.valuestream",
                            ),
                        ),
                        ("outside", models.CharField(blank=True, help_text="The side that is not kept here, by name.", max_length=120)),
                        ("item", models.CharField(max_length=160, verbose_name="what is handed over")),
                        ("lead_time", models.JSONField(null=True)),
                        ("depends", models.CharField(blank=True, max_length=160, verbose_name="who depends on it")),
                        (
                            "created_by",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("removed_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["created_at", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("giver__isnull", False), ("outside", ""), ("taker__isnull", False)),
                                    models.Q(("giver__isnull", False), ("taker", None), models.Q(("outside", ""), _negated=True)),
                                    models.Q(("giver", None), ("taker__isnull", False), models.Q(("outside", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="touch_point_two_sides",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("giver", models.F("taker")), _negated=True), name="touch_point_of_two_streams"
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
