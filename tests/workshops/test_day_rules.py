"""What holds for barriers and closed days by whichever door: pages, live frames, the API."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Notification
from tests.cast import Cast
from vsm_site.lib.errors import Invalid
from vsm_site.lib.ids import uuid7
from workshops.models import AgendaItem, Barrier, Capture, WorkshopDay, WorkshopHead
from workshops.services import agenda, days
from workshops.services.captures import add_capture
from workshops.services.changes import apply_ops, undo_change

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def send(cast: Cast, who: str, *ops: dict[str, Any]) -> Any:
    """Operations as a live frame sends them."""
    return apply_ops(actor=cast.actor(who), workshop_id=cast.workshop.pk, change_id=uuid7(), cid=who, ops=list(ops))


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


def day(cast: Cast, number: int = 1) -> WorkshopDay:
    return WorkshopDay.objects.filter(workshop=cast.workshop).order_by("date")[number - 1]


def block(cast: Cast, title: str, number: int = 1) -> AgendaItem:
    values = {"title": title, "duration_minutes": 30, "kind": "work"}
    return agenda.add_block(actor=cast.actor("fay"), day_id=day(cast, number).pk, values=values)


def close(cast: Cast, number: int = 1, **more: Any) -> Any:
    return days.close_day(actor=cast.actor("omar"), day_id=day(cast, number).pk, values={}, **more)


def titles(cast: Cast, number: int) -> list[str]:
    rows = AgendaItem.objects.present().filter(day=day(cast, number)).order_by("order_key", "id")
    return list(rows.values_list("title", flat=True))


def told(cast: Cast) -> list[tuple[str, str]]:
    """Who was told what about barriers, in order."""
    rows = Notification.objects.filter(kind__in=("barrier-raised", "barrier-answered", "decision-written"))
    return [(row.user.display_name, row.text) for row in rows.order_by("created_at", "pk")]


# Barriers


@pytest.fixture
def barrier(cast: Cast) -> Barrier:
    """Raised by Pia; that the leaders were told is another test's."""
    made = days.raise_barrier(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, text="One nurse")
    Notification.objects.all().delete()
    return made


def test_leaders_are_told_of_a_barrier_that_comes_by_a_frame(cast: Cast) -> None:
    pk = uuid7()
    send(cast, "pia", {"k": "new", "r": f"barrier/{pk}", "f": {"text": "One nurse"}})
    assert told(cast) == [("Spring", "Pia raised a barrier: One nurse")]


def test_whoever_raised_a_barrier_is_told_of_an_answer_that_comes_by_a_frame(cast: Cast, barrier: Barrier) -> None:
    done = send(cast, "spring", {"k": "set", "r": f"barrier/{barrier.pk}", "f": {"answer": "She comes on Monday."}})
    assert told(cast) == [("Pia", "Spring answered your barrier “One nurse”: She comes on Monday.")]
    barrier.refresh_from_db()
    assert barrier.decided_by == cast.person("spring")
    undo_change(actor=cast.actor("spring"), workshop_id=cast.workshop.pk, seq=done.seq)
    assert len(told(cast)) == 1


def test_who_is_to_lift_a_barrier_is_told_by_a_frame_too(cast: Cast, barrier: Barrier) -> None:
    send(cast, "spring", {"k": "set", "r": f"barrier/{barrier.pk}", "f": {"owner": str(cast.person("omar").pk)}})
    assert set(told(cast)) == {
        ("Pia", "Omar lifts your barrier “One nurse” now."),
        ("Omar", "Spring asks you to lift a barrier: One nurse"),
    }


def test_several_operations_of_one_change_tell_once_what_came_of_all(cast: Cast, barrier: Barrier) -> None:
    name = f"barrier/{barrier.pk}"
    mine = str(cast.person("spring").pk)
    send(
        cast,
        "spring",
        {"k": "set", "r": name, "f": {"owner": mine}},
        {"k": "set", "r": name, "f": {"answer": "Two nurses."}},
        {"k": "set", "r": name, "f": {"status": "lifted"}},
    )
    assert told(cast) == [("Pia", "Spring answered your barrier “One nurse”: Two nurses.")]


def test_whoever_raised_a_barrier_sees_who_took_it(cast: Cast, barrier: Barrier) -> None:
    days.take_barrier(actor=cast.actor("spring"), barrier_id=barrier.pk)
    assert told(cast) == [("Pia", "Spring lifts your barrier “One nurse” now.")]
    days.take_barrier(actor=cast.actor("spring"), barrier_id=barrier.pk)
    assert len(told(cast)) == 1


# Closed days


@pytest.mark.parametrize("onto", [True, False])
def test_no_frame_moves_a_block_onto_or_off_a_closed_day(cast: Cast, onto: bool) -> None:
    moved = block(cast, "Pass 2", 2 if onto else 1)
    close(cast)
    before, wanted = head(cast), day(cast, 1 if onto else 2)
    with pytest.raises(Invalid) as refused:
        send(cast, "fay", {"k": "set", "r": f"agenda/{moved.pk}", "f": {"day": str(wanted.pk)}})
    words = f"{day(cast).date:%a} {day(cast).date.day} {day(cast).date:%b} is closed. Open that day again first."
    assert [(fault.path, fault.text) for fault in refused.value.faults] == [("day", words)]
    moved.refresh_from_db()
    assert (head(cast), moved.day_id) == (before, day(cast, 2 if onto else 1).pk)


def test_no_frame_makes_a_block_of_a_closed_day_or_removes_one(cast: Cast) -> None:
    kept = block(cast, "Pass 2")
    close(cast)
    before = head(cast)
    for op in (
        {"k": "new", "r": f"agenda/{uuid7()}", "f": {"day": str(day(cast).pk), "title": "Late", "duration_minutes": 5, "kind": "work"}},
        {"k": "del", "r": f"agenda/{kept.pk}"},
    ):
        with pytest.raises(Invalid):
            send(cast, "fay", op)
    assert (head(cast), titles(cast, 1)) == (before, ["Pass 2"])


def test_a_block_of_a_closed_day_may_still_be_ticked_off_where_it_is(cast: Cast) -> None:
    kept = block(cast, "Pass 2")
    close(cast)
    send(cast, "fay", {"k": "set", "r": f"agenda/{kept.pk}", "f": {"done": True, "day": str(day(cast).pk)}})
    kept.refresh_from_db()
    assert kept.done


def test_no_frame_closes_a_day_past_what_its_close_asks(cast: Cast) -> None:
    before = head(cast)
    with pytest.raises(Invalid):
        send(cast, "omar", {"k": "set", "r": f"day/{day(cast).pk}", "f": {"closed": True}})
    assert (head(cast), day(cast).closed) == (before, False)


def test_templates_leave_closed_days_alone(cast: Cast) -> None:
    close(cast)
    agenda.fill_agenda(actor=cast.actor("fay"), workshop_id=cast.workshop.pk)
    assert (titles(cast, 1), bool(titles(cast, 2))) == ([], True)


# Carrying on


def test_what_is_open_goes_on_to_the_next_day_that_is_open(cast: Cast) -> None:
    block(cast, "Pass 2")
    add_capture(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, values={"kind": "parking_lot", "text": "Parking fees"})
    close(cast, 2, carry=True)
    with_capture = Capture.objects.get()
    assert with_capture.carried_to == day(cast, 3)
    close(cast, 1, carry=True, carry_blocks=True)
    assert (titles(cast, 1), titles(cast, 2), titles(cast, 3)) == ([], [], ["Pass 2"])


def test_where_no_later_day_is_open_blocks_stay_and_it_is_said_why(cast: Cast) -> None:
    block(cast, "Pass 2")
    for number in (3, 2):
        close(cast, number)
    before = head(cast)
    with pytest.raises(Invalid) as refused:
        close(cast, carry_blocks=True)
    assert refused.value.faults[0].text == "No later day is open to carry blocks to. Open one again first, or leave them."
    assert (head(cast), titles(cast, 1), day(cast).closed) == (before, ["Pass 2"], False)
    page = cast.client("omar").get(f"/days/{day(cast).pk}/close/").content.decode()
    assert "Leave it and close the day" in page and 'value="carry"' not in page


def test_the_page_names_the_day_that_blocks_go_on_to(cast: Cast) -> None:
    block(cast, "Pass 2")
    close(cast, 2)
    assert "Carry it to day 3 and close" in cast.client("omar").get(f"/days/{day(cast).pk}/close/").content.decode()


# A refused drag


def test_a_refused_move_tells_a_script_why(cast: Cast) -> None:
    moved = block(cast, "Pass 2", 2)
    close(cast)
    before, address = head(cast), f"/blocks/{moved.pk}/place/"
    answer = cast.client("fay").post(address, {"day": str(day(cast).pk)}, headers={"X-Script": "1"})
    words = f"{day(cast).date:%a} {day(cast).date.day} {day(cast).date:%b} is closed. Open that day again first."
    assert (answer.status_code, answer.content.decode(), head(cast)) == (422, words, before)
    page = cast.client("fay").post(address, {"day": str(day(cast).pk)}, follow=True)
    assert (page.status_code, words in page.content.decode(), head(cast)) == (200, True, before)


def test_a_block_of_a_closed_day_is_not_taken_off_and_the_page_says_why(cast: Cast) -> None:
    kept = block(cast, "Pass 2")
    close(cast)
    page = cast.client("fay").post(f"/blocks/{kept.pk}/remove/", follow=True).content.decode()
    assert "is closed. Open that day again first." in page and titles(cast, 1) == ["Pass 2"]
