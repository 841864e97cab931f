"""Charts: what stands where, what is escaped, and what is left out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree import ElementTree

import pytest
from django.template import Context, Template

from vsm_site.lib import charts
from vsm_site.lib.charts import Bar, Level, Point
from vsm_site.lib.svg import Svg

NAMES = {"svg": "http://www.w3.org/2000/svg"}


def texts(svg: str) -> list[str]:
    """The words of a drawing in order."""
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{{{NAMES['svg']}}}text")]


def parts(svg: str, kind: str) -> list[dict[str, str]]:
    """Attributes of the elements of one class."""
    return [element.attrib for element in ElementTree.fromstring(svg).iter() if element.get("class", "").split()[:1] == [kind]]


def test_strip_is_to_scale() -> None:
    svg = charts.strip(
        [Bar("wait", 900, "15 min"), Bar("work", 300, "5 min", 1), Bar("wait", 2400, "40 min"), Bar("work", 400, "", 2)], "x"
    )
    assert [float(part["width"]) for part in parts(svg, "w")] == [225.0, 600.0]
    assert [float(part["x"]) for part in parts(svg, "p")] == [225.0, 900.0]
    assert parts(svg, "line")[0]["d"] == "M0 22V22H225.0V64H300.0V22H900.0V64H1000.0"
    assert texts(svg) == ["15 min", "1", "40 min", "2"]


def test_a_narrower_strip_is_to_scale_too() -> None:
    svg = charts.strip([Bar("wait", 900, "15 min"), Bar("work", 300, "", 1)], "x", width=800)
    assert ElementTree.fromstring(svg).get("viewBox") == "0 0 800 86"
    assert [float(part["width"]) for kind in "wp" for part in parts(svg, kind)] == [600.0, 200.0]


def test_strip_leaves_out_words_without_room() -> None:
    svg = charts.strip([Bar("wait", 10, "10 s"), Bar("work", 5, "5 s", 12), Bar("wait", 985, "16 min")], "x")
    assert texts(svg) == ["16 min"]


def test_strip_marks_the_step_in_the_light() -> None:
    assert len(parts(charts.strip([Bar("work", 1, "", 1), Bar("work", 1, "", 2)], "x", marked=2), "mark")) == 1


@dataclass
class Total:
    """An amount as maps give it."""

    seconds: float | None
    text: str


@dataclass
class Rung:
    """A step as a ladder gives it."""

    number: int
    wait: Total
    work: Total | None


def test_rungs_become_pieces_with_a_width() -> None:
    rungs = [Rung(1, Total(0, "0 s"), Total(60, "1 min")), Rung(2, Total(120, "2 min"), None), Rung(0, Total(30, "30 s"), None)]
    assert charts.pieces(rungs) == [Bar("work", 60, "1 min", 1), Bar("wait", 120, "2 min", 2), Bar("wait", 30, "30 s", 0)]


def test_run_chart_has_measured_promised_and_marks() -> None:
    svg = charts.run_chart(
        measured=[Point(0, 23.6, "23.6 d"), Point(30, 19.1, "19.1 d")],
        promised=[Point(0, 23.6), Point(30, 18), Point(90, 4.5, "4.5 d")],
        marks=[Point(0, 0, "Day 0"), Point(90, 0, "90")],
        label="Lead time",
    )
    assert len(parts(svg, "dot")) == 2
    assert len(parts(svg, "pm")) == 2, "the start is shared with the baseline"
    assert texts(svg) == ["Day 0", "90", "23.6 d", "4.5 d", "19.1 d"]
    ends = [float(dot["cy"]) for dot in parts(svg, "dot")]
    assert ends[0] == 18.0, "the greatest value stands on top"
    assert 18.0 < ends[1] < 112.0


def test_a_label_gives_way_to_the_line_of_the_promise() -> None:
    def height(promised: float) -> float:
        measured = [Point(0, 10), Point(30, 6, "6 d")]
        svg = charts.run_chart(measured=measured, promised=[Point(0, 10), Point(30, promised), Point(90, 0, "0")], label="x")
        return next(float(text["y"]) for text in parts(svg, "ti")) - float(parts(svg, "dot")[1]["cy"])

    assert height(1) == pytest.approx(-4)
    assert height(5.5) == pytest.approx(-12)
    assert height(6.5) == pytest.approx(16)


def test_equal_values_stand_in_the_middle() -> None:
    assert {dot["cy"] for dot in parts(charts.run_chart(measured=[Point(0, 5), Point(1, 5)], label="x"), "dot")} == {"65.0"}


def test_sparkline_leaves_out_what_is_not_known() -> None:
    svg = charts.sparkline([60, None, 30], 30, "x")
    assert parts(svg, "meas")[0]["d"] == "M5.0 5.0 L111.0 29.0"
    assert parts(svg, "promise")[0]["d"] == "M2 29.0H118"
    assert parts(charts.sparkline([4], None, "x"), "promise") == []


def test_burn_up_begins_with_nothing() -> None:
    svg = charts.burn_up(done=[Point(30, 5, "5")], planned=[Point(30, 6), Point(90, 12, "12")], label="x")
    assert parts(svg, "dot")[0]["cy"] == "112.0"
    assert len(parts(svg, "pm")) == 2


def test_levels_are_to_scale_with_their_numbers() -> None:
    svg = charts.levels([Level("Actions", 12, "12", "act"), Level("To sort", 3, "3", "wait")], "x")
    wide = [float(bar["width"]) for bar in parts(svg, "bar")]
    assert wide[1] == pytest.approx(wide[0] / 4, abs=0.1)
    assert [bar["fill"] for bar in parts(svg, "bar")] == ["#0b6a6e", "#e0a33c"]
    assert texts(svg) == ["Actions", "12", "To sort", "3"]


@pytest.mark.parametrize(
    "svg",
    [
        charts.strip([], "x"),
        charts.strip([Bar("wait", 0, "0 s")], "x"),
        charts.run_chart(measured=[], label="x"),
        charts.run_chart(measured=[Point(0, float("nan"))], label="x"),
        charts.sparkline([None], 3, "x"),
        charts.burn_up(done=[], planned=[], label="x"),
        charts.levels([], "x"),
    ],
)
def test_nothing_to_draw_is_empty(svg: Svg) -> None:
    assert svg == ""


def test_words_are_escaped() -> None:
    evil = "<script>\"&'"
    drawn = [
        charts.strip([Bar("wait", 1, evil)], evil),
        charts.run_chart(measured=[Point(0, 1, evil), Point(1, 2, evil)], marks=[Point(0, 0, evil)], label=evil),
        charts.levels([Level(evil, 1, evil)], evil),
        charts.sparkline([1, 2], None, evil),
    ]
    for svg in drawn:
        assert "<script" not in svg
        root = ElementTree.fromstring(svg)
        assert root.get("aria-label") == evil
        assert set(texts(svg)) <= {evil}


def test_colours_are_attributes_so_that_paper_has_them() -> None:
    svg = charts.run_chart(measured=[Point(0, 1, "1"), Point(1, 2, "2")], promised=[Point(0, 1), Point(1, 3, "3")], label="x")
    assert "style" not in svg
    assert all(re.search(r'\b(fill|stroke)="', part) for part in re.findall(r"<(?:path|rect|circle|text)[^>]*>", svg))


def test_a_drawing_is_printed_as_it_is_and_other_text_refused() -> None:
    template = Template("{% drawing svg %}")
    assert template.render(Context({"svg": Svg("<svg/>")})) == "<svg/>"
    with pytest.raises(TypeError, match="not str"):
        template.render(Context({"svg": "<svg/>"}))


def test_ladder_of_a_map_is_drawn_by_its_tag() -> None:
    rungs = [Rung(1, Total(60, "1 min"), Total(60, "1 min"))]
    assert Template('{% ladder rungs label="<b>" %}').render(Context({"rungs": rungs})).startswith("<svg")


def test_a_burn_down_goes_down_by_steps_from_nought_on() -> None:
    way = charts.Descent(
        [Point(0, 10, "10 h"), Point(13, 7, "7 h"), Point(90, 5, "5 h")],
        [Point(0, 10), Point(30, 8, "8 h")],
        [Point(0, 10), Point(30, 7, "7 h")],
    )
    svg = charts.burn_down([way], marks=[Point(0, 0, "18 Nov")], today=40, label="Lead time")
    line = parts(svg, "promise")[0]["d"]
    assert line.count("V") == 2, "one step for each day on which something is due"
    assert line.endswith(f"H{line.split('H')[-1]}")
    assert len(parts(svg, "dot")) == 2
    assert len(parts(svg, "ring")) == 1, "the start is shared with the baseline"
    assert texts(svg) == ["18 Nov", "Today", "10 h", "5 h", "8 h", "7 h"]
    assert charts.burn_down([], label="x") == ""


def test_a_way_without_a_promise_has_only_what_was_measured() -> None:
    svg = charts.burn_down([charts.Descent([Point(0, 10, "10 h")], [Point(0, 10), Point(30, 8, "8 h")], until=90)], label="Lead time")
    assert parts(svg, "promise") == []
    assert texts(svg) == ["10 h", "8 h"]
