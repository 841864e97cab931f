"""Who leads the room, what it is shown, and which steps are locked."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workshops", "0002_stages_questions_and_release"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="workshop",
            name="locked_steps",
            field=models.JSONField(default=list, verbose_name="locked steps"),
        ),
        migrations.AddField(
            model_name="workshop",
            name="lead",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="workshop",
            name="shown",
            field=models.JSONField(null=True),
        ),
    ]
