"""Charter versions and comments, meetings, files and rounds in the JSON API."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Notification
from tests.cast import Cast
from tests.workshops.test_rounds import begin, show, write
from workshops.models import CharterComment, CharterVersion, Meeting, Round, RoundEntry, SetupTask, TaskFile, WorkshopHead
from workshops.services.charter import update_charter
from workshops.services.voices import place_dots

pytestmark = pytest.mark.django_db
BASE = "/api/v1"


@pytest.fixture(autouse=True)
def media(tmp_path: Path) -> None:
    """Files go where the test may look."""
    settings.MEDIA_ROOT = tmp_path


def of_workshop(cast: Cast, what: str) -> str:
    return f"{BASE}/workshops/{cast.workshop.pk}/{what}/"


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


def post(cast: Cast, who: str, address: str, body: dict[str, Any], key: str = "") -> Any:
    return cast.api(who).post(address, body, format="json", **({"HTTP_IDEMPOTENCY_KEY": key} if key else {}))


def person(cast: Cast, name: str) -> str:
    return str(cast.person(name).pk)


# The charter


def test_a_version_is_kept_once_and_read_with_what_it_said(cast: Cast) -> None:
    update_charter(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, values={"trigger": "A patient arrives"})
    address, key = of_workshop(cast, "charter/versions"), str(uuid4())
    made, again = (post(cast, "omar", address, {"note": "After scoping"}, key) for _ in range(2))
    assert (made.status_code, again.status_code, again.json()) == (201, 201, made.json())
    shape = made.json()
    assert (shape["number"], shape["note"], shape["made_by"], shape["signatures"]) == (1, "After scoping", person(cast, "omar"), [])
    assert shape["content"]["fields"]["trigger"] == "A patient arrives"
    assert cast.api("spring").get(shape["url"]).json() == shape
    assert cast.api("obi").get(address).json()["results"] == [shape]
    before = head(cast)
    refused = post(cast, "omar", address, {})
    assert (refused.status_code, CharterVersion.objects.count(), head(cast)) == (400, 1, before)


def test_a_comment_is_made_settled_and_taken_away(cast: Cast) -> None:
    address, key = of_workshop(cast, "charter/comments"), str(uuid4())
    made, again = (post(cast, "pia", address, {"part": "scope", "text": "Too wide"}, key) for _ in range(2))
    assert (made.status_code, again.json(), Notification.objects.filter(kind="charter-comment").count()) == (201, made.json(), 2)
    shape = made.json()
    assert (shape["part"], shape["text"], shape["author"], shape["settled"]) == ("scope", "Too wide", person(cast, "pia"), False)
    assert cast.api("per").patch(shape["url"], {"settled": True}, format="json").status_code == 403
    assert cast.api("omar").patch(shape["url"], {"settled": True}, format="json").json()["settled"] is True
    assert cast.api("omar").delete(shape["url"]).status_code == 204
    assert cast.api("omar").get(address).json()["count"] == CharterComment.objects.present().count() == 0


def test_what_a_comment_lacks_is_named_at_its_field(cast: Cast) -> None:
    before = head(cast)
    refused = post(cast, "pia", of_workshop(cast, "charter/comments"), {"part": "somewhere", "text": "", "mood": "bad"})
    assert (refused.status_code, refused["Content-Type"]) == (400, "application/problem+json")
    assert {fault["path"] for fault in refused.json()["errors"]} == {"mood"}
    assert (head(cast), CharterComment.objects.count()) == (before, 0)


# Meetings


def test_a_meeting_is_planned_changed_and_taken_away(cast: Cast) -> None:
    address, key = of_workshop(cast, "meetings"), str(uuid4())
    body = {"kind": "current", "date": "2026-11-16", "starts_at": "16:00", "minutes": 30, "people": [person(cast, "spring")]}
    made, again = (post(cast, "omar", address, body, key) for _ in range(2))
    assert (made.status_code, again.json(), Meeting.objects.count()) == (201, made.json(), 1)
    shape = made.json()
    assert {name: shape[name] for name in body} == body
    assert (shape["held"], shape["notes"]) == (False, "")
    changed = cast.api("omar").patch(shape["url"], {"held": True, "notes": "All came.", "people": []}, format="json").json()
    assert (changed["held"], changed["notes"], changed["people"], changed["starts_at"]) == (True, "All came.", [], "16:00")
    assert cast.api("obi").get(address).json()["results"] == [changed]
    assert cast.api("omar").delete(shape["url"]).status_code == 204
    assert Meeting.objects.present().count() == 0


def test_a_meeting_that_moved_on_is_a_conflict_with_its_present_value(cast: Cast) -> None:
    shape = post(cast, "omar", of_workshop(cast, "meetings"), {"kind": "scoping", "place": "Room 1"}).json()
    cast.api("fay").patch(shape["url"], {"place": "Room 2"}, format="json")
    refused = cast.api("omar").patch(shape["url"], {"place": "Room 3", "base": {"place": shape["revs"]["place"]}}, format="json")
    assert (refused.status_code, refused.json()["current"][0]["v"]) == (409, "Room 2")
    assert Meeting.objects.get().place == "Room 2"


def test_a_meeting_without_its_day_does_not_begin_at_a_time(cast: Cast) -> None:
    before = head(cast)
    refused = post(cast, "omar", of_workshop(cast, "meetings"), {"kind": "scoping", "starts_at": "09:00"})
    assert (refused.status_code, refused.json()["errors"]) == (400, [{"path": "date", "text": "Say on which day, too."}])
    assert (head(cast), Meeting.objects.count()) == (before, 0)


def test_nobody_from_elsewhere_takes_part(cast: Cast) -> None:
    before = head(cast)
    refused = post(cast, "omar", of_workshop(cast, "meetings"), {"kind": "scoping", "people": [str(uuid4())]})
    assert (refused.status_code, head(cast), Meeting.objects.count()) == (404, before, 0)


# Files


def test_a_file_is_put_to_a_task_once_listed_and_taken_off(cast: Cast) -> None:
    task = SetupTask.objects.present().get(workshop=cast.workshop, key="gather-information")
    key = {"HTTP_IDEMPOTENCY_KEY": str(uuid4())}
    sent = [{"file": SimpleUploadedFile("numbers.csv", b"a;b\n1;2\n")} for _ in range(2)]
    made, again = (cast.api("omar").post(f"{BASE}/tasks/{task.pk}/files/", body, format="multipart", **key) for body in sent)
    assert (made.status_code, again.json(), TaskFile.objects.count()) == (201, made.json(), 1)
    shape = made.json()
    assert (shape["name"], shape["kind"], shape["size"], shape["by"]) == ("numbers.csv", "csv", 8, person(cast, "omar"))
    assert shape["task"] == str(task.pk) and cast.client("obi").get(shape["file"]).content == b"a;b\n1;2\n"
    assert cast.api("obi").get(of_workshop(cast, "files")).json()["results"] == [shape]
    assert cast.api("pia").delete(shape["url"]).status_code == 403
    assert cast.api("omar").delete(shape["url"]).status_code == 204
    assert cast.api("obi").get(shape["url"]).status_code == 404


def test_a_file_of_no_kind_that_is_taken_is_refused_at_its_field(cast: Cast) -> None:
    task = SetupTask.objects.present().get(workshop=cast.workshop, key="gather-information")
    body = {"file": SimpleUploadedFile("numbers.exe", b"MZ\x00\x01")}
    refused = cast.api("omar").post(f"{BASE}/tasks/{task.pk}/files/", body, format="multipart")
    assert (refused.status_code, [fault["path"] for fault in refused.json()["errors"]]) == (400, ["file"])
    assert not TaskFile.objects.exists()


# Rounds


def test_a_round_is_begun_once_and_ended(cast: Cast) -> None:
    address, key = of_workshop(cast, "rounds"), str(uuid4())
    body = {"kind": "dots", "question": "What first?", "items": ["Porter", "Tube"], "dots": 2, "named": True}
    made, again = (post(cast, "fay", address, body, key) for _ in range(2))
    assert (made.status_code, again.json(), Round.objects.count()) == (201, made.json(), 1)
    shape = made.json()
    assert ([item["text"] for item in shape["items"]], shape["state"], shape["asked"]) == (["Porter", "Tube"], "open", 3)
    place_dots(actor=cast.actor("pia"), round_id=Round.objects.get().pk, dots={shape["items"][1]["id"]: 2})
    during = cast.api("fay").get(shape["url"]).json()
    assert (during["voices"], [item["count"] for item in during["items"]], [item["voters"] for item in during["items"]]) == (
        1,
        [None, None],
        [[], []],
    )
    shown = cast.api("fay").patch(shape["url"], {"state": "shown"}, format="json").json()
    assert (shown["state"], [item["count"] for item in shown["items"]]) == ("shown", [0, 2])
    assert [item["voters"] for item in shown["items"]] == [[], [person(cast, "pia")]]


def test_nobody_learns_from_the_api_who_wrote_what_without_names(cast: Cast) -> None:
    row = begin(cast)
    for who in ("omar", "pia", "per"):
        write(cast, row, who, f"note of {who}")
    for who in ("fay", "pia", "spring"):
        during = cast.api(who).get(f"{BASE}/rounds/{row.pk}/").json()
        assert (during["voices"], during["items"]) == (3, [])
    show(cast, row)
    after = cast.api("fay").get(f"{BASE}/rounds/{row.pk}/").json()
    assert {item["text"] for item in after["items"]} == {"note of omar", "note of pia", "note of per"}
    assert {item["author"] for item in after["items"]} == {None}


def test_too_few_candidates_begin_nothing_and_only_coaches_end(cast: Cast) -> None:
    before = head(cast)
    refused = post(cast, "fay", of_workshop(cast, "rounds"), {"kind": "poll", "question": "Which?", "items": ["One"]})
    assert (refused.status_code, [fault["path"] for fault in refused.json()["errors"]], head(cast)) == (400, ["items"], before)
    row = begin(cast)
    write(cast, row, "pia", "Nobody knows")
    assert cast.api("omar").patch(f"{BASE}/rounds/{row.pk}/", {"state": "dropped"}, format="json").status_code == 403
    assert RoundEntry.objects.count() == 1
    assert cast.api("fay").patch(f"{BASE}/rounds/{row.pk}/", {"state": "dropped"}, format="json").json()["state"] == "dropped"
    assert (RoundEntry.objects.count(), Round.objects.get().ended_at is not None) == (0, True)


def test_days_are_dates_and_times_those_of_the_workshop(cast: Cast) -> None:
    shape = post(cast, "omar", of_workshop(cast, "meetings"), {"kind": "plan", "date": "2026-11-18", "starts_at": "14:15"}).json()
    row = Meeting.objects.get()
    assert (row.date, row.starts_at, shape["date"], shape["starts_at"]) == (
        date(2026, 11, 18),
        datetime(2026, 11, 18, 14, 15, tzinfo=UTC).time(),
        "2026-11-18",
        "14:15",
    )
