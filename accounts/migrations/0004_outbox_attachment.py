"""A letter may carry a file."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_outbox_calendar"),
    ]

    operations = [
        migrations.AddField(
            model_name="outboxmessage",
            name="attachment",
            field=models.CharField(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="outboxmessage",
            name="attachment_name",
            field=models.CharField(blank=True, default="", max_length=120),
            preserve_default=False,
        ),
    ]
