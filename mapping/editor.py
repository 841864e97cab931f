"""What the map room's scripts have to know of a map: the registry of data as JSON, in the words of the map's style, and who is who."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.urls import reverse

from mapping import fields, kinds
from mapping.fields import Field, Kind
from mapping.models import Map
from mapping.tables import LONG
from mapping.typed import EVIDENCE_WORDS, USUAL
from workshops import policy
from workshops.access import Actor, can, roles_in
from workshops.models import Participation
from workshops.policy import Action


def datum(field: Field, style: str) -> dict[str, Any]:
    """One datum for the browser; what is empty is left out."""
    found = {
        "key": field.key,
        "kind": field.kind.value,
        "label": field.label_in(style),
        "short": field.short_in(style),
        "unit": field.unit,
        "question": field.question,
        "choices": [list(choice) for choice in field.choices],
        "usual": USUAL.get(field.key, ""),
        "least": field.least,
        "most": field.most,
        "above": field.above_least,
        "stated": field.is_stated,
        "long": field.key in LONG or field.kind is Kind.CUSTOM,
    }
    return {key: value for key, value in found.items() if value not in (None, "", False, [])}


def _head(style: str) -> dict[str, Any]:
    """The map itself: what its title block says."""
    demand = {"key": "demand", "kind": "demand", "label": "Demand", "question": "How many are asked for, per what? 62 per day"}
    return {"one": "map", "required": ["title"], "groups": [["", [*[datum(field, style) for field in fields.HEAD.values()], demand]]]}


def registry(style: str) -> dict[str, Any]:
    """By kind of record its words and its data, group by group, as people are asked for them."""
    return {"map": _head(style)} | {
        words.key: {
            "one": words.one,
            "required": sorted(words.required),
            "groups": [[title, [datum(words.known[key], style) for key in keys]] for title, keys in words.groups],
        }
        for words in kinds.BY_KEY.values()
    }


def people_of(map_: Map) -> dict[str, str]:
    """Names of the people of the workshop by id, for saying who changed something."""
    rows = Participation.objects.present().filter(workshop_id=map_.workshop_id).exclude(user=None).select_related("user")
    return {str(row.user_id): row.name for row in rows}


def room_data(map_: Map) -> str:
    """The page's data as JSON for an attribute."""
    return json.dumps(
        {
            "map": str(map_.pk),
            "style": map_.shown_style,
            "kinds": registry(map_.shown_style),
            "evidence": list(EVIDENCE_WORDS.items()),
            "people": people_of(map_),
            "urls": {key: reverse(f"{key}-edit", args=[UUID(int=0)]).replace(str(UUID(int=0)), "{}") for key in kinds.BY_KEY}
            | {"map": reverse("map-settings", args=[map_.pk])},
        },
        ensure_ascii=False,
    )


def why_not(map_: Map, actor: Actor) -> str:
    """Why the person cannot change the map now; empty for those who can."""
    if can(actor, Action.EDIT_MAP, map_.workshop):
        return ""
    if Action.EDIT_MAP not in policy.without_phase(roles_in(actor.user_id, map_.workshop_id)):
        return "You can look at this map; the team changes it."
    return "The workshop is paused: reading only." if map_.workshop.paused else "The maps are locked. The coach unlocks them."
