"""Tasks that look done: what tells, in words, and that nothing is ticked by it."""

from __future__ import annotations

from datetime import date

import pytest

from mapping.services.maps import import_document
from tests.cast import Cast
from tests.workshops.test_charter import complete, head, text_of, write
from workshops.change import change
from workshops.models import SetupTask
from workshops.selectors.signs import signs_of
from workshops.services import captures, meetings, tasks
from workshops.setup_templates import HEALTH
from workshops.signs import Known, signs, with_files

NOTHING: frozenset[str] = frozenset()
ALL = Known().lacking


@pytest.mark.parametrize(
    ("known", "found"),
    [
        (Known(), {}),
        (
            Known(lacking=frozenset({"scope", "requirements", "logistics", "targets", "people"})),
            {"case-for-change": "the charter says why"},
        ),
        (
            Known(lacking=frozenset({"case", "requirements", "people"}), targets=2),
            {
                "scope": "the charter’s scope has all fields",
                "logistics": "the charter has the place and the route of the walk",
                "measurements": "all 2 targets have a baseline, a target and a date",
            },
        ),
        (Known(experts=3, freed=2), {}),
        (Known(experts=3, freed=3), {"freed": "all 3 experts are confirmed as freed"}),
        (Known(experts=1, freed=1), {"freed": "the expert is confirmed as freed"}),
        (Known(scoped_on=date(2026, 10, 5)), {"sponsor-meets-owner": "the scoping meeting was held on Mon 5 Oct"}),
        (Known(reviews=3, invited_reviews=2, days=3, visited_days=2), {}),
        (
            Known(reviews=3, invited_reviews=3, days=3, visited_days=3, words=1),
            {
                "invite-reviews": "invitations to all 3 reviews are out",
                "visit-times": "all 3 days have a leadership visit on the agenda",
                "glossary": "1 word is in it",
            },
        ),
    ],
)
def test_what_makes_a_task_look_done(known: Known, found: dict[str, str]) -> None:
    assert signs(known) == found


def test_the_team_is_a_sign_when_every_role_is_there() -> None:
    assert signs(Known(lacking=NOTHING, experts=4))["participants"] == "sponsor, owner, coach and 4 experts are on the team"
    assert with_files(2) == "2 files are kept with it"


def looks(cast: Cast) -> dict[str, str]:
    rows = list(SetupTask.objects.present().filter(workshop=cast.workshop))
    found = signs_of(cast.workshop, rows)
    return {row.key: found[row.pk] for row in rows if row.pk in found}


@pytest.mark.django_db
def test_what_was_done_elsewhere_shows_at_the_task_and_ticks_nothing(cast: Cast) -> None:
    tasks.add_template(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, template=HEALTH)
    assert looks(cast) == {"participants": "sponsor, owner, coach and 2 experts are on the team"}
    complete(cast)
    write(cast, walk_route="From the desk to the ward")
    captures.add_capture(
        actor=cast.actor("pia"), workshop_id=cast.workshop.pk, values={"kind": "acronym", "text": "ED: emergency department"}
    )
    with change(cast.workshop.pk, actor=cast.actor("spring")) as tx:
        for name in ("pia", "per"):
            tx.set(cast.person(name), {"released": True})
    steps = [{"id": key, "name": key, "area": "Ward", "cycle_time": "5 min", "lead_time": "1 h"} for key in "ab"]
    source = {"format": "vsm-map/1", "title": "Now", "steps": steps, "flows": [{"from": "a", "to": "b", "wait": "1 h"}]}
    import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=source)
    cast.workshop.__dict__.pop("_latest_maps", None)
    found = looks(cast)
    assert set(found) == {
        "case-for-change",
        "scope",
        "requirements",
        "measurements",
        "logistics",
        "participants",
        "freed",
        "glossary",
        "map-items",
        "step-data",
    }
    assert found["map-items"] == "all 2 steps of the current map are connected"
    assert not SetupTask.objects.present().filter(workshop=cast.workshop, done=True).exists()


@pytest.mark.django_db
def test_one_tap_ticks_what_looks_done(cast: Cast) -> None:
    complete(cast)
    row = SetupTask.objects.present().get(workshop=cast.workshop, key="scope")
    client = cast.client("fay")
    for address in (f"/workshops/{cast.workshop.pk}/stages/prepare/", f"/workshops/{cast.workshop.pk}/prepare/", f"/tasks/{row.pk}/"):
        assert "Looks done: the charter’s scope has all fields." in text_of(client.get(address)), address
    assert "Tick it" not in text_of(cast.client("obi").get(f"/tasks/{row.pk}/"))
    before = head(cast)
    client.post(f"/tasks/{row.pk}/done/", {"done": "1"})
    row.refresh_from_db()
    assert (row.done, head(cast)) == (True, before + 1)
    assert "Looks done: the charter’s scope" not in text_of(client.get(f"/tasks/{row.pk}/"))
    assert row.key not in looks(cast)


@pytest.mark.django_db
def test_a_meeting_that_was_held_shows_at_its_task(cast: Cast) -> None:
    tasks.add_template(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, template=HEALTH)
    values = {"kind": "scoping", "date": "2026-10-05"}
    made = meetings.add_meeting(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, values=values, people=[])
    assert "sponsor-meets-owner" not in looks(cast)
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.set(made, {"held": True})
    assert looks(cast)["sponsor-meets-owner"] == "the scoping meeting was held on Mon 5 Oct"


@pytest.mark.django_db
def test_a_task_leads_only_where_the_person_may_go(cast: Cast) -> None:
    tasks.add_template(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, template=HEALTH)
    row = SetupTask.objects.present().get(workshop=cast.workshop, key="invite-reviews")
    assert "Open the invitations" in text_of(cast.client("omar").get(f"/tasks/{row.pk}/"))
    assert "Open the invitations" not in text_of(cast.client("pia").get(f"/tasks/{row.pk}/"))
