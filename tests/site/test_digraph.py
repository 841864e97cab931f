"""The picture of what hands over to what: where boxes stand, which way arrows go, and what is read out."""

from __future__ import annotations

from xml.etree import ElementTree

from vsm_site.lib.digraph import GAP, WIDE, Arrow, Node, digraph

SVG = "{http://www.w3.org/2000/svg}"


def boxes(svg: str) -> dict[str, float]:
    """The left edge of each box by the words of its name."""
    found = {}
    for group in ElementTree.fromstring(svg):
        names = [text.text or "" for text in group.iter(f"{SVG}text") if text.get("class") == "tn"]
        if names:
            rect = next(group.iter(f"{SVG}rect"))
            found[" ".join(names)] = float(rect.get("x", ""))
    return found


def parts(svg: str, kind: str) -> list[ElementTree.Element]:
    return [element for element in ElementTree.fromstring(svg).iter() if element.get("class", "").split()[:1] == [kind]]


def named(*keys: str) -> list[Node]:
    return [Node(key, key.upper()) for key in keys]


def test_nothing_is_no_drawing() -> None:
    assert digraph([], [], "x") == ""


def test_each_box_stands_right_of_all_that_hand_over_to_it() -> None:
    found = boxes(
        digraph(named("d", "c", "b", "a"), [Arrow("a", "b", ""), Arrow("b", "c", ""), Arrow("a", "c", ""), Arrow("d", "c", "")], "x")
    )
    first = found["A"]
    assert {name: round((at - first) / (WIDE + GAP), 6) for name, at in found.items()} == {"A": 0, "B": 1, "C": 2, "D": 1}


def test_an_arrow_that_closes_a_circle_goes_back_below_all_boxes() -> None:
    svg = digraph(named("a", "b"), [Arrow("a", "b", "out"), Arrow("b", "a", "back")], "x")
    tall = float(ElementTree.fromstring(svg).get("height", ""))
    lowest = max(float(box.get("y", "")) + float(box.get("height", "")) for box in parts(svg, "box"))
    there, back = (way.get("d", "") for way in parts(svg, "way"))
    lane = float(back.partition("V")[2].partition("H")[0])
    assert "V" not in there
    assert lowest < lane < tall


def test_arrows_of_boxes_that_are_not_there_are_left_out() -> None:
    svg = digraph(named("a"), [Arrow("a", "z", "lost"), Arrow("a", "a", "own")], "x")
    assert (parts(svg, "way"), "lost" in svg, "own" in svg) == ([], False, False)


def test_texts_are_never_markup_and_a_link_says_all_of_its_box() -> None:
    nodes = [Node("a", "<b>Lab</b> & co", "3 h", "On track", "value", "/streams/1/"), Node("b", "Wards", is_outside=True)]
    svg = digraph(nodes, [Arrow("a", "b", "<i>tubes</i>", "1 h")], "Two <streams>")
    root = ElementTree.fromstring(svg)
    link = next(root.iter(f"{SVG}a"))
    assert (root.get("role"), root.get("aria-label")) == ("group", "Two <streams>")
    assert (link.get("href"), link.get("aria-label")) == ("/streams/1/", "<b>Lab</b> & co, 3 h, On track")
    assert [text.text for text in root.iter(f"{SVG}text")] == ["<i>tubes</i>", "1 h", "<b>Lab</b> & co", "3 h", "On track", "Wards"]
    assert [box.get("stroke-dasharray") for box in parts(svg, "box")] == [None, "4 4"]


def test_words_without_room_are_cut_and_kept_whole_beside() -> None:
    text = "Samples with their label and the order form"
    svg = digraph(named("a", "b"), [Arrow("a", "b", text, is_lit=True)], "x")
    shown = parts(svg, "ti")[0].text or ""
    assert (len(shown), shown[-1], [title.text for title in ElementTree.fromstring(svg).iter(f"{SVG}title")]) == (22, "…", [text])
    assert [way.get("class") for way in parts(svg, "way")] == ["way is-lit"]


def test_a_word_stands_beside_its_figure_where_both_fit_and_below_it_where_not() -> None:
    short, long = Node("a", "A", figure="4 h", word="On track"), Node("b", "B", figure="at least 2 h", word="A little behind")
    svg = digraph([short, long], [], "x")
    figures, words, tall = (parts(svg, kind) for kind in ("tf", "tm", "box"))
    beside, below = (
        (word.get("x"), float(word.get("y", "")) - float(figure.get("y", ""))) for word, figure in zip(words, figures, strict=True)
    )
    assert beside == (f"{float(figures[0].get('x', '')) + 9.2 * 3 + 8:.1f}", 0)
    assert below == (figures[1].get("x"), 17)
    assert [box.get("height") for box in tall] == ["72.0", "89.0"]
