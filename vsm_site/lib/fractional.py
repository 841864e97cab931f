"""Order keys: strings between which there is always another one (fractional indexing).

Digits and small letters only, so that every collation of PostgreSQL, SQLite and the browser sorts them alike.
"""

from __future__ import annotations

from collections.abc import Iterator

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def key_between(before: str, after: str) -> str:
    """A key that sorts after `before` and before `after`; an empty string stands for no neighbour.

    Keys never end in the smallest digit, so there is room below each. Raises ValueError when `before` is not below `after`.
    """
    if before and after and before >= after:
        raise ValueError(f"{before!r} does not sort before {after!r}")
    shared = 0
    while after and shared < len(after) and (before[shared : shared + 1] or DIGITS[0]) == after[shared]:
        shared += 1
    if shared:
        return after[:shared] + key_between(before[shared:], after[shared:])
    low = DIGITS.index(before[0]) if before else 0
    high = DIGITS.index(after[0]) if after else len(DIGITS)
    if high - low > 1:
        return DIGITS[(low + high) // 2]
    if len(after) > 1:
        return after[0]
    return DIGITS[low] + key_between(before[1:], "")


def spread(count: int) -> Iterator[str]:
    """`count` keys in order, of equal length, for rows that come together (an import)."""
    width = 1
    while len(DIGITS) ** width <= count + 1:
        width += 1
    step = len(DIGITS) ** width // (count + 1)
    for place in range(1, count + 1):
        value, text = place * step, ""
        for _ in range(width):
            value, digit = divmod(value, len(DIGITS))
            text = DIGITS[digit] + text
        yield text + "i"
