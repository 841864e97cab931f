"""How a report says how far it is while it is made."""

from __future__ import annotations

from collections.abc import Callable

Tell = Callable[[int, str], None]
"""Called with percent done and what is done now, in words."""
