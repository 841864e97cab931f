"""The Celery application: the worker's and the scheduler's entry."""

import os
from typing import Any

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vsm_site.settings")

for folder in settings.BROKER_FOLDERS:  # the filesystem broker does not make its own
    folder.mkdir(parents=True, exist_ok=True)

app = Celery("vsm_site")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_configure.connect
def _read_schedule(sender: Celery, **_: Any) -> None:
    from vsm_site.schedule import SCHEDULE

    sender.conf.beat_schedule = SCHEDULE
