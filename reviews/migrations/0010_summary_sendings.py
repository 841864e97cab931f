"""The mail that a day's PDF goes out with."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0009_standard_files"),
        ("workshops", "0024_carried_blocks_and_sendings"),
    ]

    operations = [
        migrations.AddField(
            model_name="generatedreport",
            name="sending",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="report", to="workshops.summarysending"
            ),
        ),
    ]
