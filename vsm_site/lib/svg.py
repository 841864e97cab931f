"""Markup that our own drawing code made."""

from __future__ import annotations


class Svg(str):
    """A drawing whose every text was escaped by the code that made it; templates print it with `{% drawing %}`, which refuses others."""

    __slots__ = ()
