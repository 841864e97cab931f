"""What happened to actions, read from the change log and told in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from actionplans.health import short_date
from actionplans.models import Action
from vsm_site.lib.errors import Conflict
from workshops.models import Change, Participation, Workshop

HISTORY_LINES = 40
LABELS: Mapping[str, str] = {
    "title": "what",
    "kind": "kind",
    "objective": "objective",
    "countermeasure": "countermeasure",
    "owner": "owner",
    "team": "team",
    "block": "block",
    "impact": "impact",
    "effort": "effort",
    "depends_on": "what it waits for",
    "preparation": "preparation",
    "result": "result",
    "start": "start",
    "end": "end",
    "step": "step",
    "percent": "progress",
    "reason": "reason",
    "waits_for": "who can lift it",
}
STATUS_WORDS = dict(Action.Status.choices)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, in words."""

    at: datetime
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class PlanEvent:
    """One thing that happened in a plan: to which action, by whom, and what."""

    at: datetime
    who: str
    title: str
    text: str
    url: str


def list_history(action: Action) -> list[Line]:
    """What happened to an action, the newest first; the last 40 changes."""
    rows = Change.objects.filter(workshop_id=action.workshop_id, seq__gte=0, ops__icontains=str(action.pk)).order_by("-seq")
    lines = []
    for row in rows.select_related("user")[:HISTORY_LINES]:
        told = "; ".join(dict.fromkeys(_tell(row.ops, action.pk)))
        if told:
            text = f"Undone: {told}" if row.undo_of is not None else told[0].upper() + told[1:]
            lines.append(Line(row.at, str(row.user or "Somebody"), text))
    return lines


def _tell(ops: list[dict[str, Any]], action_id: UUID) -> Iterator[str]:
    reported = any(op["r"].startswith("update/") for op in ops)
    for op in ops:
        kind, _, pk = op["r"].partition("/")
        fields = op.get("f", {})
        if reported and set(fields) == {"percent"}:
            continue
        if kind == "action" and pk == str(action_id):
            yield from _tell_action(op["k"], fields)
        elif fields.get("action") == str(action_id) and op["k"] in ("new", "del"):
            yield from _tell_part(kind, op["k"], fields)


def _tell_action(what: str, fields: Mapping[str, Any]) -> Iterator[str]:
    if what == "new":
        yield "added the action"
    elif what == "del":
        yield "removed the action"
    else:
        if status := fields.get("status"):
            yield f"moved it to {STATUS_WORDS[status]}" + (f": {fields['reason']}" if fields.get("reason") else "")
        names = [LABELS[name] for name in fields if name in LABELS and not ("status" in fields and name in ("reason", "waits_for"))]
        if names:
            yield f"changed {', '.join(names)}"


def _tell_part(kind: str, what: str, fields: Mapping[str, Any]) -> Iterator[str]:
    if kind == "promise" and what == "new":
        yield "promised a change"
    elif kind == "promise" and what == "del":
        yield "took a promise out"
    elif kind == "update" and what == "new":
        yield f"reported: {fields.get('text', '')}"


def actions_between(workshop: Workshop, since: datetime, until: datetime | None = None) -> list[PlanEvent]:
    """What happened to the actions of a workshop after `since`, the newest first: added, new status, reported.

    The caller asks only for a workshop that the person sees. What was undone is left out.
    """
    rows = Change.objects.filter(workshop_id=workshop.pk, at__gt=since, undone_by=None, undo_of=None)
    if until:
        rows = rows.filter(at__lte=until)
    found = [(row, pk, text) for row in rows.order_by("-seq").iterator() for pk, text in _events(row.ops)]
    actions = Action.objects.present().in_bulk({pk for _, pk, _ in found})
    people = User.objects.in_bulk({row.user_id for row, _, _ in found if row.user_id})
    return [
        PlanEvent(row.at, str(people.get(row.user_id, "Somebody")), actions[pk].title, text, actions[pk].get_absolute_url())
        for row, pk, text in found
        if pk in actions
    ]


def _events(ops: list[dict[str, Any]]) -> Iterator[tuple[UUID, str]]:
    for op in ops:
        kind, _, pk = op["r"].partition("/")
        fields = op.get("f", {})
        if kind == "action" and op["k"] == "new":
            yield UUID(pk), "added"
        elif kind == "action" and op["k"] == "set" and "status" in fields:
            yield UUID(pk), f"now {STATUS_WORDS[fields['status']].lower()}"
        elif kind == "update" and op["k"] == "new":
            yield UUID(fields["action"]), str(fields.get("text", ""))


@dataclass(frozen=True, slots=True)
class ClashLine:
    """What somebody else changed meanwhile: which action, which field, what it is now, by whom and when."""

    title: str
    field: str
    value: str
    who: str
    at: datetime | None


def list_clashes(conflict: Conflict) -> Iterator[ClashLine]:
    """The clashes of several actions in words."""
    actions = Action.objects.in_bulk([clash.record.partition("/")[2] for clash in conflict.clashes])
    owners = [clash.value for clash in conflict.clashes if clash.field == "owner" and clash.value]
    names = {str(row.pk): row.name for row in Participation.objects.filter(pk__in=owners).select_related("user")}
    people = {str(user.pk): str(user) for user in User.objects.filter(pk__in=[clash.user for clash in conflict.clashes if clash.user])}
    for clash in conflict.clashes:
        action = actions[UUID(clash.record.partition("/")[2])]
        at = datetime.fromtimestamp(clash.at / 1000, tz=UTC) if clash.at else None
        value = _value_words(clash.field, clash.value, names)
        yield ClashLine(action.title, LABELS.get(clash.field, "status"), value, people.get(clash.user or "", "Somebody"), at)


def _value_words(field: str, value: Any, names: Mapping[str, str]) -> str:
    if not value:
        return "nobody" if field == "owner" else "nothing"
    if field == "owner":
        return names.get(value, "somebody who has left")
    if field in ("start", "end"):
        return short_date(date.fromisoformat(value))
    return str({"status": STATUS_WORDS, "kind": dict(Action.Kind.choices)}.get(field, {}).get(value, value))
