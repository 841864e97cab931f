"""What the five basic steps ask for, and what each role is responsible for: the words of the method."""

from __future__ import annotations

from workshops.policy import Role
from workshops.stages import Duty, Stage


def _d(key: str, stage: Stage, title: str, why: str, role: str = "owner", days_before: int | None = None, page: str = "") -> Duty:
    return Duty(key, stage, title, why, role, days_before, page)


_P, _G, _F, _E, _A = Stage.PREPARE, Stage.GATHER, Stage.FUTURE, Stage.EXECUTE, Stage.ALIGN

DUTIES: tuple[Duty, ...] = (
    _d("gather-information", _P, "Gather preparatory information", "Volumes, demand by type, times from systems, forms and screens.", "owner", 28),
    _d("case-for-change", _P, "Document the case for change", "Why now, and what it costs to leave things as they are.", "owner", 42, "workshop-charter"),
    _d("scope", _P, "Define the scope", "Where the process starts and where it ends.", "coach", 42, "workshop-charter"),
    _d("requirements", _P, "Identify the requirements", "What customer, law and business ask of the stream.", "owner", 35, "workshop-charter"),
    _d("measurements", _P, "Review and establish measurements", "Baseline and target for each measure.", "owner", 28, "workshop-charter"),
    _d("logistics", _P, "Set logistics for event and location", "Dates, room, wall, screens, food, remote link.", "owner", 21, "workshop-charter"),
    _d("participants", _P, "Identify participants", "One respected person from each area that touches the process, fewer than 15.", "owner", 28, "workshop-people"),
    _d("materials", _P, "Gather materials", "Large paper as backup, sticky notes, pens, clipboards for the walk.", "coach", 7),
    _d("observe", _G, "Observe and gather data", "See the work as it is done, not as it is described.", "participant"),
    _d("walk", _G, "Walk the value stream", "See the actual work place.", "coach"),
    _d("follow", _G, "Follow the item and the information", "Make notes about both flows.", "participant"),
    _d("step-data", _G, "Gather data for each step", "Trigger and done, lead time, output, cycle time, on-time delivery, staffing, "
       "defect rate, batch sizes, overtime, quality, variations, work in process.", "participant", None, "workshop-maps"),
    _d("map-items", _G, "Map the flow of items", "Steps, waits and inventories, in order.", "coach", None, "workshop-maps"),
    _d("map-information", _G, "Map the flow of information", "Who tells whom what to do next, and how.", "coach", None, "workshop-maps"),
    _d("data-and-issues", _G, "Add data and issues", "Every number with who said it; every issue at its place.", "participant", None, "workshop-maps"),
    _d("ideal", _F, "Discuss the ideal state", "What would it be without any limits?", "coach", None, "workshop-maps"),
    _d("future-map", _F, "Develop the future state map", "What can be reached with this plan.", "coach", None, "workshop-maps"),
    _d("action-plans", _F, "Develop action plans and cadence tracking", "One owner and dates for each action; how often we look.", "owner", None, "workshop-board"),
    _d("time-line", _F, "Build a draft time line for implementation", "Weeks, with the reviews on it.", "owner", None, "workshop-board"),
    _d("communication", _F, "Plan communication and training", "Who has to know, who has to learn, as required.", "owner"),
    _d("improvements", _E, "Implement improvements", "The actions of the plan.", "owner", None, "workshop-board"),
    _d("events", _E, "Conduct workshops, events, projects and bursts", "As the implementation plan says.", "owner", None, "workshop-board"),
    _d("objectives", _E, "Achieve the value stream objectives", "Measured against the targets of the charter.", "owner", None, "workshop-reviews"),
    _d("environment", _E, "Create an environment of continuous improvement", "Standard work, visible measures, time to improve.", "sponsor"),
    _d("align-meeting", _A, "Conduct a value stream alignment meeting periodically", "With a fixed rhythm.", "owner", None, "workshop-reviews"),
    _d("align-results", _A, "Review event implementations and results", "What was done, and what it changed.", "owner", None, "workshop-reviews"),
    _d("align-metrics", _A, "Review impact to value stream metrics", "Of individual events and overall.", "owner", None, "workshop-reviews"),
    _d("align-next", _A, "Review next quarter's events", "What comes next, and who is needed.", "owner", None, "workshop-board"),
    _d("align-business", _A, "Review changes in the business environment", "What changed around the stream.", "sponsor"),
    _d("align-communicate", _A, "Communicate results", "To everyone who works in the stream.", "owner"),
    _d("align-stream", _A, "Update the value stream as required", "The map becomes the new current state.", "coach", None, "workshop-maps"),
    _d("align-plan", _A, "Update the implementation plan as required", "Dates, owners, actions.", "owner", None, "workshop-board"),
    _d("align-resistance", _A, "Address resistance and sustainment issues", "What slides back, and why.", "coach"),
)  # fmt: skip

ROLE_DUTIES: dict[Role, tuple[str, ...]] = {
    Role.SPONSOR: (
        "Ensures appropriate participation: the subject-matter experts are freed full-time for the multi-day event, and part-time to implement action items.",
        "Serves as a proactive roadblock buster for the project.",
        "Takes part in scoping.",
        "Takes part in the workshop kick-off.",
        "Takes part in the leadership panel.",
        "Takes part in the value stream reviews after 30, 60 and 90 days.",
    ),
    Role.OWNER: (
        "Owns the set-up tasks and the action plan.",
        "Leads the initiative from pre-scoping through implementation.",
        "Ensures that pre-work is complete for scoping, workshop and reviews.",
        "During the event, takes over ownership while action items are assigned.",
        "Is responsible for project meeting scheduling, preparation and minutes.",
        "Documents the implementation plan after the workshop and schedules the 30-, 60- and 90-day reviews.",
        "Drives the activities of the implementation plan to completion.",
        "Provides updates to the sponsor.",
        "Monitors process performance after the workshop and seeks opportunities to improve and standardise work.",
    ),
    Role.COACH: (
        "Coaches the process owner in the application of lean principles and tools.",
        "Leads project scoping while mentoring the process owner.",
        "Prepares the process owner for the workshop.",
        "Trains the team and facilitates most of the workshop, sometimes with the process owner.",
        "Transfers lean skills to leaders and participants.",
        "Helps participants to track and measure future-state improvements.",
        "Is the expert in driving and institutionalising lean throughout the organisation.",
    ),
    Role.PARTICIPANT: (
        "Takes part in the multi-day event full-time as a subject-matter expert.",
        "Is a change agent who implements action items part-time.",
        "Represents an area that touches the process.",
        "Is well respected within the own area.",
    ),
    Role.OBSERVER: ("Follows the workshop and may ask the leaders questions.",),
}
"""The responsibilities of each key player."""
