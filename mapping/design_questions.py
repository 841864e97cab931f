"""The questions that lead from a current to a future state, and what the current map says to some of them. Plain Python.

The first set are the eight of Rother and Shook (Learning to See), for streams of material; the second asks the same of offices,
clinics and services (after Martin and Osterling, Value Stream Mapping).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from mapping.facts import MapFacts, StepFacts
from mapping.metrics import MapMetrics
from vsm_site.lib.units import percent_text, used

NAMED = 3
"""How many steps a hint names."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its word, what is asked, and what it is after."""

    key: str
    text: str
    help: str


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions that are asked together."""

    key: str
    label: str
    intro: str
    style: str
    """The style of map that it is made for."""
    questions: tuple[Question, ...]


FLOW = QuestionSet(
    "flow",
    "Eight questions",
    "For streams of material, in this order. They fit offices too, once the words are translated.",
    "manufacturing",
    (
        Question("takt", "What is the takt?", "The pace at which customers ask: working time divided by demand."),
        Question(
            "make-to",
            "Do we build to a supermarket that the customer takes from, or straight to shipping?",
            "It depends on how customers buy, how reliable the steps are, and what is made.",
        ),
        Question("flow", "Where can we have continuous flow?", "One at a time from step to step, without a stop in between."),
        Question(
            "pull", "Where do we need pull from a supermarket?", "Where flow is not possible: the next step takes what it needs, no more."
        ),
        Question(
            "pacemaker",
            "At which single point do we schedule the stream?",
            "The pacemaker sets the pace of all steps before it; behind it there is only flow.",
        ),
        Question("mix", "How do we level the mix at that point?", "Small lots of everything through the day, instead of one kind a day."),
        Question(
            "pitch",
            "What amount of work do we release and take away at a time?",
            "The pitch: takt times the amount in one container, or one hour of work.",
        ),
        Question(
            "improvements",
            "Which improvements does the stream need to work like this?",
            "Kaizen bursts: changeovers, uptime, quality, training. Each becomes an action.",
        ),
    ),
)
OFFICE = QuestionSet(
    "office",
    "Office, clinic and service",
    "The same search for flow where the item is a person, a case or a piece of information.",
    "office",
    (
        Question("eliminate", "Which steps can go?", "What would the customer miss if nobody did it any more?"),
        Question("combine", "Which steps can be done by one person at one time?", "Each step less is a wait less."),
        Question("parallel", "Which steps can be done side by side?", "What does not need the result of the step before?"),
        Question("handoffs", "Which hand-overs and approvals can go?", "Who says no, how often, and what would happen without?"),
        Question("waits", "Where does work wait, and why?", "For a batch, a shared person, or a day in the calendar?"),
        Question("quality", "Where is % complete and accurate worst, and who could put it right at the source?", "Not where it is found."),
        Question("standard", "What standard work, checklist or mistake-proofing helps?", "So that it is right the first time, by anybody."),
        Question("triage", "What could be sorted by kind and sent its own way?", "Simple cases need not wait behind difficult ones."),
        Question("level", "How do we level the load?", "Over the day, the week, and between people."),
        Question("policies", "Which rules, measures and rewards block the flow?", "They were made for a reason: does it still hold?"),
        Question("technology", "What technology helps after we made it simple?", "Not before: what is not done needs no system."),
        Question("know", "How will we know that it works?", "Which number, who measures it, in 30, 60 and 90 days?"),
        Question("manager", "Who looks after the stream as a whole?", "One name, not a committee."),
    ),
)
SETS = (FLOW, OFFICE)
BY_KEY: Mapping[str, Question] = {question.key: question for entry in SETS for question in entry.questions}
CHOICES = [(key, question.text) for key, question in BY_KEY.items()]
SET_OF: Mapping[str, QuestionSet] = {question.key: entry for entry in SETS for question in entry.questions}


def sets_for(style: str) -> list[QuestionSet]:
    """Both sets, the one for this style of map first."""
    return sorted(SETS, key=lambda entry: entry.style != style)


def hints(facts: MapFacts, metrics: MapMetrics | None) -> dict[str, str]:
    """By question what the map says to it, in a sentence; questions to which it says nothing are left out."""
    said = {key: hint(facts, metrics) for key, hint in HINTS.items()} if metrics is not None and facts.steps else {}
    return {key: text for key, text in said.items() if text}


def _takt(facts: MapFacts, metrics: MapMetrics) -> str:
    if metrics.takt_time is None:
        return "The map has no demand yet, so there is no takt: give it under Settings."
    slower = [step for step in facts.steps if (load := metrics.steps[step.id].load) is not None and load > 1]
    over = f" {_named(slower)} {'is' if len(slower) == 1 else 'are'} slower than that." if slower else ""
    return f"The current map has a takt of {metrics.takt_time.text}.{over}"


def _waits(facts: MapFacts, metrics: MapMetrics) -> str:
    waits = [(metrics.steps[step.id].wait_before, step) for step in facts.steps]
    longest = sorted((one for one in waits if one[0].seconds), key=lambda one: -one[0].seconds)[:NAMED]
    names = [f"{wait.text} before {step.data['name']}" for wait, step in longest]
    return f"Longest: {_listed(names)}." if names else ""


def _quality(facts: MapFacts, metrics: MapMetrics) -> str:
    given = [(used(step.data["complete_accurate"], float), step) for step in facts.steps if "complete_accurate" in step.data]
    worst = sorted((one for one in given if one[0] < 100), key=lambda one: one[0])[:NAMED]
    names = [f"{step.data['name']} {percent_text(value)}" for value, step in worst]
    return f"Lowest: {_listed(names)}." if names else ""


def _waste(facts: MapFacts, metrics: MapMetrics) -> str:
    found = [step for step in facts.steps if step.data.get("value") == "nva"]
    return f"Classed as waste: {_named(found)}." if found else ""


def _handoffs(facts: MapFacts, metrics: MapMetrics) -> str:
    areas = [str(step.data.get("area", "")) for step in facts.steps]
    changes = sum(one != two for one, two in pairwise(areas) if one and two)
    return f"The item goes to another area {changes} {'time' if changes == 1 else 'times'}." if changes else ""


def _load(facts: MapFacts, metrics: MapMetrics) -> str:
    loads = [(load, step) for step in facts.steps if (load := metrics.steps[step.id].load) is not None]
    if len(loads) < 2:
        return ""
    (low, idle), (high, busy) = min(loads, key=lambda one: one[0]), max(loads, key=lambda one: one[0])
    least, most = f"{percent_text(low * 100)} at {idle.data['name']}", f"{percent_text(high * 100)} at {busy.data['name']}"
    return f"Load against takt goes from {least} to {most}."


def _bursts(facts: MapFacts, metrics: MapMetrics) -> str:
    number = sum(note.data.get("kind") == "burst" for note in facts.notes)
    return f"The map has {number} kaizen burst{'' if number == 1 else 's'} already." if number else ""


def _named(steps: list[StepFacts]) -> str:
    more = len(steps) - NAMED
    names = [str(step.data["name"]) for step in steps[:NAMED]]
    return _listed([*names, f"{more} more"] if more > 0 else names)


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


HINTS: Mapping[str, Callable[[MapFacts, MapMetrics], str]] = {
    "takt": _takt,
    "improvements": _bursts,
    "eliminate": _waste,
    "handoffs": _handoffs,
    "waits": _waits,
    "quality": _quality,
    "level": _load,
}
