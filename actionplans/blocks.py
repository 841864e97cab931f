"""The plan by blocks and by what is worth doing first, as its pages show it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from actionplans.models import Grade, PlanBlock
from actionplans.selectors import Card, PlanSummary, summary


@dataclass(frozen=True, slots=True)
class Group:
    """One block with its actions; without a block: those that are in none."""

    block: PlanBlock | None
    cards: tuple[Card, ...]
    summary: PlanSummary
    is_last: bool = False
    """The last block of the plan."""

    @property
    def starts(self) -> date | None:
        """When its first action begins."""
        return min((card.action.start for card in self.cards if card.action.start), default=None)

    @property
    def ends(self) -> date | None:
        """When its last action ends."""
        return max((card.action.end for card in self.cards if card.action.end), default=None)


def groups(blocks: Iterable[PlanBlock], cards: Sequence[Card]) -> list[Group]:
    """The blocks in their order with their actions, and last what is in none, where there is any."""
    found = [_group(block, [card for card in cards if card.action.block_id == block.pk]) for block in blocks]
    found[-1:] = [replace(group, is_last=True) for group in found[-1:]]
    known = {group.block.pk for group in found if group.block}
    rest = [card for card in cards if card.action.block_id not in known]
    return [*found, _group(None, rest)] if rest else found


def _group(block: PlanBlock | None, cards: Sequence[Card]) -> Group:
    return Group(block, tuple(cards), summary([(card.facts, card.today) for card in cards]))


WORDS = {
    (Grade.HIGH, Grade.LOW): "Do first",
    (Grade.HIGH, Grade.HIGH): "Plan well",
    (Grade.LOW, Grade.LOW): "When there is time",
    (Grade.LOW, Grade.HIGH): "Rather not",
}
"""What the corners of the matrix mean."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of the matrix."""

    impact: Grade
    effort: Grade
    cards: tuple[Card, ...]

    @property
    def words(self) -> str:
        """What stands in it, empty between the corners."""
        return WORDS.get((self.impact, self.effort), "")

    @property
    def label(self) -> str:
        """Where it is, in words."""
        return f"{self.impact.label} impact, {self.effort.label.lower()} effort"


def matrix(cards: Sequence[Card]) -> list[list[Cell]]:
    """Rows from high to low impact, in each the cells from low to high effort."""

    def cell(impact: Grade, effort: Grade) -> Cell:
        return Cell(impact, effort, tuple(card for card in cards if (card.action.impact, card.action.effort) == (impact, effort)))

    return [[cell(impact, effort) for effort in Grade] for impact in reversed(Grade)]


def unjudged(cards: Iterable[Card]) -> list[Card]:
    """The actions that stand nowhere in the matrix yet."""
    return [card for card in cards if not (card.action.impact and card.action.effort)]
