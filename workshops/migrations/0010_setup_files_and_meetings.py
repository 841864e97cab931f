"""The area of a set-up task, its files, and the meetings of sponsor, owner and coach."""

import django.db.models.deletion
import django.utils.timezone
import vsm_site.lib.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workshops", "0009_charter_agreement"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="setuptask",
            name="area",
            field=models.CharField(
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
        migrations.CreateModel(
            name="Meeting",
            fields=[
                ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("revs", models.JSONField(default=dict, editable=False)),
                ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
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
                ("workshop", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop")),
            ],
            options={
                "ordering": ["date", "starts_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("file", models.CharField(max_length=160)),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("workshop", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop")),
            ],
        ),
        migrations.CreateModel(
            name="TaskFile",
            fields=[
                ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("revs", models.JSONField(default=dict, editable=False)),
                ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
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
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("stored", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="workshops.storedfile")),
                ("task", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="files", to="workshops.setuptask")),
                ("workshop", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop")),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
    ]
