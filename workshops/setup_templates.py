"""The areas of a preparation, and the set-up tasks that each kind of stream asks for beside what the method names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workshops.policy import Role
from workshops.stages import Duty, Stage

AREAS: tuple[tuple[str, str], ...] = (
    ("sponsor", "Sponsor and owner"),
    ("case", "Case for change"),
    ("scope", "Scope"),
    ("requirements", "Requirements"),
    ("measurements", "Measurements"),
    ("information", "Preparatory information"),
    ("people", "Participants"),
    ("logistics", "Logistics"),
    ("materials", "Materials"),
    ("prework", "Pre-work"),
)
AREA_LABELS: Mapping[str, str] = dict(AREAS)

_AREA_OF: dict[str, str] = {
    "gather-information": "information",
    "case-for-change": "case",
    "scope": "scope",
    "requirements": "requirements",
    "measurements": "measurements",
    "logistics": "logistics",
    "participants": "people",
    "materials": "materials",
    "sponsor-meets-owner": "sponsor",
    "organisation-chart": "information",
    "interviews": "people",
    "freed": "people",
    "invite-reviews": "logistics",
    "pre-work": "prework",
    "remote-test": "logistics",
    "opening-words": "sponsor",
    "visit-times": "sponsor",
    "samples": "information",
    "walk-safety": "logistics",
    "glossary": "prework",
    "definitions": "measurements",
}


@dataclass(frozen=True, slots=True)
class Template:
    """The set-up tasks of one kind of stream."""

    key: str
    label: str
    within: str
    """What it is called within a sentence."""
    flows: frozenset[str]
    """What flows in such streams."""
    duties: tuple[Duty, ...]


def _task(days: int, key: str, area: str, title: str, why: str, role: Role) -> Duty:
    """One set-up task of a kind of stream, due this many calendar days before the first workshop day."""
    _AREA_OF[key] = area
    return Duty(key, Stage.PREPARE, title, why, role.value, days_before=days)


_OWNER, _COACH, _SME = Role.OWNER, Role.COACH, Role.PARTICIPANT

OFFICE = Template(
    "office",
    "Office and service",
    "an office stream",
    frozenset({"information", "internal_need", "external_need"}),
    (
        _task(28, "office-tickets", "information", "Get time stamps from the case system", "Received, begun, done: three months.", _OWNER),
        _task(28, "office-volumes", "measurements", "Count requests by type and channel", "A normal month, and the peak.", _OWNER),
        _task(
            21,
            "office-rules",
            "requirements",
            "List policies, approvals and service promises",
            "Who set each, and which may change.",
            _OWNER,
        ),
        _task(21, "office-systems", "information", "List the systems and shared folders the work passes", "With who can show each.", _SME),
        _task(
            14,
            "office-cases",
            "information",
            "Print three real cases from request to answer",
            "A simple, a usual and a bad one, made anonymous.",
            _SME,
        ),
        _task(
            14,
            "office-screens",
            "logistics",
            "Arrange test accounts and screen sharing for the walk",
            "The walk goes from desk to desk.",
            _COACH,
        ),
        _task(
            7,
            "office-desks",
            "logistics",
            "Tell each desk on the walk when you come",
            "Work goes on as usual; nobody cleans up for you.",
            _OWNER,
        ),
    ),
)
MANUFACTURING = Template(
    "manufacturing",
    "Manufacturing",
    "a manufacturing stream",
    frozenset({"material"}),
    (
        _task(
            28,
            "plant-family",
            "scope",
            "Choose the product family with a part-routing matrix",
            "Parts that pass the same machines.",
            _COACH,
        ),
        _task(
            28, "plant-demand", "measurements", "Get demand by part and day for a quarter", "For takt, and for how much it varies.", _OWNER
        ),
        _task(
            21,
            "plant-downtime",
            "measurements",
            "Get uptime, changeover and scrap of each machine",
            "From the logs, with the period.",
            _SME,
        ),
        _task(21, "plant-layout", "information", "Get the layout of the floor to scale", "To draw the walk and its metres on.", _OWNER),
        _task(
            14, "plant-shifts", "information", "Get the shift model and breaks of each area", "Working time a day counts into takt.", _OWNER
        ),
        _task(
            7,
            "plant-count",
            "materials",
            "Prepare sheets to count stock between the machines",
            "Counted on the walk, the same day.",
            _COACH,
        ),
        _task(3, "plant-safety", "logistics", "Get shoes, glasses and vests for visitors", "And the safety briefing of the plant.", _OWNER),
        _task(3, "plant-runs", "logistics", "Check that the family runs on the day of the walk", "A stopped line shows nothing.", _SME),
    ),
)
HEALTH = Template(
    "health",
    "Health services",
    "a stream of patients",
    frozenset({"patient"}),
    (
        _task(
            35,
            "health-privacy",
            "requirements",
            "Clear privacy and consent for the walk",
            "What may be seen, noted and photographed.",
            _OWNER,
        ),
        _task(
            28,
            "health-stamps",
            "information",
            "Get time stamps of a hundred visits",
            "Arrival, first contact, findings, discharge.",
            _OWNER,
        ),
        _task(28, "health-groups", "scope", "Agree on the group of patients", "By reason for the visit, not by department.", _COACH),
        _task(
            21, "health-rules", "requirements", "List clinical and legal requirements", "Who has to sign, and within which time.", _OWNER
        ),
        _task(
            21,
            "health-voice",
            "measurements",
            "Get what patients said: complaints and survey",
            "Waiting, repeated questions, being sent away.",
            _OWNER,
        ),
        _task(
            14,
            "health-rota",
            "people",
            "Have rotas changed so that nurses and physicians are free",
            "Early enough to be replaced on the ward.",
            _OWNER,
        ),
        _task(7, "health-forms", "information", "Collect blank forms, labels and order screens", "What travels with the patient.", _SME),
        _task(
            3,
            "health-hygiene",
            "logistics",
            "Arrange badges, hygiene and who leads the walk",
            "Small groups, never into a treatment.",
            _COACH,
        ),
    ),
)
SOFTWARE = Template(
    "software",
    "Software",
    "a software stream",
    frozenset({"code"}),
    (
        _task(
            28,
            "code-export",
            "information",
            "Export the issues of a quarter with their state changes",
            "Asked, begun, merged, released.",
            _OWNER,
        ),
        _task(
            28,
            "code-delivery",
            "measurements",
            "Get release frequency, failures and time to restore",
            "From the pipeline, with the period.",
            _SME,
        ),
        _task(21, "code-family", "scope", "Choose the kind of change that the map follows", "A usual feature, not an urgent fix.", _COACH),
        _task(
            21, "code-gates", "requirements", "List the gates before a release", "Reviews, security, compliance: who asks for each.", _OWNER
        ),
        _task(
            14, "code-trace", "information", "Follow three changes from idea to use", "Links to issue, branch, review and release.", _SME
        ),
        _task(14, "code-ops", "people", "Have operations and product in the room", "Not developers and testers alone.", _OWNER),
        _task(
            7, "code-access", "logistics", "Arrange read access to board, pipeline and monitoring", "The walk goes through the tools.", _SME
        ),
    ),
)
TEMPLATES: tuple[Template, ...] = (OFFICE, MANUFACTURING, HEALTH, SOFTWARE)
TEMPLATE_DUTIES: tuple[Duty, ...] = tuple(duty for template in TEMPLATES for duty in template.duties)


def template_for(item_kind: str) -> Template:
    """The template of streams in which this flows."""
    return next((template for template in TEMPLATES if item_kind in template.flows), OFFICE)


def template_named(key: str) -> Template | None:
    """The template with this key."""
    return next((template for template in TEMPLATES if template.key == key), None)


def area_of(key: str) -> str:
    """The area that a set-up task with this key belongs to; empty for others."""
    return _AREA_OF.get(key, "")
