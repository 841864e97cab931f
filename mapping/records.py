"""The live record kinds of a map: fields with the names and values of map-format, and what has to hold between records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from mapping import fields
from mapping.ends import ends_of
from mapping.fields import ID, Field, Fields
from mapping.locks import guard_link, guard_note, guard_step
from mapping.models import Flow, Information, Map, MapNote, Party, Step
from vsm_site.lib.errors import Fault
from workshops import records
from workshops.models import Capture
from workshops.policy import Action
from workshops.records import FieldFaults, LiveField, RecordKind

TOPICS = ("map",)
ORDER = LiveField(records.text(120).parse, last_writer_wins=True)
MAX_TEXT = 10_000


def datum(field: Field, *, required: bool = False) -> LiveField:
    """A datum of the format as a live field: its value as in the document, None for a deleted one."""

    def parse(value: Any) -> Any:
        if value is None:
            if required:
                raise ValueError("This cannot be left out.")
            return None
        if isinstance(value, str) and len(value) > MAX_TEXT:
            raise ValueError(f"Keep it to {MAX_TEXT} characters.")
        if faults := field.check(value, ""):
            raise FieldFaults(faults)
        return value

    labels = {style: field.label_in(style or "office") for style in ("", *dict(fields.STYLES))}  # a map without a style is an office's
    return LiveField(parse, required=required, labels=labels)


def checked(check: Any) -> LiveField:
    """A datum that is an object with checks of its own (calendar, demand)."""

    def parse(value: Any) -> Any:
        if value is not None and (faults := check(value, "")):
            raise FieldFaults(faults)
        return value

    return LiveField(parse)


def document_id() -> LiveField:
    """The id of a step, party or note in documents; set when the record is made and never changed."""

    def parse(value: Any) -> str | None:
        if value is not None and not (isinstance(value, str) and ID.fullmatch(value)):
            raise ValueError("An id has 1 to 64 letters, digits, dots, hyphens or underscores, a letter or digit first.")
        return value

    return LiveField(parse, attr="doc_id", once=True)


def end(attr: str) -> LiveField:
    """The document id of the node at one end of a flow."""
    return LiveField(document_id().parse, attr=attr, required=True, is_end=True)


def data(known: Fields, *required: str) -> dict[str, LiveField]:
    """The live fields of a registry."""
    return {key: datum(field, required=key in required) for key, field in known.items()}


OF_MAP = records.reference("map", Map, required=True, once=True)


def _fill_id(tx: Any, record: Any) -> None:
    record.doc_id = record.doc_id or str(record.pk)


def _present(record: Any, *models: type[Any]) -> Iterable[str]:
    for model in models:
        yield from model.objects.present().filter(map_id=record.map_id).exclude(pk=record.pk).values_list("doc_id", flat=True)


def _values_in_order(record: Any, written: frozenset[str], known: Mapping[str, Field]) -> list[Fault]:
    """Statements whose low, likely and high are out of order in the map's own calendar."""
    given = {key: getattr(record, key) for key, field in known.items() if field.is_stated and key in written}
    if not any(isinstance(value, Mapping) and "low" in value for value in given.values()):
        return []
    calendar = fields.calendar_of(record.map.calendar)
    return [fault for key, value in given.items() if value is not None for fault in known[key].check(value, key, calendar)]


def _check_node(record: Any, written: frozenset[str]) -> list[Fault]:
    if {"id", "map"} & written and record.doc_id in set(_present(record, Step, Party)):
        return [Fault("id", f"The id “{record.doc_id}” is taken already on this map.")]
    return _values_in_order(record, written, fields.STEP) if isinstance(record, Step) else []


ENDS = frozenset({"map", "from", "to"})


def _check_ends(record: Any, written: frozenset[str]) -> list[Fault]:
    if not ENDS & written:
        return []
    nodes = set(_present(record, Step, Party))
    named = (("from", record.source), ("to", record.target))
    return [Fault(key, "No step or party of this map has this id.") for key, value in named if value not in nodes]


def _check_flow(flow: Flow, written: frozenset[str]) -> list[Fault]:
    faults = _check_ends(flow, written)
    if flow.source == flow.target and flow.kind != "rework":
        faults.append(Fault("to", "Only rework goes from a step to itself."))
    twins = Flow.objects.present().filter(map_id=flow.map_id, source=flow.source, target=flow.target).exclude(pk=flow.pk)
    if ENDS & written and twins.exists():
        faults.append(Fault("to", "There is a flow between these two already."))
    if flow.kind == "rework" and flow.share is not None:
        faults += fields.REWORK_SHARE.check(flow.share, "share")
    return faults + _values_in_order(flow, written, fields.FLOW)


def _check_note(note: MapNote, written: frozenset[str]) -> list[Fault]:
    if {"id", "map"} & written and note.doc_id in set(_present(note, MapNote)):
        return [Fault("id", f"The id “{note.doc_id}” is taken already on this map.")]
    if not {"at", "map"} & written or note.at is None or note.at in set(_present(note, Step, Party)):
        return []
    source, _, target = note.at.partition(">")
    if Flow.objects.present().filter(map_id=note.map_id, source=source, target=target).exists():
        return []
    return [Fault("at", "No step, party or flow of this map is called this.")]


def _remove_around(tx: Any, node: Any) -> None:
    """Flows, information and notes cannot stay without the node that they hang on."""
    for model in (Flow, Information):
        for end_ in ("source", "target"):
            for row in model.objects.present().filter(map_id=node.map_id, **{end_: node.doc_id}):
                tx.delete(row)
    for note in MapNote.objects.present().filter(map_id=node.map_id, at=node.doc_id):
        tx.delete(note)


def _remove_notes(tx: Any, flow: Flow) -> None:
    for note in MapNote.objects.present().filter(map_id=flow.map_id, at=f"{flow.source}>{flow.target}"):
        tx.delete(note)


MAP = RecordKind(
    "map",
    Map,
    data(fields.HEAD, "title")
    | {
        "calendar": checked(fields.check_calendar),
        "demand": checked(fields.check_demand),
        "given_lists": LiveField(list, from_wire=False),
        "based_on": records.reference("based_on", Map, from_wire=False),
        "order_key": ORDER,
    },
    needs=Action.EDIT_MAP,
    topics=TOPICS,
)
STEP = RecordKind(
    "step",
    Step,
    {"map": OF_MAP, "id": document_id(), "order_key": ORDER} | data(fields.STEP, "name"),
    needs=Action.EDIT_MAP,
    topics=TOPICS,
    style="map__style",
    guard=guard_step,
    fill=_fill_id,
    check_fields=_check_node,
    before_delete=_remove_around,
)
PARTY = RecordKind(
    "party",
    Party,
    {"map": OF_MAP, "id": document_id(), "order_key": ORDER} | data(fields.PARTY, "kind", "name"),
    needs=Action.EDIT_MAP,
    topics=TOPICS,
    fill=_fill_id,
    check_fields=_check_node,
    before_delete=_remove_around,
)
FLOW = RecordKind(
    "flow",
    Flow,
    {"map": OF_MAP, "from": end("source"), "to": end("target"), "order_key": ORDER} | data(fields.FLOW),
    needs=Action.EDIT_MAP,
    topics=TOPICS,
    ends=ends_of(Flow),
    guard=guard_link,
    check_fields=_check_flow,
    before_delete=_remove_notes,
)
INFORMATION = RecordKind(
    "information",
    Information,
    {"map": OF_MAP, "from": end("source"), "to": end("target"), "order_key": ORDER} | data(fields.INFORMATION),
    needs=Action.EDIT_MAP,
    topics=TOPICS,
    ends=ends_of(Information),
    guard=guard_link,
    check_fields=_check_ends,
)
NOTE = RecordKind(
    "note",
    MapNote,
    {"map": OF_MAP, "id": document_id(), "capture": records.reference("capture", Capture), "order_key": ORDER}
    | data(fields.NOTE, "kind", "text")
    | {"at": replace(datum(fields.NOTE["at"]), is_end=True)},
    needs=Action.EDIT_MAP,
    topics=TOPICS,
    ends=ends_of(MapNote),
    guard=guard_note,
    fill=_fill_id,
    check_fields=_check_note,
)
KINDS = (MAP, PARTY, STEP, FLOW, INFORMATION, NOTE)
