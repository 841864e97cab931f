from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mapping", "0004_futures")]

    operations = [migrations.AddField("futureversion", "is_withdrawn", models.BooleanField(default=False))]
