"""The live record kind of kept views of a plan. Only services write them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from accounts.models import User
from actionplans.models import PlanView
from vsm_site.lib.errors import Fault
from workshops import records
from workshops.policy import Action as Right
from workshops.records import LiveField, OwnRule, RecordKind

MOST_VIEWS = 20
LONGEST = 200


def _query() -> LiveField:
    """Names and values of a filter."""

    def parse(value: Any) -> dict[str, str]:
        words = [part for pair in value.items() for part in pair] if isinstance(value, dict) else [None]
        if not all(isinstance(part, str) and len(part) <= LONGEST for part in words):
            raise ValueError("These are no words of a filter.")
        return dict(value)

    return LiveField(parse, from_wire=False)


def _fill(tx: Any, view: PlanView) -> None:
    view.author_id = tx.actor.user_id


def _check(view: PlanView) -> list[Fault]:
    if not view.query:
        return [Fault("name", "Choose what to show first; all of it needs no name.")]
    others = PlanView.objects.present().filter(workshop_id=view.workshop_id).exclude(pk=view.pk)
    names = [name.lower() for name in others.values_list("name", flat=True)]
    if view.name.lower() in names:
        return [Fault("name", "There is a view of this name. Choose another one.")]
    return [Fault("name", f"There are {MOST_VIEWS} views. Remove one that nobody uses.")] if len(names) >= MOST_VIEWS else []


def _is_own(view: PlanView, user_id: UUID) -> bool:
    return view.author_id == user_id


PLAN_VIEW = RecordKind(
    "plan_view",
    PlanView,
    {
        "name": records.text(60, required=True, from_wire=False),
        "query": _query(),
        "author": records.reference("author", User, required=False, from_wire=False),
    },
    needs=Right.EDIT_PLAN,
    needs_new=Right.UPDATE_OWN_ACTION,
    own=OwnRule(Right.UPDATE_OWN_ACTION, _is_own, may_delete=True),
    audience=Right.READ_REPORTS,
    topics=("plan",),
    creatable=False,
    deletable=False,
    fill=_fill,
    check=_check,
)

KINDS = (PLAN_VIEW,)
