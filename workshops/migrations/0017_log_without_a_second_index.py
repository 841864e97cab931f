"""The log's index by workshop alone goes: both of its constraints begin with the workshop, and no plan of either database used it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("workshops", "0016_rounds"),
    ]

    operations = [
        migrations.AlterField(
            model_name="change",
            name="workshop",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="workshops.workshop"
            ),
        ),
    ]
