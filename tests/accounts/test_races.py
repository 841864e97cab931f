"""Two people at once: one link makes one account, and one administrator always stays."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from accounts import audit
from accounts.models import AuditEntry, Organisation, OrganisationMembership, User
from accounts.services import invitations, organisations
from tests.accounts.house import PASSWORD, make_user
from vsm_site.lib.errors import AppError

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls in threads that start together; what each gave back or was refused with."""
    ready, results = threading.Barrier(len(calls)), []

    def run(call: Callable[[], Any]) -> None:
        try:
            ready.wait()
            results.append(call())
        except AppError as error:
            results.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def two_administrators() -> tuple[Organisation, list[OrganisationMembership]]:
    organisation = Organisation.objects.create(name="Riverside Hospital")
    people = [make_user("ada"), make_user("fay")]
    return organisation, [OrganisationMembership.objects.create(organisation=organisation, user=user, role="admin") for user in people]


def test_two_administrators_who_remove_each_other_leave_one() -> None:
    organisation, (ada, fay) = two_administrators()

    def remove(actor: User, member: OrganisationMembership) -> None:
        organisations.remove_member(actor=actor, organisation_id=organisation.pk, membership_id=member.pk)

    results = at_once(lambda: remove(ada.user, fay), lambda: remove(fay.user, ada))
    assert organisation.memberships.filter(role="admin").count() == 1
    assert sum(isinstance(result, AppError) for result in results) == 1
    assert AuditEntry.objects.filter(action="member-removed").count() == 1


def test_two_administrators_who_step_down_leave_one() -> None:
    organisation, (ada, fay) = two_administrators()

    def step_down(member: OrganisationMembership) -> None:
        organisations.set_member_role(actor=member.user, organisation_id=organisation.pk, membership_id=member.pk, role="member")

    at_once(lambda: step_down(ada), lambda: step_down(fay))
    assert organisation.memberships.filter(role="admin").count() == 1


def test_one_link_taken_twice_at_once_makes_one_account() -> None:
    organisation, (ada, _) = two_administrators()
    made = invitations.invite_person(actor=ada.user, organisation=organisation, email="gus@example.org")
    token = made.link.rstrip("/").rpartition("/")[2]

    def take() -> User:
        return invitations.accept_invitation_as_new(token=token, display_name="Gus", password=PASSWORD, time_zone="UTC", now=timezone.now())

    results = at_once(take, take)
    assert sum(isinstance(result, User) for result in results) == 1
    assert User.objects.filter(email="gus@example.org").count() == 1
    assert organisation.memberships.count() == 3


def test_the_audit_chain_holds_with_many_writers() -> None:
    organisation, (ada, _) = two_administrators()

    def write() -> None:
        for number in range(10):
            audit.record(actor=ada.user, action="tested", obj=organisation, details={"number": number})

    at_once(*[write] * 4)
    verdict = audit.verify()
    assert (verdict.entries, verdict.broken_at) == (40, None)
