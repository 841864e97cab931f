"""The frames that a browser or an API client sends, checked before anything is looked up. Socket, POST and tests share them.

schema.json beside this file says the same, and what the server sends, for other languages; a test holds the two together.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from vsm_site.lib.errors import Fault, Invalid

VERSION = 1
"""Of the frames; a page below it has to be loaded again."""
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


@dataclass(frozen=True, slots=True)
class Look:
    """The picture of a map that a page shows from now on; `view` None looks at it no more."""

    map: UUID
    view: Mapping[str, Any] | None
    rev: int


@dataclass(frozen=True, slots=True)
class Pres:
    """Where somebody is and what for; what is left out has not changed since the last of these frames."""

    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ping:
    """Asks for an `hb` at once."""


Sent = Chg | Undo
Received = Sent | Look | Pres | Ping
KEYS = {
    "chg": {"t", "id", "cid", "ops"},
    "undo": {"t", "id", "cid", "of", "anyway"},
    "look": {"t", "map", "view", "rev"},
    "pres": {"t", "at", "st", "cam"},
    "ping": {"t"},
}
STATES = ("edit", "view", "idle", "away")


def id_of(frame: Any) -> str:
    """The change id as it was sent, for the answer to a frame that cannot be read; empty without one."""
    found = frame.get("id") if isinstance(frame, Mapping) else None
    return found if isinstance(found, str) else ""


def parse(frame: Any) -> Sent:
    """A frame that changes something, as it may be applied. Invalid with the keys that are wrong, missing or unknown."""
    if not isinstance(frame, Mapping) or frame.get("t") not in ("chg", "undo"):
        raise Invalid({"t": "The frame is one of chg, undo."})
    _refuse_unknown(frame)
    _refuse_large(frame)
    return _chg(frame) if frame["t"] == "chg" else _undo(frame)


def parse_socket(frame: Any) -> Received:
    """Any frame of a socket. Invalid as `parse`."""
    kind = frame.get("t") if isinstance(frame, Mapping) else None
    if kind == "look":
        return _look(_refuse_unknown(frame))
    if kind == "pres":
        return _pres(_refuse_unknown(frame))
    if kind == "ping":
        _refuse_unknown(frame)
        return Ping()
    if kind not in KEYS:
        raise Invalid({"t": f"The frame is one of {', '.join(KEYS)}."})
    return parse(frame)


def _refuse_unknown(frame: Mapping[str, Any]) -> Mapping[str, Any]:
    if unknown := set(frame) - KEYS[frame["t"]]:
        raise Invalid(dict.fromkeys(sorted(unknown), "This key is not known here."))
    return frame


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
    return _uuid(frame, "id", "The change id is a UUID.", faults)


def _uuid(frame: Mapping[str, Any], name: str, words: str, faults: list[Fault]) -> UUID | None:
    try:
        return UUID(frame[name])
    except (KeyError, ValueError, TypeError, AttributeError):
        faults.append(Fault(name, words))
        return None


def _cid(frame: Mapping[str, Any], faults: list[Fault]) -> str:
    cid = frame.get("cid", "")
    if not isinstance(cid, str) or len(cid) > MAX_CID or "\x00" in cid:
        faults.append(Fault("cid", f"The tab id is text of at most {MAX_CID} characters."))
        return ""
    return cid


def _look(frame: Mapping[str, Any]) -> Look:
    faults: list[Fault] = []
    view, rev = frame.get("view"), frame.get("rev", 0)
    if view is not None and not isinstance(view, Mapping):
        faults.append(Fault("view", "The view is an object, or null."))
    if isinstance(rev, bool) or not isinstance(rev, int) or not 0 <= rev < 2**63:
        faults.append(Fault("rev", "This is the number of the last change that the picture shows."))
    map_id = _uuid(frame, "map", "This is the id of a map.", faults)
    if faults or map_id is None:
        raise Invalid(faults)
    return Look(map_id, view, rev)


def _pres(frame: Mapping[str, Any]) -> Pres:
    faults: list[Fault] = []
    values: dict[str, Any] = {}
    for name in frame.keys() - {"t"}:
        try:
            values[name] = _PRESENCE[name](frame[name])
        except (ValueError, TypeError, AttributeError):
            faults.append(Fault(name, "This is not what the field holds."))
    if faults:
        raise Invalid(sorted(faults, key=lambda fault: fault.path))
    return Pres(values)


def _place(value: Any) -> dict[str, str] | None:
    """`{"map", "r", "f", "mid"}`, each a short word, or None for nowhere on a map; `mid` is the record that `cam` is told around."""
    if value is None:
        return None
    if not isinstance(value, Mapping) or set(value) - {"map", "r", "f", "mid"}:
        raise ValueError
    return {name: _short(word) for name, word in value.items()}


def _short(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 80 or not value.isprintable():
        raise ValueError
    return value


def _state(value: Any) -> str:
    if value not in STATES:
        raise ValueError
    return str(value)


def _camera(value: Any) -> list[float] | None:
    """`[x, y, width, height]` of what somebody sees, in the units of the sheet."""
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != 4:
        raise ValueError
    if any(isinstance(number, bool) or not isinstance(number, int | float) or not abs(number) < 1e7 for number in value):
        raise ValueError
    return [round(float(number), 1) for number in value]


_PRESENCE: dict[str, Callable[[Any], Any]] = {"at": _place, "st": _state, "cam": _camera}
