"""Making a workshop, and moving its days: what comes with it, what follows, what stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from reviews.models import Review
from tests.cast import Cast, make_organisation
from vsm_site.lib.errors import Conflict, Forbidden, IdReused, Invalid, Locked, Repeated
from workshops.access import get_workshop
from workshops.agenda_templates import plan_days
from workshops.change import change
from workshops.duties import CHECKLIST, DUTIES
from workshops.kinds import AGENDA, LESSON
from workshops.models import AgendaItem, Change, Charter, Participation, SetupTask, ValueStream, Workshop, WorkshopDay, WorkshopHead
from workshops.policy import Role
from workshops.selectors.workshops import get_made_workshop
from workshops.services.changes import undo_change
from workshops.services.workshops import NewStream, NewWorkshop, create_workshop, set_lock, update_workshop

pytestmark = pytest.mark.django_db
LABORATORY = {"name": "Laboratory orders", "item_kind": "patient"}


def plan_of(cast: Cast, **more: Any) -> NewWorkshop:
    """A three-day workshop of a new stream."""
    stream = NewStream(cast.organisation, LABORATORY)
    days = {"first_day": date(2027, 1, 19), "last_day": date(2027, 1, 21)}
    return NewWorkshop(**{"stream": stream, "title": "Laboratory orders"} | days | more)


def dates_of(workshop: Workshop) -> list[str]:
    return [day.date.isoformat() for day in WorkshopDay.objects.present().filter(workshop=workshop)]


def head(workshop: Workshop) -> int:
    return WorkshopHead.objects.get(workshop=workshop).head


def move(cast: Cast, who: str = "fay", **values: Any) -> None:
    update_workshop(actor=cast.actor(who), workshop=cast.workshop, values=values)


def due(cast: Cast, key: str) -> date:
    return SetupTask.objects.get(workshop=cast.workshop, key=key).due_on


# Making


def test_a_workshop_comes_with_stream_people_charter_tasks_days_and_agenda(cast: Cast) -> None:
    plan = plan_of(cast, agenda=plan_days(3), more_duties=CHECKLIST, roles=frozenset({Role.COACH, Role.OWNER}))
    made = create_workshop(actor=cast.actor("uma"), plan=plan)
    assert (made.stream.name, made.stream.organisation, made.stage) == ("Laboratory orders", cast.organisation, "prepare")
    assert sorted(Participation.objects.filter(workshop=made).values_list("role", flat=True)) == ["coach", "owner"]
    assert Charter.objects.filter(workshop=made).count() == 1
    assert SetupTask.objects.filter(workshop=made).count() == len(DUTIES) + len(CHECKLIST)
    assert dates_of(made) == ["2027-01-19", "2027-01-20", "2027-01-21"]
    assert list(WorkshopDay.objects.filter(workshop=made).values_list("theme", flat=True)) == [day.theme for day in plan_days(3)]
    first = AgendaItem.objects.filter(workshop=made, day__date=date(2027, 1, 19))
    assert [item.title for item in first] == [block.title for block in plan_days(3)[0].blocks]
    assert Change.objects.filter(workshop=made).count() == 1


def test_tasks_are_given_to_the_maker_by_role(cast: Cast) -> None:
    made = create_workshop(actor=cast.actor("uma"), plan=plan_of(cast, roles=frozenset({Role.OWNER})))
    owners = {task.key: task.owner.role if task.owner else None for task in SetupTask.objects.filter(workshop=made)}
    assert (owners["case-for-change"], owners["scope"]) == ("owner", None)


def test_without_a_plan_days_are_empty(cast: Cast) -> None:
    made = create_workshop(actor=cast.actor("uma"), plan=plan_of(cast))
    assert (len(dates_of(made)), AgendaItem.objects.filter(workshop=made).count()) == (3, 0)


def test_the_same_change_id_makes_one_workshop(cast: Cast) -> None:
    key = uuid4()
    made = create_workshop(actor=cast.actor("uma"), plan=plan_of(cast), change_id=key)
    before = Workshop.objects.count(), ValueStream.objects.count()
    with pytest.raises(Repeated):
        create_workshop(actor=cast.actor("uma"), plan=plan_of(cast), change_id=key)
    with pytest.raises(IdReused):
        create_workshop(actor=cast.actor("fay"), plan=plan_of(cast), change_id=key)
    assert get_made_workshop(cast.actor("uma"), key) == made
    assert (Workshop.objects.count(), ValueStream.objects.count()) == before


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({"title": " "}, "title"),
        ({"time_zone": "Europe/Nowhere"}, "time_zone"),
        ({"last_day": date(2027, 1, 18)}, "last_day"),
        ({"last_day": date(2027, 3, 1)}, "last_day"),
        ({"bad_stream": True}, "stream.item_kind"),
    ],
)
def test_what_cannot_be_stored_leaves_nothing_behind(cast: Cast, values: dict[str, Any], path: str) -> None:
    before = Workshop.objects.count(), ValueStream.objects.count(), WorkshopHead.objects.count(), Change.objects.count()
    if values.pop("bad_stream", False):
        values["stream"] = NewStream(cast.organisation, {"name": "Laboratory"})
    with pytest.raises(Invalid) as error:
        create_workshop(actor=cast.actor("uma"), plan=plan_of(cast, **values))
    assert [fault.path for fault in error.value.faults] == [path]
    assert (Workshop.objects.count(), ValueStream.objects.count(), WorkshopHead.objects.count(), Change.objects.count()) == before


def test_only_members_make_workshops_in_an_organisation(cast: Cast) -> None:
    before = Workshop.objects.count(), ValueStream.objects.count()
    with pytest.raises(Forbidden):
        create_workshop(actor=cast.actor("xena"), plan=plan_of(cast))
    assert (Workshop.objects.count(), ValueStream.objects.count()) == before


# Moving the days


def test_everything_moves_with_the_workshop(cast: Cast) -> None:
    before = {key: due(cast, key) for key in ("observe", "future-map", "improvements")}
    ticked = SetupTask.objects.get(workshop=cast.workshop, key="walk")
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.set(ticked, {"done": True})
    move(cast, first_day="2026-11-23", last_day="2026-11-25")
    assert dates_of(cast.workshop) == ["2026-11-23", "2026-11-24", "2026-11-25"]
    assert {key: (due(cast, key) - was).days for key, was in before.items()} == {"observe": 7, "future-map": 7, "improvements": 7}
    assert due(cast, "walk") == ticked.due_on
    reviews = Review.objects.filter(workshop=cast.workshop).order_by("day")
    assert [review.due_on.isoformat() for review in reviews] == ["2026-12-25", "2027-01-24", "2027-02-23"]


def test_a_longer_workshop_has_more_days_and_only_what_follows_moves(cast: Cast) -> None:
    before = {key: due(cast, key) for key in ("observe", "future-map")}
    move(cast, last_day="2026-11-20", title="Five days")
    assert dates_of(cast.workshop) == [f"2026-11-{day}" for day in (16, 17, 18, 19, 20)]
    assert {key: (due(cast, key) - was).days for key, was in before.items()} == {"observe": 0, "future-map": 2}


def test_a_shorter_workshop_loses_empty_days_and_keeps_those_with_notes(cast: Cast) -> None:
    day = WorkshopDay.objects.get(workshop=cast.workshop, date=date(2026, 11, 18))
    move(cast, last_day="2026-11-17")
    assert dates_of(cast.workshop) == ["2026-11-16", "2026-11-17"]
    move(cast, last_day="2026-11-18")
    day = WorkshopDay.objects.present().get(workshop=cast.workshop, date=date(2026, 11, 18))
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.new(LESSON, {"day": day.pk, "text": "Ask the laboratory first"})
    move(cast, last_day="2026-11-16")
    assert dates_of(cast.workshop) == ["2026-11-16", "2026-11-18"]


def test_the_agenda_it_began_with_goes_with_its_day_but_not_one_somebody_wrote(cast: Cast) -> None:
    made = create_workshop(actor=cast.actor("fay"), plan=plan_of(cast, agenda=plan_days(3)))
    second = WorkshopDay.objects.get(workshop=made, date=date(2027, 1, 20))
    with change(made.pk, actor=cast.actor("fay")) as tx:
        tx.new(AGENDA, {"day": second.pk, "title": "Hear the patients", "duration_minutes": 30, "order_key": "z"})
    update_workshop(actor=cast.actor("fay"), workshop=made, values={"last_day": "2027-01-19"})
    assert dates_of(made) == ["2027-01-19", "2027-01-20"]
    assert not AgendaItem.objects.present().filter(workshop=made, day__date=date(2027, 1, 21)).exists()


def close(cast: Cast, day: int) -> None:
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.set(WorkshopDay.objects.get(workshop=cast.workshop, date=date(2026, 11, day)), {"closed": True})


def begin(cast: Cast, day: int) -> None:
    row = WorkshopDay.objects.get(workshop=cast.workshop, date=date(2026, 11, day))
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        block = tx.new(AGENDA, {"day": row.pk, "title": "Walk", "duration_minutes": 30, "order_key": "z"})
        tx.set(block, {"started_at": tx.at})


@pytest.mark.parametrize("happens", [close, begin])
@pytest.mark.parametrize(
    ("day", "values", "fault"),
    [
        (
            16,
            {"first_day": "2026-11-17"},
            {"first_day": "Mon 16 Nov has begun and stays a day of the workshop. Begin on that day or before."},
        ),
        (18, {"last_day": "2026-11-17"}, {"last_day": "Wed 18 Nov has begun and stays a day of the workshop. End on that day or later."}),
    ],
)
def test_a_day_that_has_begun_stays_one_of_the_workshop(
    cast: Cast, happens: Callable[[Cast, int], None], day: int, values: dict[str, str], fault: dict[str, str]
) -> None:
    happens(cast, day)
    before = head(cast.workshop), dates_of(cast.workshop), due(cast, "observe")
    with pytest.raises(Invalid) as refused:
        move(cast, **values)
    assert {found.path: found.text for found in refused.value.faults} == fault
    assert (head(cast.workshop), dates_of(cast.workshop), due(cast, "observe")) == before


def test_days_stay_where_they_are_once_one_has_begun(cast: Cast) -> None:
    begin(cast, 17)
    move(cast, first_day="2026-11-15", last_day="2026-11-19")
    assert dates_of(cast.workshop) == [f"2026-11-{day}" for day in (15, 16, 17, 18, 19)]


def test_days_move_together_with_the_title(cast: Cast) -> None:
    move(cast, title="Renamed", first_day="2026-11-17", last_day="2026-11-19")
    assert dates_of(cast.workshop) == ["2026-11-17", "2026-11-18", "2026-11-19"]


def test_taking_a_move_back_puts_every_date_back(cast: Cast) -> None:
    before = dates_of(cast.workshop), due(cast, "observe"), due(cast, "future-map")
    move(cast, first_day="2026-11-30", last_day="2026-11-30")
    assert dates_of(cast.workshop) == ["2026-11-30"]
    undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=head(cast.workshop))
    assert (dates_of(cast.workshop), due(cast, "observe"), due(cast, "future-map")) == before


def test_the_owner_moves_days_without_running_the_workshop(cast: Cast) -> None:
    move(cast, "omar", last_day="2026-11-19")
    assert dates_of(cast.workshop)[-1] == "2026-11-19"
    undo_change(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, seq=head(cast.workshop))
    assert dates_of(cast.workshop)[-1] == "2026-11-18"


@pytest.mark.parametrize("who", ["spring", "pia", "obi", "ada"])
def test_others_move_nothing(cast: Cast, who: str) -> None:
    before = head(cast.workshop), dates_of(cast.workshop)
    with pytest.raises(Forbidden):
        move(cast, who, last_day="2026-11-19")
    assert (head(cast.workshop), dates_of(cast.workshop)) == before


def test_days_out_of_order_change_nothing(cast: Cast) -> None:
    before = head(cast.workshop), dates_of(cast.workshop)
    with pytest.raises(Invalid):
        move(cast, last_day="2026-11-10")
    assert (head(cast.workshop), dates_of(cast.workshop)) == before


def test_a_clash_of_titles_changes_nothing(cast: Cast) -> None:
    base = {"title": cast.workshop.rev("title")}
    move(cast, "omar", title="By Omar")
    with pytest.raises(Conflict):
        update_workshop(actor=cast.actor("fay"), workshop=cast.workshop, values={"title": "By Fay"}, base=base)
    assert Workshop.objects.get(pk=cast.workshop.pk).title == "By Omar"


# Locks


def test_a_pause_leaves_reading_to_all_but_the_coach(cast: Cast) -> None:
    set_lock(actor=cast.actor("fay"), workshop=cast.workshop, lock="paused", on=True)
    with pytest.raises(Locked):
        move(cast, "omar", title="By Omar")
    move(cast, "fay", title="By Fay")
    before = head(cast.workshop)
    set_lock(actor=cast.actor("fay"), workshop=cast.workshop, lock="paused", on=True)
    assert head(cast.workshop) == before
    set_lock(actor=cast.actor("fay"), workshop=cast.workshop, lock="paused", on=False)
    move(cast, "omar", title="By Omar")


def test_only_the_coach_locks_and_only_what_there_is(cast: Cast) -> None:
    before = head(cast.workshop)
    with pytest.raises(Forbidden):
        set_lock(actor=cast.actor("omar"), workshop=cast.workshop, lock="map_locked", on=True)
    with pytest.raises(Invalid):
        set_lock(actor=cast.actor("fay"), workshop=cast.workshop, lock="stage", on=True)
    assert (head(cast.workshop), get_workshop(cast.actor("fay"), cast.workshop.pk).map_locked) == (before, False)


def test_the_settings_have_all_three_locks_for_the_coach(cast: Cast) -> None:
    page = f"/workshops/{cast.workshop.pk}/settings/"
    shown = cast.client("fay").get(page).content.decode()
    assert [f'name="lock" value="{lock}"' in shown for lock in ("paused", "map_locked", "guests_edit")] == [True] * 3
    cast.client("fay").post(f"/workshops/{cast.workshop.pk}/locks/", {"lock": "guests_edit", "on": "1", "next": page})
    assert "Let them read only" in cast.client("fay").get(page).content.decode()
    assert 'value="guests_edit"' not in cast.client("omar").get(page).content.decode()


# API


def test_a_workshop_is_made_in_the_api(cast: Cast) -> None:
    api, key = cast.api("uma"), {"HTTP_IDEMPOTENCY_KEY": str(uuid4())}
    body = {"stream": LABORATORY, "title": "Laboratory orders", "first_day": "2027-01-19", "last_day": "2027-01-20", "my_role": "owner"}
    made, again = (api.post("/api/v1/workshops/", body, format="json", **key) for _ in range(2))
    assert (made.status_code, again.status_code, again.json()) == (201, 201, made.json())
    assert [Workshop.objects.filter(title=body["title"]).count(), ValueStream.objects.filter(name=LABORATORY["name"]).count()] == [1, 1]
    shape = made.json()
    assert shape["url"] == f"/workshops/{shape['id']}/"
    assert [shape[name] for name in ("stage", "my_roles", "time_zone", "first_day", "paused")] == [
        "prepare",
        ["owner"],
        "UTC",
        "2027-01-19",
        False,
    ]
    assert shape["revs"]["title"] == 1
    assert AgendaItem.objects.filter(workshop=shape["id"]).count() == sum(len(day.blocks) for day in plan_days(2))
    second = api.post("/api/v1/workshops/", body | {"stream": shape["stream"], "title": "Second"}, format="json")
    assert (second.status_code, second.json()["stream"], second.json()["time_zone"]) == (201, shape["stream"], "UTC")
    assert [row["title"] for row in api.get("/api/v1/workshops/").json()["results"]] == ["Second", "Laboratory orders"]


def test_what_the_api_refuses_makes_nothing(cast: Cast) -> None:
    api, before = cast.api("uma"), (Workshop.objects.count(), ValueStream.objects.count())
    body = {"title": "Laboratory orders", "first_day": "2027-01-19", "last_day": "2027-01-20"}
    foreign = ValueStream.objects.get(workshops=cast.other_workshop)
    unseen = ValueStream.objects.get(workshops=cast.workshop)
    refused = {
        "no stream": (body, ["stream"]),
        "of others": (body | {"stream": str(foreign.pk)}, ["stream"]),
        "not seen": (body | {"stream": str(unseen.pk)}, ["stream"]),
        "no id": (body | {"stream": "x"}, ["stream"]),
        "half a stream": (body | {"stream": {"name": "Laboratory"}}, ["stream.item_kind"]),
        "role": (body | {"stream": LABORATORY, "my_role": "sponsor"}, ["my_role"]),
        "days": (body | {"stream": LABORATORY, "last_day": "2027-01-01"}, ["last_day"]),
        "unknown": (body | {"stream": LABORATORY, "colour": "red"}, ["colour"]),
        "zone": (body | {"stream": LABORATORY, "time_zone": "Moon"}, ["time_zone"]),
    }
    found = {name: api.post("/api/v1/workshops/", sent, format="json") for name, (sent, _) in refused.items()}
    assert {name: answer.status_code for name, answer in found.items()} == dict.fromkeys(refused, 400)
    paths = {name: [fault["path"] for fault in answer.json()["errors"]] for name, answer in found.items()}
    assert paths == {name: wanted for name, (_, wanted) in refused.items()}
    assert (Workshop.objects.count(), ValueStream.objects.count()) == before


def test_the_organisation_is_asked_for_only_where_a_stream_is_made_in_one_of_several(cast: Cast) -> None:
    api, second = cast.api("fay"), make_organisation("Second", cast.fay)
    body = {"title": "Orders", "first_day": "2027-01-19", "last_day": "2027-01-20", "stream": LABORATORY}
    refused = api.post("/api/v1/workshops/", body, format="json")
    assert [fault["path"] for fault in refused.json()["errors"]] == ["organisation"]
    made = api.post("/api/v1/workshops/", body | {"organisation": str(second.pk)}, format="json")
    assert (made.status_code, ValueStream.objects.get(pk=made.json()["stream"]).organisation) == (201, second)
    known = str(cast.workshop.stream_id)
    assert api.post("/api/v1/workshops/", body | {"stream": known}, format="json").status_code == 201


def test_a_workshop_is_changed_in_the_api(cast: Cast) -> None:
    api, url = cast.api("fay"), f"/api/v1/workshops/{cast.workshop.pk}/"
    seen = api.get(url).json()
    changed = api.patch(url, {"title": "Renamed", "base": {"title": seen["revs"]["title"]}}, format="json")
    assert (changed.status_code, changed.json()["title"]) == (200, "Renamed")
    clash = api.patch(url, {"title": "Again", "base": {"title": seen["revs"]["title"]}}, format="json")
    assert (clash.status_code, clash.json()["code"], clash.json()["current"][0]["v"]) == (409, "conflict", "Renamed")
    assert api.patch(url, {"stage": "gather"}, format="json").status_code == 400
    assert [cast.api(who).patch(url, {"title": "x"}, format="json").status_code for who in ("pia", "ada", "uma", "xena")] == [
        403,
        403,
        404,
        404,
    ]
    assert Workshop.objects.get(pk=cast.workshop.pk).title == "Renamed"
    assert api.patch(url, {"map_locked": True}, format="json").json()["map_locked"] is True


def test_times_of_a_first_day_follow_from_its_start(cast: Cast) -> None:
    made = create_workshop(actor=cast.actor("fay"), plan=plan_of(cast, agenda=plan_days(1), last_day=date(2027, 1, 19)))
    day = WorkshopDay.objects.get(workshop=made)
    assert (day.starts_at, day.theme) == (time(9, 0), "Current state, future state, plan")
    assert made.today(timezone.now()) == timezone.now().date()
