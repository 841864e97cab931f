"""The demo's people and the mark of a data folder that holds a demo."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from workshops.policy import Role

MARK = "demo"
DOMAIN = "demo.example"
REFUSED = "This is no demo: it was not started with --demo."


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One of the cast: who it is and what to look at as that person."""

    key: str
    name: str
    role: Role | None
    line: str

    @property
    def email(self) -> str:
        """The address to sign in with."""
        return f"{self.key}@{DOMAIN}"


CAST = (
    DemoPerson("coach", "Fay", Role.COACH, "Coach · Runs both workshops"),
    DemoPerson("owner", "Omar", Role.OWNER, "Process owner · Owns the plan"),
    DemoPerson("sponsor", "Spring", Role.SPONSOR, "Sponsor · Lifts barriers"),
    DemoPerson("participant", "Pia", Role.PARTICIPANT, "Participant · Triage nurse, welder"),
    DemoPerson("participant2", "Per", Role.PARTICIPANT, "Participant · Laboratory, press shop"),
    DemoPerson("observer", "Obi", Role.OBSERVER, "Observer · Reads along"),
    DemoPerson("admin", "Ada", None, "Administrator · Sees people, not content"),
    DemoPerson("stranger", "Xena", None, "Administrator · Of another organisation"),
)


def is_demo() -> bool:
    """Whether this data folder was seeded with `--demo`."""
    return (settings.DATA_DIR / MARK).is_file()


def mark() -> None:
    """Mark the data folder as a demo: its passwords are public."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    (settings.DATA_DIR / MARK).write_text("This folder holds the demo. Its passwords are public.\n")
