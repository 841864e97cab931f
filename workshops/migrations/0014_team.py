"""Who is here on which day, what people are experts of and were trained in, areas in scope, and workshops for practice."""

import django.db.models.deletion
import vsm_site.lib.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workshops", "0013_barrier_decisions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="charter",
            name="areas",
            field=models.CharField(
                blank=True,
                help_text="Departments that the stream touches, with commas between.",
                max_length=800,
                verbose_name="areas in scope",
            ),
        ),
        migrations.AddField(
            model_name="participation",
            name="expert_of",
            field=models.CharField(
                blank=True, help_text="Further areas the person speaks for, with commas between.", max_length=300, verbose_name="expert of"
            ),
        ),
        migrations.AddField(
            model_name="workshop",
            name="practice",
            field=models.BooleanField(default=False, help_text="People practise here: it counts in no figures and has no reviews."),
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("revs", models.JSONField(default=dict, editable=False)),
                ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                ("order_key", models.CharField(blank=True, default="", max_length=120)),
                (
                    "planned",
                    models.CharField(
                        blank=True, choices=[("full", "All day"), ("part", "Part of the day"), ("away", "Not here")], max_length=4
                    ),
                ),
                (
                    "came",
                    models.CharField(
                        blank=True, choices=[("full", "Was here"), ("part", "Was here for a part"), ("away", "Was not here")], max_length=4
                    ),
                ),
                (
                    "day",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="attendance", to="workshops.workshopday"),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="attendance", to="workshops.participation"),
                ),
                ("workshop", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop")),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("person", "day"), name="one_attendance_a_day")],
            },
        ),
        migrations.CreateModel(
            name="Training",
            fields=[
                ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("revs", models.JSONField(default=dict, editable=False)),
                ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                ("order_key", models.CharField(blank=True, default="", max_length=120)),
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
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="trainings", to="workshops.participation"),
                ),
                ("workshop", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop")),
            ],
            options={
                "ordering": ["on", "id"],
                "constraints": [models.UniqueConstraint(fields=("person", "topic"), name="one_training_a_topic")],
            },
        ),
    ]
