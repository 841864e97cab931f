"""What sustains Acme Stamping: standard work with its checks, resistance, and lead time counted between the reviews."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from mapping.models import Step
from reviews.models import StandardWork
from reviews.services import sustain
from vsm_site.demo_seed.story import Story

LAST = 3
"""The last workshop day, in days of the story."""
PRESS = "Changeover by two people, tools laid out before"
LANE = "Five boxes at most in the lane before assembly"
MEASURED: tuple[tuple[int, str, int], ...] = ((37, "18.6 d", 208), (44, "18.4 d", 211), (51, "18.9 d", 205))
"""Days after the workshop, the lead time counted then, and of how many boxes."""


def events(story: Story) -> list[tuple[int, str, Callable[[], object]]]:
    """What was done about it, each with its day after the last workshop day and its hour."""
    return [
        (28, "13:10", partial(_standards, story)),
        (36, "13:30", partial(_check, story, 36, "13:30", PRESS, "yes", "")),
        (
            40,
            "06:20",
            partial(_check, story, 40, "06:20", LANE, "partly", "Night shift had eight boxes; both leaders count at hand-over now."),
        ),
        (38, "16:05", partial(_resistance, story)),
        *((day, "10:15", partial(_count, story, day, value, n)) for day, value, n in MEASURED),
    ]


def _standards(story: Story) -> None:
    omar = story.actor("Omar")
    steps = {row.name: row.pk for row in Step.objects.present().filter(map__workshop_id=story.workshop.pk, map__state="future")}
    given = (
        (PRESS, "Stamping", "WI-017, at the press", "Pia", ("Pia", "Per"), "Third shift, 6 people", 14),
        (LANE, "Assembly", "Card at the lane", "Per", ("Per",), "Both shift leaders", 14),
    )
    for title, word, document, owner, trained, others, days in given:
        with story.dated(28 + LAST, "13:10"):
            step = next((pk for name, pk in steps.items() if word.lower() in name.lower()), None)
            values = {"title": title, "document": document, "owner": story.pk(owner), "others": others, "audit_days": days, "step": step}
            made = sustain.add_standard(
                actor=omar, workshop_id=story.workshop.pk, values=values | {"next_audit": story.date(28 + LAST) + timedelta(days=7)}
            )
            sustain.set_trained(actor=omar, standard=made, present={str(story.pk(name)) for name in trained})


def _check(story: Story, day: int, clock: str, title: str, holds: str, findings: str) -> None:
    standard = StandardWork.objects.present().get(workshop_id=story.workshop.pk, title=title)
    with story.dated(day + LAST, clock):
        values = {"on": story.date(day + LAST), "holds": holds, "findings": findings}
        sustain.record_check(actor=story.actor("Fay"), standard=standard, values=values)


def _resistance(story: Story) -> None:
    with story.dated(38 + LAST, "16:05"):
        sustain.note_resistance(
            actor=story.actor("Omar"),
            workshop_id=story.workshop.pk,
            values={
                "text": "The late shift builds ahead “to be safe” before the weekend.",
                "who": "Weld and assembly, late shift",
                "cause": "Trucks came late twice in spring; nobody wants to be the one without parts.",
                "response": "Show the carrier’s on-time record at the shift meeting; safety stock of one day stays.",
                "owner": story.pk("Per"),
                "due_on": story.date(60 + LAST),
                "noted_on": story.date(38 + LAST),
            },
        )


def _count(story: Story, day: int, value: str, n: int) -> None:
    with story.dated(day + LAST, "10:15"):
        values = {"value": value, "measured_on": story.date(day + LAST), "n": n, "how": "boxes counted at ten"}
        sustain.measure(actor=story.actor("Omar"), workshop_id=story.workshop.pk, metric="lead_time", values=values)
