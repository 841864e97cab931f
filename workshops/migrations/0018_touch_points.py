"""A stream has an owner, and touch points with other streams."""

import django.db.models.deletion
import django.utils.timezone
import vsm_site.lib.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workshops', '0017_log_without_a_second_index'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='valuestream',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.CreateModel(
            name='TouchPoint',
            fields=[
                ('id', models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('outside', models.CharField(blank=True, help_text='The side that is not kept here, by name.', max_length=120)),
                ('item', models.CharField(max_length=160, verbose_name='what is handed over')),
                ('lead_time', models.JSONField(null=True)),
                ('depends', models.CharField(blank=True, max_length=160, verbose_name='who depends on it')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('removed_at', models.DateTimeField(null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('giver', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='gives', to='workshops.valuestream')),
                ('taker', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='takes', to='workshops.valuestream')),
            ],
            options={
                'ordering': ['created_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('giver__isnull', False), ('outside', ''), ('taker__isnull', False)), models.Q(('giver__isnull', False), ('taker', None), models.Q(('outside', ''), _negated=True)), models.Q(('giver', None), ('taker__isnull', False), models.Q(('outside', ''), _negated=True)), _connector='OR'), name='touch_point_two_sides'), models.CheckConstraint(condition=models.Q(('giver', models.F('taker')), _negated=True), name='touch_point_of_two_streams')],
            },
        ),
    ]
