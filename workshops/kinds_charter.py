"""The live record kinds of agreeing on a charter: versions, signatures, comments."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from workshops import records
from workshops.charter_parts import COMMENTED
from workshops.models import CharterComment, CharterSignature, CharterVersion
from workshops.models.agreement import SIGNER_CHOICES
from workshops.policy import Action
from workshops.records import LiveField, OwnRule, RecordKind


def _own(attr: str) -> Any:
    def is_own(record: Any, user_id: UUID) -> bool:
        return bool(getattr(record, attr) == user_id)

    return is_own


def _fill_version(tx: Any, record: Any) -> None:
    record.made_by_id = tx.actor.user_id
    record.made_at = record.made_at or tx.at


def _fill_signature(tx: Any, record: Any) -> None:
    record.by_id = tx.actor.user_id
    record.at = record.at or tx.at


def _fill_comment(tx: Any, record: Any) -> None:
    record.author_id = tx.actor.user_id
    record.said_at = record.said_at or tx.at


def _content() -> LiveField:
    """What a version holds; only services write it."""

    def parse(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise ValueError("This is the content of a charter.")
        return value

    return LiveField(parse, from_wire=False)


CHARTER_VERSION = RecordKind(
    "charter_version",
    CharterVersion,
    {
        "number": records.whole(1, 100_000, from_wire=False),
        "note": records.text(300),
        "content": _content(),
        "made_by": records.reference("made_by", CharterVersion._meta.get_field("made_by").related_model, from_wire=False),
        "made_at": records.moment(from_wire=False),
    },
    needs=Action.EDIT_CHARTER,
    needs_new=Action.UPDATE_OWN_ACTION,  # a sponsor who approves makes a version too; nobody makes one but by the services
    own=OwnRule(Action.UPDATE_OWN_ACTION, _own("made_by_id"), frozenset({"note"}), may_delete=True),
    audience=Action.READ_REPORTS,
    topics=("charter",),
    creatable=False,
    deletable=False,
    fill=_fill_version,
)

CHARTER_SIGNATURE = RecordKind(
    "charter_signature",
    CharterSignature,
    {
        "version": records.reference("version", CharterVersion, required=True, from_wire=False),
        "role": records.choice(SIGNER_CHOICES, from_wire=False),
        "by": records.reference("by", CharterSignature._meta.get_field("by").related_model, from_wire=False),
        "at": records.moment(from_wire=False),
    },
    needs=Action.APPROVE_CHARTER,
    needs_new=Action.UPDATE_OWN_ACTION,  # as above: the services ask who may sign as what
    own=OwnRule(Action.UPDATE_OWN_ACTION, _own("by_id"), may_delete=True),
    audience=Action.READ_REPORTS,
    topics=("charter",),
    creatable=False,
    deletable=False,
    fill=_fill_signature,
)

CHARTER_COMMENT = RecordKind(
    "charter_comment",
    CharterComment,
    {
        "part": records.choice(COMMENTED, once=True),
        "text": records.text(1000, required=True, merges=False),
        "author": records.reference("author", CharterComment._meta.get_field("author").related_model, from_wire=False),
        "said_at": records.moment(from_wire=False),
        "settled": records.flag(),
    },
    needs=Action.EDIT_CHARTER,
    needs_new=Action.UPDATE_OWN_ACTION,
    new_fields=frozenset({"part", "text"}),
    own=OwnRule(Action.UPDATE_OWN_ACTION, _own("author_id"), frozenset({"text", "settled"}), may_delete=True),
    audience=Action.READ_REPORTS,
    topics=("charter",),
    fill=_fill_comment,
)

KINDS = (CHARTER_VERSION, CHARTER_SIGNATURE, CHARTER_COMMENT)
