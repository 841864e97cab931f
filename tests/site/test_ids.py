"""Ids sort by when they were made, also those of one moment."""

from __future__ import annotations

from datetime import UTC, datetime

import time_machine

from vsm_site.lib.ids import BACK, Stamps, uuid7


def test_ids_of_one_moment_sort_in_the_order_in_which_they_were_made() -> None:
    with time_machine.travel(datetime(2031, 1, 2, tzinfo=UTC), tick=False):
        made = [uuid7() for _ in range(5000)]
    assert made == sorted(set(made))
    assert {(one.version, one.variant) for one in made} == {(7, "specified in RFC 4122")}
    assert made[0].int >> 80 == int(datetime(2031, 1, 2, tzinfo=UTC).timestamp() * 1000)


def test_stamps_hold_parts_of_a_millisecond_and_follow_a_clock_that_is_set_back() -> None:
    stamps = Stamps()
    assert stamps.next(5_500_000) == (5 << 12) + 2048
    assert stamps.next(5_400_000) == (5 << 12) + 2049
    assert stamps.next(6_000_000) == 6 << 12
    assert stamps.next(2_006_000_000) == 2006 << 12
    assert stamps.next(1_006_000_000) == (2006 << 12) - BACK
