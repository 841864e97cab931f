"""On which line of a JSON text each value stands, so that a fault can be shown beside what was pasted."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass, field
from json.decoder import scanstring  # type: ignore[attr-defined]

_BLANK = re.compile(r"[ \t\r\n]*")
_PLAIN = re.compile(r"[^\s,\]}]+")
DEEPEST = 40


def lines_of(text: str) -> dict[str, int]:
    """The line of every value by its path (`steps[2].cycle_time`; `$` is the whole) as far as the text is JSON; of equal keys the last."""
    walk = _Walk(text)
    with suppress(ValueError, IndexError):
        walk.value("", 0, 0)
    return walk.found


def line_of(lines: dict[str, int], path: str) -> int | None:
    """The line of a path, or of the innermost object around it: what is missing stands nowhere."""
    while path and path not in lines:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return lines.get(path or "$")


def line_of_syntax(text: str) -> int | None:
    """The line on which a text stops being JSON; None for JSON."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return error.lineno
    except (ValueError, RecursionError):
        return None
    return None


@dataclass
class _Walk:
    text: str
    found: dict[str, int] = field(default_factory=dict)
    _counted: tuple[int, int] = (0, 1)

    def _note(self, path: str, at: int) -> None:
        seen, line = self._counted
        line += self.text.count("\n", seen, at)
        self._counted = (at, line)
        self.found[path or "$"] = line

    def _skip(self, at: int) -> int:
        found = _BLANK.match(self.text, at)
        return found.end() if found else at

    def value(self, path: str, at: int, depth: int, named_at: int | None = None) -> int:
        """Walk a value that begins at or after a place; answers where it ends."""
        at = self._skip(at)
        self._note(path, at if named_at is None else named_at)
        if depth > DEEPEST:
            raise ValueError("nested too deeply")
        begins = self.text[at]
        if begins == "{":
            return self._object(path, at + 1, depth)
        if begins == "[":
            return self._array(path, at + 1, depth)
        if begins == '"':
            return scanstring(self.text, at + 1)[1]
        plain = _PLAIN.match(self.text, at)
        if plain is None:
            raise ValueError("no value")
        return plain.end()

    def _object(self, path: str, at: int, depth: int) -> int:
        at = self._skip(at)
        while self.text[at] != "}":
            key_at = at
            key, at = scanstring(self.text, at + 1)
            at = self._skip(at)
            at = self.value(f"{path}.{key}".lstrip("."), at + 1, depth + 1, key_at)
            at = self._after(at)
        return at + 1

    def _array(self, path: str, at: int, depth: int) -> int:
        at, place = self._skip(at), 0
        while self.text[at] != "]":
            at = self.value(f"{path}[{place}]", at, depth + 1)
            at, place = self._after(at), place + 1
        return at + 1

    def _after(self, at: int) -> int:
        at = self._skip(at)
        return self._skip(at + 1) if self.text[at] == "," else at
