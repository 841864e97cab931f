"""Maps on paper: readable text, every step on one sheet, title, totals and legend on each."""

from __future__ import annotations

import re

import pytest

from mapping.render.options import RenderOptions
from mapping.render.sheets import LEAST_POINTS, plan_sheets, print_sheets
from tests.mapping.render import places
from tests.mapping.render.test_golden import facts_of


def numbers_on(sheet: str) -> list[int]:
    """Numbers of the steps that a sheet shows."""
    return [int(number) for number in re.findall(r'<g id="(?:sheet-[0-9]+-)?step-[^>]*>.*?class="t-act"[^>]*>([0-9]+)</text>', sheet)]


@pytest.mark.parametrize(
    ("name", "paper", "sheets"),
    [("change-request", "A3", 1), ("change-request", "A4", 3), ("patient-journey", "A3", 1), ("every-symbol", "A3", 1), ("sixty", "A3", 6)],
)
def test_text_is_readable_on_as_few_sheets_as_that_takes(name: str, paper: str, sheets: int) -> None:
    facts = facts_of(name)
    plan = plan_sheets(facts, places.metrics_of(facts), RenderOptions(), paper)
    assert plan.points >= LEAST_POINTS
    assert len(plan.parts) == sheets


@pytest.mark.parametrize("paper", ["A3", "A4"])
def test_each_step_is_on_one_sheet_and_each_sheet_has_title_totals_ladder_and_legend(paper: str) -> None:
    facts = facts_of("sixty")
    sheets = print_sheets(facts, places.metrics_of(facts), RenderOptions(), paper)
    assert [number for sheet in sheets for number in numbers_on(sheet)] == list(range(1, 61))
    ids = [key for sheet in sheets for key in re.findall(r' id="([^"]+)"', sheet)]
    assert len(set(ids)) == len(ids)
    for number, sheet in enumerate(sheets, 1):
        prefix = f"sheet-{number}-" if number > 1 else ""
        assert f">Sheet {number} of {len(sheets)}</text>" in sheet
        assert sheet.count(f'<g id="{prefix}head">') == sheet.count(f'<g id="{prefix}foot">') == 1
        assert ">Lead time</text>" in sheet
        assert f'<g id="{prefix}ladder-row-' in sheet
    assert ['totals">' in sheet for sheet in sheets] == [False] * (len(sheets) - 1) + [True]
    sizes = {re.search(r'viewBox="[^"]+"', sheet).group() for sheet in sheets}  # type: ignore[union-attr]
    assert len(sizes) == 1


def test_a_map_of_one_sheet_does_not_count_sheets() -> None:
    facts = facts_of("change-request")
    [sheet] = print_sheets(facts, places.metrics_of(facts), RenderOptions())
    assert "Sheet 1" not in sheet
    assert numbers_on(sheet) == list(range(1, 13))


def test_a_fold_of_the_screen_is_kept_on_paper_only_where_it_can_be_read() -> None:
    facts = facts_of("sixty")
    metrics = places.metrics_of(facts)
    assert plan_sheets(facts, metrics, RenderOptions(fold=4)).picture.scene.folded == 4
    in_one_line = plan_sheets(facts, metrics, RenderOptions(fold=0))
    assert in_one_line.picture.scene.folded != 0
    assert in_one_line.points >= LEAST_POINTS


def test_an_empty_map_and_one_with_faults_have_a_sheet() -> None:
    empty = places.facts_from({"format": "vsm-map/1", "title": "Nothing yet", "steps": []})
    assert len(print_sheets(empty, places.metrics_of(empty), RenderOptions())) == 1
    document = places.document_of("branch-choice")
    for flow in document["flows"]:
        flow.pop("share", None)
    half = places.facts_from(document)
    [sheet] = print_sheets(half, None, RenderOptions())
    assert "Totals wait for the drawing" in sheet
