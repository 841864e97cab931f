"""How far each topic of a workshop has come: the number of the last change that touched it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from workshops.access import Actor, visible_workshops
from workshops.models import Change, Workshop, WorkshopHead
from workshops.records import kinds

WORKSHOPS = 256
"""Kept in the memory of a process; the others are worked out afresh."""
LOOKED_THROUGH = 500
"""Changes that are read to come up to date; behind more, every topic counts as moved."""


@dataclass(frozen=True, slots=True)
class Reached:
    """What a process knows of one workshop's log up to `head`. A topic that is not in `last` has not moved after `base`."""

    epoch: UUID
    base: int
    head: int
    last: Mapping[str, int] = field(default_factory=dict)


def heads_of(actor: Actor) -> list[tuple[Any, ...]]:
    """Where the logs of all workshops stand whose content the person sees: workshop, epoch, head, and number of the rights."""
    rows = WorkshopHead.objects.filter(workshop__in=visible_workshops(actor).values("pk")).order_by("workshop_id")
    return list(rows.values_list("workshop_id", "epoch", "head", "perm_epoch"))


_reached: OrderedDict[UUID, Reached] = OrderedDict()


def topics_of(ops: Iterable[Mapping[str, str]]) -> set[str]:
    """The topics that operations touch."""
    known = kinds()
    return {topic for op in ops if (kind := known.get(op["r"].partition("/")[0])) for topic in kind.topics}


def last_of(workshop: Workshop, topics: Iterable[str]) -> int:
    """The number of the last change of any of these topics, as of the head that was loaded with the workshop.

    Never above that head, so that it names nothing that a page read later may lack. After a restart it may be a number behind the
    last change of the topics: then what is named by it is the same as what was named by that.
    """
    head = workshop.head.head
    reached = _up_to(workshop)
    return min(head, max(reached.last.get(topic, reached.base) for topic in topics))


def _up_to(workshop: Workshop) -> Reached:
    head = workshop.head
    known = _reached.get(workshop.pk)
    if known is None or known.epoch != head.epoch or head.head - known.head > LOOKED_THROUGH:
        known = Reached(head.epoch, head.head, head.head)
    elif known.head < head.head:
        known = _read_on(workshop, known)
    _reached[workshop.pk] = known
    _reached.move_to_end(workshop.pk)
    while len(_reached) > WORKSHOPS:
        _reached.popitem(last=False)
    return known


def _read_on(workshop: Workshop, known: Reached) -> Reached:
    rows = Change.objects.filter(workshop_id=workshop.pk, seq__gt=known.head, seq__lte=workshop.head.head)
    last = dict(known.last)
    for seq, ops in rows.order_by("seq").values_list("seq", "ops"):
        last |= dict.fromkeys(topics_of(ops), seq)
    return Reached(known.epoch, known.base, workshop.head.head, last)
