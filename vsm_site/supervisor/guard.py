"""Runs one program and ends it, with all that it started, when the supervisor is gone.

The supervisor holds the other end of a pipe: reading it returns nothing as soon as no supervisor is left, even after SIGKILL.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time

GRACE_SECONDS = 10.0


def _end_group() -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(os.getpgid(0), signal.SIGKILL)


def _watch(descriptor: int, program: subprocess.Popen[bytes]) -> None:
    os.read(descriptor, 1)
    program.terminate()
    until = time.monotonic() + GRACE_SECONDS
    while program.poll() is None and time.monotonic() < until:
        time.sleep(0.1)
    _end_group()


def main(descriptor: int, command: list[str]) -> int:
    """Run the command; its exit status."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the group is signalled: the program stops, we report how
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    program = subprocess.Popen(command, preexec_fn=_default_signals)  # noqa: PLW1509 - no threads yet
    threading.Thread(target=_watch, args=(descriptor, program), daemon=True).start()
    return program.wait()


def _default_signals() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
