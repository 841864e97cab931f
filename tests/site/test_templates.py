"""Templates keep the strict policy and the house's habits: nothing inline, everything escaped, parts that say what they need."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
NAMES = [str(path.relative_to(ROOT / "templates")) for path in TEMPLATES]
SCRIPTS = sorted(path for path in (ROOT / "static/js").rglob("*.js"))
CODE = sorted(
    path for app in ("accounts", "workshops", "mapping", "actionplans", "reviews", "vsm_site") for path in (ROOT / app).rglob("*.py")
)

REFUSED = {
    "an inline style": r"\sstyle\s*=|<style\b",
    "an inline script": r"<script(?![^>]*\bsrc=)",
    "a handler in an attribute": r"\son[a-z]+\s*=\s*[\"']",
    "hx-on, which evaluates text": r"\bhx-on\b",
    "js: values, which evaluate text": r"[\"']js:|javascript:",
    "a trigger filter, which evaluates text": r"hx-trigger=\"[^\"]*\[",
    "text that is not escaped": r"\|\s*safe\b|\|\s*safeseq\b|autoescape\s+off",
    "a file of another host": r"(?:src|href)=\"(?:https?:)?//",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_template_can_be_read(name: str) -> None:
    assert get_template(name)


@pytest.mark.parametrize("what", REFUSED)
def test_no_template_has(what: str) -> None:
    assert [name for name, path in zip(NAMES, TEMPLATES, strict=True) if re.search(REFUSED[what], path.read_text())] == []


def test_the_refusals_find_what_they_are_for() -> None:
    bad = ['<p style="x">', "<script>x</script>", '<a onclick="x">', '<a hx-on:click="x">', 'hx-vals="js:x"']
    bad += ['<p hx-trigger="click[x]">', "{{ x|safe }}", '<img src="//x">']
    assert all(re.search(pattern, sample) for pattern, sample in zip(REFUSED.values(), bad, strict=True))


def test_components_and_parts_say_what_they_need() -> None:
    parts = [path for path in TEMPLATES if path.parent.name == "components" or path.name.startswith("_")]
    silent = [path.name for path in parts if not re.match(r"\{#[^\n]*\binputs?\b[^\n]*#\}", path.read_text(), re.IGNORECASE)]
    assert parts
    assert silent == []


def test_every_icon_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static/vendor/lucide-static-1.62.0/icons.svg").read_text()))
    used = {name for path in TEMPLATES for name in re.findall(r"\{% icon \"([\w-]+)\"", path.read_text())}
    used |= {
        name for path in SCRIPTS for name in re.findall(r'"#?(cloud-check|cloud-off|refresh-cw|pencil|triangle-alert)"', path.read_text())
    }
    assert used - sprite == set()


def test_text_is_called_safe_in_one_place_only() -> None:
    pattern = re.compile(r"\bmark_safe\b|\bSafeString\((?!\"\"\))")
    found = [str(path.relative_to(ROOT)) for path in CODE if pattern.search(path.read_text())]
    assert found == ["vsm_site/lib/ui_tags.py"]


@pytest.mark.parametrize("word", ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"])
def test_no_script_makes_markup_of_text(word: str) -> None:
    assert [str(path.relative_to(ROOT)) for path in SCRIPTS if word in path.read_text()] == []


def test_custom_elements_are_short() -> None:
    assert {path.name: lines for path in SCRIPTS if (lines := path.read_text().count("\n")) > 400} == {}
    assert {path.name for path in SCRIPTS if path.parent.name == "components" and path.read_text().count("\n") >= 120} == set()
