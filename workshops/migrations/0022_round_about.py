"""What a round is about, so that the page of the ideal state finds its discussion."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workshops', '0021_barriers_brought_up_again'),
    ]

    operations = [
        migrations.AddField(
            model_name='round',
            name='about',
            field=models.CharField(blank=True, choices=[('ideal', 'The ideal state')], default='', max_length=10, verbose_name='what it is about'),
        ),
    ]
