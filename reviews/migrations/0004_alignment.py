"""Alignment meetings: their rhythm, each with its minutes; decisions may belong to one and become actions."""

import django.db.models.deletion
import vsm_site.lib.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("actionplans", "0001_initial"),
        ("reviews", "0003_day_summary"),
        ("workshops", "0007_daily_rhythm"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="action",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="actionplans.action"),
        ),
        migrations.CreateModel(
            name="AlignmentMeeting",
            fields=[
                ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("revs", models.JSONField(default=dict, editable=False)),
                ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                ("order_key", models.CharField(blank=True, default="", max_length=120)),
                ("due_on", models.DateField()),
                (
                    "status",
                    models.CharField(
                        choices=[("planned", "Planned"), ("held", "Held"), ("cancelled", "Cancelled")], default="planned", max_length=10
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
                ("workshop", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop")),
            ],
            options={
                "ordering": ["due_on", "id"],
            },
        ),
        migrations.AddField(
            model_name="decision",
            name="meeting",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="decisions", to="reviews.alignmentmeeting"
            ),
        ),
        migrations.CreateModel(
            name="Alignment",
            fields=[
                ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("revs", models.JSONField(default=dict, editable=False)),
                ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
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
                ("workshop", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("workshop",), name="one_alignment_series")],
            },
        ),
    ]
