"""How the plan of Acme Stamping was agreed on: what waits for what, who hears and learns what, its baseline, signatures and hand-over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial

from actionplans.kinds_agreement import BASELINE, SIGNATURE
from actionplans.models import Action, Outreach
from actionplans.services import actions, agreement, dates, outreach
from vsm_site.demo_seed.story import Story
from workshops.policy import Role

LAST = 3
"""The last workshop day, in days of the story."""
WAITS = (("level", "market"), ("standard", "market"))
LINES: tuple[tuple[str, str, str, str, int, str, int | None], ...] = (
    ("communication", "Both shifts", "What changes at press, welds and assembly, and when", "Shift meeting", 3, "Omar", 3),
    ("communication", "State Street’s planners", "Two trucks a day, from which week on", "Call, then mail", 60, "Omar", None),
    ("training", "Press setters", "Changeover with clamps, under 10 minutes", "At the press, two hours", 20, "Per", 21),
    ("training", "The three people of the cell", "One-piece flow and the U line", "On the line, half a day", 68, "Pia", None),
)
"""Plan, audience, message or skill, channel, day after the last workshop day, who, and the day on which it was done."""


def agree(story: Story, made: Mapping[str, Action]) -> list[Outreach]:
    """All of it on the last workshop day, in the order of the afternoon; gives the lines of the two plans."""
    omar, home = story.actor("Omar"), story.workshop
    with story.dated(LAST, "15:12"):
        for key, before in WAITS:
            dates.add_dependency(actor=omar, action_id=made[key].pk, on=made[before].pk)
    lines = []
    with story.dated(LAST, "15:13"):
        for kind, audience, what, channel, after, who, _ in LINES:
            said = {"kind": kind, "audience": audience, "what": what, "channel": channel, "owner": str(story.pk(who))}
            on = home.last_day + timedelta(days=after)
            lines.append(outreach.add_line(actor=omar, workshop_id=home.pk, values=said | {"on": on.isoformat()}))
    with story.change("Omar", LAST, "15:15", "set-baseline") as tx:
        content = agreement.content_now(home.pk)
        baseline = tx.new(BASELINE, {"number": 1, "reason": "Read back to the team", "content": content, "made_at": tx.at})
    for name, clock, role in (("Omar", "15:16", Role.OWNER), ("Spring", "15:17", Role.SPONSOR)):
        with story.change(name, LAST, clock, "sign-plan") as tx:
            tx.new(SIGNATURE, {"baseline": baseline.pk, "role": role.value, "at": tx.at})
    return lines


def since(story: Story, made: Mapping[str, Action], lines: list[Outreach]) -> list[tuple[int, str, Callable[[], None]]]:
    """What became of it, each with its day after the last workshop day and its hour."""
    told = [
        (done, "07:50", partial(_tell, story, line, entry[5], done))
        for line, entry in zip(lines, LINES, strict=True)
        if (done := entry[6]) is not None
    ]
    return [*told, (40, "09:10", partial(_move, story, made["level"]))]


def _tell(story: Story, line: Outreach, who: str, after: int) -> None:
    with story.change(who, LAST + after, "07:50", "outreach-done") as tx:
        tx.set(line, {"done_on": story.date(LAST + after)})


def _move(story: Story, action: Action) -> None:
    """State Street’s planners have no half day before."""
    with story.dated(LAST + 40, "09:10"):
        end = story.workshop.last_day + timedelta(days=90)
        actions.update_action(actor=story.actor("Omar"), action_id=action.pk, values={"end": end})
