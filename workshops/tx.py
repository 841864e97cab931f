"""One open change: what may be written of records under the lock, and what is noted of it for the log and for taking it back.

Rights, clashes and locks are asked for here, record by record. See the live protocol, sections 3.6, 3.8 and 3.9.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from vsm_site.lib import prepared
from vsm_site.lib.errors import Clash, Conflict, Fault, Forbidden, Gone, IdReused, Invalid, Locked
from vsm_site.lib.ids import uuid7
from workshops import merge
from workshops.access import Actor, Standing
from workshops.models import Change, Workshop
from workshops.models.live import LiveBase, changed_since
from workshops.policy import Action, Phase
from workshops.records import RecordKind, find, is_removed, kind_of, ref, split_ref

R = TypeVar("R", bound=LiveBase)
PERMISSION_FIELDS = frozenset({"stage", "paused", "map_locked", "guests_edit", "plan_handed_over", "locked_steps"})
"""What of a workshop its rights depend on; the head keeps a copy of them."""


@dataclass(frozen=True, slots=True)
class Committed:
    """What a change became: its sequence number, or the present head where there was nothing to change."""

    workshop_id: UUID
    change_id: UUID
    seq: int
    empty: bool = False


@dataclass(slots=True)
class Tx:
    """One open change. `set`, `new`, `delete`, `add`, `remove`, `order` write records and note operation and inverse."""

    workshop_id: UUID
    actor: Actor
    seq: int
    change_id: UUID
    client_id: str
    phase: Phase
    standing: Standing
    granted: frozenset[Action]
    at: datetime
    ops: list[dict[str, Any]] = field(default_factory=list)
    undo: list[dict[str, Any]] = field(default_factory=list)
    permissions_moved: bool = False
    undoing: int | None = None
    logged_as: UUID | None = None
    """Who the log says did it; None for nobody, after `leave_no_name`."""
    has_unlogged: bool = False
    _last: dict[str, Callable[[], None]] = field(default_factory=dict)
    """What is done once all operations are written, by what it is about."""
    _read: Any = None
    """The record that was read last, for as long as nothing was written since."""

    @property
    def committed(self) -> Committed:
        """What the change became; to be read after the with block."""
        return Committed(self.workshop_id, self.change_id, self.seq, empty=not self.ops)

    def require(self, *any_of: Action) -> None:
        """Go on with one of these rights; Locked when only a pause or lock is in the way, else Forbidden."""
        if self._has(*any_of):
            return
        if self.standing.unlocked.intersection(any_of):
            raise Locked("The coach has paused or locked this for now.")
        raise Forbidden("Your role in this workshop does not allow this.")

    def _has(self, *any_of: Action) -> bool:
        return bool((self.standing.rights | self.granted).intersection(any_of))

    def leave_no_name(self) -> None:
        """Keep out of log and frames who did this and in which tab, and the id that the browser gave it: of an anonymous voice."""
        self.logged_as, self.client_id, self.change_id = None, "", uuid7()

    def keep_unlogged(self) -> None:
        """Say that rows were written that are in no log: the change is kept although nothing of it may be noted."""
        self.has_unlogged = True

    def at_end(self, about: str, do: Callable[[], None]) -> None:
        """Do this once all operations of the change are written; of several about the same the first counts."""
        self._last.setdefault(about, do)

    def end(self) -> None:
        """Do what was left for the end."""
        for do in self._last.values():
            do()

    def find(self, kind: RecordKind, pk: UUID) -> Any:
        """A record of this workshop as it stands under the lock, removed or not; NotFound otherwise."""
        self._read = find(self.workshop_id, kind, pk)
        return self._read

    def _fresh(self, kind: RecordKind, record: LiveBase) -> Any:
        return record if record is self._read else find(self.workshop_id, kind, record.pk)

    def new(self, kind: RecordKind, values: Mapping[str, Any], *, pk: UUID | None = None) -> Any:
        """Make a record of parsed values, or bring a removed one back under the same id."""
        self.require(kind.needs_new or kind.needs)
        record = kind.model.objects.filter(pk=pk).first() if pk else None
        if record is None:
            self._require_right_to_give(kind, values)
            self._require_field_rights(kind, values)
            record = kind.model(**({"pk": pk} if pk else {}))
            if kind.name != "workshop":
                record.workshop_id = self.workshop_id  # type: ignore[attr-defined]
            record._state.adding = True
        elif record.deleted_seq is None or not self._is_here(record):
            raise IdReused("A record with this id exists already.")
        else:
            self._require_right_to_restore(kind, record, values)
        record.deleted_seq = None
        self._write(kind, record, values)
        if faults := kind.missing(record):
            raise Invalid(faults)
        if kind.fill and record._state.adding:  # what comes back keeps its author and time
            kind.fill(self, record)
        self._require_unlocked(kind, record)
        self._check(kind, record, frozenset(kind.fields))
        record.save(force_insert=record._state.adding)
        self._note(
            {"k": "new", "r": ref(record), "f": kind.shown(record)},
            {"k": "del", "r": ref(record), "b": self.seq},
        )
        self._after(kind, record, frozenset(kind.fields))
        return record

    def set(self, record: R, values: Mapping[str, Any], *, base: Mapping[str, int] | None = None) -> R:
        """Set parsed values of a record as it stands under the lock; Conflict where a field moved on past its base."""
        kind = kind_of(record)
        fresh = self._fresh(kind, record)
        if fresh.deleted_seq is not None:
            raise Gone(ref(fresh))
        self._require_right(kind, fresh, values)
        self._require_parents(kind, fresh)
        values = self._settle(kind, fresh, values, base or {})
        before, stored = {name: kind.dump(fresh, name) for name in values}, dict(fresh.__dict__)
        self._require_unlocked(kind, fresh)
        self._write(kind, fresh, values)
        self._require_unlocked(kind, fresh)
        self._check(kind, fresh, frozenset(values))
        prepared.update(fresh, ["revs", *changed_since(fresh, stored)])
        self._note(
            {"k": "set", "r": ref(fresh), "f": {name: kind.dump(fresh, name) for name in values}, "b": dict(base or {})},
            {"k": "set", "r": ref(fresh), "f": before, "b": dict.fromkeys(before, self.seq)},
        )
        self._after(kind, fresh, frozenset(values))
        return fresh  # type: ignore[no-any-return]

    def delete(self, record: LiveBase, *, base: int | None = None) -> None:
        """Leave a tombstone; Conflict when a field was written by somebody after `base`. Removing twice does nothing."""
        kind = kind_of(record)
        fresh = self._fresh(kind, record)
        if fresh.deleted_seq is not None:
            return
        is_own = kind.own is not None and kind.own.may_delete and kind.own.is_own(fresh, self.actor.user_id)
        self.require(kind.needs, *([kind.own.needs] if kind.own and is_own else []))
        self._require_unlocked(kind, fresh)
        if base is not None and (moved := [name for name in kind.fields if self._moved(kind, fresh, name, base)]):
            raise Conflict([self.clash_of(fresh, name) for name in moved])
        if kind.before_delete:
            kind.before_delete(self, fresh)
        values = kind.values(fresh)
        fresh.deleted_seq = self.seq
        fresh.save(update_fields=["deleted_seq"])
        self._note({"k": "del", "r": ref(fresh), "b": base}, {"k": "new", "r": ref(fresh), "f": values})
        self._after(kind, fresh, frozenset(kind.fields))

    def add(self, record: LiveBase, name: str, value: str) -> None:
        """Put somebody into a per-person set of a record; adding twice does nothing."""
        self._change_set(record, name, value, present=True)

    def remove(self, record: LiveBase, name: str, value: str) -> None:
        """Take somebody out of a per-person set of a record."""
        self._change_set(record, name, value, present=False)

    def bring(self, record: LiveBase, name: str, wanted: Collection[str], seen: Collection[str] | None = None) -> None:
        """Make a per-person set what somebody wants who saw it as `seen`; who came or went meanwhile by others' doing stays so.

        Each coming and going is an operation of its own. Without `seen` the set becomes `wanted`, whatever it is now.
        """
        before = set(getattr(self._fresh(kind_of(record), record), name) if seen is None else seen)
        for value in sorted(before - set(wanted)):
            self.remove(record, name, value)
        for value in sorted(set(wanted) - before):
            self.add(record, name, value)

    def order(self, record: R, key: str) -> R:
        """Place a record among its neighbours; the last writer wins."""
        return self.set(record, {"order_key": key})

    def _change_set(self, record: LiveBase, name: str, value: str, *, present: bool) -> None:
        kind = kind_of(record)
        if name not in kind.sets:
            raise Invalid({"set": f"A {kind.name} has no set called “{name}”."})
        self.require(kind.sets[name])
        fresh = self._fresh(kind, record)
        if fresh.deleted_seq is not None:
            raise Gone(ref(fresh))
        if present and name in kind.members:
            find(self.workshop_id, *split_ref(f"{kind.members[name]}/{value}"))  # NotFound for one of another workshop
        members = list(getattr(fresh, name))
        if (value in members) is present:
            return
        setattr(fresh, name, [*members, value] if present else [member for member in members if member != value])
        fresh.save(update_fields=[name])
        op = {"r": ref(fresh), "set": name, "v": value}
        self._note({"k": "add" if present else "rm"} | op, {"k": "rm" if present else "add"} | op)
        self._after(kind, fresh, frozenset({name}))

    def _is_here(self, record: Any) -> bool:
        return self.workshop_id == (record.pk if isinstance(record, Workshop) else record.workshop_id)

    def _require_right(self, kind: RecordKind, record: Any, values: Mapping[str, Any]) -> None:
        rule = kind.own
        is_own = rule is not None and rule.is_own(record, self.actor.user_id) and (not rule.fields or rule.fields.issuperset(values))
        own = [rule.needs] if rule and is_own else []  # with a pause in its way it is locked, not denied
        if own and self._has(*own):
            return
        if any(kind.fields[name].needs is None for name in values):
            self.require(kind.needs, *own)
        self._require_field_rights(kind, values)

    def _require_right_to_give(self, kind: RecordKind, values: Mapping[str, Any]) -> None:
        """Who may make a record but not change one gives it what is theirs to say; the rest takes the right to change."""
        if kind.needs_new is None or self._has(kind.needs):
            return
        theirs = (kind.new_fields or (kind.own.fields if kind.own else frozenset())) | {"order_key"} | kind.parents().keys()
        if any(kind.fields[name].from_wire and name not in theirs for name in values):
            self.require(kind.needs)

    def _require_unlocked(self, kind: RecordKind, record: Any) -> None:
        if kind.guard:
            kind.guard(self, record)

    def _require_parents(self, kind: RecordKind, record: Any) -> None:
        """What hangs on a removed record is gone with it, until that comes back."""
        if self.undoing is not None:
            return
        for name, spec in kind.parents().items():
            parent = getattr(record, kind.attr(name))
            if is_removed(spec.refers_to, parent):  # type: ignore[arg-type]
                raise Gone(ref(record))

    def _require_right_to_restore(self, kind: RecordKind, record: Any, values: Mapping[str, Any]) -> None:
        """Bringing a record back as it was takes the right to make one; with other values, the right to change those."""
        other = {name: value for name, value in values.items() if value != getattr(record, kind.attr(name))}
        if other:
            self._require_right(kind, record, other)

    def _require_field_rights(self, kind: RecordKind, values: Mapping[str, Any]) -> None:
        for name in values:
            if needed := kind.fields[name].needs:
                self.require(needed)

    def _moved(self, kind: RecordKind, record: Any, name: str, base: int) -> bool:
        seq, client = record.revs.get(name) or (0, "")
        return seq > base and not (client and client == self.client_id)

    def _settle(self, kind: RecordKind, record: Any, values: Mapping[str, Any], base: Mapping[str, int]) -> dict[str, Any]:
        """The values to write: a clash is none where they are equal, or long text or a list that merges."""
        settled, clashes = dict(values), []
        for name, value in values.items():
            spec = kind.fields[name]
            if name not in base or spec.last_writer_wins or not self._moved(kind, record, name, base[name]):
                continue
            present = getattr(record, kind.attr(name))
            if spec.dump(value) == spec.dump(present):
                continue
            merged = self._merged(record, name, base[name], value, present) if spec.merges else None
            if merged is None:
                clashes.append(self.clash_of(record, name))
            else:
                settled[name] = merged
        if clashes:
            raise Conflict(clashes)
        return settled

    def _merged(self, record: LiveBase, name: str, base: int, mine: Any, theirs: Any) -> Any:
        """Three-way merge with the text or list that both started from, which the first later change keeps as its inverse."""
        for change in Change.objects.filter(workshop_id=self.workshop_id, seq__gt=base).order_by("seq").iterator():
            for op in change.undo:
                if op["r"] == ref(record) and op["k"] == "set" and name in op["f"]:
                    before = op["f"][name]
                    return merge.merge_lists(before, mine, theirs) if isinstance(mine, list) else merge.merge(str(before), mine, theirs)
        return None

    def clash_of(self, record: Any, name: str) -> Clash:
        """The present value of a field with who wrote it and when."""
        kind = kind_of(record)
        seq = record.rev(name)
        row: Mapping[str, Any] = Change.objects.filter(workshop_id=self.workshop_id, seq=seq).values("user_id", "at").first() or {}
        at = row.get("at")
        user = row.get("user_id")
        return Clash(ref(record), name, kind.dump(record, name), seq, str(user) if user else None, int(at.timestamp() * 1000) if at else 0)

    def _write(self, kind: RecordKind, record: Any, values: Mapping[str, Any]) -> None:
        self._check_references(kind, values)
        for name, value in values.items():
            setattr(record, kind.attr(name), value)
            record.revs[name] = [self.seq, self.client_id]

    def _check_references(self, kind: RecordKind, values: Mapping[str, Any]) -> None:
        faults = []
        for name, value in values.items():
            model = kind.fields[name].refers_to
            if value is None or model is None:
                continue
            home: dict[str, Any] = {"workshop_id": self.workshop_id} if issubclass(model, LiveBase) else {}
            if home and self.undoing is None:  # what comes back may name somebody who has left since
                home["deleted_seq"] = None
            if not model._default_manager.filter(pk=value, **home).exists():
                faults.append(Fault(name, "There is no such person or thing in this workshop."))
        if faults:
            raise Invalid(faults)

    def _check(self, kind: RecordKind, record: Any, fields: frozenset[str]) -> None:
        faults = kind.check(record) if kind.check else []
        faults += kind.check_fields(record, fields) if kind.check_fields else []
        if faults:
            raise Invalid(faults)

    def _note(self, op: dict[str, Any], inverse: dict[str, Any]) -> None:
        self._read = None
        self.ops.append(op)
        self.undo.insert(0, inverse)

    def _after(self, kind: RecordKind, record: Any, fields: frozenset[str]) -> None:
        if kind.name == "person" or (kind.name == "workshop" and PERMISSION_FIELDS & fields):
            self.permissions_moved = True
        if kind.after:
            kind.after(self, record, fields)
