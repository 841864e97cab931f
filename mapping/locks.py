"""Locked steps: participants change neither them nor what hangs on them; whoever may change locked maps still does."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from mapping.models import Flow, Information, MapNote, Step
from vsm_site.lib.errors import Locked
from workshops.policy import opens_locks


def _closed(tx: Any) -> bool:
    """Whether any lock stands in this person's way at all; costs no query where nothing is locked."""
    return bool(tx.phase.locked_steps) and not opens_locks(tx.standing.roles, tx.phase)


def _names(tx: Any, map_id: UUID) -> dict[str, str]:
    """Names of the locked steps of a map by their ids in the document."""
    rows = Step.objects.filter(map_id=map_id, pk__in=tx.phase.locked_steps)
    return dict(rows.values_list("doc_id", "name"))


def _refuse(name: str) -> None:
    raise Locked(f"The coach has locked “{name}”.")


def guard_step(tx: Any, step: Step) -> None:
    """Locked for a step that is."""
    if _closed(tx) and str(step.pk) in tx.phase.locked_steps:
        _refuse(step.name)


def guard_link(tx: Any, link: Flow | Information) -> None:
    """Locked for a flow with a locked step at either end."""
    if not _closed(tx):
        return
    names = _names(tx, link.map_id)
    for end in (link.source, link.target):
        if end in names:
            _refuse(names[end])


def guard_note(tx: Any, note: MapNote) -> None:
    """Locked for a note at a locked step, or at a flow to or from one."""
    if not note.at or not _closed(tx):
        return
    names = _names(tx, note.map_id)
    for end in note.at.split(">"):
        if end in names:
            _refuse(names[end])
