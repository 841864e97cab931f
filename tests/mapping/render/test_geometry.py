"""Nothing on a drawn map lies on anything else, whatever the map is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapping.render.groups import draw
from tests.mapping.render import places
from tests.mapping.render.checks import check, check_texts
from tests.mapping.render.wide_maps import wide_map

NAMES = sorted(path.stem for path in places.VECTORS.glob("*.json") if not path.stem.endswith(".expected")) + sorted(
    path.stem for folder in (places.MAPS, places.DEMO) for path in folder.glob("*.json")
)


@pytest.mark.parametrize("name", NAMES)
def test_published_maps_are_drawn_without_overlaps(name: str) -> None:
    for options in ({}, {"fold": 0}, {"fold": 2}, {"lanes": True}, {"lanes": True, "fold": 3}):
        check(places.picture_of(places.facts_of(name), **options))


VIEWS: tuple[dict[str, Any], ...] = (
    {}, {"fold": 0}, {"fold": 3}, {"lanes": True}, {"lanes": True, "fold": 4, "interactive": True},
    {"interactive": True, "aspect": 1.4, "most": 5},
)  # fmt: skip


@pytest.mark.parametrize("part", range(4))
def test_two_hundred_random_maps_are_drawn_without_overlaps(part: int) -> None:
    """Folded, in one line, in lanes, on the page and in files; with branches, rework both ways, all symbols and notes everywhere."""
    for seed in range(part, 200, 4):
        picture = places.picture_of(places.facts_from(wide_map(seed)), **VIEWS[seed % len(VIEWS)])
        try:
            check(picture)
            check_texts(picture)
        except AssertionError as error:
            raise AssertionError(f"map {seed}") from error


WORDS = st.text("abcdefghij klmnop &<>é日😀", min_size=1, max_size=40).filter(lambda text: text.strip() != "")


@st.composite
def documents(draw_from: st.DrawFn) -> dict[str, Any]:
    """Maps as people draw them half-way: any acyclic flows, parties, rework both ways, information everywhere."""
    count = draw_from(st.integers(1, 9))
    steps = [{"id": f"s{at}", "name": draw_from(WORDS), "area": draw_from(st.sampled_from(["Desk", "Lab", "Ward"]))} for at in range(count)]
    for step in steps:
        if draw_from(st.booleans()):
            step |= {"cycle_time": "5 min", "split": draw_from(st.sampled_from(["all", "choice"])), "staffing": 2}
        if draw_from(st.integers(0, 9)) == 0:
            step["break_before"] = True
    kinds = ["supplier", "customer", "control", "external"]
    parties = [
        {"id": f"p{at}", "kind": draw_from(st.sampled_from(kinds)), "name": draw_from(WORDS)} for at in range(draw_from(st.integers(0, 4)))
    ]
    ids = [step["id"] for step in steps] + [party["id"] for party in parties]
    flows: dict[tuple[str, str], dict[str, Any]] = {}
    for _ in range(draw_from(st.integers(0, 14))):
        one, two = draw_from(st.sampled_from(ids)), draw_from(st.sampled_from(ids))
        kind = draw_from(st.sampled_from(["push", "push", "push", "fifo", "supermarket", "pull", "transport", "rework"]))
        back = one[0] == two[0] == "s" and int(one[1:]) >= int(two[1:])
        if kind != "rework" and (one == two or back):
            kind = "rework"
        flow: dict[str, Any] = {"from": one, "to": two, "kind": kind}
        if kind == "rework" or draw_from(st.booleans()):
            flow |= {"share": 10, "wait": "3 h", "inventory": 40, "label": draw_from(WORDS)}
        flows[one, two] = flow
    information = [
        {"from": draw_from(st.sampled_from(ids)), "to": draw_from(st.sampled_from(ids)), "label": draw_from(WORDS),
         "medium": draw_from(st.sampled_from(["manual", "electronic", "verbal"])), "label_at": draw_from(st.floats(0, 1))}
        for _ in range(draw_from(st.integers(0, 6)))
    ]  # fmt: skip
    places_for_notes = st.sampled_from([*ids, *(f"{one}>{two}" for one, two in flows)])
    note_kinds = st.sampled_from(["issue", "improvement", "question"])
    notes = [
        {"id": f"n{at}", "kind": draw_from(note_kinds), "text": "x", "at": draw_from(places_for_notes)}
        for at in range(draw_from(st.integers(0, 6)))
    ]
    return {"format": "vsm-map/1", "title": draw_from(WORDS), "steps": steps, "parties": parties, "flows": list(flows.values()),
            "information": information, "notes": notes}  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(documents(), st.sampled_from([None, 0, 1, 2, 3]), st.booleans())
def test_any_map_is_drawn_without_overlaps(document: dict[str, Any], fold: int | None, lanes: bool) -> None:
    picture = places.picture_of(places.facts_from(document), fold=fold, lanes=lanes)
    check(picture)
    assert draw(picture).groups
