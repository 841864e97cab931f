"""The audit log is a chain: what was changed, taken out or put in between shows."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from accounts import audit
from accounts.models import AuditEntry
from tests.accounts.house import NOW, PASSWORD, House, browser


def fill(house: House) -> list[AuditEntry]:
    return [
        audit.record(actor=house.ada, action=action, obj=house.riverside, organisation=house.riverside, details={"ä": [1, "x"]}, at=NOW)
        for action in ("one", "two", "three")
    ]


def test_each_entry_carries_the_hash_of_the_one_before(house: House) -> None:
    one, two, three = fill(house)
    assert (one.previous_hash, two.previous_hash, three.previous_hash) == ("", one.entry_hash, two.entry_hash)
    assert audit.verify() == audit.Verdict(3, three.entry_hash)


def test_an_empty_log_is_whole(house: House) -> None:
    assert audit.verify() == audit.Verdict(0, "")


@pytest.mark.parametrize("change", [{"action": "other"}, {"details": {}}, {"actor": None}, {"object_id": "x"}, {"organisation": None}])
def test_a_changed_entry_shows(house: House, change: dict[str, object]) -> None:
    one, two, _ = fill(house)
    AuditEntry.objects.filter(pk=two.pk).update(**change)
    assert audit.verify() == audit.Verdict(1, one.entry_hash, two.pk)


def test_an_entry_taken_out_shows(house: House) -> None:
    one, two, three = fill(house)
    AuditEntry.objects.filter(pk=two.pk).delete()
    assert audit.verify() == audit.Verdict(1, one.entry_hash, three.pk)


def test_the_chain_cannot_fork(house: House) -> None:
    one, _, _ = fill(house)
    twin = AuditEntry(action="twin", object_kind="user", object_id="1", previous_hash=one.entry_hash)
    twin.entry_hash = audit.hash_of(twin)
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()
    assert AuditEntry.objects.count() == 3


def test_entries_are_append_only(house: House) -> None:
    entry = fill(house)[0]
    with pytest.raises(RuntimeError):
        entry.save()
    with pytest.raises(RuntimeError):
        entry.delete()
    assert AuditEntry.objects.count() == 3


def test_the_chain_outlives_the_people_in_it(house: House) -> None:
    fill(house)
    house.ada.delete()
    house.riverside.delete()
    assert audit.verify().broken_at is None
    assert AuditEntry.objects.select_related("actor").first().actor is None


def test_the_command_says_count_and_last_hash(house: House) -> None:
    last, out = fill(house)[-1], StringIO()
    call_command("verify_audit", stdout=out)
    assert out.getvalue() == f"3 entries, last hash {last.entry_hash}\n"


def test_the_command_fails_where_the_chain_is_broken(house: House) -> None:
    entry = fill(house)[1]
    AuditEntry.objects.filter(pk=entry.pk).update(action="other")
    with pytest.raises(CommandError, match=f"Entry {entry.pk} "):
        call_command("verify_audit")


def test_signing_in_is_noted(house: House) -> None:
    browser().post("/accounts/login/", {"login": "pia@example.org", "password": PASSWORD})
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.object_id) == ("signed-in", house.pia, str(house.pia.pk))


def test_a_failed_attempt_signs_nobody_in(house: House) -> None:
    browser().post("/accounts/login/", {"login": "pia@example.org", "password": "wrong"})
    assert not AuditEntry.objects.exists()
