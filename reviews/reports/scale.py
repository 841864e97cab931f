"""Several streams under each other, all to one scale, so that a shorter one looks shorter."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from vsm_site.lib.charts import FAMILY, INK, MUTE, VALUE_FILL, WAIT_FILL, Bar, Rung, pieces
from vsm_site.lib.svg import Svg

WIDTH, ROW, HIGH = 1000.0, 74, 40


def to_scale(rows: Sequence[tuple[str, Sequence[Rung]]]) -> Svg:
    """One strip for each labelled ladder, waiting amber and work green; empty where nothing takes time."""
    strips = [(label, pieces(rungs)) for label, rungs in rows]
    longest = max((sum(bar.seconds for bar in bars) for _, bars in strips), default=0.0)
    if not longest:
        return Svg()
    body = "".join(_strip(label, bars, place * ROW, WIDTH / longest) for place, (label, bars) in enumerate(strips))
    label = escape("To scale: " + "; ".join(name for name, _ in strips))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {ROW * len(strips)}" font-family="{FAMILY}"'
    return Svg(f'{head} role="img" aria-label="{label}">{body}</svg>')


def _strip(label: str, bars: Sequence[Bar], top: int, unit: float) -> str:
    x, parts = 0.0, [f'<text x="0" y="{top + 16}" font-size="15" fill="{MUTE}">{escape(label)}</text>']
    for bar in bars:
        wide = bar.seconds * unit
        fill = WAIT_FILL if bar.kind == "wait" else VALUE_FILL
        parts.append(f'<rect x="{x:.1f}" y="{top + 24}" width="{wide:.1f}" height="{HIGH}" fill="{fill}" stroke="{INK}" stroke-width="1"/>')
        x += wide
    return "".join(parts)
