"""What flows through a value stream: the six kinds of work, in the words of the method."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Flow:
    """One kind of what flows."""

    key: str
    label: str
    where: str
    sentence: str
    icon: str


FLOWS: tuple[Flow, ...] = (
    Flow("material", "Material", "making, moving", "In manufacturing or distribution, materials are what flow.", "factory"),
    Flow("patient", "Patients", "care", "In health services, patients are what flow.", "stethoscope"),
    Flow("information", "Information", "offices", "In office areas, information is what flows.", "file-text"),
    Flow("external_need", "External needs", "service", "In service areas, external customer needs flow through the value stream.", "users"),
    Flow(
        "internal_need",
        "Internal needs",
        "administration",
        "In administration, internal customer needs flow through the value stream.",
        "building-2",
    ),
    Flow("code", "Code", "software", "In software development, software coding and testing flows through the value stream.", "git-branch"),
)
_BY_KEY = {flow.key: flow for flow in FLOWS}


def flow_named(key: str) -> Flow:
    """The kind with this key."""
    return _BY_KEY[key]
