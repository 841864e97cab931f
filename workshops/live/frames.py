"""The frames that a browser or an API client sends, checked before anything is looked up. Socket, POST and tests share them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from vsm_site.lib.errors import Fault, Invalid

MAX_CHANGE = 32 * 1024
"""Bytes of one change as JSON."""
MAX_MESSAGE = 64 * 1024
"""Bytes of one message of a socket."""
MAX_BATCH = 20
"""Changes in one POST."""
MAX_BODY = 256 * 1024
"""Bytes of one POST."""
MAX_CID = 64


@dataclass(frozen=True, slots=True)
class Chg:
    """Operations to be stored as one change, all or nothing."""

    id: UUID
    cid: str
    ops: list[Any]


@dataclass(frozen=True, slots=True)
class Undo:
    """A change to be taken back; `anyway` says that the person has seen who changed it since."""

    id: UUID
    cid: str
    of: int
    anyway: bool = False


Sent = Chg | Undo
_KEYS = {"chg": {"t", "id", "cid", "ops"}, "undo": {"t", "id", "cid", "of", "anyway"}}


def id_of(frame: Any) -> str:
    """The change id as it was sent, for the answer to a frame that cannot be read; empty without one."""
    found = frame.get("id") if isinstance(frame, Mapping) else None
    return found if isinstance(found, str) else ""


def parse(frame: Any) -> Sent:
    """A frame as it may be applied. Invalid with the keys that are wrong, missing or unknown."""
    if not isinstance(frame, Mapping) or frame.get("t") not in _KEYS:
        raise Invalid({"t": "The frame is one of chg, undo."})
    if unknown := set(frame) - _KEYS[frame["t"]]:
        raise Invalid(dict.fromkeys(sorted(unknown), "This key is not known here."))
    _refuse_large(frame)
    return _chg(frame) if frame["t"] == "chg" else _undo(frame)


def _refuse_large(frame: Mapping[str, Any]) -> None:
    try:
        size = len(json.dumps(frame, ensure_ascii=False, separators=(",", ":")).encode())
    except (UnicodeEncodeError, RecursionError):  # half of a surrogate pair, or lists in lists without end
        raise Invalid("This text cannot be stored.") from None
    if size > MAX_CHANGE:
        raise Invalid(f"One change is at most {MAX_CHANGE // 1024} KiB; this has {size // 1024 + 1} KiB.")


def _chg(frame: Mapping[str, Any]) -> Chg:
    faults: list[Fault] = []
    pk, cid = _id(frame, faults), _cid(frame, faults)
    ops = frame.get("ops")
    if not isinstance(ops, list):
        faults.append(Fault("ops", "A change needs a list of operations."))
    if faults or pk is None or not isinstance(ops, list):
        raise Invalid(faults)
    return Chg(pk, cid, ops)


def _undo(frame: Mapping[str, Any]) -> Undo:
    faults: list[Fault] = []
    pk, cid, of, anyway = _id(frame, faults), _cid(frame, faults), frame.get("of"), frame.get("anyway", 0)
    if isinstance(of, bool) or not isinstance(of, int) or not 0 < of < 2**63:
        faults.append(Fault("of", "This is the number of the change to take back."))
    if anyway not in (0, 1):
        faults.append(Fault("anyway", "This is 1, or left out."))
    if faults or pk is None or not isinstance(of, int):
        raise Invalid(faults)
    return Undo(pk, cid, of, bool(anyway))


def _id(frame: Mapping[str, Any], faults: list[Fault]) -> UUID | None:
    try:
        return UUID(frame["id"])
    except (KeyError, ValueError, TypeError, AttributeError):
        faults.append(Fault("id", "The change id is a UUID."))
        return None


def _cid(frame: Mapping[str, Any], faults: list[Fault]) -> str:
    cid = frame.get("cid", "")
    if not isinstance(cid, str) or len(cid) > MAX_CID or "\x00" in cid:
        faults.append(Fault("cid", f"The tab id is text of at most {MAX_CID} characters."))
        return ""
    return cid
