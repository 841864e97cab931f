"""What a coach looks at next."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reviews.adoption import Facts, Part, advice
from workshops.stages import Stage

READY = Facts(
    Stage.PREPARE, False, tasks=Part(12, 12), is_approved=True, joined=Part(6, 6), freed=Part(3, 3), trained=Part(2, 4), active=Part(1, 6)
)
UNDER_WAY = Facts(
    Stage.EXECUTE,
    True,
    active=Part(3, 6),
    planned=Part(5, 5),
    words=Part(2, 4),
    is_handed_over=True,
    reviews=Part(1, 1),
    is_measured=True,
)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({}, ""),
        ({"late_tasks": 1, "is_approved": False}, "1 set-up task is late."),
        ({"is_approved": False, "freed": Part(1, 3)}, "The charter waits for the sponsor’s approval."),
        ({"freed": Part(1, 3)}, "2 of 3 participants are not freed yet."),
        ({"joined": Part(4, 6)}, "2 of 6 people have not joined yet."),
        ({"trained": Part(0, 4)}, "Nobody of the team is trained yet."),
        ({"trained": Part(0, 0)}, ""),
        ({"tasks": Part(11, 12)}, "One set-up task is open."),
        ({"tasks": Part(10, 12)}, "2 set-up tasks are open."),
    ],
)
def test_before_the_workshop_readiness_counts(changed: dict[str, object], says: str) -> None:
    assert advice(replace(READY, **changed)) == says  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({}, ""),
        ({"is_handed_over": False, "reviews": Part(0, 1)}, "The plan was not handed over to the owner yet."),
        ({"is_handed_over": False, "planned": Part()}, ""),
        ({"reviews": Part(0, 1)}, "1 review was not held on the day."),
        ({"reviews": Part(0, 2)}, "2 reviews were not held on the day."),
        ({"planned": Part(4, 5)}, "One open action lacks an owner or an end."),
        ({"words": Part(1, 4)}, "Nothing was heard of 3 of 4 owners in two weeks."),
        ({"is_measured": False}, "Nothing was measured since the workshop."),
        ({"is_measured": False, "reviews": Part()}, ""),
        ({"active": Part(2, 6)}, "Only 2 of 6 of the team did something in four weeks."),
    ],
)
def test_after_it_adoption_counts(changed: dict[str, object], says: str) -> None:
    assert advice(replace(UNDER_WAY, **changed)) == says  # type: ignore[arg-type]


def test_a_workshop_that_ended_in_an_early_stage_is_judged_by_what_became_of_it() -> None:
    assert advice(replace(READY, is_over=True, planned=Part(1, 3))) == "The plan was not handed over to the owner yet."
