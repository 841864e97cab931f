"""The time between the request to stop and the end of a web process: it says that it is not ready, so that no new work is sent to it."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

_draining = threading.Event()


def is_draining() -> bool:
    """Whether this process was asked to stop."""
    return _draining.is_set()


def _pass_on(handler: Any, number: int, frame: FrameType | None) -> None:
    if callable(handler):
        handler(number, frame)
    else:
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)


def watch_for_stop(seconds: float, tell: Callable[[Callable[[], None]], None]) -> None:
    """From SIGTERM on `is_draining` is true and `tell` is called with what is to be called once everybody was told.

    The server's own handling of the signal follows that, after `seconds`: behind a proxy these let its health check notice. Has to be
    called in the main thread, when the server has set its handlers; anywhere else there is no signal to take, and nothing is changed.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    before = signal.getsignal(signal.SIGTERM)

    def stop(number: int, frame: FrameType | None) -> None:
        _draining.set()
        tell(go_on)

    def go_on() -> None:
        if seconds > 0:
            timer = threading.Timer(seconds, _pass_on, (before, signal.SIGTERM, None))
            timer.daemon = True
            timer.start()
        else:
            _pass_on(before, signal.SIGTERM, None)

    signal.signal(signal.SIGTERM, stop)
