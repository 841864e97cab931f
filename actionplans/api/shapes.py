"""Actions as JSON."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from actionplans.models import Action, Promise
from actionplans.records import ACTION, PROMISE
from actionplans.selectors import Card

FIELDS = (
    "title", "kind", "objective", "countermeasure", "preparation", "result", "owner", "team", "block", "impact", "effort", "depends_on",
    "start", "end", "status", "reason", "waits_for", "percent",
)  # fmt: skip


def action_shape(card: Card) -> dict[str, Any]:
    """One action with its promises, its computed health and the revision of each field."""
    action = card.action
    capture = action.source_capture_id
    return {
        "id": str(action.pk),
        "url": reverse("api-action", args=[action.pk]),
        **{name: ACTION.dump(action, name) for name in FIELDS},
        "status_on": ACTION.dump(action, "status_on"),
        "step": _named("step", action.step_id),
        "source_capture": _named("capture", capture),
        "source_note": _named("note", action.source_note_id),
        "promises": [promise_shape(row) for row in action.present_promises],
        "health": card.health.state,
        "health_reason": card.health.reason,
        "revs": revs_of(action),
    }


def _named(kind: str, pk: Any) -> str | None:
    """A reference to a record, `step/<uuid>`."""
    return f"{kind}/{pk}" if pk else None


def promise_shape(row: Promise) -> dict[str, Any]:
    """The promised change of one metric."""
    return {"metric": row.metric, "step": _named("step", row.step_id), "from": PROMISE.dump(row, "from"), "to": PROMISE.dump(row, "to")}


def revs_of(action: Action) -> dict[str, int]:
    """The revision of each field; `promises` has the latest of any promise of the action."""
    known = {name: action.rev(name) for name in (*FIELDS, "step", "source_note")}
    return known | {"promises": action.promises_rev}
