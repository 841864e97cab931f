"""The repository holds the product and nothing else: no secret, no place on somebody's machine, no data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.site.source import ROOT

IGNORED = {line.strip("/") for line in (ROOT / ".gitignore").read_text().split()} | {".git", "node_modules", "__pycache__"}
TEXT = {".py", ".html", ".css", ".js", ".md", ".txt", ".json", ".toml", ".yml", ".yaml", ".lock", ".sh", ".example", ".svg", ""}
FOREIGN = ("static/vendor/",)
PATTERNS = {
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "a key of a cloud": r"\bAKIA[0-9A-Z]{16}\b|\bAIza[0-9A-Za-z_-]{35}\b",
    "a token of a forge or chat": r"\b(?:gh[pousr]_[A-Za-z0-9]{30,}|glpat-[\w-]{20,}|xox[abprs]-[\w-]{10,})\b",
    "a key in a setting": r"""(?i)\b(?:secret_key|api_key|password|token)\b\s*[=:]\s*["'][A-Za-z0-9+/_-]{32,}["']""",
    "a password in an address": r"\b(?:postgres|postgresql|redis|smtp|smtp\+tls)://[\w.-]+:(?!password@|vsm@|\$\{)[^\s@/\"'{$]+@",
    "a place on a machine": r"(?<![\w.~-])/(?:home/\w+|Users/\w+|root|work)/",
    "an index of packages": r"--(?:extra-)?index-url|--find-links|--trusted-host",
}


@cache
def files() -> tuple[Path, ...]:
    """Every text file of the repository that is ours."""
    return tuple(path for path in sorted(_below(ROOT)) if path.suffix in TEXT and not str(path.relative_to(ROOT)).startswith(FOREIGN))


def _below(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name in IGNORED or str(path.relative_to(ROOT)) in IGNORED or path.suffix == ".pyc":
            continue
        if path.is_dir():
            yield from _below(path)
        else:
            yield path


@pytest.mark.parametrize("what", PATTERNS)
def test_no_file_has(what: str) -> None:
    pattern, found = re.compile(PATTERNS[what]), []
    for path in files():
        if path != Path(__file__).resolve():
            text = path.read_text(errors="ignore")
            found += [f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, hit.start()) + 1}" for hit in pattern.finditer(text)]
    assert found == []


def test_the_patterns_find_what_they_are_for() -> None:
    samples = {
        "a private key": "-----BEGIN RSA PRIVATE KEY-----",
        "a key of a cloud": "AKIA" + "Q" * 16,
        "a token of a forge or chat": "ghp_" + "a1" * 18,
        "a key in a setting": f'SECRET_KEY = "{"a1" * 20}"',
        "a password in an address": "postgres://vsm:hunter2@db/vsm",
        "a place on a machine": "/home/ann/vsm/",
        "an index of packages": "--index-url https://packages.example.org",
    }
    assert {what for what, pattern in PATTERNS.items() if re.search(pattern, samples[what])} == set(PATTERNS)


def test_no_data_is_kept_beside_the_code() -> None:
    kinds = {".sqlite3", ".db", ".pem", ".key", ".p12"}
    assert [str(path) for path in _below(ROOT) if path.suffix in kinds or path.name == ".env"] == []
