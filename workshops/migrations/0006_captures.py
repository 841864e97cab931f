"""Captures are tied to a step and a photo, merged, grouped, and carried over to a day."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import vsm_site.lib.ids


class Migration(migrations.Migration):
    dependencies = [
        ("workshops", "0005_agenda"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Photo",
            fields=[
                ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("file", models.FileField(max_length=120, upload_to="")),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshop"),
                ),
            ],
            options={"ordering": ["-at", "-id"]},
        ),
        migrations.AddField(
            model_name="capture",
            name="step",
            field=models.UUIDField(blank=True, help_text="The step of a map that it is about.", null=True),
        ),
        migrations.AddField(
            model_name="capture",
            name="photo",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="workshops.photo"
            ),
        ),
        migrations.AddField(
            model_name="capture",
            name="group",
            field=models.CharField(
                blank=True, default="", help_text="What several captures have in common, in a few words.", max_length=80
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="capture",
            name="merged_into",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="merged", to="workshops.capture"
            ),
        ),
        migrations.AddField(
            model_name="capture",
            name="carried_to",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="workshops.workshopday"
            ),
        ),
    ]
