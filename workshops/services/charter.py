"""The charter: writing it, its measurable targets, and the sponsor's approval."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from vsm_site.lib.errors import Gone, Invalid
from vsm_site.lib.fractional import key_between, spread
from workshops import access, notices, panels
from workshops.access import Actor
from workshops.change import Committed, Tx, change
from workshops.kinds import CHARTER, TARGET
from workshops.models import Charter, CharterTarget
from workshops.pages import joined
from workshops.policy import Action, Role
from workshops.records import ref
from workshops.selectors import charter as selectors
from workshops.services import charter_versions

MOVED_ON = "The charter changed while you read it. Read what is new, then approve it."


def update_charter(
    *, actor: Actor, workshop_id: UUID, values: Mapping[str, Any], base: Mapping[str, int] | None = None, change_id: UUID | None = None
) -> Committed:
    """Write fields of the charter. Conflict where one moved on past its base, Invalid for what cannot be stored.

    An approval stays what it was: the page says what changed since.
    """
    parsed = CHARTER.parse(values)
    with change(workshop_id, actor=actor, needs=Action.EDIT_CHARTER, change_id=change_id, kind="charter") as tx:
        tx.set(_charter_of(tx), parsed, base=base)
    return tx.committed


def _charter_of(tx: Tx) -> Charter:
    return Charter.objects.get(workshop_id=tx.workshop_id)  # type: ignore[no-any-return]


def add_target(*, actor: Actor, workshop_id: UUID, values: Mapping[str, Any], change_id: UUID | None = None) -> CharterTarget:
    """A measurable target, last of all: `metric` and `target`, and optional `total`, `baseline`, `by_when`, `note`.

    About a total of the map and without a baseline it begins with what the current map says.
    """
    workshop = access.get_workshop(actor, workshop_id, Action.EDIT_CHARTER)
    parsed = TARGET.parse(values)
    if parsed.get("total") and not parsed.get("baseline") and (known := panels.totals(workshop).get(parsed["total"])):
        parsed["baseline"] = known.current[:60]
    with change(workshop_id, actor=actor, needs=Action.EDIT_CHARTER, change_id=change_id, kind="add-target") as tx:
        last = CharterTarget.objects.filter(workshop_id=workshop_id).order_by("-order_key").values_list("order_key", flat=True).first()
        return tx.new(TARGET, {"order_key": key_between(last or "", "")} | parsed)  # type: ignore[no-any-return]


def update_target(
    *, actor: Actor, target_id: UUID, values: Mapping[str, Any], base: Mapping[str, int] | None = None, change_id: UUID | None = None
) -> Committed:
    """Change a target; Conflict where a field moved on past its base."""
    target = access.get_record(actor, CharterTarget, target_id, needs=Action.EDIT_CHARTER)
    parsed = TARGET.parse(values)
    with change(target.workshop_id, actor=actor, needs=Action.EDIT_CHARTER, change_id=change_id, kind="target") as tx:
        tx.set(target, parsed, base=base)
    return tx.committed


def move_target(*, actor: Actor, target_id: UUID, by: int, change_id: UUID | None = None) -> Committed:
    """Move a target one place up (`by` -1) or down (1); at the end nothing happens."""
    target = access.get_record(actor, CharterTarget, target_id, needs=Action.EDIT_CHARTER)
    with change(target.workshop_id, actor=actor, needs=Action.EDIT_CHARTER, change_id=change_id, kind="target") as tx:
        rows = list(selectors.list_targets(target.workshop))
        place = next((index for index, row in enumerate(rows) if row.pk == target.pk), None)
        if place is None:
            raise Gone(ref(target))
        if 0 <= place + by < len(rows):
            rows.insert(place + by, rows.pop(place))
            _put_in_order(tx, rows, place + by)
    return tx.committed


def _put_in_order(tx: Tx, rows: list[CharterTarget], moved: int) -> None:
    """Write the order of these rows: one new key between the neighbours, or new keys for all where those leave no room."""
    before = rows[moved - 1].order_key if moved else ""
    after = rows[moved + 1].order_key if moved + 1 < len(rows) else ""
    if (before or not moved) and (after or moved + 1 == len(rows)) and (not before or not after or before < after):
        tx.order(rows[moved], key_between(before, after))
        return
    for row, key in zip(rows, spread(len(rows)), strict=True):
        tx.order(row, key)


def remove_target(*, actor: Actor, target_id: UUID, change_id: UUID | None = None) -> Committed:
    """Take a target out of the charter; Undo brings it back."""
    target = access.get_record(actor, CharterTarget, target_id, needs=Action.EDIT_CHARTER)
    with change(target.workshop_id, actor=actor, needs=Action.EDIT_CHARTER, change_id=change_id, kind="remove-target") as tx:
        tx.delete(target)
    return tx.committed


def approve_charter(
    *, actor: Actor, workshop_id: UUID, seen: int, without: Collection[str] = (), change_id: UUID | None = None
) -> Committed:
    """Approve the charter as it was read: `seen` is its revision on the page, `without` what it lacks and the sponsor accepts that it does.

    Invalid when it changed since, so that nobody signs what was not read; while there is nothing to approve; and while it lacks something
    that was not accepted by name. What was accepted is kept with the signature.
    """
    workshop = access.get_workshop(actor, workshop_id, Action.APPROVE_CHARTER)
    with change(workshop_id, actor=actor, needs=Action.APPROVE_CHARTER, change_id=change_id, kind="approve-charter") as tx:
        charter = _charter_of(tx)
        if not charter.case_for_change.strip():
            raise Invalid("There is no case for change yet, so there is nothing to approve.")
        if selectors.revision_of(workshop) > seen:
            raise Invalid(MOVED_ON)
        lacking = [entry.text for entry in selectors.list_missing(workshop)]
        if unsaid := [words for words in lacking if words not in without]:
            raise Invalid(f"The charter still lacks {joined(unsaid)}. Have it written, or say that you approve it without.")
        tx.set(charter, {"approved_by": tx.actor.user_id, "approved_at": tx.at})
        charter_versions.sign_in(tx, Role.SPONSOR, lacking)
    return tx.committed


def withdraw_approval(*, actor: Actor, workshop_id: UUID, change_id: UUID | None = None) -> Committed:
    """Take the approval of the charter back; nothing happens without one."""
    with change(workshop_id, actor=actor, needs=Action.APPROVE_CHARTER, change_id=change_id, kind="withdraw-charter") as tx:
        charter = _charter_of(tx)
        if charter.approved_at is not None:
            tx.set(charter, {"approved_by": None, "approved_at": None})
            charter_versions.unsign_in(tx, Role.SPONSOR, only_own=False)
    return tx.committed


def ask_for_approval(*, actor: Actor, workshop_id: UUID, now: datetime) -> int:
    """Tell the sponsors that the charter waits for them; returns how many were told now.

    The same state of the charter is asked about once a day at most. Invalid while nobody sponsors the workshop.
    """
    workshop = access.get_workshop(actor, workshop_id, Action.EDIT_CHARTER)
    sponsors = selectors.list_approvers(workshop)
    if not sponsors:
        raise Invalid("Nobody who could approve it has come to the workshop yet. Invite the sponsor first.")
    key = f"{workshop.pk}:{selectors.revision_of(workshop)}:{workshop.today(now)}"
    return notices.ask_for_approval(sponsors, workshop, actor.user, key)
