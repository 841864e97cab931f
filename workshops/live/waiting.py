"""How a request that holds a thread (an API token's) waits for the next change of a workshop."""

from __future__ import annotations

import threading
import time
from uuid import UUID

from django.db import connection

from vsm_site.drain import is_draining
from workshops import hints
from workshops.selectors.live import heads

LOOK_SECONDS = 1.0
"""Between looks at the head; a change of this process is heard at once."""


def wait_for_change(workshop_id: UUID, since: int, seconds: float) -> None:
    """Return when the log is longer than `since`, the time is over or the process stops; holds no connection meanwhile."""
    woken = threading.Event()
    end = hints.listen(lambda hint: woken.set() if hint.workshop_id == workshop_id else None)
    until = time.monotonic() + seconds
    try:
        while not is_draining() and (left := until - time.monotonic()) > 0:
            head = heads([workshop_id]).get(workshop_id)
            if head is None or head.head > since:
                return
            if not connection.in_atomic_block:
                connection.close()
            woken.wait(min(left, LOOK_SECONDS))
            woken.clear()
    finally:
        end()
