"""One supervised process: its own process group, which dies with the supervisor."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field

STEADY_SECONDS = 30.0
LONGEST_PAUSE = 30.0


@dataclass
class Child:
    """A process that is started again when it ends: at once the first time, then with a growing pause."""

    name: str
    command: list[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_again_at: float = 0.0
    failures: int = 0
    pipe: tuple[int, int] = field(default_factory=os.pipe)

    def start(self) -> None:
        """Start the process, with its output on our standard error under its name."""
        self.started_at = time.monotonic()
        reader, _ = self.pipe
        # a guard between us and the program watches the pipe: it closes when we are gone, however that happened
        guard = [sys.executable, "-m", "vsm_site.supervisor.guard", str(reader), *self.command]
        self.process = subprocess.Popen(
            guard,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=(reader,),
            start_new_session=True,
        )
        threading.Thread(target=self._relay, args=(self.process,), daemon=True).start()

    def _relay(self, process: subprocess.Popen[bytes]) -> None:
        for line in process.stdout or ():
            sys.stderr.write(f"{self.name:9} {line.decode(errors='replace').rstrip()}\n")
            sys.stderr.flush()

    def look_after(self) -> None:
        """Start the process again when it ended and its pause is over."""
        now = time.monotonic()
        if self.process and self.process.poll() is not None:
            self.kill()
            steady = now - self.started_at > STEADY_SECONDS
            self.failures = 1 if steady else self.failures + 1
            self.start_again_at = now + min(LONGEST_PAUSE, 0.25 * 2 ** (self.failures - 1))
            sys.stderr.write(f"{self.name:9} ended with {self.process.returncode}; starting it again\n")
            self.process = None
        if self.process is None and now >= self.start_again_at:
            self.start()

    def ask_to_stop(self) -> None:
        """Let the process finish what it does."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the process and everything it started."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: int) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)

    @property
    def is_gone(self) -> bool:
        """Whether the process has ended."""
        return self.process is None or self.process.poll() is not None
