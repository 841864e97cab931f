"""Every summary that there is a PDF of was mailed when its day was closed, or is about to be."""

from django.db import migrations


def keep_what_was_sent(apps, schema_editor):
    Report, Sending = apps.get_model("reviews", "GeneratedReport"), apps.get_model("workshops", "SummarySending")
    for report in Report.objects.exclude(day=None).filter(sending=None).iterator():
        times = {"asked_at": report.created_at, "sent_at": report.finished_at}
        report.sending = Sending.objects.create(id=report.pk, day_id=report.day_id, by_id=report.requested_by_id, **times)
        report.save(update_fields=["sending"])


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0010_summary_sendings"),
    ]

    operations = [
        migrations.RunPython(keep_what_was_sent, migrations.RunPython.noop),
    ]
