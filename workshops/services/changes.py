"""Changes as they come over the wire: operations of several kinds in one change, and taking a change back."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from vsm_site.lib.errors import Clash, Conflict, Fault, Forbidden, Invalid, NotFound, Repeated
from workshops.access import Actor
from workshops.change import Committed, Tx, change
from workshops.history import NEVER_UNDONE
from workshops.models import Change
from workshops.policy import Action
from workshops.records import RecordKind, find, kind_of, split_ref

MAX_OPS = 200
SAYS_MOST = ("text", "name", "title", "label")
"""Fields by which people know a record, where one of them stands for all."""
FOLLOWED_BY_DAYS = {"workshop": Action.EDIT_CHARTER, "close-day": Action.WRITE_SUMMARY, "reopen-day": Action.WRITE_SUMMARY}
"""Changes that days or blocks followed from, without the right to run the workshop: who may make them may put all of it back."""


@dataclass(frozen=True, slots=True)
class Op:
    """One checked operation of a change."""

    what: str
    kind: RecordKind
    pk: UUID
    values: Mapping[str, Any]
    base: Any = None
    set_name: str = ""
    member: str = ""


def parse_ops(ops: Any) -> list[Op]:
    """Check operations before any transaction. Invalid with paths like `ops[2].f.cycle_time`."""
    if not isinstance(ops, list) or not ops:
        raise Invalid({"ops": "A change needs at least one operation."})
    if len(ops) > MAX_OPS:
        raise Invalid({"ops": f"At most {MAX_OPS} operations in one change."})
    parsed, faults = [], []
    for place, op in enumerate(ops):
        try:
            parsed.append(_parse_op(op))
        except Invalid as error:
            faults += [Fault(f"ops[{place}].{fault.path}", fault.text) for fault in error.faults]
    if faults:
        raise Invalid(faults)
    return parsed


_KEYS = {
    "set": {"k", "r", "f", "b"},
    "new": {"k", "r", "f", "b"},
    "del": {"k", "r", "b"},
    "add": {"k", "r", "set", "v"},
    "rm": {"k", "r", "set", "v"},
}


def _parse_op(op: Any) -> Op:
    if not isinstance(op, dict) or not isinstance(op.get("k"), str) or op["k"] not in _KEYS:
        raise Invalid({"k": "The operation is one of set, new, del, add, rm."})
    if unknown := set(op) - _KEYS[op["k"]]:
        raise Invalid(dict.fromkeys(sorted(unknown), "This key is not known here."))
    kind, pk = split_ref(op.get("r"))
    if op["k"] in ("add", "rm"):
        return Op(op["k"], kind, pk, {}, set_name=_word(op, "set"), member=_word(op, "v"))
    if op["k"] == "del":
        if not kind.deletable:
            raise Invalid({"r": f"A {kind.name} is not removed this way."})
        return Op("del", kind, pk, {}, _base_number(op.get("b")))
    return _parse_values(op, kind, pk)


def _parse_values(op: dict[str, Any], kind: RecordKind, pk: UUID) -> Op:
    values = op.get("f")
    if not isinstance(values, dict) or (op["k"] == "set" and not values):
        raise Invalid({"f": "Say which fields to set."})
    if op["k"] == "new" and not kind.creatable:
        raise Invalid({"r": f"A {kind.name} is not made this way."})
    if op["k"] == "set" and (fixed := [name for name in values if name in kind.fields and kind.fields[name].once]):
        raise Invalid({f"f.{name}": "This is set once, when the record is made." for name in fixed})
    base = op.get("b", {})
    if not isinstance(base, dict) or not all(isinstance(rev, int) and not isinstance(rev, bool) for rev in base.values()):
        raise Invalid({"b": "Revisions are whole numbers by field."})
    try:
        parsed = kind.parse(values)
    except Invalid as error:
        raise Invalid([Fault(f"f.{fault.path}", fault.text) for fault in error.faults]) from None
    return Op(op["k"], kind, pk, parsed, base)


def _word(op: dict[str, Any], key: str) -> str:
    if not isinstance(op.get(key), str):
        raise Invalid({key: "This is a word."})
    return str(op[key])


def _base_number(value: Any) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise Invalid({"b": "A revision is a whole number."})


def apply_ops(*, actor: Actor, workshop_id: UUID, change_id: UUID, cid: str, ops: Any, epoch: str = "") -> Committed:
    """Apply operations of any kinds as one change, all or nothing. Raises what change() raises."""
    parsed = parse_ops(ops)
    with change(workshop_id, actor=actor, needs=Action.VIEW, change_id=change_id, client_id=cid, kind=_word_for(parsed), epoch=epoch) as tx:
        _refuse_what_was_made(tx, parsed)
        for op in parsed:
            _apply(tx, op)
        _refuse_unseen(tx, parsed)
    return tx.committed


def _refuse_what_was_made(tx: Tx, ops: Sequence[Op]) -> None:
    """Records have the ids that clients gave them, so one that is there already was made before: Repeated where this person did so in
    this workshop by just the same operations, whatever the change was called then; else Invalid."""
    taken = [op for op in ops if op.what == "new" and op.kind.model.objects.filter(pk=op.pk, deleted_seq=None).exists()]
    if not taken:
        return
    made = taken[0].kind.model.objects.get(pk=taken[0].pk)
    row = Change.objects.filter(workshop_id=tx.workshop_id, user_id=tx.actor.user_id, seq=min(made.field_revs.values(), default=0)).first()
    if row and len(row.ops) == len(ops) and all(map(_is_the_same, ops, row.ops)):
        raise Repeated(row.seq)
    raise Invalid({"r": "A record with this id exists already."})


def _is_the_same(op: Op, done: Mapping[str, Any]) -> bool:
    """Whether the log's operation is what this one would have become. Values that a new record was not given are those it begins with,
    but for what the server alone says (author, time)."""
    if (op.what, f"{op.kind.name}/{op.pk}") != (done["k"], done["r"]):
        return False
    if op.what in ("add", "rm"):
        return (op.set_name, op.member) == (done["set"], done["v"])
    fields = op.kind.fields
    expected = {name: fields[name].dump(value) for name, value in op.values.items()}
    if op.what == "new":
        told = {name for name, spec in fields.items() if spec.from_wire} | set(op.kind.sets)
        first = op.kind.shown(op.kind.model())
        expected = {name: value for name, value in first.items() if name in told} | expected
        return expected == {name: value for name, value in done["f"].items() if name in told}
    return op.what == "del" or expected == done["f"]


def _word_for(ops: Sequence[Op]) -> str:
    kinds = {op.what for op in ops}
    return kinds.pop() if len(kinds) == 1 else "edit"


def _apply(tx: Tx, op: Op) -> None:
    if op.what == "new":
        _refuse_if_not_alone(tx, op, tx.new(op.kind, op.values, pk=op.pk))
        return
    record = tx.find(op.kind, op.pk)
    if op.what == "set":
        tx.set(record, op.values, base=op.base)
    elif op.what == "del":
        tx.delete(record, base=op.base)
    elif op.what == "add":
        tx.add(record, op.set_name, op.member)
    else:
        tx.remove(record, op.set_name, op.member)


def _refuse_if_not_alone(tx: Tx, op: Op, made: Any) -> None:
    """`b` of a new record names fields of which it was seen to be the only one with its value (the flow that leaves a last step), each
    with the newest change that was seen. Conflict where another record of the same map has taken that value since.
    """
    clashes: list[Clash] = []
    home = {attr: getattr(made, attr) for attr in map(op.kind.attr, op.kind.parents())}
    for name, seen in (op.base or {}).items():
        if op.values.get(name) is None:
            raise Invalid({f"b.{name}": "A revision goes with a field that is given."})
        same = home | {op.kind.attr(name): op.values[name]}
        others = op.kind.model.objects.filter(workshop_id=tx.workshop_id, deleted_seq=None, **same).exclude(pk=op.pk)
        clashes += [tx.clash_of(other, name) for other in others if other.rev(name) > seen and not _wrote(tx, other, name)]
    if clashes:
        raise Conflict(clashes)


def _refuse_unseen(tx: Tx, ops: Sequence[Op]) -> None:
    """Conflict where something goes with a removed record that was hung on it after what its remover had seen (a note on a step)."""
    seen = [op.base for op in ops if op.what == "del" and op.base is not None]
    if not seen:
        return
    clashes: list[Clash] = []
    for record, names in _swept_along(tx, {f"{op.kind.name}/{op.pk}" for op in ops}):
        moved = (name for name in names if record.rev(name) > max(seen) and not _wrote(tx, record, name))
        clashes += [tx.clash_of(record, name) for name in itertools.islice(moved, 1)]
    if clashes:
        raise Conflict(clashes)


def _wrote(tx: Tx, record: Any, name: str) -> bool:
    """Whether this very tab was the last to write a field."""
    return bool(tx.client_id) and record.revs[name][1] == tx.client_id


def undo_change(
    *, actor: Actor, workshop_id: UUID, seq: int, change_id: UUID | None = None, cid: str = "", anyway: bool = False, epoch: str = ""
) -> Committed:
    """Take one change back by an ordinary change of its own; redo is the undo of that.

    One's own, or with the right to run the workshop anybody's. Conflict names what others changed since, unless `anyway` says that
    the person has seen it. Invalid when it was taken back already.
    """
    with change(
        workshop_id, actor=actor, needs=Action.VIEW, change_id=change_id, client_id=cid, kind="undo", undo_of=seq, epoch=epoch
    ) as tx:
        row = Change.objects.filter(workshop_id=workshop_id, seq=seq).first()
        if row is None:
            raise NotFound("There is no such change.")
        if row.kind in NEVER_UNDONE:
            raise Invalid("This is not taken back; remove the person, or the workshop, instead.")
        if row.user_id != actor.user_id and Action.RUN_WORKSHOP not in tx.standing.rights:
            raise Forbidden("Only the coach takes back somebody else's change.")
        if row.undone_by is not None:
            raise Invalid("This was taken back already.")
        later = _Later(tx, row)
        if not anyway:
            later.refuse(_named(tx, row))
        if FOLLOWED_BY_DAYS.get(row.kind) in tx.standing.rights:
            tx.granted |= {Action.RUN_WORKSHOP}
        for op in row.undo:
            _apply_inverse(tx, op)
        if not anyway:
            later.refuse(_swept_along(tx, {op["r"] for op in row.undo}), one_each=True)
    return tx.committed


def _apply_inverse(tx: Tx, op: dict[str, Any]) -> None:
    kind, pk = split_ref(op["r"])
    if op["k"] == "new":
        tx.new(kind, kind.parse(op["f"], from_wire=False), pk=pk)
        return
    record = tx.find(kind, pk)
    if op["k"] == "set":
        tx.set(record, kind.parse(op["f"], from_wire=False))
    elif op["k"] == "del":
        tx.delete(record)
    elif op["k"] == "add":
        tx.add(record, op["set"], op["v"])
    else:
        tx.remove(record, op["set"], op["v"])


_Fields = tuple[Any, Collection[str]]


def _named(tx: Tx, row: Change) -> Iterator[_Fields]:
    """The records that taking a change back sets or removes, with the fields that are lost of each."""
    for op in row.undo:
        if op["k"] in ("set", "del"):
            kind, pk = split_ref(op["r"])
            yield find(tx.workshop_id, kind, pk), op["f"] if op["k"] == "set" else kind.fields


def _swept_along(tx: Tx, named: Collection[str]) -> Iterator[_Fields]:
    """Records that went with those that are named: what was hung on them (a note on a step). Their fields, those that say most first."""
    for op in tx.ops:
        if op["k"] == "del" and op["r"] not in named:
            kind, pk = split_ref(op["r"])
            yield find(tx.workshop_id, kind, pk), sorted(kind.fields, key=lambda name: _says_less(kind, name))


def _says_less(kind: RecordKind, name: str) -> int:
    spec = kind.fields[name]
    return 0 if name in SAYS_MOST else 2 if spec.once or spec.is_end or spec.refers_to else 1


class _Later:
    """What others wrote after a change that is to be taken back. No row of the log is read twice, and none that cannot matter."""

    def __init__(self, tx: Tx, row: Change) -> None:
        self._tx, self._row, self._read_to = tx, row, row.seq
        self._writers: dict[int, Change] = {}
        self._by_record: dict[str, list[tuple[Change, dict[str, Any]]]] = {}

    def refuse(self, records: Iterable[_Fields], *, one_each: bool = False) -> None:
        """Conflict with the fields that others wrote since; with `one_each` the first of each record stands for all of it."""
        asked = [(record, [name for name in names if self._moved(record, name)]) for record, names in records]
        self._read(max((record.rev(name) for record, names in asked for name in names), default=0))
        clashes: list[Clash] = []
        for record, names in asked:
            found = [name for name in names if self._by_others(record, name)]
            clashes += [self._tx.clash_of(record, name) for name in (found[:1] if one_each else found)]
        if clashes:
            raise Conflict(clashes)

    def _moved(self, record: Any, name: str) -> bool:
        return record.rev(name) > self._row.seq and not kind_of(record).fields[name].last_writer_wins

    def _read(self, to: int) -> None:
        if to <= self._read_to:
            return
        rows = Change.objects.filter(workshop_id=self._tx.workshop_id, seq__gt=self._read_to, seq__lte=to)
        for written in rows.defer("undo").order_by("seq"):
            self._writers[written.seq] = written
            for op in written.ops:
                self._by_record.setdefault(op["r"], []).append((written, op))
        self._read_to = to

    def _by_others(self, record: Any, name: str) -> bool:
        return any(
            written.user_id != self._row.user_id and written.undo_of not in self._writers and _stands(written, self._writers)
            for written, op in self._by_record.get(f"{kind_of(record).name}/{record.pk}", ())
            if written.seq <= record.rev(name) and (op["k"] == "new" or name in op.get("f", {}))
        )


def _stands(change: Change, later: Mapping[int, Change]) -> bool:
    """Whether a change still counts: it was not taken back, or that was taken back in its turn."""
    undoing = later.get(change.undone_by or 0)
    return undoing is None or not _stands(undoing, later)
