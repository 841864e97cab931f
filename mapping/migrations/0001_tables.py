import django.db.models.deletion
import django.utils.timezone
import vsm_site.lib.ids
import vsm_site.lib.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("mapping", "0001_initial"),
        ("mapping", "0002_walk"),
        ("mapping", "0003_prework"),
        ("mapping", "0004_futures"),
        ("mapping", "0005_future_withdrawn"),
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
                    name="FutureVersion",
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
                        ("map", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="mapping.map")),
                        ("reason", models.CharField(blank=True, help_text="Why this one, in a sentence.", max_length=500)),
                        ("content", models.JSONField(default=dict)),
                        ("is_withdrawn", models.BooleanField(default=False)),
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
                        "constraints": [models.UniqueConstraint(fields=("workshop", "number"), name="one_future_version")],
                    },
                ),
                migrations.CreateModel(
                    name="FutureSignature",
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
                                on_delete=django.db.models.deletion.CASCADE, related_name="signatures", to="mapping.futureversion"
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
                    name="Map",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("revs", models.JSONField(default=dict, editable=False)),
                        ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        ("order_key", models.CharField(blank=True, default="", max_length=120)),
                        ("title", models.TextField()),
                        ("state", models.CharField(max_length=10, null=True)),
                        ("style", models.CharField(max_length=20, null=True)),
                        ("item", models.TextField(null=True)),
                        ("family", models.TextField(null=True)),
                        ("walked", models.TextField(null=True)),
                        ("calendar", models.JSONField(null=True)),
                        ("demand", models.JSONField(null=True)),
                        ("given_lists", models.JSONField(default=list)),
                        (
                            "based_on",
                            models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="mapping.map"),
                        ),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ],
                    options={
                        "ordering": ["order_key", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Information",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("revs", models.JSONField(default=dict, editable=False)),
                        ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        ("order_key", models.CharField(blank=True, default="", max_length=120)),
                        ("map", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="mapping.map")),
                        ("source", models.CharField(max_length=64)),
                        ("target", models.CharField(max_length=64)),
                        ("medium", models.CharField(max_length=10, null=True)),
                        ("label", models.TextField(null=True)),
                        ("frequency", models.TextField(null=True)),
                        ("label_at", models.JSONField(null=True)),
                    ],
                    options={
                        "ordering": ["order_key", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Flow",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("revs", models.JSONField(default=dict, editable=False)),
                        ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        ("order_key", models.CharField(blank=True, default="", max_length=120)),
                        ("map", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="mapping.map")),
                        ("source", models.CharField(max_length=64)),
                        ("target", models.CharField(max_length=64)),
                        ("kind", models.CharField(max_length=12, null=True)),
                        ("wait", models.JSONField(null=True)),
                        ("inventory", models.JSONField(null=True)),
                        ("share", models.JSONField(null=True)),
                        ("max", models.JSONField(null=True)),
                        ("mode", models.CharField(max_length=8, null=True)),
                        ("label", models.TextField(null=True)),
                    ],
                    options={
                        "ordering": ["order_key", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("deleted_seq", None)), fields=("map", "source", "target"), name="flow_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DesignAnswer",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("revs", models.JSONField(default=dict, editable=False)),
                        ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        ("order_key", models.CharField(blank=True, default="", max_length=120)),
                        ("question", models.CharField(max_length=20)),
                        ("text", models.CharField(max_length=1000)),
                        ("steps", models.JSONField(default=list)),
                        (
                            "map",
                            models.ForeignKey(
                                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="mapping.map"
                            ),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        ("said_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["said_at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="MapNote",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("revs", models.JSONField(default=dict, editable=False)),
                        ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        ("order_key", models.CharField(blank=True, default="", max_length=120)),
                        ("map", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="mapping.map")),
                        ("doc_id", models.CharField(max_length=64)),
                        ("kind", models.CharField(max_length=12)),
                        ("at", models.CharField(max_length=160, null=True)),
                        ("text", models.TextField()),
                        ("waste", models.TextField(null=True)),
                        ("severity", models.CharField(max_length=6, null=True)),
                        (
                            "capture",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="workshops.capture"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["order_key", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("deleted_seq", None)), fields=("map", "doc_id"), name="note_id_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Party",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("revs", models.JSONField(default=dict, editable=False)),
                        ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        ("order_key", models.CharField(blank=True, default="", max_length=120)),
                        ("map", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="mapping.map")),
                        ("doc_id", models.CharField(max_length=64)),
                        ("kind", models.CharField(max_length=10)),
                        ("name", models.TextField()),
                        ("text", models.TextField(null=True)),
                    ],
                    options={
                        "ordering": ["order_key", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("deleted_seq", None)), fields=("map", "doc_id"), name="party_id_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PreworkAnswer",
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
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.participation"),
                        ),
                        ("kind", models.CharField(choices=[("step", "Own step"), ("term", "Term"), ("pain", "What annoys")], max_length=4)),
                        ("step", models.CharField(blank=True, max_length=200, verbose_name="name of the step")),
                        ("data", models.JSONField(default=dict)),
                        ("text", models.CharField(blank=True, max_length=1000)),
                        (
                            "author",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        ("said_at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[("sent", "Waits"), ("accepted", "Accepted"), ("declined", "Not taken over")],
                                default="sent",
                                max_length=8,
                            ),
                        ),
                        ("answer", models.CharField(blank=True, max_length=300, verbose_name="what became of it")),
                    ],
                    options={
                        "ordering": ["said_at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="PreworkLink",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        (
                            "person",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.participation"),
                        ),
                        (
                            "user",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                        ),
                        ("secret_hash", models.CharField(max_length=64, unique=True)),
                        (
                            "made_by",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("expires_at", models.DateTimeField()),
                        ("revoked_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["workshop", "person"], name="mapping_pre_worksho_39a2aa_idx")],
                    },
                ),
                migrations.CreateModel(
                    name="Step",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("revs", models.JSONField(default=dict, editable=False)),
                        ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        ("order_key", models.CharField(blank=True, default="", max_length=120)),
                        ("map", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="mapping.map")),
                        ("doc_id", models.CharField(max_length=64)),
                        ("name", models.TextField()),
                        ("area", models.TextField(null=True)),
                        ("trigger", models.TextField(null=True)),
                        ("done", models.TextField(null=True)),
                        ("lead_time", models.JSONField(null=True)),
                        ("output", models.TextField(null=True)),
                        ("cycle_time", models.JSONField(null=True)),
                        ("on_time_delivery", models.JSONField(null=True)),
                        ("staffing", models.JSONField(null=True)),
                        ("defect_rate", models.JSONField(null=True)),
                        ("batch_size", models.JSONField(null=True)),
                        ("overtime", models.JSONField(null=True)),
                        ("complete_accurate", models.JSONField(null=True)),
                        ("variation", models.TextField(null=True)),
                        ("wip", models.JSONField(null=True)),
                        ("changeover", models.JSONField(null=True)),
                        ("uptime", models.JSONField(null=True)),
                        ("stations", models.JSONField(null=True)),
                        ("value", models.CharField(max_length=4, null=True)),
                        ("wastes", models.JSONField(null=True)),
                        ("split", models.CharField(max_length=6, null=True)),
                        ("origin", models.JSONField(null=True)),
                        ("custom", models.JSONField(null=True)),
                        ("break_before", models.BooleanField(null=True)),
                    ],
                    options={
                        "ordering": ["order_key", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("deleted_seq", None)), fields=("map", "doc_id"), name="step_id_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Unknown",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("revs", models.JSONField(default=dict, editable=False)),
                        ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        ("order_key", models.CharField(blank=True, default="", max_length=120)),
                        ("text", models.CharField(blank=True, max_length=300, verbose_name="what")),
                        (
                            "record",
                            models.CharField(
                                blank=True, help_text="Whose datum it is, for example step/<uuid>; empty for a question.", max_length=60
                            ),
                        ),
                        ("datum", models.CharField(blank=True, max_length=40)),
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
                        ("source", models.CharField(blank=True, max_length=160, verbose_name="where it is to be found")),
                        ("answer", models.CharField(blank=True, max_length=1000)),
                    ],
                    options={
                        "ordering": ["order_key", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="WalkStop",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("revs", models.JSONField(default=dict, editable=False)),
                        ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                        (
                            "workshop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                        ),
                        ("order_key", models.CharField(blank=True, default="", max_length=120)),
                        ("title", models.CharField(blank=True, max_length=120, verbose_name="where")),
                        (
                            "step",
                            models.ForeignKey(
                                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="mapping.step"
                            ),
                        ),
                        (
                            "place",
                            models.CharField(blank=True, help_text="Building, floor, room or link.", max_length=160, verbose_name="place"),
                        ),
                        (
                            "contact",
                            models.CharField(
                                blank=True,
                                help_text="Name and telephone of somebody who works there.",
                                max_length=160,
                                verbose_name="who shows it",
                            ),
                        ),
                        (
                            "asks",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="workshops.participation",
                            ),
                        ),
                        (
                            "writes",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="workshops.participation",
                            ),
                        ),
                        ("on", models.DateField(blank=True, null=True)),
                        ("starts_at", models.TimeField(blank=True, null=True)),
                        ("minutes", models.PositiveSmallIntegerField(default=15)),
                        ("walked_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "walked_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="workshops.participation",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["order_key", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Observation",
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
                                choices=[("item", "Item flow"), ("information", "Information flow"), ("place", "Work place")], max_length=12
                            ),
                        ),
                        ("text", models.CharField(max_length=1000)),
                        (
                            "stop",
                            models.ForeignKey(
                                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="mapping.walkstop"
                            ),
                        ),
                        (
                            "step",
                            models.ForeignKey(
                                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="mapping.step"
                            ),
                        ),
                        (
                            "flow",
                            models.ForeignKey(
                                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="mapping.flow"
                            ),
                        ),
                        (
                            "information",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="mapping.information",
                            ),
                        ),
                        (
                            "photo",
                            models.ForeignKey(
                                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="workshops.photo"
                            ),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        ("noted_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["noted_at", "id"],
                    },
                ),
            ],
        ),
    ]
