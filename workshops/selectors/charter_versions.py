"""Versions of the charter: what stands in it now, what was kept and signed, what changed since, and what people said about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, Prefetch, QuerySet

from workshops.access import Actor, get_record
from workshops.charter_parts import PARTS
from workshops.charter_versions import Difference, differences
from workshops.models import ROLE_LABELS, Change, Charter, CharterComment, CharterSignature, CharterTarget, CharterVersion, Workshop
from workshops.models.agreement import SIGNERS
from workshops.policy import Action, Role
from workshops.selectors import charter as selectors


def content_of(workshop: Workshop) -> dict[str, Any]:
    """What the charter says now, as versions keep it."""
    return content_from(workshop, selectors.get_charter(workshop), selectors.list_targets(workshop))


def content_from(workshop: Workshop, charter: Charter, targets: Iterable[CharterTarget]) -> dict[str, Any]:
    """The same of loaded rows."""
    return {
        "fields": {name: _shown(charter, name) for name in PARTS if name != "demand_per"},
        "targets": [_target(target) for target in targets],
        "days": f"{_date(workshop.first_day)} to {_date(workshop.last_day)}",
    }


def _shown(charter: Charter, name: str) -> str:
    if name == "demand_quantity":
        return selectors.demand_text(charter)
    return str(charter.get_customer_kind_display()) if name == "customer_kind" else str(getattr(charter, name))


def _target(target: CharterTarget) -> dict[str, str]:
    words = {name: str(getattr(target, name)) for name in ("metric", "baseline", "target", "note", "total")}
    return words | {"id": str(target.pk), "by_when": _date(target.by_when)}


def _date(day: date | None) -> str:
    return f"{day.day} {day:%b %Y}" if day else ""


def list_versions(workshop: Workshop) -> QuerySet[CharterVersion]:
    """The versions of a workshop's charter, the newest first, with who signed each."""
    signed = CharterSignature.objects.present().select_related("by").order_by("at", "pk")
    found: QuerySet[CharterVersion] = CharterVersion.objects.present().filter(workshop_id=workshop.pk).order_by("-number")
    return found.select_related("made_by").prefetch_related(Prefetch("signatures", queryset=signed, to_attr="signed"))


def last_version(workshop_id: UUID) -> CharterVersion | None:
    """The newest version."""
    found: CharterVersion | None = CharterVersion.objects.present().filter(workshop_id=workshop_id).order_by("-number").first()
    return found


def next_number(workshop_id: UUID) -> int:
    """The number of the next version; none is given twice."""
    rows = CharterVersion.objects.filter(workshop_id=workshop_id).order_by()
    return int(rows.aggregate(last=Max("number"))["last"] or 0) + 1


def get_version(actor: Actor, pk: UUID) -> CharterVersion:
    """A version with its workshop; NotFound or Forbidden as get_workshop."""
    return get_record(actor, CharterVersion, pk, "made_by", needs=Action.READ_REPORTS)


def list_signatures(workshop_id: UUID) -> QuerySet[CharterSignature]:
    """Every yes to the charter that stands, the newest first."""
    found: QuerySet[CharterSignature] = CharterSignature.objects.present().filter(workshop_id=workshop_id, version__deleted_seq=None)
    return found.select_related("by", "version").order_by("-at", "-pk")


@dataclass(frozen=True, slots=True)
class Signed:
    """Where one of the three roles stands: its latest yes, and whether the charter still says what was signed."""

    role: Role
    signature: CharterSignature | None
    is_current: bool

    @property
    def label(self) -> str:
        """The role in words."""
        return ROLE_LABELS[self.role]


def signed_by_role(signatures: Iterable[CharterSignature], content: Mapping[str, Any]) -> list[Signed]:
    """The latest signature of sponsor, owner and coach; `signatures` with the newest first."""
    latest: dict[str, CharterSignature] = {}
    for signature in signatures:
        latest.setdefault(signature.role, signature)
    return [Signed(role, found := latest.get(role), found is not None and found.version.content == content) for role in SIGNERS]


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that is another now, with who wrote it last and when, where that is known."""

    difference: Difference
    by: str = ""
    at: datetime | None = None


def changed_since(version: CharterVersion, workshop: Workshop) -> list[Changed]:
    """What is another now than in a version, field by field, with who changed it."""
    charter = selectors.get_charter(workshop)
    targets = list(CharterTarget.objects.filter(workshop_id=workshop.pk).order_by("order_key", "pk"))
    found = differences(version.content, content_from(workshop, charter, [row for row in targets if row.deleted_seq is None]))
    seqs = {entry.key: _seq_of(entry.key, workshop, charter, targets) for entry in found}
    rows = Change.objects.filter(workshop_id=workshop.pk, seq__in=set(seqs.values())).select_related("user")
    changes = {row.seq: row for row in rows}
    return [_changed(entry, changes.get(seqs[entry.key])) for entry in found]


def _changed(entry: Difference, change: Change | None) -> Changed:
    return Changed(entry, str(change.user or ""), change.at) if change else Changed(entry)


def _seq_of(key: str, workshop: Workshop, charter: Charter, targets: Sequence[CharterTarget]) -> int:
    """The number of the change that last wrote what a difference is about."""
    if key == "days":
        return max(workshop.rev(name) for name in selectors.DATES)
    if key.startswith("target:"):
        return next((selectors.target_rev(row) for row in targets if str(row.pk) == key.removeprefix("target:")), 0)
    return max(charter.rev(name) for name in ("demand_quantity", "demand_per")) if key == "demand_quantity" else charter.rev(key)


def between(older: CharterVersion, newer: CharterVersion) -> list[Changed]:
    """What is another in the newer of two versions."""
    return [Changed(entry) for entry in differences(older.content, newer.content)]


def list_comments(workshop: Workshop) -> QuerySet[CharterComment]:
    """What was said about the charter, the oldest first."""
    found: QuerySet[CharterComment] = CharterComment.objects.present().filter(workshop_id=workshop.pk).select_related("author")
    return found.order_by("said_at", "pk")


def comments_by_part(workshop: Workshop) -> dict[str, list[CharterComment]]:
    """What was said about the parts of the charter, the oldest first."""
    found: dict[str, list[CharterComment]] = defaultdict(list)
    for comment in list_comments(workshop):
        found[comment.part].append(comment)
    return found


def get_comment(actor: Actor, pk: UUID) -> CharterComment:
    """A comment with its workshop; NotFound or Forbidden as get_workshop."""
    return get_record(actor, CharterComment, pk, "author", needs=Action.READ_REPORTS)
