"""What a person may see of the change log: one function for replay, live frames, state and exports."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from workshops.models import Change
from workshops.policy import Action
from workshops.records import kinds


def is_for(audience: str | None, rights: frozenset[Action], user_id: UUID) -> bool:
    """Whether a row's audience takes this person in: None is everybody, an Action's name who has it, `user:<id>` one person."""
    return audience is None or audience in rights or audience == f"user:{user_id}"


def visible_op(op: dict[str, Any], rights: frozenset[Action]) -> dict[str, Any] | None:
    """An operation without the values that need a right the person lacks; None when nothing of it may be seen."""
    kind = kinds().get(op["r"].partition("/")[0])
    if kind is None or kind.audience not in rights:
        return None
    if "f" not in op:
        return op
    hidden = {name for name in op["f"] if (spec := kind.fields.get(name)) and spec.private and spec.private not in rights}
    return op | {"f": {name: value for name, value in op["f"].items() if name not in hidden}} if hidden else op


def frame(change: Change, rights: frozenset[Action], user_id: UUID) -> dict[str, Any]:
    """The `ch` frame of a row as this person gets it; the number alone where it is hidden."""
    if not is_for(change.audience, rights, user_id):
        return {"t": "ch", "s": change.seq}
    ops = [seen for op in change.ops if (seen := visible_op(op, rights)) is not None]
    if not ops:
        return {"t": "ch", "s": change.seq}
    return {
        "t": "ch",
        "s": change.seq,
        "id": str(change.change_id),
        "u": str(change.user_id) if change.user_id else None,
        "cid": change.client_id,
        "at": int(change.at.timestamp() * 1000),
        "ops": ops,
    }
