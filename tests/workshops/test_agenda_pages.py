"""The pages of the agenda: templates to begin with, blocks inserted, moved and led to their screens, and the day run from them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from mapping.services.maps import import_document
from tests.cast import Cast
from workshops.models import AgendaItem, WorkshopDay, WorkshopHead
from workshops.screens import SCREENS
from workshops.services import agenda

pytestmark = pytest.mark.django_db


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 16, hour, minute, tzinfo=UTC)


def text_of(answer: Any) -> str:
    """What a page says, without its markup."""
    body = re.sub(r"(?s)<(script|style|svg)\b.*?</\1>", " ", answer.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", body.partition('id="main"')[2]).split())


def page(cast: Cast, path: str, who: str = "fay") -> str:
    answer = cast.client(who).get(path)
    assert answer.status_code == 200
    return text_of(answer)


def agenda_path(cast: Cast) -> str:
    return f"/workshops/{cast.workshop.pk}/agenda/"


def first_day(cast: Cast) -> WorkshopDay:
    return WorkshopDay.objects.filter(workshop=cast.workshop).order_by("date")[0]


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


def blocks(cast: Cast, *titles: str, **more: Any) -> list[AgendaItem]:
    values = [{"title": title, "duration_minutes": 30} | more for title in titles]
    return [agenda.add_block(actor=cast.actor("fay"), day_id=first_day(cast).pk, values=one) for one in values]


def titles(cast: Cast) -> list[str]:
    return list(AgendaItem.objects.present().filter(day=first_day(cast)).order_by("order_key").values_list("title", flat=True))


def post(cast: Cast, path: str, who: str = "fay", **fields: Any) -> Any:
    return cast.client(who).post(path, fields)


# Planning


def test_a_template_is_chosen_for_the_empty_days(cast: Cast) -> None:
    said = page(cast, agenda_path(cast))
    assert all(label in said for label in ("Full days", "Remote sessions", "Ninety minutes", "Plan the days"))
    assert "Begin with an agenda" not in page(cast, agenda_path(cast), "pia")
    assert post(cast, f"{agenda_path(cast)}fill/", template="short").status_code == 302
    assert titles(cast)[0] == "Why we are here, ground rules"
    assert "Plan the empty days" in page(cast, agenda_path(cast))
    before = head(cast)
    assert post(cast, f"{agenda_path(cast)}fill/", template="party").status_code in (400, 422)
    assert head(cast) == before


def test_a_block_is_inserted_with_all_that_it_needs(cast: Cast) -> None:
    rows = blocks(cast, "Recap", "Close")
    day, pia = first_day(cast), cast.person("pia")
    assert f'value="{rows[1].pk}" selected' in cast.client("fay").get(f"/days/{day.pk}/edit/?before={rows[1].pk}").content.decode()
    fields = {"title": "Walk", "duration_minutes": 45, "kind": "walk", "owner": pia.pk, "materials": "Clipboards", "screen": "map"}
    sent = fields | {"before": rows[1].pk, "change_id": str(uuid4())}
    for _ in range(2):
        assert post(cast, f"/days/{day.pk}/blocks/", **sent).status_code == 302
    assert titles(cast) == ["Recap", "Walk", "Close"]
    walk = AgendaItem.objects.get(title="Walk")
    assert (walk.owner, walk.materials, walk.screen, walk.lead) == (pia, "Clipboards", "map", "")
    said = page(cast, f"/days/{day.pk}/", "obi")
    assert "09:30 Walk 45 min · Pia Clipboards" in said and "Start" not in said


def test_a_block_with_a_strange_owner_or_screen_is_refused(cast: Cast) -> None:
    blocks(cast, "Recap")
    day, before = first_day(cast), head(cast)
    for fields in ({"owner": str(uuid4())}, {"screen": "moon"}, {"before": "nothing"}, {"duration_minutes": 0}, {"title": ""}):
        answer = post(cast, f"/days/{day.pk}/blocks/", **({"title": "Walk", "duration_minutes": 30, "kind": "work"} | fields))
        assert answer.status_code == 422
    assert (head(cast), titles(cast)) == (before, ["Recap"])


def test_a_script_moves_a_block_where_it_was_dropped(cast: Cast) -> None:
    rows = blocks(cast, "One", "Two", "Three")
    path, day = f"/blocks/{rows[2].pk}/place/", str(first_day(cast).pk)
    answer = cast.client("fay").post(path, {"day": day, "before": str(rows[0].pk)}, headers={"X-Script": "1"})
    assert (answer.status_code, titles(cast)) == (204, ["Three", "One", "Two"])
    other = WorkshopDay.objects.filter(workshop=cast.other_workshop).first()
    before = head(cast)
    for sent in ({"day": str(other.pk)}, {"day": "no"}, {}):
        assert cast.client("fay").post(path, sent).status_code in (400, 422)
    assert (head(cast), titles(cast)) == (before, ["Three", "One", "Two"])


def test_a_day_is_emptied_until_it_has_begun(cast: Cast) -> None:
    rows = blocks(cast, "One", "Two")
    path = f"/days/{first_day(cast).pk}/clear/"
    with time_machine.travel(at(9)):
        agenda.start_block(actor=cast.actor("fay"), block_id=rows[0].pk, now=at(9))
        assert "This day has begun" in text_of(cast.client("fay").post(path, follow=True))
        assert titles(cast) == ["One", "Two"]
        post(cast, f"/workshops/{cast.workshop.pk}/undo/", seq=head(cast))
        assert "The day is empty" in text_of(cast.client("fay").post(path, follow=True))
    assert titles(cast) == []


# Running


def test_a_day_is_started_extended_and_caught_up_from_the_agenda(cast: Cast) -> None:
    rows = blocks(cast, "Recap", "Walk", "Draw")
    visit = blocks(cast, "Leadership visit", kind="visit")[0]
    with time_machine.travel(at(9, 40)):
        said = page(cast, agenda_path(cast))
        assert "The day was to begin at 09:00 and is not started yet" in said and "Start the day" in said
        assert "Start" not in page(cast, agenda_path(cast), "omar")
        post(cast, f"/blocks/{rows[0].pk}/start/")
        said = page(cast, agenda_path(cast))
        assert "The day runs 40 minutes late. Leadership visit would begin at 11:10 instead of 10:30" in said
        post(cast, f"/blocks/{rows[0].pk}/more/")
        assert AgendaItem.objects.get(pk=rows[0].pk).duration_minutes == 35
    with time_machine.travel(at(10, 15)):
        post(cast, f"/blocks/{rows[1].pk}/start/")
        answer = cast.client("fay").post(f"/days/{visit.day_id}/catch-up/", follow=True)
    assert "30 minutes cannot be made up for" in text_of(answer)
    assert list(
        AgendaItem.objects.filter(pk__in=[row.pk for row in rows]).order_by("order_key").values_list("duration_minutes", flat=True)
    ) == [
        35,
        30,
        15,
    ]


def test_a_day_that_runs_in_time_has_nothing_to_catch_up(cast: Cast) -> None:
    blocks(cast, "Recap")
    before = head(cast)
    with time_machine.travel(at(9)):
        answer = cast.client("fay").post(f"/days/{first_day(cast).pk}/catch-up/", follow=True)
    assert "The day runs as agreed." in text_of(answer)
    assert head(cast) == before


def test_a_block_of_another_day_is_not_started(cast: Cast) -> None:
    row = blocks(cast, "Recap")[0]
    with time_machine.travel(datetime(2026, 11, 17, 9, tzinfo=UTC)):
        answer = cast.client("fay").post(f"/blocks/{row.pk}/start/", follow=True)
    assert "Only the blocks of today run" in text_of(answer)
    assert AgendaItem.objects.get(pk=row.pk).started_at is None


# Screens


def test_a_block_leads_to_the_screen_where_it_is_worked_on(cast: Cast) -> None:
    rows = {screen.key: blocks(cast, screen.label, screen=screen.key)[0] for screen in SCREENS}
    bare = blocks(cast, "Lunch")[0]
    day, base = first_day(cast).pk, f"/workshops/{cast.workshop.pk}"

    def leads(row: AgendaItem, who: str = "fay") -> str:
        answer = cast.client(who).get(f"/blocks/{row.pk}/screen/")
        assert answer.status_code == 302
        return str(answer.headers["Location"])

    assert {leads(rows[key]) for key in ("map", "pass-flow")} == {f"{base}/maps/"}
    assert {leads(rows[key]) for key in ("ideal", "future", "compare")} == {f"{base}/futures/"}
    current = import_document(
        actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source={"format": "vsm-map/1", "title": "Now", "steps": [], "flows": []}
    ).map
    assert (leads(rows["map"]), leads(rows["pass-wastes"])) == (f"/maps/{current.pk}/", f"/maps/{current.pk}/?pass=wastes")
    assert (leads(rows["future"]), leads(rows["questions"])) == (f"{base}/futures/", f"{base}/design-questions/")
    later = {"format": "vsm-map/1", "title": "Later", "state": "future", "steps": [], "flows": []}
    future = import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=later).map
    assert (leads(rows["future"]), leads(rows["compare"])) == (f"/maps/{future.pk}/", f"/maps/{current.pk}/compare/{future.pk}/")
    assert (leads(rows["close"]), leads(rows["visit"]), leads(bare)) == (f"/days/{day}/close/", f"/days/{day}/#visit", f"/days/{day}/")
    assert leads(rows["board"]) == f"{base}/board/"
    for row in rows.values():
        assert cast.client("pia").get(leads(row, "pia")).status_code == 200
    assert cast.client("xena").get(f"/blocks/{bare.pk}/screen/").status_code == 404
