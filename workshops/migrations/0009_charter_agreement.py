"""Versions, signatures and comments of the charter; its last fields; targets that are about a total of the map."""

import django.db.models.deletion
import vsm_site.lib.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workshops", "0007_daily_rhythm"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="charter",
            name="customer_kind",
            field=models.CharField(
                blank=True,
                choices=[("external", "External"), ("internal", "Internal"), ("both", "Both")],
                max_length=8,
                verbose_name="the customer is",
            ),
        ),
        migrations.AddField(
            model_name="charter",
            name="equipment",
            field=models.CharField(blank=True, help_text="Projector, screens, Wi-Fi, power, and large paper as backup.", max_length=300),
        ),
        migrations.AddField(
            model_name="charter",
            name="follow_up_owner",
            field=models.CharField(
                blank=True, help_text="Who calls and prepares them.", max_length=120, verbose_name="owner of the reviews"
            ),
        ),
        migrations.AddField(
            model_name="chartertarget",
            name="total",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="charter",
            name="place",
            field=models.CharField(blank=True, help_text="Room and wall.", max_length=300),
        ),
        migrations.CreateModel(
            name="CharterComment",
            fields=[
                ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("revs", models.JSONField(default=dict, editable=False)),
                ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
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
                ("said_at", models.DateTimeField()),
                ("settled", models.BooleanField(default=False)),
                (
                    "author",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("workshop", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop")),
            ],
            options={
                "ordering": ["said_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="CharterVersion",
            fields=[
                ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("revs", models.JSONField(default=dict, editable=False)),
                ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                ("order_key", models.CharField(blank=True, default="", max_length=120)),
                ("number", models.PositiveIntegerField()),
                ("note", models.CharField(blank=True, help_text="Why it is kept, for example: after the scoping meeting.", max_length=300)),
                ("content", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("workshop", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop")),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="CharterSignature",
            fields=[
                ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("revs", models.JSONField(default=dict, editable=False)),
                ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                ("order_key", models.CharField(blank=True, default="", max_length=120)),
                (
                    "role",
                    models.CharField(
                        choices=[("sponsor", "Executive sponsor"), ("owner", "Process owner"), ("coach", "Coach")], max_length=12
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
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="signatures", to="workshops.charterversion"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="charterversion",
            constraint=models.UniqueConstraint(fields=("workshop", "number"), name="one_charter_version"),
        ),
    ]
