"""The charter as its page shows it: what stands in it, what is missing, and whether what was approved still is what stands there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from workshops import panels, policy
from workshops.access import workshop_phase
from workshops.charter_parts import PARTS, SECTIONS, Section, missing_parts, total_meant, words_of
from workshops.models import ROLE_LABELS, Change, Charter, CharterTarget, Participation, Workshop
from workshops.panels import MapTotal, PlannedReview
from workshops.policy import Action, Role

DATES = ("first_day", "last_day")
TEAM = (Role.SPONSOR, Role.OWNER, Role.COACH, Role.PARTICIPANT)


def get_charter(workshop: Workshop) -> Charter:
    """The charter of a workshop that the person was let into."""
    return Charter.objects.select_related("approved_by").get(workshop_id=workshop.pk)  # type: ignore[no-any-return]


def list_targets(workshop: Workshop) -> QuerySet[CharterTarget]:
    """The measurable targets in their order."""
    found: QuerySet[CharterTarget] = CharterTarget.objects.present().filter(workshop_id=workshop.pk).order_by("order_key", "pk")
    return found


def revision_of(workshop: Workshop) -> int:
    """The number of the latest change to what a sponsor approves: the charter, its targets, the days of the workshop."""
    charter = Charter.objects.get(workshop_id=workshop.pk)
    targets = CharterTarget.objects.filter(workshop_id=workshop.pk)
    return _latest(Workshop.objects.get(pk=workshop.pk), charter, targets)


def _latest(workshop: Workshop, charter: Charter, targets: Iterable[CharterTarget]) -> int:
    revs = [*_charter_revs(charter).values(), *(workshop.rev(name) for name in DATES), *(target_rev(row) for row in targets)]
    return max(revs, default=0)


def _charter_revs(charter: Charter) -> dict[str, int]:
    return {name: charter.rev(name) for name in PARTS}


def target_rev(target: CharterTarget) -> int:
    """The number of the latest change to what a target says, or of its removal."""
    revs = (rev for name, rev in target.field_revs.items() if name != "order_key")
    return max([*revs, target.deleted_seq or 0])


def list_approvers(workshop: Workshop) -> list[User]:
    """Those in the workshop who may approve its charter."""
    rows = Participation.objects.present().filter(workshop_id=workshop.pk, user__is_active=True).select_related("user")
    roles: dict[User, set[Role]] = defaultdict(set)
    for row in rows:
        if row.user is not None:
            roles[row.user].add(Role(row.role))
    phase = workshop_phase(workshop)
    return [user for user, held in roles.items() if Action.APPROVE_CHARTER in policy.allowed(held, phase)]


@dataclass(frozen=True, slots=True)
class Approval:
    """Whether the charter is approved, by whom and when, and what changed since."""

    by: User | None
    at: datetime | None
    changed: tuple[str, ...] = ()
    """What is another now than what was approved, in words."""

    @property
    def state(self) -> str:
        """`open`, `approved` or `changed`."""
        if self.at is None:
            return "open"
        return "changed" if self.changed else "approved"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a section: what it is, and what is written."""

    label: str
    text: str
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target, with what the latest maps say of the total that it is about; None where it is about none."""

    target: CharterTarget
    on_map: MapTotal | None


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that a charter needs and this one lacks; `section` says where it is written."""

    text: str
    section: str


@dataclass(frozen=True, slots=True)
class Member:
    """The people of one role, with the areas they stand for."""

    role: Role
    names: tuple[str, ...]

    @property
    def label(self) -> str:
        """The role in words, several where it has several people."""
        label = ROLE_LABELS[self.role]
        return f"{label}s" if self.role is Role.PARTICIPANT else label


@dataclass(frozen=True, slots=True)
class CharterPage:
    """Everything on the page of a charter."""

    charter: Charter
    targets: Sequence[TargetRow]
    sections: dict[str, tuple[Section, list[Line]]]
    missing: list[Missing]
    approval: Approval
    team: list[Member]
    reviews: Sequence[PlannedReview]
    revision: int
    changed_at: datetime | None
    changed_by: str
    has_text: bool


def page_of(workshop: Workshop) -> CharterPage:
    """The charter of a workshop that the person was let into, in a fixed number of queries."""
    charter = get_charter(workshop)
    every_target = list(CharterTarget.objects.filter(workshop_id=workshop.pk).order_by("order_key", "pk"))
    targets = [row for row in every_target if row.deleted_seq is None]
    people = list(Participation.objects.present().filter(workshop_id=workshop.pk).select_related("user"))
    revision = _latest(workshop, charter, every_target)
    last = Change.objects.filter(workshop_id=workshop.pk, seq=revision).select_related("user").first()
    written, state = {name: getattr(charter, name) for name in PARTS}, _state(workshop, charter, every_target, people)
    return CharterPage(
        charter=charter,
        targets=_on_maps(workshop, targets),
        sections={section.key: (section, _lines(section, charter)) for section in SECTIONS},
        missing=state.missing,
        approval=state.approval,
        team=_team(people),
        reviews=panels.reviews(workshop),
        revision=revision,
        changed_at=last.at if last else None,
        changed_by=str(last.user) if last and last.user else "",
        has_text=bool(targets) or any(value not in (None, "") for value in written.values()),
    )


def _on_maps(workshop: Workshop, targets: Sequence[CharterTarget]) -> list[TargetRow]:
    keys = [total_meant(target.total, target.metric) for target in targets]
    totals = panels.totals(workshop) if any(keys) else {}
    return [TargetRow(target, totals.get(key)) for target, key in zip(targets, keys, strict=True)]


def _lines(section: Section, charter: Charter) -> list[Line]:
    found = []
    for part in section.parts:
        if part.name == "demand_quantity":
            found.append(Line(part.label, demand_text(charter)))
        elif part.name == "customer_kind":
            found.append(Line(part.label, charter.get_customer_kind_display()))
        elif part.name != "demand_per" and not part.is_past:
            found.append(Line(part.label, getattr(charter, part.name), part.is_long))
    return found


def demand_text(charter: Charter) -> str:
    """`62 per day`; empty without a number."""
    if charter.demand_quantity is None:
        return ""
    return f"{charter.demand_quantity.normalize():f} {charter.get_demand_per_display()}"


def list_missing(workshop: Workshop) -> list[Missing]:
    """What the charter of a workshop that the person was let into still lacks, in the order of its page."""
    return state_of([workshop], Participation.objects.present().filter(workshop_id=workshop.pk))[workshop.pk].missing


@dataclass(frozen=True, slots=True)
class CharterState:
    """How a charter stands: what it lacks, and whether it is approved as it stands."""

    missing: list[Missing]
    approval: Approval


def state_of(workshops: Sequence[Workshop], people: Iterable[Participation]) -> dict[UUID, CharterState]:
    """How the charters of these workshops stand, whose people are `people`; the same queries however many they are."""
    ids = [workshop.pk for workshop in workshops]
    targets: dict[UUID, list[CharterTarget]] = defaultdict(list)
    for target in CharterTarget.objects.filter(workshop__in=ids).order_by("order_key", "pk"):
        targets[target.workshop_id].append(target)
    teams: dict[UUID, list[Participation]] = defaultdict(list)
    for person in people:
        teams[person.workshop_id].append(person)
    charters = {row.workshop_id: row for row in Charter.objects.filter(workshop__in=ids).select_related("approved_by")}
    return {row.pk: _state(row, charters[row.pk], targets[row.pk], teams[row.pk]) for row in workshops}


def _state(workshop: Workshop, charter: Charter, every_target: Sequence[CharterTarget], people: Iterable[Participation]) -> CharterState:
    written, present = {name: getattr(charter, name) for name in PARTS}, [row for row in every_target if row.deleted_seq is None]
    approval = Approval(charter.approved_by, charter.approved_at, _changed_since(workshop, charter, every_target))
    return CharterState(_missing(workshop, written, present, people), approval)


def _missing(
    workshop: Workshop, written: dict[str, object], targets: Sequence[CharterTarget], people: Iterable[Participation]
) -> list[Missing]:
    found = [Missing(words, key) for words, key in missing_parts(written)]
    if not targets:
        found.append(Missing("a measurable target", "targets"))
    for target in targets:
        found += [Missing(f"{words} of “{target.metric}”", "targets") for words in _gaps(target)]
    stream = workshop.stream
    found += [Missing(words, "stream") for words, value in (("the customer", stream.customer), ("the value", stream.value)) if not value]
    present = {person.role for person in people}
    found += [Missing(NOBODY[role], "people") for role in TEAM if role not in present]
    return found


NOBODY = {
    Role.SPONSOR: "an executive sponsor",
    Role.OWNER: "a process owner",
    Role.COACH: "a coach",
    Role.PARTICIPANT: "subject-matter experts",
}
"""What is said of a role that nobody has."""


def _gaps(target: CharterTarget) -> list[str]:
    return [words for words, value in (("the baseline", target.baseline), ("the date", target.by_when)) if not value]


def _changed_since(workshop: Workshop, charter: Charter, targets: Iterable[CharterTarget]) -> tuple[str, ...]:
    """What was written after the approval; a change that was taken back counts too, since somebody has to look at it."""
    if charter.approved_at is None:
        return ()
    signed = charter.rev("approved_at")
    found = words_of(name for name, rev in _charter_revs(charter).items() if rev > signed)
    if any(target_rev(target) > signed for target in targets):
        found.append("targets")
    if any(workshop.rev(name) > signed for name in DATES):
        found.append("days of the workshop")
    return tuple(found)


def _team(people: Iterable[Participation]) -> list[Member]:
    names: dict[str, list[str]] = defaultdict(list)
    for person in people:
        names[person.role].append(f"{person.name} ({person.area})" if person.role == Role.PARTICIPANT and person.area else person.name)
    return [Member(role, tuple(sorted(names[role], key=str.casefold))) for role in TEAM]
