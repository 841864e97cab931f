"""What sustains the new way: standard work, its checks, the resistance log, and measurements between reviews. Each is one change."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from reviews import notices, sustaining
from reviews.kinds_sustain import CHECK, MEASUREMENT, RESISTANCE, STANDARD, STANDARD_FILE
from reviews.models import Measurement, Resistance, StandardFile, StandardWork, SustainmentCheck
from reviews.regress import next_check
from vsm_site.lib.errors import Invalid
from vsm_site.lib.files import Checked
from workshops.access import Actor
from workshops.change import Committed, Tx, change
from workshops.models import Workshop
from workshops.policy import Action
from workshops.services.setup_files import keep_file

Values = Mapping[str, Any]
Base = Mapping[str, int]


def add_standard(*, actor: Actor, workshop_id: UUID, values: Values, change_id: UUID | None = None) -> StandardWork:
    """How a step is done from now on; without a day for the first check it is one rhythm away."""
    parsed = STANDARD.parse(values, from_wire=False)
    with change(workshop_id, actor=actor, needs=Action.EDIT_REVIEW, change_id=change_id, kind="add-standard") as tx:
        if not parsed.get("next_audit"):
            today = Workshop.objects.get(pk=workshop_id).today(tx.at)
            parsed["next_audit"] = next_check(today, parsed.get("audit_days", 30))
        return tx.new(STANDARD, parsed)  # type: ignore[no-any-return]


def update_standard(
    *, actor: Actor, standard: StandardWork, values: Values, base: Base | None = None, change_id: UUID | None = None
) -> Committed:
    """Change a standard: all of it for those who edit reviews, document, people and next check for its owner."""
    parsed = STANDARD.parse(values, from_wire=False)
    with change(standard.workshop_id, actor=actor, needs=Action.VIEW, change_id=change_id, kind="change-standard") as tx:
        if parsed:
            tx.set(standard, parsed, base=base)
    return tx.committed


def set_trained(
    *,
    actor: Actor,
    standard: StandardWork,
    present: Collection[str],
    seen: Collection[str] | None = None,
    change_id: UUID | None = None,
) -> Committed:
    """Who was trained in it: ids of people of the workshop. With `seen`, who was noted when the writer looked, only what differs counts."""
    with change(standard.workshop_id, actor=actor, needs=Action.UPDATE_OWN_ACTION, change_id=change_id, kind="trained") as tx:
        _bring_trained(tx, standard, present, seen)
    return tx.committed


def _bring_trained(tx: Tx, standard: StandardWork, present: Collection[str], seen: Collection[str] | None) -> None:
    fresh = StandardWork.objects.select_related("owner").get(pk=standard.pk)
    if fresh.owner is not None and fresh.owner.user_id == tx.actor.user_id:
        tx.granted |= {Action.EDIT_REVIEW}  # its owner knows best who was trained
    tx.require(Action.EDIT_REVIEW)
    tx.bring(fresh, "trained", present, seen)


def amend_standard(
    *,
    actor: Actor,
    standard: StandardWork,
    values: Values,
    base: Base | None = None,
    trained: Collection[str] | None = None,
    change_id: UUID | None = None,
) -> Committed:
    """Change fields of a standard, and say who was trained, in one change or not at all; as update_standard and set_trained."""
    parsed = STANDARD.parse(values, from_wire=False)
    with change(standard.workshop_id, actor=actor, needs=Action.VIEW, change_id=change_id, kind="change-standard") as tx:
        if parsed:
            tx.set(standard, parsed, base=base)
        if trained is not None:
            _bring_trained(tx, standard, trained, None)
    return tx.committed


MOST_FILES = 10
"""Files of one standard."""


def add_standard_file(*, actor: Actor, standard: StandardWork, file: Checked, change_id: UUID | None = None) -> StandardFile:
    """Put a file to a standard: who edits reviews, or its owner. Invalid where it has too many."""
    return keep_file(actor, standard.workshop_id, file, lambda tx, values: _keep_file(tx, standard, values), change_id)


def _keep_file(tx: Tx, standard: StandardWork, values: Callable[[], Mapping[str, Any]]) -> StandardFile:
    fresh = StandardWork.objects.select_related("owner").get(pk=standard.pk)
    is_mine = fresh.owner is not None and fresh.owner.user_id == tx.actor.user_id
    tx.require(Action.EDIT_REVIEW, *([Action.UPDATE_OWN_ACTION] if is_mine else []))
    if StandardFile.objects.present().filter(standard=fresh).count() >= MOST_FILES:
        raise Invalid({"file": f"A standard has {MOST_FILES} files at most. Take one off first."})
    return tx.new(STANDARD_FILE, {**values(), "standard": fresh.pk})  # type: ignore[no-any-return]


def remove_standard_file(*, actor: Actor, file: StandardFile, change_id: UUID | None = None) -> Committed:
    """Take a file off its standard, one's own or with the right for it any; Undo brings it back."""
    with change(file.workshop_id, actor=actor, needs=Action.UPDATE_OWN_ACTION, change_id=change_id, kind="remove-file") as tx:
        tx.delete(file)
    return tx.committed


def remove_standard(*, actor: Actor, standard: StandardWork, change_id: UUID | None = None) -> Committed:
    """Take a standard away with its checks; Undo brings all of it back."""
    with change(standard.workshop_id, actor=actor, needs=Action.EDIT_REVIEW, change_id=change_id, kind="remove-standard") as tx:
        tx.delete(standard)
    return tx.committed


def record_check(*, actor: Actor, standard: StandardWork, values: Values, change_id: UUID | None = None) -> SustainmentCheck:
    """What was seen where the work is done: `on`, `holds`, `findings`. The next check is one rhythm away.

    Where the standard does not hold, its owner and those who own the process are told. Invalid for a day to come, and for one that
    does not hold without a finding.
    """
    parsed = CHECK.parse(values, from_wire=False)
    with change(standard.workshop_id, actor=actor, needs=Action.UPDATE_OWN_ACTION, change_id=change_id, kind="check-standard") as tx:
        fresh = StandardWork.objects.select_related("workshop", "owner__user").get(pk=standard.pk)
        if parsed["on"] > fresh.workshop.today(tx.at):
            raise Invalid({"on": "This day has not come yet."})
        if parsed["holds"] != "yes" and not parsed.get("findings", "").strip():
            raise Invalid({"findings": "Say what was seen, and what is done about it."})
        made: SustainmentCheck = tx.new(CHECK, {**parsed, "standard": fresh.pk})
        due = next_check(parsed["on"], fresh.audit_days)
        if fresh.next_audit is None or due > fresh.next_audit:
            tx.granted |= {Action.EDIT_REVIEW}  # the rhythm goes on, whoever looked
            tx.set(fresh, {"next_audit": due})
        if made.holds != "yes":
            notices.tell_check(tx, fresh, made)
    return made


def remove_check(*, actor: Actor, check: SustainmentCheck, change_id: UUID | None = None) -> Committed:
    """Take a check out, one's own or with the right for it any; Undo brings it back."""
    with change(check.workshop_id, actor=actor, needs=Action.VIEW, change_id=change_id, kind="remove-check") as tx:
        tx.delete(check)
    return tx.committed


def note_resistance(*, actor: Actor, workshop_id: UUID, values: Values, change_id: UUID | None = None) -> Resistance:
    """Note where the old way comes back, by anybody of the team; those who edit reviews may say at once who answers it."""
    parsed = RESISTANCE.parse(values, from_wire=False)
    with change(workshop_id, actor=actor, needs=Action.UPDATE_OWN_ACTION, change_id=change_id, kind="note-resistance") as tx:
        day = parsed.get("noted_on") or Workshop.objects.get(pk=workshop_id).today(tx.at)
        return tx.new(RESISTANCE, {**parsed, "noted_on": day})  # type: ignore[no-any-return]


def update_resistance(
    *, actor: Actor, row: Resistance, values: Values, base: Base | None = None, change_id: UUID | None = None
) -> Committed:
    """Change an entry; said what became of it, it is settled on that day, and taken back it is open again."""
    parsed = RESISTANCE.parse(values, from_wire=False)
    with change(row.workshop_id, actor=actor, needs=Action.VIEW, change_id=change_id, kind="change-resistance") as tx:
        if "outcome" in parsed:
            parsed["settled_on"] = _settled(tx, row) if parsed["outcome"].strip() else None
        if parsed:
            tx.set(row, parsed, base=base)
    return tx.committed


def _settled(tx: Tx, row: Resistance) -> date:
    return row.settled_on or Workshop.objects.get(pk=tx.workshop_id).today(tx.at)


def remove_resistance(*, actor: Actor, row: Resistance, change_id: UUID | None = None) -> Committed:
    """Take an entry off the log; Undo brings it back."""
    with change(row.workshop_id, actor=actor, needs=Action.EDIT_REVIEW, change_id=change_id, kind="remove-resistance") as tx:
        tx.delete(row)
    return tx.committed


def measure(*, actor: Actor, workshop_id: UUID, metric: str, values: Values, change_id: UUID | None = None) -> Measurement:
    """What was measured of a metric between reviews: `value`, `measured_on`, `n`, `how`. Invalid for a day to come."""
    parsed = MEASUREMENT.parse(values, from_wire=False)
    with change(workshop_id, actor=actor, needs=Action.EDIT_REVIEW, change_id=change_id, kind="measure") as tx:
        if parsed["measured_on"] > Workshop.objects.get(pk=workshop_id).today(tx.at):
            raise Invalid({"measured_on": "This day has not come yet."})
        return tx.new(MEASUREMENT, {**parsed, "metric": metric})  # type: ignore[no-any-return]


def remove_measurement(*, actor: Actor, row: Measurement, change_id: UUID | None = None) -> Committed:
    """Take a measurement out; Undo brings it back."""
    with change(row.workshop_id, actor=actor, needs=Action.EDIT_REVIEW, change_id=change_id, kind="remove-measurement") as tx:
        tx.delete(row)
    return tx.committed


def tell_if_it_slid_back(tx: Tx, record: Any) -> None:
    """Tell those who own the process when what was just measured says that a metric slides back; nobody of what was taken back."""
    if tx.undoing is not None or record.deleted_seq is not None:
        return
    workshop = Workshop.objects.select_related("stream").get(pk=tx.workshop_id)
    for watched in sustaining.watch(workshop):
        if record.metric in (watched.metric.key, *watched.metric.reading_keys) and watched.alert:
            notices.tell_regress(tx, workshop, watched.alert)
