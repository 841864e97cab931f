"""What the five basic steps ask for, and what each role is responsible for: the words of the method."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from workshops.policy import Action, Role
from workshops.setup_templates import TEMPLATE_DUTIES
from workshops.stages import Duty, Stage

CHARTER, PEOPLE, AGENDA, MAPS, BOARD, REVIEWS = (
    "workshop-charter",
    "workshop-people",
    "workshop-agenda",
    "workshop-maps",
    "workshop-board",
    "workshop-reviews",
)
GLOSSARY = "workshop-glossary"
MEETINGS = "workshop-meetings"
PREWORK = "workshop-prework"
FUTURES = "workshop-futures"
INVITATIONS = "workshop-invitations"
PLACES = {
    CHARTER: "Open the charter",
    PEOPLE: "Open the people",
    AGENDA: "Open the agenda",
    MAPS: "Open the map",
    BOARD: "Open the board",
    REVIEWS: "Open the reviews",
    GLOSSARY: "Open the glossary",
    MEETINGS: "Open the meetings",
    PREWORK: "Open the pre-work",
    FUTURES: "Open the future state",
    INVITATIONS: "Open the invitations",
}
"""How the link to each page is called."""
RIGHTS = {PREWORK: Action.MANAGE_CAPTURES, INVITATIONS: Action.EDIT_CHARTER}
"""What one needs for the pages that not everybody with tasks may open."""


def _before(days: int, key: str, title: str, why: str, role: str, page: str = "") -> Duty:
    """One thing to prepare, due this many calendar days before the first workshop day."""
    return Duty(key, Stage.PREPARE, title, why, role, days_before=days, page=page)


def _during(stage: Stage, key: str, title: str, why: str, role: str, page: str = "") -> Duty:
    """One thing of the workshop itself: data by its first day, the future and the plan by its last."""
    if stage is Stage.GATHER:
        return Duty(key, stage, title, why, role, days_before=0, page=page)
    return Duty(key, stage, title, why, role, days_after=0, page=page)


def _after(days: int, stage: Stage, key: str, title: str, why: str, role: str, page: str = "") -> Duty:
    """One thing that follows, due this many calendar days after the last workshop day."""
    return Duty(key, stage, title, why, role, days_after=days, page=page)


_G, _F, _E, _A = Stage.GATHER, Stage.FUTURE, Stage.EXECUTE, Stage.ALIGN
STEP_DATA = (
    "Trigger and done, actual lead time, output, actual cycle time, on-time delivery, staffing, "
    "defect rate, batch sizes, overtime, quality, variations, work in process."
)

DUTIES: tuple[Duty, ...] = (
    _before(28, "gather-information", "Gather preparatory information", "Volumes, demand by type, times from systems.", "owner"),
    _before(42, "case-for-change", "Document the case for change", "Why now, and what it costs to leave it as it is.", "owner", CHARTER),
    _before(42, "scope", "Define the scope", "Start and end of the process.", "coach", CHARTER),
    _before(35, "requirements", "Identify the requirements", "What customer, law and business ask of the stream.", "owner", CHARTER),
    _before(28, "measurements", "Review and establish measurements", "Baseline and target for each measure.", "owner", CHARTER),
    _before(21, "logistics", "Set logistics for event and location", "Dates, room, wall, screens, food, remote link.", "owner", CHARTER),
    _before(28, "participants", "Identify participants", "Well respected, one from each area, fewer than 15.", "owner", PEOPLE),
    _before(7, "materials", "Gather materials", "Large paper as backup, sticky notes, pens, clipboards for the walk.", "coach"),
    _during(_G, "observe", "Observe and gather data", "See the work as it is done, not as it is described.", "participant"),
    _during(_G, "walk", "Walk the value stream", "See the actual work place.", "coach", AGENDA),
    _during(_G, "follow", "Follow the item and the information", "Make notes about both flows.", "participant"),
    _during(_G, "step-data", "Gather data for each step in the flow", STEP_DATA, "participant", MAPS),
    _during(_G, "map-items", "Map the flow of items", "Steps, waits and inventories, in order.", "coach", MAPS),
    _during(_G, "map-information", "Map the flow of information", "Who tells whom what to do next, and how.", "coach", MAPS),
    _during(_G, "data-and-issues", "Add data and issues", "Every number with who said it, every issue at its place.", "participant", MAPS),
    _during(_F, "ideal", "Discuss the ideal state", "What would it be without any limits?", "coach", FUTURES),
    _during(_F, "future-map", "Develop the future state map", "What can be reached with this plan.", "coach", FUTURES),
    _during(
        _F, "action-plans", "Develop action plans and cadence tracking", "One owner and dates each; how often we look.", "owner", BOARD
    ),
    _during(_F, "time-line", "Build a draft time line for implementation", "Weeks, with the reviews on it.", "owner", BOARD),
    _during(_F, "communication", "Plan communication and training", "Who has to know, who has to learn, as required.", "owner"),
    _after(60, _E, "improvements", "Implement improvements", "The actions of the plan.", "owner", BOARD),
    _after(60, _E, "events", "Conduct workshops, events, projects and bursts", "As the implementation plan says.", "owner", BOARD),
    _after(90, _E, "objectives", "Achieve the value stream objectives", "Measured against the charter’s targets.", "owner", REVIEWS),
    _after(90, _E, "environment", "Create an environment of continuous improvement", "Standard work, measures all see, time.", "sponsor"),
    _after(
        90, _A, "align-meeting", "Conduct a value stream alignment meeting on a periodic basis", "With a fixed rhythm.", "owner", REVIEWS
    ),
    _after(90, _A, "align-results", "Review event implementations and results", "What was done, what it changed.", "owner", REVIEWS),
    _after(90, _A, "align-metrics", "Review impact to value stream metrics", "Individual events and overall.", "owner", REVIEWS),
    _after(90, _A, "align-next", "Review next quarter’s events", "What comes next, and who is needed.", "owner", BOARD),
    _after(90, _A, "align-business", "Review changes in the business environment", "What changed around the stream.", "sponsor"),
    _after(90, _A, "align-communicate", "Communicate results", "To everyone who works in the stream.", "owner"),
    _after(90, _A, "align-stream", "Update the value stream as required", "The map becomes the new current state.", "coach", MAPS),
    _after(90, _A, "align-plan", "Update the implementation plan as required", "Dates, owners, actions.", "owner", BOARD),
    _after(90, _A, "align-resistance", "Address resistance and sustainment issues", "What slides back, and why.", "coach"),
)
"""Every thing that the five basic steps name."""

CHECKLIST: tuple[Duty, ...] = (
    _before(42, "sponsor-meets-owner", "Sponsor and process owner meet", "They agree on why, how far and with whom.", "sponsor", MEETINGS),
    _before(
        28, "organisation-chart", "Get the organisation chart and the list of processes", "Who works in the stream, for whom.", "owner"
    ),
    _before(21, "interviews", "List whom to interview and to walk with", "Somebody from each area, told beforehand.", "coach", PEOPLE),
    _before(21, "freed", "Have the participants freed in writing", "Full-time for the days, part-time for the actions.", "sponsor", PEOPLE),
    _before(
        21, "invite-reviews", "Invite everyone to the reviews now", "After 30, 60 and 90 days; calendars fill up.", "owner", INVITATIONS
    ),
    _before(14, "pre-work", "Send the pre-work", "Each subject-matter expert looks up the numbers of the own steps.", "coach", PREWORK),
    _before(3, "remote-test", "Test the remote link", "Sound, picture and the map on the screens of those who join from afar.", "coach"),
    _before(3, "opening-words", "Prepare the sponsor’s opening words", "Five minutes: why this, why now, what is wanted.", "sponsor"),
    _before(14, "visit-times", "Agree on the times of the leadership visits", "The same hour each day.", "owner", AGENDA),
    _before(7, "samples", "Collect samples of forms and screens", "What travels with the work.", "participant"),
    _before(3, "walk-safety", "Check safety for the walk", "Shoes, badges, privacy, and that the process runs that day.", "coach"),
    _before(14, "glossary", "Begin the glossary", "The words and acronyms that newcomers trip over.", "participant", GLOSSARY),
    _before(14, "definitions", "Choose the definitions of the metrics", "What counts as lead time, and which calendar.", "coach", MAPS),
)
"""Further points of a good preparation, added where somebody begins with the checklist."""

_BY_KEY = {duty.key: duty for duty in (*DUTIES, *CHECKLIST, *TEMPLATE_DUTIES)}

ROLE_DUTIES: dict[Role, tuple[str, ...]] = {
    Role.SPONSOR: (
        "Ensures appropriate participation in the workshop: the subject-matter experts are freed full-time for the multi-day event, "
        "and part-time to implement action items.",
        "Serves as a proactive roadblock buster for the project.",
        "Takes part in scoping.",
        "Takes part in the workshop kick-off.",
        "Takes part in the leadership panel.",
        "Takes part in the value stream reviews, the follow-up audits after 30, 60 and 90 days.",
    ),
    Role.OWNER: (
        "Owns the set-up tasks and the action plan.",
        "Leads the value stream mapping initiative from pre-scoping through implementation.",
        "Ensures that action item pre-work is complete for scoping, workshop and reviews.",
        "During the event, takes over ownership while action items are assigned.",
        "Is responsible for project meeting scheduling, preparation and minutes.",
        "Documents the implementation plan after the workshop and schedules the 30-, 60- and 90-day reviews.",
        "Drives the activities of the implementation plan to completion of the project.",
        "Provides updates to the sponsor.",
        "Monitors process performance after the workshop, seeking opportunities to continuously improve and standardise work.",
    ),
    Role.COACH: (
        "Coaches the process owner in the application of lean principles and tools.",
        "Leads project scoping while mentoring the process owner.",
        "Prepares the process owner for the workshop.",
        "Trains the team and facilitates most of the workshop activities, sometimes with the process owner.",
        "Transfers lean skills to leaders and participants.",
        "Helps participants to track and measure future-state improvements.",
        "Serves as the expert in driving and institutionalising lean throughout the organisation.",
    ),
    Role.PARTICIPANT: (
        "Takes part in the multi-day event full-time as a subject-matter expert.",
        "Is a change agent who implements action items part-time.",
        "Represents an area that touches the process.",
        "Is well respected within the own area.",
        "Is one of a group of fewer than 15.",
    ),
    Role.OBSERVER: ("Follows the workshop and may ask the leaders questions.",),
}
"""The responsibilities of each key player."""


def duty_named(key: str) -> Duty | None:
    """The duty of a task; None for a task that the team added."""
    return _BY_KEY.get(key)


def keys_of(roles: Collection[str]) -> list[str]:
    """Keys of the duties that fall to these roles at first."""
    return [duty.key for duty in (*DUTIES, *CHECKLIST, *TEMPLATE_DUTIES) if duty.role in roles]


def in_order(duties: Iterable[Duty]) -> list[Duty]:
    """Duties stage by stage, in the order in which the method names them."""
    return sorted(duties, key=lambda duty: duty.stage.number)


def due_on(duty: Duty, first_day: date, last_day: date, today: date) -> date | None:
    """When a duty is due, counted from the workshop's days; not before today while the workshop still lies ahead."""
    if duty.days_after is not None:
        return last_day + timedelta(days=duty.days_after)
    if duty.days_before is None:
        return None
    due = first_day - timedelta(days=duty.days_before)
    return max(due, today) if today <= first_day else due
