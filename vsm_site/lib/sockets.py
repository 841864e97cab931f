"""The server's side of a socket, with a short way out for frames that many sockets get: they are made once and handed over as bytes.

An application finds the way as `scope["extensions"]["vsm.frames"]`; where another server runs it, there is none, and it sends as usual.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

Write = Callable[[bytes], bool]
EXTENSION = "vsm.frames"
TEXT = 0x81
"""A whole message of text in one frame."""
SHORT, MIDDLE = 126, 65536


def text_frame(text: str) -> bytes:
    """A message as the bytes of one frame from a server (RFC 6455, 5.2)."""
    data = text.encode()
    size = len(data)
    if size < SHORT:
        return bytes((TEXT, size)) + data
    if size < MIDDLE:
        return bytes((TEXT, 126)) + size.to_bytes(2, "big") + data
    return bytes((TEXT, 127)) + size.to_bytes(8, "big") + data


class Sockets(WebSocketsSansIOProtocol):
    """Uvicorn's own, with the extension; to be named to it by `--ws`."""

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
