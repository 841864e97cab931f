"""Runs one program, and ends it with all that it started when its standard input closes: the supervisor asks so, or is gone.

A program of its own, of standard library only: the supervisor may be killed at any moment, and something has to outlive it for a while.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable

GRACE_SECONDS = 10.0
PR_SET_PDEATHSIG = 1


def _before_program() -> Callable[[], None] | None:
    """What the new process does first: usual signals, and (Linux) die with this guard if somebody kills just that."""
    if os.name == "nt":
        return None
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def prepare() -> None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)

    return prepare


def _end_group() -> None:
    """End everything the program started, this guard included; a group of our own is what the supervisor gave us."""
    if os.name != "nt" and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)


def _when_input_closes(program: subprocess.Popen[bytes], closed: threading.Event) -> None:
    with contextlib.suppress(OSError):
        while os.read(0, 64):
            pass
    closed.set()
    program.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        program.wait(GRACE_SECONDS)
    _end_group()
    program.kill()


def main(command: list[str]) -> int:
    """Run the command; its exit status."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # closing the input is the one way to stop; the program gets its signals directly
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    program = subprocess.Popen(command, stdin=subprocess.DEVNULL, preexec_fn=_before_program())  # noqa: PLW1509 - no threads yet
    closed = threading.Event()
    threading.Thread(target=_when_input_closes, args=(program, closed), daemon=True).start()
    status = program.wait()
    if closed.is_set():
        _end_group()
    return status if status >= 0 else 128 - status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
