"""vsm-map/1 as text, as facts, and back; every fault with its JSON path."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mapping import drawing, fields
from mapping.facts import FlowFacts, InformationFacts, MapFacts, NoteFacts, PartyFacts, StepFacts
from mapping.fields import ID, Field
from vsm_site.lib.errors import Fault
from vsm_site.lib.units import Calendar

FORMAT = "vsm-map/1"
LISTS = ("parties", "steps", "flows", "information", "notes")
HEAD_KEYS = (*fields.HEAD, "calendar", "demand")


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a document: facts, or the faults that refuse it; faults of drawing refuse only its numbers."""

    facts: MapFacts | None
    faults: tuple[Fault, ...] = ()
    drawing_faults: tuple[Fault, ...] = ()


class _Twice(dict[str, Any]):
    """An object with the keys that it had more than once."""

    twice: tuple[str, ...] = ()


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = _Twice(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        found.twice = tuple(dict.fromkeys(key for key, _ in pairs if key in seen or seen.add(key)))  # type: ignore[func-returns-value]
    return found


def parse(text: str | bytes) -> Reading:
    """Read a document from text."""
    try:
        value = json.loads(text, object_pairs_hook=_pairs, parse_constant=float)
    except (ValueError, RecursionError) as error:
        return Reading(None, (Fault("$", f"This is no JSON: {str(error)[:120]}."),))
    return read(value)


def read(value: Any) -> Reading:
    """Read a document from a JSON value."""
    if not isinstance(value, Mapping):
        return Reading(None, (Fault("$", "A map is a JSON object."),))
    faults = list(_faults(value))
    if faults:
        return Reading(None, tuple(faults))
    facts = _facts(value)
    return Reading(facts, (), drawing.faults(facts))


def _twice(value: Any, path: str = "", depth: int = 0) -> Iterator[Fault]:
    if isinstance(value, _Twice):
        yield from (Fault(f"{path}.{key}".lstrip("."), "This key stands here twice.") for key in value.twice)
    if depth > 20:
        yield Fault(path or "$", "This is nested too deeply.")
    elif isinstance(value, Mapping):
        for key, entry in value.items():
            yield from _twice(entry, f"{path}.{key}".lstrip("."), depth + 1)
    elif isinstance(value, list):
        for place, entry in enumerate(value):
            yield from _twice(entry, f"{path}[{place}]", depth + 1)


def _faults(value: Mapping[str, Any]) -> Iterator[Fault]:
    yield from _twice(value)
    known = {"format", *HEAD_KEYS, *LISTS}
    yield from (Fault(key, "This key is not known here.") for key in value if key not in known)
    if value.get("format") != FORMAT:
        yield Fault("format", f"The format has to be “{FORMAT}”.")
    yield from _missing(value, ("title",), "")
    for key, head in fields.HEAD.items():
        if key in value:
            yield from head.check(value[key], key)
    broken = fields.check_calendar(value["calendar"], "calendar") if "calendar" in value else []
    yield from broken
    if "demand" in value:
        yield from fields.check_demand(value["demand"], "demand")
    calendar = Calendar() if broken else fields.calendar_of(value.get("calendar"))
    yield from _missing(value, ("steps",), "")
    yield from _Rows(value, calendar).faults()


def _missing(value: Mapping[str, Any], keys: tuple[str, ...], path: str) -> Iterator[Fault]:
    yield from (Fault(f"{path}.{key}".lstrip("."), "This is missing.") for key in keys if key not in value)


@dataclass
class _Rows:
    """The checks of the five lists, which look at each other's ids."""

    value: Mapping[str, Any]
    calendar: Calendar
    nodes: set[str] = field(default_factory=set)
    flows: set[tuple[str, str]] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)

    def faults(self) -> Iterator[Fault]:
        for name in LISTS:
            if name in self.value and not isinstance(self.value[name], list):
                yield Fault(name, "This has to be a list.")
        yield from self._each("parties", fields.PARTY, ("id", "kind", "name"), self._node_id)
        yield from self._each("steps", fields.STEP, ("id", "name"), self._node_id)
        yield from self._each("flows", fields.FLOW, ("from", "to"), self._flow)
        yield from self._each("information", fields.INFORMATION, ("from", "to"), self._ends)
        yield from self._each("notes", fields.NOTE, ("id", "kind", "text"), self._note)

    def _each(self, name: str, known: Mapping[str, Field], required: tuple[str, ...], more: Any) -> Iterator[Fault]:
        rows = self.value.get(name)
        for place, row in enumerate(rows if isinstance(rows, list) else []):
            path = f"{name}[{place}]"
            if not isinstance(row, Mapping):
                yield Fault(path, "This has to be an object.")
                continue
            own = {"id"} if "id" in required else {"from", "to"}
            yield from (Fault(f"{path}.{key}", "This key is not known here.") for key in row if key not in known and key not in own)
            yield from _missing(row, required, path)
            for key, entry in row.items():
                if key in known:
                    yield from self._field(name, row, known[key]).check(entry, f"{path}.{key}", self.calendar)
            yield from more(row, path)

    def _field(self, name: str, row: Mapping[str, Any], found: Field) -> Field:
        is_rework_share = name == "flows" and found.key == "share" and row.get("kind") == "rework"
        return fields.REWORK_SHARE if is_rework_share else found

    def _id(self, row: Mapping[str, Any], path: str, taken: set[str]) -> Iterator[Fault]:
        if "id" not in row:
            return
        if not isinstance(row["id"], str) or not ID.fullmatch(row["id"]):
            yield Fault(f"{path}.id", "An id has 1 to 64 letters, digits, dots, hyphens or underscores, a letter or digit first.")
        elif row["id"] in taken:
            yield Fault(f"{path}.id", f"The id “{row['id']}” is taken already.")
        else:
            taken.add(row["id"])

    def _node_id(self, row: Mapping[str, Any], path: str) -> Iterator[Fault]:
        yield from self._id(row, path, self.nodes)

    def _ends(self, row: Mapping[str, Any], path: str) -> Iterator[Fault]:
        for key in ("from", "to"):
            if key in row and (not isinstance(row[key], str) or row[key] not in self.nodes):
                yield Fault(f"{path}.{key}", "No step or party has this id.")

    def _flow(self, row: Mapping[str, Any], path: str) -> Iterator[Fault]:
        broken = list(self._ends(row, path))
        yield from broken
        if broken or "from" not in row or "to" not in row:
            return
        ends = (row["from"], row["to"])
        if ends in self.flows:
            yield Fault(path, f"There is a flow from “{ends[0]}” to “{ends[1]}” already.")
        self.flows.add(ends)
        if ends[0] == ends[1] and row.get("kind") != "rework":
            yield Fault(path, "Only rework goes from a step to itself.")

    def _note(self, row: Mapping[str, Any], path: str) -> Iterator[Fault]:
        yield from self._id(row, path, self.notes)
        at = row.get("at")
        if isinstance(at, str) and at not in self.nodes and at not in {f"{source}>{target}" for source, target in self.flows}:
            yield Fault(f"{path}.at", "No step, party or flow (from>to) is called this.")


def _without(row: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: _plain(entry) for key, entry in row.items() if key not in keys}


def _plain(value: Any) -> Any:
    """Ordinary dictionaries and lists, so that facts are equal however they were read."""
    if isinstance(value, Mapping):
        return {key: _plain(entry) for key, entry in value.items()}
    return [_plain(entry) for entry in value] if isinstance(value, list) else value


def _facts(value: Mapping[str, Any]) -> MapFacts:
    rows = {name: value.get(name, []) for name in LISTS}
    return MapFacts(
        head={key: _plain(value[key]) for key in HEAD_KEYS if key in value},
        parties=tuple(PartyFacts(row["id"], _without(row, "id")) for row in rows["parties"]),
        steps=tuple(StepFacts(row["id"], _without(row, "id")) for row in rows["steps"]),
        flows=tuple(FlowFacts(row["from"], row["to"], _without(row, "from", "to")) for row in rows["flows"]),
        information=tuple(InformationFacts(row["from"], row["to"], _without(row, "from", "to")) for row in rows["information"]),
        notes=tuple(NoteFacts(row["id"], _without(row, "id")) for row in rows["notes"]),
        given_lists=frozenset(name for name in LISTS if name in value and not value[name]),
    )


def write(facts: MapFacts) -> dict[str, Any]:
    """The document of a map: what was given, nothing else."""
    document: dict[str, Any] = {"format": FORMAT} | {key: _plain(facts.head[key]) for key in HEAD_KEYS if key in facts.head}
    lists: dict[str, list[dict[str, Any]]] = {
        "parties": [{"id": row.id} | _plain(row.data) for row in facts.parties],
        "steps": [{"id": row.id} | _plain(row.data) for row in facts.steps],
        "flows": [{"from": row.source, "to": row.target} | _plain(row.data) for row in facts.flows],
        "information": [{"from": row.source, "to": row.target} | _plain(row.data) for row in facts.information],
        "notes": [{"id": row.id} | _plain(row.data) for row in facts.notes],
    }
    return document | {name: rows for name, rows in lists.items() if rows or name == "steps" or name in facts.given_lists}
