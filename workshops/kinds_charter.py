"""The live record kinds of agreeing on a charter: versions, signatures, comments."""

from __future__ import annotations

from typing import Any

from workshops import notices, records
from workshops.charter_parts import COMMENTED
from workshops.kinds_shared import belongs_to, content, made_by
from workshops.models import CharterComment, CharterSignature, CharterVersion
from workshops.models.agreement import SIGNER_CHOICES
from workshops.policy import Action
from workshops.records import OwnRule, RecordKind

CHARTER_VERSION = RecordKind(
    "charter_version",
    CharterVersion,
    {
        "number": records.whole(1, 100_000, from_wire=False),
        "note": records.text(300),
        "content": content("a charter"),
        "made_by": records.reference("made_by", CharterVersion._meta.get_field("made_by").related_model, from_wire=False),
        "made_at": records.moment(from_wire=False),
    },
    needs=Action.EDIT_CHARTER,
    needs_new=Action.UPDATE_OWN_ACTION,  # a sponsor who approves makes a version too; nobody makes one but by the services
    own=OwnRule(Action.UPDATE_OWN_ACTION, belongs_to("made_by"), frozenset({"note"}), may_delete=True),
    audience=Action.READ_REPORTS,
    topics=("charter",),
    creatable=False,
    deletable=False,
    fill=made_by("made_by", "made_at"),
)

CHARTER_SIGNATURE = RecordKind(
    "charter_signature",
    CharterSignature,
    {
        "version": records.reference("version", CharterVersion, required=True, from_wire=False),
        "role": records.choice(SIGNER_CHOICES, from_wire=False),
        "by": records.reference("by", CharterSignature._meta.get_field("by").related_model, from_wire=False),
        "at": records.moment(from_wire=False),
        "lacking": records.text(4000, merges=False, from_wire=False),
    },
    needs=Action.APPROVE_CHARTER,
    needs_new=Action.UPDATE_OWN_ACTION,  # as above: the services ask who may sign as what
    own=OwnRule(Action.UPDATE_OWN_ACTION, belongs_to("by"), may_delete=True),
    audience=Action.READ_REPORTS,
    topics=("charter",),
    creatable=False,
    deletable=False,
    fill=made_by(),
)


def _after_comment(tx: Any, comment: CharterComment, fields: frozenset[str]) -> None:
    if tx.ops[-1]["k"] == "new":
        notices.tell_comment(tx, comment)


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
    own=OwnRule(Action.UPDATE_OWN_ACTION, belongs_to("author"), frozenset({"text", "settled"}), may_delete=True),
    audience=Action.READ_REPORTS,
    topics=("charter",),
    fill=made_by("author", "said_at"),
    after=_after_comment,
)

KINDS = (CHARTER_VERSION, CHARTER_SIGNATURE, CHARTER_COMMENT)
