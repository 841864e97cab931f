"""Who may send which frame, as route_policy.py says it of addresses; tests/live/test_rights.py holds the server against it.

A frame without an entry fails there, and an entry without a frame. Who has no right to view comes to no socket at all: 4401 without a
session, 4404 without a relation to the workshop, 4403 without the right.
"""

from __future__ import annotations

from workshops.policy import Action

FRAMES: dict[str, Action] = {
    "chg": Action.CAPTURE,  # of a capture; each record kind names its own right
    "undo": Action.RUN_WORKSHOP,  # of somebody else's change
    "look": Action.VIEW,
    "pres": Action.VIEW,
    "ping": Action.VIEW,
}
OUTSIDE = {"nobody": 4401, "uma": 4404, "xena": 4404, "ada": 4403}
"""The close code for those who may not come in."""
EVERYBODY = ("fay", "omar", "spring", "pia", "obi", *OUTSIDE)
