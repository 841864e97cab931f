"""What the map commands print: documents in, JSON objects or fault lines out."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from mapping import document, metrics
from vsm_site.lib.errors import Fault


@dataclass(slots=True)
class Printed:
    """Lines for standard output and standard error, and whether a document was refused."""

    out: list[str] = field(default_factory=list)
    err: list[str] = field(default_factory=list)

    @property
    def status(self) -> int:
        """Exit status: 2 when a document was refused."""
        return 2 if self.err else 0


def read_input(name: str) -> bytes:
    """The bytes of a file, or of standard input for `-`."""
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()


def fault_lines(faults: Iterable[Fault], prefix: str = "") -> list[str]:
    """One line a fault: `JSON path: reason`."""
    return [f"{prefix}{fault.path}: {' '.join(fault.text.split())}" for fault in faults]


def map_metrics(names: list[str]) -> Printed:
    """The metrics of documents, one JSON object a line; faults with the file's name in front where there are several."""
    printed = Printed()
    for name in names:
        prefix = f"{name}: " if len(names) > 1 else ""
        try:
            reading = document.parse(read_input(name))
        except OSError as error:
            printed.err.append(f"{prefix}$: {error.strerror or error}")
            continue
        faults = reading.faults or reading.drawing_faults
        if reading.facts is None or faults:
            printed.err += fault_lines(faults, prefix)
            continue
        printed.out.append(json.dumps(metrics.compute(reading.facts).as_dict(), ensure_ascii=False))
    return printed
