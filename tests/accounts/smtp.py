"""A real mail server on loopback that keeps what it takes and refuses whom it is told to."""

from __future__ import annotations

import email
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.test import override_settings


class Postbox:
    """Handler: addresses in `refused` get their answer, everything else is kept in `taken`."""

    def __init__(self, refused: dict[str, str] | None = None) -> None:
        self.refused = refused or {}
        self.taken: list[tuple[str, Message]] = []

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]) -> str:
        """Answer to one recipient."""
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take the letter."""
        self.taken.append((envelope.rcpt_tos[0], email.message_from_bytes(envelope.content or b"")))
        return "250 OK"

    def recipients(self) -> list[str]:
        """To whom letters went, in order."""
        return [recipient for recipient, _ in self.taken]


@contextmanager
def mail_server(postbox: Postbox) -> Iterator[Postbox]:
    """The product's mail goes to this server inside the block; it takes a free port."""
    controller = Controller(postbox, hostname="127.0.0.1", port=_free_port())
    controller.start()
    settings = {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": controller.port,
        "EMAIL_TIMEOUT": 5,
    }
    try:
        with override_settings(**settings):
            yield postbox
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
