"""A data folder is served by one `up` at a time, and restored by none of them running."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO

NAME = "running.lock"


def hold(folder: Path) -> IO[str] | None:
    """Hold the folder for as long as the returned file is open; None when somebody else holds it.

    The system lets go of the lock when its holder ends, so a killed `up` leaves nothing to clean up.
    """
    file = (folder / NAME).open("a")
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file
