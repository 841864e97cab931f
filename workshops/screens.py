"""The screens that a block of the agenda may lead to, so that everybody is on the right one with one click."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workshops.policy import Action


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen: its word, what people call it, and the page of the workshop where it is, or where one comes to it."""

    key: str
    label: str
    page: str
    right: Action = Action.VIEW
    """Who may open it."""


SCREENS: tuple[Screen, ...] = (
    Screen("charter", "Charter", "workshop-charter", Action.READ_REPORTS),
    Screen("people", "People", "workshop-people"),
    Screen("walk", "Walk of the stream", "workshop-walk"),
    Screen("training", "Training", "workshop-training"),
    Screen("deck-value", "Slides: value and waste", "deck-value"),
    Screen("deck-map", "Slides: reading a map", "deck-map"),
    Screen("deck-metrics", "Slides: the numbers of a map", "deck-metrics"),
    Screen("deck-future", "Slides: future-state questions", "deck-future"),
    Screen("map", "Current map", "workshop-maps"),
    Screen("pass-flow", "Map, pass 1: flow", "workshop-maps"),
    Screen("pass-information", "Map, pass 2: information", "workshop-maps"),
    Screen("pass-metrics", "Map, pass 3: metrics", "workshop-maps"),
    Screen("pass-questions", "Map, pass 4: questions", "workshop-maps"),
    Screen("pass-value", "Map, pass 5: value", "workshop-maps"),
    Screen("pass-wastes", "Map, pass 6: wastes", "workshop-maps"),
    Screen("ideal", "Ideal state and candidates", "workshop-futures"),
    Screen("questions", "Design questions", "workshop-design"),
    Screen("future", "Future map", "workshop-futures"),
    Screen("compare", "Current and future compared", "workshop-futures"),
    Screen("captures", "Captures", "workshop-captures"),
    Screen("board", "Action board", "workshop-board", Action.READ_REPORTS),
    Screen("timeline", "Time line of the plan", "workshop-plan-timeline", Action.READ_REPORTS),
    Screen("barriers", "Barriers", "workshop-barriers", Action.READ_REPORTS),
    Screen("visit", "Leadership visit", "workshop-agenda"),
    Screen("close", "Close of the day", "workshop-agenda", Action.READ_REPORTS),
    Screen("reviews", "Reviews", "workshop-reviews", Action.READ_REPORTS),
)
BY_KEY: Mapping[str, Screen] = {screen.key: screen for screen in SCREENS}
CHOICES = [(screen.key, screen.label) for screen in SCREENS]
