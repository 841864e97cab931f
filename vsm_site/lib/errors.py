"""The errors services raise; one handler per kind of door turns them into a page, a problem document or a live answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with input: where (`steps[2].cycle_time`, a form field; `$` is the whole) and why, in the user's words."""

    path: str
    text: str

    def as_dict(self) -> dict[str, str]:
        """The shape of `errors` in problem documents and live answers."""
        return {"path": self.path, "text": self.text}


@dataclass(frozen=True, slots=True)
class Clash:
    """The present value of a field that moved on since the editor looked at it, with who wrote it and when (ms since 1970)."""

    record: str
    field: str
    value: Any
    rev: int
    user: str | None
    at: int

    def as_dict(self) -> dict[str, Any]:
        """The shape of `cur` in live answers."""
        return {"r": self.record, "f": self.field, "v": self.value, "rev": self.rev, "u": self.user, "at": self.at}


class AppError(Exception):
    """Base of what services refuse."""

    code = "error"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail


class NotFound(AppError):
    """There is no such thing, or the person has no relation to it: both answer 404."""

    code = "not_found"


class Forbidden(AppError):
    """Related to the workshop, but without the right: 403, live `denied`."""

    code = "denied"


class Locked(Forbidden):
    """The right is there, but the workshop is paused or this part is locked: 403, live `locked`."""

    code = "locked"


class Gone(AppError):
    """The record was deleted while it was being edited; it can be restored."""

    code = "gone"

    def __init__(self, record: str, detail: str = "") -> None:
        super().__init__(detail or "This was removed while you were working on it.")
        self.record = record


class Invalid(AppError):
    """Input that cannot be stored; nothing was."""

    code = "invalid"

    def __init__(self, faults: Sequence[Fault] | Mapping[str, str] | str) -> None:
        if isinstance(faults, str):
            faults = [Fault("$", faults)]
        elif isinstance(faults, Mapping):
            faults = [Fault(path, text) for path, text in faults.items()]
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__("; ".join(f"{fault.path}: {fault.text}" for fault in self.faults))


class Conflict(AppError):
    """Fields moved on since the editor looked: nothing was written, the present values are in `clashes`."""

    code = "conflict"

    def __init__(self, clashes: Sequence[Clash]) -> None:
        super().__init__("Somebody else changed this since you opened it.")
        self.clashes = tuple(clashes)


class Repeated(AppError):
    """This change id is in the log already; `seq` is what it got then."""

    code = "repeated"

    def __init__(self, seq: int) -> None:
        super().__init__("This change was stored before.")
        self.seq = seq


class IdReused(AppError):
    """The change id belongs to another person's change."""

    code = "id_reused"


class TooMany(AppError):
    """A limit of how much one person may ask for at a time is reached; it works again in a while."""

    code = "too_many"

    def __init__(self, detail: str, after_seconds: int = 30) -> None:
        super().__init__(detail)
        self.after_seconds = after_seconds


class Busy(AppError):
    """The database could not take the write in time; the same change may be sent again."""

    code = "retry"

    def __init__(self, after_ms: int = 500) -> None:
        super().__init__("The workshop is busy; please try again.")
        self.after_ms = after_ms
