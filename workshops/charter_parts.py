"""How a charter is divided: its sections, what each field is called, and what a charter needs to be complete."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One field of the charter: its name, its words on the page, and whether it is a text of several lines."""

    name: str
    label: str
    is_long: bool = False
    missing: str = ""
    """What is said of a charter without it; empty for what may be left out."""
    within: str = ""
    """What it is called within a sentence, where that is not the label."""
    is_past: bool = False
    """Noted elsewhere by now: what stands there from before is shown until it has moved, and nothing new is written."""


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that are written together."""

    key: str
    title: str
    why: str
    parts: tuple[Part, ...]


SECTIONS: tuple[Section, ...] = (
    Section(
        "case",
        "Case for change",
        "What hurts today, whom, and why now.",
        (Part("case_for_change", "Case for change", True, "the case for change"),),
    ),
    Section(
        "scope",
        "Scope",
        "Where the stream begins and ends, and what nobody has to map.",
        (
            Part("family", "Product or case family"),
            Part("customer_kind", "The customer is"),
            Part("trigger", "Trigger", missing="what triggers the stream"),
            Part("first_step", "First step", missing="the first step"),
            Part("last_step", "Last step", missing="the last step"),
            Part("areas", "Areas in scope"),
            Part("included", "Included", True, "what is included"),
            Part("excluded", "Left out", True, "what is left out"),
            Part("boundaries", "Limits", True),
            Part("demand_quantity", "Demand", missing="the demand"),
            Part("demand_per", "Demand"),
            Part("working_calendar", "Working calendar", missing="the working calendar"),
        ),
    ),
    Section(
        "requirements",
        "Requirements",
        "What customer, law and business ask for, and what cannot be changed now.",
        (
            Part("requirements", "Requirements", True, "the requirements"),
            Part("constraints", "Constraints", True),
            Part("interdependent", "Streams it depends on", True),
        ),
    ),
    Section(
        "benefits",
        "Benefits",
        "What it is worth, and to whom.",
        (
            Part("benefit_customer", "To the customer", True, "the benefit to the customer", "benefit to the customer"),
            Part("benefit_business", "To the business", True, within="benefit to the business"),
            Part("benefit_staff", "To the staff", True, within="benefit to the staff"),
        ),
    ),
    Section(
        "logistics",
        "Logistics",
        "Where it takes place and what has to be there.",
        (
            Part("place", "Place", missing="the place"),
            Part("equipment", "Equipment"),
            Part("food", "Food and drink"),
            Part("walk_route", "Route of the walk", True, "the route of the walk"),
            Part("remote_link", "Remote link"),
            Part("on_call", "On-call support", True),
            Part("briefings", "Briefings", True, is_past=True),  # meetings say when, where and who
            Part("follow_up_place", "Place of the reviews"),
            Part("follow_up_owner", "Owner of the reviews"),
        ),
    ),
)
TARGETS = "targets"
"""The part of the charter that has no fields of its own: its measurable targets."""
TOTALS: tuple[tuple[str, str], ...] = (
    ("lead_time", "Lead time"),
    ("process_time", "Process time"),
    ("activity_ratio", "Activity ratio"),
    ("rolled_complete_accurate", "Rolled % C&A"),
)
"""Totals of a map that a target may be about."""
COMMENTED: tuple[tuple[str, str], ...] = (*((section.key, section.title) for section in SECTIONS), (TARGETS, "Targets"))
"""The parts that people comment on."""
_BY_KEY = {section.key: section for section in SECTIONS}
PARTS: Mapping[str, Part] = {part.name: part for section in SECTIONS for part in section.parts}


def section_named(key: str) -> Section | None:
    """The section with this key."""
    return _BY_KEY.get(key)


def missing_parts(written: Mapping[str, object]) -> list[tuple[str, str]]:
    """What a charter with these values still lacks: words and the key of the section, in the order of the page."""
    return [
        (part.missing, section.key)
        for section in SECTIONS
        for part in section.parts
        if part.missing and written.get(part.name) in (None, "")
    ]


def words_of(names: Iterable[str]) -> list[str]:
    """What changed fields are called, each once, in the order of the page."""
    known = set(names)
    return list(dict.fromkeys(part.within or part.label.lower() for name, part in PARTS.items() if name in known))


def total_meant(total: str, metric: str) -> str:
    """The total of the map that a target is about: the one that was chosen, else the one whose name stands there; empty for others."""
    if total:
        return total
    words = " ".join(metric.replace("%", " % ").split()).casefold()
    return next((key for key, label in TOTALS if label.casefold() == words), "")
