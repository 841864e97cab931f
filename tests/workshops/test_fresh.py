"""Pages that are fetched again: 304 while nothing moved that they show, never somebody else's page."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.html import escape

from tests.cast import Cast
from workshops.change import change
from workshops.kinds import CAPTURE
from workshops.models import Workshop
from workshops.policy import Action
from workshops.selectors import topics as reached
from workshops.selectors.topics import last_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forgotten() -> None:
    reached._reached.clear()


def capture(cast: Cast, text: str = "The form is missing", who: str = "pia") -> int:
    with change(cast.workshop.pk, actor=cast.actor(who)) as tx:
        tx.new(CAPTURE, {"kind": "issue", "text": text})
    return tx.seq


def refetch(cast: Cast, who: str = "fay", page: str = "captures/", tag: str = "") -> Any:
    headers = {"VSM-Refresh": "1"} | ({"If-None-Match": tag} if tag else {})
    return cast.client(who).get(f"/workshops/{cast.workshop.pk}/{page}", headers=headers)


def test_a_page_says_304_until_a_topic_of_its_moves(cast: Cast) -> None:
    first = refetch(cast)
    assert (first.status_code, b"The form is missing" in first.content) == (200, False)
    same = refetch(cast, tag=first["ETag"])
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", first["ETag"])
    capture(cast)
    moved = refetch(cast, tag=first["ETag"])
    assert (moved.status_code, b"The form is missing" in moved.content) == (200, True)
    assert moved["ETag"] != first["ETag"]


def test_changes_of_other_topics_leave_a_page_as_it_is(cast: Cast) -> None:
    tag = refetch(cast, page="people/")["ETag"]
    capture(cast)
    assert refetch(cast, page="people/", tag=tag).status_code == 304
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.set(Workshop.objects.get(pk=cast.workshop.pk), {"title": "Another name"})
    assert refetch(cast, page="people/", tag=tag).status_code == 200


def test_two_people_never_share_a_tag_and_lost_rights_void_it(cast: Cast) -> None:
    tags = {who: refetch(cast, who)["ETag"] for who in ("fay", "omar", "pia", "per", "obi")}
    assert len(set(tags.values())) == 5
    assert refetch(cast, "pia", tag=tags["fay"]).status_code == 200
    with change(cast.workshop.pk, actor=cast.actor("fay"), needs=Action.RUN_WORKSHOP) as tx:
        tx.set(Workshop.objects.get(pk=cast.workshop.pk), {"paused": True})
    assert refetch(cast, "pia", tag=tags["pia"]).status_code == 200
    for who, status in (("xena", 404), ("ada", 403)):
        assert refetch(cast, who, tag=tags["fay"]).status_code == status


def test_a_page_that_somebody_opens_is_never_304(cast: Cast) -> None:
    tag = refetch(cast)["ETag"]
    opened = cast.client("fay").get(f"/workshops/{cast.workshop.pk}/captures/", headers={"If-None-Match": tag})
    assert (opened.status_code, opened.has_header("ETag")) == (200, False)


def test_the_dashboard_is_another_after_a_change_in_any_workshop_of_the_person(cast: Cast) -> None:
    def ask(who: str, tag: str = "") -> Any:
        return cast.client(who).get("/dashboard/", headers={"VSM-Refresh": "1"} | ({"If-None-Match": tag} if tag else {}))

    tags = {who: ask(who)["ETag"] for who in ("spring", "xena")}
    opened = cast.client("spring").get("/dashboard/").content.decode()
    assert f'data-tag="{escape(tags["spring"])}"' in opened
    assert [ask(who, tag).status_code for who, tag in tags.items()] == [304, 304]
    capture(cast)
    assert [ask(who, tag).status_code for who, tag in tags.items()] == [200, 304]


def test_a_topic_is_never_said_to_have_come_further_than_the_page(cast: Cast) -> None:
    early = Workshop.objects.select_related("head").get(pk=cast.workshop.pk)
    seq = capture(cast)
    late = Workshop.objects.select_related("head").get(pk=cast.workshop.pk)
    assert last_of(late, ["captures"]) == seq
    capture(cast)
    last_of(Workshop.objects.select_related("head").get(pk=cast.workshop.pk), ["captures"])
    assert (last_of(early, ["captures"]), last_of(late, ["captures"])) == (seq - 1, seq)


def test_topics_are_read_on_from_where_they_were_known(cast: Cast, django_assert_num_queries: Any) -> None:
    def now() -> Workshop:
        return Workshop.objects.select_related("head").get(pk=cast.workshop.pk)

    base = last_of(now(), ["captures"])
    seq = capture(cast)
    workshop = now()
    with django_assert_num_queries(1):
        assert [last_of(workshop, [topic]) for topic in ("captures", "map")] == [seq, base]
