"""Walk-up guests: who opens the door, who comes in by link and by code, what a guest is, and how it ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from accounts.models import AuditEntry, Notification, OutboxMessage, User
from tests.cast import Cast
from vsm_site.lib.errors import Busy, Forbidden, Invalid, NotFound, TooMany
from workshops import joining
from workshops.access import Actor
from workshops.change import change
from workshops.kinds import WORKSHOP
from workshops.models import Capture, Guest, GuestSession, JoinFailure, Joining, Participation, WorkshopHead
from workshops.policy import Role
from workshops.selectors import guests as selectors
from workshops.services import captures, guests, people
from workshops.services.changes import undo_change
from workshops.services.guests import Knock
from workshops.services.revert import revert_person

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 16, 9, tzinfo=UTC)
OPEN = {"direct": True, "capacity": 60}


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """The morning of the first day."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


def open_door(cast: Cast, who: str = "fay", **values: Any) -> selectors.Door:
    guests.open_joining(actor=cast.actor(who), workshop_id=cast.workshop.pk, values=OPEN | values, now=MORNING)
    return door(cast)


def door(cast: Cast, now: datetime = MORNING) -> selectors.Door:
    return selectors.door_of(cast.workshop, now)


def knock(name: str = "Gwen", **more: str) -> Knock:
    return Knock(**{"name": name, "function": "Night nurse", "area": "Ward", "address": "198.51.100.7"} | more)


def by_link(cast: Cast, name: str = "Gwen", now: datetime = MORNING) -> guests.Joined:
    return guests.join(knock=knock(name, token=door(cast, now).link_token), now=now)


def by_code(cast: Cast, name: str = "Gwen", **more: str) -> guests.Joined:
    return guests.join(knock=knock(name, code=door(cast).code, **more), now=MORNING)


def row_of(joined: guests.Joined) -> Participation:
    return Participation.objects.present().get(user=joined.guest.user)


def everything(cast: Cast) -> tuple[int, ...]:
    """What a refusal must leave alone."""
    counted = (User, Guest, GuestSession, Participation, OutboxMessage, Notification, AuditEntry)
    return (WorkshopHead.objects.get(workshop=cast.workshop).head, *(model.objects.count() for model in counted))


def browser(joined: guests.Joined) -> Client:
    client = Client()
    client.cookies[settings.GUEST_COOKIE_NAME] = joined.key
    return client


# Rules


def test_codes_are_eight_of_thirty_one_signs_and_links_have_128_bits() -> None:
    row = Joining().pk
    assert len(set(joining.SYMBOLS)) == 31
    assert not set("01OIL") & set(joining.SYMBOLS)
    code, token = joining.code_of("key", row, 1), joining.link_token_of("key", row, 1)
    assert (len(code), set(code) <= set(joining.SYMBOLS), len(token)) == (8, True, 22)
    others = {joining.code_of(*of) for of in (("key", row, 2), ("other key", row, 1), ("key", Joining().pk, 1))}
    assert len(others | {code}) == 4


@pytest.mark.parametrize("typed", ["abcd2345", " ABCD-2345 ", "ab cd 23 45"])
def test_a_code_may_be_typed_in_any_way(typed: str) -> None:
    assert joining.typed_code(typed) == "ABCD2345"


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("Gwen", ""),
        ("Şebnem Öztürk", ""),
        ("李雷", ""),
        ("  ", "Type your name."),
        ("...", "Type your name."),
        ("Gw\u200ben", "Use letters that can be seen: the name holds invisible signs."),
        ("new\u202eG", "Use letters that can be seen: the name holds invisible signs."),
        ("Gwen\n", "Use letters that can be seen: the name holds invisible signs."),
        ("G" * 41, "A name has at most 40 characters."),
        ("fay", "Somebody here has this name already. Add your surname or your department."),
        ("F a y", "Somebody here has this name already. Add your surname or your department."),
        ("Fаy", "Somebody here has this name already. Add your surname or your department."),  # a Cyrillic a
        ("Ornar", "Somebody here has this name already. Add your surname or your department."),
        ("Ρia", "Somebody here has this name already. Add your surname or your department."),  # a Greek rho
        ("Pla", "Somebody here has this name already. Add your surname or your department."),
    ],
)
def test_names_are_visible_short_and_nobody_elses(name: str, fault: str) -> None:
    assert joining.name_fault(name, ["Fay", "Omar", "Pia"], 40) == fault


# The door


@pytest.mark.parametrize("who", ["fay", "omar", "ada"])
def test_who_manages_people_opens_the_door_for_twelve_hours(cast: Cast, who: str) -> None:
    found = open_door(cast, who)
    assert (found.until, found.direct, found.capacity) == (MORNING + timedelta(hours=12), True, 60)
    assert len(found.code) == 9
    assert AuditEntry.objects.order_by("-id").values_list("action", "actor_id").first() == ("joining-opened", cast.people[who].pk)


@pytest.mark.parametrize(("who", "error"), [("pia", Forbidden), ("spring", Forbidden), ("obi", Forbidden), ("xena", NotFound)])
def test_others_do_not_open_renew_or_close_it(cast: Cast, who: str, error: type[Exception]) -> None:
    open_door(cast)
    before = everything(cast)
    for attempt in (lambda: open_door(cast, who), lambda: guests.renew_joining(actor=cast.actor(who), workshop_id=cast.workshop.pk)):
        with pytest.raises(error):
            attempt()
    with pytest.raises(error):
        guests.close_joining(actor=cast.actor(who), workshop_id=cast.workshop.pk)
    assert everything(cast) == before


def test_the_door_stays_open_no_longer_than_a_day_after_the_workshop(cast: Cast) -> None:
    late = datetime(2026, 11, 19, 20, tzinfo=UTC)  # the last day is the 18th
    guests.open_joining(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, values=OPEN, now=late)
    assert door(cast, late).until == datetime(2026, 11, 20, tzinfo=UTC)
    with pytest.raises(Invalid, match="The workshop is over"):
        guests.open_joining(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, values=OPEN, now=datetime(2026, 11, 20, tzinfo=UTC))


def test_neither_link_nor_code_is_stored(cast: Cast) -> None:
    found = open_door(cast)
    stored = repr(list(Joining.objects.values())) + repr(list(WorkshopHead.objects.values()))
    assert found.link_token not in stored
    assert found.code.replace(" ", "") not in stored


# Coming in


def test_by_link_a_guest_is_in_at_once(cast: Cast) -> None:
    open_door(cast)
    joined = by_link(cast)
    person = row_of(joined)
    assert (person.role, person.name, person.function, person.area) == ("guest", "Gwen (guest)", "Night nurse", "Ward")
    assert (joined.guest.state, joined.guest.user.is_guest, joined.guest.user.has_usable_password()) == ("in", True, False)
    assert joined.key not in repr(list(GuestSession.objects.values()))
    assert AuditEntry.objects.order_by("-id").values_list("action", flat=True).first() == "guest-joined"


def test_a_typed_code_leads_to_the_lobby_and_the_coach_lets_in(cast: Cast) -> None:
    open_door(cast)
    joined = by_code(cast)
    assert (joined.guest.state, Participation.objects.filter(user=joined.guest.user).exists()) == ("waiting", False)
    with pytest.raises(Forbidden):
        guests.admit(actor=cast.actor("pia"), guest_id=joined.guest.pk)
    guests.admit(actor=cast.actor("fay"), guest_id=joined.guest.pk)
    assert row_of(joined).role == Role.GUEST


def test_one_press_lets_everybody_in(cast: Cast) -> None:
    open_door(cast, direct=False)
    waiting = [by_code(cast, "Gwen"), by_link(cast, "Gil"), by_code(cast, "Gus")]
    assert [joined.guest.state for joined in waiting] == ["waiting"] * 3
    assert guests.admit_all(actor=cast.actor("fay"), workshop_id=cast.workshop.pk) == 3
    assert {row_of(joined).role for joined in waiting} == {"guest"}


def test_whoever_is_refused_is_not_in_and_is_told_so(cast: Cast) -> None:
    open_door(cast)
    joined = by_code(cast)
    guests.refuse(actor=cast.actor("fay"), guest_id=joined.guest.pk)
    assert "The coach did not let you in" in browser(joined).get("/join/wait/").content.decode()
    with pytest.raises(NotFound):
        guests.admit(actor=cast.actor("fay"), guest_id=joined.guest.pk)


def test_wrong_closed_renewed_and_expired_say_the_same(cast: Cast) -> None:
    first = open_door(cast)
    guests.renew_joining(actor=cast.actor("fay"), workshop_id=cast.workshop.pk)
    second = door(cast)
    tries = [knock(code="ABCD2345"), knock(code=first.code), knock(token=first.link_token), knock(token="x" * 22), knock()]
    before = everything(cast)
    said = []
    for attempt in tries:
        with pytest.raises(Invalid) as refused:
            guests.join(knock=attempt, now=MORNING)
        said.append(refused.value.faults)
    with pytest.raises(Invalid) as expired:
        guests.join(knock=knock(token=second.link_token), now=MORNING + timedelta(hours=12))
    assert everything(cast) == before
    guests.close_joining(actor=cast.actor("fay"), workshop_id=cast.workshop.pk)
    with pytest.raises(Invalid) as closed:
        guests.join(knock=knock(token=second.link_token), now=MORNING)
    assert len({*said, expired.value.faults, closed.value.faults}) == 1


def test_ten_wrong_codes_of_one_address_turn_codes_off_for_it_and_links_stay(cast: Cast) -> None:
    open_door(cast)
    for _ in range(10):
        with pytest.raises(Invalid):
            guests.join(knock=knock(code="ABCD2345"), now=MORNING)
    with pytest.raises(TooMany):
        by_code(cast)
    assert by_link(cast).guest.state == "in"
    assert by_code(cast, "Gil", address="203.0.113.9").guest.state == "waiting"
    assert by_code_at(cast, MORNING + timedelta(minutes=10)).guest.state == "waiting"
    assert "198.51.100.7" not in repr(list(JoinFailure.objects.values()))


def by_code_at(cast: Cast, now: datetime) -> guests.Joined:
    return guests.join(knock=knock("Gus", code=door(cast, now).code), now=now)


def test_a_hundred_wrong_codes_turn_all_codes_off_and_links_stay(cast: Cast) -> None:
    open_door(cast)
    JoinFailure.objects.bulk_create([JoinFailure(address=f"of {number}", at=MORNING) for number in range(100)])
    with pytest.raises(TooMany):
        by_code(cast, address="203.0.113.9")
    assert by_link(cast).guest.state == "in"


def test_fifty_people_behind_one_address_come_in(cast: Cast) -> None:
    open_door(cast)
    names = [f"Guest {first}{second}" for first in "BCDFG" for second in "BCDFGHJKPQ"]
    states = [by_code(cast, name).guest.state if place % 2 else by_link(cast, name).guest.state for place, name in enumerate(names)]
    assert (states.count("in"), states.count("waiting"), JoinFailure.objects.count()) == (25, 25, 0)


def test_a_full_workshop_takes_nobody_more(cast: Cast) -> None:
    open_door(cast, capacity=2)
    by_link(cast, "Gwen")
    by_code(cast, "Gil")
    before = everything(cast)
    with pytest.raises(Invalid, match="no more guests"):
        by_link(cast, "Gus")
    assert everything(cast) == before


def test_two_guests_do_not_share_a_name(cast: Cast) -> None:
    open_door(cast)
    by_code(cast, "Gwen")
    before = everything(cast)
    with pytest.raises(Invalid, match="has this name already"):
        by_link(cast, "gwen")
    assert everything(cast) == before


# What a guest is


def test_a_guest_sees_and_captures_in_the_one_workshop_and_is_nobody_elsewhere(cast: Cast) -> None:
    open_door(cast)
    client = browser(by_link(cast))
    home = client.get(f"/workshops/{cast.workshop.pk}/")
    assert (home.status_code, "Gwen (guest)" in home.content.decode()) == (200, True)
    assert client.post(f"/workshops/{cast.workshop.pk}/captures/", {"kind": "issue", "text": "No porter at night"}).status_code == 302
    assert Capture.objects.get().author.is_guest
    assert client.get(f"/workshops/{cast.other_workshop.pk}/").status_code == 404
    for address in ("/", "/accounts/profile/", "/workshops/", "/help/", "/accounts/tokens/"):
        assert client.get(address).headers["Location"].startswith("/accounts/login/"), address
    assert client.get("/api/v1/me/").status_code == 401


def test_a_guest_sees_names_and_no_addresses(cast: Cast) -> None:
    open_door(cast)
    client = browser(by_link(cast))
    for address in (f"/workshops/{cast.workshop.pk}/people/", f"/api/v1/workshops/{cast.workshop.pk}/live/state/"):
        said = client.get(address).content.decode()
        assert ("Pia" in said or "pia" in said or "person/" in said, "@example.org" in said) == (True, False), address


def test_nobody_sees_the_address_that_stands_in_for_a_guests(cast: Cast) -> None:
    open_door(cast)
    person = row_of(by_link(cast))
    people_of = f"workshops/{cast.workshop.pk}/people/"
    for address in (f"/{people_of}", f"/people/{person.pk}/edit/", f"/api/v1/{people_of}"):
        assert "guest.invalid" not in cast.client("fay").get(address).content.decode(), address


READ_BY_THE_TEAM = (
    "charter/",
    "stages/prepare/",
    "duties/",
    "my-tasks/",
    "board/",
    "board/table/",
    "board/timeline/",
    "reviews/",
    "reports/",
    "barriers/",
)


@pytest.mark.parametrize("page", READ_BY_THE_TEAM)
def test_a_guest_reads_neither_charter_nor_plan_nor_reviews(cast: Cast, page: str) -> None:
    open_door(cast)
    address = f"/workshops/{cast.workshop.pk}/{page}"
    assert [client.get(address).status_code for client in (cast.client("obi"), browser(by_link(cast)))] == [200, 403]


def test_a_guest_gets_no_record_of_charter_plan_or_reviews_and_of_people_names_and_roles(cast: Cast) -> None:
    open_door(cast)
    state = f"/api/v1/workshops/{cast.workshop.pk}/live/state/"
    client = browser(by_link(cast))
    found = {name.partition("/")[0] for name in client.get(state).json()["records"]}
    assert {"workshop", "person", "day"} <= found
    assert found & {"charter", "target", "task", "plan", "action", "promise", "review", "decision", "barrier", "visit", "question"} == set()
    person = next(row["f"] for name, row in client.get(state).json()["records"].items() if name.startswith("person/"))
    assert set(person) == {"user", "role", "order_key"}
    row = client.get(f"/api/v1/workshops/{cast.workshop.pk}/people/").json()["results"][0]
    assert set(row) == {"id", "url", "name", "role", "joined", "revs"}
    assert set(cast.client("obi").get(state).json()["records"].keys()) > set(client.get(state).json()["records"].keys())


def test_the_pages_of_a_guest_lead_to_nothing_that_is_refused(cast: Cast) -> None:
    open_door(cast)
    client = browser(by_link(cast))
    seen, todo, refused = set(), [f"/workshops/{cast.workshop.pk}/"], []
    while todo:
        address = todo.pop()
        seen.add(address)
        answer = client.get(address)
        if answer.status_code != 200 or "text/html" not in answer.headers["Content-Type"]:
            refused += [address] * (answer.status_code in (403, 404))
            continue
        found = {link.partition("#")[0] for link in re.findall(r'<a [^>]*href="(/[^"]+)"', answer.content.decode())}
        todo += sorted(link for link in found - seen - set(todo) if "?" not in link)
    assert (refused, f"/workshops/{cast.workshop.pk}/captures/" in seen) == ([], True)


def test_the_role_of_a_guest_stays(cast: Cast) -> None:
    open_door(cast)
    person = row_of(by_link(cast))
    with pytest.raises(Invalid, match="A guest has no account"):
        people.update_person(actor=cast.actor("fay"), person_id=person.pk, values={"role": "participant"})
    changed = people.update_person(actor=cast.actor("fay"), person_id=person.pk, values={"area": "Surgery"})
    assert (changed.role, changed.area) == ("guest", "Surgery")


def test_thirty_captures_a_minute_are_kept_and_the_next_may_be_sent_again(cast: Cast, clock: time_machine.Traveller) -> None:
    open_door(cast)
    guest = Actor(by_link(cast).guest.user)
    for number in range(30):
        captures.add_capture(actor=guest, workshop_id=cast.workshop.pk, values={"kind": "issue", "text": f"Issue {number}"})
    with pytest.raises(Busy) as busy:
        captures.add_capture(actor=guest, workshop_id=cast.workshop.pk, values={"kind": "issue", "text": "One more"})
    assert (Capture.objects.count(), busy.value.after_ms) == (30, 60001)
    captures.add_capture(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, values={"kind": "issue", "text": "Of the team"})
    clock.shift(61)
    captures.add_capture(actor=guest, workshop_id=cast.workshop.pk, values={"kind": "issue", "text": "One more"})
    assert Capture.objects.count() == 32


def test_who_is_signed_in_stays_oneself(cast: Cast) -> None:
    token = open_door(cast).link_token
    for name in ("pia", "xena"):
        cast.client(name)
    before = everything(cast)
    answer = cast.client("pia").post("/join/", {"token": token, "name": "Gwen"})
    assert answer.headers["Location"] == f"/workshops/{cast.workshop.pk}/"
    refused = cast.client("xena").post("/join/", {"token": token, "name": "Gwen"})
    assert (refused.status_code, "You are signed in as Xena" in refused.content.decode()) == (422, True)
    assert everything(cast) == before


# Pages of the door


def test_the_page_takes_link_and_name_and_gives_a_cookie_of_guests_only(cast: Cast) -> None:
    token, client = open_door(cast).link_token, Client()
    answer = client.post("/join/", {"token": token, "name": "Gwen", "function": "Night nurse", "area": ""})
    cookie = answer.cookies[settings.GUEST_COOKIE_NAME]
    assert (answer.headers["Location"], bool(cookie["httponly"]), cookie["samesite"]) == ("/join/wait/", True, "Lax")
    assert settings.SESSION_COOKIE_NAME not in client.cookies
    assert client.get("/join/wait/").headers["Location"] == f"/workshops/{cast.workshop.pk}/"
    assert client.post("/join/", {"token": token, "name": "Gwen again"}).headers["Location"] == "/join/wait/"
    assert Guest.objects.count() == 1
    assert client.post("/join/leave/").headers["Location"] == "/join/"
    assert client.get(f"/workshops/{cast.workshop.pk}/").headers["Location"].startswith("/accounts/login/")


def test_the_page_says_what_is_wrong_and_keeps_what_was_typed(cast: Cast) -> None:
    open_door(cast)
    answer = Client().post("/join/", {"code": "ABCD 2345", "name": "Gwen"})
    said = answer.content.decode()
    assert (answer.status_code, "This does not open a workshop" in said, 'value="Gwen"' in said) == (422, True, True)
    taken = Client().post("/join/", {"token": door(cast).link_token, "name": "Fay"})
    assert (taken.status_code, "Somebody here has this name already" in taken.content.decode()) == (422, True)


def test_the_coach_sees_code_link_and_qr_only_while_joining_is_open(cast: Cast) -> None:
    address = f"/workshops/{cast.workshop.pk}/joining/"
    assert "joining__code" not in cast.client("fay").get(address).content.decode()
    cast.client("fay").post(f"{address}open/", {"direct": "on", "capacity": "30"})
    said = cast.client("fay").get(address).content.decode()
    found = door(cast)
    assert found.capacity == 30
    assert all(word in said for word in (found.code, f"http://testserver/join/#{found.link_token}", 'class="qr"'))
    cast.client("fay").post(f"{address}close/")
    assert "joining__code" not in cast.client("fay").get(address).content.decode()


def test_the_page_of_people_says_who_waits_to_those_who_let_in(cast: Cast) -> None:
    open_door(cast)
    by_code(cast)
    page = f"/workshops/{cast.workshop.pk}/people/"
    said = {name: "1 guest waits in the lobby" in cast.client(name).get(page).content.decode() for name in ("fay", "pia")}
    assert said == {"fay": True, "pia": False}


# The end


def test_who_is_taken_out_is_out_at_the_next_request_and_may_join_again(cast: Cast) -> None:
    open_door(cast)
    joined = by_link(cast)
    client = browser(joined)
    people.remove_person(actor=cast.actor("fay"), person_id=row_of(joined).pk)
    assert client.get(f"/workshops/{cast.workshop.pk}/").headers["Location"] == "/join/wait/"
    assert client.post(f"/workshops/{cast.workshop.pk}/captures/", {"kind": "issue", "text": "Still here"}).status_code == 302
    assert client.get(f"/api/v1/workshops/{cast.workshop.pk}/live/state/").status_code == 401
    assert Capture.objects.count() == 0
    assert "The coach took you out" in client.get("/join/wait/").content.decode()
    assert by_link(cast).guest.state == "in"


def test_who_is_kept_out_cannot_join_again_in_that_browser_and_link_and_code_are_new(cast: Cast) -> None:
    before = open_door(cast)
    joined = by_link(cast)
    guests.ban(actor=cast.actor("fay"), person_id=row_of(joined).pk)
    after = door(cast)
    assert (after.direct, after.code == before.code, after.link_token == before.link_token) == (False, False, False)
    with pytest.raises(Invalid, match="This does not open a workshop"):
        guests.join(knock=knock(token=after.link_token, old_key=joined.key), now=MORNING)
    guests.leave(key=joined.key, now=MORNING)
    with pytest.raises(Invalid, match="This does not open a workshop"):
        guests.join(knock=knock(token=after.link_token, old_key=joined.key), now=MORNING)
    seq = WorkshopHead.objects.get(workshop=cast.workshop).head
    with pytest.raises(Invalid, match="This is not taken back"):
        undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=seq)


def test_who_was_kept_out_is_let_back_in_with_the_same_browser(cast: Cast) -> None:
    open_door(cast)
    joined = by_link(cast)
    person = row_of(joined)
    guests.ban(actor=cast.actor("fay"), person_id=person.pk)
    kept_out = [guest.name for guest in selectors.list_kept_out(cast.workshop)]
    for who, error in (("pia", Forbidden), ("xena", NotFound)):
        before = everything(cast)
        with pytest.raises(error):
            guests.let_back_in(actor=cast.actor(who), guest_id=joined.guest.pk)
        assert everything(cast) == before
    address = f"/workshops/{cast.workshop.pk}/"
    assert browser(joined).get(address).status_code == 302
    answer = cast.client("fay").post(f"/guests/{joined.guest.pk}/back/")
    assert (kept_out, answer.headers["Location"]) == (["Gwen"], f"{address}joining/")
    assert (browser(joined).get(address).status_code, row_of(joined).pk) == (200, person.pk)
    assert AuditEntry.objects.order_by("-id").values_list("action", flat=True).first() == "guest-let-back-in"
    with pytest.raises(NotFound):
        guests.let_back_in(actor=cast.actor("fay"), guest_id=joined.guest.pk)


def test_nobody_is_let_back_in_under_a_name_that_is_taken_or_into_a_full_room(cast: Cast) -> None:
    open_door(cast, capacity=1)
    joined = by_link(cast)
    guests.ban(actor=cast.actor("fay"), person_id=row_of(joined).pk)
    guests.admit(actor=cast.actor("fay"), guest_id=by_code(cast, "Gwen").guest.pk)
    for capacity, fault in ((1, "no more guests"), (2, "no two guests share a name")):
        open_door(cast, capacity=capacity)
        before = everything(cast)
        with pytest.raises(Invalid, match=fault):
            guests.let_back_in(actor=cast.actor("fay"), guest_id=joined.guest.pk)
        assert everything(cast) == before


def test_who_waits_in_vain_is_forgotten_after_a_day(cast: Cast, clock: time_machine.Traveller) -> None:
    open_door(cast)
    inside, waiting, refused = by_link(cast, "Gwen"), by_code(cast, "Gil"), by_code(cast, "Gus")
    guests.refuse(actor=cast.actor("fay"), guest_id=refused.guest.pk)
    with pytest.raises(Invalid):
        guests.join(knock=knock(code="ABCD2345"), now=MORNING)
    assert guests.clear_lobbies(now=MORNING + timedelta(hours=23, minutes=59)) == 0
    clock.move_to(MORNING + timedelta(hours=24))
    assert [guests.clear_lobbies(now=MORNING + timedelta(hours=24)) for _ in range(2)] == [2, 0]
    assert list(Guest.objects.present().values_list("name", flat=True)) == ["Gwen"]
    assert list(GuestSession.objects.values_list("guest", flat=True)) == [inside.guest.pk]
    assert JoinFailure.objects.count() == 0
    names = set(User.objects.filter(is_guest=True).values_list("display_name", "is_active"))
    assert names == {("Gwen", True), ("Somebody who did not come in", False)}
    assert browser(waiting).get("/join/wait/").headers["Location"] == "/join/"


def test_who_is_let_in_at_that_moment_is_not_forgotten(cast: Cast, clock: time_machine.Traveller) -> None:
    open_door(cast)
    waiting = by_code(cast)
    clock.move_to(MORNING + timedelta(hours=25))
    looked_up = selectors.list_to_forget(MORNING + timedelta(hours=25))
    guests.admit(actor=cast.actor("fay"), guest_id=waiting.guest.pk)
    before = everything(cast)
    assert ([row.name for row in looked_up], [guests.forget(guest=row) for row in looked_up]) == (["Gwen"], [False])
    assert everything(cast) == before
    assert browser(waiting).get(f"/workshops/{cast.workshop.pk}/").status_code == 200


def test_a_workshop_that_cannot_be_written_keeps_no_other_lobby_waiting(cast: Cast, clock: time_machine.Traveller) -> None:
    open_door(cast)
    guests.open_joining(actor=cast.actor("xena"), workshop_id=cast.other_workshop.pk, values=OPEN, now=MORNING)
    code = selectors.door_of(cast.other_workshop, MORNING).code
    guests.join(knock=knock("Gil", code=code), now=MORNING)
    clock.shift(timedelta(minutes=1))
    by_code(cast, "Gwen")
    WorkshopHead.objects.filter(workshop=cast.other_workshop).delete()
    assert guests.clear_lobbies(now=MORNING + timedelta(hours=25)) == 1
    assert list(Guest.objects.present().values_list("name", flat=True)) == ["Gil"]


def test_who_leaves_makes_room_and_may_come_back_under_the_same_name(cast: Cast) -> None:
    open_door(cast, capacity=1)
    joined = by_link(cast)
    captures.add_capture(actor=Actor(joined.guest.user), workshop_id=cast.workshop.pk, values={"kind": "issue", "text": "No porter"})
    client = browser(joined)
    assert client.post("/join/leave/").headers["Location"] == "/join/"
    assert (selectors.count_guests(cast.workshop.pk), GuestSession.objects.count()) == (0, 0)
    assert client.get(f"/workshops/{cast.workshop.pk}/").headers["Location"].startswith("/accounts/login/")
    again = by_link(cast)
    assert (again.guest.state, again.guest.name, selectors.count_guests(cast.workshop.pk)) == ("in", "Gwen", 1)
    assert Capture.objects.present().get().author == joined.guest.user


def test_to_forget_the_browser_when_it_is_over_changes_nothing_in_the_workshop(cast: Cast, clock: time_machine.Traveller) -> None:
    open_door(cast)
    joined = by_link(cast)
    before = WorkshopHead.objects.get(workshop=cast.workshop).head
    clock.move_to(datetime(2026, 11, 20, tzinfo=UTC))
    browser(joined).post("/join/leave/")
    assert (GuestSession.objects.count(), row_of(joined).role) == (0, "guest")
    assert WorkshopHead.objects.get(workshop=cast.workshop).head == before


def test_who_is_kept_out_is_forgotten_only_when_no_door_is_left(cast: Cast) -> None:
    open_door(cast)
    joined = by_link(cast)
    guests.ban(actor=cast.actor("fay"), person_id=row_of(joined).pk)
    assert guests.clear_lobbies(now=datetime(2026, 11, 19, 23, 59, tzinfo=UTC)) == 0
    assert guests.clear_lobbies(now=datetime(2026, 11, 20, tzinfo=UTC)) == 1
    assert GuestSession.objects.count() == 0


def test_a_code_that_was_renewed_does_not_come_back_by_undo(cast: Cast) -> None:
    open_door(cast)
    guests.renew_joining(actor=cast.actor("fay"), workshop_id=cast.workshop.pk)
    with pytest.raises(Invalid, match="This is not taken back"):
        undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=WorkshopHead.objects.get(workshop=cast.workshop).head)


def test_the_coach_takes_everything_back_that_a_guest_wrote(cast: Cast) -> None:
    open_door(cast)
    user = by_link(cast).guest.user
    for text in ("One", "Two"):
        captures.add_capture(actor=Actor(user), workshop_id=cast.workshop.pk, values={"kind": "issue", "text": text})
    found = revert_person(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, person=user.pk)
    assert (len(found.done), found.kept, Capture.objects.present().count()) == (2, (), 0)


def test_a_guest_is_a_stranger_a_day_after_the_workshop(cast: Cast, clock: time_machine.Traveller) -> None:
    open_door(cast)
    client = browser(by_link(cast))
    clock.move_to(datetime(2026, 11, 19, 23, 59, tzinfo=UTC))
    assert client.get(f"/workshops/{cast.workshop.pk}/").status_code == 200
    clock.move_to(datetime(2026, 11, 20, tzinfo=UTC))
    assert client.get(f"/workshops/{cast.workshop.pk}/").headers["Location"] == "/join/wait/"
    assert "The workshop is over" in client.get("/join/wait/").content.decode()


def test_the_end_moves_with_the_workshop(cast: Cast, clock: time_machine.Traveller) -> None:
    open_door(cast)
    client = browser(by_link(cast))
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.set(cast.workshop, WORKSHOP.parse({"last_day": "2026-11-20"}))
    clock.move_to(datetime(2026, 11, 21, 12, tzinfo=UTC))
    assert client.get(f"/workshops/{cast.workshop.pk}/").status_code == 200


def test_guests_get_no_mail_and_no_new_password(cast: Cast) -> None:
    open_door(cast)
    joined = by_link(cast)
    people.remove_person(actor=cast.actor("fay"), person_id=row_of(joined).pk)
    Client().post("/accounts/password/reset/", {"email": joined.guest.user.email})
    assert OutboxMessage.objects.filter(to=joined.guest.user.email).count() == 0
    assert Notification.objects.filter(user=joined.guest.user).count() == 0


def test_the_cockpit_says_who_waits_and_lets_them_in(cast: Cast) -> None:
    open_door(cast)
    by_code(cast, "Gus")
    cockpit, coach = f"/workshops/{cast.workshop.pk}/cockpit/", cast.client("fay")
    page = coach.get(cockpit).content.decode()
    assert "1 guest waits in the lobby:" in page
    assert "Gus (Ward)" in page
    answer = coach.post(f"/workshops/{cast.workshop.pk}/guests/admit/", {"next": cockpit})
    assert (answer.status_code, answer["Location"]) == (302, cockpit)
    assert Guest.objects.get(name="Gus").state == "in"
    assert "in the lobby" not in coach.get(cockpit).content.decode()
