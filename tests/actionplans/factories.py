"""Actions for tests."""

from __future__ import annotations

from typing import Any

from actionplans.models import Action
from actionplans.services.actions import PromiseEdit, create_action
from tests.cast import Cast


def make_action(
    cast: Cast, title: str = "Results by noon", *, by: str = "omar", owner: str = "", promises: Any = (), **values: Any
) -> Action:
    """An action of the workshop; people by name."""
    given = {"title": title, "kind": "event"} | values
    if owner:
        given["owner"] = cast.person(owner).pk
    edits = [PromiseEdit(promise) for promise in promises]
    return create_action(actor=cast.actor(by), workshop_id=cast.workshop.pk, values=given, promises=edits)
