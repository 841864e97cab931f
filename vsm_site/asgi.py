"""The ASGI application: pages and API. Sockets join here once they exist."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vsm_site.settings")
application = get_asgi_application()
