"""The guide's page of where each clause of the method is in the product: python -m tools.method > docs/guide/method.md

The same rows are opened one by one in tests/site/test_method.py, each by whoever has the role.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

from workshops.policy import Role

SPONSOR, OWNER, COACH, EXPERT = Role.SPONSOR, Role.OWNER, Role.COACH, Role.PARTICIPANT
WHO: Mapping[Role, str] = {SPONSOR: "sponsor", OWNER: "process owner", COACH: "facilitator", EXPERT: "participant"}


@dataclass(frozen=True, slots=True)
class Place:
    """A page: how one gets there in words, the name of its route, and who opens it."""

    words: str
    route: str
    role: Role


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of the method with the places where it is done."""

    text: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A step of the method, the duties of a role, or the tips."""

    title: str
    clauses: tuple[Clause, ...]


def _clause(text: str, *places: tuple[str, str, Role]) -> Clause:
    return Clause(text, tuple(Place(*place) for place in places))


def _datum(text: str, words: str) -> Clause:
    """One of the twelve data of a step: asked on the sheet of the walk, kept in the table of the map."""
    return _clause(text, (f"Walk → the step → {words}", "walk-sheet", EXPERT), (f"Map → Table → {words}", "map-table", COACH))


PREPARE = Part(
    "Step 1: prepare",
    (
        _clause(
            "Gather preparatory information",
            ("Preparation → the task, with its files", "workshop-prepare", OWNER),
            ("Preparation → Pre-work: send the links, take answers over", "workshop-prework", COACH),
        ),
        _clause("Document the case for change", ("Charter → Case for change", "workshop-charter", OWNER)),
        _clause("Define the scope (start and end of process)", ("Charter → Scope", "charter-edit", COACH)),
        _clause("Identify the requirements", ("Charter → Requirements", "workshop-charter", OWNER)),
        _clause(
            "Review/establish measurements",
            ("Charter → Targets", "target-list", OWNER),
            ("Preparation → Measurements", "workshop-prepare", OWNER),
        ),
        _clause(
            "Set logistics for event & location",
            ("Charter → Logistics", "workshop-charter", OWNER),
            ("Settings → the days", "workshop-settings", OWNER),
        ),
        _clause(
            "Identify participants",
            ("People → Invite", "person-invite", COACH),
            ("People → Who knows which step", "workshop-people", OWNER),
        ),
        _clause(
            "Gather materials",
            ("Preparation → Materials", "workshop-prepare", COACH),
            ("Agenda → a block → Materials", "block-edit", COACH),
        ),
    ),
)

GATHER = Part(
    "Step 2: gather data (develop current state)",
    (
        _clause("Observe and gather data", ("Walk → a place → its sheet", "walk-sheet", EXPERT)),
        _clause("Walk the value stream: see the actual work place", ("Walk: route, pairs, contacts, times", "workshop-walk", COACH)),
        _clause("Follow and make notes about “item” and information flow", ("Walk → a place → Observations", "walk-sheet", EXPERT)),
        _datum("Trigger/done", "Trigger, Done"),
        _datum("Actual lead time", "Lead time"),
        _datum("Output", "Output"),
        _datum("Actual cycle time", "Cycle time"),
        _datum("On time delivery", "On-time delivery"),
        _datum("Staffing", "Staffing"),
        _datum("Defect rate", "Defect rate"),
        _datum("Batch sizes", "Batch size"),
        _datum("Overtime", "Overtime"),
        _datum("Quality", "Quality"),
        _datum("Variations", "Variations"),
        _datum("Work in process", "Work in process"),
        _clause("Map the flow of items", ("Map: the map room", "map-page", COACH)),
        _clause(
            "Map the flow of information", ("Map → Pass 2", "map-page", COACH), ("Map → Table → Information", "information-new", COACH)
        ),
        _clause("Add data and issues", ("Map → Table", "map-table", EXPERT), ("Capture, tied to a step", "workshop-captures", EXPERT)),
    ),
)

FUTURE = Part(
    "Step 3: future state and action plans",
    (
        _clause(
            "Discuss the ideal state",
            ("Future state → The ideal: begin in silence", "workshop-futures", COACH),
            ("Rounds → the notes, grouped and voted on", "workshop-rounds", EXPERT),
            ("Maps → a copy as ideal state", "workshop-maps", EXPERT),
        ),
        _clause(
            "Develop the future state map",
            ("Design questions, with what the map says to them", "workshop-design", EXPERT),
            ("Future state → Candidates", "workshop-futures", COACH),
            ("Map → Compare: each difference with the action that promises it", "map-compare", OWNER),
            ("Future state → Choose", "future-choose", COACH),
            ("Future state → Choose none any more, with the reason", "future-withdraw", COACH),
            ("Future state → The chosen future: sign it", "workshop-futures", SPONSOR),
            ("Future state → What changed since", "future-version", OWNER),
        ),
        _clause(
            "Develop action plans & cadence tracking",
            ("Board", "workshop-board", OWNER),
            ("Check-ins", "check-ins", OWNER),
        ),
        _clause("… build draft time line for implementation", ("Board → Timeline", "workshop-plan-timeline", OWNER)),
        _clause("Communication & training as required", ("People → Training", "workshop-training", COACH)),
    ),
)

SPONSORS = Part(
    "The executive sponsor",
    (
        _clause(
            "Ensures appropriate participation in the workshop: experts are freed up full-time for the event",
            ("People → Confirm", "workshop-people", SPONSOR),
            ("People → Who is here when", "workshop-attendance", SPONSOR),
        ),
        _clause("… and part-time to implement action items", ("Board → a card → its owner", "workshop-board", SPONSOR)),
        _clause(
            "Serves as a proactive roadblock buster for the project",
            ("Dashboard → What is stuck", "sponsor-dashboard", SPONSOR),
            ("Agenda → Barriers → I take it", "barrier-answer", SPONSOR),
        ),
        _clause(
            "Participates in: scoping",
            ("Charter → Approve", "workshop-charter", SPONSOR),
            ("Preparation → Meetings", "workshop-meetings", SPONSOR),
        ),
        _clause("Participates in: workshop kick-off", ("Agenda → Opening by the sponsor", "workshop-agenda", SPONSOR)),
        _clause("Participates in: leadership panel", ("Agenda → the day → Leadership visit", "day-page", SPONSOR)),
        _clause("Participates in: value stream reviews (30/60/90 day follow-up audits)", ("Reviews", "workshop-reviews", SPONSOR)),
    ),
)

OWNERS = Part(
    "The process owner",
    (
        _clause(
            "Owns the set-up tasks and the action plan",
            ("Preparation", "workshop-prepare", OWNER),
            ("Board", "workshop-board", OWNER),
        ),
        _clause(
            "Leads the initiative from pre-scoping through implementation",
            ("Home", "workshop-home", OWNER),
            ("The five stages at the top", "workshop-stage", OWNER),
        ),
        _clause(
            "Ensures action item pre-work is complete for scoping, workshop, and reviews",
            ("Preparation → what is missing and who owes it", "workshop-prepare", OWNER),
            ("Preparation → Pre-work: who has answered", "workshop-prework", OWNER),
            ("Reviews → a review → Give out the pre-work", "review-page", OWNER),
            ("My week → Coming up", "owner-monday", OWNER),
        ),
        _clause(
            "During the event, takes over ownership during action item assignments",
            ("Board → From bursts → To action", "workshop-bursts", OWNER),
            ("Board → Agreement → Take the plan over", "plan-agreement", OWNER),
            ("Board → New action", "action-new", OWNER),
        ),
        _clause(
            "Responsible for project meeting scheduling, preparation, and minutes",
            ("Preparation → Meetings", "workshop-meetings", OWNER),
            ("Agenda → Invitations", "workshop-invitations", OWNER),
            ("Board → Check-ins → minutes, sent by mail", "check-ins", OWNER),
            ("Reviews → a review → Hour and points", "review-agenda", OWNER),
        ),
        _clause(
            "Documents the implementation plan after the workshop and schedules 30-, 60-, and 90-day reviews",
            ("Board → Implementation plan", "plan-document", OWNER),
            ("Board → Time line", "workshop-plan-timeline", OWNER),
            ("Reviews → a review → Day", "review-day", OWNER),
        ),
        _clause(
            "Drives implementation plan activities for completion of the project",
            ("Board → Check-ins", "check-ins", OWNER),
            ("Board", "workshop-board", OWNER),
        ),
        _clause(
            "Provides updates to the sponsor",
            ("Agenda → the day → Summary", "day-close", OWNER),
            ("My week → News for the sponsor", "sponsor-note", OWNER),
            ("Reports", "workshop-reports", OWNER),
        ),
        _clause(
            "Monitors post-workshop process performance seeking opportunities to improve and standardize work",
            ("Reviews → Sustain → Since the workshop", "workshop-sustain", OWNER),
            ("Reviews → Sustain → Type a measurement", "measurement-new", OWNER),
            ("Reviews → Sustain → Standard work", "standard-new", OWNER),
            ("Reviews → Measure", "review-measure", OWNER),
            ("Board → Promises: promised against realised", "workshop-promises", OWNER),
            ("Reviews → Alignment meetings", "workshop-alignment", OWNER),
            ("Streams → the stream → How the stream changes", "stream-page", OWNER),
        ),
    ),
)

COACHES = Part(
    "The Lean and Agile coach (facilitator)",
    (
        _clause(
            "Coaches the process owner in the application of lean principles and tools",
            ("Preparation → Meetings", "workshop-meetings", COACH),
            ("People → Training", "workshop-training", COACH),
        ),
        _clause("Leads project scoping while mentoring the process owner", ("Charter → Scope", "charter-edit", COACH)),
        _clause(
            "Prepares the process owner for the workshop", ("Preparation → Meetings, what was handed over", "workshop-meetings", COACH)
        ),
        _clause(
            "Trains the team",
            ("People → Training → Show", "deck-value", COACH),
            ("People → Training → Who was trained in what", "workshop-training", COACH),
        ),
        _clause(
            "… and facilitates most of the workshop activities, sometimes with the process owner",
            ("Cockpit, with hints at what usually goes wrong", "workshop-cockpit", COACH),
            ("Now → Rounds: private writing, votes, sorting, break-outs", "workshop-rounds", COACH),
            ("Agenda → the day", "day-page", COACH),
            ("Map: passes, spotlight, bring everybody", "map-page", COACH),
            ("Map → Hand the lead over", "workshop-lead", COACH),
        ),
        _clause(
            "Transfers lean skills to leaders and participants",
            ("People → Training → Make a practice workshop", "workshop-training", COACH),
            ("People → Training → Future-state questions", "deck-future", EXPERT),
        ),
        _clause(
            "Helps participants track and measure future state improvements",
            ("Map → Compare", "map-compare", COACH),
            ("Board → Promises", "workshop-promises", COACH),
            ("Reviews", "workshop-reviews", COACH),
        ),
        _clause(
            "Serves as the expert in driving and institutionalizing lean throughout the organization",
            ("Coaching", "coach-dashboard", COACH),
            ("Streams", "stream-list", COACH),
            ("Dashboard over all workshops", "sponsor-dashboard", COACH),
        ),
    ),
)

EXPERTS = Part(
    "The subject-matter expert",
    (
        _clause(
            "Participates in the multi-day event as a subject-matter expert (full-time)",
            ("People → Who is here when", "workshop-attendance", COACH),
            ("Pre-work, by a link of one’s own or here", "prework-own", EXPERT),
            ("Now → what the room is asked", "workshop-now", EXPERT),
            ("Agenda", "workshop-agenda", EXPERT),
        ),
        _clause(
            "Is the change agent for implementing action items (part-time)",
            ("My actions", "my-actions", EXPERT),
            ("Home → My to-do list", "workshop-my-tasks", EXPERT),
        ),
        _clause(
            "Representative staff from each area that touches the process", ("People → Who knows which step", "workshop-people", EXPERT)
        ),
        _clause("Staff who are well respected within their area", ("Home → Who does what", "workshop-duties", EXPERT)),
        _clause("A group of less than 15 is ideal", ("People: the sentence on top, a warning from 15 on", "workshop-people", COACH)),
    ),
)

TIPS = Part(
    "Additional tips for success",
    (
        _clause("Capture as you go: issues", ("Capture, on every page", "workshop-captures", EXPERT)),
        _clause("Capture as you go: acronyms / terminology", ("Capture → Glossary", "workshop-glossary", EXPERT)),
        _clause("Capture as you go: parking lot issues", ("Capture → Parking lot", "workshop-captures", EXPERT)),
        _clause("Capture as you go: improvement items", ("Capture → Improvement", "workshop-captures", EXPERT)),
        _clause(
            "A time each day for leadership to visit the workshop",
            ("Agenda → the day → Leadership visit", "visit-edit", OWNER),
            ("Agenda → Invitations, into the leaders’ calendars", "workshop-invitations", COACH),
        ),
        _clause("The visit: progress update", ("Agenda → the day → Leadership visit → Progress", "day-page", SPONSOR)),
        _clause("The visit: ask questions", ("Agenda → the day → Questions", "day-page", EXPERT)),
        _clause("The visit: barrier busting", ("Agenda → Barriers", "workshop-barriers", SPONSOR)),
        _clause("At the end of each day: lessons learned", ("Agenda → the day → Lessons", "day-page", EXPERT)),
        _clause("At the end of each day: agenda for next day", ("Agenda → the day → Close the day", "day-close", COACH)),
        _clause("Champion summarization: team accomplishments for the day", ("Agenda → the day → Summary", "day-close", OWNER)),
        _clause("Champion summarization: agenda for next day", ("Agenda → the day → Summary", "day-close", SPONSOR)),
    ),
)

STREAM = Part(
    "The value stream",
    (
        _clause(
            "All actions, value added and not, from inception through delivery",
            ("Streams → the stream", "stream-page", EXPERT),
            ("Streams", "stream-list", SPONSOR),
        ),
        _clause(
            "What flows: materials, patients, information, needs, code",
            ("Streams → New value stream → What flows", "stream-new", OWNER),
        ),
        _clause("Value from the customer’s perspective", ("Streams → the stream → Change → Value", "stream-edit", OWNER)),
        _clause(
            "Streams can be dependent on each other: the touch points",
            ("Streams → the stream → Touch point", "touch-point-new", OWNER),
            ("Streams → Network", "stream-network", SPONSOR),
        ),
    ),
)

PARTS: tuple[Part, ...] = (PREPARE, GATHER, FUTURE, SPONSORS, OWNERS, COACHES, EXPERTS, TIPS, STREAM)

HEAD = """# Where the method is in the product

Each clause of the first two steps of the method, of the duties of the four roles, of its tips and of what it says of streams, with the page
where it is done and who opens it there. `<id>` stands for the workshop, day or record. Made by
`python -m tools.method > docs/guide/method.md`; a test opens each page as the person in the last column.
"""


def addresses() -> dict[str, str]:
    """The address of each place by the name of its route, with `<id>` where one stands."""
    from django.urls import get_resolver

    found = {}
    for route in {place.route for part in PARTS for clause in part.clauses for place in clause.places}:
        pattern = get_resolver().reverse_dict.getlist(route)[0][0][0][0]
        found[route] = "/" + re.sub(r"%\(\w+\)s", "<id>", pattern)
    return found


def page() -> str:
    """The page as Markdown."""
    known = addresses()
    lines = [HEAD]
    for part in PARTS:
        lines += [f"## {part.title}\n", "| Clause | Where | Address | Who |", "| --- | --- | --- | --- |"]
        for clause in part.clauses:
            rows = [(place.words, f"`{known[place.route]}`", WHO[place.role]) for place in clause.places]
            lines += [f"| {clause.text.replace('|', '&#124;') if not at else ''} | {' | '.join(row)} |" for at, row in enumerate(rows)]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vsm_site.settings")
    django.setup()
    print(page(), end="")
