"""How somebody looks at a map on the page: the `view` of a `look` frame, of `/svg/?interactive=1` and of the page itself.

Equal looks make equal drawings of the same map, byte for byte, whoever asks: everything that is drawn is map data, which all who may
view the workshop also read in the document and in `ch` frames. So a picture holds nothing that a role may not see, and one drawing
serves everybody who looks.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from mapping.fields import STEP
from mapping.render.options import RenderOptions
from vsm_site.lib.errors import Fault, Invalid

SHEET_ASPECT = 1.4
"""Width to height of the canvas beside the rail, by which the drawing is folded."""
MOST_IN_ROW = 5
"""Boxes per row at most where the fold is automatic: with more of them texts become too small to read."""
MOST_FOLD = 99
NOT_IN_ROWS = frozenset({"name", "area", "staffing", "origin", "custom", "break_before"})
"""Data of a step that have a place of their own, or none, in its box."""
HEATS = {
    "bottleneck": "Bottleneck",
    "load": "Load against takt",
    "wait": "Biggest wait",
    "complete_accurate": "Worst % C&A",
    "cycle_time": "Time of the step",
}
"""What the steps can be tinted by, and its words."""


@dataclass(frozen=True, slots=True)
class Look:
    """A view of a map: boxes per row (None: as fits, 0: one line), lanes by area, data rows in order (None: as fits), what tints."""

    fold: int | None = None
    lanes: bool = False
    metrics: tuple[str, ...] | None = None
    heat: str = ""

    @property
    def key(self) -> str:
        """The name of the view in frames and in `data-view`."""
        fold = "auto" if self.fold is None else self.fold
        return f"fold={fold};lanes={int(self.lanes)};metrics={'auto' if self.metrics is None else ','.join(self.metrics)};heat={self.heat}"

    @property
    def frame(self) -> str:
        """The JSON of the view as it goes into a `look` frame, and into `data-look`."""
        metrics = None if self.metrics is None else list(self.metrics)
        return json.dumps({"fold": self.fold, "lanes": self.lanes, "metrics": metrics, "heat": self.heat}, separators=(",", ":"))

    @property
    def query(self) -> str:
        """The same as a query string of `/svg/`."""
        given = {
            "fold": "" if self.fold is None else self.fold,
            "lanes": int(self.lanes),
            "metrics": ",".join(self.metrics or ()),
            "heat": self.heat,
        }
        return urlencode({name: value for name, value in given.items() if value not in ("", 0) or (name == "fold" and value == 0)})

    @property
    def options(self) -> RenderOptions:
        """The drawing of this view for a page where the map is edited."""
        return RenderOptions(
            fold=self.fold, lanes=self.lanes, metrics=self.metrics, heat=self.heat or None,
            interactive=True, aspect=SHEET_ASPECT, most=MOST_IN_ROW,
        )  # fmt: skip


def look_of(raw: Mapping[str, Any]) -> Look:
    """The look of a `look` frame; Invalid with all that is wrong in it."""
    faults = [Fault(f"view.{key}", "This key is not known here.") for key in raw if key not in ("fold", "lanes", "metrics", "heat")]
    fold, lanes, metrics, heat = raw.get("fold"), raw.get("lanes", False), raw.get("metrics"), raw.get("heat", "")
    if fold is not None and not (isinstance(fold, int) and not isinstance(fold, bool) and 0 <= fold <= MOST_FOLD):
        faults.append(Fault("view.fold", "This is a number of boxes a row, 0 for one line."))
    if not isinstance(lanes, bool):
        faults.append(Fault("view.lanes", "This is true or false."))
    if metrics is not None:
        faults += _metric_faults(metrics)
    if not isinstance(heat, str) or (heat and heat not in HEATS):
        faults.append(Fault("view.heat", f"This is one of: {', '.join(HEATS)}."))
    if faults:
        raise Invalid(faults)
    return Look(fold, lanes, None if metrics is None else tuple(dict.fromkeys(metrics)), heat)


def _metric_faults(metrics: Any) -> list[Fault]:
    if not isinstance(metrics, list):
        return [Fault("view.metrics", "This is a list of data of a step.")]
    wrong = [(at, key) for at, key in enumerate(metrics) if not isinstance(key, str) or key not in STEP or key in NOT_IN_ROWS]
    return [Fault(f"view.metrics[{at}]", f"“{str(key)[:40]}” is no row of a step's box.") for at, key in wrong]


def look_of_query(query: Mapping[str, str]) -> Look:
    """The look that a query string asks for; Invalid with all that is wrong in it."""
    raw: dict[str, Any] = {"heat": query.get("heat", "")}
    fold, lanes, metrics = query.get("fold", ""), query.get("lanes", ""), query.get("metrics", "")
    if fold:
        raw["fold"] = int(fold) if fold.isascii() and fold.isdecimal() and len(fold) < 4 else fold
    raw["lanes"] = {"": False, "0": False, "1": True}.get(lanes, lanes)
    if metrics:
        raw["metrics"] = [key for key in metrics.split(",") if key]
    try:
        return look_of(raw)
    except Invalid as invalid:
        raise Invalid([Fault(fault.path.removeprefix("view."), fault.text) for fault in invalid.faults]) from None
