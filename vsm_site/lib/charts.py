"""Charts as SVG made on the server: the same on the page and in print. Plain Python; presentation attributes with the classes of the sheets.

Measured is an ink line with dots, promised a dashed teal line with squares; labels stand at the line's end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

INK, MUTE, TEAL, AMBER, GREEN, LINE = "#16202b", "#55616e", "#0b6a6e", "#945200", "#25703f", "#d3dad9"
AMBER_FILL, GREEN_FILL = "#fff2d8", "#e3f2e7"


@dataclass(frozen=True, slots=True)
class Point:
    """A reading: where on the axis (days), its value, and the value in words."""

    at: float
    value: float
    text: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of the strip: `wait` or `work`, its seconds, the text above a wait, the step's number below work."""

    kind: str
    seconds: float
    text: str = ""
    number: int = 0


def _scale(values: Sequence[float], low: float, high: float) -> tuple[float, float]:
    """Factor and offset that put the greatest value at `low` and the smallest at `high` (up is more)."""
    least, most = min(values), max(values)
    if most == least:
        return 0.0, (low + high) / 2
    factor = (low - high) / (most - least)
    return factor, high - least * factor


def _path(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{'L' if place else 'M'}{x:.1f} {y:.1f}" for place, (x, y) in enumerate(points))


def sparkline(values: Sequence[float], promise: float | None, label: str) -> str:
    """The readings of one metric in a table cell, 120 x 34, with the promise as a dashed line. `label` says it in words."""
    if not values:
        return ""
    everything = [*values, promise] if promise is not None else list(values)
    factor, offset = _scale(everything, 5, 29)
    step = 106 / max(1, len(values) - 1)
    points = [(5 + place * step, value * factor + offset) for place, value in enumerate(values)]
    if len(points) == 1:
        points = [(111.0, points[0][1])]
    parts = [f'<svg class="spark" viewBox="0 0 120 34" width="120" height="34" role="img" aria-label="{escape(label)}">']
    if promise is not None:
        parts.append(f'<path class="promise" d="M2 {promise * factor + offset:.1f}H118" fill="none" stroke="{TEAL}" stroke-dasharray="4 4"/>')
    parts.append(f'<path class="meas" d="{_path(points)}" fill="none" stroke="{INK}" stroke-width="1.75"/>')
    parts.append(f'<circle class="dot" cx="{points[-1][0]:.1f}" cy="{points[-1][1]:.1f}" r="3.5" fill="{INK}"/></svg>')
    return "".join(parts)


def run_chart(*, measured: Sequence[Point], promised: Sequence[Point], marks: Sequence[Point], label: str) -> str:
    """Measured against promised over days, 520 x 150; `marks` are vertical lines with words below (day 0, 30 ...)."""
    every = [*measured, *promised]
    if not every:
        return ""
    factor, offset = _scale([point.value for point in every], 20, 112)
    last = max(point.at for point in [*every, *marks]) or 1

    def place(point: Point) -> tuple[float, float]:
        return 52 + point.at / last * 400, point.value * factor + offset

    parts = [f'<svg class="chart" viewBox="0 0 520 150" role="img" aria-label="{escape(label)}">']
    for mark in marks:
        x = place(Point(mark.at, every[0].value))[0]
        parts.append(f'<path class="grid" d="M{x:.1f} 10V122" stroke="{LINE}" fill="none"/>')
        parts.append(f'<text class="tm" x="{x:.1f}" y="140" font-size="12" text-anchor="middle" fill="{MUTE}">{escape(mark.text)}</text>')
    parts += _line([place(point) for point in promised], "promise", TEAL, dashed=True)
    parts += [f'<rect class="pm" x="{x - 3.5:.1f}" y="{y - 3.5:.1f}" width="7" height="7" fill="#fff" stroke="{TEAL}"/>' for x, y in map(place, promised[1:])]
    parts += _line([place(point) for point in measured], "meas", INK, dashed=False)
    parts += [f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{INK}"/>' for x, y in map(place, measured)]
    for points, name, colour in ((measured, "ti", INK), (promised, "tp", TEAL)):
        if points and points[-1].text:
            x, y = place(points[-1])
            up = -8 if name == "ti" else 4
            parts.append(
                f'<text class="{name}" x="{x + 9:.1f}" y="{y + up:.1f}" font-size="13" font-weight="600" fill="{colour}">{escape(points[-1].text)}</text>'
            )
    return "".join(parts) + "</svg>"


def _line(points: Sequence[tuple[float, float]], name: str, colour: str, *, dashed: bool) -> list[str]:
    if len(points) < 2:
        return []
    dash = ' stroke-dasharray="4 4"' if dashed else ""
    return [f'<path class="{name}" d="{_path(points)}" fill="none" stroke="{colour}"{dash}/>']


def strip(bars: Sequence[Bar], label: str, width: float = 1000, height: float = 86) -> str:
    """The stream to scale: waiting high and amber, work low and green. Texts stand only where they have room."""
    total = sum(bar.seconds for bar in bars)
    if not total:
        return ""
    top, bottom, x = 22.0, height - 22.0, 0.0
    boxes, texts, line = [], [], [f"M0 {top if bars[0].kind == 'wait' else bottom}"]
    for bar in bars:
        size = bar.seconds / total * width
        is_wait = bar.kind == "wait"
        y = top if is_wait else bottom
        line.append(f"V{y}H{x + size:.1f}")
        if size:
            fill, name = (AMBER_FILL, "w") if is_wait else (GREEN_FILL, "p")
            boxes.append(f'<rect class="{name}" x="{x:.1f}" y="{top}" width="{size:.1f}" height="{bottom - top}" fill="{fill}"/>')
        middle = x + size / 2
        if is_wait and size > 9 * len(bar.text):
            texts.append(f'<text class="tw" x="{middle:.1f}" y="15" font-size="13" font-weight="650" text-anchor="middle" fill="{AMBER}">{escape(bar.text)}</text>')
        if not is_wait and size > 12 and bar.number:
            texts.append(f'<text class="tm" x="{middle:.1f}" y="{height - 6}" font-size="12" font-weight="600" text-anchor="middle" fill="{MUTE}">{bar.number}</text>')
        x += size
    path = f'<path class="line" d="{"".join(line)}" fill="none" stroke="{INK}"/>'
    head = f'<svg class="strip" viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{escape(label)}">'
    return head + "".join(boxes) + path + "".join(texts) + "</svg>"
