"""How a day runs by its agenda: real starts, delay, and how it is spread; order across days; agendas to begin with."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

import pytest

from tests.cast import Cast
from vsm_site.lib.errors import Forbidden, Invalid
from workshops.agenda import Run, spread_delay, timetable
from workshops.agenda_templates import plan_days
from workshops.change import change
from workshops.models import AgendaItem, WorkshopDay, WorkshopHead
from workshops.policy import Action
from workshops.screens import BY_KEY
from workshops.selectors.days import DayView, list_agenda
from workshops.services import agenda
from workshops.services.changes import undo_change


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 16, hour, minute, tzinfo=UTC)


def clocks(runs: list[Run], now: datetime | None) -> list[tuple[str, str, str]]:
    return [(f"{row.starts:%H:%M}", f"{row.ends:%H:%M}", row.state) for row in timetable(at(9), runs, now)]


def test_what_runs_over_its_time_moves_the_rest() -> None:
    runs = [Run(15, at(9, 4), at(9, 25), True), Run(45, at(9, 25)), Run(30)]
    assert clocks(runs, at(9, 40)) == [("09:04", "09:25", "done"), ("09:25", "10:10", "now"), ("10:10", "10:40", "next")]
    assert clocks(runs, at(10, 20))[1:] == [("09:25", "10:20", "now"), ("10:20", "10:50", "next")]
    assert clocks([], at(9)) == []


def test_nothing_runs_before_somebody_starts_it() -> None:
    runs = [Run(15), Run(45, done=True), Run(30)]
    times = [("09:00", "09:15"), ("09:15", "10:00"), ("10:00", "10:30")]
    for now in (at(8), at(9, 20), at(10, 29), None):
        assert clocks(runs, now) == [(*at_, state) for at_, state in zip(times, ("next", "done", "next"), strict=True)]
    assert clocks(runs, at(10, 30)) == [(*at_, state) for at_, state in zip(times, ("left", "done", "left"), strict=True)]


def test_a_block_passed_over_holds_nobody_up() -> None:
    runs = [Run(15), Run(45, at(9, 5)), Run(30)]
    assert clocks(runs, at(9, 10)) == [("09:00", "09:05", "left"), ("09:05", "09:50", "now"), ("09:50", "10:20", "next")]


@pytest.mark.parametrize(
    ("minutes", "may", "delay", "new", "left"),
    [
        ([60, 15, 30], [True, False, True], 12, [52, 15, 26], 0),
        ([60, 15, 30], [True, False, True], 60, [30, 15, 15], 15),
        ([60, 30], [True, True], -9, [66, 33], 0),
        ([15], [False], 5, [15], 5),
        ([15], [False], -5, [15], -5),
        ([], [], 7, [], 7),
        ([5], [True], 3, [5], 3),
    ],
)
def test_a_delay_is_spread_in_proportion(minutes: list[int], may: list[bool], delay: int, new: list[int], left: int) -> None:
    assert spread_delay(minutes, may, delay) == (new, left)


def test_every_template_is_whole() -> None:
    cases = [("method", 3, [545, 495, 350]), ("remote", 5, [90] * 5), ("remote", 3, [90, 240, 240]), ("short", 3, [90])]
    for template, days, lengths in cases:
        plans = plan_days(days, "patient", template)
        assert [sum(block.minutes for block in plan.blocks) for plan in plans] == lengths
        assert {block.screen for plan in plans for block in plan.blocks} - {""} <= set(BY_KEY)
    assert "Takt?" in plan_days(3, "material")[1].blocks[3].note


def planned(cast: Cast) -> list[AgendaItem]:
    day = WorkshopDay.objects.filter(workshop=cast.workshop).order_by("date").first()
    blocks: list[dict[str, Any]] = [
        {"title": "Recap", "duration_minutes": 15},
        {"title": "Walk", "duration_minutes": 60, "kind": "walk"},
        {"title": "Draw", "duration_minutes": 30},
        {"title": "Visit", "duration_minutes": 30, "kind": "visit"},
        {"title": "Close", "duration_minutes": 15, "kind": "close"},
    ]
    return [agenda.add_block(actor=cast.actor("fay"), day_id=day.pk, values=values) for values in blocks]


def view(cast: Cast, now: datetime) -> DayView:
    return list_agenda(cast.workshop, now)[0]


@pytest.mark.django_db
def test_a_late_day_reaches_the_visit_in_time_once_the_delay_is_spread(cast: Cast) -> None:
    rows, fay = planned(cast), cast.actor("fay")
    agenda.start_block(actor=fay, block_id=rows[0].pk, now=at(9, 2))
    agenda.start_block(actor=fay, block_id=rows[1].pk, now=at(9, 27))
    assert (view(cast, at(9, 30)).drift, view(cast, at(9, 30)).lines[3].starts_at) == (12, time(10, 57))
    assert agenda.catch_up(actor=fay, day_id=rows[0].day_id, now=at(9, 30)) == 0
    shown = view(cast, at(9, 30))
    assert [line.item.duration_minutes for line in shown.lines] == [15, 60, 18, 30, 15]
    assert (shown.drift, shown.lines[3].starts_at, shown.lines[2].off) == (0, time(10, 45), 0)
    undo_change(actor=fay, workshop_id=cast.workshop.pk, seq=WorkshopHead.objects.get(workshop=cast.workshop).head)
    assert view(cast, at(9, 30)).drift == 12


@pytest.mark.django_db
def test_a_day_is_run_by_the_coach_on_its_date(cast: Cast) -> None:
    rows = planned(cast)
    before = WorkshopHead.objects.get(workshop=cast.workshop).head
    with pytest.raises(Invalid):
        agenda.start_block(actor=cast.actor("fay"), block_id=rows[0].pk, now=datetime(2026, 11, 17, 9, tzinfo=UTC))
    for who in ("omar", "spring", "pia", "obi"):
        with pytest.raises(Forbidden):
            agenda.start_block(actor=cast.actor(who), block_id=rows[0].pk, now=at(9))
        with pytest.raises(Forbidden):
            agenda.place_block(actor=cast.actor(who), block_id=rows[0].pk, day_id=rows[0].day_id)
    with pytest.raises(Invalid):
        agenda.catch_up(actor=cast.actor("fay"), day_id=rows[0].day_id, now=at(9))
    assert WorkshopHead.objects.get(workshop=cast.workshop).head == before
    assert not AgendaItem.objects.exclude(started_at=None).exists()


@pytest.mark.django_db
def test_a_block_goes_before_another_on_any_day(cast: Cast) -> None:
    rows, fay = planned(cast), cast.actor("fay")
    second = WorkshopDay.objects.filter(workshop=cast.workshop).order_by("date")[1]

    def titles(number: int) -> list[str]:
        return [line.item.title for line in list_agenda(cast.workshop, at(9))[number].lines]

    agenda.place_block(actor=fay, block_id=rows[2].pk, day_id=rows[2].day_id, before=rows[0].pk)
    assert titles(0) == ["Draw", "Recap", "Walk", "Visit", "Close"]
    assert agenda.place_block(actor=fay, block_id=rows[2].pk, day_id=rows[2].day_id, before=rows[0].pk).empty
    agenda.place_block(actor=fay, block_id=rows[3].pk, day_id=second.pk)
    agenda.place_block(actor=fay, block_id=rows[0].pk, day_id=second.pk, before=rows[3].pk)
    assert (titles(0), titles(1)) == (["Draw", "Walk", "Close"], ["Recap", "Visit"])


@pytest.mark.django_db
def test_a_block_goes_neither_onto_nor_off_a_closed_day(cast: Cast) -> None:
    rows, actor = planned(cast), cast.actor("fay")
    first, second = WorkshopDay.objects.filter(workshop=cast.workshop).order_by("date")[:2]
    there = agenda.add_block(actor=actor, day_id=second.pk, values={"title": "Recap of day 1", "duration_minutes": 15})
    with change(cast.workshop.pk, actor=actor, needs=Action.WRITE_SUMMARY) as tx:
        tx.set(first, {"closed": True})
    before = WorkshopHead.objects.get(workshop=cast.workshop).head
    for block, day in ((rows[0], second), (there, first)):
        with pytest.raises(Invalid, match=f"{first.date:%a} {first.date.day} {first.date:%b} is closed. Open that day again first."):
            agenda.place_block(actor=actor, block_id=block.pk, day_id=day.pk)
        with pytest.raises(Invalid, match="is closed"):
            agenda.update_block(actor=actor, block_id=block.pk, values={"day": str(day.pk)})
    with pytest.raises(Invalid, match="is closed"):
        agenda.add_block(actor=actor, day_id=first.pk, values={"title": "Late", "duration_minutes": 15})
    assert WorkshopHead.objects.get(workshop=cast.workshop).head == before
    assert [AgendaItem.objects.present().filter(day=day).count() for day in (first, second)] == [len(rows), 1]
    shown = cast.client("fay").post(f"/blocks/{there.pk}/", {"title": there.title, "duration_minutes": 15, "kind": "work", "day": first.pk})
    assert (shown.status_code, "That day takes no blocks: it is closed" in shown.content.decode()) == (422, True)


@pytest.mark.parametrize(("drift", "words"), [(1, "1 minute"), (-59, "59 minutes"), (60, "1 h"), (-150, "2 h 30 min")])
def test_how_far_a_day_is_off_is_said_in_words(drift: int, words: str) -> None:
    assert DayView(WorkshopDay(), 1, (), is_past=False, is_today=True, drift=drift).drift_text == words
