"""What the room does together: rounds with their notes and boards, and the timer."""

import django.db.models.deletion
import uuid
import vsm_site.lib.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workshops", "0014_team"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("revs", models.JSONField(default=dict, editable=False)),
                ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
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
                        choices=[("open", "Open"), ("shown", "Shown"), ("dropped", "Ended without showing")], default="open", max_length=8
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
                ("begun_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="workshops.round"
                    ),
                ),
                ("workshop", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop")),
            ],
            options={
                "ordering": ["-begun_at", "-id"],
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
                ("order_key", models.CharField(blank=True, default="", max_length=120)),
                ("name", models.CharField(max_length=80)),
                ("task", models.CharField(blank=True, max_length=300)),
                ("members", models.JSONField(default=list)),
                ("workshop", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop")),
                ("round", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="boards", to="workshops.round")),
            ],
            options={
                "ordering": ["order_key", "id"],
            },
        ),
        migrations.CreateModel(
            name="RoundItem",
            fields=[
                ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("revs", models.JSONField(default=dict, editable=False)),
                ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                ("order_key", models.CharField(blank=True, default="", max_length=120)),
                ("text", models.CharField(max_length=500)),
                ("group", models.CharField(blank=True, max_length=80)),
                ("count", models.PositiveIntegerField(null=True)),
                ("voters", models.JSONField(default=list)),
                ("impact", models.PositiveSmallIntegerField(blank=True, choices=[(1, "Low"), (2, "Medium"), (3, "High")], null=True)),
                ("effort", models.PositiveSmallIntegerField(blank=True, choices=[(1, "Low"), (2, "Medium"), (3, "High")], null=True)),
                (
                    "author",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "board",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="items", to="workshops.board"
                    ),
                ),
                ("round", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="items", to="workshops.round")),
                ("workshop", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop")),
            ],
            options={
                "verbose_name": "note of a round",
                "ordering": ["order_key", "id"],
            },
        ),
        migrations.CreateModel(
            name="RoundEntry",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("voice", models.CharField(max_length=64)),
                ("content", models.JSONField(default=list)),
                (
                    "author",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("round", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="workshops.round")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("round", "voice"), name="one_entry_per_voice")],
            },
        ),
        migrations.CreateModel(
            name="Timer",
            fields=[
                ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("revs", models.JSONField(default=dict, editable=False)),
                ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                ("order_key", models.CharField(blank=True, default="", max_length=120)),
                ("label", models.CharField(blank=True, max_length=120)),
                ("seconds", models.PositiveIntegerField(default=0)),
                ("ends_at", models.DateTimeField(null=True)),
                ("left_seconds", models.PositiveIntegerField(null=True)),
                ("workshop", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("workshop",), name="one_timer_per_workshop")],
            },
        ),
    ]
