"""The nodes and flows of a map by their names, for choosing among them."""

from __future__ import annotations

import re

from mapping.facts import MapFacts


def node_choices(facts: MapFacts) -> list[tuple[str, str]]:
    """Steps with their numbers, then parties: document id and words."""
    steps = [(step.id, f"{place} {step.data['name']}") for place, step in enumerate(facts.steps, 1)]
    return steps + [(party.id, str(party.data["name"])) for party in facts.parties]


def place_choices(facts: MapFacts) -> list[tuple[str, str]]:
    """Every place where a note can be pinned: nodes, then flows."""
    names = dict(node_choices(facts))
    return node_choices(facts) + [(flow.key, f"{names[flow.source]} → {names[flow.target]}") for flow in facts.flows]


def name_of(facts: MapFacts, key: str) -> str:
    """The words of a node's id or a flow's `from>to`."""
    return dict(place_choices(facts)).get(key, key)


def named(facts: MapFacts, text: str) -> str:
    """A reason with the names of steps and parties where it has their ids."""
    names = {step.id: str(step.data["name"]) for step in facts.steps} | {party.id: str(party.data["name"]) for party in facts.parties}
    text = re.sub(r"“([^”]*)”", lambda quoted: f"“{names.get(quoted[1], quoted[1])}”", text)
    head, colon, ids = text.partition("in a circle: ")
    if not colon:
        return text
    listed, dot, rest = ids.rpartition(". ")
    return f"{head}{colon}{', '.join(names.get(key, key) for key in listed.split(', '))}{dot}{rest}"
