"""Versions of the charter and the yes of sponsor, owner and coach to them; comments on its parts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from vsm_site.lib.errors import Invalid
from workshops import access
from workshops.access import Actor
from workshops.change import Committed, Tx, change
from workshops.kinds_charter import CHARTER_COMMENT, CHARTER_SIGNATURE, CHARTER_VERSION
from workshops.models import CharterComment, CharterVersion, Workshop
from workshops.policy import Action, Role
from workshops.selectors import charter as charters
from workshops.selectors import charter_versions as selectors

AGREEING = (Role.OWNER, Role.COACH)
"""Who agrees beside the sponsor, who approves."""
MOVED_ON = "The charter changed while you read it. Read what is new, then agree to it."


def keep_version(*, actor: Actor, workshop_id: UUID, note: str = "", change_id: UUID | None = None) -> CharterVersion:
    """Keep what the charter says now as its next version. Invalid when it says what the last version says."""
    values = CHARTER_VERSION.parse({"note": note})
    with change(workshop_id, actor=actor, needs=Action.EDIT_CHARTER, change_id=change_id, kind="keep-version") as tx:
        content, last = _content(tx), selectors.last_version(workshop_id)
        if last is not None and last.content == content:
            raise Invalid(f"Nothing changed since version {last.number}, so there is nothing new to keep.")
        return _new_version(tx, content, **values)


def _content(tx: Tx) -> dict[str, Any]:
    return selectors.content_of(Workshop.objects.get(pk=tx.workshop_id))


def _new_version(tx: Tx, content: dict[str, Any], **more: Any) -> CharterVersion:
    values = {"number": selectors.next_number(tx.workshop_id), "content": content, "made_at": tx.at}
    return tx.new(CHARTER_VERSION, values | more)  # type: ignore[no-any-return]


def sign_in(tx: Tx, role: Role, lacking: Sequence[str] = ()) -> None:
    """Within an open change: put the actor's yes, in this role, to what the charter says now; a version is made where none says that.

    `lacking` is what was missing then, kept with the yes.
    """
    content, last = _content(tx), selectors.last_version(tx.workshop_id)
    version = last if last is not None and last.content == content else _new_version(tx, content)
    words = "\n".join(lacking)
    mine = selectors.list_signatures(tx.workshop_id).filter(version=version, role=role.value, by_id=tx.actor.user_id).first()
    if mine is None:
        tx.new(CHARTER_SIGNATURE, {"version": version.pk, "role": role.value, "at": tx.at, "lacking": words})
    elif mine.lacking != words:
        tx.set(mine, {"at": tx.at, "lacking": words})


def unsign_in(tx: Tx, role: Role, *, only_own: bool) -> None:
    """Within an open change: take back what was last signed in this role; of everybody who did, or the actor's own only."""
    rows = list(selectors.list_signatures(tx.workshop_id).filter(role=role.value))
    for signature in rows:
        if signature.version_id == rows[0].version_id and (not only_own or signature.by_id == tx.actor.user_id):
            tx.delete(signature)


def sign(*, actor: Actor, workshop_id: UUID, seen: int, change_id: UUID | None = None) -> Committed:
    """Agree to the charter as owner, coach or both, as it was read: `seen` is its revision on the page.

    Invalid when it changed since, and for somebody who is neither.
    """
    workshop = access.get_workshop(actor, workshop_id, Action.EDIT_CHARTER)
    with change(workshop_id, actor=actor, needs=Action.EDIT_CHARTER, change_id=change_id, kind="sign-charter") as tx:
        held = agreeing_roles(tx.standing.roles)
        if not held:
            raise Invalid("The process owner and the coach agree to the charter; the sponsor approves it.")
        if charters.revision_of(workshop) > seen:
            raise Invalid(MOVED_ON)
        for role in held:
            sign_in(tx, role)
    return tx.committed


def unsign(*, actor: Actor, workshop_id: UUID, change_id: UUID | None = None) -> Committed:
    """Take one's own latest yes as owner or coach back; nothing happens without one."""
    with change(workshop_id, actor=actor, needs=Action.EDIT_CHARTER, change_id=change_id, kind="unsign-charter") as tx:
        for role in agreeing_roles(tx.standing.roles):
            unsign_in(tx, role, only_own=True)
    return tx.committed


def agreeing_roles(held: Collection[Role]) -> list[Role]:
    """The roles of a person in which the charter is agreed to."""
    return [role for role in AGREEING if role in held]


def add_comment(*, actor: Actor, workshop_id: UUID, part: str, text: str, change_id: UUID | None = None) -> CharterComment:
    """Say something about a part of the charter; those who write it are told."""
    values = CHARTER_COMMENT.parse({"part": part, "text": text})
    with change(workshop_id, actor=actor, needs=Action.UPDATE_OWN_ACTION, change_id=change_id, kind="comment") as tx:
        comment: CharterComment = tx.new(CHARTER_COMMENT, values)
    return comment


def settle_comment(*, actor: Actor, comment_id: UUID, settled: bool, change_id: UUID | None = None) -> Committed:
    """Say that a comment is dealt with, or that it is not: whoever writes the charter, and its author."""
    comment = selectors.get_comment(actor, comment_id)
    with change(comment.workshop_id, actor=actor, needs=Action.UPDATE_OWN_ACTION, change_id=change_id, kind="settle-comment") as tx:
        tx.set(comment, {"settled": settled})
    return tx.committed


def remove_comment(*, actor: Actor, comment_id: UUID, change_id: UUID | None = None) -> Committed:
    """Take a comment away; Undo brings it back."""
    comment = selectors.get_comment(actor, comment_id)
    with change(comment.workshop_id, actor=actor, needs=Action.UPDATE_OWN_ACTION, change_id=change_id, kind="remove-comment") as tx:
        tx.delete(comment)
    return tx.committed
