"""Who takes part in a workshop: inviting, roles, being freed and leaving, by page, API and invitation link."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation, Notification, OrganisationMembership, OutboxMessage
from accounts.services import invitations, organisations
from mapping.services.maps import import_document
from tests.cast import Cast, add_person, make_user
from vsm_site.lib.errors import Forbidden, Invalid, NotFound
from vsm_site.lib.ids import uuid7
from workshops.change import change
from workshops.models import Change, Participation, SetupTask, WorkshopHead
from workshops.policy import RANKS, Action, Role, may_give
from workshops.selectors import people as selectors
from workshops.services import people
from workshops.services.changes import undo_change

pytestmark = pytest.mark.django_db


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


def epoch(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).perm_epoch


def roles_of(cast: Cast, email: str) -> list[str]:
    rows = Participation.objects.present().filter(workshop=cast.workshop, email=email)
    return sorted(rows.values_list("role", flat=True))


def everything(cast: Cast) -> tuple[int, int, int, int, int]:
    """What a refusal must leave alone."""
    rows = Participation.objects.present().filter(workshop=cast.workshop).count()
    return head(cast), rows, Invitation.objects.count(), OutboxMessage.objects.count(), Notification.objects.count()


def invite(cast: Cast, who: str = "fay", email: str = "new@example.org", role: str = "participant", **more: Any) -> people.Invited:
    return people.invite(actor=cast.actor(who), workshop_id=cast.workshop.pk, values={"email": email, "role": role} | more)


def token(link: str) -> str:
    return link.rstrip("/").rpartition("/")[2]


def page_url(cast: Cast, more: str = "") -> str:
    return f"/workshops/{cast.workshop.pk}/people/{more}"


def text_of(answer: Any) -> str:
    body = re.sub(r"(?s)<(script|style|svg)\b.*?</\1>", " ", answer.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", body.partition('id="main"')[2]).split())


# The order of the roles


def test_the_order_of_roles_names_each_role_once() -> None:
    assert sorted(RANKS) == sorted(Role)


@pytest.mark.parametrize(
    ("role", "held", "own", "is_oneself", "is_administrator", "allowed"),
    [
        (Role.OWNER, [], [Role.COACH], False, False, True),  # somebody has to invite the first owner
        (Role.COACH, [Role.PARTICIPANT], [Role.OWNER], False, False, True),
        (Role.OWNER, [Role.PARTICIPANT], [Role.OWNER], False, False, False),
        (Role.COACH, [Role.PARTICIPANT], [Role.COACH], False, False, False),
        (Role.OWNER, [Role.SPONSOR], [Role.COACH], False, False, False),
        (Role.SPONSOR, [Role.PARTICIPANT], [Role.COACH], False, False, True),
        (Role.OWNER, [Role.PARTICIPANT], [], False, True, True),
        (Role.OBSERVER, [Role.OWNER], [Role.COACH], False, False, True),  # no raise
        (Role.OWNER, [Role.COACH], [Role.COACH], True, False, False),
        (Role.PARTICIPANT, [Role.COACH], [Role.COACH], True, False, True),
        (Role.COACH, [], [], True, True, False),  # the administrator reads no content by letting in oneself
    ],
)
def test_who_may_give_which_role(
    role: Role, held: list[Role], own: list[Role], is_oneself: bool, is_administrator: bool, allowed: bool
) -> None:
    assert may_give(role, held=held, own=own, is_oneself=is_oneself, is_administrator=is_administrator) is allowed


# Inviting


def test_a_member_is_in_at_once_and_is_told(cast: Cast) -> None:
    before = epoch(cast)
    made = invite(cast, email="uma@example.org", function="Nurse", area="Ward 3")
    assert (made.person.user, made.person.function, made.person.area) == (cast.uma, "Nurse", "Ward 3")
    assert cast.client("uma").get(page_url(cast)).status_code == 200
    told = Notification.objects.get(user=cast.uma)
    assert told.text == "Fay invites you to the workshop “Patient journey” as subject-matter expert."
    assert told.url == f"/workshops/{cast.workshop.pk}/"
    assert epoch(cast) == before + 1


def test_an_address_without_membership_comes_in_by_the_link(cast: Cast) -> None:
    made = invite(cast, email="New@Example.org", role="observer")
    assert (made.person.user, made.person.email, made.person.name) == (None, "new@example.org", "new")
    mail = OutboxMessage.objects.get(to="new@example.org")
    assert "the workshop “Patient journey” as observer" in mail.subject
    user = invitations.accept_invitation_as_new(
        token=token(made.link), display_name="Nora", password="a long enough passphrase", time_zone="UTC", now=timezone.now()
    )
    made.person.refresh_from_db()
    assert (made.person.user, made.person.name) == (user, "Nora")
    assert OrganisationMembership.objects.filter(organisation=cast.organisation, user=user).exists()


def test_the_page_of_the_link_leads_into_the_workshop(cast: Cast) -> None:
    made = invite(cast, email="xena@example.org", role="observer")
    answer = cast.client("xena").post(urlsplit(made.link).path)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/workshops/{cast.workshop.pk}/")
    assert roles_of(cast, "xena@example.org") == ["observer"]
    assert cast.client("xena").get(page_url(cast)).status_code == 200


def test_one_link_opens_every_role_of_the_address(cast: Cast) -> None:
    first, second = invite(cast, role="coach"), invite(cast, role="participant")
    user = make_user("new")
    invitations.accept_invitation(actor=user, token=token(second.link), now=timezone.now())
    rows = Participation.objects.filter(pk__in=[first.person.pk, second.person.pk], user=user)
    assert rows.count() == 2
    assert Change.objects.filter(workshop=cast.workshop, kind="join").count() == 1
    invitations.accept_invitation(actor=user, token=token(first.link), now=timezone.now())
    assert Change.objects.filter(workshop=cast.workshop, kind="join").count() == 1


def test_the_link_of_a_member_works_too_and_changes_nothing(cast: Cast) -> None:
    made = invite(cast, email="uma@example.org")
    before = head(cast)
    invitations.accept_invitation(actor=cast.uma, token=token(made.link), now=timezone.now())
    assert head(cast) == before


def test_one_invitation_after_the_other_from_one_page(cast: Cast) -> None:
    path = f"/workshops/{cast.workshop.pk}/people/invite/"
    fields = {"email": "new@example.org", "role": "observer", "change_id": str(uuid7()), "another": "1"}
    answer = cast.client("fay").post(path, fields)
    shown = answer.content.decode()
    assert answer.status_code == 201 and "new@example.org is invited as observer" in shown and "/invitations/" in shown
    assert '<option value="observer" selected' in shown and fields["change_id"] not in shown
    assert "Cache-Control" in answer.headers and "no-store" in answer.headers["Cache-Control"]
    assert cast.client("fay").post(path, fields | {"email": "nonsense"}).status_code == 422


def test_waiting_duties_go_to_who_gets_the_role(cast: Cast) -> None:
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.delete(cast.person("spring"))
    free = SetupTask.objects.get(workshop=cast.workshop, key="environment")
    assert free.owner_id != cast.person("spring").pk
    made = invite(cast, who="ada", email="new@example.org", role="sponsor")
    free.refresh_from_db()
    assert free.owner_id == made.person.pk


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({"email": "nonsense"}, "email"),
        ({"email": ""}, "email"),
        ({"role": "guest"}, "role"),
        ({"role": "boss"}, "role"),
        ({"function": "x" * 81}, "function"),
        ({"email": "pia@example.org"}, "role"),  # she has this role already
        ({"released": "yes"}, "released"),
    ],
)
def test_what_cannot_be_invited_changes_nothing(cast: Cast, values: dict[str, Any], path: str) -> None:
    before = everything(cast)
    with pytest.raises(Invalid) as refused:
        invite(cast, **values)
    assert [fault.path for fault in refused.value.faults] == [path]
    assert everything(cast) == before


@pytest.mark.parametrize("who", ["spring", "pia", "obi"])
def test_who_may_not_invite_changes_nothing(cast: Cast, who: str) -> None:
    before = everything(cast)
    with pytest.raises(Forbidden):
        invite(cast, who=who)
    assert everything(cast) == before
    with pytest.raises(NotFound):
        invite(cast, who="xena")
    assert everything(cast) == before


@pytest.mark.parametrize(
    ("who", "email", "role"),
    [
        ("fay", "fay@example.org", "owner"),
        ("fay", "pia@example.org", "coach"),
        ("omar", "fay@example.org", "owner"),
        ("ada", "ada@example.org", "observer"),
    ],
)
def test_nobody_raises_to_or_above_the_own_role_nor_oneself(cast: Cast, who: str, email: str, role: str) -> None:
    before = everything(cast)
    with pytest.raises(Forbidden):
        invite(cast, who=who, email=email, role=role)
    assert everything(cast) == before


def test_a_second_role_is_a_second_row_and_rights_add_up(cast: Cast) -> None:
    invite(cast, who="omar", email="pia@example.org", role="coach")
    assert roles_of(cast, "pia@example.org") == ["coach", "participant"]


def test_sent_twice_it_is_stored_once(cast: Cast) -> None:
    form = {"email": "new@example.org", "role": "observer", "change_id": str(uuid7())}
    first = cast.client("fay").post(page_url(cast, "invite/"), form)
    before = everything(cast)
    second = cast.client("fay").post(page_url(cast, "invite/"), form)
    assert (first.status_code, second.status_code) == (201, 302)
    assert everything(cast) == before


def test_sending_again_voids_the_earlier_link(cast: Cast) -> None:
    first = invite(cast)
    second = people.send_again(actor=cast.actor("omar"), person_id=first.person.pk)
    states = [Invitation.objects.get(pk=made.invitation.pk).state(timezone.now()) for made in (first, second)]
    assert states == ["revoked", "open"]
    with pytest.raises(Invalid):
        people.send_again(actor=cast.actor("omar"), person_id=cast.person("pia").pk)


# Changing


def test_function_area_time_and_role_change(cast: Cast) -> None:
    pia, before = cast.person("pia"), epoch(cast)
    values = {"role": "observer", "function": "Triage nurse", "area": "Triage", "full_time": True}
    changed = people.update_person(actor=cast.actor("fay"), person_id=pia.pk, values=values)
    assert (changed.role, changed.function, changed.area, changed.full_time) == ("observer", "Triage nurse", "Triage", True)
    assert epoch(cast) == before + 1
    assert Notification.objects.get(user=cast.pia).text == "Fay made you observer in the workshop “Patient journey”."


@pytest.mark.parametrize(("who", "target", "role"), [("fay", "pia", "coach"), ("fay", "fay", "owner"), ("omar", "fay", "owner")])
def test_a_raise_that_is_not_ones_to_give_is_refused(cast: Cast, who: str, target: str, role: str) -> None:
    before = everything(cast)
    with pytest.raises(Forbidden):
        people.update_person(actor=cast.actor(who), person_id=cast.person(target).pk, values={"role": role})
    assert everything(cast) == before
    assert cast.person(target).role != role


def test_owner_and_administrator_make_a_participant_coach(cast: Cast) -> None:
    people.update_person(actor=cast.actor("omar"), person_id=cast.person("pia").pk, values={"role": "coach"})
    people.update_person(actor=cast.actor("ada"), person_id=cast.person("per").pk, values={"role": "owner"})
    assert (cast.person("pia").role, cast.person("per").role) == ("coach", "owner")


def test_the_last_owner_stays(cast: Cast) -> None:
    omar, before = cast.person("omar"), everything(cast)
    for act in (
        lambda: people.remove_person(actor=cast.actor("fay"), person_id=omar.pk),
        lambda: people.update_person(actor=cast.actor("ada"), person_id=omar.pk, values={"role": "observer"}),
    ):
        with pytest.raises(Invalid) as refused:
            act()
        assert "last process owner of “Patient journey”" in str(refused.value)
        assert everything(cast) == before
    invite(cast, who="ada", email="uma@example.org", role="owner")
    people.remove_person(actor=cast.actor("fay"), person_id=omar.pk)
    assert roles_of(cast, "omar@example.org") == []


def test_an_owner_who_has_not_come_is_not_the_last_one(cast: Cast) -> None:
    made = invite(cast, who="fay", role="owner")
    with pytest.raises(Invalid):
        people.remove_person(actor=cast.actor("fay"), person_id=cast.person("omar").pk)
    people.remove_person(actor=cast.actor("fay"), person_id=made.person.pk)
    assert roles_of(cast, "new@example.org") == []


def test_only_the_sponsor_confirms_that_people_are_freed(cast: Cast) -> None:
    pia, before = cast.person("pia"), everything(cast)
    for who in ("fay", "omar", "pia", "ada"):
        with pytest.raises(Forbidden):
            people.set_released(actor=cast.actor(who), person_id=pia.pk, released=True)
    assert everything(cast) == before
    people.set_released(actor=cast.actor("spring"), person_id=pia.pk, released=True)
    assert cast.person("pia").released is True
    assert people.release_all(actor=cast.actor("spring"), workshop_id=cast.workshop.pk) == 1  # Per
    assert people.release_all(actor=cast.actor("spring"), workshop_id=cast.workshop.pk) == 0


# Leaving


def test_who_is_taken_out_is_a_stranger_and_undo_brings_the_person_back(cast: Cast) -> None:
    pia, before = cast.person("pia"), epoch(cast)
    removed = people.remove_person(actor=cast.actor("fay"), person_id=pia.pk)
    assert cast.client("pia").get(page_url(cast)).status_code == 404
    assert epoch(cast) == before + 1
    undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=removed.seq)
    assert cast.person("pia").pk == pia.pk
    assert cast.client("pia").get(page_url(cast)).status_code == 200


def test_open_tasks_go_to_another_one_in_the_role_and_come_back_with_undo(cast: Cast) -> None:
    fay, other = cast.person("fay"), invite(cast, who="omar", email="gus@example.org", role="coach").person
    tasks = SetupTask.objects.present().filter(workshop=cast.workshop, owner=fay, done=False)
    number = tasks.count()
    assert number > 0
    removed = people.remove_person(actor=cast.actor("omar"), person_id=fay.pk)
    assert (tasks.count(), SetupTask.objects.filter(workshop=cast.workshop, owner=other).count()) == (0, number)
    undo_change(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, seq=removed.seq)
    assert tasks.count() == number


def test_a_withdrawn_invitation_no_longer_works(cast: Cast) -> None:
    made = invite(cast)
    people.remove_person(actor=cast.actor("fay"), person_id=made.person.pk)
    with pytest.raises(Invalid):
        invitations.accept_invitation(actor=make_user("new"), token=token(made.link), now=timezone.now())
    assert roles_of(cast, "new@example.org") == []


def test_undoing_an_invitation_withdraws_its_link(cast: Cast) -> None:
    made = invite(cast)
    undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=head(cast))
    assert Invitation.objects.get(pk=made.invitation.pk).state(timezone.now()) == "revoked"
    again = invite(cast)
    assert again.person.pk == made.person.pk  # what hangs on the row stays


def test_taking_back_somebody_elses_change_raises_nobody(cast: Cast) -> None:
    own = add_person(cast.workshop, cast.fay, Role.OWNER, by=cast.fay)
    people.remove_person(actor=cast.actor("omar"), person_id=own.pk)
    before = everything(cast)
    with pytest.raises(Forbidden):
        undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=head(cast))
    assert everything(cast) == before


def test_who_leaves_the_organisation_leaves_its_workshops(cast: Cast) -> None:
    membership = OrganisationMembership.objects.get(organisation=cast.organisation, user=cast.pia)
    organisations.remove_member(actor=cast.ada, organisation_id=cast.organisation.pk, membership_id=membership.pk)
    assert roles_of(cast, "pia@example.org") == []
    membership = OrganisationMembership.objects.get(organisation=cast.organisation, user=cast.omar)
    with pytest.raises(Invalid):
        organisations.remove_member(actor=cast.ada, organisation_id=cast.organisation.pk, membership_id=membership.pk)
    assert roles_of(cast, "omar@example.org") == ["owner"]
    assert OrganisationMembership.objects.filter(pk=membership.pk).exists()


# Pages


@pytest.mark.parametrize(("who", "status"), [("fay", 200), ("spring", 200), ("obi", 200), ("ada", 200), ("uma", 404), ("xena", 404)])
def test_who_sees_the_people(cast: Cast, who: str, status: int) -> None:
    assert cast.client(who).get(page_url(cast)).status_code == status


@pytest.mark.parametrize(("who", "sees"), [("fay", True), ("omar", True), ("ada", True), ("spring", False), ("pia", False), ("obi", False)])
def test_who_sees_addresses(cast: Cast, who: str, sees: bool) -> None:
    shown = cast.client(who).get(page_url(cast)).content.decode()
    listed = cast.api(who).get(f"/api/v1/workshops/{cast.workshop.pk}/people/").json()["results"]
    assert ("per@example.org" in shown) is sees
    assert [("email" in row) for row in listed] == [sees] * 6


def test_the_administrator_sees_no_step_of_the_map(cast: Cast) -> None:
    document = {"format": "vsm-map/1", "title": "Now", "steps": [{"id": "a", "name": "CANARY step", "area": "Triage"}]}
    import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=document)
    assert "CANARY step" not in cast.client("ada").get(page_url(cast)).content.decode()
    assert "CANARY step" in cast.client("obi").get(page_url(cast)).content.decode()


def test_the_page_says_which_areas_nobody_speaks_for(cast: Cast) -> None:
    areas = {"Triage": {"area": "Front  desk"}, "Tests": {"area": "Laboratory"}, "Rest": {}}
    steps = [{"id": name.lower(), "name": name} | area for name, area in areas.items()]
    import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source={"format": "vsm-map/1", "title": "Now", "steps": steps})
    people.update_person(actor=cast.actor("fay"), person_id=cast.person("pia").pk, values={"area": "front desk"})
    shown = text_of(cast.client("fay").get(page_url(cast)))
    assert "5 in the team, 2 subject-matter experts, under 15 as it should be. Nobody speaks for Laboratory." in shown
    for words in ("1 Triage Pia", "Step 2 is bare", "2 Tests nobody from Laboratory", "3 Rest no area on the map"):
        assert words in shown


def test_fifteen_experts_are_warned_about(cast: Cast) -> None:
    for number in range(12):
        invite(cast, email=f"new{number}@example.org")
    assert "fewer than 15 is ideal" not in text_of(cast.client("fay").get(page_url(cast)))
    invite(cast, email="one-more@example.org")
    shown = text_of(cast.client("fay").get(page_url(cast)))
    assert "15 subject-matter experts are many: fewer than 15 is ideal" in shown


def test_the_link_is_shown_once_and_the_row_says_until_when(cast: Cast) -> None:
    answer = cast.client("fay").post(page_url(cast, "invite/"), {"email": "new@example.org", "role": "observer"})
    link = answer.context["invited"].link
    assert (answer.status_code, answer.content.decode().count(f'value="{link}"')) == (201, 1)
    again = cast.client("fay").get(page_url(cast))
    assert link not in again.content.decode()
    until = answer.context["invited"].invitation.expires_at
    assert f"Invited, until {until.day} {until:%b}" in text_of(again)


@pytest.mark.parametrize(("email", "role", "status"), [("x", "observer", 422), ("pia@example.org", "coach", 403)])
def test_a_refused_invitation_says_why_on_its_page(cast: Cast, email: str, role: str, status: int) -> None:
    before = everything(cast)
    answer = cast.client("fay").post(page_url(cast, "invite/"), {"email": email, "role": role})
    assert answer.status_code == status
    assert 'class="field__error"' in answer.content.decode()
    assert everything(cast) == before


def test_two_people_who_change_one_function_see_both_values(cast: Cast) -> None:
    pia = cast.person("pia")
    url = f"/people/{pia.pk}/edit/"
    seen = cast.client("fay").get(url).context["form"]
    form = {"role": "participant", "function": "Nurse"}
    for name in ("role", "function"):
        form |= {seen[name].html_initial_name: seen[name].value(), seen.fields[name].rev_name: str(seen.fields[name].rev)}
    people.update_person(actor=cast.actor("omar"), person_id=pia.pk, values={"function": "Head nurse", "area": "Triage"})
    answer = cast.client("fay").post(url, form)
    assert answer.status_code == 409
    assert "Head nurse" in text_of(answer) and 'value="Nurse"' in answer.content.decode()
    assert (cast.person("pia").function, cast.person("pia").area) == ("Head nurse", "Triage")


def test_the_page_of_a_person_changes_confirms_and_takes_out(cast: Cast) -> None:
    pia = cast.person("pia")
    answer = cast.client("omar").post(f"/people/{pia.pk}/edit/", {"role": "participant", "area": "Triage", "full_time": "on"})
    assert (answer.status_code, cast.person("pia").area, cast.person("pia").full_time) == (302, "Triage", True)
    cast.client("spring").post(f"/people/{pia.pk}/release/", {"released": "1"})
    assert "Freed, 3 days" in text_of(cast.client("obi").get(page_url(cast)))
    answer = cast.client("omar").post(f"/people/{pia.pk}/remove/")
    assert (answer.headers["Location"], roles_of(cast, "pia@example.org")) == (page_url(cast), [])


def test_who_takes_out_oneself_is_led_away(cast: Cast) -> None:
    answer = cast.client("fay").post(f"/people/{cast.person('fay').pk}/remove/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/workshops/")


def test_the_last_owner_stays_by_page_too(cast: Cast) -> None:
    answer = cast.client("fay").post(f"/people/{cast.person('omar').pk}/remove/", follow=True)
    assert "Omar is the last process owner" in text_of(answer)
    assert roles_of(cast, "omar@example.org") == ["owner"]


def test_names_are_sorted_both_ways(cast: Cast) -> None:
    for sort, names in (("", ["Spring", "Omar", "Fay", "Per", "Pia", "Obi"]), ("name", ["Fay", "Obi", "Omar", "Per", "Pia", "Spring"])):
        rows = cast.client("fay").get(page_url(cast), {"sort": sort}).context["rows"]
        assert [row.person.name for row in rows] == names


def test_what_people_type_is_never_markup(cast: Cast) -> None:
    people.update_person(actor=cast.actor("fay"), person_id=cast.person("pia").pk, values={"function": "<b>x</b>", "area": "<i>y</i>"})
    for url in (page_url(cast), f"/people/{cast.person('pia').pk}/edit/"):
        shown = cast.client("fay").get(url).content.decode()
        assert not re.search(r"<b>x|<i>y", shown)


# API


def api_url(cast: Cast) -> str:
    return f"/api/v1/workshops/{cast.workshop.pk}/people/"


def test_the_answer_is_alike_whether_or_not_there_is_an_account(cast: Cast) -> None:
    api = cast.api("fay")
    answers = [
        api.post(api_url(cast), {"email": f"{name}@example.org", "role": "participant", "area": "Ward"}, format="json")
        for name in ("uma", "xena", "nobody")
    ]
    assert [answer.status_code for answer in answers] == [201, 201, 201]
    own = {"id", "url", "email", "link", "revs"}
    rest = [{name: value for name, value in answer.json().items() if name not in own} for answer in answers]
    said = {"role": "participant", "function": "", "area": "Ward", "expert_of": "", "full_time": False, "released": False}
    assert rest == [said] * 3
    assert [set(answer.json()) - set(rest[0]) for answer in answers] == [own] * 3
    assert [Invitation.objects.get(email=answer.json()["email"]).state(timezone.now()) for answer in answers] == ["open"] * 3
    assert all(answer.json()["link"].startswith("http") for answer in answers)


def test_a_repeated_call_gives_the_same_row_without_the_link(cast: Cast) -> None:
    api, key = cast.api("fay"), {"Idempotency-Key": str(uuid7())}
    body = {"email": "new@example.org", "role": "observer"}
    first, second = (api.post(api_url(cast), body, format="json", headers=key) for _ in range(2))
    assert (first.status_code, second.status_code, second.json()["link"]) == (201, 201, None)
    assert first.json()["id"] == second.json()["id"]
    assert Participation.objects.filter(workshop=cast.workshop, email="new@example.org").count() == 1


@pytest.mark.parametrize(
    ("who", "body", "status"),
    [
        ("fay", {"email": "new@example.org", "role": "guest"}, 400),
        ("fay", {"email": "new@example.org", "role": "observer", "released": True}, 400),
        ("fay", {"email": "pia@example.org", "role": "participant"}, 400),
        ("fay", {"email": "pia@example.org", "role": "owner"}, 403),
        ("pia", {"email": "new@example.org", "role": "observer"}, 403),
        ("uma", {"email": "new@example.org", "role": "observer"}, 404),
    ],
)
def test_refused_calls_change_nothing(cast: Cast, who: str, body: dict[str, Any], status: int) -> None:
    before = everything(cast)
    assert cast.api(who).post(api_url(cast), body, format="json").status_code == status
    assert everything(cast) == before


def test_rows_are_changed_and_removed(cast: Cast) -> None:
    pia, api = cast.person("pia"), cast.api("omar")
    answer = api.patch(f"/api/v1/people/{pia.pk}/", {"function": "Nurse", "role": "observer", "base": {"function": 0}}, format="json")
    assert answer.status_code == 200, answer.content
    assert (answer.json()["role"], answer.json()["function"], answer.json()["email"]) == ("observer", "Nurse", "pia@example.org")
    clash = api.patch(f"/api/v1/people/{pia.pk}/", {"function": "Doctor", "base": {"function": 0}}, format="json")
    assert (clash.status_code, clash.json()["current"][0]["v"]) == (409, "Nurse")
    assert cast.api("spring").patch(f"/api/v1/people/{pia.pk}/", {"released": True}, format="json").json()["released"] is True
    assert cast.api("spring").patch(f"/api/v1/people/{pia.pk}/", {"function": "X"}, format="json").status_code == 403
    assert api.delete(f"/api/v1/people/{cast.person('omar').pk}/").status_code == 400
    assert api.delete(f"/api/v1/people/{pia.pk}/").status_code == 204
    assert roles_of(cast, "pia@example.org") == []


def test_one_lowers_oneself_and_gets_an_answer(cast: Cast) -> None:
    answer = cast.api("fay").patch(f"/api/v1/people/{cast.person('fay').pk}/", {"role": "observer"}, format="json")
    assert (answer.status_code, answer.json()["role"], "email" in answer.json()) == (200, "observer", False)


def test_a_pause_leaves_people_to_coach_and_administrator(cast: Cast) -> None:
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.set(cast.workshop, {"paused": True})
    with pytest.raises(Forbidden):
        invite(cast, who="omar")
    assert selectors.get_person(cast.actor("ada"), cast.person("pia").pk, Action.MANAGE_PEOPLE).user == cast.pia


def test_whose_role_is_another_gets_a_new_session_key(cast: Cast) -> None:
    pia, client, bystander = cast.person("pia"), cast.client("pia"), cast.client("per")
    keys = [client.session.session_key]
    home = reverse("workshop-home", args=[cast.workshop.pk])

    def next_key() -> str:
        client.get(home)
        keys.append(client.session.session_key)
        return keys[-1]

    people.update_person(actor=cast.actor("fay"), person_id=pia.pk, values={"function": "Nurse"})
    assert next_key() == keys[0]
    people.update_person(actor=cast.actor("omar"), person_id=pia.pk, values={"role": "coach"})
    assert next_key() != keys[0]
    undo_change(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, seq=WorkshopHead.objects.get(workshop=cast.workshop).head)
    assert next_key() != keys[2]
    people.remove_person(actor=cast.actor("fay"), person_id=pia.pk)
    assert next_key() not in keys[:-1]
    before = bystander.session.session_key
    bystander.get(home)
    assert bystander.session.session_key == before
