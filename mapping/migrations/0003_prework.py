"""Pre-work: links to its form, and what came back by them."""

import django.db.models.deletion
import django.utils.timezone
import vsm_site.lib.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mapping", "0002_walk"),
        ("workshops", "0010_setup_files_and_meetings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PreworkAnswer",
            fields=[
                ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("revs", models.JSONField(default=dict, editable=False)),
                ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                ("order_key", models.CharField(blank=True, default="", max_length=120)),
                ("kind", models.CharField(choices=[("step", "Own step"), ("term", "Term"), ("pain", "What annoys")], max_length=4)),
                ("step", models.CharField(blank=True, max_length=200, verbose_name="name of the step")),
                ("data", models.JSONField(default=dict)),
                ("text", models.CharField(blank=True, max_length=1000)),
                ("said_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("sent", "Waits"), ("accepted", "Accepted"), ("declined", "Not taken over")], default="sent", max_length=8
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=300, verbose_name="what became of it")),
                (
                    "author",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.participation")),
                ("workshop", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop")),
            ],
            options={
                "ordering": ["said_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="PreworkLink",
            fields=[
                ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("secret_hash", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.participation")),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("workshop", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop")),
            ],
            options={
                "indexes": [models.Index(fields=["workshop", "person"], name="mapping_pre_worksho_39a2aa_idx")],
            },
        ),
    ]
