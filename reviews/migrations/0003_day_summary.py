"""A report may be about one day: its summary."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0002_review_reason"),
        ("workshops", "0007_daily_rhythm"),
    ]

    operations = [
        migrations.AddField(
            model_name="generatedreport",
            name="day",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.workshopday"),
        ),
    ]
