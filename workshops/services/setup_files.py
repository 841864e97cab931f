"""Files of set-up tasks: written to disk under a random name before the change that keeps them, taken away again where it is refused."""

from __future__ import annotations

from uuid import UUID

from vsm_site.lib import files
from vsm_site.lib.errors import Forbidden, Invalid
from vsm_site.lib.files import Checked
from workshops import access
from workshops.access import Actor
from workshops.change import Committed, Tx, change
from workshops.kinds_setup import TASK_FILE
from workshops.models import SetupTask, StoredFile, TaskFile
from workshops.policy import Action
from workshops.selectors import preparation as selectors

MOST = 200
"""Files of one workshop."""


def add_file(*, actor: Actor, task_id: UUID, file: Checked, change_id: UUID | None = None) -> TaskFile:
    """Put a file to a task: who prepares the workshop, or the task's owner. Invalid where the workshop has too many."""
    task = access.get_record(actor, SetupTask, task_id, "owner")
    name = files.store(file.content, f"files/{task.workshop_id}")
    try:
        with change(task.workshop_id, actor=actor, needs=Action.VIEW, change_id=change_id, kind="add-file") as tx:
            return _keep(tx, task, file, name)
    except BaseException:
        files.forget(name)
        raise


def _keep(tx: Tx, task: SetupTask, file: Checked, name: str) -> TaskFile:
    if not selectors.may_work(tx.standing.rights, tx.actor.user_id, SetupTask.objects.select_related("owner").get(pk=task.pk)):
        raise Forbidden("Only the owner of the task, and those who prepare the workshop, put files to it.")
    if TaskFile.objects.present().filter(workshop_id=tx.workshop_id).count() >= MOST:
        raise Invalid({"file": f"A workshop has {MOST} files at most. Take some off first."})
    stored = StoredFile.objects.create(workshop_id=tx.workshop_id, file=name, at=tx.at)
    values = {"task": task.pk, "name": file.name, "kind": file.kind.ending, "size": len(file.content), "stored": stored.pk, "at": tx.at}
    return tx.new(TASK_FILE, values)  # type: ignore[no-any-return]


def remove_file(*, actor: Actor, file_id: UUID, change_id: UUID | None = None) -> Committed:
    """Take a file off its task; Undo brings it back."""
    file = selectors.get_file(actor, file_id)
    with change(file.workshop_id, actor=actor, needs=Action.UPDATE_OWN_ACTION, change_id=change_id, kind="remove-file") as tx:
        tx.delete(file)
    return tx.committed
