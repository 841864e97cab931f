"""A practice workshop: the same people on a sample map, in no figures and without reviews."""

from __future__ import annotations

import pytest

from mapping.models import Map
from mapping.services.practice import TITLE, make_practice
from reviews.models import Reminder, Review
from tests.cast import Cast
from vsm_site.lib.errors import Forbidden
from vsm_site.lib.ids import uuid7
from workshops.models import Participation, SetupTask, ValueStream, Workshop
from workshops.selectors.streams import list_streams

pytestmark = pytest.mark.django_db


def people_of(workshop: Workshop) -> set[tuple[str, str]]:
    return set(Participation.objects.present().filter(workshop=workshop).values_list("user__display_name", "role"))


def test_the_team_is_in_with_its_roles_on_a_sample_map(cast: Cast) -> None:
    made = make_practice(actor=cast.actor("fay"), workshop_id=cast.workshop.pk)
    assert (made.title, made.practice, people_of(made)) == (TITLE, True, people_of(cast.workshop))
    assert [row.title for row in Map.objects.filter(workshop=made)] == ["A cup of coffee"]
    said = cast.client("pia").get(f"/workshops/{made.pk}/maps/").content.decode()
    assert ("Practice." in said, "A cup of coffee" in said) == (True, True)


def test_it_has_no_tasks_reviews_or_reminders_and_is_not_on_the_dashboard(cast: Cast) -> None:
    before = (Review.objects.count(), Reminder.objects.count(), SetupTask.objects.count())
    make_practice(actor=cast.actor("fay"), workshop_id=cast.workshop.pk)
    assert (Review.objects.count(), Reminder.objects.count(), SetupTask.objects.count()) == before
    assert TITLE not in cast.client("spring").get("/dashboard/").content.decode()
    assert TITLE in cast.client("spring").get("/workshops/").content.decode()
    assert TITLE not in [stream.name for stream in list_streams(cast.actor("fay"))]


def test_a_second_one_belongs_to_the_same_stream(cast: Cast) -> None:
    made = [make_practice(actor=cast.actor("fay"), workshop_id=cast.workshop.pk) for _ in range(2)]
    assert (made[0].stream_id, ValueStream.objects.filter(name=TITLE).count()) == (made[1].stream_id, 1)


def test_a_button_that_is_pressed_twice_makes_one(cast: Cast) -> None:
    address, body = f"/workshops/{cast.workshop.pk}/training/practice/", {"change_id": str(uuid7())}
    found = [cast.client("fay").post(address, body).headers["Location"] for _ in range(2)]
    assert (found[0], Workshop.objects.filter(practice=True).count()) == (found[1], 1)


def test_others_make_none(cast: Cast) -> None:
    before = Workshop.objects.count()
    with pytest.raises(Forbidden):
        make_practice(actor=cast.actor("pia"), workshop_id=cast.workshop.pk)
    assert Workshop.objects.count() == before
