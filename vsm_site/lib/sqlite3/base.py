"""Django's SQLite, but for connections to a file that cannot be written.

A connection is kept for an hour. One that was opened while the file could only be read (its rights, a disk mounted read-only) would refuse
every edit for as long, although the file can be written again.
"""

from __future__ import annotations

import os
import time

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Found by its name: DATABASES["default"]["ENGINE"]."""

    def connect(self) -> None:
        """Connect; what cannot be written is opened anew for the next piece of work."""
        super().connect()
        if not os.access(self.settings_dict["NAME"], os.W_OK):
            self.close_at = time.monotonic()
