"""Who owns a stream, and where streams touch, in the API."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cast import Cast
from vsm_site.lib.ids import uuid7
from workshops.models import TouchPoint, ValueStream

pytestmark = pytest.mark.django_db


def at(cast: Cast, place: str) -> str:
    return f"/api/v1/streams/{cast.workshop.stream_id}/{place}/"


def send(cast: Cast, by: str, how: str, address: str, key: Any = None, /, **body: Any) -> Any:
    more = {"headers": {"Idempotency-Key": str(key)}} if key else {}
    return getattr(cast.api(by), how)(address, body, format="json", **more)


def test_a_stream_is_given_to_somebody_of_its_workshops_and_back(cast: Cast) -> None:
    owner = at(cast, "owner")
    assert cast.api("obi").get(owner).json() == {"name": "Omar", "person": None}
    pia = str(cast.person("pia").pk)
    assert send(cast, "omar", "patch", owner, person=pia).json() == {"name": "Pia", "person": pia}
    for person in (str(uuid7()), "nobody"):
        answer = send(cast, "omar", "patch", owner, person=person)
        assert (answer.status_code, answer.json()["errors"][0]["path"]) == (400, "person")
    assert send(cast, "pia", "patch", owner, person=None).status_code == 403
    assert ValueStream.objects.get(pk=cast.workshop.stream_id).owner == cast.pia
    assert send(cast, "fay", "patch", owner, person=None).json() == {"name": "Omar", "person": None}
    assert cast.api("xena").get(owner).status_code == 404


def test_touch_points_are_noted_once_read_changed_and_taken_away(cast: Cast) -> None:
    key, body = uuid7(), {"way": "gives", "item": "Letters", "outside": "Practitioners", "lead_time": "1-2 d"}
    made = send(cast, "omar", "post", at(cast, "touch-points"), key, **body)
    point = TouchPoint.objects.get(item="Letters")
    assert made.status_code == 201
    assert made.json() == {
        "id": str(point.pk),
        "url": f"{at(cast, 'touch-points')}{point.pk}/",
        "way": "gives",
        "other": None,
        "outside": "Practitioners",
        "item": "Letters",
        "lead_time": "1-2 d",
        "depends": "",
    }
    assert send(cast, "omar", "post", at(cast, "touch-points"), key, **body).json()["id"] == str(point.pk)
    assert cast.api("obi").get(at(cast, "touch-points")).json()["count"] == 1
    url = made.json()["url"]
    assert send(cast, "fay", "patch", url, depends="Each ward").json()["depends"] == "Each ward"
    assert cast.api("obi").get(url).json()["depends"] == "Each ward"
    for wrong, path in (({"item": ""}, "item"), ({"lead_time": "soon"}, "lead_time"), ({"outside": ""}, "outside"), ({"way": "up"}, "way")):
        answer = send(cast, "omar", "patch", url, **wrong)
        assert (answer.status_code, [error["path"] for error in answer.json()["errors"]]) == (400, [path])
    assert (send(cast, "pia", "patch", url, item="x").status_code, send(cast, "xena", "delete", url).status_code) == (403, 404)
    assert send(cast, "omar", "delete", url).status_code == 204
    assert (cast.api("obi").get(url).status_code, cast.api("obi").get(at(cast, "touch-points")).json()["count"]) == (404, 0)
