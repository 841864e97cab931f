"""What the current map, the walk and the improvements give away for hints to the coach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.urls import reverse

from mapping import fields, gathering, selectors
from mapping.facts import MapFacts
from mapping.models import WalkStop
from mapping.network import choice_steps
from mapping.panels import missing_times
from mapping.passes import BY_KEY, progress
from mapping.selectors import Drawn
from workshops import nudges, panels
from workshops.models import Capture, Change, Charter, Workshop
from workshops.nudges import MapLook, Nudge, addressed
from workshops.selectors.rounds import list_asked
from workshops.stages import Stage

NOT_SAID = ("import-map", "copy-map", "undo")
"""Changes whose author said none of the numbers."""


def _current(workshop: Workshop) -> Drawn | None:
    """The latest current map, read once per loaded workshop: several hints look at it."""
    if "_nudged_map" not in workshop.__dict__:
        found = gathering.current_map(workshop.pk)
        workshop.__dict__["_nudged_map"] = selectors.drawn(found) if found else None
    drawn: Drawn | None = workshop.__dict__["_nudged_map"]
    return drawn


def _addresses(workshop: Workshop, drawn: Drawn | None) -> dict[str, str]:
    """Where each mistake is mended."""
    key = [workshop.pk]
    found = {
        "walk": reverse("workshop-walk", args=key),
        "scope": reverse("charter-edit", args=[workshop.pk, "scope"]),
        "maps": reverse("workshop-maps", args=key),
        "writing": reverse("round-new", args=[workshop.pk, "write"]),
        "improvements": reverse("workshop-captures", args=key) + "?kind=improvement",
    }
    if drawn:
        table = reverse("map-table", args=[drawn.map.pk])
        found |= {"table": table, "questions": f"{table}?pass=questions"}
    return found


def _numbers(facts: MapFacts) -> Iterator[tuple[Any, int]]:
    """Every number of the map as given, with the revision that wrote it."""
    for rows, known in ((facts.steps, fields.STEP), (facts.flows, fields.FLOW)):
        for row in rows:
            for key, field in known.items():
                if field.is_stated and key in row.data:
                    yield row.data[key], row.revs.get(key, 0)


def _said(value: Any, key: str) -> str:
    """How a number is known (`evidence`) or by whom (`by`), empty where it does not say."""
    return str(value.get(key) or "") if isinstance(value, Mapping) else ""


def _look(workshop: Workshop, drawn: Drawn) -> MapLook:
    facts = drawn.facts
    chosen, main = choice_steps(facts), progress(facts, BY_KEY["metrics"])
    branches = [flow for flow in facts.flows if flow.source in chosen and flow.kind != "rework"]
    known = [_said(value, "evidence") for value, _ in _numbers(facts)]
    has_family = bool(facts.head.get("family")) or Charter.objects.filter(workshop_id=workshop.pk).exclude(family="").exists()
    return MapLook(
        Stage(workshop.stage),
        steps=len(facts.steps),
        choices=len(chosen),
        branches=len(branches),
        branches_without_share=sum("share" not in flow.data for flow in branches),
        has_family=has_family,
        asked=main.of,
        given=main.done,
        numbers=len(known),
        unsourced=known.count(""),
        guesses=known.count("guess"),
        missing_times=len(missing_times(drawn.metrics)) if drawn.metrics else 0,
    )


def of_map(workshop: Workshop, today: date) -> Iterable[Nudge]:
    """What the current map gives away."""
    if Stage(workshop.stage) not in nudges.MAPPING or (drawn := _current(workshop)) is None:
        return
    look, addresses = _look(workshop, drawn), _addresses(workshop, drawn)
    found = (nudges.exception(look), nudges.too_detailed(look), nudges.guesses(look), _one_voice(workshop, drawn.facts))
    yield from (addressed(nudge, addresses) for nudge in found if nudge)


def _one_voice(workshop: Workshop, facts: MapFacts) -> Nudge | None:
    """Numbers count for who said them, where that stands beside them, else for who typed them; those that a coach typed for the room
    and numbers of imported maps are nobody's.
    """
    numbers, team = list(_numbers(facts)), {one.user_id: one.name for one in list_asked(workshop.pk)}
    typed = Change.objects.filter(workshop_id=workshop.pk, seq__in={seq for _, seq in numbers}).exclude(kind__in=NOT_SAID)
    authors = dict(typed.order_by().values_list("seq", "user_id"))
    voices = Counter(name for value, seq in numbers if (name := _said(value, "by") or team.get(authors.get(seq))))  # type: ignore[arg-type]
    most = max(voices.values(), default=0)
    return nudges.one_voice(stage=Stage(workshop.stage), people=len(team), numbers=voices.total(), most=most)


def of_walk(workshop: Workshop, today: date) -> Iterable[Nudge]:
    """A walk that is not planned, or was not made."""
    stage, drawn = Stage(workshop.stage), _current(workshop)
    walked = list(WalkStop.objects.present().filter(workshop_id=workshop.pk).values_list("walked_at", flat=True))
    nudge = nudges.no_walk(
        stage=stage,
        places=len(walked),
        walked=sum(at is not None for at in walked),
        steps=len(drawn.facts.steps) if drawn else 0,
        days_left=(workshop.first_day - today).days,
    )
    if nudge:
        yield addressed(nudge, _addresses(workshop, drawn))


def of_ideas(workshop: Workshop, today: date) -> Iterable[Nudge]:
    """Improvements that come before the numbers."""
    if Stage(workshop.stage).number > Stage.GATHER.number:
        return
    drawn = _current(workshop)
    if drawn is None or not drawn.facts.steps:
        return
    ideas = Capture.objects.present().filter(workshop_id=workshop.pk, kind="improvement").count()
    if nudge := nudges.early_solutions(_look(workshop, drawn), ideas):
        yield addressed(nudge, _addresses(workshop, drawn))


def register() -> None:
    """Make these hints known."""
    panels.register_nudges(of_map, "map")
    panels.register_nudges(of_walk, "walk", "prepare")
    panels.register_nudges(of_ideas, "captures", "map")
