"""Charts as SVG text, drawn on the server: the same file stands on the page, in mail and in the PDF.

Colours are presentation attributes (light, for paper); the classes let static/css map them to the theme. Every text is escaped
here. Widths are units of the view box. A chart without anything to draw is empty. `label` says the chart in words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from math import isfinite
from typing import Protocol

from vsm_site.lib.svg import Svg

INK, MUTE, LINE, SURFACE, ACCENT = "#16202b", "#55616e", "#d3dad9", "#ffffff", "#0b6a6e"
WAIT, WAIT_FILL, VALUE_FILL, CONTROL = "#945200", "#fff2d8", "#e3f2e7", "#76838f"
FAMILY = "VSM Sans, system-ui, sans-serif"
TONES = {"": CONTROL, "wait": "#e0a33c", "value": "#3f9160", "bad": "#b8321c", "act": ACCENT}
CHAR = 8.2
"""Width that one character of a label needs, at the size labels have on a phone or below."""


@dataclass(frozen=True, slots=True)
class Point:
    """One reading: where on the time axis, how much, and the words for its label."""

    at: float
    value: float
    text: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """One row of a bar chart. Tones: "", wait, value, bad, act."""

    label: str
    value: float
    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A piece of the stream to scale: `wait` or `work`, its seconds, its time in words, and the number of its step (0 for none)."""

    kind: str
    seconds: float
    text: str = ""
    number: int = 0


class Amount(Protocol):
    """A total of a map: seconds and its words."""

    @property
    def seconds(self) -> float | None: ...
    @property
    def text(self) -> str: ...


class Rung(Protocol):
    """One step of a map's ladder: the wait before it and its work (None where it is not known)."""

    @property
    def number(self) -> int: ...
    @property
    def wait(self) -> Amount: ...
    @property
    def work(self) -> Amount | None: ...


def pieces(rungs: Sequence[Rung]) -> list[Bar]:
    """The pieces of a ladder (mapping.timeline) in order; what takes no time or is not known has no width."""
    found = []
    for rung in rungs:
        found.append(Bar("wait", rung.wait.seconds or 0.0, rung.wait.text, rung.number))
        if rung.work is not None:
            found.append(Bar("work", rung.work.seconds or 0.0, rung.work.text, rung.number))
    return [bar for bar in found if bar.seconds > 0]


def strip(
    bars: Sequence[Bar],
    label: str,
    height: int = 86,
    marked: int | Collection[int] = 0,
    *,
    plain: bool = False,
    of: float = 0,
    width: int = 1000,
) -> Svg:
    """The stream to scale: waiting high and amber, work low and green. `marked` is the number of a step
    in the light, or the numbers of several, then with the waits in front of them.

    `plain` leaves the texts out; `of` are the seconds of the whole width, where several streams stand under each other. In a drawing of
    less `width` the texts are larger once it fills its place.
    """
    total = max(sum(bar.seconds for bar in bars), of)
    lit = {marked} - {0} if isinstance(marked, int) else set(marked)
    if not bars or not total or not isfinite(total):
        return Svg()
    top, low = (4, height - 4) if plain else (22, height - 22)
    x, parts, line, texts = 0.0, [], f"M0 {top if bars[0].kind == 'wait' else low}", []
    for bar in bars:
        wide = bar.seconds / total * width
        waits = bar.kind == "wait"
        fill = f'class="w" fill="{WAIT_FILL}"' if waits else f'class="p" fill="{VALUE_FILL}"'
        parts.append(f'<rect {fill} x="{_n(x)}" y="{top}" width="{_n(wide)}" height="{low - top}"/>')
        line += f"V{top if waits else low}H{_n(x + wide)}"
        texts.append("" if plain else _strip_text(bar, x + wide / 2, wide, height))
        if bar.number in lit and (not waits or not isinstance(marked, int)):
            parts.append(f'<path class="mark" d="M{_n(x)} {low}H{_n(x + wide)}" stroke="{ACCENT}" stroke-width="5"/>')
        x += wide
    body = "".join(parts) + f'<path class="line" d="{line}" fill="none" stroke="{INK}" stroke-width="1.6"/>' + "".join(texts)
    return _svg("strip", width, height, label, body)


def _strip_text(bar: Bar, middle: float, wide: float, height: int) -> str:
    """The time above a wait, the step's number below its work, where there is room for them."""
    if bar.kind == "wait":
        shown = len(bar.text) * 10.5 <= wide
        return _text("tw", middle, 15, bar.text, size=13, weight=650, fill=WAIT) if shown else ""
    number = str(bar.number) if bar.number else ""
    return _text("tm", middle, height - 6, number, size=12, weight=600, fill=MUTE) if len(number) * 11 <= wide else ""


def run_chart(*, measured: Sequence[Point], promised: Sequence[Point] = (), marks: Sequence[Point] = (), label: str) -> Svg:
    """Measured as an ink line with dots, promised dashed with squares, labels at the lines' ends; `marks` are hairlines with words."""
    points = [*measured, *promised]
    if not points or not all(isfinite(point.value) for point in points):
        return Svg()
    first, last = (measured or promised)[0], [line[-1] for line in (measured, promised) if line]
    left = 14 + CHAR * len(first.text)
    right = 520 - 14 - CHAR * max(len(point.text) for point in last)
    ats, values = [point.at for point in points] + [mark.at for mark in marks], [point.value for point in points]
    scale = _Scale(ats, values, (left, right), (18, 112))
    body = [_mark(scale.x(mark.at), mark.text) for mark in marks]
    body += [_promise(scale, promised), _measured(scale, measured)]
    body.append(_text("tm", scale.x(first.at) - 8, scale.y(first.value) + 4, first.text, size=13, fill=MUTE, anchor="end"))
    body += _end_labels(scale, measured, promised)
    return _svg("chart", 520, 150, label, "".join(body))


def _mark(x: float, text: str, heights: tuple[int, int, int] = (10, 122, 140)) -> str:
    top, foot, words = heights
    line = f'<path class="grid" d="M{_n(x)} {top}V{foot}" stroke="{LINE}" fill="none"/>'
    return line + _text("tm", x, words, text, size=12, fill=MUTE)


def _promise(scale: _Scale, points: Sequence[Point]) -> str:
    squares = "".join(
        f'<rect class="pm" x="{_n(scale.x(p.at) - 3.5)}" y="{_n(scale.y(p.value) - 3.5)}" width="7" height="7" '
        f'fill="{SURFACE}" stroke="{ACCENT}" stroke-width="1.5"/>'
        for p in points[1:]
    )
    attributes = f'fill="none" stroke="{ACCENT}" stroke-width="1.5" stroke-dasharray="4 4"'
    return f'<path class="promise" d="{scale.path(points)}" {attributes}/>{squares}' if points else ""


def _measured(scale: _Scale, points: Sequence[Point]) -> str:
    dots = "".join(_dot(scale.x(p.at), scale.y(p.value), 4) for p in points)
    return f'<path class="meas" d="{scale.path(points)}" fill="none" stroke="{INK}" stroke-width="2"/>{dots}' if points else ""


def _end_labels(scale: _Scale, measured: Sequence[Point], promised: Sequence[Point]) -> list[str]:
    """Labels of the last points; the measured one gives way where the promise passes close by."""
    labels = []
    if promised and (end := promised[-1]).text:
        labels.append(_text("tp", scale.x(end.at) + 9, scale.y(end.value) + 4, end.text, size=13, weight=600, fill=ACCENT, anchor="start"))
    if len(measured) > 1 and (now := measured[-1]).text:
        x, y = scale.x(now.at), scale.y(now.value)
        level = _height_at(scale, promised, now.at)
        if level is not None and abs(y - level) < 18:
            y += -8 if y <= level else 20
        labels.append(_text("ti", x + 9, y - 4, now.text, size=14, weight=650, fill=INK, anchor="start"))
    return labels


def _height_at(scale: _Scale, points: Sequence[Point], at: float) -> float | None:
    """Where a line passes at a time, None before its start and after its end."""
    for one, two in pairwise(points):
        if one.at <= at <= two.at:
            share = (at - one.at) / (two.at - one.at) if two.at > one.at else 1.0
            return scale.y(one.value + share * (two.value - one.value))
    return None


def sparkline(values: Sequence[float | None], promise: float | None, label: str) -> Svg:
    """A metric in the height of a table row, with the promise as a dashed level. Unknown readings are left out."""
    known = [(place, value) for place, value in enumerate(values) if value is not None and isfinite(value)]
    if not known:
        return Svg()
    amounts = [value for _, value in known] + ([promise] if promise is not None else [])
    scale = _Scale([0, max(1, len(values) - 1)], amounts, (5, 111), (5, 29))
    points = [Point(place, value) for place, value in known]
    dash = f'fill="none" stroke="{ACCENT}" stroke-width="1.5" stroke-dasharray="4 4"'
    level = f'<path class="promise" d="M2 {_n(scale.y(promise))}H118" {dash}/>' if promise is not None else ""
    line = f'<path class="meas" d="{scale.path(points)}" fill="none" stroke="{INK}" stroke-width="1.75"/>'
    end = _dot(scale.x(points[-1].at), scale.y(points[-1].value), 3.5)
    return _svg("spark", 120, 34, label, level + line + end, fixed=True)


def burn_up(*, done: Sequence[Point], planned: Sequence[Point], marks: Sequence[Point] = (), label: str, start: float = 0.0) -> Svg:
    """What is done against what was to be done by then, both counted up from nothing at `start`; the plan is the dashed line."""
    nothing = Point(start, 0.0)
    measured, promised = [nothing, *done] if done else [], [nothing, *planned] if planned else []
    return run_chart(measured=measured, promised=promised, marks=marks, label=label)


@dataclass(frozen=True, slots=True)
class Descent:
    """One way down: what was promised from when on, what was measured, and what follows from parts that were measured."""

    promised: Sequence[Point]
    measured: Sequence[Point]
    parts: Sequence[Point] = ()
    until: float = 0.0
    """Until when the last promise is drawn on."""

    @property
    def end(self) -> float:
        """Where its lines end."""
        return max([self.until, *(point.at for point in (*self.promised, *self.measured, *self.parts))])


def burn_down(ways: Sequence[Descent], *, marks: Sequence[Point] = (), today: float | None = None, label: str) -> Svg:
    """Ways down to nought one after the other: promised as dashed steps, measured as an ink line with dots, parts as a thin one with rings.

    The first point of each line is where the way begins. Words stand at the ends of the lines.
    """
    points = [point for way in ways for point in (*way.promised, *way.measured, *way.parts)]
    if not points or not all(isfinite(point.value) for point in points):
        return Svg()
    left = 14 + CHAR * max(len(way.promised[0].text) for way in ways if way.promised)
    right = 1000 - 14 - CHAR * max(len(point.text) for point in points)
    ats = [point.at for point in points] + [mark.at for mark in marks] + [way.end for way in ways] + ([today] if today is not None else [])
    scale = _Scale(ats, [0.0, *(point.value for point in points)], (left, right), (22, 212))
    body = [_axis(scale), *(_mark(scale.x(mark.at), mark.text, (14, 222, 242)) for mark in marks)]
    if today is not None:
        body.append(f'<path class="today" d="M{_n(scale.x(today))} 14V222" stroke="{INK}" fill="none"/>')
        body.append(_text("tm", scale.x(today), 10, "Today", size=12, fill=MUTE))
    body += [part for way in ways for part in _descent(scale, way)]
    return _svg("chart chart--wide", 1000, 250, label, "".join(body))


def _axis(scale: _Scale) -> str:
    left, right = scale.across
    return f'<path class="grid" d="M{_n(left)} {_n(scale.y(0.0))}H{_n(right)}" stroke="{LINE}" fill="none"/>'


def _descent(scale: _Scale, way: Descent) -> Iterator[str]:
    attributes = f'fill="none" stroke="{ACCENT}" stroke-width="1.5" stroke-dasharray="4 4"'
    if len(way.promised) > 1:
        yield f'<path class="promise" d="{_stairs(scale, way.promised, way.end)}" {attributes}/>'
    if len(way.parts) > 1:
        yield f'<path class="parts" d="{scale.path(way.parts)}" fill="none" stroke="{MUTE}" stroke-width="1.25"/>'
        yield "".join(_ring(scale.x(point.at), scale.y(point.value)) for point in way.parts[1:])
    yield _measured(scale, way.measured)
    yield from _descent_words(scale, way)


def _stairs(scale: _Scale, points: Sequence[Point], end: float) -> str:
    path = f"M{_n(scale.x(points[0].at))} {_n(scale.y(points[0].value))}"
    for point in points[1:]:
        path += f"H{_n(scale.x(point.at))}V{_n(scale.y(point.value))}"
    return f"{path}H{_n(scale.x(end))}"


def _ring(x: float, y: float) -> str:
    return f'<circle class="ring" cx="{_n(x)}" cy="{_n(y)}" r="3.5" fill="{SURFACE}" stroke="{MUTE}" stroke-width="1.5"/>'


def _descent_words(scale: _Scale, way: Descent) -> Iterator[str]:
    """The start on the left; the ends on the right, moved apart where they would lie on each other."""
    if way.promised:
        first, last = way.promised[0], way.promised[-1]
        yield _text("tm", scale.x(first.at) - 8, scale.y(first.value) + 4, first.text, size=13, fill=MUTE, anchor="end")
    if len(way.promised) > 1:
        x, y = scale.x(way.end) + 9, scale.y(last.value) + 4
        yield _text("tp", x, y, last.text, size=13, weight=600, fill=ACCENT, anchor="start")
    ends = [(points[-1], look) for points, look in ((way.measured, ("ti", 14, INK)), (way.parts, ("tm", 12, MUTE))) if len(points) > 1]
    taken: list[tuple[float, float]] = []
    for now, (kind, size, fill) in ends:
        x, y = scale.x(now.at), scale.y(now.value)
        if all(abs(x - other) > 70 or abs(y - height) > 18 for other, height in taken):
            yield _text(kind, x + 8, y - 8, now.text, size=size, weight=650, fill=fill, anchor="start")
        taken.append((x, y))


def levels(rows: Sequence[Level], label: str) -> Svg:
    """Level bars from nought, the longest over the whole width, each with its number at its end."""
    rows = [row for row in rows if isfinite(row.value) and row.value >= 0]
    if not rows:
        return Svg()
    left = 14 + CHAR * max(len(row.label) for row in rows)
    room = 520 - left - 14 - CHAR * max(len(row.text) for row in rows)
    most = max(row.value for row in rows) or 1.0
    body = []
    for place, row in enumerate(rows):
        y, wide = place * 26, row.value / most * max(room, 40)
        body.append(_text("ti", left - 10, y + 17, row.label, size=13, fill=INK, anchor="end"))
        tone = f" bar--{row.tone}" if row.tone else ""
        body.append(f'<rect class="bar{tone}" x="{_n(left)}" y="{y + 6}" width="{_n(wide)}" height="14" fill="{TONES[row.tone]}"/>')
        body.append(_text("ti", left + wide + 8, y + 17, row.text, size=13, weight=650, fill=INK, anchor="start"))
    return _svg("chart", 520, len(rows) * 26, label, "".join(body))


PIE = ("", "M10 10V2A8 8 0 0 1 18 10Z", "M10 10V2A8 8 0 0 1 10 18Z", "M10 10V2A8 8 0 1 1 2 10Z")
"""The filled part of a pie of 20 by 20 with one, two and three quarters."""


def pie(quarters: int, label: str) -> Svg:
    """A pie in quarters, clockwise from the top: how far something is, as it is marked by hand on a wall. 0 to 4 are full."""
    full = min(4, max(0, quarters))
    whole = '<circle class="pie__full" cx="10" cy="10" r="8" fill="#25703f"/>'
    part = whole if full == 4 else f'<path class="pie__full" d="{PIE[full]}" fill="#25703f"/>' if full else ""
    ring = f'<circle class="pie__ring" cx="10" cy="10" r="8" fill="none" stroke="{INK}" stroke-width="1.25"/>'
    cross = f'<path class="pie__ring" d="M10 2V18M2 10H18" fill="none" stroke="{INK}" stroke-width=".75"/>'
    return _svg("pie", 20, 20, label, part + cross + ring)


class _Scale:
    """From days and amounts to units of the view box; equal amounts stand in the middle."""

    def __init__(self, ats: Sequence[float], values: Sequence[float], across: tuple[float, float], down: tuple[float, float]) -> None:
        self.first, self.span = min(ats), (max(ats) - min(ats)) or 1.0
        self.high, self.drop = max(values), max(values) - min(values)
        self.across, self.down = across, down

    def x(self, at: float) -> float:
        left, right = self.across
        return left + (at - self.first) / self.span * (right - left)

    def y(self, value: float) -> float:
        top, bottom = self.down
        return top + (self.high - value) / self.drop * (bottom - top) if self.drop else (top + bottom) / 2

    def path(self, points: Sequence[Point]) -> str:
        return "M" + " L".join(f"{_n(self.x(point.at))} {_n(self.y(point.value))}" for point in points)


def _n(number: float) -> str:
    return f"{number:.1f}"


def _dot(x: float, y: float, radius: float) -> str:
    return f'<circle class="dot" cx="{_n(x)}" cy="{_n(y)}" r="{radius:g}" fill="{INK}" stroke="{SURFACE}" stroke-width="1.5"/>'


def _text(kind: str, x: float, y: float, text: str, *, size: int, fill: str, weight: int = 400, anchor: str = "middle") -> str:
    if not text:
        return ""
    attributes = f'x="{_n(x)}" y="{_n(y)}" font-size="{size}" font-weight="{weight}" text-anchor="{anchor}" fill="{fill}"'
    return f'<text class="{kind}" {attributes}>{escape(text)}</text>'


def _svg(kind: str, width: int, height: int, label: str, body: str, *, fixed: bool = False) -> Svg:
    size = f' width="{width}" height="{height}"' if fixed else ""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" viewBox="0 0 {width} {height}"{size} font-family="{FAMILY}" role="img"'
    return Svg(f'{head} aria-label="{escape(label)}">{body}</svg>')
