"""One supervised process: its own process group, which ends with the supervisor however that ends."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

GUARD = Path(__file__).with_name("guard.py")
ROOT = Path(__file__).resolve().parent.parent.parent
STEADY_SECONDS = 5.0
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 15.0


def pause_after(quick_ends: int) -> float:
    """Seconds to wait before starting again, after this many ends in a row that each came soon after the start."""
    return 0.0 if quick_ends == 0 else min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (quick_ends - 1))


def tell(line: str) -> None:
    """Write a line to standard error; with nobody left to read it, the work goes on."""
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()


@dataclass
class Child:
    """A process that is started again when it ends: at once, or after a growing pause when it keeps ending soon after its start."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_again_at: float = 0.0
    quick_ends: int = 0

    def start(self) -> None:
        """Start the process, with its output on our standard error under its name."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(GUARD), *self.command],
            cwd=ROOT,
            env=dict(self.environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        threading.Thread(target=self._relay, args=(self.process,), daemon=True).start()

    def _relay(self, process: subprocess.Popen[bytes]) -> None:
        for line in process.stdout or ():
            tell(f"{self.name:9} {line.decode(errors='replace').rstrip()}")

    def look_after(self) -> None:
        """Start the process again when it ended and its pause is over."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            tell(f"{self.name:9} ended with {self.process.returncode}; starting it again")
            self.kill()
            self.quick_ends = 0 if now - self.started_at > STEADY_SECONDS else self.quick_ends + 1
            self.start_again_at = now + pause_after(self.quick_ends)
            self.process = None
        if self.process is None and now >= self.start_again_at:
            self.start()

    def ask_to_stop(self) -> None:
        """Let the process finish what it does, for as long as its guard allows."""
        if self.process is not None and self.process.stdin is not None:
            with contextlib.suppress(OSError):
                self.process.stdin.close()

    def kill(self) -> None:
        """End the process and everything it started."""
        if self.process is None:
            return
        self.ask_to_stop()
        if os.name == "nt":
            self.process.kill()
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)

    @property
    def is_gone(self) -> bool:
        """Whether the process has ended."""
        return self.process is None or self.process.poll() is not None
