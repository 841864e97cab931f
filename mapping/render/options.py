"""How a map is to be drawn."""

from __future__ import annotations

from dataclasses import dataclass

THEMES = ("light", "dark", "print")


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """A view of a map. `changed`, `new`, `ghost`, `merged` and `split` name steps by UUID or document id, for comparison of two maps."""

    fold: int | None = None
    """Boxes per row; None chooses by `aspect`, 0 draws one line."""
    lanes: bool = False
    metrics: tuple[str, ...] | None = None
    """Keys of the data rows in order; None chooses by style and by what is given."""
    theme: str = "light"
    interactive: bool = False
    """With roles and focus, for the page; without for files."""
    show_people: bool = True
    """Whether names of people are drawn (who walked the stream)."""
    heat: str | None = None
    """A step datum, or `wait`, by which boxes are tinted: the deeper, the worse."""
    prefix: str = ""
    """In front of every id, where two maps share a page."""
    aspect: float = 16 / 9
    most: int = 0
    """At most so many boxes per row where `aspect` chooses, so that texts stay readable; 0 for any number."""
    changed: frozenset[str] = frozenset()
    new: frozenset[str] = frozenset()
    ghost: frozenset[str] = frozenset()
    merged: frozenset[str] = frozenset()
    split: frozenset[str] = frozenset()
    least_width: float = 0.0
    """The sheet is at least so wide, so that several have one scale."""
    step_href: str = ""
    """Address of a step with {} for its UUID; then every box is a link. Not for files."""

    def __post_init__(self) -> None:
        if self.theme not in THEMES:
            raise ValueError(f"There is no theme “{self.theme}”.")
        if self.fold is not None and self.fold < 0:
            raise ValueError("A fold is 0 or a number of boxes per row.")
