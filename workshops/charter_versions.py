"""What changed between two states of a charter, field by field. A state is what a version keeps: texts, targets and days as shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workshops.charter_parts import PARTS, TOTALS

Content = Mapping[str, Any]
"""`{"fields": {name: text}, "targets": [{"id", "metric", ...}], "days": text}`."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is another in two states: what it is called, and what it was and is; empty where it was not there."""

    key: str
    """The field's name; `target:<id>`; `days`."""
    label: str
    before: str
    after: str


def differences(before: Content, after: Content) -> list[Difference]:
    """Everything that differs, in the order of the page: fields, targets, days."""
    return [*_fields(before, after), *_targets(before, after), *_days(before, after)]


def _fields(before: Content, after: Content) -> Iterator[Difference]:
    old, new = before.get("fields", {}), after.get("fields", {})
    for name, part in PARTS.items():
        if name == "demand_per":  # within the text of the demand
            continue
        was, now = old.get(name, ""), new.get(name, "")
        if was != now:
            yield Difference(name, (part.within or part.label).capitalize() if part.within else part.label, was, now)


def _targets(before: Content, after: Content) -> Iterator[Difference]:
    old = {target["id"]: target for target in before.get("targets", ())}
    new = {target["id"]: target for target in after.get("targets", ())}
    for key in [*new, *(key for key in old if key not in new)]:
        was, now = target_text(old.get(key)), target_text(new.get(key))
        if was != now:
            yield Difference(f"target:{key}", f"Target “{(new.get(key) or old[key])['metric']}”", was, now)


def target_text(target: Mapping[str, str] | None) -> str:
    """A target in one line: `Lead time from 11.5 h to 7 h by 2027-02-16, total of the map: Lead time`; empty for none."""
    if target is None:
        return ""
    baseline = f" from {target['baseline']}" if target["baseline"] else ""
    by_when = f" by {target['by_when']}" if target["by_when"] else ""
    said = f"{target['metric']}{baseline} to {target['target']}{by_when}"
    more = [target["note"]] if target["note"] else []
    if target.get("total"):
        more.append(f"total of the map: {dict(TOTALS).get(target['total'], target['total'])}")
    return ", ".join([said, *more])


def _days(before: Content, after: Content) -> Iterator[Difference]:
    if before.get("days", "") != after.get("days", ""):
        yield Difference("days", "Days of the workshop", before.get("days", ""), after.get("days", ""))
