"""Blocks have an owner, materials and a screen, and run: agreed, begun, ended; and what stands in whose calendar."""

import django.db.models.deletion
import vsm_site.lib.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workshops", "0004_guests"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="agendaitem",
            name="agreed_start",
            field=models.TimeField(null=True),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="ended_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="materials",
            field=models.CharField(blank=True, help_text="What has to lie ready.", max_length=300),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="owner",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="workshops.participation"
            ),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="screen",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="started_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="workshopday",
            name="agreed_end",
            field=models.TimeField(null=True),
        ),
        migrations.AlterField(
            model_name="agendaitem",
            name="kind",
            field=models.CharField(
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
        migrations.CreateModel(
            name="CalendarEntry",
            fields=[
                ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("event", models.CharField(max_length=60)),
                ("email", models.EmailField(max_length=254)),
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
                (
                    "user",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="calendar_entries", to="workshops.workshop"
                    ),
                ),
            ],
            options={
                "ordering": ["starts", "event", "email"],
                "constraints": [models.UniqueConstraint(fields=("workshop", "event", "email"), name="one_calendar_entry")],
            },
        ),
    ]
