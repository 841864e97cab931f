"""List, making, home and settings of workshops, as pages show and take them."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import OrganisationMembership
from tests.cast import Cast, make_organisation, make_user, make_workshop
from workshops import pages, panels
from workshops.access import Actor
from workshops.agenda_templates import plan_days
from workshops.change import change
from workshops.duties import CHECKLIST, DUTIES
from workshops.kinds import AGENDA, BARRIER, CAPTURE, CHARTER, DAY, LESSON, QUESTION
from workshops.kinds_team import ATTENDANCE
from workshops.models import AgendaItem, Charter, Participation, SetupTask, ValueStream, Visit, Workshop, WorkshopDay
from workshops.panels import Need, Tile
from workshops.policy import Action
from workshops.services.agenda import start_block
from workshops.services.workshops import NewWorkshop, create_workshop, set_lock, update_workshop
from workshops.setup_templates import template_for

pytestmark = pytest.mark.django_db
NEW = {
    "name": "Laboratory orders",
    "item_kind": "patient",
    "first_day": "2027-01-19",
    "last_day": "2027-01-21",
    "took_place": "on",  # whenever these tests run
    "time_zone": "Europe/Berlin",
    "my_role": "coach",
    "agenda": "method",
    "begin_with": "on",
}


def text_of(answer: Any) -> str:
    """What a page says, without its markup."""
    body = re.sub(r"(?s)<(script|style|svg)\b.*?</\1>", " ", answer.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", body.partition('id="main"')[2]).split())


def home(cast: Cast, who: str = "fay", **headers: Any) -> str:
    answer = cast.client(who).get(f"/workshops/{cast.workshop.pk}/")
    assert answer.status_code == 200
    return text_of(answer)


# Words


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2026, 11, 17), date(2026, 11, 19), "17–19 Nov 2026"),
        (date(2026, 11, 30), date(2026, 12, 2), "30 Nov – 2 Dec 2026"),
        (date(2026, 12, 30), date(2027, 1, 2), "30 Dec 2026 – 2 Jan 2027"),
        (date(2026, 11, 17), date(2026, 11, 17), "17 Nov 2026"),
    ],
)
def test_days_in_words(first: date, last: date, text: str) -> None:
    assert pages.days_text(first, last) == text


def test_lists_and_counts_in_words() -> None:
    assert [pages.joined(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]
    assert [pages.count(number, "day") for number in (0, 1, 2)] == ["0 days", "1 day", "2 days"]
    assert pages.count(2, "person is", "people are") == "2 people are"


# The list


@time_machine.travel("2026-11-17 10:00:00+00:00", tick=False)
def test_what_runs_comes_first_then_what_comes_then_what_was(cast: Cast) -> None:
    for title, shift in (("Past", -30), ("Long past", -90), ("Later", 40), ("Soon", 5)):
        made = make_workshop(cast.organisation, cast.fay, title)
        days = {name: getattr(made, name) + timedelta(days=shift) for name in ("first_day", "last_day")}
        update_workshop(actor=cast.actor("fay"), workshop=made, values=days)
    answer = cast.client("fay").get("/workshops/")
    assert [card.workshop.title for card in answer.context["cards"]] == ["Patient journey", "Soon", "Later", "Past", "Long past"]
    assert [card.badge for card in answer.context["cards"]] == [
        "Day 2 runs now",
        "Starts in 4 days",
        "Starts in 39 days",
        "Ended 29 days ago",
        "Ended 89 days ago",
    ]
    text = text_of(answer)
    assert "5 workshops, one runs today." in text and "16–18 Nov 2026 · you are the coach" in text


def test_a_card_has_three_numbers_those_of_other_apps_by_stage(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def tiles(rows: Any, actor: Actor) -> dict[Any, list[Tile]]:
        return {row.pk: [Tile("Lead time", "11.5", "/", "h"), Tile("Actions", "4", "/"), Tile("Review", "14 Dec", "/")] for row in rows}

    monkeypatch.setattr(panels, "_tiles", [tiles])
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.new(CAPTURE, {"kind": "issue", "text": "Forms twice"})
    (card,) = cast.client("fay").get("/workshops/").context["cards"]
    assert [(tile.label, tile.value, tile.note) for tile in card.tiles] == [
        ("Lead time", "11.5", ""),
        ("Captures", "1", "1 to sort"),
        ("Team", "6", "people"),
    ]
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.set(cast.workshop, {"stage": "execute"})
    (card,) = cast.client("fay").get("/workshops/").context["cards"]
    assert ([tile.label for tile in card.tiles], card.way.label) == (["Lead time", "Actions", "Review"], "Open the board")


def test_the_list_is_paged_and_one_s_own(cast: Cast) -> None:
    for number in range(13):
        make_workshop(cast.organisation, cast.uma, f"Workshop {number}")
    client = cast.client("uma")
    assert (len(client.get("/workshops/").context["cards"]), len(client.get("/workshops/?page=2").context["cards"])) == (12, 1)
    assert "Patient journey" not in text_of(client.get("/workshops/"))


def test_an_empty_list_says_what_to_do(cast: Cast) -> None:
    assert "Name a value stream" in text_of(cast.client("uma").get("/workshops/"))
    OrganisationMembership.objects.filter(user=cast.uma).delete()
    text = text_of(cast.client("uma").get("/workshops/"))
    assert "ask an administrator to invite you" in text and "New workshop" not in text


# Making one


def test_a_workshop_is_made_from_one_page(cast: Cast) -> None:
    sent = NEW | {"change_id": str(uuid4()), "my_role": "both"}
    for _ in range(2):
        answer = cast.client("uma").post("/workshops/new/", sent)
    made = Workshop.objects.get(title="Laboratory orders")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/workshops/{made.pk}/charter/")
    assert (made.stream.name, made.time_zone, made.stream.organisation) == ("Laboratory orders", "Europe/Berlin", cast.organisation)
    assert sorted(Participation.objects.filter(workshop=made).values_list("role", flat=True)) == ["coach", "owner"]
    assert SetupTask.objects.filter(workshop=made).count() == len(DUTIES) + len(CHECKLIST) + len(template_for(made.stream.item_kind).duties)
    assert AgendaItem.objects.filter(workshop=made).count() == sum(len(day.blocks) for day in plan_days(3))
    walk = AgendaItem.objects.get(workshop=made, kind="walk")
    assert walk.note == "The patient’s way, back to front; count who waits."


def test_the_agenda_to_begin_with_is_chosen(cast: Cast) -> None:
    cast.client("uma").post("/workshops/new/", NEW | {"agenda": "remote"})
    rows = AgendaItem.objects.filter(workshop__title="Laboratory orders")
    assert rows.filter(day__date="2027-01-19").first().day.theme == "Charter and flow"
    answer = cast.client("uma").post("/workshops/new/", NEW | {"agenda": "party"})
    assert (answer.status_code, Workshop.objects.filter(title="Laboratory orders").count()) == (422, 1)


def test_without_agenda_and_tick_it_begins_with_the_five_steps_alone(cast: Cast) -> None:
    cast.client("uma").post("/workshops/new/", {name: value for name, value in NEW.items() if name not in ("agenda", "begin_with")})
    made = Workshop.objects.get(title="Laboratory orders")
    assert (SetupTask.objects.filter(workshop=made).count(), AgendaItem.objects.filter(workshop=made).count()) == (len(DUTIES), 0)


def test_a_known_stream_is_picked_and_gives_its_name(cast: Cast) -> None:
    stream = cast.workshop.stream
    page = cast.client("fay").get(f"/workshops/new/?stream={stream.pk}")
    assert page.context["form"]["stream"].value() == str(stream.pk)
    sent = NEW | {"stream": str(stream.pk), "name": "", "item_kind": ""}
    assert cast.client("fay").post("/workshops/new/", sent).status_code == 302
    assert Workshop.objects.filter(stream=stream, title="Patient journey stream").count() == 1


def test_what_is_missing_is_said_and_nothing_is_made(cast: Cast) -> None:
    before = Workshop.objects.count(), ValueStream.objects.count()
    answer = cast.client("uma").post("/workshops/new/", NEW | {"name": "", "item_kind": "", "last_day": "2027-01-01"})
    text = text_of(answer)
    assert answer.status_code == 422
    for words in ("Give the stream a name.", "Say what flows.", "The last day cannot be before the first day."):
        assert words in text
    assert (Workshop.objects.count(), ValueStream.objects.count()) == before


def test_a_stream_that_one_does_not_see_cannot_be_picked(cast: Cast) -> None:
    before = Workshop.objects.count()
    answer = cast.client("uma").post("/workshops/new/", NEW | {"stream": str(cast.workshop.stream_id)})
    assert Workshop.objects.get(title="Laboratory orders").stream.name == "Laboratory orders"
    foreign = cast.client("fay").post("/workshops/new/", NEW | {"stream": str(cast.other_workshop.stream_id)})
    assert (Workshop.objects.count() - before, answer.status_code, foreign.status_code) == (1, 302, 422)
    assert Workshop.objects.get(title="Laboratory orders").stream.organisation == cast.organisation


def test_the_zone_is_that_of_the_organisation_and_the_organisation_is_asked_where_there_are_several(cast: Cast) -> None:
    cast.organisation.time_zone = "Europe/Berlin"
    cast.organisation.save()
    form = cast.client("uma").get("/workshops/new/").context["form"]
    assert (form["time_zone"].value(), "organisation" in form.fields) == ("Europe/Berlin", False)
    second = make_organisation("Zweites Haus", cast.uma)
    assert "organisation" in cast.client("uma").get("/workshops/new/").context["form"].fields
    cast.client("uma").post("/workshops/new/", NEW | {"organisation": str(second.pk)})
    assert Workshop.objects.get(title="Laboratory orders").stream.organisation == second


def test_nobody_without_an_organisation_makes_one(db: None) -> None:
    client = Client()
    client.force_login(make_user("una"), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "You belong to no organisation yet" in text_of(client.get("/workshops/new/"))
    assert client.post("/workshops/new/", NEW).status_code == 422
    assert Workshop.objects.count() == 0


# Home


@time_machine.travel("2026-11-04 08:00:00+00:00", tick=False)
def test_before_the_workshop_home_counts_the_days_and_points(cast: Cast) -> None:
    text = home(cast)
    assert "Good morning, Fay" in text
    assert "The workshop begins in 12 days, on Mon 16 Nov. 0 of 8 points of Prepare are done" in text
    assert "Open the charter" in text and "Checklist for Prepare 0 of 8" in text


def test_on_its_day_home_shows_what_runs_and_what_the_team_got_done(cast: Cast) -> None:
    with time_machine.travel("2026-11-01 09:00:00+00:00", tick=False):
        plan = NewWorkshop(cast.workshop.stream, "Emergency", date(2026, 11, 16), date(2026, 11, 18), agenda=plan_days(3))
        made = create_workshop(actor=cast.actor("fay"), plan=plan)
    first, second, _ = WorkshopDay.objects.filter(workshop=made)
    with change(made.pk, actor=cast.actor("fay")) as tx:
        tx.set(first, DAY.parse({"accomplishments": "The team walked all eight steps.\nMore"}))
        tx.new(QUESTION, {"day": second.pk, "text": "May we test on Sundays?"})
    with time_machine.travel("2026-11-17 09:20:00+00:00", tick=False):
        start_block(actor=cast.actor("fay"), block_id=AgendaItem.objects.filter(day=second).order_by("order_key")[1].pk, now=timezone.now())
        answer = cast.client("fay").get(f"/workshops/{made.pk}/")
    text = text_of(answer)
    assert "Day 2 of 3: Future state. Last time: The team walked all eight steps." in text
    lines = answer.context["agenda"].lines
    assert [(line.starts_at, line.state) for line in lines[:3]] == [(time(9), "left"), (time(9, 20), "now"), (time(10, 5), "next")]
    assert "until 10:05" in text and "1 question ready" in text


@time_machine.travel("2026-12-20 09:00:00+00:00", tick=False)
def test_after_the_workshop_home_says_how_long_ago(cast: Cast) -> None:
    text = home(cast)
    assert "The workshop ended 32 days ago. 0 of 8 points of Prepare are done, 8 late." in text
    assert "Whole agenda" not in text


def test_a_pause_is_said_to_everybody(cast: Cast) -> None:
    set_lock(actor=cast.actor("fay"), workshop=cast.workshop, lock="paused", on=True)
    assert "The workshop is paused: everybody reads, only the coach writes." in home(cast, "obi")


@time_machine.travel("2026-11-14 09:00:00+00:00", tick=False)
def test_what_needs_whom(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    charter = Charter.objects.get(workshop=cast.workshop)
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.new(BARRIER, BARRIER.parse({"text": "The laboratory closes at four"}))
        tx.new(CAPTURE, {"kind": "issue", "text": "Forms twice"})
        tx.set(charter, CHARTER.parse({"case_for_change": "Too long"}))
        tx.set(
            SetupTask.objects.get(workshop=cast.workshop, key="materials"), {"owner": cast.person("pia").pk, "due_on": date(2026, 11, 10)}
        )
    monkeypatch.setattr(
        panels, "_needs", [lambda workshop, actor: [Need("flag", "Sign the plan", "/")] if actor.user == cast.spring else []]
    )

    def needs(who: str) -> list[tuple[str, str, bool]]:
        found = cast.client(who).get(f"/workshops/{cast.workshop.pk}/").context["needs"]
        return [(need.text, need.note, need.urgent) for need in found]

    assert needs("spring") == [
        ("1 barrier to lift", "The team cannot do this without you", True),
        ("The charter waits for your approval", "", False),
        ("2 people are not confirmed as freed", "Full-time for the days of the workshop", False),
        ("Sign the plan", "", False),
    ]
    assert needs("pia") == [("Gather materials", "4 days late", True)]
    assert needs("omar") == [("1 capture has no owner", "Give an owner, or say what becomes of it", False)]
    assert (needs("obi"), "Nothing waits for you here." in home(cast, "obi")) == ([], True)


def test_what_others_changed_since_the_last_visit(cast: Cast) -> None:
    with time_machine.travel("2026-11-16 09:00:00+00:00", tick=False):
        assert "Since your last visit" not in home(cast, "omar")
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        for text in ("Forms twice", "No bed"):
            tx.new(CAPTURE, {"kind": "issue", "text": text})
    with change(cast.workshop.pk, actor=cast.actor("omar")) as tx:
        tx.set(SetupTask.objects.get(workshop=cast.workshop, key="materials"), {"done": True})
    with time_machine.travel("2026-11-17 09:00:00+00:00", tick=False):
        del cast.clients["omar"]  # the session of the day before ended
        answers = [cast.client("omar").get(f"/workshops/{cast.workshop.pk}/") for _ in range(2)]
    assert [[(item.label, item.count) for item in answer.context["news"]] for answer in answers] == [[("Captures", 1)], [("Captures", 1)]]
    assert Visit.objects.get(user=cast.omar).seen_seq == cast.workshop.changes.count()
    with time_machine.travel("2026-11-17 10:00:00+00:00", tick=False):
        assert "Nobody else changed anything." in home(cast, "omar")


def test_others_cannot_look(cast: Cast) -> None:
    url = f"/workshops/{cast.workshop.pk}/"
    assert [cast.client(who).get(url).status_code for who in ("ada", "uma", "xena")] == [403, 404, 404]
    assert Visit.objects.count() == 0


# Settings


def fields_of(answer: Any) -> dict[str, Any]:
    """What the page's form would send unchanged."""
    found = {}
    for bound in answer.context["form"]:
        found |= {bound.html_name: bound.value(), bound.html_initial_name: bound.value(), bound.field.rev_name: bound.field.rev}
    return found


def test_settings_move_the_workshop(cast: Cast) -> None:
    url, client = f"/workshops/{cast.workshop.pk}/settings/", cast.client("omar")
    sent = fields_of(client.get(url))
    before = cast.workshop.changes.count()
    assert client.post(url, sent).status_code == 302
    assert cast.workshop.changes.count() == before
    assert client.post(url, sent | {"title": "Unplanned care", "last_day": "2026-11-19"}).status_code == 302
    stored = Workshop.objects.get(pk=cast.workshop.pk)
    assert (stored.title, stored.last_day, WorkshopDay.objects.present().filter(workshop=stored).count()) == (
        "Unplanned care",
        date(2026, 11, 19),
        4,
    )


def test_a_clash_in_settings_shows_both_values(cast: Cast) -> None:
    url, client = f"/workshops/{cast.workshop.pk}/settings/", cast.client("omar")
    sent = fields_of(client.get(url)) | {"title": "By Omar"}
    update_workshop(actor=cast.actor("fay"), workshop=cast.workshop, values={"title": "By Fay"})
    clash = client.post(url, sent)
    assert (clash.status_code, "By Fay" in text_of(clash), 'value="By Omar"' in clash.content.decode()) == (409, True, True)
    assert client.post(url, sent | {"keep": "title"}).context["form"]["title"].value() == "By Fay"
    assert Workshop.objects.get(pk=cast.workshop.pk).title == "By Fay"


def test_bad_settings_are_said(cast: Cast) -> None:
    url, client = f"/workshops/{cast.workshop.pk}/settings/", cast.client("fay")
    answer = client.post(url, fields_of(client.get(url)) | {"last_day": "2026-11-01"})
    assert (answer.status_code, "The last day cannot be before the first day." in text_of(answer)) == (422, True)
    assert Workshop.objects.get(pk=cast.workshop.pk).last_day == date(2026, 11, 18)


def test_the_coach_pauses_and_locks_on_the_page(cast: Cast) -> None:
    url, client = f"/workshops/{cast.workshop.pk}/locks/", cast.client("fay")
    assert client.post(url, {"lock": "paused", "on": "1"}).status_code == 302
    assert "The workshop is paused" in text_of(client.get(f"/workshops/{cast.workshop.pk}/settings/"))
    assert cast.client("omar").get(f"/workshops/{cast.workshop.pk}/settings/").status_code == 403
    assert client.post(url, {"lock": "paused", "on": "0"}).status_code == 302
    assert client.post(url, {"lock": "map_locked", "on": "1"}).status_code == 302
    stored = Workshop.objects.get(pk=cast.workshop.pk)
    assert (stored.paused, stored.map_locked) == (False, True)
    assert "Who may write now" not in text_of(cast.client("omar").get(f"/workshops/{cast.workshop.pk}/settings/"))


def shorter(cast: Cast, **more: str) -> dict[str, Any]:
    """The settings with a last day that comes one day earlier, as Fay types it."""
    url = f"/workshops/{cast.workshop.pk}/settings/"
    return fields_of(cast.client("fay").get(url)) | {"last_day": (cast.workshop.last_day - timedelta(days=1)).isoformat()} | more


def last_day_of(cast: Cast) -> WorkshopDay:
    return WorkshopDay.objects.present().filter(workshop=cast.workshop).latest("date")


def agreed_in(page: HttpResponse) -> str:
    found = re.search(r'name="agreed" value="([^"]+)"', page.content.decode())
    return found[1] if found else ""


def test_an_empty_day_goes_without_a_question(cast: Cast) -> None:
    url, last = f"/workshops/{cast.workshop.pk}/settings/", last_day_of(cast)
    page = text_of(cast.client("fay").post(url, shorter(cast), follow=True))
    assert "The settings are saved." in page
    assert not WorkshopDay.objects.present().filter(pk=last.pk).exists()


@pytest.mark.parametrize("who", ["fay", "omar"])
def test_a_planned_day_is_named_with_its_blocks_before_other_dates_take_it_away_and_undo_brings_it_back(cast: Cast, who: str) -> None:
    url, client, last = f"/workshops/{cast.workshop.pk}/settings/", cast.client(who), last_day_of(cast)
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        block = tx.new(AGENDA, {"day": last.pk, "title": "Hear the patients", "duration_minutes": 30, "order_key": "z"})
    before = cast.workshop.changes.count()
    asks = client.post(url, shorter(cast))
    date = f"{last.date:%a} {last.date.day} {last.date:%b}"
    assert (asks.status_code, cast.workshop.changes.count()) == (422, before)
    assert f"{date} goes with 1 block: Hear the patients." in text_of(asks)
    page = text_of(client.post(url, shorter(cast, agreed=agreed_in(asks)), follow=True))
    assert f"{date} is no day of it any more; Undo brings back what was planned there." in page
    assert not WorkshopDay.objects.present().filter(pk=last.pk).exists()
    client.post(f"/workshops/{cast.workshop.pk}/undo/", {"seq": cast.workshop.changes.latest("seq").seq})
    assert AgendaItem.objects.present().filter(pk=block.pk, day=last, day__deleted_seq=None).exists()
    assert WorkshopDay.objects.get(pk=last.pk).date == last.date


def test_who_agreed_to_less_than_there_is_by_then_is_asked_again(cast: Cast) -> None:
    url, client, last = f"/workshops/{cast.workshop.pk}/settings/", cast.client("fay"), last_day_of(cast)
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.new(AGENDA, {"day": last.pk, "title": "Hear the patients", "duration_minutes": 30, "order_key": "y"})
    agreed = agreed_in(client.post(url, shorter(cast)))
    with change(cast.workshop.pk, actor=cast.actor("omar"), granted=frozenset(Action)) as tx:
        tx.new(AGENDA, {"day": last.pk, "title": "Read the plan back", "duration_minutes": 30, "order_key": "z"})
    again = client.post(url, shorter(cast, agreed=agreed))
    assert (again.status_code, "2 blocks: Hear the patients; Read the plan back." in text_of(again)) == (422, True)
    assert WorkshopDay.objects.present().filter(pk=last.pk).exists()


def test_a_day_with_notes_stays_and_that_is_said_before_and_after(cast: Cast) -> None:
    url, client, last = f"/workshops/{cast.workshop.pk}/settings/", cast.client("fay"), last_day_of(cast)
    person = cast.person("pia")
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.new(LESSON, {"day": last.pk, "text": "Ask the laboratory first"})
        tx.new(ATTENDANCE, {"day": last.pk, "person": person.pk, "came": "full"})
        parked = tx.new(CAPTURE, {"kind": "parking_lot", "text": "Who orders imaging at night?"})
        tx.set(parked, {"status": "carried", "carried_to": last.pk})
    date = f"{last.date:%a} {last.date.day} {last.date:%b}"
    asks = client.post(url, shorter(cast))
    stays = f"{date} stays on the agenda outside the dates, since this is noted there: 1 lesson, who came, what was carried over to it."
    assert (asks.status_code, stays in text_of(asks)) == (422, True)
    page = text_of(client.post(url, shorter(cast, agreed=agreed_in(asks)), follow=True))
    assert f"{date} stays on the agenda for what was noted there." in page
    assert WorkshopDay.objects.present().filter(pk=last.pk).exists()
    assert "Outside the dates" in text_of(client.get(f"/workshops/{cast.workshop.pk}/agenda/"))
    assert "Outside the dates" in text_of(client.get(f"/days/{last.pk}/"))
    choice = text_of(client.get(f"/captures/{parked.pk}/to-agenda/"))
    assert ("Day 1, " in choice, f", {date}" in choice) == (True, False)  # no block goes there
