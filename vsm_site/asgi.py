"""The ASGI application: pages and API. Sockets join here once they exist."""

import os

from django.conf import settings
from django.core.asgi import get_asgi_application

from vsm_site.drain import watch_for_stop
from vsm_site.production import refuse_passing_key

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vsm_site.settings")
refuse_passing_key(settings)
application = get_asgi_application()
watch_for_stop(float(os.environ.get("VSM_DRAIN_SECONDS", "0")))
