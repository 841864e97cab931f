"""The Celery application: the worker's and the scheduler's entry."""

import contextlib
import os
import warnings
from typing import Any

from celery import Celery
from celery.platforms import SecurityWarning
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vsm_site.settings")
# Celery would read the code of every page for Django's checks at each start, and let nobody know what they find
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

if settings.DATA_DIR.is_dir():  # the filesystem broker does not make its own folders
    for folder in settings.BROKER_FOLDERS:
        with contextlib.suppress(OSError):  # a folder that cannot be written is the preflight's to say
            folder.mkdir(parents=True, exist_ok=True)

# meant for brokers that take pickled messages; ours take JSON only, so root is as safe as anybody
warnings.filterwarnings("ignore", category=SecurityWarning)

app = Celery("vsm_site")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_configure.connect
def _read_schedule(sender: Celery, **_: Any) -> None:
    from vsm_site.schedule import SCHEDULE

    sender.conf.beat_schedule = SCHEDULE
