"""Which areas somebody of the team speaks for: areas on the map and in scope against those of the people. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

SEPARATORS = ",;\n"


def areas_in(text: str) -> list[str]:
    """The areas that a line names, with commas, semicolons or lines between; each once, as it was first written."""
    for sign in SEPARATORS:
        text = text.replace(sign, "\n")
    found: dict[str, str] = {}
    for area in text.split("\n"):
        if area.strip():
            found.setdefault(same(area), " ".join(area.split()))
    return list(found.values())


def same(area: str) -> str:
    """What is the same area, however it is written: "Pay-out", "pay out"."""
    bare = area.casefold()
    return "".join(sign for sign in bare if sign.isalnum()) or " ".join(bare.split())


@dataclass(frozen=True, slots=True)
class Area:
    """An area that the stream touches, with the people who speak for it."""

    name: str
    names: tuple[str, ...]
    on_map: bool
    """Whether a step is done there; else it is only in scope."""

    @property
    def is_bare(self) -> bool:
        """Nobody speaks for it."""
        return not self.names


def cover(on_map: Sequence[str], in_scope: Sequence[str], speakers: Mapping[str, Iterable[str]]) -> list[Area]:
    """Each area of map and scope once, those of the map first; `speakers` are names by `same` area."""
    shown: dict[str, str] = {}
    for area in (*on_map, *in_scope):
        if area.strip():
            shown.setdefault(same(area), " ".join(area.split()))
    mapped = {same(area) for area in on_map}
    return [Area(name, tuple(speakers.get(key, ())), key in mapped) for key, name in shown.items()]
