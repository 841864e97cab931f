"""Closing a day: what of its agenda goes on, what the next day becomes, and what opening it again takes back."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from accounts.models import Notification, OutboxMessage
from reviews.models import GeneratedReport
from reviews.services import reports
from tests.cast import Cast
from vsm_site.lib.errors import Forbidden, Invalid
from vsm_site.lib.ids import uuid7
from workshops.carrying import ended_at, minutes_left, stays
from workshops.models import AgendaItem, Capture, SummarySending, WorkshopDay, WorkshopHead
from workshops.services import agenda, days, summaries
from workshops.services.captures import add_capture, update_capture
from workshops.services.changes import apply_ops, undo_change
from workshops.services.days import Closing

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


def day(cast: Cast, number: int = 1) -> WorkshopDay:
    return WorkshopDay.objects.filter(workshop=cast.workshop).order_by("date")[number - 1]


def block(cast: Cast, title: str, number: int = 1, minutes: int = 30, kind: str = "work") -> AgendaItem:
    values = {"title": title, "duration_minutes": minutes, "kind": kind}
    return agenda.add_block(actor=cast.actor("fay"), day_id=day(cast, number).pk, values=values)


def close(cast: Cast, number: int = 1, **how: Any) -> Any:
    return days.close_day(actor=cast.actor("omar"), day_id=day(cast, number).pk, values={}, how=Closing(**how))


def titles(cast: Cast, number: int) -> list[str]:
    rows = AgendaItem.objects.present().filter(day=day(cast, number)).order_by("order_key", "id")
    return list(rows.values_list("title", flat=True))


def path(cast: Cast, number: int = 1) -> str:
    return f"/days/{day(cast, number).pk}/close/"


def text_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


# Rules


@pytest.mark.parametrize(
    ("kind", "title", "why"),
    [
        ("work", "Pass 2", ""),
        ("walk", "Walk", ""),
        ("work", "ideal  State", "Stands on Tue 17 Nov already"),
        ("visit", "Visit", "The leaders come each day"),
        ("briefing", "Briefing", "It belongs to its day"),
        ("break", "Lunch", "Breaks are not made up for"),
        ("close", "Lessons", "Each day has its own"),
    ],
)
def test_what_belongs_to_its_day_or_stands_on_the_next_stays(kind: str, title: str, why: str) -> None:
    assert stays(kind, title, ["Ideal state"], "Tue 17 Nov") == why


@pytest.mark.parametrize(("gone", "left"), [(0, 45), (20, 25), (44, 5), (90, 5)])
def test_what_is_left_of_a_block_that_runs(gone: int, left: int) -> None:
    assert minutes_left(45, MORNING, MORNING + timedelta(minutes=gone)) == left


def test_a_block_ends_when_its_day_is_closed_or_as_planned_when_that_is_another_day() -> None:
    late = MORNING + timedelta(days=1)
    assert ended_at(MORNING, 45, late, is_same_day=True) == late
    assert ended_at(MORNING, 45, late, is_same_day=False) == MORNING + timedelta(minutes=45)


# Carrying


def test_chosen_blocks_are_copied_before_the_close_of_the_next_day_and_stay_with_theirs(cast: Cast) -> None:
    two, three = block(cast, "Pass 2"), block(cast, "Pass 3", minutes=45)
    agenda.update_block(actor=cast.actor("fay"), block_id=three.pk, values={"owner": str(cast.person("per").pk), "note": "with IT"})
    block(cast, "Lessons", kind="close")
    block(cast, "Ideal state", 2)
    block(cast, "Good night", 2, kind="close")
    close(cast, blocks=[three.pk])
    assert (titles(cast, 1), titles(cast, 2)) == (["Pass 2", "Pass 3", "Lessons"], ["Ideal state", "Pass 3", "Good night"])
    copy = AgendaItem.objects.get(day=day(cast, 2), title="Pass 3")
    assert (copy.carried_from, copy.duration_minutes, copy.owner, copy.note) == (three, 45, cast.person("per"), "with IT")
    undo_change(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, seq=head(cast))
    assert (titles(cast, 2), day(cast).closed, two.pk is not None) == (["Ideal state", "Good night"], False, True)


def test_blocks_go_on_to_the_next_day_that_is_open_and_from_the_last_nowhere(cast: Cast) -> None:
    row = block(cast, "Pass 2")
    close(cast, 2)
    close(cast, 1, blocks=[row.pk])
    assert (titles(cast, 2), titles(cast, 3)) == ([], ["Pass 2"])
    [copy] = AgendaItem.objects.present().filter(day=day(cast, 3))
    before = head(cast)
    with pytest.raises(Invalid) as refused:
        close(cast, 3, blocks=[copy.pk])
    assert [fault.path for fault in refused.value.faults] == ["blocks"]
    with pytest.raises(Invalid):
        close(cast, 3, blocks=[row.pk])
    assert (head(cast), day(cast, 3).closed) == (before, False)


def test_no_frame_says_where_a_block_was_carried_from(cast: Cast) -> None:
    row, before = block(cast, "Pass 2"), head(cast)
    op = {"k": "set", "r": f"agenda/{row.pk}", "f": {"carried_from": str(row.pk)}}
    with pytest.raises(Invalid):
        apply_ops(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, change_id=uuid7(), cid="fay", ops=[op])
    assert head(cast) == before


@pytest.mark.parametrize(("word", "done", "copied"), [("end", True, []), ("carry", False, [("Pass 2", 10)])])
def test_the_block_that_runs_ends_or_its_rest_goes_on(cast: Cast, word: str, done: bool, copied: list[tuple[str, int]]) -> None:
    row = block(cast, "Pass 2")
    agenda.start_block(actor=cast.actor("fay"), block_id=row.pk, now=MORNING)
    with time_machine.travel(MORNING + timedelta(minutes=20), tick=False):
        before = head(cast)
        with pytest.raises(Invalid) as refused:
            close(cast)
        assert [(fault.path, fault.text) for fault in refused.value.faults] == [("running", "Say whether “Pass 2” ends here or goes on.")]
        assert head(cast) == before
        close(cast, running=word)
    row.refresh_from_db()
    assert (row.done, row.ended_at) == (done, MORNING + timedelta(minutes=20))
    assert list(AgendaItem.objects.present().filter(day=day(cast, 2)).values_list("title", "duration_minutes")) == copied


def test_opened_again_copies_not_begun_go_and_captures_are_as_they_were(cast: Cast) -> None:
    rows = [block(cast, "Pass 2"), block(cast, "Pass 3")]
    said = [("issue", "Two forms"), ("parking_lot", "Parking fees"), ("issue", "A stamp")]
    for kind, text in said:
        add_capture(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, values={"kind": kind, "text": text})
    close(cast, carry=True, blocks=[row.pk for row in rows])
    stamp = Capture.objects.get(text="A stamp")
    update_capture(actor=cast.actor("fay"), capture_id=stamp.pk, values={"status": "closed"})
    begun = AgendaItem.objects.get(day=day(cast, 2), title="Pass 3")
    agenda.start_block(actor=cast.actor("fay"), block_id=begun.pk, now=MORNING + timedelta(days=1))
    found = days.reopen_day(actor=cast.actor("omar"), day_id=day(cast).pk)
    assert (found.blocks, found.captures) == (1, 3)
    assert (titles(cast, 1), titles(cast, 2)) == (["Pass 2", "Pass 3"], ["Pass 3"])
    assert dict(Capture.objects.values_list("text", "status")) == {"Two forms": "open", "Parking fees": "open", "A stamp": "closed"}
    undo_change(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, seq=head(cast))
    assert (titles(cast, 2), day(cast).closed) == (["Pass 2", "Pass 3"], True)


# The page


@time_machine.travel(MORNING, tick=False)
def test_the_page_ticks_what_makes_sense_and_shows_when_the_next_day_ends(cast: Cast) -> None:
    rows = {
        title: block(cast, title, kind=kind)
        for title, kind in (("Pass 2", "work"), ("Visit", "visit"), ("Recap", "work"), ("Lessons", "close"))
    }
    block(cast, "Recap", 2)
    block(cast, "Good night", 2, kind="close")
    client = cast.client("omar")
    page = client.get(path(cast)).content.decode()
    ticked = re.findall(r'name="block" value="([^"]+)" checked', page)
    assert ticked == [str(rows["Pass 2"].pk)]
    assert "then ends at 10:30" in page and "30 minutes after its end as it is planned, 10:00" in " ".join(page.split())
    before = head(cast)
    both = {"do": "look", "blocks": "1", "block": [str(rows["Pass 2"].pk), str(rows["Visit"].pk)], "accomplishments": "Seven steps."}
    looked = client.post(path(cast), both).content.decode()
    assert "then ends at 11:00" in looked and looked.count("Seven steps.") == 2  # in the form, and in the letter
    assert (head(cast), titles(cast, 2), day(cast).accomplishments) == (before, ["Recap", "Good night"], "")


def test_the_page_carries_what_was_ticked_and_says_so(cast: Cast) -> None:
    row = block(cast, "Pass 2")
    block(cast, "Pass 3")
    client = cast.client("omar")
    done = client.post(path(cast), {"do": "close", "blocks": "1", "block": str(row.pk)}, follow=True)
    assert "The day is closed; nobody was told. 1 block goes on to the next open day." in text_of(done)
    assert (titles(cast, 1), titles(cast, 2)) == (["Pass 2", "Pass 3"], ["Pass 2"])
    shown = text_of(cast.client("obi").get(f"/workshops/{cast.workshop.pk}/agenda/"))
    assert "carried to Tue 17 Nov" in shown and "carried from Mon 16 Nov" in shown
    again = client.post(path(cast), {"do": "reopen"}, follow=True)
    assert "1 block that was carried on, and not begun there, went again." in text_of(again)
    assert titles(cast, 2) == []


def test_the_page_asks_about_the_block_that_runs_and_keeps_what_was_typed(cast: Cast) -> None:
    row = block(cast, "Pass 2")
    agenda.start_block(actor=cast.actor("fay"), block_id=row.pk, now=MORNING)
    with time_machine.travel(MORNING + timedelta(minutes=5), tick=False):
        client, before = cast.client("omar"), head(cast)
        said = {"do": "send", "blocks": "1", "accomplishments": "Seven steps.", "initial-accomplishments": ""}
        asked = client.post(path(cast), said)
        assert (asked.status_code, head(cast)) == (422, before)
        assert "Say what becomes of the block that runs" in asked.content.decode() and "Seven steps." in asked.content.decode()
        assert client.post(path(cast), said | {"running": "carry"}).status_code == 302
    assert (titles(cast, 2), day(cast).closed, day(cast).accomplishments) == (["Pass 2"], True, "Seven steps.")


def test_on_the_last_day_open_blocks_stay_unasked(cast: Cast) -> None:
    block(cast, "Plan", 3)
    page = cast.client("omar").get(path(cast, 3)).content.decode()
    assert "these blocks stay with this day" in page and 'name="block"' not in page
    assert cast.client("omar").post(path(cast, 3), {"do": "close", "blocks": "1"}).status_code == 302
    assert day(cast, 3).closed


# Sending


def letters() -> list[str]:
    return [row.user.display_name for row in OutboxMessage.objects.filter(kind="day-summary").order_by("created_at", "pk") if row.user]


def make_reports() -> None:
    for report in GeneratedReport.objects.filter(state="queued"):
        reports.give_up_on(report_id=report.pk, now=MORNING)  # the letter goes without paper, which another test makes


def test_a_day_closed_without_sending_tells_nobody_until_it_is_sent(cast: Cast) -> None:
    client = cast.client("omar")
    client.post(path(cast), {"do": "close"})
    make_reports()
    assert (day(cast).closed, letters(), Notification.objects.filter(kind="day-summary").count()) == (True, [], 0)
    assert "Not sent yet." in text_of(client.get(path(cast)))
    assert "goes to Spring" in text_of(client.post(path(cast), {"do": "again"}, follow=True))
    make_reports()
    assert (letters(), Notification.objects.filter(kind="day-summary").count()) == (["Spring"], 1)
    [sending] = SummarySending.objects.all()
    assert (sending.day, sending.by, sending.people, sending.sent_at) == (day(cast), cast.omar, ["Spring"], MORNING)
    assert "To Spring by Omar" in text_of(client.get(path(cast)))


def test_sent_again_it_goes_once_for_each_press_that_found_it_gone(cast: Cast) -> None:
    close(cast)
    again = {"actor": cast.actor("omar"), "day_id": day(cast).pk, "now": MORNING}
    first = SummarySending.objects.get()
    assert summaries.send_again(**again) == first  # on its way still
    make_reports()
    key = uuid7()
    second = summaries.send_again(**again, change_id=key)
    assert summaries.send_again(**again, change_id=key) == second != first
    make_reports()
    assert (letters(), SummarySending.objects.count()) == (["Spring", "Spring"], 2)


def test_an_open_day_is_not_sent_and_who_may_not_write_it_sends_nothing(cast: Cast) -> None:
    with pytest.raises(Invalid):
        summaries.send_again(actor=cast.actor("omar"), day_id=day(cast).pk, now=MORNING)
    days.close_day_unsent(actor=cast.actor("omar"), day_id=day(cast).pk, values={})
    for who in ("spring", "pia", "obi"):
        with pytest.raises(Forbidden):
            summaries.send_again(actor=cast.actor(who), day_id=day(cast).pk, now=MORNING)
    assert (SummarySending.objects.count(), GeneratedReport.objects.count()) == (0, 1)


def test_the_preview_is_the_letter(cast: Cast) -> None:
    client = cast.client("omar")
    page = client.get(path(cast)).content.decode()
    close(cast)
    make_reports()
    [letter] = OutboxMessage.objects.filter(kind="day-summary")
    [shown] = re.findall(r'aria-label="Text of the mail">(.*?)</div>', page, re.S)
    assert letter.body.startswith(f"{shown}\n\nOn its page: ")
    assert f"<dd>{letter.subject}</dd>" in page and "<dt>To</dt><dd>Spring</dd>" in page
