"""What the team did on a day, who follows a leader's answer up, and who read the summary."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workshops", "0006_captures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="workshopday",
            name="team_did",
            field=models.TextField(
                blank=True,
                default="",
                help_text="One line each. Drawn up from the day’s log; change what you like.",
                max_length=8000,
                verbose_name="what the team did",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="leaderquestion",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="workshops.participation",
                verbose_name="who follows it up",
            ),
        ),
        migrations.AlterField(
            model_name="leaderquestion",
            name="answer",
            field=models.TextField(blank=True, help_text="What the leaders said.", max_length=4000),
        ),
        migrations.CreateModel(
            name="SummaryReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_mail", models.BooleanField(default=False)),
                (
                    "day",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="readings", to="workshops.workshopday"),
                ),
                (
                    "user",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["first_at", "id"],
                "constraints": [models.UniqueConstraint(fields=("day", "user"), name="summary_read_once")],
            },
        ),
    ]
