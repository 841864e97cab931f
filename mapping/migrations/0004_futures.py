"""Answers to design questions, versions of the chosen future and its signatures."""

import django.db.models.deletion
import vsm_site.lib.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mapping', '0003_prework'),
        ('workshops', '0022_round_about'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DesignAnswer',
            fields=[
                ('id', models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('revs', models.JSONField(default=dict, editable=False)),
                ('deleted_seq', models.BigIntegerField(editable=False, null=True)),
                ('order_key', models.CharField(blank=True, default='', max_length=120)),
                ('question', models.CharField(max_length=20)),
                ('text', models.CharField(max_length=1000)),
                ('steps', models.JSONField(default=list)),
                ('said_at', models.DateTimeField()),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('map', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='mapping.map')),
                ('workshop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workshops.workshop')),
            ],
            options={
                'ordering': ['said_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='FutureVersion',
            fields=[
                ('id', models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('revs', models.JSONField(default=dict, editable=False)),
                ('deleted_seq', models.BigIntegerField(editable=False, null=True)),
                ('order_key', models.CharField(blank=True, default='', max_length=120)),
                ('number', models.PositiveIntegerField()),
                ('reason', models.CharField(blank=True, help_text='Why this one, in a sentence.', max_length=500)),
                ('content', models.JSONField(default=dict)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('map', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='mapping.map')),
                ('workshop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workshops.workshop')),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='FutureSignature',
            fields=[
                ('id', models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('revs', models.JSONField(default=dict, editable=False)),
                ('deleted_seq', models.BigIntegerField(editable=False, null=True)),
                ('order_key', models.CharField(blank=True, default='', max_length=120)),
                ('role', models.CharField(choices=[('sponsor', 'Executive sponsor'), ('owner', 'Process owner')], max_length=12)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workshop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workshops.workshop')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signatures', to='mapping.futureversion')),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.AddConstraint(
            model_name='futureversion',
            constraint=models.UniqueConstraint(fields=('workshop', 'number'), name='one_future_version'),
        ),
    ]
