"""Live pictures: what frames bring, applied in turn, is the drawing made afresh; whoever missed one finds out and fetches."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from mapping import records, selectors
from mapping.live_pictures import KINDS, MapPainter
from mapping.looks import Look, look_of, look_of_query
from mapping.models import Flow, Map, Step
from mapping.services import links, steps
from mapping.services.maps import import_document, update_map
from mapping.totals import totals_of
from tests.cast import Cast
from tests.mapping.render.places import document_of
from vsm_site.lib.errors import Invalid
from workshops.live.pictures import Picture
from workshops.models import WorkshopHead
from workshops.policy import Action
from workshops.records import kinds

USUAL = Look(fold=4)


def put(cast: Cast, name: str = "change-request") -> Map:
    return import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=document_of(name)).map


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


def frame_of(before: Picture, after: Picture, *, base: int | None = None) -> dict[str, Any]:
    """A `map` frame as a hub makes it."""
    groups = {key: after.groups[key] for key in after.order if before.digests.get(key) != after.digests[key]}
    return {"rev": after.rev, "base": before.rev if base is None else base, "order": list(after.order), "groups": groups}


@dataclass
class Browser:
    """What static/js/mapping/picture.js and patch.js do with frames, in few words."""

    rev: int
    groups: dict[str, str]
    fetches: int = 0

    @classmethod
    def showing(cls, picture: Picture) -> Browser:
        return cls(picture.rev, {key: picture.groups[key] for key in picture.order})

    def hear(self, frame: dict[str, Any], server: Picture) -> None:
        if frame["rev"] <= self.rev:
            return
        known = set(self.groups) | set(frame.get("groups", ()))
        if "groups" not in frame or frame["base"] > self.rev or not known.issuperset(frame["order"]):
            self.fetches += 1
            self.rev, self.groups = server.rev, {key: server.groups[key] for key in server.order}
            return
        all_groups = self.groups | frame["groups"]
        self.rev, self.groups = frame["rev"], {key: all_groups[key] for key in frame["order"]}


class Editor:
    """Random edits of one map, through the services."""

    def __init__(self, cast: Cast, map_: Map, seed: int) -> None:
        self.actor, self.map, self.random = cast.actor("fay"), map_, Random(seed)

    def edit(self) -> None:
        """One edit; a deed that the map does not allow is another one."""
        deed = self.random.choice([self.datum, self.datum, self.wait, self.add, self.move, self.remove, self.note, self.title, self.branch])
        try:
            deed()
        except Invalid:
            self.wait()

    def step(self) -> Step:
        return self.random.choice(list(Step.objects.present().filter(map=self.map).order_by("order_key")))

    def flow(self) -> Flow:
        return self.random.choice(list(Flow.objects.present().filter(map=self.map).order_by("order_key")))

    def datum(self) -> None:
        value: dict[str, Any] = self.random.choice(
            [{"cycle_time": f"{self.random.randrange(90)} min"}, {"complete_accurate": 50}, {"area": "New"}]
        )
        steps.update_step(actor=self.actor, step=self.step(), values=value)

    def wait(self) -> None:
        links.update_row(actor=self.actor, row=self.flow(), values={"wait": f"{self.random.randrange(1, 9)} h"})

    def add(self) -> None:
        steps.add_step(actor=self.actor, map_=self.map, values={"name": f"Step {self.random.random():.5f}"})

    def move(self) -> None:
        moved = self.step()
        after = self.step().doc_id
        if moved.doc_id != after:
            steps.move_step(actor=self.actor, step=moved, after=after)

    def remove(self) -> None:
        if Step.objects.present().filter(map=self.map).count() > 4:
            steps.remove_step(actor=self.actor, step=self.step())

    def note(self) -> None:
        values = {"kind": "issue", "text": f"Note {self.random.random()}", "at": self.step().doc_id}
        links.add_row(actor=self.actor, map_=self.map, kind=records.NOTE, values=values)

    def title(self) -> None:
        update_map(actor=self.actor, map_=self.map, values={"title": f"Title {self.random.random():.3f}"}, base={})

    def branch(self) -> None:
        steps.split_step(actor=self.actor, step=self.step(), names=["One", "Two"])


def afresh(map_: Map, look: Look) -> tuple[dict[str, str], int]:
    found = MapPainter().draw(map_.pk, look)
    assert found is not None
    return {key: found.groups[key] for key in found.order}, found.rev


@pytest.mark.parametrize(
    ("seed", "look"), [(1, USUAL), (2, Look(lanes=True)), (3, Look(fold=0, heat="load", metrics=("cycle_time", "wip")))]
)
def test_frames_applied_in_turn_are_the_drawing_made_afresh(cast: Cast, seed: int, look: Look) -> None:
    map_ = put(cast)
    painter, editor = MapPainter(), Editor(cast, map_, seed)
    before = painter.draw(map_.pk, look)
    assert before is not None
    whole, merged, dropped = (Browser.showing(before) for _ in range(3))
    window = before
    for turn in range(15):
        editor.edit()
        after = painter.draw(map_.pk, look)
        assert after is not None
        assert after.rev == head(cast)
        frame = frame_of(before, after)
        whole.hear(frame, after)
        if turn % 3 == 2:  # three changes within one window
            merged.hear(frame_of(window, after), after)
            window = after
            assert merged.groups == whole.groups
        if turn % 5 != 2:  # a frame that never came: the next one's base is newer
            dropped.hear(frame, after)
        expected, rev = afresh(map_, look)
        assert (whole.groups, list(whole.groups), whole.rev) == (expected, list(expected), rev)
        before = after
    assert whole.fetches == merged.fetches == 0
    assert dropped.fetches == 3
    assert dropped.groups == whole.groups


def test_a_frame_that_names_a_group_nobody_has_is_a_missed_base(cast: Cast) -> None:
    map_ = put(cast)
    picture = MapPainter().draw(map_.pk, USUAL)
    assert picture is not None
    browser = Browser.showing(picture)
    strange = {"rev": picture.rev + 1, "base": picture.rev, "order": [*picture.order, f"step-{uuid4()}"], "groups": {}}
    browser.hear(strange, picture)
    assert browser.fetches == 1
    assert browser.groups == {key: picture.groups[key] for key in picture.order}


def test_page_and_fetched_picture_are_byte_for_byte_what_frames_bring(cast: Cast) -> None:
    map_ = put(cast)
    found = MapPainter().draw(map_.pk, Look(fold=4, heat="wait"))
    assert found is not None
    body = "".join(found.groups[key] for key in found.order)
    page = cast.client("pia").get(map_.get_absolute_url() + "?fold=4&heat=wait").content.decode()
    svg = cast.client("pia").get(reverse("api-map-svg", args=[map_.pk]) + "?fold=4&heat=wait&interactive=1").content.decode()
    assert body in page
    assert svg.endswith(body + "</svg>")
    root = svg[: svg.index(">")]
    assert f'data-map="{map_.pk}" data-rev="{found.rev}" data-view="fold=4;lanes=0;metrics=auto;heat=wait"' in root
    assert "data-look=" in page
    assert root in page


def test_the_root_says_how_to_ask_for_the_same_look_again() -> None:
    for look in (Look(), Look(0, True, ("wip",), "load"), Look(fold=6)):
        assert look_of(json.loads(look.frame)) == look
        assert look_of_query(dict(pair.split("=") for pair in look.query.replace("%2C", ",").split("&") if pair)) == look


@pytest.mark.parametrize(
    ("raw", "paths"),
    [
        ({"fold": -1}, ["view.fold"]),
        ({"fold": True}, ["view.fold"]),
        ({"lanes": 1, "heat": "no such"}, ["view.lanes", "view.heat"]),
        ({"metrics": ["wip", "origin", 3]}, ["view.metrics[1]", "view.metrics[2]"]),
        ({"theme": "dark"}, ["view.theme"]),
    ],
)
def test_a_look_that_cannot_be_says_where(raw: dict[str, Any], paths: list[str]) -> None:
    with pytest.raises(Invalid) as refused:
        MapPainter().view_of(raw)
    assert [fault.path for fault in refused.value.faults] == paths


def test_a_map_that_is_gone_is_not_drawn(cast: Cast) -> None:
    from mapping.services.maps import remove_map

    map_, painter = put(cast), MapPainter()
    assert painter.draw(map_.pk, USUAL) is not None
    remove_map(actor=cast.actor("fay"), map_=map_)
    assert painter.draw(map_.pk, USUAL) is None
    assert painter.draw(uuid4(), USUAL) is None


def test_one_picture_is_for_all_since_whoever_may_view_may_see_everything_of_a_map(cast: Cast) -> None:
    """A field of a map that not everybody may see has to be drawn by the right of who looks: then views differ by rights."""
    for kind in (kinds()[name] for name in ("map", *KINDS)):
        assert kind.audience is Action.VIEW
        assert [name for name, spec in kind.fields.items() if spec.private] == []
    map_ = put(cast)
    pages = [cast.client(who).get(reverse("api-map-svg", args=[map_.pk]) + "?interactive=1").content for who in ("fay", "pia", "obi")]
    assert pages[0] == pages[1] == pages[2]
    assert [person.email.encode() in pages[0] for person in cast.people.values()] == [False] * len(cast.people)


def test_which_maps_ops_touch(cast: Cast) -> None:
    one, other, painter = put(cast), put(cast, "no-data"), MapPainter()
    for map_ in (one, other):
        painter.draw(map_.pk, USUAL)
    step = Step.objects.filter(map=one).first()
    assert step is not None
    assert painter.maps_of([{"k": "set", "r": f"step/{step.pk}", "f": {"wip": 3}}]) == {one.pk}
    assert painter.maps_of([{"k": "new", "r": f"note/{uuid4()}", "f": {"map": str(other.pk)}}]) == {other.pk}
    assert painter.maps_of([{"k": "set", "r": f"map/{other.pk}", "f": {}}, {"k": "set", "r": f"capture/{uuid4()}", "f": {}}]) == {other.pk}
    assert painter.maps_of([{"k": "set", "r": f"capture/{uuid4()}", "f": {}}]) == frozenset()
    assert painter.maps_of([{"k": "set", "r": f"step/{uuid4()}", "f": {}}]) is None


def test_only_rows_that_changed_are_read_again(cast: Cast, django_assert_num_queries: Any) -> None:
    map_, painter = put(cast), MapPainter()
    painter.draw(map_.pk, USUAL)
    step = Step.objects.filter(map=map_).first()
    assert step is not None
    steps.update_step(actor=cast.actor("fay"), step=step, values={"wip": 77})
    with django_assert_num_queries(3) as queries:  # head, ops since, the step
        found = painter.draw(map_.pk, USUAL)
    assert [query for query in queries.captured_queries if "mapping_flow" in query["sql"]] == []
    assert found is not None
    assert 'data-value="77"' in found.groups[f"step-{step.pk}"]


def test_a_restored_database_is_read_whole(cast: Cast) -> None:
    """A backup has an older head and another epoch: nothing remembered holds for it."""
    map_, painter = put(cast), MapPainter()
    first = painter.draw(map_.pk, USUAL)
    assert first is not None
    step = Step.objects.filter(map=map_).first()
    assert step is not None
    steps.update_step(actor=cast.actor("fay"), step=step, values={"wip": 78})
    WorkshopHead.objects.filter(workshop=cast.workshop).update(epoch=uuid4())
    again = painter.draw(map_.pk, USUAL)
    assert again is not None
    assert 'data-value="78"' in again.groups[f"step-{step.pk}"]


def test_totals_are_those_of_map_format_and_a_half_drawn_map_says_what_is_missing(cast: Cast) -> None:
    drawn = selectors.drawn(put(cast))
    totals = totals_of(drawn.facts, drawn.metrics, drawn.faults)
    assert drawn.metrics is not None
    assert totals["lead_time"] == drawn.metrics.as_dict()["lead_time"]
    assert totals["bottleneck"] == drawn.metrics.as_dict()["bottleneck"]
    assert [figure["key"] for figure in totals["figures"]][:2] == ["lead_time", "wait_time"]
    json.dumps(totals)
    source = document_of("branch-choice")
    for flow in source["flows"]:
        flow.pop("share", None)
    half = selectors.drawn(import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=source).map)
    errors = totals_of(half.facts, half.metrics, half.faults)
    assert set(errors) == {"errors"}
    assert errors["errors"][0] == {"path": "flows[0].share", "text": "One branch is taken after “A”: say which share goes this way."}


def test_every_datum_that_an_editor_needs_has_its_cell_also_while_it_is_empty(cast: Cast) -> None:
    source = {
        "format": "vsm-map/1", "title": "Cells", "style": "office",
        "parties": [{"id": "p", "kind": "control", "name": "Plan"}],
        "steps": [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}],
        "flows": [{"from": "a", "to": "b", "kind": "fifo"}, {"from": "b", "to": "a", "kind": "rework", "share": 10}],
        "information": [{"from": "p", "to": "a"}],
        "notes": [{"id": "n", "kind": "issue", "text": "Late", "at": "a"}],
    }  # fmt: skip
    map_ = import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=source).map
    found = MapPainter().draw(map_.pk, Look(metrics=("cycle_time", "trigger", "wastes")))
    assert found is not None
    cells = {
        (kind, name)
        for markup in found.groups.values()
        for kind, _, name in re.findall(r'class="cell[^"]*" data-rec="([a-z]+)/([^"]+)" data-field="([a-z_]+)"', markup)
    }
    assert cells >= {
        ("step", "name"), ("step", "area"), ("step", "staffing"), ("step", "cycle_time"), ("step", "trigger"), ("step", "wastes"),
        ("flow", "wait"), ("flow", "inventory"), ("flow", "max"), ("flow", "share"), ("flow", "label"), ("information", "label"),
        ("party", "name"), ("party", "text"), ("note", "text"), ("map", "title"), ("map", "demand"), ("map", "state"),
    }  # fmt: skip
    flow = Flow.objects.get(map=map_, kind="fifo")
    assert 'data-from="a" data-to="b"' in found.groups[f"flow-{flow.pk}"]
