"""What a day's change log says about reviews: decisions."""

from __future__ import annotations

from collections.abc import Sequence

from workshops.daylog import Line, Net, of_kind, shorten


def lines_of(nets: Sequence[Net]) -> list[Line]:
    """The decisions that were noted and stand in the evening."""
    texts = (shorten(str(net.after.get("text", ""))) for net in of_kind(nets, "decision") if net.is_new)
    return [Line("decisions", text if text.endswith((".", "!", "?", "…")) else f"{text}.") for text in texts]
