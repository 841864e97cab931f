"""Logging: everything goes to standard error through Python's logging; secrets in addresses do not."""

from __future__ import annotations

import logging
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

SECRET = re.compile(r"(?<=[/=])(?![0-9a-f]{8}-[0-9a-f]{4}-)[A-Za-z0-9_.:-]{20,}")
"""A long opaque part of an address: a token of an invitation, a password reset, a first sign-in. Ids (UUIDs) stay readable."""

NAMELESS = re.compile(r"/rounds/|/workshops/[^/]+/now/")
"""Addresses where people give an anonymous voice and those that their browser shows next. With its time, a line that says who asked
would name whoever has log and database of an open round the author of an entry; so of these no line says who, from where or with what."""


def redact(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace tokens in addresses, so that a log does not open doors; and take out which browser asked where nobody is named."""
    if "user_agent" in event and NAMELESS.match(str(event.get("request", "")).partition(" ")[2]):
        del event["user_agent"]
    for key in ("request", "referer", "event"):
        if isinstance(event.get(key), str):
            event[key] = SECRET.sub("[redacted]", event[key])
    return event


class Redacted(logging.Filter):
    """The same for lines of others, like Django's own about an answer of 404 or 422, which name the address."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact what the line is filled with; every line goes on."""
        if isinstance(record.args, tuple):
            record.args = tuple(SECRET.sub("[redacted]", part) if isinstance(part, str) else part for part in record.args)
        return True


def configure() -> None:
    """Let structlog write through Python's logging, which knows level and place; its own default is standard output."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.contextvars.merge_contextvars,
            structlog.processors.format_exc_info,
            redact,
            structlog.processors.KeyValueRenderer(key_order=["event"]),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
