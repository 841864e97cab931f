"""What layout takes and gives: sizes in, places out. No text is in here; everything is in units of the sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mapping.render.folding import Carry, Sheet
from mapping.render.gaps import FlowSize, Gap
from mapping.render.graph import Cell, Edge
from mapping.render.links import Link

MARGIN = 24.0
LANE_HEAD = 30.0
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right side."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower side."""
        return self.y + self.height

    def meets(self, other: Box) -> bool:
        """Whether the two share an area."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much room the texts and data of a map need."""

    rows: int
    """Rows of a data box."""
    flows: Mapping[int, FlowSize]
    marks: Mapping[str, int]
    """Notes pinned on each step or party, by id; -n: notes on flows into it."""
    labels: Mapping[tuple[str, int], float]
    """Width of the chip of a link by its kind and index."""
    along: Mapping[int, float]
    """Where people put the label of an information line, by index."""
    choices: frozenset[str]
    areas: Mapping[str, str] | None
    """Area of each step, for lanes; None draws none."""
    fold: int | None
    aspect: float
    most: int
    """Boxes per row at most where the fold is automatic; 0 for any number."""
    ladder: bool
    title: float
    """Height of the title band."""
    least_width: float
    totals: tuple[float, float]
    """Width and height of the box at the end of the ladder."""
    foot: float = 0.0


@dataclass(slots=True)
class Straight:
    """An information line between two parties side by side in the band."""

    index: int
    start: Point
    end: Point
    chip_x: float
    label: float


@dataclass(slots=True)
class RowPlace:
    """A row of the sheet: its left and right end, the top of its boxes, and its ladder."""

    left: float
    right: float
    top: float = 0.0
    bottom: float = 0.0
    ladder: float = 0.0


@dataclass(slots=True)
class LanePlace:
    """A swim lane of a row."""

    area: str
    row: int
    box: Box


@dataclass(slots=True)
class Scene:
    """The whole drawing as places."""

    sheet: Sheet
    width: float = 0.0
    height: float = 0.0
    boxes: dict[str, Box] = field(default_factory=dict)
    """Of every step and party, by id."""
    lines: dict[tuple[int, int], float] = field(default_factory=dict)
    """Height at which flows run, by row and track."""
    columns: list[list[float]] = field(default_factory=list)
    gaps: list[dict[int, Gap]] = field(default_factory=list)
    rows: list[RowPlace] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    straight: list[Straight] = field(default_factory=list)
    lanes: list[LanePlace] = field(default_factory=list)
    ways: dict[int, list[Point]] = field(default_factory=dict)
    """Corners of each flow, by its index."""
    arrows: dict[int, Point] = field(default_factory=dict)
    """Middle of the arrow of each flow."""
    shares: dict[int, Point] = field(default_factory=dict)
    forks: dict[str, Point] = field(default_factory=dict)
    """Where branches part after a step (key), or where a choice is made."""
    dots: list[Point] = field(default_factory=list)
    notes: dict[str, int] = field(default_factory=dict)
    """How many notes are drawn above each box and party that has any."""
    totals: Box = Box(0, 0, 0, 0)
    foot: float = 0.0
    folded: int = 0

    @property
    def edges(self) -> list[Edge]:
        """The flows that run between columns."""
        return self.sheet.graph.edges

    @property
    def carries(self) -> list[Carry]:
        """What is carried from row to row."""
        return self.sheet.carries

    def cell(self, key: str) -> Cell | None:
        """The cell of a step or party in the flow."""
        return self.sheet.graph.cells.get(key)
