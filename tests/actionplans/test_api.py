"""The action plan in the API."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actionplans.models import Action, Promise
from tests.actionplans.factories import make_action
from tests.cast import Cast
from vsm_site.lib.ids import uuid7
from workshops.change import change
from workshops.kinds import CAPTURE
from workshops.models import Capture, WorkshopHead

pytestmark = pytest.mark.django_db
LEAD = {"metric": "lead_time", "from": "23.6 d", "to": "4.5 d"}


def plan_url(cast: Cast) -> str:
    return f"/api/v1/workshops/{cast.workshop.pk}/actions/"


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


def post(cast: Cast, who: str = "omar", key: str = "", **body: Any) -> Any:
    given = {"title": "Results by noon", "kind": "event"} | body
    headers = {"Idempotency-Key": key} if key else {}
    return cast.api(who).post(plan_url(cast), given, format="json", headers=headers)


def patch(cast: Cast, action: Any, who: str = "omar", key: str = "", **body: Any) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return cast.api(who).patch(f"/api/v1/actions/{action}/", body, format="json", headers=headers)


@time_machine.travel("2026-11-18T09:00:00Z", tick=False)
def test_an_action_is_added_and_read_back(cast: Cast) -> None:
    pia, per = str(cast.person("pia").pk), str(cast.person("per").pk)
    answer = post(
        cast, owner=pia, team=[per], start="2026-11-23", end="2026-11-27", promises=[LEAD], objective="Half a day", countermeasure="Earlier"
    )
    assert answer.status_code == 201
    body = answer.json()
    assert cast.api("obi").get(body["url"]).json() == body
    revs = body.pop("revs")
    assert body == {
        "id": str(Action.objects.get().pk),
        "url": f"/api/v1/actions/{Action.objects.get().pk}/",
        "title": "Results by noon",
        "kind": "event",
        "objective": "Half a day",
        "countermeasure": "Earlier",
        "owner": pia,
        "team": [per],
        "start": "2026-11-23",
        "end": "2026-11-27",
        "status": "todo",
        "status_on": "2026-11-18",
        "reason": "",
        "waits_for": None,
        "percent": None,
        "step": None,
        "source_capture": None,
        "source_note": None,
        "block": None,
        "impact": None,
        "effort": None,
        "depends_on": [],
        "preparation": "",
        "result": "",
        "promises": [{"metric": "lead_time", "step": None, "from": "23.6 d", "to": "4.5 d"}],
        "health": "on_track",
        "health_reason": "Begins Mon 23 Nov",
    }
    assert (revs["title"], revs["status"], revs["promises"]) == (head(cast), 0, head(cast))


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"title": ""}, "title"),
        ({"kind": "wish"}, "kind"),
        ({"end": "soon"}, "end"),
        ({"start": "2026-11-27", "end": "2026-11-23"}, "end"),
        ({"status": "blocked"}, "reason"),
        ({"status": "dropped", "reason": " "}, "reason"),
        ({"colour": "red"}, "colour"),
        ({"owner": str(uuid7())}, "owner"),
        ({"team": [str(uuid7())]}, "team"),
        ({"step": f"step/{uuid7()}"}, "step"),
        ({"promises": [LEAD, {"metric": "lead_time", "from": "1 d"}]}, "promises[1].to"),
        ({"promises": [{**LEAD, "to": 5}]}, "promises[0].to"),
        ({"promises": [{**LEAD, "by": "Friday"}]}, "promises[0].by"),
        ({"source_capture": "capture/none"}, "source_capture"),
    ],
)
def test_bad_input_is_named_and_nothing_is_stored(cast: Cast, body: dict[str, Any], path: str) -> None:
    before = head(cast)
    answer = post(cast, **body)
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert [error["path"] for error in answer.json()["errors"]] == [path]
    assert (head(cast), Action.objects.count(), Promise.objects.count()) == (before, 0, 0)


@pytest.mark.parametrize(("who", "status"), [("spring", 403), ("pia", 403), ("obi", 403), ("ada", 403), ("uma", 404), ("xena", 404)])
def test_who_may_not_edit_the_plan_adds_nothing(cast: Cast, who: str, status: int) -> None:
    before = head(cast)
    assert post(cast, who).status_code == status
    assert (head(cast), Action.objects.count()) == (before, 0)


@pytest.mark.parametrize(
    ("who", "status"), [("fay", 200), ("spring", 200), ("pia", 200), ("obi", 200), ("ada", 403), ("uma", 404), ("xena", 404)]
)
def test_who_reads_the_plan(cast: Cast, who: str, status: int) -> None:
    action = make_action(cast, "CANARY")
    for url in (plan_url(cast), f"/api/v1/actions/{action.pk}/"):
        answer = cast.api(who).get(url)
        assert (answer.status_code, b"CANARY" in answer.content) == (status, status == 200)


def test_sent_twice_stored_once(cast: Cast) -> None:
    key = str(uuid7())
    first, second = post(cast, key=key), post(cast, key=key, title="Another")
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json() == first.json()
    assert Action.objects.count() == 1
    assert post(cast, key="not-a-uuid").status_code == 400


def test_a_change_sent_twice_is_one_change(cast: Cast) -> None:
    action, key = make_action(cast), str(uuid7())
    before = head(cast)
    answers = [patch(cast, action.pk, key=key, status="blocked", reason="No key") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert (answers[1].json()["status"], answers[1].json()["reason"], head(cast)) == ("blocked", "No key", before + 1)


def test_a_field_that_moved_on_is_a_conflict_with_the_present_value(cast: Cast) -> None:
    action = make_action(cast)
    base = {"title": action.rev("title")}
    assert patch(cast, action.pk, "fay", title="Results by ten", base=base).status_code == 200
    before = head(cast)
    clash = patch(cast, action.pk, title="Results by eleven", kind="burst", base=base)
    assert clash.status_code == 409
    assert [(entry["f"], entry["v"], entry["u"]) for entry in clash.json()["current"]] == [("title", "Results by ten", str(cast.fay.pk))]
    assert (head(cast), Action.objects.get().kind) == (before, "event")
    assert patch(cast, action.pk, title="Results by eleven").status_code == 200


def test_a_status_that_needs_a_reason_is_refused_without(cast: Cast) -> None:
    action = make_action(cast)
    refused = patch(cast, action.pk, status="dropped")
    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (400, "reason")
    assert Action.objects.get().status == "todo"


def test_the_owner_of_an_action_changes_its_status_only(cast: Cast) -> None:
    action = make_action(cast, owner="pia")
    assert patch(cast, action.pk, "pia", status="doing", percent=20).json()["percent"] == 20
    assert patch(cast, action.pk, "pia", title="Easier").status_code == 403
    assert patch(cast, action.pk, "pia", promises=[LEAD]).status_code == 403
    assert patch(cast, action.pk, "per", status="done").status_code == 403
    assert patch(cast, action.pk, "xena", status="done").status_code == 404
    row = Action.objects.get()
    assert (row.status, row.title, Promise.objects.count()) == ("doing", "Results by noon", 0)


def test_promises_are_replaced_and_clash_by_their_own_revision(cast: Cast) -> None:
    action = make_action(cast, promises=[LEAD])
    seen = cast.api("omar").get(f"/api/v1/actions/{action.pk}/").json()["revs"]["promises"]
    wanted = [{**LEAD, "to": "4 d"}, {"metric": "Complaints", "from": "12 a week", "to": "0"}]
    changed = patch(cast, action.pk, promises=wanted, base={"promises": seen})
    assert [(entry["metric"], entry["to"]) for entry in changed.json()["promises"]] == [("lead_time", "4 d"), ("Complaints", "0")]
    assert patch(cast, action.pk, promises=[], base={"promises": seen}).status_code == 409
    assert Promise.objects.present().count() == 2
    emptied = patch(cast, action.pk, promises=[], base={"promises": changed.json()["revs"]["promises"]})
    assert (emptied.status_code, emptied.json()["promises"]) == (200, [])
    assert patch(cast, action.pk, promises=[LEAD], base={"promises": emptied.json()["revs"]["promises"]}).status_code == 200


def test_a_wrong_promise_changes_nothing_of_the_action(cast: Cast) -> None:
    action = make_action(cast)
    refused = patch(cast, action.pk, title="Other", promises=[LEAD, {**LEAD, "metric": "wip"}])
    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (400, "promises[1].from")
    assert (Action.objects.get().title, Promise.objects.count()) == ("Results by noon", 0)


def test_a_capture_becomes_an_action(cast: Cast) -> None:
    with change(cast.workshop.pk, actor=cast.actor("pia")) as tx:
        capture = tx.new(CAPTURE, {"kind": "improvement", "text": "Porter at seven"})
    body = post(cast, source_capture=f"capture/{capture.pk}").json()
    assert body["source_capture"] == f"capture/{capture.pk}"
    assert Capture.objects.get().status == "action"


def test_a_capture_of_another_workshop_is_not_found(cast: Cast) -> None:
    with change(cast.other_workshop.pk, actor=cast.actor("xena")) as tx:
        capture = tx.new(CAPTURE, {"kind": "improvement", "text": "CANARY-B"})
    answer = post(cast, source_capture=f"capture/{capture.pk}")
    assert (answer.status_code, b"CANARY" in answer.content, Action.objects.count()) == (404, False, 0)


def test_the_list_is_narrowed_by_status_owner_and_kind(cast: Cast) -> None:
    make_action(cast, "a", owner="pia", status="doing")
    make_action(cast, "b", owner="per", kind="burst")
    make_action(cast, "c")
    pia = cast.person("pia").pk

    def titles(query: str) -> list[str]:
        return [entry["title"] for entry in cast.api("obi").get(f"{plan_url(cast)}?{query}").json()["results"]]

    assert titles("") == ["a", "b", "c"]
    assert titles("status=doing") == titles(f"owner={pia}") == titles(f"owner=person/{pia}") == ["a"]
    assert titles("kind=burst") == ["b"]
    assert titles("owner=none") == ["c"]
    assert titles("status=todo&kind=event") == ["c"]
    assert cast.api("obi").get(f"{plan_url(cast)}?status=late").status_code == 400
    assert cast.api("obi").get(f"{plan_url(cast)}?owner=pia").status_code == 400


def test_the_list_comes_in_pages(cast: Cast) -> None:
    for title in ("a", "b", "c"):
        make_action(cast, title)
    body = cast.api("obi").get(f"{plan_url(cast)}?limit=2").json()
    assert (body["count"], len(body["results"]), body["previous"]) == (3, 2, None)
    rest = cast.api("obi").get(body["next"]).json()
    assert ([entry["title"] for entry in rest["results"]], rest["next"]) == (["c"], None)


def test_as_many_queries_for_five_actions_as_for_fifty(cast: Cast) -> None:
    reader = cast.api("obi")

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert reader.get(f"{plan_url(cast)}?limit=200").status_code == 200
        return len(caught)

    for place in range(5):
        make_action(cast, f"a{place}", owner="pia", promises=[LEAD])
    few = queries()
    for place in range(45):
        make_action(cast, f"b{place}", owner="per", promises=[LEAD])
    assert queries() == few


def test_nobody_without_a_token_or_session(cast: Cast, client: Any) -> None:
    assert client.get(plan_url(cast)).status_code == 401
