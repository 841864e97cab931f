"""Value streams: who reads, makes and changes them, on pages and in the API."""

from __future__ import annotations

from uuid import uuid4

import pytest

from accounts.models import AuditEntry, OrganisationMembership
from tests.cast import Cast, make_organisation
from vsm_site.lib.errors import Forbidden, Invalid, NotFound
from workshops.change import change
from workshops.flows import FLOWS
from workshops.models import ItemKind, Participation, ValueStream
from workshops.selectors import streams as selectors
from workshops.services import streams

pytestmark = pytest.mark.django_db
LABORATORY = {"name": "Laboratory orders", "item_kind": "patient"}


def test_every_kind_of_what_flows_has_its_sentence() -> None:
    assert [flow.key for flow in FLOWS] == list(ItemKind.values)
    assert FLOWS[4].sentence == "In administration, internal customer needs flow through the value stream."


def test_a_stream_is_made_and_noted_in_the_audit_log(cast: Cast) -> None:
    made = streams.create_stream(actor=cast.actor("uma"), values=LABORATORY | {"customer": "  Wards "})
    assert (made.organisation, made.created_by, made.customer) == (cast.organisation, cast.uma, "Wards")
    entry = AuditEntry.objects.get(action="stream-created")
    assert (entry.actor, entry.organisation, entry.object_id) == (cast.uma, cast.organisation, str(made.pk))


def test_a_stream_sent_twice_is_made_once(cast: Cast) -> None:
    key = uuid4()
    first = streams.create_stream(actor=cast.actor("fay"), values=LABORATORY, change_id=key)
    again = streams.create_stream(actor=cast.actor("fay"), values=LABORATORY, change_id=key)
    others = streams.create_stream(actor=cast.actor("pia"), values=LABORATORY, change_id=key)
    assert (again.pk == first.pk, others.pk == first.pk) == (True, False)
    assert AuditEntry.objects.filter(action="stream-created").count() == 2


@pytest.mark.parametrize(
    ("values", "faults"),
    [
        ({}, {"name": "Give the stream a name.", "item_kind": f"Say what flows: {', '.join(ItemKind.values)}."}),
        (LABORATORY | {"item_kind": "water"}, {"item_kind": f"Say what flows: {', '.join(ItemKind.values)}."}),
        (LABORATORY | {"name": "x" * 121}, {"name": "Keep it to 120 characters; it has 121."}),
        (LABORATORY | {"colour": "red"}, {"colour": "This field cannot be set."}),
    ],
)
def test_what_a_stream_cannot_be(cast: Cast, values: dict[str, str], faults: dict[str, str]) -> None:
    before = ValueStream.objects.count(), AuditEntry.objects.count()
    with pytest.raises(Invalid) as error:
        streams.create_stream(actor=cast.actor("fay"), values=values)
    assert {fault.path: fault.text for fault in error.value.faults} == faults
    assert (ValueStream.objects.count(), AuditEntry.objects.count()) == before


def test_nobody_makes_one_in_an_organisation_of_others(cast: Cast) -> None:
    before = ValueStream.objects.count()
    with pytest.raises(NotFound):
        streams.create_stream(actor=cast.actor("fay"), values=LABORATORY, organisation_id=cast.other_organisation.pk)
    assert ValueStream.objects.count() == before


@pytest.mark.parametrize(
    ("who", "reads", "edits"),
    [
        ("fay", True, True),
        ("omar", True, True),
        ("spring", True, False),
        ("pia", True, False),
        ("obi", True, False),
        ("ada", False, False),
        ("uma", False, False),
        ("xena", False, False),
    ],
)
def test_who_reads_and_who_changes_a_stream(cast: Cast, who: str, reads: bool, edits: bool) -> None:
    stream = ValueStream.objects.get(workshops=cast.workshop)
    ValueStream.objects.filter(pk=stream.pk).update(created_by=cast.per)
    assert (stream in selectors.list_streams(cast.actor(who))) is reads
    audited = AuditEntry.objects.count()
    if edits:
        streams.update_stream(actor=cast.actor(who), stream_id=stream.pk, values={"customer": "Families"})
        entry = AuditEntry.objects.get(action="stream-changed")
        assert (entry.actor, entry.details) == (cast.people[who], {"customer": "Patients → Families"})
        return
    with pytest.raises(Forbidden if reads else NotFound):
        streams.update_stream(actor=cast.actor(who), stream_id=stream.pk, values={"customer": "Families"})
    stream.refresh_from_db()
    assert (stream.customer, AuditEntry.objects.count()) == ("Patients", audited)


def test_its_maker_changes_a_stream_without_a_role_while_a_member(cast: Cast) -> None:
    made = streams.create_stream(actor=cast.actor("uma"), values=LABORATORY)
    assert streams.update_stream(actor=cast.actor("uma"), stream_id=made.pk, values={"name": "Lab"}).name == "Lab"
    OrganisationMembership.objects.filter(user=cast.uma).delete()
    with pytest.raises(NotFound):
        streams.update_stream(actor=cast.actor("uma"), stream_id=made.pk, values={"name": "Lost"})


def test_nothing_is_noted_when_nothing_changes(cast: Cast) -> None:
    stream = ValueStream.objects.get(workshops=cast.workshop)
    streams.update_stream(actor=cast.actor("fay"), stream_id=stream.pk, values={"customer": "Patients"})
    assert not AuditEntry.objects.filter(action="stream-changed").exists()


def test_who_has_left_the_workshop_does_not_read_its_stream(cast: Cast) -> None:
    stream = ValueStream.objects.get(workshops=cast.workshop)
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.delete(Participation.objects.get(workshop=cast.workshop, user=cast.pia))
    assert cast.client("pia").get(f"/streams/{stream.pk}/").status_code == 404


# Pages


def test_the_list_and_the_page_of_a_stream(cast: Cast) -> None:
    stream = ValueStream.objects.get(workshops=cast.workshop)
    listed = cast.client("fay").get("/streams/").content.decode()
    assert f"/streams/{stream.pk}/" in listed and "1 workshop · for Patients" in listed
    page = cast.client("fay").get(f"/streams/{stream.pk}/").content.decode()
    for words in ("In health services, patients are what flow.", "Home, and well", "16–18 Nov 2026", f"/workshops/new/?stream={stream.pk}"):
        assert words in page
    assert f"/streams/{stream.pk}/edit/" in page
    assert f"/streams/{stream.pk}/edit/" not in cast.client("pia").get(f"/streams/{stream.pk}/").content.decode()


def test_a_stream_is_made_on_a_page(cast: Cast) -> None:
    client = cast.client("uma")
    assert b"No value stream yet" in client.get("/streams/").content
    answer = client.post("/streams/new/", LABORATORY | {"item": "order", "change_id": str(uuid4())})
    made = ValueStream.objects.get(name="Laboratory orders")
    assert (answer.status_code, answer.headers["Location"], made.item) == (302, f"/streams/{made.pk}/", "order")


def test_a_page_says_what_is_missing_and_stores_nothing(cast: Cast) -> None:
    before = ValueStream.objects.count()
    answer = cast.client("uma").post("/streams/new/", {"name": "Laboratory orders"})
    assert (answer.status_code, "Say what flows." in answer.content.decode()) == (422, True)
    assert 'value="Laboratory orders"' in answer.content.decode()
    assert ValueStream.objects.count() == before


def test_only_what_a_person_changed_is_stored(cast: Cast) -> None:
    stream = ValueStream.objects.get(workshops=cast.workshop)
    url, client = f"/streams/{stream.pk}/edit/", cast.client("omar")
    form = client.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields} | {form[name].html_initial_name: form[name].value() for name in form.fields}
    streams.update_stream(actor=cast.actor("fay"), stream_id=stream.pk, values={"customer": "Families"})
    assert client.post(url, sent | {"value": "Well again"}).status_code == 302
    stream.refresh_from_db()
    assert (stream.customer, stream.value) == ("Families", "Well again")


# API


def test_streams_in_the_api(cast: Cast) -> None:
    api = cast.api("fay")
    key = {"HTTP_IDEMPOTENCY_KEY": str(uuid4())}
    made = api.post("/api/v1/streams/", LABORATORY | {"value": "On time"}, format="json", **key)
    again = api.post("/api/v1/streams/", LABORATORY | {"value": "On time"}, format="json", **key)
    shape = {"name": "Laboratory orders", "item_kind": "patient", "item": "", "customer": "", "value": "On time"}
    assert (made.status_code, {name: made.json()[name] for name in shape}, again.json()["id"]) == (201, shape, made.json()["id"])
    assert made.json()["url"] == f"/streams/{made.json()['id']}/"
    changed = api.patch(f"/api/v1/streams/{made.json()['id']}/", {"item": "order"}, format="json")
    assert (changed.status_code, changed.json()["item"]) == (200, "order")
    listed = api.get("/api/v1/streams/").json()
    assert (listed["count"], [row["name"] for row in listed["results"]]) == (2, ["Laboratory orders", "Patient journey stream"])


def test_the_organisation_is_asked_for_only_where_there_are_several(cast: Cast) -> None:
    api = cast.api("fay")
    second = make_organisation("Second", cast.fay)
    refused = api.post("/api/v1/streams/", LABORATORY, format="json")
    assert (refused.status_code, refused.json()["errors"]) == (
        400,
        [{"path": "organisation", "text": "Say which of your organisations."}],
    )
    made = api.post("/api/v1/streams/", LABORATORY | {"organisation": str(second.pk)}, format="json")
    assert (made.status_code, made.json()["organisation"]) == (201, str(second.pk))


def test_bad_input_and_strangers_in_the_api(cast: Cast) -> None:
    stream = ValueStream.objects.get(workshops=cast.workshop)
    url = f"/api/v1/streams/{stream.pk}/"
    bad = cast.api("fay").patch(url, {"item_kind": "water", "colour": "red"}, format="json")
    assert (bad.status_code, sorted(fault["path"] for fault in bad.json()["errors"])) == (400, ["colour"])
    assert [cast.api(who).patch(url, {"item": "x"}, format="json").status_code for who in ("pia", "uma", "xena", "ada")] == [
        403,
        404,
        404,
        404,
    ]
    stream.refresh_from_db()
    assert (stream.item, stream.item_kind) == ("", "patient")
