"""QR codes as drawings that print and scale."""

from __future__ import annotations

import segno
from django.utils.html import escape

from vsm_site.lib.svg import Svg

QUIET = 4
"""Empty modules around the code, without which phones do not find it."""


def qr(text: str, label: str) -> Svg:
    """The QR code of a text, dark on white in any theme; `label` says it to those who do not see it."""
    rows = segno.make(text, micro=False, error="m").matrix
    side = len(rows) + 2 * QUIET
    dark = "".join(f"M{x + QUIET} {y + QUIET}h1v1h-1z" for y, row in enumerate(rows) for x, module in enumerate(row) if module)
    return Svg(
        f'<svg class="qr" viewBox="0 0 {side} {side}" role="img" aria-label="{escape(label)}" shape-rendering="crispEdges">'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path fill="#000" d="{dark}"/></svg>'
    )
