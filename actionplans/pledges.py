"""What the plan promises about maps, for the pages that compare them."""

from __future__ import annotations

from collections.abc import Iterable

from actionplans.models import Action, Promise
from mapping.pledges import Pledge
from workshops.models import Workshop


def pledges_of(workshop: Workshop) -> Iterable[Pledge]:
    """The accepted promises of a workshop's actions but of those that were dropped, in the order of the board."""
    rows = (
        Promise.objects.present()
        .filter(workshop_id=workshop.pk, accepted=True, action__deleted_seq=None)
        .exclude(action__status=Action.Status.DROPPED)
    )
    for row in rows.select_related("action__owner__user").order_by("action__order_key", "action_id", "pk"):
        action = row.action
        owner = action.owner.name if action.owner else ""
        is_done = action.status == Action.Status.DONE
        yield Pledge(row.metric, row.step_id, str(row), action.title, action.get_absolute_url(), owner, is_done)
