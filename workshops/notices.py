"""What workshops tell people about: their own place in one, and what waits for their yes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.template import Context
from django.template.loader import get_template
from django.urls import reverse

from accounts import notifications
from accounts.models import User
from workshops import links
from workshops.models import ROLE_LABELS, Barrier, CharterComment, Participation, Workshop, WorkshopDay
from workshops.policy import ROLE_ACTIONS, Action, Role

INVITED = notifications.register(
    "workshop-invited",
    "I am put into a workshop",
    description="You see it here at once; the invitation comes by mail as well.",
    mails=False,  # the invitation itself is the mail
)
PLACE = notifications.register("workshop-role", "My role in a workshop", description="It changed, or you were taken out.")
APPROVAL = notifications.register("charter-approval", "A charter waits for my approval", description="Somebody asks you to read it.")
COMMENT = notifications.register(
    "charter-comment", "Somebody commented on a charter", description="You write the charter; somebody said something about a part of it."
)

BARRIER = notifications.register("barrier-raised", "A barrier waits for me", description="The team cannot go on without you.")
BARRIER_WAITS = notifications.register(
    "barrier-waits", "A barrier still waits", description="Nobody took it for days, or its day is past; you lift it or lead the workshop."
)
ANSWERED = notifications.register("barrier-answered", "My barrier is answered", description="What a leader decided about it.")
DECIDED = notifications.register(
    "decision-written", "A decision of mine is written down", description="Somebody noted in the room what you decided about a barrier."
)
CALENDAR = notifications.register(
    "calendar", "Invitations for my calendar", description="Workshop days, leadership visits, briefings and reviews, and what moves."
)
SUMMARY = notifications.register("day-summary", "The summary of a workshop day", description="What the team did, learned and asks for.")


def role_words(role: str) -> str:
    """A role within a sentence."""
    return ROLE_LABELS[Role(role)].lower()


def tell_invited(person: Participation, workshop: Workshop, by: User, key: UUID) -> None:
    """Tell a member who was put into a workshop."""
    words = f"{by} invites you to the workshop “{workshop.title}” as {role_words(person.role)}."
    _tell([person.user], by, INVITED.kind, words, workshop, f"{person.pk}:{key}")


def tell_role(person: Participation, workshop: Workshop, by: User, key: UUID) -> None:
    """Tell somebody whose role is another one now."""
    words = f"{by} made you {role_words(person.role)} in the workshop “{workshop.title}”."
    _tell([person.user], by, PLACE.kind, words, workshop, f"{person.pk}:{key}")


def tell_removed(person: Participation, workshop: Workshop, by: User, key: UUID) -> None:
    """Tell somebody who was taken out of a role; without any other one the workshop's page would be closed, so there is no link."""
    words = f"{by} took you out of the workshop “{workshop.title}” as {role_words(person.role)}."
    _tell([person.user], by, PLACE.kind, words, workshop, f"{person.pk}:{key}", url="")


def ask_for_approval(people: Iterable[User | None], workshop: Workshop, by: User, key: str) -> int:
    """Tell those who approve the charter that it waits; once for each state of the charter."""
    words = f"{by} asks you to read and approve the charter of “{workshop.title}”."
    return _tell(people, by, APPROVAL.kind, words, workshop, key, url=reverse("workshop-charter", args=[workshop.pk]))


def tell_comment(tx: Any, comment: CharterComment) -> None:
    """Tell those who write the charter what somebody said about it."""
    workshop = comment.workshop
    words = f"{tx.actor.user} on the charter of “{workshop.title}”, {comment.get_part_display().lower()}: {shorten(comment.text, 120)}"
    url = f"{reverse('workshop-charter', args=[workshop.pk])}#{comment.part}"
    _tell(_with_right(tx, Action.EDIT_CHARTER), tx.actor.user, COMMENT.kind, words, workshop, str(comment.pk), url=url)


def tell_barrier(tx: Any, barrier: Barrier) -> None:
    """Tell those who can lift barriers of the workshop about a new one."""
    by, title = tx.actor.user, barrier.workshop.title
    for user in _others(_with_right(tx, Action.ANSWER_BARRIER), by):
        link = links.personal_url(user.pk, "barrier", barrier.pk)
        notifications.notify(
            [user],
            BARRIER.kind,
            text=f"{by} raised a barrier: {shorten(barrier.text)}",
            url=reverse("barrier-answer", args=[barrier.pk]),
            dedupe_key=f"{BARRIER.kind}:{barrier.pk}",
            workshop_id=tx.workshop_id,
            mail_body=f"{by} raised a barrier in “{title}”:\n\n{barrier.text}\n\nTake it, or say what is decided:\n{link}\n",
        )


@dataclass(frozen=True, slots=True)
class BarrierWas:
    """How a barrier stood before a change, as far as people are told of it."""

    answer: str
    status: str
    owner_id: UUID | None
    decided_by_id: UUID | None

    @classmethod
    def of(cls, barrier: Barrier) -> BarrierWas:
        """How it stands now."""
        return cls(barrier.answer, barrier.status, barrier.owner_id, barrier.decided_by_id)


def tell_barrier_moved(tx: Any, was: BarrierWas, barrier: Barrier) -> None:
    """Tell of what a change made of a barrier: whoever raised it, who is to lift it now, and a leader what was written down for her.

    Nobody is told of what is as it was.
    """
    by, url = tx.actor.user, f"{reverse('workshop-barriers', args=[tx.workshop_id])}#barrier-{barrier.pk}"
    key, about = f"{barrier.pk}:{tx.seq}", shorten(barrier.text, 60)
    if words := _news_of(by, was, barrier):
        _tell([barrier.raised_by], by, ANSWERED.kind, words, barrier.workshop, key, url=url)
    leader = barrier.decided_by if barrier.written_by_id and barrier.answer else None
    if leader and (was.answer, was.decided_by_id) != (barrier.answer, barrier.decided_by_id):
        words = f"{by} wrote down what you decided about “{about}”: {shorten(barrier.answer, 120)}"
        _tell([leader.user], by, DECIDED.kind, words, barrier.workshop, key, url=url)
    owner = barrier.owner if barrier.owner_id != was.owner_id and barrier.status != "lifted" else None
    if owner and owner != leader:
        words = f"{by} asks you to lift a barrier: {shorten(barrier.text)}"
        _tell([owner.user], by, BARRIER.kind, words, barrier.workshop, f"{key}:owner", url=url)


def tell_barrier_gone(tx: Any, barrier: Barrier) -> None:
    """Tell whoever raised a barrier, who was to lift it, and who could, that somebody took it off the list: nothing goes silently."""
    by, owner = tx.actor.user, barrier.owner.user if barrier.owner else None
    people = [barrier.raised_by, owner, *_with_right(tx, Action.ANSWER_BARRIER)]
    words = f"{by} took the barrier “{shorten(barrier.text)}” off the list."
    url = reverse("workshop-barriers", args=[tx.workshop_id])
    _tell(people, by, ANSWERED.kind, words, barrier.workshop, f"{barrier.pk}:{tx.seq}", url=url)


def _news_of(by: User, was: BarrierWas, barrier: Barrier) -> str:
    """What whoever raised a barrier is told, the answer before all; empty where nothing of it is new."""
    about = shorten(barrier.text, 60)
    if barrier.answer and barrier.answer != was.answer:
        who = f"{barrier.decided_by.name} decided about" if barrier.written_by_id and barrier.decided_by else f"{by} answered"
        return f"{who} your barrier “{about}”: {shorten(barrier.answer, 120)}"
    if barrier.status != was.status and "lifted" in (barrier.status, was.status):
        return f"{by} lifted your barrier “{about}”." if barrier.status == "lifted" else f"{by} opened your barrier “{about}” again."
    if barrier.owner_id != was.owner_id:
        return f"{barrier.owner.name if barrier.owner else 'Nobody'} lifts your barrier “{about}” now."
    if barrier.status != was.status:
        return f"Your barrier “{about}” is {'taken' if barrier.status == 'taken' else 'open again'}."
    return ""


def receivers_of(day: WorkshopDay, by: User | None) -> list[User]:
    """Who receives the summary of a day that this person sends: sponsors and process owner, each once."""
    rows = Participation.objects.present().filter(workshop_id=day.workshop_id, role__in=_roles(Action.GET_SUMMARY), user__is_active=True)
    people = rows.select_related("user").order_by("order_key", "id")
    return list(dict.fromkeys(row.user for row in people if row.user and row.user != by))


def mailed_of(day: WorkshopDay, by: User | None) -> list[User]:
    """Those of them who want it by mail."""
    people = receivers_of(day, by)
    unwanted = notifications.without_mail(people, SUMMARY.kind)
    return [user for user in people if user.pk not in unwanted]


def tell_summary(day: WorkshopDay, by: User, key: UUID) -> None:
    """Tell those who receive the summary of a day on their page that it can be read; once for each time that it is sent."""
    notifications.tell(
        receivers_of(day, by),
        SUMMARY.kind,
        text=f"The summary of {_date(day)} is there: “{day.workshop.title}”.",
        url=reverse("day-close", args=[day.pk]),
        dedupe_key=f"{SUMMARY.kind}:{key}",
        workshop_id=day.workshop_id,
    )


def summary_subject(day: WorkshopDay) -> str:
    """The subject of the letter with the summary of a day."""
    return f"{day.workshop.title}: summary of {_date(day)}"


def summary_text(told: Any) -> str:
    """The letter with the summary of a day (DaySummary), without the link that each receiver gets."""
    template: Any = get_template("workshops/mail/day_summary.txt")
    text: str = template.template.render(Context({"summary": told}, autoescape=False))  # plain text, not HTML
    return text.rstrip()


def mail_summary(day: WorkshopDay, by: User | None, text: str, key: UUID, file: str = "", file_name: str = "") -> list[str]:
    """Mail the summary of a day, with its PDF where there is one, to those who receive it; once for each `key`. Gives their names.

    Each letter carries a link of its own to the page of the summary.
    """
    people = mailed_of(day, by)
    notifications.write_to(
        people,
        SUMMARY.kind,
        subject=summary_subject(day),
        body_for=lambda user: f"{text.rstrip()}\n\nOn its page: {links.personal_url(user.pk, 'day', day.pk)}\n",
        dedupe_key=f"{SUMMARY.kind}:{key}",
        attachment=file,
        attachment_name=file_name,
    )
    return [user.display_name for user in people]


def _date(day: WorkshopDay) -> str:
    return f"{day.date:%a} {day.date.day} {day.date:%b}"


def _others(people: Iterable[User | None], by: User) -> list[User]:
    return list(dict.fromkeys(user for user in people if user is not None and user.pk != by.pk))


def shorten(text: str, limit: int = 90) -> str:
    """A text that fits into one line."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def _with_right(tx: Any, right: Action) -> list[User | None]:
    """Everybody of the workshop whose role has this right."""
    rows = Participation.objects.present().filter(workshop_id=tx.workshop_id, role__in=_roles(right), user__is_active=True)
    return [row.user for row in rows.select_related("user")]


def _roles(right: Action) -> list[str]:
    return [role.value for role, rights in ROLE_ACTIONS.items() if right in rights]


def _tell(people: Iterable[User | None], by: User, kind: str, text: str, workshop: Workshop, key: str, **more: Any) -> int:
    users = _others(people, by)
    url = more.get("url", workshop.get_absolute_url())
    return notifications.notify(users, kind, text=text, url=url, dedupe_key=f"{kind}:{key}", workshop_id=workshop.pk)
