"""What happened in workshops since somebody looked, read from the change log and told in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from actionplans.models import Action, Promise
from reviews import measures
from reviews.models import Review
from vsm_site.lib.units import display
from workshops.access import Actor
from workshops.models import Barrier, Change, Workshop
from workshops.records import kinds
from workshops.selectors.workshops import TOPICS
from workshops.stages import Stage

LOOKED_THROUGH = 400
"""How many of the latest changes are looked at."""
MOST_WORKSHOPS = 200
TOLD = 8
"""How many things are told one by one."""
STATUS_WORDS = {"done": "is done", "blocked": "is blocked", "doing": "is begun", "dropped": "is dropped", "todo": "is back to do"}
REVIEW_WORDS = {"held": "was held", "closed": "is closed", "cancelled": "is cancelled", "planned": "is planned again"}
LABELS = {metric.key: metric.label for metric in measures.MAP_METRICS}


@dataclass(frozen=True, slots=True)
class Since:
    """From where on a person is told: after a change, or without a visit before, after a moment."""

    seq: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that happened, in words."""

    icon: str
    text: str
    url: str
    who: str
    at: datetime
    workshop: Workshop


@dataclass(frozen=True, slots=True)
class Count:
    """How often something smaller was changed in one workshop."""

    workshop: Workshop
    label: str
    url: str
    number: int


@dataclass(frozen=True, slots=True)
class News:
    """What others did: the things that matter one by one, the newest first, and the rest in numbers."""

    items: tuple[Item, ...] = ()
    more: int = 0
    """Things that would have been told one by one, had there been fewer."""
    counts: tuple[Count, ...] = ()
    said: Counter[str] = field(default_factory=Counter)
    """How many of each sort: `review`, `action`, `reading`, `decision`, `raised`, `answered`, `stage`, `map`, `charter`."""


@dataclass(frozen=True, slots=True)
class _Event:
    """An operation worth telling: what sort, which record, and the words (with `{}` for the record's name)."""

    sort: str
    kind: str
    pk: UUID
    words: str
    icon: str


def news(actor: Actor, workshops: Sequence[Workshop], since: Mapping[UUID, Since]) -> News:
    """What others changed in these workshops, which the person sees. What was taken back is left out."""
    by_id = {workshop.pk: workshop for workshop in workshops[:MOST_WORKSHOPS]}
    wanted = Q()
    for pk in by_id:
        start = since[pk]
        wanted |= Q(workshop_id=pk, at__gt=start.at) if start.seq is None else Q(workshop_id=pk, seq__gt=start.seq)
    if not by_id:
        return News()
    rows = Change.objects.filter(wanted, audience=None, undone_by=None, undo_of=None).exclude(user_id=actor.user_id).exclude(kind="create")
    changes = list(rows.order_by("-at", "-seq").only("workshop_id", "user_id", "ops", "at")[:LOOKED_THROUGH])
    events = [(change, event) for change in changes for event in _events(change.ops)]
    names = _names([event for _, event in events])
    people = User.objects.in_bulk({change.user_id for change, _ in events if change.user_id}) if events else {}
    told, seen = [], set()
    for change, event in events:
        name = names.get((event.kind, event.pk))
        if name is None or (event.kind, event.pk, event.words) in seen:
            continue
        seen.add((event.kind, event.pk, event.words))
        who = str(people.get(change.user_id, "Somebody"))  # type: ignore[call-overload]
        place = by_id[change.workshop_id]
        told.append((event, Item(event.icon, event.words.format(name[0]), name[1] or _page(event, place), who, change.at, place)))
    said = Counter(event.sort for event, _ in told)
    return News(tuple(item for _, item in told[:TOLD]), max(0, len(told) - TOLD), _counts(changes, by_id), said)


def _events(ops: Sequence[Mapping[str, Any]]) -> Iterator[_Event]:
    for op in ops:
        kind, _, pk = op["r"].partition("/")
        teller = _TELLERS.get(kind)
        if teller and (told := teller(op["k"], op.get("f", {}))):
            sort, words, icon, *other = told
            named, named_pk = other or (kind, pk)
            yield _Event(sort, named, UUID(str(named_pk)), words, icon)


Told = tuple[Any, ...] | None


def _plain(text: Any) -> str:
    """A text as part of words that are formatted afterwards."""
    return str(text).replace("{", "{{").replace("}", "}}")


def _of_review(what: str, fields: Mapping[str, Any]) -> Told:
    word = REVIEW_WORDS.get(fields.get("status", "")) if what == "set" else None
    return ("review", f"The {{}} {word}", "clipboard-check") if word else None


def _of_reading(what: str, fields: Mapping[str, Any]) -> Told:
    if what != "new":
        return None
    metric, value = fields["metric"], fields["value"]
    if metric in LABELS:
        text = _plain(measures.reading_text(value, measures.KINDS[metric]))
        return "reading", f"{LABELS[metric]} measured for the {{}}: {text}", "gauge", "review", fields["review"]
    if metric.startswith(measures.PROMISE):
        return "reading", f"Promised {{}}, measured {_plain(display(value))}", "gauge", "promise", metric.removeprefix(measures.PROMISE)
    return "reading", "A target of the charter measured for the {}", "gauge", "review", fields["review"]


def _of_decision(what: str, fields: Mapping[str, Any]) -> Told:
    if what != "new" or not fields.get("review"):
        return None
    return "decision", f"Decided in the {{}}: {_plain(fields['text'])}", "check", "review", fields["review"]


def _of_action(what: str, fields: Mapping[str, Any]) -> Told:
    word = STATUS_WORDS.get(fields.get("status", "")) if what == "set" else None
    if word is None:
        return None
    reason = f": {_plain(fields['reason'])}" if fields["status"] in ("blocked", "dropped") and fields.get("reason") else ""
    return "action", f"“{{}}” {word}{reason}", "hand" if fields["status"] == "blocked" else "circle-check"


def _of_barrier(what: str, fields: Mapping[str, Any]) -> Told:
    if what == "new":
        return "raised", "Barrier raised: {}", "hand"
    word = {"taken": "Barrier taken on: {}", "lifted": "Barrier lifted: {}"}.get(fields.get("status", ""))
    return ("answered", word, "hand-helping") if what == "set" and word else None


def _of_workshop(what: str, fields: Mapping[str, Any]) -> Told:
    if what != "set" or "stage" not in fields:
        return None
    return "stage", f"{{}} is now in stage {Stage(fields['stage']).number}, {Stage(fields['stage']).short.lower()}", "flag"


def _of_charter(what: str, fields: Mapping[str, Any]) -> Told:
    return ("charter", "The charter is approved", "file-check") if what == "set" and fields.get("approved_at") else None


def _of_map(what: str, fields: Mapping[str, Any]) -> Told:
    return ("map", f"New map: {_plain(fields['title'])}", "route") if what == "new" else None


_TELLERS = {
    "review": _of_review,
    "reading": _of_reading,
    "decision": _of_decision,
    "action": _of_action,
    "barrier": _of_barrier,
    "workshop": _of_workshop,
    "charter": _of_charter,
    "map": _of_map,
}
_NAMED: Mapping[str, type[Any]] = {"review": Review, "action": Action, "promise": Promise, "barrier": Barrier, "workshop": Workshop}


def _names(events: Sequence[_Event]) -> dict[tuple[str, UUID], tuple[str, str]]:
    """Name and address of each record that is still there; others need no name."""
    found: dict[tuple[str, UUID], tuple[str, str]] = {}
    for kind, model in _NAMED.items():
        wanted = {event.pk for event in events if event.kind == kind}
        for row in model.objects.present().filter(pk__in=wanted) if wanted else ():
            found[kind, row.pk] = (str(row), "" if kind == "barrier" else row.get_absolute_url())
    return found | {(event.kind, event.pk): ("", "") for event in events if event.kind not in _NAMED}


def _page(event: _Event, workshop: Workshop) -> str:
    names = {"barrier": "workshop-barriers", "charter": "workshop-charter", "map": "workshop-maps"}
    return reverse(names[event.kind], args=[workshop.pk])


def _counts(changes: Sequence[Change], workshops: Mapping[UUID, Workshop]) -> tuple[Count, ...]:
    """What is not told one by one, by workshop and topic, most first."""
    known = kinds()
    counted: Counter[tuple[UUID, str]] = Counter()
    for change in changes:
        topics = {known[name].topics[0] for op in change.ops if (name := op["r"].partition("/")[0]) in known and name not in _TELLERS}
        counted.update((change.workshop_id, topic) for topic in topics if topic in TOPICS)
    return tuple(
        Count(workshops[pk], TOPICS[topic][0], reverse(TOPICS[topic][1], args=[pk]), number)
        for (pk, topic), number in counted.most_common(TOLD)
    )
