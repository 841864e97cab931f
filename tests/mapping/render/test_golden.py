"""Drawings are what they were. After a wanted change: `pytest tests/mapping/render --update-golden`, and read the difference as code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mapping.facts import MapFacts
from mapping.render.groups import Drawing
from mapping.render.options import RenderOptions
from mapping.render.svg import render_groups
from tests.mapping.render import places
from tools.bench.maps import sixty_steps

GOLDEN = Path(__file__).resolve().parents[2] / "golden"
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "one-step": ("five-hours-in-25-days", {}),
    "twelve-folded": ("change-request", {}),
    "twelve-in-one-line-dark": ("change-request", {"fold": 0, "theme": "dark"}),
    "lanes": ("patient-journey", {"lanes": True, "fold": 4}),
    "branches-all": ("branch-all", {}),
    "branches-choice-interactive": ("branch-choice", {"interactive": True}),
    "rework": ("rework-long-loop-nested", {"heat": "cycle_time"}),
    "every-symbol-print": ("every-symbol", {"theme": "print"}),
    "long-names": ("long-names", {}),
    "no-data": ("no-data", {}),
    "sixty": ("sixty", {"metrics": ("cycle_time", "complete_accurate")}),
}


def facts_of(name: str) -> MapFacts:
    return sixty_steps() if name == "sixty" else places.facts_of(name)


def drawing_of(case: str) -> Drawing:
    name, options = CASES[case]
    facts = facts_of(name)
    return render_groups(facts, places.metrics_of(facts), RenderOptions(**options))


def normalised(drawing: Drawing) -> str:
    """A group a line, so that a difference names what changed."""
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{drawing.view_box}">',
        *(group.markup for group in drawing.groups),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("case", CASES)
def test_a_drawing_is_what_it_was(case: str, request: pytest.FixtureRequest) -> None:
    found, path = normalised(drawing_of(case)), GOLDEN / f"{case}.svg"
    if request.config.getoption("--update-golden"):
        path.write_text(found)
    wanted = path.read_text().splitlines() if path.exists() else []
    changed = [line[:200] for line in found.splitlines() if line not in wanted]
    gone = [line[:200] for line in wanted if line not in found.splitlines()]
    assert {"changed": changed, "gone": gone} == {"changed": [], "gone": []}
    assert found.splitlines() == wanted


def test_no_file_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.svg")} == set(CASES)


@pytest.mark.parametrize("case", CASES)
def test_a_drawing_has_one_group_for_each_thing_and_only_what_every_reader_knows(case: str) -> None:
    drawing = drawing_of(case)
    markup = "".join(group.markup for group in drawing.groups)
    assert len(set(drawing.order)) == len(drawing.order)
    refused = ("style=", "<style", "foreignObject", "currentColor", "filter=", "paint-order", "url(", "href=", "<script")
    assert [word for word in refused if word in markup] == []


def test_a_change_of_one_datum_changes_the_groups_that_show_it() -> None:
    facts = places.facts_of("change-request")
    document = places.document_of("change-request")
    document["steps"][2]["complete_accurate"] = 86
    before = {group.id: group.digest for group in render_groups(facts, places.metrics_of(facts), RenderOptions()).groups}
    other = places.facts_from(document)
    after = {group.id: group.digest for group in render_groups(other, places.metrics_of(other), RenderOptions()).groups}
    assert before.keys() == after.keys()
    assert {key for key in before if before[key] != after[key]} == {f"step-{other.steps[2].id}", "head"}


def test_every_step_says_itself_to_people_who_do_not_see_it() -> None:
    facts = places.facts_of("branch-choice")
    markup = {group.id: group.markup for group in render_groups(facts, places.metrics_of(facts), RenderOptions(interactive=True)).groups}
    assert 'aria-label="Step 1, A. Process time 10 min, Lead time 20 min, % C&amp;A 90 %, Class Value added"' in markup["step-a"]
    assert [group.count('tabindex="0"') for key, group in markup.items() if key.startswith("step-")] == [1, 0, 0, 0]


def test_a_link_in_a_step_leads_to_its_page() -> None:
    facts = places.facts_of("no-data")
    drawing = render_groups(facts, places.metrics_of(facts), RenderOptions(step_href="/steps/{}/"))
    [step] = [group.markup for group in drawing.groups if group.id == "step-a"]
    assert step.startswith('<g id="step-a" class="step"><a href="/steps/a/" aria-label="Step 1, Ask.')


def test_texts_of_people_are_texts() -> None:
    nasty = "</text><script>alert(1)</script> & \u202eabc \x07 " + "w" * 200
    document = {
        "format": "vsm-map/1", "title": nasty, "item": nasty, "walked": nasty,
        "parties": [{"id": "p", "kind": "customer", "name": nasty, "text": nasty}],
        "steps": [{"id": "a", "name": nasty, "area": nasty}],
        "flows": [{"from": "p", "to": "a", "label": nasty, "inventory": 3}],
        "information": [{"from": "p", "to": "a", "label": nasty}],
        "notes": [{"id": "n", "kind": "issue", "text": nasty, "at": "a"}],
    }  # fmt: skip
    facts = places.facts_from(document)
    for options in (RenderOptions(), RenderOptions(interactive=True, lanes=True), RenderOptions(theme="print")):
        markup = "".join(group.markup for group in render_groups(facts, places.metrics_of(facts), options).groups)
        assert "<script" not in markup
        assert "\x07" not in markup
