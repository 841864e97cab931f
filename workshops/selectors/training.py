"""What people of a workshop were trained in, and where they practise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from workshops.access import Actor, can, visible_workshops
from workshops.decks import DECKS, Deck
from workshops.models import Participation, Training, ValueStream, Workshop
from workshops.policy import Action


@dataclass(frozen=True, slots=True)
class Trained:
    """One person with the topics: when each was trained, None for not yet."""

    person: Participation
    topics: tuple[tuple[Deck, Training | None], ...]

    @property
    def has_all(self) -> bool:
        """Whether nothing is left."""
        return all(row for _, row in self.topics)


def trained(workshop: Workshop, people: Sequence[Participation]) -> list[Trained]:
    """These people with what they were trained in."""
    rows = Training.objects.present().filter(workshop_id=workshop.pk, person__in=[person.pk for person in people])
    known: Mapping[tuple[UUID, str], Training] = {(row.person_id, row.topic): row for row in rows}
    return [Trained(person, tuple((deck, known.get((person.pk, deck.key))) for deck in DECKS)) for person in people]


def own_topics(actor: Actor, workshop: Workshop) -> set[str]:
    """The topics in which the person was trained here."""
    rows = Training.objects.present().filter(workshop_id=workshop.pk, person__user_id=actor.user_id)
    return set(rows.values_list("topic", flat=True))


def sees_training(actor: Actor, workshop: Workshop) -> bool:
    """Whether the person sees who was trained in what."""
    return can(actor, Action.SEE_PEOPLE_DATA, workshop)


def list_practice(actor: Actor, workshop: Workshop) -> list[Workshop]:
    """The practice workshops of the same organisation in which the person is."""
    same = Q(stream__organisation=workshop.stream.organisation_id) & ~Q(pk=workshop.pk)
    return list(visible_workshops(actor).filter(same, practice=True).order_by("-created_at")[:5])


def practice_stream(workshop: Workshop) -> ValueStream | None:
    """The stream that practice workshops of the same organisation belong to, once there is one."""
    rows = ValueStream.objects.filter(organisation=workshop.stream.organisation_id, workshops__practice=True)
    return rows.order_by("created_at", "pk").first()
