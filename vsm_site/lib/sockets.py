"""The server's side of a socket, with a short way out for frames that many sockets get: they are made once and handed over as bytes.

An application finds the way as `scope["extensions"]["vsm.frames"]`; where another server runs it, there is none, and it sends as usual.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode
from websockets.server import ServerProtocol

Write = Callable[[bytes], bool]
EXTENSION = "vsm.frames"
TEXT = 0x81
"""A whole message of text in one frame."""
SHORT, MIDDLE = 126, 65536
TOO_BIG = 4413
"""With what a socket ends on which a message came that is larger than the server takes (live protocol, 3.3)."""


def text_frame(text: str) -> bytes:
    """A message as the bytes of one frame from a server (RFC 6455, 5.2)."""
    data = text.encode()
    size = len(data)
    if size < SHORT:
        return bytes((TEXT, size)) + data
    if size < MIDDLE:
        return bytes((TEXT, 126)) + size.to_bytes(2, "big") + data
    return bytes((TEXT, 127)) + size.to_bytes(8, "big") + data


class Messages(ServerProtocol):
    """The protocol on one socket, with our word for a message that is too large."""

    def fail(self, code: int, reason: str = "") -> None:
        """End the socket."""
        super().fail(TOO_BIG if code == CloseCode.MESSAGE_TOO_BIG else code, reason)


class Sockets(WebSocketsSansIOProtocol):
    """Uvicorn's own, with the extension and the code above; to be named to it by `--ws`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conn = Messages(extensions=self.conn.available_extensions, max_size=self.config.ws_max_size, logger=self.logger)

    def handle_connect(self, event: Any) -> None:
        super().handle_connect(event)
        if not self.handshake_complete:  # otherwise the handshake was refused, and there is no scope
            cast(dict[str, Any], self.scope["extensions"])[EXTENSION] = self.write_frame

    def write_frame(self, frame: bytes) -> bool:
        """Send a whole frame at once; False where that cannot be: before the handshake, after the end, or while the reader is slow."""
        if self.close_sent or self.disconnected or not self.handshake_complete or not self.writable.is_set():
            return False
        self.transport.write(frame)
        return True
