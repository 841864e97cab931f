"""The timeline: what waits for what, the critical chain, the baseline, and dates that are dragged or typed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from actionplans.gantt import LEFT
from actionplans.models import Action
from actionplans.services import actions, agreement, dates
from reviews.models import Review
from reviews.services import reviews
from tests.actionplans.factories import make_action
from tests.cast import Cast
from workshops.models import WorkshopHead

pytestmark = pytest.mark.django_db
NOW = "2026-11-18 10:00 +0000"


def url_of(cast: Cast) -> str:
    return f"/workshops/{cast.workshop.pk}/board/timeline/"


def wait(cast: Cast, action: Action, on: Action) -> None:
    dates.add_dependency(actor=cast.actor("omar"), action_id=action.pk, on=on.pk)


def drag(cast: Cast, action: Action, start: str, end: str, *, by: str = "omar", **more: Any) -> Any:
    """What the page sends when a bar is dropped."""
    shown = {"initial-start": action.start or "", "initial-end": action.end or ""}
    revs = {"rev_start": action.rev("start"), "rev_end": action.rev("end")}
    sent = {"start": start, "end": end, "next": url_of(cast)} | shown | revs | more
    return cast.client(by).post(f"/actions/{action.pk}/dates/", sent)


@time_machine.travel(NOW, tick=False)
def test_arrows_chain_and_slack_are_drawn(cast: Cast) -> None:
    first = make_action(cast, "first", start="2026-11-23", end="2026-11-27")
    second = make_action(cast, "second", start="2026-11-30", end="2026-12-04")
    make_action(cast, "beside", start="2026-11-23", end="2026-11-24")
    wait(cast, second, first)
    answer = cast.client("omar").get(url_of(cast))
    picture = answer.context["timeline"]
    assert [(row.title, row.is_critical, row.slack_words) for row in picture.rows] == [
        ("beside", False, "8 working days of slack"),
        ("first", True, "no slack"),
        ("second", True, "no slack"),
    ]
    assert [arrow.tone for arrow in picture.arrows] == ["critical"]
    assert [card.action.title for card in answer.context["chain"]] == ["first", "second"]
    assert "A day lost in it moves the end of the plan." in answer.content.decode()


@time_machine.travel(NOW, tick=False)
def test_what_begins_too_early_is_said_and_moved_by_one_button(cast: Cast) -> None:
    first = make_action(cast, "first", start="2026-11-23", end="2026-12-02")
    second = make_action(cast, "second", start="2026-11-30", end="2026-12-04")
    wait(cast, second, first)
    assert "1 action begins before what it waits for has ended." in cast.client("obi").get(url_of(cast)).content.decode()
    assert cast.client("omar").post(f"/workshops/{cast.workshop.pk}/board/move-apart/").status_code == 302
    row = Action.objects.get(pk=second.pk)
    assert (row.start, row.end) == (date(2026, 12, 3), date(2026, 12, 9))
    assert "has ended" not in cast.client("omar").get(url_of(cast)).content.decode()


@time_machine.travel(NOW, tick=False)
def test_the_baseline_stands_below_the_bars_and_says_how_far_they_moved(cast: Cast) -> None:
    action = make_action(cast, start="2026-11-23", end="2026-11-27")
    agreement.set_baseline(actor=cast.actor("omar"), workshop_id=cast.workshop.pk)
    actions.update_action(actor=cast.actor("omar"), action_id=action.pk, values={"start": "2026-11-30", "end": "2026-12-04"})
    answer = cast.client("omar").get(url_of(cast))
    (row,) = answer.context["timeline"].rows
    assert (row.moved, row.words) == ("7 days later", "Mon 30 Nov to Fri 4 Dec, 7 days later, no slack, on the critical chain")
    day = float(answer.context["timeline"].day_width)
    assert float(row.x) - float(row.planned_x) == pytest.approx(7 * day, abs=0.2)
    assert "the plan ends 7 days later than planned" in " ".join(answer.content.decode().split())
    assert "7 days later" in cast.client("omar").get(f"/workshops/{cast.workshop.pk}/board/table/").content.decode()


def test_a_dropped_bar_sets_the_dates_and_leads_back(cast: Cast) -> None:
    action = make_action(cast, start="2026-11-23", end="2026-11-27")
    answer = drag(cast, action, "2026-11-30", "2026-12-04")
    assert (answer.status_code, answer["Location"]) == (302, url_of(cast))
    row = Action.objects.get()
    assert (row.start, row.end) == (date(2026, 11, 30), date(2026, 12, 4))


def test_a_drag_of_one_end_writes_only_that_end(cast: Cast) -> None:
    action = make_action(cast, start="2026-11-23", end="2026-11-27")
    actions.update_action(actor=cast.actor("fay"), action_id=action.pk, values={"start": "2026-11-20"})
    assert drag(cast, action, "2026-11-23", "2026-12-04").status_code == 302
    row = Action.objects.get()
    assert (row.start, row.end) == (date(2026, 11, 20), date(2026, 12, 4))


def test_a_drag_overwrites_nothing_that_was_not_seen(cast: Cast) -> None:
    action = make_action(cast, start="2026-11-23", end="2026-11-27")
    actions.update_action(actor=cast.actor("fay"), action_id=action.pk, values={"end": "2026-12-18"})
    before = WorkshopHead.objects.get(workshop=cast.workshop).head
    clash = drag(cast, action, "2026-11-23", "2026-12-04")
    assert (clash.status_code, list(clash.context["form"].clashes)) == (409, ["end"])
    assert "Fay changed this while you typed" in clash.content.decode()
    assert (Action.objects.get().end, WorkshopHead.objects.get(workshop=cast.workshop).head) == (date(2026, 12, 18), before)
    refused = drag(cast, action, "2026-12-20", "2026-12-18", rev_end=before)
    assert (refused.status_code, "The end cannot be before the start." in refused.content.decode()) == (422, True)


@time_machine.travel(NOW, tick=False)
def test_only_who_edits_the_plan_can_drag(cast: Cast) -> None:
    make_action(cast, owner="pia", start="2026-11-23", end="2026-11-27")
    assert "data-bar" in cast.client("omar").get(url_of(cast)).content.decode()
    assert "data-bar" not in cast.client("pia").get(url_of(cast)).content.decode()
    assert drag(cast, Action.objects.get(), "2026-11-30", "2026-12-04", by="pia").status_code == 403


@time_machine.travel(NOW, tick=False)
def test_review_lines_stand_at_the_days_of_the_reviews(cast: Cast) -> None:
    make_action(cast, start="2026-11-23", end="2026-11-27")

    def lines() -> dict[str, str]:
        picture = cast.client("omar").get(url_of(cast)).context["timeline"]
        start, width = picture.first, float(picture.day_width)
        return {line.label: str(start + timedelta(days=round((float(line.x) - LEFT) / width))) for line in picture.reviews}

    rows = {review.day: review for review in Review.objects.filter(workshop_id=cast.workshop.pk)}
    last = cast.workshop.last_day
    assert lines() == {f"{day} days": str(last + timedelta(days=day)) for day in (30, 60, 90)}
    moved = last + timedelta(days=37)
    reviews.reschedule_review(actor=cast.actor("omar"), review=rows[30], due_on=moved)
    reviews.cancel_review(actor=cast.actor("omar"), review=rows[90], reason="The line is sold.")
    assert lines() == {"30 days": str(moved), "60 days": str(last + timedelta(days=60))}
