"""How a plan stands between coach, owner and sponsor: whose it is, its baselines, who has signed and what is different since."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max, Prefetch, QuerySet

from actionplans import baseline as rules
from actionplans.baseline import Difference, Planned
from actionplans.health import Status
from actionplans.models import Action, ActionPlan, Baseline, Handover, PlanSignature
from actionplans.models.agreement import SIGNERS
from workshops.models import ROLE_LABELS, Participation, Workshop
from workshops.policy import Role


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the agreement block: a role, who holds it, and their yes to the baseline."""

    role: Role
    label: str
    names: tuple[str, ...]
    signatures: tuple[PlanSignature, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement block of a plan."""

    baseline: Baseline | None
    lines: tuple[Line, ...]
    differences: tuple[Difference, ...]
    """What is different from the baseline now."""

    @property
    def is_signed(self) -> bool:
        """Whether everybody who has to has said yes."""
        return self.baseline is not None and all(line.signatures for line in self.lines)


def get_agreement(workshop: Workshop, actions: Iterable[Action]) -> Agreement:
    """The agreement block; `actions` are those of the plan, loaded with owners and promises."""
    baseline = last_baseline(workshop.pk)
    objective = ActionPlan.objects.present().filter(workshop_id=workshop.pk).values_list("objective", flat=True).first() or ""
    found = rules.differences(baseline.content, objective, planned(actions)) if baseline else []
    return Agreement(baseline, tuple(_lines(workshop, baseline)), tuple(found))


def _lines(workshop: Workshop, baseline: Baseline | None) -> Iterable[Line]:
    held = list_signers(workshop.pk)
    for role in SIGNERS:
        names = tuple(row.name for row in held if row.role == role.value)
        signed = tuple(row for row in (baseline.signed if baseline else ()) if row.role == role.value)  # type: ignore[attr-defined]
        yield Line(role, ROLE_LABELS[role], names, signed)


def list_signers(workshop_id: UUID) -> Sequence[Participation]:
    """Everybody who signs the plan, once for each role."""
    rows = Participation.objects.present().filter(workshop_id=workshop_id, role__in=[role.value for role in SIGNERS])
    return list(rows.select_related("user").order_by("order_key", "id"))


def planned(actions: Iterable[Action]) -> list[Planned]:
    """Loaded actions as a baseline keeps them, without those that were dropped."""
    return [
        Planned(
            key=str(row.pk),
            title=row.title,
            owner=row.owner.name if row.owner else "",
            start=row.start,
            end=row.end,
            promises=tuple(str(promise) for promise in row.present_promises),
        )
        for row in actions
        if row.status != Status.DROPPED
    ]


def list_baselines(workshop_id: UUID) -> QuerySet[Baseline]:
    """The baselines of a workshop, the newest first, with who signed each."""
    signed = PlanSignature.objects.present().select_related("by").order_by("at", "pk")
    rows: QuerySet[Baseline] = Baseline.objects.present().filter(workshop_id=workshop_id).order_by("-number")
    return rows.select_related("made_by").prefetch_related(Prefetch("signatures", queryset=signed, to_attr="signed"))


def last_baseline(workshop_id: UUID) -> Baseline | None:
    """The baseline against which the plan is measured now, with who signed it."""
    return list_baselines(workshop_id).first()


def next_number(workshop_id: UUID) -> int:
    """The number of the next baseline; none is given twice."""
    rows = Baseline.objects.filter(workshop_id=workshop_id).order_by()
    return int(rows.aggregate(last=Max("number"))["last"] or 0) + 1


def list_handovers(workshop_id: UUID) -> QuerySet[Handover]:
    """When the plan went from coach to owner and back, the latest first."""
    rows: QuerySet[Handover] = Handover.objects.present().filter(workshop_id=workshop_id).select_related("by", "owner__user")
    return rows.order_by("-at", "-pk")


def get_owner(workshop_id: UUID) -> Participation | None:
    """The process owner, the first where there are several."""
    rows = Participation.objects.present().filter(workshop_id=workshop_id, role=Role.OWNER.value)
    found: Participation | None = rows.select_related("user").order_by("order_key", "id").first()
    return found


def waits_for_signature(workshop_id: UUID, roles: Collection[Role], user_id: UUID) -> Baseline | None:
    """The newest baseline, where this person holds a role that signs and has not signed it in all of them."""
    own = [role.value for role in SIGNERS if role in roles]
    baseline = last_baseline(workshop_id) if own else None
    if baseline is None:
        return None
    signed = {row.role for row in baseline.signed if row.by_id == user_id}  # type: ignore[attr-defined]
    return baseline if set(own) - signed else None
