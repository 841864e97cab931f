"""Standard work, its checks and the resistance log in the API."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from mapping.models import Step
from reviews.models import Resistance, StandardWork, SustainmentCheck
from tests.cast import Cast
from tests.reviews.factories import draw_maps
from vsm_site.lib.ids import uuid7
from workshops.models import WorkshopHead

pytestmark = pytest.mark.django_db
NOW = "2026-12-18T12:00:00Z"


def at(cast: Cast, place: str) -> str:
    return f"/api/v1/workshops/{cast.workshop.pk}/{place}/"


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


def send(cast: Cast, by: str, how: str, address: str, key: Any = None, /, **body: Any) -> Any:
    more = {"headers": {"Idempotency-Key": str(key)}} if key else {}
    return getattr(cast.api(by), how)(address, body, format="json", **more)


@time_machine.travel(NOW, tick=False)
def test_a_standard_is_made_once_changed_checked_and_taken_away(cast: Cast) -> None:
    draw_maps(cast)
    step, per = Step.objects.filter(map__workshop=cast.workshop).order_by("pk")[0], cast.person("per").pk
    key, body = uuid7(), {"title": "Two people change over", "step": f"step/{step.pk}", "owner": str(per), "audit_days": 7}
    made = send(cast, "omar", "post", at(cast, "standards"), key, **body)
    assert made.status_code == 201
    standard = StandardWork.objects.get()
    shape = made.json()
    assert shape.pop("revs").keys() == {"step", "title", "document", "link", "owner", "others", "audit_days", "next_audit"}
    assert shape == {
        "id": str(standard.pk),
        "url": f"/api/v1/standards/{standard.pk}/",
        "step": f"step/{step.pk}",
        "title": "Two people change over",
        "document": "",
        "link": "",
        "owner": str(per),
        "trained": [],
        "others": "",
        "audit_days": 7,
        "next_audit": "2026-12-25",
    }
    assert send(cast, "omar", "post", at(cast, "standards"), key, **body).json()["id"] == str(standard.pk)
    assert cast.api("obi").get(at(cast, "standards")).json()["count"] == 1
    pia = str(cast.person("pia").pk)
    changed = send(cast, "per", "patch", f"/api/v1/standards/{standard.pk}/", document="VA 12", trained=[pia]).json()
    assert (changed["document"], changed["trained"]) == ("VA 12", [pia])
    check = send(cast, "pia", "post", f"/api/v1/standards/{standard.pk}/checks/", on="2026-12-18", holds="partly", findings="Nights do not")
    assert (check.status_code, check.json()["author"], check.json()["on"]) == (201, "Pia", "2026-12-18")
    checks = cast.api("spring").get(f"/api/v1/standards/{standard.pk}/checks/").json()["results"]
    assert [row["findings"] for row in checks] == ["Nights do not"]
    assert send(cast, "per", "delete", f"/api/v1/standards/checks/{check.json()['id']}/").status_code == 403
    assert send(cast, "pia", "delete", f"/api/v1/standards/checks/{check.json()['id']}/").status_code == 204
    assert SustainmentCheck.objects.present().count() == 0
    assert send(cast, "omar", "delete", f"/api/v1/standards/{standard.pk}/").status_code == 204
    assert cast.api("omar").get(f"/api/v1/standards/{standard.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("who", "body", "status", "path"),
    [
        ("omar", {"title": ""}, 400, "title"),
        ("omar", {"audit_days": 5}, 400, "audit_days"),
        ("omar", {"link": "javascript:alert(1)"}, 400, "link"),
        ("omar", {"trained": [str(uuid7())]}, 400, "trained"),
        ("omar", {"colour": "red"}, 400, "colour"),
        ("omar", {"title": "Later", "base": {"title": 0}}, 409, ""),
        ("per", {"title": "Mine now"}, 403, ""),
        ("pia", {"document": "VA 12"}, 403, ""),
        ("xena", {"document": "VA 12"}, 404, ""),
    ],
)
def test_what_cannot_be_stored_of_a_standard_is_named_and_changes_nothing(
    cast: Cast, who: str, body: dict[str, Any], status: int, path: str
) -> None:
    made = send(cast, "omar", "post", at(cast, "standards"), title="Two people change over", owner=str(cast.person("per").pk)).json()
    send(cast, "omar", "patch", made["url"], title="Two change over")
    before = head(cast)
    answer = send(cast, who, "patch", made["url"], **body)
    assert (answer.status_code, head(cast), StandardWork.objects.get().title) == (status, before, "Two change over")
    if path:
        assert [error["path"].partition("[")[0] for error in answer.json()["errors"]] == [path]


@time_machine.travel(NOW, tick=False)
def test_resistance_is_noted_by_anybody_of_the_team_and_settled_by_who_leads(cast: Cast) -> None:
    key = uuid7()
    made = send(cast, "pia", "post", at(cast, "resistance"), key, text="They build ahead", who="Night shift").json()
    assert (made["noted_on"], made["author"], made["outcome"], made["settled_on"]) == ("2026-12-18", "Pia", "", None)
    assert send(cast, "pia", "post", at(cast, "resistance"), key, text="They build ahead").json()["id"] == made["id"]
    assert send(cast, "pia", "patch", made["url"], cause="No trust in the signal").json()["cause"] == "No trust in the signal"
    before = head(cast)
    assert send(cast, "per", "patch", made["url"], cause="x").status_code == 403
    assert send(cast, "pia", "patch", made["url"], outcome="Settled").status_code == 403
    assert (head(cast), Resistance.objects.get().outcome) == (before, "")
    settled = send(cast, "omar", "patch", made["url"], response="Per shows the numbers", outcome="They stopped").json()
    assert (settled["settled_on"], settled["response"]) == ("2026-12-18", "Per shows the numbers")
    assert cast.api("obi").get(at(cast, "resistance")).json()["results"][0]["outcome"] == "They stopped"
    assert send(cast, "fay", "delete", made["url"]).status_code == 204
    assert cast.api("obi").get(at(cast, "resistance")).json()["count"] == 0
