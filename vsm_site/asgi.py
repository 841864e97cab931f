"""The ASGI application: pages and API, and sockets."""

import os
from functools import cache
from typing import Any

from channels.routing import ProtocolTypeRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.conf import settings
from django.core.asgi import get_asgi_application

from vsm_site import drain
from vsm_site.production import refuse_passing_key

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vsm_site.settings")
refuse_passing_key(settings)
pages = get_asgi_application()

from workshops.live import hub, longpoll, socket  # noqa: E402 - models can be imported from here on

# the Origin check is what keeps other sites' pages from acting with the cookie: a socket carries no CSRF token
routes = ProtocolTypeRouter({"http": longpoll.LongPolls(pages), "websocket": AllowedHostsOriginValidator(socket.application)})


@cache
def _watch_for_stop() -> None:
    drain.watch_for_stop(float(os.environ.get("VSM_DRAIN_SECONDS", "0")), hub.stop_from_signal)


async def application(scope: Any, receive: Any, send: Any) -> None:
    """One request or socket. With the first one the signals are watched: a single web process loads this module before the server sets
    its own handlers, which would take the place of ours."""
    _watch_for_stop()
    await routes(scope, receive, send)
