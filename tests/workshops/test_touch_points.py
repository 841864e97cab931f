"""Where streams touch: who notes it, what cannot be, and how it is taken away and put back."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry
from tests.cast import Cast
from vsm_site.lib.errors import Forbidden, Invalid, NotFound
from workshops.models import TouchPoint, ValueStream
from workshops.selectors import streams as selectors
from workshops.services import streams, touch_points

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
SAMPLES = {"way": "gives", "item": "Samples with their label", "lead_time": "20-40 min", "depends": "The analyser"}


@pytest.fixture
def ours(cast: Cast) -> ValueStream:
    """The stream of the cast's workshop, which Per made: nobody edits it as its maker."""
    ValueStream.objects.filter(workshops=cast.workshop).update(created_by=cast.per)
    return ValueStream.objects.get(workshops=cast.workshop)


@pytest.fixture
def laboratory(cast: Cast) -> ValueStream:
    """A stream that only Omar sees, who made it."""
    return streams.create_stream(actor=cast.actor("omar"), values={"name": "Laboratory", "item_kind": "internal_need"})


def note(cast: Cast, stream: ValueStream, who: str = "omar", **values: Any) -> TouchPoint:
    return touch_points.create_touch_point(actor=cast.actor(who), stream_id=stream.pk, values=SAMPLES | values)


def stored() -> tuple[int, int]:
    return TouchPoint.objects.count(), AuditEntry.objects.count()


def test_a_touch_point_is_of_both_its_streams(cast: Cast, ours: ValueStream, laboratory: ValueStream) -> None:
    made = note(cast, ours, other=str(laboratory.pk))
    assert (made.giver, made.taker, made.lead_time_text) == (ours, laboratory, "20-40 min")
    assert [list(selectors.touch_points_of([stream])) for stream in (ours, laboratory)] == [[made], [made]]
    taken = note(cast, ours, way="takes", other=str(laboratory.pk), item="Results", lead_time="")
    assert (taken.giver, taken.taker, taken.lead_time) == (laboratory, ours, None)
    entry = AuditEntry.objects.filter(action="touch-point-created").earliest("pk")
    assert (entry.actor, entry.object_id, entry.details) == (cast.omar, str(made.pk), {"item": "Samples with their label"})


def test_one_side_may_be_outside(cast: Cast, ours: ValueStream) -> None:
    made = note(cast, ours, way="takes", outside="General practitioners")
    assert (made.giver, made.giver_name, made.taker_name) == (None, "General practitioners", ours.name)


@pytest.mark.parametrize(
    ("values", "faults"),
    [
        ({"way": "sideways", "outside": "x"}, {"way": "Say whether this stream hands over or receives."}),
        ({"item": " ", "outside": "x"}, {"item": "Say what is handed over."}),
        ({}, {"outside": "Choose a stream, or write who it is."}),
        ({"other": "@", "outside": "x"}, {"outside": "Leave this empty, or choose no stream: it is one or the other."}),
        ({"other": "#own"}, {"other": "Choose one of your streams of this organisation."}),
        ({"other": "#theirs"}, {"other": "Choose one of your streams of this organisation."}),
        ({"outside": "x" * 121}, {"outside": "Keep it to 120 characters; it has 121."}),
        (
            {"outside": "x", "lead_time": "soon"},
            {"lead_time": "“soon” is no time. Type a number with its unit: 90 min, 1.5 h, 2 d 4 h, 20-40 min or ~15 min."},
        ),
    ],
)
def test_what_a_touch_point_cannot_be(
    cast: Cast, ours: ValueStream, laboratory: ValueStream, values: dict[str, str], faults: dict[str, str]
) -> None:
    known = {"@": str(laboratory.pk), "#own": str(ours.pk), "#theirs": str(cast.other_workshop.stream_id)}
    before = stored()
    with pytest.raises(Invalid) as error:
        note(cast, ours, **{name: known.get(value, value) for name, value in values.items()})
    assert ({fault.path: fault.text for fault in error.value.faults}, stored()) == (faults, before)


def test_the_database_keeps_no_touch_point_without_two_sides(cast: Cast, ours: ValueStream) -> None:
    for sides in ({"giver": ours}, {"giver": ours, "taker": ours}, {"outside": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            TouchPoint.objects.create(item="x", **sides)


@pytest.mark.parametrize(("who", "refusal"), [("spring", Forbidden), ("pia", Forbidden), ("uma", NotFound), ("xena", NotFound)])
def test_who_may_not_edit_the_stream_notes_and_changes_nothing(cast: Cast, ours: ValueStream, who: str, refusal: type[Exception]) -> None:
    made = note(cast, ours, outside="Wards")
    actor, before = cast.actor(who), stored()
    ids = {"stream_id": ours.pk, "touch_point_id": made.pk}
    with pytest.raises(refusal):
        note(cast, ours, who, outside="Wards")
    with pytest.raises(refusal):
        touch_points.update_touch_point(actor=actor, values={"item": "Mine"}, **ids)
    with pytest.raises(refusal):
        touch_points.remove_touch_point(actor=actor, **ids)
    made.refresh_from_db()
    assert (stored(), made.item, made.removed_at) == (before, SAMPLES["item"], None)


def test_a_touch_point_is_changed_from_either_side_by_what_was_changed(cast: Cast, ours: ValueStream, laboratory: ValueStream) -> None:
    made = note(cast, ours, other=str(laboratory.pk))
    changed = touch_points.update_touch_point(
        actor=cast.actor("omar"), stream_id=laboratory.pk, touch_point_id=made.pk, values={"lead_time": "~2 h"}
    )
    assert (changed.giver, changed.taker, changed.lead_time_text, changed.item) == (ours, laboratory, "~2 h", SAMPLES["item"])
    entry = AuditEntry.objects.get(action="touch-point-changed")
    assert entry.details == {"lead_time": "20-40 min → ~2 h"}


def test_a_stream_that_one_does_not_see_stays_on_the_other_side(cast: Cast, ours: ValueStream, laboratory: ValueStream) -> None:
    made = note(cast, ours, other=str(laboratory.pk))
    fay = cast.actor("fay")
    touch_points.update_touch_point(actor=fay, stream_id=ours.pk, touch_point_id=made.pk, values={"item": "Tubes"})
    made.refresh_from_db()
    assert (made.item, made.taker) == ("Tubes", laboratory)
    page = cast.client("fay").get(f"/streams/{ours.pk}/").content.decode()
    assert ("Laboratory" in page, f"/streams/{laboratory.pk}/" in page) == (True, False)
    assert cast.client("fay").get(f"/streams/{laboratory.pk}/touch-points/{made.pk}/").status_code == 404


def test_sent_twice_it_is_noted_once(cast: Cast, ours: ValueStream) -> None:
    key = uuid4()
    values = SAMPLES | {"outside": "Wards"}
    first, again = (
        touch_points.create_touch_point(actor=cast.actor("omar"), stream_id=ours.pk, values=values, change_id=key) for _ in range(2)
    )
    assert (first.pk, stored()[0]) == (again.pk, 1)


# Pages


def test_it_is_noted_changed_removed_and_put_back_on_pages(cast: Cast, ours: ValueStream) -> None:
    client, url = cast.client("omar"), f"/streams/{ours.pk}/"
    assert "Note a touch point" in client.get(url).content.decode()
    refused = client.post(f"{url}touch-points/new/", {"way": "gives", "item": "Letters"})
    assert (refused.status_code, 'value="Letters"' in refused.content.decode(), TouchPoint.objects.count()) == (422, True, 0)
    client.post(f"{url}touch-points/new/", SAMPLES | {"outside": "Wards", "change_id": str(uuid4())})
    made = TouchPoint.objects.get()
    page = client.get(url).content.decode()
    assert "Samples with their label" in page and 'class="digraph"' in page and "20-40 min" in page
    edit = f"{url}touch-points/{made.pk}/"
    form = client.get(edit).context["form"]
    sent = {name: form[name].value() for name in form.fields} | {form[name].html_initial_name: form[name].value() for name in form.fields}
    assert client.post(edit, sent | {"depends": "Every ward"}).headers["Location"] == url
    client.post(f"{edit}remove/")
    gone = client.get(url).content.decode()
    assert ("Put it back" in gone, 'class="digraph"' in gone) == (True, False)
    assert "Put it back" not in client.get(url).content.decode()
    client.post(f"{edit}restore/")
    made.refresh_from_db()
    assert (made.removed_at, made.depends) == (None, "Every ward")
    assert 'class="digraph"' in client.get(url).content.decode()


# The owner of a stream


def test_a_stream_is_owned_by_who_is_named_else_by_the_process_owner(cast: Cast, ours: ValueStream) -> None:
    fay = cast.actor("fay")
    assert selectors.owners_of(fay, [ours]) == {ours.pk: "Omar"}
    streams.update_stream(actor=fay, stream_id=ours.pk, values={"owner": str(cast.pia.pk)})
    assert selectors.owners_of(fay, [selectors.get_stream(fay, ours.pk)]) == {ours.pk: "Pia"}
    assert AuditEntry.objects.get(action="stream-changed").details == {"owner": "nobody → Pia"}
    for stranger in (cast.uma, cast.xena):
        with pytest.raises(Invalid) as error:
            streams.update_stream(actor=fay, stream_id=ours.pk, values={"owner": str(stranger.pk)})
        assert error.value.faults[0].path == "owner"
    ours.refresh_from_db()
    assert ours.owner == cast.pia
