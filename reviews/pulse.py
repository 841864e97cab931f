"""Whom a review asks for numbers: the owners of the steps that were promised to change. Reads; the caller has looked at rights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from actionplans.asking import who_may_report
from actionplans.models import Promise
from reviews import selectors
from reviews.measures import PROMISE, MeasureRow
from reviews.models import Review, StandardWork


@dataclass(frozen=True, slots=True)
class Asked:
    """One person with the metrics of the own steps at a review."""

    user: User
    rows: tuple[MeasureRow, ...]

    @property
    def unanswered(self) -> tuple[MeasureRow, ...]:
        """What nobody has measured for this review yet."""
        return tuple(row for row in self.rows if row.reading is None)


def asked(review: Review) -> list[Asked]:
    """Who is asked what at a review, by name: of each metric of a step whoever keeps its standard, else whoever owns the action that
    promises it, the latest first.

    Only those count who can answer: with an account, in the workshop, and with the right to report on their own.
    """
    together = list(Review.objects.present().filter(workshop_id=review.workshop_id).order_by("day"))
    rows = [row for row in selectors.measured(review, together).rows if row.metric.step_id is not None]
    promises = {f"{PROMISE}{promise.pk}": promise for promise in selectors.list_promises([review.workshop_id])} if rows else {}
    may, keepers = who_may_report(review.workshop_id), _keepers(review)
    found: dict[User, list[MeasureRow]] = {}
    for row in rows:
        user = keepers.get(row.metric.step_id) or _owner_of(row, promises)
        if user is not None and (review.workshop_id, user.pk) in may:
            found.setdefault(user, []).append(row)
    return [Asked(user, tuple(found[user])) for user in sorted(found, key=lambda user: str(user).lower())]


def asked_of(review: Review, user_id: UUID) -> tuple[MeasureRow, ...]:
    """What one person is asked at a review; empty for who owns none of its steps."""
    return next((entry.rows for entry in asked(review) if entry.user.pk == user_id), ())


def _keepers(review: Review) -> dict[UUID | None, User]:
    """By step who keeps its standard."""
    rows = StandardWork.objects.present().filter(workshop_id=review.workshop_id, owner__deleted_seq=None, owner__user__is_active=True)
    return {row.step_id: row.owner.user for row in rows.exclude(step=None).select_related("owner__user").order_by("id")}


def _owner_of(row: MeasureRow, promises: Mapping[str, Promise]) -> User | None:
    for key in reversed(row.metric.reading_keys):
        owner = promises[key].action.owner if key in promises else None
        if owner is not None and owner.user is not None and owner.deleted_seq is None:
            return owner.user
    return None
