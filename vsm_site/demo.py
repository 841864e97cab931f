"""The demo's people and the mark of a data folder that holds a demo."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from workshops.policy import Role

MARK = "demo"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One of the cast: who it is and what to look at as that person."""

    key: str
    name: str
    role: Role | None
    line: str
    function: str = ""
    area: str = ""

    @property
    def email(self) -> str:
        """The address to sign in with."""
        return f"{self.key}@demo.example"


CAST = (
    DemoPerson(
        "coach", "Fay", Role.COACH, "Facilitates both workshops: maps, agenda, people, everything.", "Lean coach", "Improvement office"
    ),
    DemoPerson(
        "owner", "Omar", Role.OWNER, "Owns the process and drives the action plan and the reviews.", "Head of emergency care", "Emergency"
    ),
    DemoPerson(
        "sponsor",
        "Spring",
        Role.SPONSOR,
        "Has thirty seconds: on track, what waits, what changed.",
        "Chief operating officer",
        "Management",
    ),
    DemoPerson("participant", "Pia", Role.PARTICIPANT, "Captures, edits the map, owns actions.", "Triage nurse", "Front desk"),
    DemoPerson(
        "participant2", "Per", Role.PARTICIPANT, "The second pair of hands on the same map.", "Laboratory lead", "Radiology and laboratory"
    ),
    DemoPerson("observer", "Obi", Role.OBSERVER, "Follows without touching.", "Quality manager", "Quality"),
    DemoPerson("admin", "Ada", None, "Administers the organisation, sees no workshop content.", "IT administrator", "IT"),
    DemoPerson("stranger", "Xena", None, "Belongs to another organisation with a workshop of her own."),
)


def is_demo() -> bool:
    """Whether this data folder was seeded with `--demo`."""
    return (settings.DATA_DIR / MARK).is_file()


def mark() -> None:
    """Mark the data folder as a demo: its passwords are public."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    (settings.DATA_DIR / MARK).write_text("This folder holds the demo. Its passwords are public.\n")
