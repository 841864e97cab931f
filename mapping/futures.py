"""How far a workshop is on its way to a future state: the ideal, the candidates, the one that was chosen and who signed it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Max, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from mapping import compared, comparison, design_questions, document, selectors
from mapping.comparison import Comparison
from mapping.facts import MapFacts
from mapping.lineage import at_two_moments
from mapping.models import DesignAnswer, FutureSignature, FutureVersion, Map, Step
from mapping.models.futures import SIGNERS
from mapping.selectors import Drawn
from workshops.access import Actor, get_record
from workshops.models import ROLE_LABELS, Round, Workshop
from workshops.policy import Role
from workshops.selectors import rounds
from workshops.selectors.rounds import RoundView

IDEAL = "ideal"
"""What the rounds of the ideal-state discussion are about."""
MOST_ROUNDS = 6


def list_candidates(workshop: Workshop) -> QuerySet[Map]:
    """The future states of a workshop, each knowing whether it is the chosen one."""
    return selectors.with_choice(selectors.list_maps(workshop)).filter(state="future")


def list_ideals(workshop: Workshop) -> QuerySet[Map]:
    """The ideal states of a workshop."""
    return selectors.list_maps(workshop).filter(state="ideal")


def ideal_rounds(actor: Actor, workshop: Workshop) -> list[RoundView]:
    """The last rounds about the ideal state, the newest first, as the person may see them; those that were dropped are gone."""
    rows = rounds.list_rounds(workshop).filter(about=IDEAL).exclude(state="dropped")
    return rounds.view_rounds(actor, workshop, list(rows[:MOST_ROUNDS]))


def source_of_votes(views: Iterable[RoundView]) -> Round | None:
    """The newest notes on the ideal that are shown, so that they can be voted on."""
    return next((view.round for view in views if view.round.kind == "write" and not view.is_open and view.items), None)


# The chosen future and its signatures


def content_of(facts: MapFacts) -> dict[str, Any]:
    """What a map says, as versions keep it."""
    return document.write(facts)


def digest(content: Mapping[str, Any]) -> str:
    """A short word that is another one when the content is."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:24]


def list_versions(workshop_id: UUID) -> QuerySet[FutureVersion]:
    """The versions of the chosen future, the newest first, with who signed each."""
    signed = FutureSignature.objects.present().select_related("by").order_by("at", "pk")
    found: QuerySet[FutureVersion] = FutureVersion.objects.present().filter(workshop_id=workshop_id).order_by("-number")
    return found.select_related("made_by", "map").prefetch_related(Prefetch("signatures", queryset=signed, to_attr="signed"))


def last_version(workshop_id: UUID) -> FutureVersion | None:
    """The newest version: the future that is chosen, unless it is withdrawn or its map was removed."""
    return list_versions(workshop_id).first()


def last_withdrawn(workshop_id: UUID) -> FutureVersion | None:
    """The newest version where that says that no future is chosen any more."""
    version = last_version(workshop_id)
    return version if version is not None and version.is_withdrawn else None


def next_number(workshop_id: UUID) -> int:
    """The number of the next version; none is given twice."""
    rows = FutureVersion.objects.filter(workshop_id=workshop_id).order_by()
    return int(rows.aggregate(last=Max("number"))["last"] or 0) + 1


def get_version(actor: Actor, pk: UUID) -> FutureVersion:
    """A version with its map and workshop; NotFound or Forbidden as get_workshop."""
    return get_record(actor, FutureVersion, pk, "map", "made_by")


def list_signatures(workshop_id: UUID) -> QuerySet[FutureSignature]:
    """Every yes that was given to a future and not taken back, the newest first."""
    found: QuerySet[FutureSignature] = FutureSignature.objects.present().filter(workshop_id=workshop_id, version__deleted_seq=None)
    return found.select_related("by", "version").order_by("-at", "-pk")


def standing_signatures(workshop_id: UUID) -> QuerySet[FutureSignature]:
    """The same without what was given before the choice was last withdrawn."""
    withdrawn = FutureVersion.objects.present().filter(workshop_id=workshop_id, is_withdrawn=True).order_by("-number").values("number")[:1]
    return list_signatures(workshop_id).filter(version__number__gt=Coalesce(Subquery(withdrawn), 0))


@dataclass(frozen=True, slots=True)
class Signed:
    """Where one of the two roles stands: its latest yes to the chosen map, and whether the map still is what was signed."""

    role: Role
    signature: FutureSignature | None
    is_current: bool

    @property
    def label(self) -> str:
        """The role in words."""
        return ROLE_LABELS[self.role]


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen future: its last version, who signed, and whether the map changed since that version."""

    version: FutureVersion
    signed: tuple[Signed, ...]
    is_same: bool
    seen: str
    """The digest of the map as it is now."""

    @property
    def map(self) -> Map:
        """The chosen map."""
        return self.version.map

    @property
    def is_signed(self) -> bool:
        """Whether sponsor and owner signed the map as it is now."""
        return all(row.is_current for row in self.signed)

    @property
    def missing(self) -> list[str]:
        """Who has not signed it as it is now."""
        return [row.label.lower() for row in self.signed if not row.is_current]

    @property
    def last_signed(self) -> FutureVersion | None:
        """The newest version that somebody signed."""
        found = [row.signature.version for row in self.signed if row.signature]
        return max(found, key=lambda version: version.number, default=None)


def choice_of(workshop_id: UUID, drawn: Iterable[Drawn] = ()) -> Choice | None:
    """The chosen future of a workshop, None where there is none or its map was removed; `drawn` are maps that are loaded already."""
    version = last_version(workshop_id)
    if version is None or version.is_withdrawn or version.map.deleted_seq is not None:
        return None
    known = {entry.map.pk: entry.facts for entry in drawn}
    facts = known.get(version.map_id) or selectors.drawn(version.map).facts
    content = content_of(facts)
    return Choice(version, _signed(version, content), version.content == content, digest(content))


def _signed(version: FutureVersion, content: Mapping[str, Any]) -> tuple[Signed, ...]:
    latest: dict[str, FutureSignature] = {}
    for signature in standing_signatures(version.workshop_id):
        if signature.version.map_id == version.map_id:
            latest.setdefault(signature.role, signature)
    return tuple(Signed(role, mine := latest.get(role), mine is not None and mine.version.content == content) for role in SIGNERS)


# What changed after the choice


@dataclass(frozen=True, slots=True)
class Since:
    """The chosen future then and now."""

    before: MapFacts
    after: MapFacts
    found: Comparison
    more: tuple[str, ...]
    """What else is another one, in words: notes, information flows, customers."""

    @property
    def is_same(self) -> bool:
        """Whether nothing is another one."""
        return content_of(self.before) == content_of(self.after)


PARTS = (("flows", "flow"), ("parties", "customer or supplier"), ("information", "information flow"), ("notes", "note"))
WAITING = ("wait", "inventory")
"""Data of a flow that stand as the wait before its step."""


def changed_since(version: FutureVersion, drawn: Drawn) -> Since:
    """What became of a map since a version of it."""
    before = document.read(version.content).facts
    assert before is not None, "versions hold documents that were read"
    found = comparison.compare(*at_two_moments(before, drawn.facts))
    return Since(before, drawn.facts, found, tuple(_more(before, drawn.facts, {wait.after for wait in found.waits})))


def _more(before: MapFacts, after: MapFacts, waits: Collection[str]) -> Iterable[str]:
    """What is another one beside the steps; `waits` are the steps before which the wait is told to be another."""
    for name, word in PARTS:
        old, new = ({_key(row): _data(row, waits) for row in getattr(facts, name)} for facts in (before, after))
        new_ones, gone = len(new.keys() - old.keys()), len(old.keys() - new.keys())
        other = sum(old[key] != new[key] for key in old.keys() & new.keys())
        for number, what in ((new_ones, "new"), (gone, "removed"), (other, "changed")):
            if number:
                yield f"{number} {_plural(word, number)} {what}"


def _data(row: Any, waits: Collection[str]) -> dict[str, Any]:
    told = WAITING if getattr(row, "target", "") in waits else ()
    return {key: value for key, value in row.data.items() if key not in told}


def _key(row: Any) -> str:
    return f"{row.source}>{row.target}" if hasattr(row, "source") else str(row.id)


def _plural(word: str, number: int) -> str:
    return word if number == 1 else "customers or suppliers" if word == "customer or supplier" else f"{word}s"


# Answers to the design questions


@dataclass(frozen=True, slots=True)
class Place:
    """A step that an answer is about, by the place where it can be opened."""

    name: str
    pk: UUID
    map_id: UUID


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answer as pages show it."""

    answer: DesignAnswer
    places: tuple[Place, ...]
    is_mine: bool

    @property
    def candidate(self) -> Map | None:
        """The candidate that it belongs to, while that is there."""
        map_ = self.answer.map
        return map_ if map_ is not None and map_.deleted_seq is None else None


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question with what the map says to it and what was answered."""

    number: int
    question: design_questions.Question
    hint: str
    answers: tuple[AnswerLine, ...]


def list_answers(actor: Actor, workshop: Workshop, only: Map | None = None) -> list[AnswerLine]:
    """What was answered, the oldest first; with `only` what holds for that candidate: its own and what holds for every future."""
    rows = DesignAnswer.objects.present().filter(workshop_id=workshop.pk).select_related("author", "map").order_by("said_at", "pk")
    kept = [row for row in rows if only is None or row.map_id in (None, only.pk)]
    steps = Step.objects.present().filter(pk__in={key for row in kept for key in row.steps}, map__deleted_seq=None)
    names = {str(step.pk): Place(step.name, step.pk, step.map_id) for step in steps.order_by("order_key", "pk")}
    return [
        AnswerLine(row, tuple(place for key, place in names.items() if key in row.steps), row.author_id == actor.user_id) for row in kept
    ]


def named_steps(answer: DesignAnswer) -> list[tuple[str, str]]:
    """The steps that an answer is about, by their ids, each with its map."""
    rows = Step.objects.filter(workshop_id=answer.workshop_id, pk__in=answer.steps).select_related("map").order_by("order_key", "pk")
    return [(str(step.pk), f"{step.name}, {step.map.title}") for step in rows]


def asked(entry: design_questions.QuestionSet, lines: Sequence[AnswerLine], said: Mapping[str, str]) -> list[AskedQuestion]:
    """The questions of a set with their answers; `said` are hints by question."""
    return [
        AskedQuestion(place, question, said.get(question.key, ""), tuple(line for line in lines if line.answer.question == question.key))
        for place, question in enumerate(entry.questions, 1)
    ]


def count_answered(workshop_id: UUID) -> dict[str, int]:
    """By set how many of its questions have an answer."""
    rows = DesignAnswer.objects.present().filter(workshop_id=workshop_id).order_by().values_list("question", flat=True).distinct()
    found = {entry.key: 0 for entry in design_questions.SETS}
    for key in rows:
        found[design_questions.SET_OF[key].key] += 1
    return found


def get_answer(actor: Actor, pk: UUID) -> DesignAnswer:
    """An answer with its workshop; NotFound or Forbidden as get_workshop."""
    return get_record(actor, DesignAnswer, pk, "author", "map")


def deltas_of(found: Comparison) -> list[compared.Delta]:
    """The totals that differ, in words."""
    return [delta for delta in compared.deltas(found) if delta.size or delta.before != delta.after]
