"""Hints to the coach that were put aside."""

import django.db.models.deletion
import vsm_site.lib.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workshops", "0018_touch_points"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Dismissal",
            fields=[
                ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("revs", models.JSONField(default=dict, editable=False)),
                ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
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
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("workshop", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop")),
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
    ]
