"""The change log in words: who did what, when, on which record, from what to what."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db.models import CharField, DateField, DateTimeField, F, Field, Model, Q, QuerySet, TextField, UUIDField, Value
from django.db.models.functions import Cast, Coalesce, Replace

from accounts.models import User
from vsm_site.lib.errors import Clash, NotFound
from workshops.access import Actor, allowed
from workshops.history import NEVER_UNDONE, label_of, visible_op
from workshops.models import Change, Participation, Workshop, WorkshopDay
from workshops.policy import Action
from workshops.records import END_COLUMNS, GONE, JOINS, RecordKind, find, kinds, split_ref

SHOWN_OPS = 4
SHOWN_FIELDS = 6
_NAMED_BY = ("title", "name", "text", "label", "metric", "theme", "reason")
_UNTOLD = frozenset({"order_key"})


class Names(dict[UUID, str]):
    """Names of records, the styles of those whose fields are called otherwise in one, and what lines lead from and to."""

    def __init__(self, rows: Iterable[tuple[UUID, str, str, str, UUID]] = ()) -> None:
        found = list(rows)
        super().__init__((pk, _shown(name)) for pk, name, _, place, _ in found if name and not place)
        self.styles = {pk: style for pk, _, style, place, _ in found if style and not place}
        nodes = sorted((row for row in found if row[3] and JOINS not in row[3]), key=lambda row: row[2] != GONE)
        self._nodes = {(home, place): name for _, name, _, place, home in nodes}  # an id given again means what is there now
        self._homes = {pk: home for pk, _, _, place, home in found if JOINS in place}
        for pk, _, _, place, _ in found:
            if JOINS in place and place != JOINS:
                self.setdefault(pk, self.end(pk, place))

    def end(self, pk: UUID, line: str) -> str:
        """What an id (`a`) or a line (`a>b`) means in a record: "Triage", "Triage to Tests"."""
        home = self._homes.get(pk)
        return " to ".join(self._nodes.get((home, node)) or "one that is gone" for node in line.split(JOINS)) if home else line


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field from what it was to what it became, as people read it."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RecordLine:
    """What happened to one record: `added`, `removed`, `changed` or `moved`."""

    kind: str
    name: str
    what: str
    fields: tuple[FieldLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One change as the history shows it."""

    seq: int
    at: datetime
    who: str
    is_mine: bool
    label: str
    records: tuple[RecordLine, ...]
    more: int
    """How many records more were written than are listed."""
    is_undone: bool
    undo: str
    """What its button says: Undo, Redo or Revert; empty where there is none."""


@dataclass(frozen=True, slots=True)
class ClashLine:
    """A field that somebody else wrote since: what it is now, and what it would become."""

    record: str
    field: str
    now: str
    then: str
    who: str
    at: datetime | None


def list_changes(actor: Actor, workshop: Workshop, person: UUID | None = None, since: datetime | None = None) -> QuerySet[Change]:
    """The changes that the person may see, the newest first; of one user only where `person` is given, and from `since` on."""
    heard = [*allowed(actor, workshop), f"user:{actor.user_id}"]
    rows = Change.objects.filter(Q(audience=None) | Q(audience__in=heard), workshop_id=workshop.pk).select_related("user")
    if person:
        rows = rows.filter(user_id=person)
    return (rows.filter(at__gte=since) if since else rows).order_by("-seq")


def list_authors(workshop: Workshop) -> list[tuple[UUID, str]]:
    """Everybody who has changed something, by name."""
    made = Change.objects.filter(workshop_id=workshop.pk).exclude(user=None).values("user_id")
    return [(user.pk, str(user)) for user in User.objects.filter(pk__in=made).order_by("display_name", "pk")]


def get_change(actor: Actor, workshop: Workshop, seq: int) -> Change:
    """One change of a workshop that the person was let into; NotFound where it is none for them."""
    row = list_changes(actor, workshop).filter(seq=seq).first()
    if row is None:
        raise NotFound("There is no such change.")
    return row


def entries_of(rows: Iterable[Change], actor: Actor, workshop: Workshop) -> list[Entry]:
    """Changes in words, in a number of queries that does not depend on how many there are."""
    rights, found = allowed(actor, workshop), list(rows)
    seen = [[(shown, back) for op, back in _pairs(row) if (shown := visible_op(op, rights)) is not None] for row in found]
    names = _names(pair for pairs in seen for pair in pairs[:SHOWN_OPS])
    return [_entry(row, pairs, names, actor, rights) for row, pairs in zip(found, seen, strict=True) if pairs]


def _pairs(row: Change) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each operation with its inverse; inverses are kept in the order in which they are applied, the last first."""
    return zip(row.ops, reversed(row.undo), strict=False)


def _entry(
    row: Change, pairs: Sequence[tuple[dict[str, Any], dict[str, Any]]], names: Names, actor: Actor, rights: frozenset[Action]
) -> Entry:
    is_mine = row.user_id == actor.user_id
    return Entry(
        row.seq,
        row.at,
        str(row.user or "Somebody"),
        is_mine,
        label_of(row.kind, pairs[0][0]["r"].partition("/")[0]),
        tuple(_record(op, back, names) for op, back in pairs[:SHOWN_OPS]),
        max(0, len(pairs) - SHOWN_OPS),
        row.undone_by is not None,
        _undo_word(row, is_mine, rights),
    )


def _undo_word(row: Change, is_mine: bool, rights: frozenset[Action]) -> str:
    if row.undone_by is not None or row.kind in NEVER_UNDONE:
        return ""
    if is_mine:
        return "Redo" if row.undo_of is not None else "Undo"
    return "Revert" if Action.RUN_WORKSHOP in rights else ""


def _record(op: Mapping[str, Any], back: Mapping[str, Any], names: Names) -> RecordLine:
    word, _, key = op["r"].partition("/")
    kind = kinds()[word]
    name = names.get(UUID(key), "") or _name_in(kind, op.get("f", {}))
    label = str(kind.model._meta.verbose_name)
    if op["k"] in ("new", "del"):
        return RecordLine(label, name, "added" if op["k"] == "new" else "removed")
    if op["k"] in ("add", "rm"):
        member = names.get(_uuid(op["v"]), "somebody")
        line = FieldLine(_sentence(op["set"]), "", member) if op["k"] == "add" else FieldLine(_sentence(op["set"]), member, "")
        return RecordLine(label, name, "changed", (line,))
    style = names.styles.get(UUID(key), "")
    lines = tuple(
        FieldLine(
            _label(kind, field, style),
            _words(op["r"], field, back.get("f", {}).get(field), names),
            _words(op["r"], field, value, names),
        )
        for field, value in list(op["f"].items())[:SHOWN_FIELDS]
        if field not in _UNTOLD
    )
    return RecordLine(label, name, "changed" if lines else "moved", lines)


@dataclass(frozen=True, slots=True)
class ValueLine:
    """One value that a field was given: who, when, from what to what, and what it rests on."""

    seq: int
    at: datetime
    who: str
    before: str
    after: str
    rests_on: str
    """How it is known and who said it, as far as it was given."""
    is_undone: bool
    is_now: bool
    """The value that the field has."""


@dataclass(frozen=True, slots=True)
class FieldHistory:
    """What happened to one field of one record, the latest first."""

    record: str
    """What the record is called, with its kind."""
    field: str
    """What the field is called."""
    rev: int
    now: str
    lines: tuple[ValueLine, ...]
    before: int
    """The number with which to ask for earlier ones; 0 where there are none."""


def field_history(actor: Actor, workshop: Workshop, record: str, field: str, *, before: int = 0, limit: int = 20) -> FieldHistory:
    """The history of one field, as far as the person may see it. NotFound for a record, a field or a value that is not theirs to see."""
    kind, pk = split_ref(record)
    row = find(workshop.pk, kind, pk)
    spec, rights = kind.fields.get(field), allowed(actor, workshop)
    if spec is None or kind.audience not in rights or (spec.private and spec.private not in rights):
        raise NotFound("There is no such field.")
    rows = list_changes(actor, workshop).annotate(written=Cast("ops", TextField())).filter(written__contains=record)
    rows = rows.filter(seq__lt=before) if before else rows
    found = list(_written(rows.iterator(chunk_size=100), record, field, limit + 1))
    present = kind.dump(row, field)
    names = _names([({"r": record, "k": "set", "f": {field: present}}, {}), *((op, back) for _, op, back in found)])
    lines = tuple(_value_line(entry, field, names, row.rev(field)) for entry in found[:limit])
    called = f"{str(kind.model._meta.verbose_name).capitalize()} {names.get(pk, '')}".strip()
    now = _words(record, field, present, names)
    label = _label(kind, field, names.styles.get(pk, ""))
    return FieldHistory(called, label, row.rev(field), now, lines, lines[-1].seq if len(found) > limit else 0)


_Written = tuple[Change, dict[str, Any], dict[str, Any]]


def _written(rows: Iterable[Change], record: str, field: str, most: int) -> Iterator[_Written]:
    """Changes that gave a field a value, each with its operation and inverse."""
    for row in rows:
        for op, back in _pairs(row):
            given = op.get("f", {})
            if op["r"] != record or (op["k"] != "del" and field not in given):
                continue
            if op["k"] != "new" or given[field] not in (None, "", [], {}):  # what a new record was not given says nothing
                yield row, op, back
                most -= 1
        if most <= 0:
            return


def _value_line(written: _Written, field: str, names: Names, rev: int) -> ValueLine:
    row, op, back = written
    after, was = op.get("f", {}).get(field), back.get("f", {}).get(field)
    gone = "removed" if op["k"] == "del" else ""
    return ValueLine(
        row.seq,
        row.at,
        str(row.user or "Somebody"),
        _words(op["r"], field, was, names),
        gone or _words(op["r"], field, after, names),
        _rests_on(after),
        row.undone_by is not None,
        row.seq == rev,
    )


_EVIDENCE = {"measured": "measured", "system": "from a system", "estimate": "an estimate", "guess": "a guess"}


def _rests_on(value: Any) -> str:
    """How a statement is known: `measured, 12 observations, said by Per, 2026-11-18, at the counter`."""
    if not isinstance(value, Mapping):
        return ""
    seen = value.get("observations")
    number = value.get("n") or (len(seen) if isinstance(seen, list) else 0)
    parts = [
        _EVIDENCE.get(str(value.get("evidence", "")), ""),
        f"{number} observation{'' if number == 1 else 's'}" if number else "",
        f"said by {value['by']}" if value.get("by") else "",
        str(value.get("at") or ""),
        str(value.get("note") or ""),
    ]
    return ", ".join(part for part in parts if part)


def clash_lines(row: Change, clashes: Sequence[Clash]) -> list[ClashLine]:
    """What others changed since a change: the present values beside those that taking it back would bring."""
    wanted = {clash.record for clash in clashes}
    now = [{"r": clash.record, "k": "set", "f": {clash.field: clash.value} if clash.field else {}} for clash in clashes]
    names = _names([(op, op) for op in [*now, *(op for op in row.undo if op["r"] in wanted)]])
    people = {user.pk: str(user) for user in User.objects.filter(pk__in={clash.user for clash in clashes if clash.user})}
    then = {(op["r"], field): value for op in row.undo if op["k"] == "set" for field, value in op["f"].items()}
    return [_clash_line(clash, then, names, people) for clash in clashes]


def _clash_line(clash: Clash, then: Mapping[tuple[str, str], Any], names: Names, people: Mapping[UUID, str]) -> ClashLine:
    word, _, key = clash.record.partition("/")
    kind = kinds()[word]
    record = f"{str(kind.model._meta.verbose_name).capitalize()} {names.get(UUID(key), '')}".strip()
    is_set = (clash.record, clash.field) in then
    after = _words(clash.record, clash.field, then[(clash.record, clash.field)], names) if is_set else "removed"
    who = people.get(UUID(clash.user), "Somebody") if clash.user else "Somebody"
    at = datetime.fromtimestamp(clash.at / 1000, tz=UTC) if clash.at else None
    label = _label(kind, clash.field, names.styles.get(UUID(key), ""))
    return ClashLine(record, label, _words(clash.record, clash.field, clash.value, names), after, who, at)


def _names(pairs: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> Names:
    """Names of the records that operations are about, of those that their values refer to, and of what lines lead from and to: all in one
    query."""
    wanted: dict[type[Model], set[UUID]] = {}
    lines: dict[str, tuple[set[UUID], set[str]]] = {}
    styles: dict[type[Model], str] = {}
    for op, back in pairs:
        word, _, key = op["r"].partition("/")
        kind = kinds()[word]
        wanted.setdefault(kind.model, set()).add(UUID(key))
        styles[kind.model] = kind.style
        if kind.ends:
            pks, ids = lines.setdefault(word, (set(), set()))
            pks.add(UUID(key))
            ids |= {*_ends_in(kind, op), *_ends_in(kind, back)}
        if op["k"] in ("add", "rm"):
            holds = kind.members.get(op["set"])
            wanted.setdefault(kinds()[holds].model if holds else Participation, set()).add(_uuid(op["v"]))
        for values in (op.get("f", {}), back.get("f", {})):
            for field, value in values.items():
                spec = kind.fields.get(field)
                if spec and spec.refers_to and value:
                    wanted.setdefault(spec.refers_to, set()).add(_uuid(value))
                elif isinstance(value, list):
                    listed = (spec and spec.lists) or Participation
                    wanted.setdefault(listed, set()).update(_uuid(entry) for entry in value if isinstance(entry, str))
    parts = [part for model, ids in wanted.items() if (part := _named(model, ids, styles.get(model, ""))) is not None]
    for word, (pks, ids) in lines.items():
        if ends := kinds()[word].ends:
            parts += ends(pks, ids)
    if not parts:
        return Names()
    return Names(parts[0].union(*parts[1:]) if len(parts) > 1 else parts[0])


def _ends_in(kind: RecordKind, op: Mapping[str, Any]) -> Iterator[str]:
    for field, value in op.get("f", {}).items():
        if (spec := kind.fields.get(field)) and spec.is_end and value:
            yield from str(value).split(JOINS)


def _named(model: type[Model], ids: set[UUID], style: str) -> QuerySet[Any, Any] | None:
    """Rows of END_COLUMNS of these records, with their styles; None for a model whose rows have no name."""
    if model is User:
        shown: Any = F("display_name")
    elif model is Participation:
        shown = Coalesce(F("user__display_name"), Value("somebody invited"))
    elif model is WorkshopDay:
        shown = Cast("date", CharField())
    else:
        column = next((name for name in _NAMED_BY if _is_text(model, name)), None)
        if column is None:
            return None
        shown = Replace(F(column), Value("_"), Value(" ")) if column == "metric" else F(column)
    rows = model._default_manager.filter(pk__in=ids).order_by()
    styled = Coalesce(F(style), Value("")) if style else Value("")
    rows = rows.annotate(shown_name=Cast(shown, TextField()), shown_style=Cast(styled, TextField()))
    return rows.annotate(shown_place=Cast(Value(""), TextField()), shown_home=Cast(Value(None), UUIDField())).values_list(*END_COLUMNS)


def _is_text(model: type[Model], name: str) -> bool:
    return any(field.name == name and isinstance(field, CharField | TextField) for field in model._meta.fields)


def _shown(name: str) -> str:
    try:
        return _day(date.fromisoformat(name))
    except ValueError:
        return _short(name, 80)


def _name_in(kind: RecordKind, values: Mapping[str, Any]) -> str:
    """The name of a record that is no longer there, from the values of its operation."""
    return next((_short(str(values[name]), 80) for name in _NAMED_BY if values.get(name)), "")


def _column(kind: RecordKind, field: str) -> Field[Any, Any] | None:
    if field not in kind.fields:
        return None
    attr = kind.attr(field)
    return next((column for column in kind.model._meta.fields if attr in (column.name, column.attname)), None)


def _label(kind: RecordKind, field: str, style: str = "") -> str:
    column, spec = _column(kind, field), kind.fields.get(field)
    if spec is not None and style in spec.labels:
        return spec.labels[style]
    return _sentence(str(column.verbose_name) if column is not None else field)


def _sentence(text: str) -> str:
    text = text.replace("_", " ")
    return text[:1].upper() + text[1:]


def _words(record: str, field: str, value: Any, names: Names) -> str:
    """A JSON value of a record's field as people read it."""
    kind, pk = split_ref(record)
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    column, spec = _column(kind, field), kind.fields.get(field)
    if spec is not None and spec.is_end:
        return names.end(pk, str(value))
    if spec is not None and spec.refers_to:
        return names.get(_uuid(value), "one that is gone")
    if column is not None and column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(value, list):
        gone = "one that is gone" if spec is not None and spec.lists else ""
        return ", ".join(names.get(_uuid(entry)) or gone or str(entry) for entry in value)
    if isinstance(value, dict):
        return _statement(value)
    return _short(_time(column, str(value)))


def _time(column: Field[Any, Any] | None, text: str) -> str:
    try:
        if isinstance(column, DateTimeField):
            return f"{_day(datetime.fromisoformat(text).date())} {datetime.fromisoformat(text):%H:%M} UTC"
        if isinstance(column, DateField):
            return _day(date.fromisoformat(text))
    except ValueError:
        return text
    return text


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"


def _statement(value: Mapping[str, Any]) -> str:
    """A statement with its range: `5-10 min`, `20 to 40 min`; other objects as JSON."""
    if "value" in value:
        return _short(str(value["value"]))
    if "low" in value and "high" in value:
        return _short(f"{value['low']} to {value['high']}")
    return _short(json.dumps(value, ensure_ascii=False))


def _short(text: str, limit: int = 140) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def _uuid(value: Any) -> UUID:
    """The id in a value; one that nothing has where it holds none."""
    try:
        return UUID(str(value).rpartition("/")[2])
    except ValueError:
        return UUID(int=0)
