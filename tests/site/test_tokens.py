"""Colours that can be read: every text token on every ground, in light and dark; what draws in Python uses the same colours."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mapping.render import theme
from vsm_site.lib import charts

SHEET = (Path(__file__).resolve().parents[2] / "static/css/tokens.css").read_text()
BLOCKS = [dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})\b", text)) for text in re.findall(r"\{([^{}]*--ink:[^{}]*)\}", SHEET)]
LIGHT, DARK_BY_SYSTEM, DARK_BY_CHOICE = BLOCKS
TEXTS = ("ink", "mute", "accent", "va", "nva", "bad", "info")
GROUNDS = ("canvas", "surface", "lane", "tint", "va-fill", "nva-fill", "bad-fill", "info-fill")
PAIRS = (("on-accent", "accent"), ("on-accent", "accent-hover"), ("on-head", "head"), ("surface", "bad"), ("canvas", "ink"))


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    shares = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, two: str) -> float:
    """Contrast ratio of WCAG 2.2, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(two)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_wcag_does() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize(("tokens", "least"), [(LIGHT, 5.0), (DARK_BY_CHOICE, 5.4)], ids=["light", "dark"])
def test_every_text_is_readable_on_every_ground(tokens: dict[str, str], least: float) -> None:
    weak = {f"{text} on {ground}" for text in TEXTS for ground in GROUNDS if contrast(tokens[text], tokens[ground]) < least}
    weak |= {f"{text} on {ground}" for text, ground in PAIRS if contrast(tokens[text], tokens[ground]) < least}
    assert weak == set()


@pytest.mark.parametrize("tokens", [LIGHT, DARK_BY_CHOICE], ids=["light", "dark"])
def test_borders_of_controls_and_focus_rings_are_seen(tokens: dict[str, str]) -> None:
    grounds = ("canvas", "surface", "lane", "tint")
    assert {(part, ground) for part in ("control", "focus") for ground in grounds if contrast(tokens[part], tokens[ground]) < 3} == set()


def test_dark_is_the_same_by_wish_of_the_system_and_by_choice() -> None:
    assert DARK_BY_SYSTEM == DARK_BY_CHOICE
    assert DARK_BY_CHOICE.keys() == LIGHT.keys()


@pytest.mark.parametrize(("drawn", "tokens"), [(theme.LIGHT, LIGHT), (theme.DARK, DARK_BY_CHOICE)], ids=["light", "dark"])
def test_maps_are_drawn_in_the_colours_of_the_sheet(drawn: dict[str, str], tokens: dict[str, str]) -> None:
    assert {name: full(colour) for name, colour in drawn.items()} == {name: full(tokens[name]) for name in drawn}


def test_charts_are_drawn_in_the_colours_of_the_sheet() -> None:
    named = {"ink": charts.INK, "mute": charts.MUTE, "line": charts.LINE, "surface": charts.SURFACE, "accent": charts.ACCENT}
    named |= {"nva": charts.WAIT, "nva-fill": charts.WAIT_FILL, "va-fill": charts.VALUE_FILL, "control": charts.CONTROL}
    named |= {"nva-solid": charts.TONES["wait"], "va-solid": charts.TONES["value"], "bad": charts.TONES["bad"]}
    assert named == {name: full(LIGHT[name]) for name in named}


def full(colour: str) -> str:
    """A colour with six digits."""
    return colour if len(colour) == 7 else "#" + "".join(digit * 2 for digit in colour[1:])
