"""Files of set-up tasks: written to disk under a random name before the change that keeps them, taken away again where it is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from vsm_site.lib import files
from vsm_site.lib.errors import Forbidden, Invalid
from vsm_site.lib.files import Checked
from workshops import access
from workshops.access import Actor
from workshops.change import Committed, Tx, change
from workshops.kinds_setup import TASK_FILE
from workshops.models import KeptFile, SetupTask, StoredFile, TaskFile
from workshops.policy import Action
from workshops.selectors import preparation as selectors

MOST = 200
"""Files of one workshop."""


def add_file(*, actor: Actor, task_id: UUID, file: Checked, change_id: UUID | None = None) -> TaskFile:
    """Put a file to a task: who prepares the workshop, or the task's owner. Invalid where the workshop has too many."""
    task = access.get_record(actor, SetupTask, task_id, "owner")
    return keep_file(actor, task.workshop_id, file, lambda tx, values: _keep(tx, task, values), change_id)


F = TypeVar("F", bound=KeptFile)


def keep_file(
    actor: Actor, workshop_id: UUID, file: Checked, keep: Callable[[Tx, Callable[[], Mapping[str, Any]]], F], change_id: UUID | None
) -> F:
    """Write a file to disk and make its record in one change; refused, nothing is left of it. `keep` asks for the right, then for the
    values of the record, and makes it.
    """
    name = files.store(file.content, f"files/{workshop_id}")
    try:
        with change(workshop_id, actor=actor, needs=Action.VIEW, change_id=change_id, kind="add-file") as tx:
            return keep(tx, lambda: _values(tx, file, name))
    except BaseException:
        files.forget(name)
        raise


def _values(tx: Tx, file: Checked, name: str) -> Mapping[str, Any]:
    stored = StoredFile.objects.create(workshop_id=tx.workshop_id, file=name, at=tx.at)
    return {"name": file.name, "kind": file.kind.ending, "size": len(file.content), "stored": stored.pk, "at": tx.at}


def _keep(tx: Tx, task: SetupTask, values: Callable[[], Mapping[str, Any]]) -> TaskFile:
    if not selectors.may_work(tx.standing.rights, tx.actor.user_id, SetupTask.objects.select_related("owner").get(pk=task.pk)):
        raise Forbidden("Only the owner of the task, and those who prepare the workshop, put files to it.")
    if TaskFile.objects.present().filter(workshop_id=tx.workshop_id).count() >= MOST:
        raise Invalid({"file": f"A workshop has {MOST} files at most. Take some off first."})
    return tx.new(TASK_FILE, {**values(), "task": task.pk})  # type: ignore[no-any-return]


def remove_file(*, actor: Actor, file_id: UUID, change_id: UUID | None = None) -> Committed:
    """Take a file off its task; Undo brings it back."""
    file = selectors.get_file(actor, file_id)
    with change(file.workshop_id, actor=actor, needs=Action.UPDATE_OWN_ACTION, change_id=change_id, kind="remove-file") as tx:
        tx.delete(file)
    return tx.committed
