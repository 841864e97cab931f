"""A guest takes over what was contributed by proving an address: as a new account, or with the one there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from accounts.models import AuditEntry, OrganisationMembership, OutboxMessage, User
from tests.cast import Cast
from tests.workshops.test_rounds import begin, show, write
from workshops.access import Actor
from workshops.models import Board, Capture, Change, GuestSession, Participation, RoundItem, WorkshopHead
from workshops.selectors.guests import door_of
from workshops.selectors.rounds import entry_of
from workshops.services import captures, guests, people
from workshops.services.boards import join_board
from workshops.services.guests import Joined, Knock
from workshops.services.voices import place_dots, write_note

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 16, 9, tzinfo=UTC)
NEW = {"display_name": "Gwen Hughes", "password": "a long enough passphrase", "time_zone": "UTC"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """The morning of the first day."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def gwen(cast: Cast) -> Joined:
    """A guest who has captured something."""
    guests.open_joining(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, values={"direct": True, "capacity": 60}, now=MORNING)
    joined = guests.join(knock=Knock(name="Gwen", token=door_of(cast.workshop, MORNING).link_token), now=MORNING)
    captures.add_capture(actor=Actor(joined.guest.user), workshop_id=cast.workshop.pk, values={"kind": "issue", "text": "No porter"})
    return joined


def browser(joined: Joined) -> Client:
    client = Client()
    client.cookies[settings.GUEST_COOKIE_NAME] = joined.key
    return client


def link_to(joined: Joined, email: str) -> str:
    """The path of the link in the mail that the guest asks for."""
    assert "Look into your mail" in browser(joined).post("/join/keep/", {"email": email}).content.decode()
    letter = OutboxMessage.objects.get(to=email)
    found = re.search(r"https?://[^/]+(/join/claim/\S+)", letter.body)
    assert found and letter.holds_secret
    return found[1]


def test_a_guest_becomes_a_new_account_that_keeps_the_contributions_and_the_role(cast: Cast, gwen: Joined) -> None:
    link = link_to(gwen, "gwen@example.org")
    client = Client()
    assert (client.get(link).status_code, User.objects.filter(email="gwen@example.org").exists()) == (200, False)
    assert client.post(link, NEW).headers["Location"] == f"/workshops/{cast.workshop.pk}/"
    user = User.objects.get(email="gwen@example.org")
    assert (user.pk, user.is_guest, str(user), user.check_password(NEW["password"])) == (gwen.guest.user_id, False, "Gwen Hughes", True)
    row = Participation.objects.present().get(workshop=cast.workshop, user=user)
    assert (row.role, row.email, Capture.objects.get().author) == ("guest", "gwen@example.org", user)
    assert (OrganisationMembership.objects.filter(user=user).count(), GuestSession.objects.count()) == (0, 0)
    assert client.get(f"/workshops/{cast.workshop.pk}/").status_code == 200
    assert AuditEntry.objects.filter(action="guest-claimed").count() == 1
    assert Client().get(link).status_code == 410
    assert cast.client("fay").post(f"/people/{row.pk}/edit/", {"role": "participant", "initial-role": "guest"}).status_code == 302
    assert Participation.objects.get(pk=row.pk).role == "participant"


def test_the_account_of_the_address_takes_the_contributions_over(cast: Cast, gwen: Joined) -> None:
    link = link_to(gwen, "uma@example.org")
    before = WorkshopHead.objects.get(workshop=cast.workshop).head
    assert "Sign in" in Client().get(link).content.decode()
    assert "Sign in" in cast.client("pia").post(link, {}).content.decode()
    cast.client("uma").get(link)
    assert WorkshopHead.objects.get(workshop=cast.workshop).head == before
    assert cast.client("uma").post(link, {}).headers["Location"] == f"/workshops/{cast.workshop.pk}/"
    assert Capture.objects.get().author == cast.uma
    assert [row.role for row in Participation.objects.present().filter(workshop=cast.workshop, user=cast.uma)] == ["guest"]
    assert (User.objects.get(pk=gwen.guest.user_id).is_active, WorkshopHead.objects.get(workshop=cast.workshop).head) == (False, before + 1)
    assert cast.client("uma").get(link).status_code == 410


def test_who_has_a_role_already_keeps_it_and_the_guests_place_goes(cast: Cast, gwen: Joined) -> None:
    cast.client("pia").post(link_to(gwen, "pia@example.org"), {})
    assert [row.role for row in Participation.objects.present().filter(workshop=cast.workshop, user=cast.pia)] == ["participant"]
    assert Participation.objects.present().filter(role="guest").count() == 0
    assert Capture.objects.get().author == cast.pia


def test_the_answer_is_the_same_for_every_address_and_three_mails_go_out_an_hour(gwen: Joined) -> None:
    client = browser(gwen)
    answers = {client.post("/join/keep/", {"email": f"{name}@example.org"}).content.decode().replace(name, "") for name in ("pia", "new")}
    assert len({re.sub(r'value="[^"]*"', "", answer) for answer in answers}) == 1
    client.post("/join/keep/", {"email": "third@example.org"})
    assert client.post("/join/keep/", {"email": "fourth@example.org"}).status_code == 429
    assert OutboxMessage.objects.filter(kind="guest-claim").count() == 3


def test_a_link_works_for_a_day_and_a_changed_one_never(gwen: Joined, clock: time_machine.Traveller) -> None:
    link = link_to(gwen, "gwen@example.org")
    assert Client().get(link[:-3] + "x/").status_code == 410
    clock.shift(timedelta(days=1, seconds=1))
    assert (Client().get(link).status_code, Client().post(link, NEW).status_code) == (410, 410)
    assert User.objects.filter(email="gwen@example.org").count() == 0


def test_nobody_else_asks_for_the_link(gwen: Joined) -> None:
    assert Client().post("/join/keep/", {"email": "x@example.org"}).headers["Location"] == "/join/"
    assert OutboxMessage.objects.count() == 0


@pytest.mark.parametrize("end", ["over", "removed"])
def test_a_guest_who_is_out_keeps_what_was_written_in_the_same_browser(
    cast: Cast, gwen: Joined, clock: time_machine.Traveller, end: str
) -> None:
    client = browser(gwen)
    if end == "over":
        clock.move_to(datetime(2026, 11, 20, tzinfo=UTC))
    else:
        people.remove_person(actor=cast.actor("fay"), person_id=Participation.objects.present().get(user=gwen.guest.user).pk)
    assert "Keep what I wrote" in client.get("/join/wait/").content.decode()
    link = link_to(gwen, "gwen@example.org")
    assert client.get(link).status_code == 200
    assert client.post(link, NEW).headers["Location"] == (f"/workshops/{cast.workshop.pk}/" if end == "over" else "/")
    user = User.objects.get(email="gwen@example.org")
    assert (user.is_guest, user.check_password(NEW["password"]), Capture.objects.get().author) == (False, True, user)
    assert client.get("/accounts/profile/").status_code == 200


def test_the_cookie_of_a_guest_who_is_out_is_in_nobodys_way(cast: Cast, gwen: Joined, clock: time_machine.Traveller) -> None:
    client, capture = browser(gwen), Capture.objects.get()
    clock.move_to(datetime(2026, 11, 20, tzinfo=UTC))
    for path in ("/prework/x/", "/answer/x/"):
        assert client.get(path).status_code == Client().get(path).status_code == 410
    for path in ("/mail/x/", f"/workshops/{cast.other_workshop.pk}/", f"/captures/{gwen.guest.user_id}/"):
        assert client.get(path).headers["Location"] == f"/accounts/login/?next={path}"
    for path in (f"/workshops/{cast.workshop.pk}/", f"/captures/{capture.pk}/"):
        assert client.get(path).headers["Location"] == "/join/wait/"


# Rounds


def named_vote(cast: Cast, gwen: Joined) -> RoundItem:
    """A vote with names for which the guest gave a dot, and which is shown."""
    row = begin(cast, "dots", items=["Porter", "Tube"], named=True)
    item = RoundItem.objects.get(round=row, text="Tube")
    place_dots(actor=Actor(gwen.guest.user), round_id=row.pk, dots={str(item.pk): 1})
    show(cast, row)
    return item


@pytest.mark.parametrize("member_too", [False, True])
def test_groups_and_voices_of_rounds_name_the_account_once(cast: Cast, gwen: Joined, member_too: bool) -> None:
    item = named_vote(cast, gwen)
    board = Board.objects.filter(round=begin(cast, "breakout", groups=2, items=["Triage", "Tests"])).first()
    assert board is not None
    join_board(actor=cast.actor("fay"), board_id=board.pk, person=gwen.guest.user_id)
    if member_too:
        join_board(actor=cast.actor("fay"), board_id=board.pk, person=cast.pia.pk)
    others = {str(key) for key in Board.objects.get(pk=board.pk).members} - {str(gwen.guest.user_id), str(cast.pia.pk)}
    cast.client("pia").post(link_to(gwen, "pia@example.org"), {})
    assert RoundItem.objects.get(pk=item.pk).voters == [str(cast.pia.pk)]
    members = Board.objects.get(pk=board.pk).members
    assert (set(members), len(members)) == (others | {str(cast.pia.pk)}, len(others) + 1)


def test_what_was_written_in_a_round_that_runs_is_the_accounts_own(cast: Cast, gwen: Joined) -> None:
    row = begin(cast)
    write(cast, row, "per", "by Per")
    write_note(actor=Actor(gwen.guest.user), round_id=row.pk, text="by the guest")
    cast.client("pia").post(link_to(gwen, "pia@example.org"), {})
    mine, theirs = entry_of(cast.actor("pia"), row.pk), entry_of(cast.actor("per"), row.pk)
    assert mine is not None and theirs is not None
    assert (mine.content, theirs.content, mine.author_id) == (["by the guest"], ["by Per"], None)


def test_where_both_have_written_the_accounts_own_counts_and_nothing_tells_so(cast: Cast, gwen: Joined) -> None:
    row = begin(cast)
    write(cast, row, "pia", "by Pia")
    write_note(actor=Actor(gwen.guest.user), round_id=row.pk, text="by the guest")
    cast.client("pia").post(link_to(gwen, "pia@example.org"), {})
    mine = entry_of(cast.actor("pia"), row.pk)
    assert mine is not None and mine.content == ["by Pia"]
    claimed = Change.objects.filter(workshop=cast.workshop, kind="claim").latest("seq")
    assert not [op for op in claimed.ops if op["r"].startswith("round")]
