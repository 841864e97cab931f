"""The walk of the stream: its stops, what is seen there, and what nobody knows yet."""

import django.db.models.deletion
import vsm_site.lib.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mapping", "0001_initial"),
        ("workshops", "0007_daily_rhythm"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Unknown",
            fields=[
                ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("revs", models.JSONField(default=dict, editable=False)),
                ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                ("order_key", models.CharField(blank=True, default="", max_length=120)),
                ("text", models.CharField(blank=True, max_length=300, verbose_name="what")),
                (
                    "record",
                    models.CharField(
                        blank=True, help_text="Whose datum it is, for example step/<uuid>; empty for a question.", max_length=60
                    ),
                ),
                ("datum", models.CharField(blank=True, max_length=40)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("source", models.CharField(blank=True, max_length=160, verbose_name="where it is to be found")),
                ("answer", models.CharField(blank=True, max_length=1000)),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="workshops.participation"
                    ),
                ),
                ("workshop", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop")),
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
                ("order_key", models.CharField(blank=True, default="", max_length=120)),
                ("title", models.CharField(blank=True, max_length=120, verbose_name="where")),
                ("place", models.CharField(blank=True, help_text="Building, floor, room or link.", max_length=160, verbose_name="place")),
                (
                    "contact",
                    models.CharField(
                        blank=True, help_text="Name and telephone of somebody who works there.", max_length=160, verbose_name="who shows it"
                    ),
                ),
                ("on", models.DateField(blank=True, null=True)),
                ("starts_at", models.TimeField(blank=True, null=True)),
                ("minutes", models.PositiveSmallIntegerField(default=15)),
                ("walked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asks",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="workshops.participation"
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="mapping.step"
                    ),
                ),
                (
                    "walked_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="workshops.participation"
                    ),
                ),
                ("workshop", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop")),
                (
                    "writes",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="workshops.participation"
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
                ("order_key", models.CharField(blank=True, default="", max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[("item", "Item flow"), ("information", "Information flow"), ("place", "Work place")], max_length=12
                    ),
                ),
                ("text", models.CharField(max_length=1000)),
                ("noted_at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
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
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="mapping.information"
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="workshops.photo"
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="mapping.step"
                    ),
                ),
                ("workshop", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop")),
                (
                    "stop",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="mapping.walkstop"
                    ),
                ),
            ],
            options={
                "ordering": ["noted_at", "id"],
            },
        ),
    ]
