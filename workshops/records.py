"""The register of live record kinds: what may be changed live, and how. Read by the dispatcher, the API, forms and tests."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet

from vsm_site.lib.errors import Fault, Invalid, NotFound
from vsm_site.lib.prepared import Prepared
from workshops.models.live import LiveBase, LiveRecord
from workshops.policy import Action

MAX_TEXT = 10_000
END_COLUMNS = ("pk", "shown_name", "shown_style", "shown_place", "shown_home")
GONE, JOINS = "gone", ">"


class FieldFaults(ValueError):
    """What is wrong inside one value, with paths below the field (`.low`, `.observations[1]`)."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(faults[0].text)
        self.faults = faults


def same(value: Any) -> Any:
    """The value as it is."""
    return value


@dataclass(frozen=True, slots=True)
class LiveField:
    """One field of a live record: how its JSON value is checked and kept.

    `parse` turns the JSON value into what the column holds and raises ValueError in the user's words; `dump` is its inverse.
    """

    parse: Callable[[Any], Any]
    dump: Callable[[Any], Any] = same
    attr: str = ""
    """Name of the model's attribute where it is not the field's own (a foreign key's `owner_id`)."""
    refers_to: type[Model] | None = None
    """The model of which this field holds an id; it has to be of the same workshop."""
    lists: type[Model] | None = None
    """The model of which this field holds a list of ids, where they are not of the workshop's people (Participation)."""
    last_writer_wins: bool = False
    """Order and place only: no conflict is ever asked about."""
    merges: bool = False
    """Long text whose lines are merged when two people changed different ones, or ids of which each put some in or took some out."""
    needs: Action | None = None
    """A right for this field alone, instead of the kind's."""
    private: Action | None = None
    """The right without which nobody sees the value."""
    from_wire: bool = True
    """False: only services set it."""
    required: bool = False
    """A new record cannot do without it."""
    once: bool = False
    """Set when the record is made and never changed: what it hangs on, and its name in documents."""
    is_end: bool = False
    """Holds an id of documents, which people do not know: RecordKind.ends has the words."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """What it is called in records of a style (see RecordKind.style; "" where none is given), where that is not the name of its column."""


@dataclass(frozen=True, slots=True)
class OwnRule:
    """What people may do to records of their own without the kind's right."""

    needs: Action
    is_own: Callable[[Any, UUID], bool]
    fields: frozenset[str] = frozenset()
    """Fields they may set; empty = all."""
    may_delete: bool = False


@dataclass(frozen=True, slots=True)
class RecordKind:
    """One kind of live record."""

    name: str
    model: type[LiveBase]
    fields: Mapping[str, LiveField]
    needs: Action
    topics: tuple[str, ...]
    needs_new: Action | None = None
    """The right to make one where it differs from the right to change one."""
    new_fields: frozenset[str] = frozenset()
    """What somebody with `needs_new` alone may give a new record; empty = the fields of `own`. What it hangs on is always given."""
    own: OwnRule | None = None
    audience: Action = Action.VIEW
    style: str = ""
    """Where a record's style is found from its model, for kinds whose fields have another name in one (a step of an office map)."""
    ends: Callable[[Collection[UUID], Collection[str]], Iterable[QuerySet[Any, Any]]] | None = None
    """Of kinds with fields that are ends: rows of END_COLUMNS of these records, with what they lead from and to themselves (`a>b`, or `>`),
    and of what these ids mean where they are (`shown_home`)."""
    creatable: bool = True
    deletable: bool = True
    sets: Mapping[str, Action] = field(default_factory=dict)
    """Per-person sets (votes) with the right to be in them; each is a JSON list column of people's ids."""
    members: Mapping[str, str] = field(default_factory=dict)
    """By name of a set the kind of record that its ids are of, where they are not people's."""
    fill: Callable[[Any, Any], None] | None = None
    """`fill(tx, record)` sets what the server knows (author, time) before a new record is stored."""
    check: Callable[[Any], list[Fault]] | None = None
    """What belongs together in one record; its faults refuse the change."""
    check_fields: Callable[[Any, frozenset[str]], list[Fault]] | None = None
    """The same where looking costs queries: `check_fields(record, fields)` is told which fields were written, all of a record that is
    made or comes back."""
    guard: Callable[[Any, Any], None] | None = None
    """`guard(tx, record)` raises Locked where something at this record is locked for the person; asked of a record as it was and as
    it is to be."""
    before_delete: Callable[[Any, Any], None] | None = None
    """`before_delete(tx, record)` removes what cannot stay without the record, in the same change and before it, so that undoing
    brings the record back first."""
    after: Callable[[Any, Any, frozenset[str]], None] | None = None
    """`after(tx, record, fields)` runs in the same change, after a record was made, changed or removed."""

    def attr(self, name: str) -> str:
        """The model's attribute of a field."""
        return self.fields[name].attr or name

    def parents(self) -> dict[str, LiveField]:
        """The fields that name the live record which a record hangs on: the map of a step, the day of a lesson."""
        return _parents.get(self.name) or _parents.setdefault(self.name, dict(self._find_parents()))

    def _find_parents(self) -> Iterator[tuple[str, LiveField]]:
        for name, spec in self.fields.items():
            if spec.required and spec.refers_to is not None and issubclass(spec.refers_to, LiveBase):
                yield name, spec

    def missing(self, record: LiveBase) -> list[Fault]:
        """A fault for each field that the record cannot do without and does not have."""
        empty = [name for name, spec in self.fields.items() if spec.required and getattr(record, self.attr(name)) in (None, "")]
        return [Fault(name, "This cannot be left out.") for name in empty]

    def dump(self, record: LiveBase, name: str) -> Any:
        """The JSON value of one field of a record."""
        return self.fields[name].dump(getattr(record, self.attr(name)))

    def values(self, record: LiveBase) -> dict[str, Any]:
        """All JSON values of a record."""
        return {name: self.dump(record, name) for name in self.fields}

    def shown(self, record: LiveBase) -> dict[str, Any]:
        """All JSON values of a record with its per-person sets, as frames and state give them."""
        return self.values(record) | {name: list(getattr(record, name)) for name in self.sets}

    def parse(self, values: Mapping[str, Any], *, from_wire: bool = True) -> dict[str, Any]:
        """JSON values as columns hold them. Invalid with one fault for each wrong, unknown or read-only field."""
        faults, parsed = [], {}
        for name, value in values.items():
            spec = self.fields.get(name)
            if spec is None or (from_wire and not spec.from_wire):
                faults.append(Fault(name, "This field cannot be set."))
                continue
            try:
                parsed[name] = spec.parse(value)
            except FieldFaults as error:
                faults += [Fault(f"{name}{fault.path}", fault.text) for fault in error.faults]
            except ValueError as error:
                faults.append(Fault(name, str(error)))
        if faults:
            raise Invalid(faults)
        return parsed


_parents: dict[str, dict[str, LiveField]] = {}
_kinds: dict[str, RecordKind] = {}
_by_model: dict[type[LiveBase], RecordKind] = {}


def register(*kinds: RecordKind) -> None:
    """Add kinds; each app does so when it is ready."""
    for kind in kinds:
        _kinds[kind.name] = kind
        _by_model[kind.model] = kind


def kinds() -> Mapping[str, RecordKind]:
    """All kinds by name."""
    return _kinds


def kind_named(name: str) -> RecordKind:
    """The kind of this name; Invalid without one."""
    if name not in _kinds:
        raise Invalid({"r": f"There is no kind of record called “{name}”."})
    return _kinds[name]


def kind_of(record: LiveBase | type[LiveBase]) -> RecordKind:
    """The kind of a record or model."""
    return _by_model[record if isinstance(record, type) else type(record)]


def ref(record: LiveBase) -> str:
    """`kind/uuid`, the name of a record in ops and addresses."""
    return f"{kind_of(record).name}/{record.pk}"


def split_ref(text: Any) -> tuple[RecordKind, UUID]:
    """Kind and id of `kind/uuid`; Invalid when it is not of that form."""
    name, _, key = text.partition("/") if isinstance(text, str) else ("", "", "")
    try:
        return kind_named(name), UUID(key)
    except ValueError:
        raise Invalid({"r": "A record is named kind/uuid."}) from None


@cache
def _finding(model: type[LiveBase]) -> Prepared:
    home = "workshop_id" if issubclass(model, LiveRecord) else "id"
    return Prepared(lambda pk, workshop_id: model.objects.filter(**{"pk": pk, home: workshop_id}).order_by())


@cache
def _removing(model: type[LiveBase]) -> Prepared:
    return Prepared(lambda pk: model.objects.filter(pk=pk).exclude(deleted_seq=None).order_by().values_list("deleted_seq"))


def is_removed(model: type[LiveBase], pk: UUID) -> bool:
    """Whether this record of the model is removed."""
    return bool(_removing(model).rows(pk))


def find(workshop_id: UUID, kind: RecordKind, pk: UUID) -> Any:
    """A record of this workshop, removed or not; NotFound otherwise."""
    record = _finding(kind.model).record(pk, workshop_id)
    if record is None:
        raise NotFound(f"There is no {kind.name} {pk} here.")
    return record


# What columns of live records hold, and how their JSON values are checked.


def text(limit: int = MAX_TEXT, *, required: bool = False, **more: Any) -> LiveField:
    """Plain text up to `limit` characters."""

    def parse(value: Any) -> str:
        if value is None:
            value = ""
        if not isinstance(value, str):
            raise ValueError("Type text here.")
        if "\x00" in value:
            raise ValueError("Remove the NUL character.")
        if len(value) > limit:
            raise ValueError(f"Keep it to {limit} characters; it has {len(value)}.")
        if required and not value.strip():
            raise ValueError("This cannot be empty.")
        return value.strip() if limit < 1000 else value

    return LiveField(parse, **({"merges": limit >= 1000, "required": required} | more))


def choice(values: Mapping[str, str] | Iterable[tuple[Any, Any]], *, blank: bool = False, **more: Any) -> LiveField:
    """One of some words."""
    words = [str(key) for key, _ in (values.items() if isinstance(values, Mapping) else values)]

    def parse(value: Any) -> str:
        if blank and value in (None, ""):
            return ""
        if value not in words:
            raise ValueError(f"Choose one of: {', '.join(words)}.")
        return str(value)

    return LiveField(parse, **({"required": not blank} | more))


def flag(**more: Any) -> LiveField:
    """True or false."""

    def parse(value: Any) -> bool:
        if not isinstance(value, bool):
            raise ValueError("Choose yes or no.")
        return value

    return LiveField(parse, **more)


def whole(low: int, high: int, **more: Any) -> LiveField:
    """A whole number within limits."""

    def parse(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ValueError(f"Type a whole number from {low} to {high}.")
        return value

    return LiveField(parse, **({"required": True} | more))


def number(**more: Any) -> LiveField:
    """A number of at most 10^12 in size and three decimals, or none."""

    def parse(value: Any) -> Decimal | None:
        if value in (None, ""):
            return None
        try:
            parsed = Decimal(str(value))
        except InvalidOperation:
            raise ValueError("Type a number.") from None
        if isinstance(value, bool) or not parsed.is_finite() or abs(parsed) > 10**12:
            raise ValueError("Type a number.")
        return parsed.quantize(Decimal("0.001"))

    def dump(value: Decimal | None) -> int | float | None:
        if value is None:
            return None
        return int(value) if value == value.to_integral_value() else float(value)

    return LiveField(parse, dump, **more)


def day(*, required: bool = False, **more: Any) -> LiveField:
    """A date, `YYYY-MM-DD`."""

    def parse(value: Any) -> datetime.date | None:
        if value in (None, "") and not required:
            return None
        if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
            return value
        try:
            return datetime.date.fromisoformat(value)
        except (TypeError, ValueError):
            raise ValueError("Type a date like 2026-11-18.") from None

    return LiveField(parse, lambda value: value.isoformat() if value else None, **({"required": required} | more))


def clock(*, blank: bool = False, **more: Any) -> LiveField:
    """A time of day, `HH:MM`."""

    def parse(value: Any) -> datetime.time | None:
        if isinstance(value, datetime.time):
            return value
        if blank and value in (None, ""):
            return None
        try:
            return datetime.time.fromisoformat(value)
        except (TypeError, ValueError):
            raise ValueError("Type a time like 09:15.") from None

    def dump(value: datetime.time | str | None) -> str | None:
        return value.strftime("%H:%M") if isinstance(value, datetime.time) else value

    return LiveField(parse, dump, **more)


def moment(**more: Any) -> LiveField:
    """A point in time, RFC 3339."""

    def parse(value: Any) -> datetime.datetime | None:
        if value is None or isinstance(value, datetime.datetime):
            return value
        try:
            parsed = datetime.datetime.fromisoformat(value)
        except (TypeError, ValueError):
            raise ValueError("Type a time like 2026-11-18T09:15:00Z.") from None
        if parsed.tzinfo is None:
            raise ValueError("The time needs its zone, for example Z.")
        return parsed

    return LiveField(parse, lambda value: value.astimezone(datetime.UTC).isoformat() if value else None, **more)


def key(**more: Any) -> LiveField:
    """The id of a record that an app above keeps, or none; its kind's check says whether there is one."""

    def parse(value: Any) -> UUID | None:
        if value in (None, ""):
            return None
        try:
            return UUID(str(value).rpartition("/")[2])
        except ValueError:
            raise ValueError("This is not an id.") from None

    return LiveField(parse, lambda value: str(value) if value else None, **more)


def reference(name: str, model: type[Model], *, required: bool = False, **more: Any) -> LiveField:
    """The id of another row; of a live record or person of the same workshop, checked when it is written."""

    def parse(value: Any) -> UUID | None:
        if value in (None, "") and not required:
            return None
        if isinstance(value, UUID):
            return value
        try:
            return UUID(str(value).rpartition("/")[2])
        except ValueError:
            raise ValueError("This is not an id.") from None

    more = {"required": required} | more
    return LiveField(parse, lambda value: str(value) if value else None, attr=f"{name}_id", refers_to=model, **more)
