from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reviews", "0007_alignment_reminders")]

    operations = [
        migrations.AddField(
            model_name="review",
            name="closing_words",
            field=models.TextField(blank=True, default="", max_length=2000, verbose_name="the sponsor’s closing words"),
            preserve_default=False,
        ),
    ]
