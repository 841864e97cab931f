"""The link of a letter: it shows one person's actions, takes a word about them, and opens nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from actionplans.models import Action, CheckInLink, ProgressUpdate
from actionplans.services.links import make_link, revoke_links
from actionplans.services.progress import answer_check_in
from actionplans.services.rounds import send_due_requests
from tests.actionplans.checkins import at, letters, link_in, meet
from tests.actionplans.factories import make_action
from tests.cast import Cast, make_cast
from vsm_site.lib.errors import Forbidden, NotFound
from workshops.change import change
from workshops.models import Change, WorkshopHead

NOON = at("2026-11-23T12:00")


@pytest.fixture
def monday(db: None) -> Iterable[Cast]:
    """The cast at noon of the first Monday after the workshop."""
    with time_machine.travel(NOON, tick=False):
        yield make_cast()


def link(cast: Cast, name: str = "pia") -> str:
    return link_in(make_link(workshop_id=cast.workshop.pk, user_id=cast.people[name].pk, now=NOON))


def fields(action: Action, **more: Any) -> dict[str, Any]:
    """What the form of an action sends when nothing was touched, and what is given."""
    key, fresh = str(action.pk), Action.objects.get(pk=action.pk)
    percent = "" if fresh.percent is None else str(fresh.percent)
    shown = {"status": fresh.status, "percent": percent, "reason": fresh.reason, "text": ""}
    initial = {f"initial-{key}-{name}": value for name, value in shown.items()}
    revs = {f"{key}-rev_{name}": fresh.rev(name) for name in shown}
    typed = {f"{key}-{name}": value for name, value in (shown | {k: v for k, v in more.items() if k in shown}).items()}
    return {"action": key} | initial | revs | typed | {k: v for k, v in more.items() if k not in shown}


def updates(action: Action) -> list[tuple[str, int | None, str]]:
    rows = ProgressUpdate.objects.filter(action=action).order_by("pk").select_related("author")
    return [(row.text, row.percent, row.author.email.partition("@")[0]) for row in rows]


def state(cast: Cast) -> tuple[int, int, int]:
    return (WorkshopHead.objects.get(workshop=cast.workshop).head, Change.objects.count(), ProgressUpdate.objects.count())


def test_it_shows_just_the_own_open_actions_of_its_workshop(monday: Cast) -> None:
    make_action(monday, "Results by noon", owner="pia", end=date(2026, 11, 27))
    make_action(monday, "Of Per", owner="per")
    make_action(monday, "Done already", owner="pia", status="done")
    page = Client().get(link(monday)).content.decode()
    assert "How does this go, Pia?" in page and "Results by noon" in page and "Fri 27 Nov · in 4 days" in page
    assert "Of Per" not in page and "Done already" not in page and "CANARY" not in page


def test_it_shows_what_begins_by_the_check_in_ahead_as_the_letter_does(monday: Cast) -> None:
    make_action(monday, "Begins with the next check-in", owner="pia", start=date(2026, 11, 30))
    make_action(monday, "Begins after it", owner="pia", start=date(2026, 12, 1))
    assert "Nothing is open for you" in Client().get(link(monday)).content.decode()
    meet(monday)
    with time_machine.travel(at("2026-11-29T09:00"), tick=False):
        assert send_due_requests(now=at("2026-11-29T09:00")) == 1
        (letter,) = letters("pia")
        page = Client().get(link_in(letter.body)).content.decode()
    for text in (letter.body, page):
        assert "Begins with the next check-in" in text and "Begins after it" not in text


def test_status_quarter_and_line_are_one_change_by_the_owner(monday: Cast) -> None:
    action, client, url = make_action(monday, "Results by noon", owner="pia"), Client(), link(monday)
    before = state(monday)
    answer = client.post(url, fields(action, status="doing", percent="50", text="Two wards run it"))
    assert (answer.status_code, answer["Location"]) == (302, f"{url}?noted={action.pk}")
    action.refresh_from_db()
    assert (action.status, action.percent, updates(action)) == ("doing", 50, [("Two wards run it", 50, "pia")])
    assert state(monday) == (before[0] + 1, before[1] + 1, before[2] + 1)
    assert (
        Change.objects.latest("seq").user == monday.pia or Change.objects.filter(workshop=monday.workshop).latest("seq").user == monday.pia
    )
    page = client.get(answer["Location"]).content.decode()
    assert "Noted: Results by noon" in page and "Thank you, Pia" in page


@pytest.mark.parametrize(
    ("given", "line", "status", "percent"),
    [
        ({"percent": "25"}, "25 % done", "todo", 25),
        ({"status": "doing"}, "Now doing", "doing", None),
        ({"status": "done"}, "Now done", "done", 100),
        ({"status": "blocked", "reason": "No porter"}, "Blocked: No porter", "blocked", None),
        ({"text": "Waits for wood"}, "Waits for wood", "todo", None),
        ({"do": "same"}, "As planned, nothing new", "todo", None),
    ],
)
def test_without_a_line_the_line_says_what_was_set(
    monday: Cast, given: dict[str, Any], line: str, status: str, percent: int | None
) -> None:
    action = make_action(monday, owner="pia")
    assert Client().post(link(monday), fields(action, **given)).status_code == 302
    action.refresh_from_db()
    assert (action.status, action.percent, [row[0] for row in updates(action)]) == (status, percent, [line])


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "Say in one line how it goes."),
        ({"status": "blocked"}, "Say what blocks it."),
        ({"status": "dropped", "text": "No"}, "Select a valid choice"),
        ({"percent": "33"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_at_its_place_and_nothing_is_stored(monday: Cast, given: dict[str, Any], says: str) -> None:
    action, before = make_action(monday, owner="pia"), None
    before = state(monday)
    answer = Client().post(link(monday), fields(action, **given))
    assert (answer.status_code, says in answer.content.decode(), state(monday)) == (422, True, before)


def test_two_who_change_the_status_see_both_values(monday: Cast) -> None:
    from actionplans.services.actions import change_status

    action = make_action(monday, owner="pia")
    typed = fields(action, status="doing", text="Begun")
    change_status(actor=monday.actor("omar"), action_id=action.pk, values={"status": "blocked", "reason": "No porter"})
    before, client, url = state(monday), Client(), link(monday)
    answer = client.post(url, typed)
    page = answer.content.decode()
    assert (answer.status_code, "Omar changed this while you typed" in page, state(monday)) == (409, True, before)
    key = str(action.pk)
    again = typed | {f"{key}-rev_status": Action.objects.get(pk=action.pk).rev("status")}
    assert client.post(url, again).status_code == 302
    action.refresh_from_db()
    assert (action.status, action.reason) == ("doing", "")


def test_sent_twice_it_is_stored_once(monday: Cast) -> None:
    action, client, url = make_action(monday, owner="pia"), Client(), link(monday)
    typed = fields(action, text="Once", change_id="01920000-0000-7000-8000-000000000001")
    assert [client.post(url, typed).status_code for _ in range(2)] == [302, 302]
    assert len(updates(action)) == 1


@pytest.mark.parametrize("owner", ["per", "omar", ""])
def test_another_persons_action_is_out_of_reach(monday: Cast, owner: str) -> None:
    action = make_action(monday, owner=owner)
    before = state(monday)
    answer = Client().post(link(monday), fields(action, text="Mine now"))
    assert (answer.status_code, state(monday)) == (409, before)
    assert action.title not in answer.content.decode()
    assert action.title not in Client().get(f"{link(monday)}?noted={action.pk}").content.decode()


@pytest.mark.parametrize(("name", "owner"), [("omar", "pia"), ("pia", "per"), ("xena", "pia"), ("pia", "")])
def test_the_service_answers_for_the_own_actions_only_whatever_other_rights_there_are(monday: Cast, name: str, owner: str) -> None:
    action = make_action(monday, owner=owner)
    before = state(monday)
    with pytest.raises(NotFound):
        answer_check_in(actor=monday.actor(name), action_id=action.pk, values={"text": "From above", "status": "done"})
    assert (state(monday), Action.objects.get(pk=action.pk).status) == (before, "todo")


def test_the_link_of_the_owner_of_the_process_reaches_the_own_actions_only(monday: Cast) -> None:
    action, before = make_action(monday, owner="pia"), None
    before = state(monday)
    answer = Client().post(link(monday, "omar"), fields(action, text="From above"))
    assert (answer.status_code, state(monday)) == (409, before)


def test_opening_it_changes_nothing_and_signs_nobody_in(monday: Cast) -> None:
    make_action(monday, owner="pia")
    client, url = Client(), link(monday)
    before = state(monday)
    assert client.get(url).status_code == 200
    assert state(monday) == before
    assert "sessionid" not in client.cookies
    for address in ("/actions/", f"/workshops/{monday.workshop.pk}/", f"/workshops/{monday.workshop.pk}/board/"):
        assert client.get(address)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("after", [timedelta(days=30), timedelta(days=31)])
def test_after_thirty_days_it_works_no_more(monday: Cast, after: timedelta) -> None:
    action, url = make_action(monday, owner="pia"), link(monday)
    with time_machine.travel(NOON + after - timedelta(seconds=1 if after.days == 30 else 0), tick=False):
        answers = Client().get(url).status_code
    assert answers == (200 if after.days == 30 else 410)
    with time_machine.travel(NOON + after, tick=False):
        before = state(monday)
        assert (Client().get(url).status_code, Client().post(url, fields(action, text="Late")).status_code) == (410, 410)
        assert state(monday) == before


def test_switched_off_by_oneself_or_by_who_edits_the_plan(monday: Cast) -> None:
    action = make_action(monday, owner="pia")
    first, second, other = link(monday), link(monday), link(monday, "per")
    assert Client().post(f"{first}off/").status_code == 200
    assert [Client().get(url).status_code for url in (first, second, other)] == [410, 410, 200]
    third = link(monday)
    with pytest.raises(Forbidden):
        revoke_links(actor=monday.actor("per"), workshop_id=monday.workshop.pk, person_id=monday.person("pia").pk, now=NOON)
    with pytest.raises(NotFound):
        revoke_links(actor=monday.actor("xena"), workshop_id=monday.workshop.pk, person_id=monday.person("pia").pk, now=NOON)
    assert Client().get(third).status_code == 200
    page = monday.client("omar").post(
        f"/workshops/{monday.workshop.pk}/check-ins/links-off/", {"person": monday.person("pia").pk}, follow=True
    )
    assert "1 link no longer works." in page.content.decode()
    before = state(monday)
    assert (Client().post(third, fields(action, text="Late")).status_code, state(monday)) == (410, before)


def test_who_was_taken_out_or_disabled_cannot_use_it(monday: Cast) -> None:
    make_action(monday, owner="pia")
    url, per = link(monday), link(monday, "per")
    with change(monday.workshop.pk, actor=monday.actor("fay")) as tx:
        tx.delete(monday.person("pia"))
    type(monday.per).objects.filter(pk=monday.per.pk).update(is_active=False)
    assert [Client().get(address).status_code for address in (url, per)] == [410, 410]


def test_a_secret_is_kept_as_a_hash_only(monday: Cast) -> None:
    secret = link(monday).strip("/").rpartition("/")[2]
    row = CheckInLink.objects.get()
    assert secret not in repr(row.__dict__)
    assert len(secret) >= 22  # at least 128 bits
    assert Client().get(f"/answer/{row.token_hash}/").status_code == 410


def test_while_the_workshop_is_paused_it_says_so(monday: Cast) -> None:
    from workshops.kinds import WORKSHOP
    from workshops.models import Workshop

    action = make_action(monday, owner="pia")
    with change(monday.workshop.pk, actor=monday.actor("fay")) as tx:
        tx.set(Workshop.objects.get(pk=monday.workshop.pk), WORKSHOP.parse({"paused": True}))
    before = state(monday)
    answer = Client().post(link(monday), fields(action, text="Now"))
    assert (answer.status_code, state(monday)) == (423, before)
    assert "paused or locked" in answer.content.decode()
