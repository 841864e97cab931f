"""A crowd of phones: each holds a socket that follows the log without a hole, and takes part over HTTP like a form would."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import requests
from django.conf import settings
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

TOKEN = "t" * 32
AT_ONCE = 6


class Phone:
    """One of the crowd."""

    def __init__(self, address: str, workshop_id: UUID, name: str, cookie: tuple[str, str]) -> None:
        self.address, self.workshop_id, self.name = address, workshop_id, name
        self.http = requests.Session()
        self.http.cookies.set(*cookie)
        self.http.cookies.set(settings.CSRF_COOKIE_NAME, TOKEN)
        self.http.headers.update({"X-CSRFToken": TOKEN, "Origin": address})
        self.http.headers["Connection"] = "close"  # a kept one may be closed by the server while a form goes out, which browsers send again
        self.seen: list[int] = []
        self._socket: ClientConnection | None = None
        self._thread: threading.Thread | None = None

    def post(self, path: str, **fields: Any) -> int:
        """The status of one form that was sent."""
        answer = self.http.post(f"{self.address}{path}", data=fields, allow_redirects=False, timeout=60)
        return answer.status_code

    def clock(self) -> dict[str, Any]:
        """What the phone shows of the moment."""
        answer = self.http.get(f"{self.address}/workshops/{self.workshop_id}/clock/", timeout=60)
        assert answer.status_code == 200
        found: dict[str, Any] = answer.json()
        return found

    def follow(self) -> None:
        """Open the socket where the log stands."""
        state = self.http.get(f"{self.address}/api/v1/workshops/{self.workshop_id}/live/state/", timeout=60).json()
        host = self.address.removeprefix("http://")
        url = f"ws://{host}/ws/workshops/{self.workshop_id}/?since={state['head']}&epoch={state['epoch']}&v=1"
        cookies = "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())
        self.seen = [int(state["head"])]
        self._socket = connect(url, origin=self.address, additional_headers={"Cookie": cookies}, max_size=2**22, legacy=True)  # type: ignore[arg-type]
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        assert self._socket is not None
        try:
            for text in self._socket:
                frame = json.loads(text)
                if frame["t"] == "ch":
                    self.seen.append(int(frame["s"]))
        except ConnectionClosed:
            return

    def leave(self) -> None:
        """Close the socket."""
        if self._socket is not None:
            self._socket.close()
        if self._thread is not None:
            self._thread.join(10)


class Crowd:
    """All of them, a few at a time."""

    def __init__(self, phones: Sequence[Phone]) -> None:
        self.phones = list(phones)
        self._pool = ThreadPoolExecutor(AT_ONCE)

    def all_do(self, deed: Callable[[Phone, int], Any]) -> list[Any]:
        """What everybody got for a deed, in the order of the phones."""
        return list(self._pool.map(lambda pair: deed(pair[1], pair[0]), enumerate(self.phones)))

    def begin(self, deed: Callable[[Phone, int], Any]) -> Callable[[], list[Any]]:
        """The same without waiting; what it returns waits."""
        futures = [self._pool.submit(deed, phone, place) for place, phone in enumerate(self.phones)]
        return lambda: [future.result(120) for future in futures]

    def leave(self) -> None:
        """Everybody goes home."""
        for phone in self.phones:
            phone.leave()
        self._pool.shutdown()
