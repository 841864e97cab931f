"""Actions made of what came out of a round, all in one change."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from actionplans.models import Action
from actionplans.services.actions import from_capture, new_action
from vsm_site.lib.errors import Invalid
from workshops.access import Actor, get_record
from workshops.change import Tx, change
from workshops.models import Capture, Round
from workshops.policy import Action as Right
from workshops.services.rounds import chosen_items


def make_actions(*, actor: Actor, round_id: UUID, item_ids: Iterable[UUID], change_id: UUID | None = None) -> list[Action]:
    """An action for each chosen note of a round that is shown, in the order of choosing; their owners and dates come on the board.

    A note that was an open capture takes that capture with it. What has an action of that title already gets no second one; Invalid where
    that goes for all.
    """
    row = get_record(actor, Round, round_id)
    with change(row.workshop_id, actor=actor, needs=Right.EDIT_PLAN, change_id=change_id, kind="round-to-actions") as tx:
        items = chosen_items(tx, round_id, item_ids)
        taken = set(Action.objects.present().filter(workshop_id=tx.workshop_id).values_list("title", flat=True))
        titles = [title for title in dict.fromkeys(item.text[:200].strip() for item in items) if title not in taken]
        if not titles:
            raise Invalid({"item": "These are actions already."})
        waiting = Capture.objects.present().filter(workshop_id=tx.workshop_id, status__in=["open", "carried"], merged_into=None)
        captures = {capture.text[:200].strip(): capture for capture in waiting.exclude(kind="acronym")}
        return [_make(tx, title, captures.get(title)) for title in titles]


def _make(tx: Tx, title: str, capture: Capture | None) -> Action:
    return new_action(tx, {"title": title}) if capture is None else from_capture(tx, capture, {"title": title})
