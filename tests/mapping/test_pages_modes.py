"""Pages of passes, the wall and the lock of a step."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from mapping.models import Map, Step
from mapping.services.maps import create_map, import_document
from tests.cast import Cast
from workshops.models import Workshop
from workshops.services.room import Shown, lock_steps, show

pytestmark = pytest.mark.django_db
VECTORS = Path(__file__).parents[1] / "vectors"


@pytest.fixture
def map_(cast: Cast) -> Map:
    source = json.loads((VECTORS / "patient-journey.json").read_text())
    return import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=source).map


def get(cast: Cast, who: str, path: str) -> str:
    answer = cast.client(who).get(path)
    assert answer.status_code == 200, answer.content[:300]
    return str(answer.content.decode())


def test_a_pass_shows_its_data_in_the_boxes_and_how_far_it_is(cast: Cast, map_: Map) -> None:
    page = get(cast, "pia", f"/maps/{map_.pk}/?pass=value")
    assert '"metrics":["cycle_time","value"]' in page.replace("&quot;", '"')
    assert "Would the customer pay for this step if they knew of it?" in page
    part = get(cast, "pia", f"/maps/{map_.pk}/progress/?pass=value")
    steps = Step.objects.present().filter(map=map_)
    assert f"<b>{steps.exclude(value=None).count()}</b> of {steps.count()}" in part


def test_without_a_word_the_room_is_in_the_pass_of_whoever_leads(cast: Cast, map_: Map) -> None:
    assert 'id="pass-bar"' not in get(cast, "pia", f"/maps/{map_.pk}/")
    show(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, what=Shown(map_.pk, "wastes"), bring=True)
    assert "Pass 6, Wastes" in get(cast, "pia", f"/maps/{map_.pk}/")
    assert 'id="pass-bar"' not in get(cast, "pia", f"/maps/{map_.pk}/?pass=none")
    assert "Pass 3, Metrics" in get(cast, "pia", f"/maps/{map_.pk}/?pass=metrics")


def test_only_coaches_have_the_tools_of_the_room(cast: Cast, map_: Map) -> None:
    assert "Bring everyone here" in get(cast, "fay", f"/maps/{map_.pk}/")
    for who in ("pia", "omar", "obi"):
        page = get(cast, who, f"/maps/{map_.pk}/")
        assert "Bring everyone here" not in page
        assert "See what Fay looks at" in page


def test_the_wall_has_the_totals_and_what_is_in_the_spotlight(cast: Cast, map_: Map) -> None:
    step = Step.objects.present().get(map=map_, doc_id="triage") if Step.objects.filter(map=map_, doc_id="triage").exists() else None
    step = step or Step.objects.present().filter(map=map_).order_by("order_key").first()
    page = get(cast, "obi", f"/maps/{map_.pk}/wall/")
    assert "11.5 h" in page
    assert "<button" not in page.split("<main")[1].split("</main>")[0]
    assert 'class="wall__spot' not in page
    show(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, what=Shown(map_.pk, spotlight=[step.pk]), bring=False)
    parts = get(cast, "obi", f"/maps/{map_.pk}/wall/parts/")
    assert f'data-step="{step.pk}"' in parts
    assert parts.count("wall-step__box") == 1


def test_the_wall_of_an_empty_map_says_so_and_what_to_do(cast: Cast) -> None:
    empty = create_map(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, values={"title": "Letters"})
    page = get(cast, "obi", f"/maps/{empty.pk}/wall/")
    assert "The map is empty. Begin where the customer’s request comes in" in page
    assert "drawn to an end" not in page


def test_a_step_is_locked_from_its_page_and_the_answer_leads_back(cast: Cast, map_: Map) -> None:
    step = Step.objects.present().filter(map=map_).first()
    url = f"/steps/{step.pk}/lock/"
    assert cast.client("omar").post(url, {"on": "1"}).status_code == 403
    assert Workshop.objects.get(pk=cast.workshop.pk).locked_steps == []
    assert cast.client("fay").post(url, {"on": "1"})["Location"] == f"/maps/{map_.pk}/"
    assert Workshop.objects.get(pk=cast.workshop.pk).locked_steps == [str(step.pk)]
    assert cast.client("fay").post(url, {"on": "0"}, headers={"X-Script": "1"}).status_code == 204
    assert Workshop.objects.get(pk=cast.workshop.pk).locked_steps == []


def test_a_pause_and_locked_maps_are_said_on_every_page(cast: Cast, map_: Map) -> None:
    locks = f"/workshops/{cast.workshop.pk}/locks/"
    shown = re.compile('data-state="([a-z_]+)">')
    assert shown.findall(get(cast, "pia", f"/maps/{map_.pk}/")) == []
    cast.client("fay").post(locks, {"lock": "map_locked", "on": "1"})
    assert shown.findall(get(cast, "pia", f"/workshops/{cast.workshop.pk}/")) == ["map_locked"]
    cast.client("fay").post(locks, {"lock": "paused", "on": "1"})
    part = get(cast, "pia", f"/workshops/{cast.workshop.pk}/room/")
    assert shown.findall(part) == ["paused"]
    assert "Go on" not in part
    assert cast.client("fay").post(locks, {"lock": "paused", "on": "0"}, headers={"X-Script": "1"}).status_code == 204
    assert shown.findall(get(cast, "fay", f"/workshops/{cast.workshop.pk}/room/")) == ["map_locked"]


def test_a_locked_step_is_refused_to_participants_over_the_wire(cast: Cast, map_: Map) -> None:
    step = Step.objects.present().filter(map=map_).first()
    lock_steps(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, steps=[step.pk], on=True)
    op: dict[str, Any] = {"k": "set", "r": f"step/{step.pk}", "f": {"cycle_time": "99 min"}, "b": {}}
    change = {"t": "chg", "id": "019ac000-0000-7000-8000-000000000001", "cid": "c-1", "ops": [op]}
    answer = cast.api("pia").post(f"/api/v1/workshops/{cast.workshop.pk}/live/changes/", {"changes": [change]}, format="json")
    (result,) = answer.json()["results"]
    assert (result["t"], result["why"]) == ("no", "locked")
    assert Step.objects.get(pk=step.pk).cycle_time != "99 min"
