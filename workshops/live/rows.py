"""A row of the log on its way to many: its frame is encoded once for each way in which it may be seen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from workshops import history
from workshops.models import Change
from workshops.policy import Action

MAX_FRAME = 64 * 1024
"""Bytes of one `ch` frame on a socket; a larger change goes out as its number, and the client fetches it."""
BIG = ',"big":1}'
_MOVES_RIGHTS = ("person/", "workshop/")


def encode(frame: Mapping[str, Any]) -> str:
    """A frame as JSON text."""
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))


class Row:
    """A committed change with its frames."""

    __slots__ = ("_of_everybody", "_texts", "change", "seq")

    def __init__(self, change: Change) -> None:
        self.change, self.seq = change, int(change.seq)
        self._texts: dict[Any, str] = {}
        self._of_everybody = ""

    @property
    def is_big(self) -> bool:
        """Whether it goes out as its number alone."""
        return any(text.endswith(BIG) for text in self._texts.values())

    @property
    def moves_rights(self) -> bool:
        """Whether anybody's rights may be others after it."""
        return any(op["r"].startswith(_MOVES_RIGHTS) for op in self.change.ops)

    def text(self, rights: frozenset[Action], user_id: UUID) -> str:
        """The `ch` frame as this person gets it, `big` where it is too large for a socket."""
        personal = self.change.audience is not None and self.change.audience.startswith("user:")
        key = (rights, user_id) if personal else rights
        if key not in self._texts:
            self._texts[key] = self._encoded(rights, user_id)
        return self._texts[key]

    def _encoded(self, rights: frozenset[Action], user_id: UUID) -> str:
        frame = history.frame(self.change, rights, user_id)
        if frame.get("ops") != self.change.ops:
            return _shortened(frame)
        self._of_everybody = self._of_everybody or _shortened(frame)
        return self._of_everybody


def _shortened(frame: Mapping[str, Any]) -> str:
    text = encode(frame)
    return text if len(text.encode()) <= MAX_FRAME else encode({"t": "ch", "s": frame["s"], "big": 1})
