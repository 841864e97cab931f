"""Write mapping/render/font_widths.py: the advance widths of the vendored font at the three weights that drawings use.

Run from the root of the repository after a new version of the font was vendored:
    python tools/vendor/font_widths.py
Needs fontTools with brotli, which the PDF library brings.
"""

from __future__ import annotations

import base64
import zlib
from array import array
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "mapping" / "render" / "font_widths.py"
WEIGHTS = (400, 600, 700)
LAST = 0x2BFF  # beyond lie private and pictographic characters that names of steps hardly use


def newest_font() -> Path:
    """The vendored variable font."""
    return sorted((ROOT / "static" / "vendor").glob("inter-ui-*/InterVariable.woff2"))[-1]


def ranges(codes: list[int]) -> list[tuple[int, int]]:
    """Runs of consecutive code points as (first, count)."""
    runs: list[tuple[int, int]] = []
    for code in codes:
        if runs and sum(runs[-1]) == code:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((code, 1))
    return runs


def packed(values: array[int]) -> str:
    """Unsigned 16-bit values, big endian, deflated, in base 85, as a Python expression of short lines."""
    if array("H", [1]).tobytes()[0] == 1:
        values.byteswap()
    text = base64.b85encode(zlib.compress(values.tobytes(), 9)).decode()
    return "\n".join(f'    "{text[at : at + 120]}"' for at in range(0, len(text), 120))


def widths(path: Path, weight: int, codes: list[int]) -> array[int]:
    """Advance of each code point at this weight and the smallest optical size, in font units."""
    font = instancer.instantiateVariableFont(TTFont(path), {"wght": weight, "opsz": 14})
    table, cmap = font["hmtx"], font.getBestCmap()
    return array("H", [table[cmap[code]][0] for code in codes])


def main() -> None:
    """Measure and write the module."""
    path = newest_font()
    font = TTFont(path)
    codes = sorted(code for code in font.getBestCmap() if 32 <= code <= LAST)
    runs = array("H", [number for run in ranges(codes) for number in run])
    lines = [
        '"""Advance widths of the drawing font in font units. Written by tools/vendor/font_widths.py; do not edit."""',
        "",
        f"UNITS_PER_EM = {font['head'].unitsPerEm}",
        f"SOURCE = {path.parent.name!r}",
        "RUNS = (",
        packed(runs),
        ")",
        "PACKED = {",
    ]
    for weight in WEIGHTS:
        body = packed(widths(path, weight, codes)).replace("\n    ", "\n        ").replace("    ", "        ", 1)
        lines += [f"    {weight}: (", body, "    ),"]
    TARGET.write_text("\n".join([*lines, "}", ""]))


if __name__ == "__main__":
    main()
