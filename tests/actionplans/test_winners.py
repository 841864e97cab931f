"""Actions made of what came out of a round."""

from __future__ import annotations

import pytest

from actionplans.models import Action
from actionplans.services.winners import make_actions
from tests.cast import Cast
from tests.workshops.test_rounds import chosen_of, head, voted
from vsm_site.lib.errors import Forbidden, Invalid
from workshops.models import Capture
from workshops.services.captures import add_capture
from workshops.services.changes import undo_change

pytestmark = pytest.mark.django_db


def titles(cast: Cast) -> list[str]:
    return list(Action.objects.present().filter(workshop=cast.workshop).order_by("order_key").values_list("title", flat=True))


def test_what_came_out_becomes_actions_in_one_change_with_one_undo(cast: Cast) -> None:
    row = voted(cast, A=1, B=5, C=2)
    before = head(cast)
    make_actions(actor=cast.actor("fay"), round_id=row.pk, item_ids=chosen_of(row, "B", "C"))
    assert (titles(cast), head(cast)) == (["B", "C"], before + 1)
    undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=head(cast))
    assert titles(cast) == []


def test_a_candidate_that_was_a_capture_takes_it_along(cast: Cast) -> None:
    kept = add_capture(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, values={"kind": "improvement", "text": "B"})
    row = voted(cast, B=5)
    (made,) = make_actions(actor=cast.actor("fay"), round_id=row.pk, item_ids=chosen_of(row, "B"))
    capture = Capture.objects.get(pk=kept.pk)
    assert (made.source_capture_id, capture.status, capture.disposition) == (kept.pk, "action", "Action: B")


def test_what_is_an_action_already_is_none_twice_and_nobody_without_the_right_makes_one(cast: Cast) -> None:
    row = voted(cast, A=1, B=5)
    make_actions(actor=cast.actor("fay"), round_id=row.pk, item_ids=chosen_of(row, "B"))
    make_actions(actor=cast.actor("omar"), round_id=row.pk, item_ids=chosen_of(row, "B", "A"))
    assert titles(cast) == ["B", "A"]
    before = head(cast)
    with pytest.raises(Invalid, match="actions already"):
        make_actions(actor=cast.actor("fay"), round_id=row.pk, item_ids=chosen_of(row, "A"))
    with pytest.raises(Forbidden):
        make_actions(actor=cast.actor("pia"), round_id=row.pk, item_ids=chosen_of(row, "A"))
    assert head(cast) == before


def test_the_page_offers_it_to_those_who_may_and_leads_to_the_board(cast: Cast) -> None:
    row = voted(cast, A=1, B=5)
    address, client = f"/rounds/{row.pk}/", cast.client("fay")
    shown = client.get(address).content.decode()
    assert "Make them actions" in shown and "Keep as improvements" in shown and "On the agenda" in shown
    assert "Make them actions" not in cast.client("pia").get(address).content.decode()
    answer = client.post(f"{address}actions/", {"item": [str(pk) for pk in chosen_of(row, "B")]})
    assert answer.headers["Location"] == f"/workshops/{cast.workshop.pk}/board/" and titles(cast) == ["B"]
