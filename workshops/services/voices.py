"""What people give in an open round: one entry each, changed by oneself alone, hidden from everybody until it is shown.

An entry is kept under a hash of the person with two keys: one of the installation and one of the round, which is destroyed together
with the entries when the round ends. Until then a copy of the database alone names nobody; afterwards nobody can, with whatever keys.
The log says of an anonymous round how many have taken part, and of nobody that it was they: such rows have no person, no tab and no id
that a browser made. What comes to light is shuffled and gets new ids, so that neither place nor time tells whose it is.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from vsm_site.lib.errors import Invalid, Locked
from workshops.access import Actor, get_record
from workshops.change import Committed, Tx, change
from workshops.kinds_rounds import ROUND
from workshops.models import Round, RoundEntry, RoundItem, RoundKey
from workshops.policy import Action
from workshops.records import find
from workshops.round_kinds import MOST_IN_ROUND, clean_choice, clean_dots, clean_notes
from workshops.selectors.rounds import entry_of, voice_of

SHUFFLE = secrets.SystemRandom()
Clean = Callable[[Round, Any], Any]


def new_key(round_id: UUID) -> None:
    """Give a round that begins its key."""
    RoundKey.objects.create(round_id=round_id, key=secrets.token_hex(32))


def write_note(*, actor: Actor, round_id: UUID, text: str) -> Committed:
    """One more note of one's own in a round of private writing. Invalid for an empty or long one, one too many of oneself or of all."""
    if not text.strip():
        raise Invalid({"note": "Type what you want to say."})
    return _give(actor, round_id, "write", lambda row, before: _with_note(row, before or [], text))


def _with_note(row: Round, mine: list[str], text: str) -> list[str]:
    kept = clean_notes([*mine, text])
    if len(kept) > len(mine) and sum(len(content) for content in _contents(row)) >= MOST_IN_ROUND:
        raise Invalid({"note": f"The round is full: all together have written {MOST_IN_ROUND} notes. The coach can show them now."})
    return kept


def _contents(row: Round) -> QuerySet[RoundEntry, Any]:
    return RoundEntry.objects.filter(round_id=row.pk).values_list("content", flat=True)


def remove_note(*, actor: Actor, round_id: UUID, text: str) -> Committed:
    """Take one of one's own notes back while nobody has seen it."""
    return _give(actor, round_id, "write", lambda row, before: [note for note in before or [] if note != text])


def place_dots(*, actor: Actor, round_id: UUID, dots: Mapping[str, int]) -> Committed:
    """Spread one's dots over the candidates, in place of how they were spread before."""
    return _give(actor, round_id, "dots", lambda row, before: clean_dots(dots, _items(row), row.dots))


def choose(*, actor: Actor, round_id: UUID, items: Sequence[str]) -> Committed:
    """Answer a poll, in place of one's answer before."""
    return _give(actor, round_id, "poll", lambda row, before: clean_choice(items, _items(row), several=row.several))


def say_ready(*, actor: Actor, round_id: UUID, ready: bool) -> Committed:
    """Say that one is ready, or not any more."""
    return _give(actor, round_id, "ready", lambda row, before: {"ready": True} if ready else {})


def _items(row: Round) -> list[str]:
    return [str(pk) for pk in RoundItem.objects.present().filter(round_id=row.pk).values_list("pk", flat=True)]


def _give(actor: Actor, round_id: UUID, kind: str, clean: Clean) -> Committed:
    """Keep what a person gives, or nothing where it is empty; others hear how many have taken part, if that is another number now."""
    row = get_record(actor, Round, round_id)
    with change(row.workshop_id, actor=actor, needs=Action.VOTE, kind="voice") as tx:
        row = find(row.workshop_id, ROUND, round_id)
        if row.kind != kind:
            raise Invalid("This round asks for something else.")
        if row.state != "open":
            raise Locked("The coach has ended this round.")
        if not row.named:
            tx.leave_no_name()
        tx.keep_unlogged()
        _keep(actor, row, clean)
        _count(tx, row)
    return tx.committed


def _keep(actor: Actor, row: Round, clean: Clean) -> None:
    before = entry_of(actor, row.pk)
    content = clean(row, before.content if before else None)
    if before is None and content:
        key = RoundKey.objects.values_list("key", flat=True).get(round_id=row.pk)
        author = actor.user_id if row.named else None
        RoundEntry.objects.create(round_id=row.pk, voice=voice_of(key, actor.user_id), author_id=author, content=content)
    elif before is not None and content:
        RoundEntry.objects.filter(pk=before.pk).update(content=content)
    elif before is not None:
        RoundEntry.objects.filter(pk=before.pk).delete()


def _count(tx: Tx, row: Round) -> None:
    voices = RoundEntry.objects.filter(round_id=row.pk).count()
    if voices == row.voices:
        return
    tx.granted |= {Action.RUN_WORKSHOP}
    tx.set(row, {"voices": voices})


def take_entries(round_id: UUID) -> list[RoundEntry]:
    """All entries of a round in a random order; they and the key are gone afterwards. To be called inside the change that ends it."""
    entries = list(RoundEntry.objects.filter(round_id=round_id).select_related("author"))
    SHUFFLE.shuffle(entries)
    RoundEntry.objects.filter(round_id=round_id).delete()
    RoundKey.objects.filter(round_id=round_id).delete()
    return entries


def hand_over(tx: Tx, old: UUID, new: UUID) -> None:
    """What somebody has given in open rounds is another's own, who takes the place; where both have given, the other's counts."""
    for round_id, key in RoundKey.objects.filter(round__workshop_id=tx.workshop_id).values_list("round_id", "key"):
        given = RoundEntry.objects.filter(round_id=round_id, voice=voice_of(key, old)).first()
        if given is None:
            continue
        tx.keep_unlogged()
        if RoundEntry.objects.filter(round_id=round_id, voice=voice_of(key, new)).exists():
            RoundEntry.objects.filter(pk=given.pk).delete()  # the next voice counts anew: a count here would tell who has given
        else:
            author = new if given.author_id else None
            RoundEntry.objects.filter(pk=given.pk).update(voice=voice_of(key, new), author_id=author)
