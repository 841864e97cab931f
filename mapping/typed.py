"""Data of a map as the text that a person types and sees, and back. Numbers keep every digit, so that nothing is lost on the way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mapping.fields import Field, Kind, is_number
from vsm_site.lib.units import display, duration_parts, numbers_of, type_duration, type_number

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
EVIDENCE_WORDS = {"measured": "Measured", "system": "From a system", "estimate": "Estimate", "guess": "Guess"}


def exact(value: Any) -> str:
    """One number or duration with all its digits."""
    if isinstance(value, str):
        return value
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def stated(statement: Any) -> str:
    """A statement as it was typed: `5 min`, `20-40 min`, `~15 min`; several observations as their count."""
    if not isinstance(statement, Mapping):
        return exact(statement)
    if "value" in statement:
        return ("~" if statement.get("evidence") in ("estimate", "guess") else "") + exact(statement["value"])
    seen = statement.get("observations", [])
    if "low" not in statement:
        return exact(seen[0]) if len(seen) == 1 else f"{len(seen)} observed"
    low, high = exact(statement["low"]), exact(statement["high"])
    return display(statement) if isinstance(statement["low"], str) else f"{low}-{high}"


def shown(datum: Field, value: Any) -> str:
    """A datum as text, as it was typed; empty where it is not given."""
    if value is None:
        return ""
    if datum.kind is Kind.WORDS:
        return ", ".join(value)
    if datum.kind is Kind.CUSTOM:
        return "\n".join(f"{label}: {exact(entry)}" for label, entry in value.items())
    if datum.kind is Kind.PERCENT:
        text = stated(value)
        return text if text.endswith("observed") else f"{text} %"
    return stated(value) if datum.is_stated or datum.kind is Kind.FRACTION else str(value)


USUAL = {"kind": "push", "split": "all"}
"""What counts where a choice of the format is left out."""


def choices_of(datum: Field, value: Any, *, is_required: bool) -> list[tuple[str, str]]:
    """The choices of a datum; where it is left out, that shows as what then counts."""
    usual = USUAL.get(datum.key)
    if is_required or (usual and value is not None):
        return list(datum.choices)
    if usual:
        return [("" if word == usual else word, label) for word, label in datum.choices]
    return [("", "–"), *datum.choices]


def in_words(datum: Field, value: Any) -> str:
    """A datum for reading: a choice by its label, what counts without one, a flag as yes."""
    if datum.kind is Kind.CHOICE:
        return dict(datum.choices).get(value or USUAL.get(datum.key, ""), "")
    if datum.kind is Kind.FLAG:
        return "yes" if value else ""
    return shown(datum, value)


def default_unit(statement: Any) -> str:
    """The unit that a bare number is taken in: that of the value as it stands, else minutes."""
    for value in numbers_of(statement) if statement is not None else ():
        parts = duration_parts(value) if isinstance(value, str) else None
        if parts:
            return parts[0][1]
    return "min"


def read(datum: Field, text: str, present: Any = None) -> Any:
    """What was typed as the value of the document; ValueError in the user's words. `present` is the value as it stands."""
    if datum.kind is Kind.DURATION:
        return type_duration(text, default_unit(present))
    if datum.kind in (Kind.PERCENT, Kind.NUMBER, Kind.FRACTION):
        return type_number(text)
    if datum.kind is Kind.WORDS:
        return [word.strip() for word in text.split(",") if word.strip()]
    return _custom(text, present or {}) if datum.kind is Kind.CUSTOM else text


def _custom(text: str, present: Mapping[str, Any]) -> dict[str, Any]:
    """`label: value` a line; a plain number is kept as one, and a line that was not touched as it was."""
    kept = {f"{label}: {exact(entry)}".strip(): (label, entry) for label, entry in present.items()}
    found: dict[str, Any] = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        label, colon, value = line.partition(":")
        if line.strip() in kept:
            label, entry = kept[line.strip()]
        elif not colon or not label.strip():
            raise ValueError("Type one entry a line: label: value.")
        else:
            label, entry = label.strip(), _plain(value.strip())
        if label in found:
            raise ValueError(f"“{label}” stands here twice; give each entry a label of its own.")
        found[label] = entry
    return found


def _plain(text: str) -> Any:
    if not _NUMBER.fullmatch(text):
        return text
    number = float(text) if "." in text else int(text)
    return number if is_number(number) else text
