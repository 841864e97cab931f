"""The communication plan and the training plan."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from actionplans.models import Outreach
from actionplans.outreach import lines, list_outreach, sentence
from actionplans.panels import needs
from actionplans.services import outreach
from tests.cast import Cast
from vsm_site.lib.errors import Conflict, Forbidden, Invalid
from workshops.models import WorkshopHead

pytestmark = pytest.mark.django_db
NOW = "2026-11-25 10:00 +0000"


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


def plan(cast: Cast, what: str, on: str = "", owner: str = "", kind: str = "communication", by: str = "omar") -> Outreach:
    values = {"kind": kind, "audience": "The night shift", "what": what, "on": on or None}
    values |= {"owner": str(cast.person(owner).pk)} if owner else {}
    return outreach.add_line(actor=cast.actor(by), workshop_id=cast.workshop.pk, values=values)


@pytest.mark.both_databases
@time_machine.travel(NOW, tick=False)
def test_lines_stand_by_their_day_then_what_is_done(cast: Cast) -> None:
    plan(cast, "no day")
    plan(cast, "later", "2026-12-07")
    plan(cast, "late", "2026-11-20")
    done = plan(cast, "done", "2026-11-19")
    plan(cast, "elsewhere", kind="training")
    outreach.set_done(actor=cast.actor("omar"), line_id=done.pk, done=True)
    found = lines(list_outreach(cast.workshop, "communication"), date(2026, 11, 25))
    assert [(line.row.what, line.state, line.is_late, line.is_due) for line in found] == [
        ("late", "5 days late", True, True),
        ("later", "In 12 days", False, False),
        ("no day", "No day yet", False, False),
        ("done", "Told Wed 25 Nov", False, False),
    ]
    assert sentence("communication", found) == "1 of 4 messages are told, 1 is late."
    assert sentence("training", []) == "No training is planned yet."


@time_machine.travel(NOW, tick=False)
def test_who_carries_a_line_says_that_it_is_done_and_nothing_else(cast: Cast) -> None:
    own, other = plan(cast, "own", "2026-11-30", "pia"), plan(cast, "other", "2026-11-30", "per")
    assert [(need.text, need.note) for need in needs(cast.workshop, cast.actor("pia"))] == [("own", "The night shift · in 5 days")]
    outreach.set_done(actor=cast.actor("pia"), line_id=own.pk, done=True)
    assert Outreach.objects.get(pk=own.pk).done_on == date(2026, 11, 25)
    assert list(needs(cast.workshop, cast.actor("pia"))) == []
    before = head(cast)
    with pytest.raises(Forbidden):
        outreach.set_done(actor=cast.actor("pia"), line_id=other.pk, done=True)
    with pytest.raises(Forbidden):
        outreach.update_line(actor=cast.actor("pia"), line_id=own.pk, values={"what": "mine"})
    outreach.set_done(actor=cast.actor("pia"), line_id=own.pk, done=True)
    assert head(cast) == before
    outreach.set_done(actor=cast.actor("omar"), line_id=own.pk, done=False)
    assert Outreach.objects.get(pk=own.pk).done_on is None


def test_a_line_needs_an_audience_and_what_is_said_and_overwrites_nothing(cast: Cast) -> None:
    line = plan(cast, "first")
    seen = {"what": line.rev("what")}
    outreach.update_line(actor=cast.actor("fay"), line_id=line.pk, values={"what": "second"}, base=seen)
    before = head(cast)
    with pytest.raises(Conflict):
        outreach.update_line(actor=cast.actor("omar"), line_id=line.pk, values={"what": "third"}, base=seen)
    with pytest.raises(Invalid):
        outreach.update_line(actor=cast.actor("omar"), line_id=line.pk, values={"audience": " "})
    with pytest.raises(Forbidden):
        plan(cast, "mine", by="pia")
    assert (head(cast), Outreach.objects.get().what) == (before, "second")


@time_machine.travel(NOW, tick=False)
def test_the_pages_plan_change_tick_and_remove(cast: Cast) -> None:
    base = f"/workshops/{cast.workshop.pk}/board/training/"
    client = cast.client("omar")
    assert "Plan the first training" in client.get(base).content.decode()
    refused = client.post(f"{base}new/", {"audience": "All porters", "what": ""})
    assert (refused.status_code, Outreach.objects.count()) == (422, 0)
    sent = {"audience": "All porters", "what": "Reading the board", "on": "2026-11-20", "owner": cast.person("pia").pk}
    assert client.post(f"{base}new/", sent).status_code == 302
    line = Outreach.objects.get()
    shown = cast.client("pia").get(base).content.decode()
    assert ("5 days late" in shown, "Plan a training" in shown) == (True, False)
    assert cast.client("pia").post(f"/plan-lines/{line.pk}/done/", {"done": "1"}).status_code == 302
    assert "Held Wed 25 Nov" in client.get(base).content.decode()
    assert client.post(f"/plan-lines/{line.pk}/", {"audience": "All porters", "what": "Reading the pull board"}).status_code == 302
    assert client.post(f"/plan-lines/{line.pk}/remove/").status_code == 302
    assert not Outreach.objects.present().exists()
