"""The log of a workshop that is over: nothing old is replayed, and every value's history stays (live-protocol 3.10)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.cast import Cast
from vsm_site.lib.ids import uuid7
from workshops.change import change
from workshops.models import Change, Charter, SetupTask, Workshop, WorkshopHead
from workshops.policy import Action
from workshops.selectors.history import field_history
from workshops.services.compaction import compact_logs
from workshops.stages import Stage

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def head(cast: Cast) -> WorkshopHead:
    return WorkshopHead.objects.get(workshop=cast.workshop)


def numbers(cast: Cast) -> list[int]:
    return list(Change.objects.filter(workshop=cast.workshop).order_by("seq").values_list("seq", flat=True))


def end(cast: Cast) -> None:
    """The workshop comes to its last stage."""
    with change(cast.workshop.pk, actor=cast.actor("fay"), needs=Action.RUN_WORKSHOP, kind="stage") as tx:
        tx.set(Workshop.objects.get(pk=cast.workshop.pk), {"stage": Stage.ALIGN.value})


def trigger(cast: Cast, text: str, key: Any = None) -> int:
    with change(cast.workshop.pk, actor=cast.actor("fay"), needs=Action.VIEW, change_id=key) as tx:
        tx.set(Charter.objects.get(workshop=cast.workshop), {"trigger": text})
    return tx.committed.seq


def move(cast: Cast, place: str) -> int:
    """A task is moved among the others."""
    with change(cast.workshop.pk, actor=cast.actor("fay"), needs=Action.VIEW) as tx:
        task = SetupTask.objects.filter(workshop=cast.workshop).first()
        tx.order(task, place)
    return tx.committed.seq


def dated(cast: Cast, days: dict[int, int]) -> None:
    """Everything was written so many days ago: by default a hundred."""
    for seq in numbers(cast):
        Change.objects.filter(workshop=cast.workshop, seq=seq).update(at=NOW - timedelta(days=days.get(seq, 100)))


def since(cast: Cast, seq: int) -> Any:
    return cast.api("pia").get(f"/api/v1/workshops/{cast.workshop.pk}/live/changes/", {"since": seq}).json()


def test_what_is_older_than_a_week_is_not_replayed_and_moves_older_than_a_month_are_gone(cast: Cast) -> None:
    gone = [move(cast, "a1"), move(cast, "a2")]
    early = trigger(cast, "Late reports")
    end(cast)
    kept_move, late = move(cast, "a3"), trigger(cast, "Later reports")
    fresh = move(cast, "a4")
    dated(cast, {kept_move: 29, late: 8, fresh: 6})
    before = numbers(cast)

    assert compact_logs(now=NOW) == 2
    assert head(cast).floor == late
    assert (head(cast).head, numbers(cast)) == (fresh, [seq for seq in before if seq not in gone])
    assert since(cast, late - 1) == {"head": fresh, "changes": [{"t": "reset", "head": fresh}]}
    assert [frame["s"] for frame in since(cast, late)["changes"]] == [fresh]
    history = field_history(cast.actor("obi"), cast.workshop, f"charter/{Charter.objects.get(workshop=cast.workshop).pk}", "trigger")
    assert [(line.seq, line.who, line.before, line.after) for line in history.lines[:2]] == [
        (late, "Fay", "Late reports", "Later reports"),
        (early, "Fay", "", "Late reports"),
    ]
    assert (compact_logs(now=NOW), head(cast).floor) == (0, late)
    assert trigger(cast, "Latest reports") == fresh + 1


def test_a_workshop_that_works_keeps_its_whole_log_and_so_does_another_one(cast: Cast) -> None:
    move(cast, "a1")
    move(cast, "a2")
    dated(cast, {})
    before = numbers(cast)
    assert compact_logs(now=NOW) == 0
    assert (head(cast).floor, numbers(cast)) == (0, before)


def test_a_change_that_comes_again_within_a_month_is_still_known_by_its_id(cast: Cast) -> None:
    end(cast)
    key = uuid7()
    frame = {
        "t": "chg",
        "id": str(key),
        "cid": "tab",
        "ops": [{"k": "set", "r": f"charter/{Charter.objects.get(workshop=cast.workshop).pk}", "f": {"trigger": "Late"}, "b": {}}],
    }
    address = f"/api/v1/workshops/{cast.workshop.pk}/live/changes/"
    first = cast.api("fay").post(address, {"changes": [frame]}, format="json").json()["results"][0]
    dated(cast, {first["s"]: 29})
    compact_logs(now=NOW)
    again = cast.api("fay").post(address, {"changes": [frame]}, format="json").json()["results"][0]
    assert again == {"t": "ack", "id": str(key), "s": first["s"], "dup": 1}
