"""Walk-up guests: whether they may join, who came, in which browser, and codes that opened nothing."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import vsm_site.lib.ids


class Migration(migrations.Migration):
    dependencies = [
        ("workshops", "0003_control"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Guest",
            fields=[
                ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("revs", models.JSONField(default=dict, editable=False)),
                ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                ("order_key", models.CharField(blank=True, default="", max_length=120)),
                ("name", models.CharField(max_length=40)),
                ("function", models.CharField(blank=True, max_length=80)),
                ("area", models.CharField(blank=True, max_length=80)),
                ("by_link", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits to be let in"),
                            ("in", "Is in"),
                            ("refused", "Was not let in"),
                            ("banned", "Is kept out"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="visits_as_guest", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("workshop", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop")),
            ],
            options={
                "ordering": ["asked_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="GuestSession",
            fields=[
                ("key_hash", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("begun_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("guest", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="session", to="workshops.guest")),
            ],
        ),
        migrations.CreateModel(
            name="JoinFailure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=64)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "indexes": [models.Index(fields=["at"], name="workshops_j_at_a52b57_idx")],
            },
        ),
        migrations.CreateModel(
            name="Joining",
            fields=[
                ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("revs", models.JSONField(default=dict, editable=False)),
                ("deleted_seq", models.BigIntegerField(editable=False, null=True)),
                ("order_key", models.CharField(blank=True, default="", max_length=120)),
                ("open_until", models.DateTimeField(null=True)),
                (
                    "direct",
                    models.BooleanField(
                        default=True, help_text="Who comes by link or QR code is in at once; a typed code leads to the lobby."
                    ),
                ),
                ("capacity", models.PositiveSmallIntegerField(default=60, help_text="Guests at most, those in the lobby too.")),
                ("version", models.PositiveIntegerField(default=1)),
                ("workshop", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop")),
            ],
        ),
        migrations.AddIndex(
            model_name="guest",
            index=models.Index(fields=["workshop", "state"], name="workshops_g_worksho_5a526e_idx"),
        ),
        migrations.AddConstraint(
            model_name="guest",
            constraint=models.UniqueConstraint(fields=("user",), name="one_guest_per_user"),
        ),
        migrations.AddConstraint(
            model_name="joining",
            constraint=models.UniqueConstraint(fields=("workshop",), name="one_joining_per_workshop"),
        ),
    ]
