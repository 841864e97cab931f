"""What people type is read alike on the server and in the browser: tests/js/statement.test.js reads the same cases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mapping import kinds, typed

CASES = json.loads((Path(__file__).resolve().parents[1] / "typed_cases.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['field']}-{case['text']}")
def test_typed(case: dict[str, Any]) -> None:
    datum = kinds.BY_KEY[case["kind"]].datum(case["field"])
    assert result(datum, case) == case.get("error", case.get("value"))
    if "error" not in case:
        assert typed.shown(datum, case["value"]) == case["shown"]


def result(datum: Any, case: dict[str, Any]) -> Any:
    """The value, or what is said of a text that cannot be read."""
    try:
        value = typed.read(datum, case["text"], case.get("present"))
    except ValueError as error:
        return str(error)
    faults = datum.check(value, "")
    return faults[0].text if faults else value
