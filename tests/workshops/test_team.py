"""The team: areas that somebody speaks for, who is here on which day, who was trained in what."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from mapping.services.maps import import_document
from tests.cast import Cast
from vsm_site.lib.errors import Conflict, Forbidden, Invalid, NotFound
from workshops.coverage import Area, areas_in, cover, same
from workshops.decks import DECKS
from workshops.models import Attendance, Participation, Training, WorkshopDay, WorkshopHead
from workshops.selectors import attendance
from workshops.selectors.people import team_of
from workshops.selectors.training import trained
from workshops.services import charter, people, team
from workshops.services.changes import undo_change
from workshops.services.team import OneDay

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 17, 9, tzinfo=UTC)


def person(cast: Cast, name: str) -> Participation:
    return Participation.objects.present().get(workshop=cast.workshop, user=cast.people[name])


def days(cast: Cast) -> list[WorkshopDay]:
    return list(WorkshopDay.objects.present().filter(workshop=cast.workshop).order_by("date"))


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


def note(cast: Cast, who: str = "fay", name: str = "pia", day: int = 0, base: dict[str, int] | None = None, **values: str) -> Any:
    row = OneDay(person(cast, name).pk, values, base or {})
    return team.note_day(actor=cast.actor(who), day_id=days(cast)[day].pk, rows=[row])


def plan_of(cast: Cast, name: str) -> attendance.DaysOf:
    return attendance.days_of(cast.workshop, [person(cast, name)])[0]


# Areas


@pytest.mark.parametrize(
    ("text", "areas"),
    [
        ("", []),
        (" , ;\n", []),
        ("Pharmacy", ["Pharmacy"]),
        ("Pharmacy, Ward  3;pharmacy\nIT", ["Pharmacy", "Ward 3", "IT"]),
    ],
)
def test_areas_stand_with_commas_semicolons_or_lines_between(text: str, areas: list[str]) -> None:
    assert areas_in(text) == areas


def test_areas_of_map_and_scope_stand_once_and_say_who_speaks_for_them() -> None:
    found = cover(["Ward", "", "Laboratory", "ward "], ["laboratory", "Pharmacy"], {"ward": ("Pia",), "laboratory": ("Per", "Ana")})
    assert found == [
        Area("Ward", ("Pia",), True),
        Area("Laboratory", ("Per", "Ana"), True),
        Area("Pharmacy", (), False),
    ]
    assert [area.is_bare for area in found] == [False, False, True]


@pytest.mark.parametrize(("one", "other", "is_same"), [("Pay-out", "pay out ", True), ("Ward 3", "Ward 4", False), ("–", "-", False)])
def test_an_area_is_the_same_however_its_words_are_joined(one: str, other: str, is_same: bool) -> None:
    assert (same(one) == same(other)) is is_same


def test_nobody_from_pharmacy_is_said_until_somebody_is_expert_of_it(cast: Cast) -> None:
    source = {"format": "vsm-map/1", "title": "Today", "steps": [{"id": "a", "name": "Triage", "area": "Ward"}]}
    import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=source)
    charter.update_charter(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, values={"areas": "Ward, Pharmacy"})
    people.update_person(actor=cast.actor("fay"), person_id=person(cast, "pia").pk, values={"area": "Ward"})
    page = f"/workshops/{cast.workshop.pk}/people/"
    said = cast.client("obi").get(page).content.decode()
    assert ("Nobody speaks for Pharmacy." in said, "nobody from Pharmacy" in said) == (True, True)
    people.update_person(actor=cast.actor("fay"), person_id=person(cast, "pia").pk, values={"expert_of": "Pharmacy, IT"})
    assert team_of(cast.actor("fay"), cast.workshop).bare_areas == []
    said = cast.client("obi").get(page).content.decode()
    assert ("nobody from" in said, "also Pharmacy, IT" in said) == (False, True)


# Who is here when


@pytest.mark.parametrize(
    ("planned", "words"),
    [
        (["full", "full", "full"], "3 days"),
        (["full"], "1 day"),
        (["full", "away", "full"], "2 of 3 days"),
        (["full", "part", "away"], "1 day, 1 part-time"),
        (["part", "part"], "part-time"),
        (["part", "away"], "1 of 2 days part-time"),
        (["away", "away"], "not on these days"),
    ],
)
def test_days_of_a_person_in_words(planned: list[str], words: str) -> None:
    assert attendance.planned_words(planned) == words


def test_a_person_is_planned_as_usual_until_a_day_says_something_else(cast: Cast) -> None:
    people.update_person(actor=cast.actor("fay"), person_id=person(cast, "pia").pk, values={"full_time": True})
    assert plan_of(cast, "pia").words == "3 days"
    note(cast, day=2, planned="part")
    assert (plan_of(cast, "pia").words, plan_of(cast, "pia").usual_words) == ("2 days, 1 part-time", "3 days")
    note(cast, day=2, planned="")
    assert (plan_of(cast, "pia").words, Attendance.objects.count()) == ("3 days", 1)


def test_who_was_planned_and_did_not_come_is_missing(cast: Cast) -> None:
    people.update_person(actor=cast.actor("fay"), person_id=person(cast, "pia").pk, values={"full_time": True})
    team.note_day(
        actor=cast.actor("omar"),
        day_id=days(cast)[0].pk,
        rows=[OneDay(person(cast, "pia").pk, {"came": "part"}), OneDay(person(cast, "obi").pk, {"came": "full"})],
    )
    rows = attendance.days_of(cast.workshop, [person(cast, name) for name in ("pia", "obi")])
    assert [row.cells[0].is_missing for row in rows] == [True, False]
    count = attendance.count_days(rows, days(cast))[0]
    assert (count.planned, count.came, count.is_noted) == (2, 2, True)
    said = cast.client("spring").get(f"/workshops/{cast.workshop.pk}/people/days/").content.decode()
    assert "2 people were here on Mon 16 Nov; Pia was missing." in said


@pytest.mark.parametrize(("who", "error"), [("pia", Forbidden), ("spring", Forbidden), ("obi", Forbidden), ("xena", NotFound)])
def test_others_neither_plan_nor_note_days(cast: Cast, who: str, error: type[Exception]) -> None:
    before = head(cast)
    with pytest.raises(error):
        note(cast, who, came="full")
    assert (head(cast), Attendance.objects.count()) == (before, 0)


def test_who_is_here_when_is_for_those_who_lead_and_who_frees(cast: Cast) -> None:
    page = f"/workshops/{cast.workshop.pk}/people/days/"
    found = {name: cast.client(name).get(page).status_code for name in ("fay", "omar", "spring", "pia", "obi", "xena")}
    assert found == {"fay": 200, "omar": 200, "spring": 200, "pia": 403, "obi": 403, "xena": 404}
    note(cast, planned="away")
    state = f"/api/v1/workshops/{cast.workshop.pk}/live/state/"
    seen = {name: any(key.startswith("attendance/") for key in cast.client(name).get(state).json()["records"]) for name in ("fay", "pia")}
    assert seen == {"fay": True, "pia": False}


def test_two_who_note_the_same_person_see_both_values(cast: Cast) -> None:
    page, key = f"/days/{days(cast)[0].pk}/attendance/", str(person(cast, "pia").pk)
    note(cast, "omar", came="away")
    before = head(cast)
    with pytest.raises(Conflict):
        note(cast, came="full", base={"came": 0})
    mine = {f"{key}-came": "full", f"initial-{key}-came": "", f"{key}-rev_came": "0", f"{key}-planned": "", f"initial-{key}-planned": ""}
    answer = cast.client("fay").post(page, mine)
    said = answer.content.decode()
    assert (answer.status_code, "Omar changed this while you typed" in said, "Was not here" in said) == (409, True, True)
    assert (head(cast), Attendance.objects.get().came) == (before, "away")


def test_a_day_is_noted_on_its_page_and_taken_back_by_undo(cast: Cast) -> None:
    page, key = f"/days/{days(cast)[0].pk}/attendance/", str(person(cast, "pia").pk)
    assert cast.client("fay").get(page).status_code == 200
    answer = cast.client("fay").post(page, {f"{key}-came": "full", f"initial-{key}-came": "", f"{key}-rev_came": "0"})
    assert answer.headers["Location"] == f"/workshops/{cast.workshop.pk}/people/days/"
    assert Attendance.objects.present().get().came == "full"
    undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=head(cast))
    assert Attendance.objects.present().count() == 0
    note(cast, came="part")
    assert [row.came for row in Attendance.objects.all()] == ["part"]


def test_what_was_typed_about_a_day_stays_when_one_of_the_people_has_left_meanwhile(cast: Cast) -> None:
    page, pia, obi = f"/days/{days(cast)[0].pk}/attendance/", str(person(cast, "pia").pk), str(person(cast, "obi").pk)
    people.remove_person(actor=cast.actor("fay"), person_id=person(cast, "pia").pk)
    before = head(cast)
    typed = {f"{key}-{name}": value for key, came in ((pia, "full"), (obi, "part")) for name, value in (("came", came), ("rev_came", "0"))}
    seen = {f"initial-{key}-came": "" for key in (pia, obi)}
    answer = cast.client("fay").post(page, typed | seen)
    said = answer.content.decode()
    assert (answer.status_code, "This person is not in the workshop any more. Nothing was stored" in said) == (422, True)
    assert (f'name="{obi}-came"' in said, said.count('value="part" selected'), f'name="{pia}-came"' in said) == (True, 1, False)
    assert (head(cast), Attendance.objects.count()) == (before, 0)
    unchanged = {f"{pia}-came": ""}
    assert cast.client("fay").post(page, typed | seen | unchanged).status_code == 302
    assert [(str(row.person_id), row.came) for row in Attendance.objects.all()] == [(obi, "part")]


def test_nobody_is_noted_who_has_left_or_is_of_another_workshop(cast: Cast) -> None:
    gone = person(cast, "pia").pk
    people.remove_person(actor=cast.actor("fay"), person_id=gone)
    foreign = Participation.objects.filter(workshop=cast.other_workshop).first().pk
    before = head(cast)
    for key in (gone, foreign):
        with pytest.raises(Invalid, match="not in the workshop any more"):
            team.note_day(actor=cast.actor("fay"), day_id=days(cast)[0].pk, rows=[OneDay(key, {"came": "full"})])
    assert (head(cast), Attendance.objects.count()) == (before, 0)


# Training


def test_every_topic_has_slides_whose_titles_and_figures_are_there(cast: Cast) -> None:
    assert [deck.key for deck in DECKS] == ["value", "map", "metrics", "future"]
    for deck in DECKS:
        said = cast.client("obi").get(f"/workshops/{cast.workshop.pk}/training/{deck.key}/").content.decode()
        assert said.count('class="slide') >= len(deck.slides) >= 5
        assert said.count('class="fig"') == sum(bool(slide.figure) for slide in deck.slides)
        assert 10 <= deck.minutes <= 15


def test_who_was_trained_is_noted_box_by_box(cast: Cast) -> None:
    page, pia, per = f"/workshops/{cast.workshop.pk}/training/", person(cast, "pia").pk, person(cast, "obi").pk
    with time_machine.travel(MORNING, tick=False):
        cast.client("fay").post(f"{page}note/", {"trained": [f"{pia}:value", f"{pia}:map", f"{per}:value"]})
        assert sorted(Training.objects.present().values_list("person", "topic")) == sorted([(pia, "value"), (pia, "map"), (per, "value")])
        assert Training.objects.first().on == MORNING.date()
        cast.client("fay").post(f"{page}note/", {"trained": [f"{pia}:map"], "was": [f"{pia}:map", f"{pia}:value"]})
    found = trained(cast.workshop, [person(cast, "pia")])[0]
    assert ([deck.key for deck, row in found.topics if row], found.has_all) == (["map"], False)
    assert Training.objects.present().filter(person=per).count() == 1
    team.note_training(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, given=[(pia, "value")], on=MORNING.date())
    assert Training.objects.present().filter(person=pia).count() == 2


@pytest.mark.parametrize(("who", "error"), [("pia", Forbidden), ("spring", Forbidden), ("xena", NotFound)])
def test_others_do_not_note_training_and_see_their_own_only(cast: Cast, who: str, error: type[Exception]) -> None:
    pia = person(cast, "pia").pk
    team.note_training(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, given=[(pia, "value")], on=MORNING.date())
    before = head(cast)
    with pytest.raises(error):
        team.note_training(actor=cast.actor(who), workshop_id=cast.workshop.pk, given=[(pia, "map")], on=MORNING.date())
    assert (head(cast), Training.objects.count()) == (before, 1)
    said = cast.client("pia").get(f"/workshops/{cast.workshop.pk}/training/").content.decode()
    assert ("You were trained in 1 of them." in said, "Who was trained in what" in said) == (True, False)


def test_there_is_no_training_in_a_topic_that_is_none(cast: Cast) -> None:
    before = head(cast)
    with pytest.raises(Invalid, match="no such topic"):
        team.note_training(
            actor=cast.actor("fay"), workshop_id=cast.workshop.pk, given=[(person(cast, "pia").pk, "juggling")], on=MORNING.date()
        )
    assert head(cast) == before


def test_ticks_stay_when_one_of_the_people_has_left_meanwhile(cast: Cast) -> None:
    page, pia, obi = f"/workshops/{cast.workshop.pk}/training/", person(cast, "pia").pk, person(cast, "obi").pk
    team.note_training(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, given=[(obi, "map")], on=MORNING.date())
    people.remove_person(actor=cast.actor("fay"), person_id=pia)
    before = head(cast)
    ticked = {"trained": [f"{pia}:value", f"{obi}:value"], "was": [f"{obi}:map"]}
    answer = cast.client("fay").post(f"{page}note/", ticked)
    said = answer.content.decode()
    assert (answer.status_code, "This person is not in the workshop any more. Nothing was stored" in said) == (422, True)
    assert re.findall(r'name="trained" value="([^"]+)" checked', said) == [f"{obi}:value"]
    assert re.findall(r'name="was" value="([^"]+)"', said) == [f"{obi}:map"]
    assert (head(cast), list(Training.objects.present().values_list("topic", flat=True))) == (before, ["map"])
