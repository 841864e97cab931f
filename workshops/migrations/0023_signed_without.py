"""What a charter still lacked when it was signed, as the signer was told."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workshops", "0022_round_about"),
    ]

    operations = [
        migrations.AddField(
            model_name="chartersignature",
            name="lacking",
            field=models.TextField(blank=True, default="", max_length=4000),
        ),
    ]
