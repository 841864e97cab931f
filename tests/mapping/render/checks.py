"""What has to hold for the geometry of every map."""

from __future__ import annotations

from itertools import combinations

from mapping.render.picture import Picture
from mapping.render.scene import MARGIN
from mapping.render.sheets import SMALLEST_TEXT
from tests.mapping.render import places


def check(picture: Picture) -> None:
    """No overlaps, no line through a box, no two lines on each other, everything on the sheet."""
    boxes, chips, arrows, notes = places.boxes(picture), places.chips(picture), places.arrows(picture), places.notes(picture)
    assert places.overlaps(boxes) == []
    assert places.overlaps(chips) == []
    assert places.overlaps(arrows) == []
    assert places.overlaps(notes) == []
    assert _between(chips, boxes) == []
    assert _between(arrows, boxes) == []
    assert _between(notes, boxes) == []
    assert _between(chips, notes) == []
    assert _between(chips, arrows) == []
    assert [name for name, box in notes.items() if box.y < MARGIN + picture.head.height - 14] == []
    _check_lines(picture)
    sheet = picture.scene
    for box in [*boxes.values(), *chips.values(), *arrows.values(), *notes.values()]:
        assert box.x >= 0 and box.y >= 0 and box.right <= sheet.width and box.bottom <= sheet.height
    for _, way in places.lines(picture):
        assert all(0 <= x <= sheet.width and 0 <= y <= sheet.height for x, y in way)


def check_texts(picture: Picture) -> None:
    """No text over another, none beyond the sheet, none smaller than the smallest."""
    texts, sheet = places.texts(picture), picture.scene
    assert [(one, two) for (one, _, a), (two, _, b) in combinations(texts, 2) if a.meets(b)] == []
    assert [name for name, _, box in texts if box.x < 0 or box.y < 0 or box.right > sheet.width or box.bottom > sheet.height] == []
    assert min(size for _, size, _ in texts) >= SMALLEST_TEXT


def _between(some: dict[str, places.Box], others: dict[str, places.Box]) -> list[tuple[str, str]]:
    return [(one, two) for one, a in some.items() for two, b in others.items() if a.meets(b)]


def _check_lines(picture: Picture) -> None:
    ways = dict(places.lines(picture))
    through = [(name, key) for name, way in ways.items() for key, box in places.boxes(picture).items() if places.runs_through(way, box)]
    assert through == []
    flows = picture.facts.flows
    for (one, first), (two, second) in combinations(ways.items(), 2):
        if one.startswith("flow") and two.startswith("flow"):
            a, b = flows[int(one.split()[1])], flows[int(two.split()[1])]
            if a.source == b.source or a.target == b.target:
                continue  # the branches of a fork share its trunk
        assert places.common_run(first, second) <= 1, (one, two)
