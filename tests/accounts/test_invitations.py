"""Invitations: one address, one time, two weeks; the same answer whether or not there is an account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Invitation, Notification, OrganisationMembership, OutboxMessage, User
from accounts.services import invitations
from accounts.services.invitations import NewInvitation
from accounts.signals import invitation_accepted
from tests.accounts.house import NOW, PASSWORD, House, browser, make_user
from vsm_site.lib.errors import Forbidden, Invalid, NotFound

NEW = {"display_name": "Gus", "password": PASSWORD, "time_zone": "Europe/Berlin"}


def invite(house: House, email: str = "gus@example.org", **options: Any) -> NewInvitation:
    return invitations.invite_person(actor=house.ada, organisation=house.riverside, email=email, **options)


def token_of(made: NewInvitation) -> str:
    return made.link.rstrip("/").rpartition("/")[2]


def page(made: NewInvitation) -> str:
    return reverse("invitation-accept", args=[token_of(made)])


def test_an_invitation_is_stored_mailed_and_noted(house: House) -> None:
    made = invite(house, " Gus@Example.org ", role="admin", now=NOW)
    kept = Invitation.objects.get()
    assert (kept.email, kept.role, kept.invited_by, kept.expires_at) == ("gus@example.org", "admin", house.ada, NOW + timedelta(days=14))
    assert made.link == f"http://127.0.0.1:8000{page(made)}"
    assert token_of(made) not in kept.token_hash
    letter = OutboxMessage.objects.get()
    assert (letter.to, letter.subject, letter.holds_secret) == ("gus@example.org", "Ada invites you to Riverside Hospital", True)
    assert made.link in letter.body
    assert AuditEntry.objects.get().details == {"email": "gus@example.org", "role": "admin"}


def test_a_member_invites_nobody(house: House) -> None:
    with pytest.raises(Forbidden):
        invitations.invite_person(actor=house.pia, organisation=house.riverside, email="gus@example.org")
    with pytest.raises(NotFound):
        invitations.invite_person(actor=house.xena, organisation=house.riverside, email="gus@example.org")
    assert not Invitation.objects.exists() and not OutboxMessage.objects.exists() and not AuditEntry.objects.exists()


@pytest.mark.parametrize("email", ["", "gus", "gus@", "a@b.example\nBcc: x@y.example", "x" * 250 + "@example.org"])
def test_what_is_no_address_is_refused(house: House, email: str) -> None:
    with pytest.raises(Invalid) as refusal:
        invite(house, email)
    assert refusal.value.faults[0].path == "email"
    assert not Invitation.objects.exists() and not OutboxMessage.objects.exists()


def test_somebody_who_is_a_member_is_not_invited_again(house: House) -> None:
    with pytest.raises(Invalid) as refusal:
        invite(house, "PIA@example.org")
    assert refusal.value.faults[0].text == "Pia is a member already."


def test_answer_mail_and_page_are_alike_with_and_without_an_account(house: House) -> None:
    gus = make_user("gus")
    known, unknown = invite(house, gus.email), invite(house, "xus@example.org")
    letters = {letter.to: letter for letter in OutboxMessage.objects.all()}
    assert letters["gus@example.org"].subject == letters["xus@example.org"].subject

    def told(made: NewInvitation) -> str:
        return letters[made.invitation.email].body.replace(made.link, "LINK")

    assert told(known) == told(unknown)

    def shown(made: NewInvitation) -> str:
        text = browser().get(page(made)).content.decode()
        return "\n".join(line for line in text.replace(token_of(made), "T").replace("xus@", "gus@").splitlines() if "csrf" not in line)

    assert shown(known) == shown(unknown)


def test_somebody_new_makes_an_account_and_is_signed_in(house: House) -> None:
    made = invite(house, role="admin")
    client = browser()
    answer = client.post(page(made), NEW)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    gus = User.objects.get(email="gus@example.org")
    assert (gus.display_name, gus.time_zone, gus.is_superuser, gus.check_password(PASSWORD)) == ("Gus", "Europe/Berlin", False, True)
    assert house.membership(gus).role == "admin"
    assert client.session["_auth_user_id"] == str(gus.pk)
    kept = Invitation.objects.get()
    assert kept.accepted_by == gus and kept.accepted_at is not None
    assert Notification.objects.get(user=house.ada).text == "Gus took your invitation to Riverside Hospital."
    assert list(AuditEntry.objects.order_by("id").values_list("action", flat=True)) == ["invited", "joined", "signed-in"]


def test_the_link_works_once(house: House) -> None:
    made = invite(house)
    invitations.accept_invitation_as_new(token=token_of(made), now=timezone.now(), **NEW)
    answer = browser().get(page(made))
    assert answer.status_code == 410
    assert "taken already" in answer.content.decode()
    with pytest.raises(Invalid):
        invitations.accept_invitation(actor=User.objects.get(email="gus@example.org"), token=token_of(made), now=timezone.now())


def test_the_link_works_for_two_weeks(house: House) -> None:
    made = invite(house, now=NOW)
    with pytest.raises(Invalid):
        invitations.accept_invitation_as_new(token=token_of(made), now=NOW + timedelta(days=14), **NEW)
    assert not User.objects.filter(email="gus@example.org").exists()
    invitations.accept_invitation_as_new(token=token_of(made), now=NOW + timedelta(days=14, seconds=-1), **NEW)
    assert User.objects.filter(email="gus@example.org").exists()


def test_an_expired_link_says_whom_to_ask(house: House) -> None:
    made = invite(house, now=timezone.now() - timedelta(days=15))
    answer = browser().get(page(made))
    assert answer.status_code == 410
    assert "Ada" in answer.content.decode()


def test_an_unknown_link_is_not_found(house: House) -> None:
    assert browser().get(reverse("invitation-accept", args=["nothing"])).status_code == 404


def test_a_revoked_link_joins_nobody(house: House) -> None:
    made = invite(house)
    invitations.revoke_invitation(actor=house.ada, organisation_id=house.riverside.pk, invitation_id=made.invitation.pk, now=timezone.now())
    assert browser().post(page(made), NEW).status_code == 410
    with pytest.raises(Invalid):
        invitations.accept_invitation_as_new(token=token_of(made), now=timezone.now(), **NEW)
    assert not User.objects.filter(email="gus@example.org").exists()


def test_only_administrators_revoke(house: House) -> None:
    made = invite(house)
    url = reverse("invitation-revoke", args=[house.riverside.pk, made.invitation.pk])
    assert browser(house.pia).post(url).status_code == 403
    assert browser(house.xena).post(url).status_code == 404
    other = reverse("invitation-revoke", args=[house.elsewhere.pk, made.invitation.pk])
    assert browser(house.xena).post(other).status_code == 404
    assert Invitation.objects.get().revoked_at is None
    assert browser(house.ada).post(url).status_code == 302
    assert Invitation.objects.get().revoked_at is not None


def test_a_taken_invitation_cannot_be_revoked(house: House) -> None:
    made = invite(house)
    invitations.accept_invitation_as_new(token=token_of(made), now=NOW, **NEW)
    with pytest.raises(Invalid):
        invitations.revoke_invitation(actor=house.ada, organisation_id=house.riverside.pk, invitation_id=made.invitation.pk, now=NOW)


def test_inviting_again_voids_the_earlier_link(house: House) -> None:
    first, second = invite(house), invite(house)
    with pytest.raises(Invalid):
        invitations.accept_invitation_as_new(token=token_of(first), now=timezone.now(), **NEW)
    invitations.accept_invitation_as_new(token=token_of(second), now=timezone.now(), **NEW)


def test_somebody_with_an_account_signs_in_and_takes_it(house: House) -> None:
    made, client = invite(house, "xena@example.org"), browser(house.xena)
    assert "Riverside Hospital" in client.get(page(made)).content.decode()
    assert client.post(page(made))["Location"] == "/"
    assert house.membership(house.xena).role == "member"
    assert OrganisationMembership.objects.filter(user=house.xena).count() == 2


def test_another_account_is_asked_to_sign_in_as_the_right_one(house: House) -> None:
    made, client = invite(house), browser(house.xena)
    text = client.get(page(made)).content.decode()
    assert "gus@example.org" in text and reverse("account_logout") in text
    assert client.post(page(made)).status_code == 403
    with pytest.raises(Forbidden):
        invitations.accept_invitation(actor=house.xena, token=token_of(made), now=timezone.now())
    assert not OrganisationMembership.objects.filter(organisation=house.riverside, user=house.xena).exists()
    assert Invitation.objects.get().accepted_at is None


def test_signing_out_there_leads_back_to_the_invitation(house: House) -> None:
    made = invite(house)
    answer = browser(house.xena).post(reverse("account_logout"), {"next": page(made)})
    assert answer["Location"] == page(made)


def test_a_new_account_for_an_address_that_has_one_is_refused(house: House) -> None:
    made = invite(house, "xena@example.org")
    answer = browser().post(page(made), NEW | {"display_name": "Mallory", "password": "another long password"})
    assert answer.status_code == 422
    house.xena.refresh_from_db()
    assert house.xena.display_name == "Xena" and house.xena.check_password(PASSWORD)
    assert Invitation.objects.get().accepted_at is None


def test_joining_keeps_a_role_that_one_has(house: House) -> None:
    made = invite(house, "gus@example.org")
    gus = make_user("gus")
    OrganisationMembership.objects.create(organisation=house.riverside, user=gus, role="admin")
    invitations.accept_invitation(actor=gus, token=token_of(made), now=timezone.now())
    assert house.membership(gus).role == "admin"


GRANTS = {"workshop": "0197", "role": "participant", "url": "/workshops/0197/"}


def test_an_app_above_hears_of_what_it_granted(house: House) -> None:
    made = invitations.invite_person(
        actor=house.pia, organisation=house.riverside, email="gus@example.org", grants=GRANTS, about="the workshop “Patient journey”"
    )
    assert OutboxMessage.objects.get().subject == "Pia invites you to the workshop “Patient journey”"
    heard = []

    def hear(invitation: Invitation, user: User, **_: object) -> None:
        heard.append((invitation.grants, user.email))

    invitation_accepted.connect(hear)
    try:
        answer = browser().post(page(made), NEW)
    finally:
        invitation_accepted.disconnect(hear)
    assert heard == [(GRANTS, "gus@example.org")]
    assert answer["Location"] == "/workshops/0197/"
    assert house.membership(User.objects.get(email="gus@example.org")).role == "member"


def test_what_fails_above_undoes_the_joining(house: House) -> None:
    made = invite(house)

    def refuse(**_: object) -> None:
        raise Invalid("The workshop is over.")

    invitation_accepted.connect(refuse)
    try:
        answer = browser().post(page(made), NEW)
    finally:
        invitation_accepted.disconnect(refuse)
    assert answer.status_code == 422
    assert Invitation.objects.get().accepted_at is None
    assert not User.objects.filter(email="gus@example.org").exists()


def test_grants_make_nobody_administrator(house: House) -> None:
    with pytest.raises(Invalid):
        invitations.invite_person(actor=house.pia, organisation=house.riverside, email="gus@example.org", grants=GRANTS, role="admin")
    assert not Invitation.objects.exists()


def test_invitations_to_two_things_stand_side_by_side(house: House) -> None:
    invite(house, grants={"workshop": "1"}, now=NOW)
    invite(house, grants={"workshop": "2"}, now=NOW)
    assert Invitation.objects.filter(revoked_at=None).count() == 2


def test_a_landing_place_elsewhere_is_not_followed(house: House) -> None:
    made = invite(house, grants={"url": "https://evil.example/"})
    assert browser().post(page(made), NEW)["Location"] == "/"


def test_the_quota_ends_a_flood(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    Invitation.objects.bulk_create(
        Invitation(organisation=house.riverside, email=f"p{n}@example.org", token_hash=str(n), created_at=NOW, expires_at=NOW)
        for n in range(200)
    )
    with pytest.raises(Invalid):
        invite(house, now=NOW + timedelta(hours=23))
    assert Invitation.objects.count() == 200
    invite(house, now=NOW + timedelta(hours=24))


def test_the_page_shows_the_link_this_once_without_a_mail_server(house: House, settings: Any) -> None:
    settings.MAIL_IS_LOCAL = True
    client: Client = browser(house.ada)
    answer = client.post(reverse("organisation-invite", args=[house.riverside.pk]), {"email": "gus@example.org", "role": "member"})
    assert answer.status_code == 201
    link = answer.context["made"].link
    assert link in answer.content.decode()
    assert link not in client.get(reverse("organisation", args=[house.riverside.pk])).content.decode()


def test_with_a_mail_server_the_page_shows_no_link(house: House, settings: Any) -> None:
    settings.MAIL_IS_LOCAL = False
    url = reverse("organisation-invite", args=[house.riverside.pk])
    answer = browser(house.ada).post(url, {"email": "gus@example.org", "role": "member"})
    assert answer.status_code == 201
    assert "/accounts/invitations/" not in answer.content.decode()


def test_a_bad_address_is_named_on_the_page(house: House) -> None:
    url = reverse("organisation-invite", args=[house.riverside.pk])
    answer = browser(house.ada).post(url, {"email": "nobody", "role": "member"})
    assert answer.status_code == 422
    assert "email" in answer.context["invite_form"].errors
    assert not Invitation.objects.exists()
    assert browser(house.pia).post(url, {"email": "gus@example.org", "role": "member"}).status_code == 403
    assert not Invitation.objects.exists()
