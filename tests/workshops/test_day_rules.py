"""What holds for barriers and closed days by whichever door: pages, live frames, the API."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Notification
from tests.cast import Cast
from vsm_site.lib.errors import Invalid
from vsm_site.lib.ids import uuid7
from workshops.models import AgendaItem, Barrier, WorkshopDay, WorkshopHead
from workshops.services import agenda, days
from workshops.services.changes import apply_ops, undo_change

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize("values", [{"title": "Pass 3"}, {"duration_minutes": 5}, {"order_key": "z"}, {"done": True}, {"note": "late"}])
def test_no_frame_changes_a_block_of_a_closed_day(cast: Cast, values: dict[str, Any]) -> None:
    kept = block(cast, "Pass 2")
    close(cast)
    before = head(cast)
    with pytest.raises(Invalid, match="is closed"):
        send(cast, "fay", {"k": "set", "r": f"agenda/{kept.pk}", "f": values})
    kept.refresh_from_db()
    stands = (kept.title, kept.duration_minutes, kept.done, kept.note)
    assert (head(cast), stands, kept.order_key == "z") == (before, ("Pass 2", 30, False, ""), False)


def test_a_closed_day_keeps_its_times(cast: Cast) -> None:
    close(cast)
    before, name = head(cast), f"day/{day(cast).pk}"
    with pytest.raises(Invalid, match="is closed"):
        send(cast, "fay", {"k": "set", "r": name, "f": {"starts_at": "08:00"}})
    assert (head(cast), f"{day(cast).starts_at:%H:%M}", str(day(cast).date)) == (before, "09:00", "2026-11-16")


def test_days_follow_the_dates_of_the_workshop_and_nobody_sends_others(cast: Cast) -> None:
    before, days = head(cast), list(WorkshopDay.objects.filter(workshop=cast.workshop).values_list("date", flat=True))
    another = {"k": "set", "r": f"day/{day(cast).pk}", "f": {"date": str(days[1])}}
    for op in (another, {"k": "new", "r": f"day/{uuid7()}", "f": {"date": "2031-01-01"}}, {"k": "new", "r": f"day/{uuid7()}", "f": {}}):
        with pytest.raises(Invalid):
            send(cast, "fay", op)
    assert (head(cast), list(WorkshopDay.objects.filter(workshop=cast.workshop).values_list("date", flat=True))) == (before, days)


def test_no_door_removes_a_closed_day_and_one_that_is_open_again_goes(cast: Cast) -> None:
    close(cast)
    before, gone = head(cast), {"k": "del", "r": f"day/{day(cast).pk}"}
    with pytest.raises(Invalid) as refused:
        send(cast, "fay", gone)
    words = f"{day(cast).date:%a} {day(cast).date.day} {day(cast).date:%b} is closed. Open that day again first."
    assert [(fault.path, fault.text) for fault in refused.value.faults] == [("day", words)]
    answer = cast.client("fay").post(
        f"/api/v1/workshops/{cast.workshop.pk}/live/changes/",
        {"changes": [{"t": "chg", "id": str(uuid7()), "cid": "c", "ops": [gone]}]},
        content_type="application/json",
    )
    assert "is closed" in answer.content.decode()
    assert (head(cast), day(cast).deleted_seq, day(cast).closed) == (before, None, True)
    days.reopen_day(actor=cast.actor("omar"), day_id=day(cast).pk)
    send(cast, "fay", gone)
    assert day(cast).deleted_seq == head(cast)


def test_blocks_of_a_closed_day_are_not_moved_ticked_or_changed_from_the_pages(cast: Cast) -> None:
    rows = [block(cast, "One"), block(cast, "Two")]
    close(cast)
    client, before = cast.client("fay"), head(cast)
    address = f"/blocks/{rows[1].pk}/"
    said = {"title": "Three", "initial-title": "Two", "duration_minutes": "30", "initial-duration_minutes": "30", "kind": "work"}
    page = client.post(address, said | {"initial-kind": "work", "day": str(day(cast).pk), "initial-day": str(day(cast).pk)})
    assert (page.status_code, "Open that day again first." in page.content.decode()) == (422, True)
    for path, sent in ((f"{address}move/", {"to": "up"}), (f"{address}done/", {"done": "1"}), (f"{address}more/", {})):
        assert "Open that day again first." in client.post(path, sent, follow=True).content.decode(), path
    assert (head(cast), titles(cast, 1)) == (before, ["One", "Two"])


def test_no_frame_closes_a_day_past_what_its_close_asks(cast: Cast) -> None:
    before = head(cast)
    with pytest.raises(Invalid):
        send(cast, "omar", {"k": "set", "r": f"day/{day(cast).pk}", "f": {"closed": True}})
    assert (head(cast), day(cast).closed) == (before, False)


def test_templates_leave_closed_days_alone(cast: Cast) -> None:
    close(cast)
    agenda.fill_agenda(actor=cast.actor("fay"), workshop_id=cast.workshop.pk)
    assert (titles(cast, 1), bool(titles(cast, 2))) == ([], True)


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
