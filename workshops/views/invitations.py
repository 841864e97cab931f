"""Calendar invitations of a workshop: what stands in whose calendar, what has to be told, sending it; and one's own dates as a file."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from workshops.access import actor_of, get_workshop
from workshops.invitations import Occasion, Plan
from workshops.models import CalendarEntry, Workshop
from workshops.pages import count, joined
from workshops.policy import Action
from workshops.selectors import invitations as selectors
from workshops.selectors.invitations import Outlook
from workshops.services import invitations as services
from workshops.views.days_common import page_of
from workshops.views.fresh import shows

WORDS = (("new", "new"), ("changed", "changed"), ("off", "taken back"))


@dataclass(frozen=True, slots=True)
class Row:
    """One occasion with who is invited, and how many have to be told what."""

    title: str
    starts: datetime
    ends: datetime
    all_day: bool
    place: str
    names: Sequence[str]
    told: int = 0
    new: int = 0
    changed: int = 0
    off: int = 0
    late: int = 0
    """How many are not told any more, since it has begun."""
    was: datetime | None = None
    """When it was to begin by the last letter, where that has changed."""


@require_http_methods(["GET", "POST"])
@shows("agenda", "charter", "reviews", "tasks")
def invitations_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who is invited to what, and what is not told yet; a POST tells it."""
    actor, now = actor_of(request), timezone.now()
    workshop = get_workshop(actor, pk, Action.EDIT_CHARTER)
    if request.method == "POST":
        found = selectors.outlook(workshop, now)
        plan = services.send_invitations(actor=actor, workshop_id=pk, now=now)
        messages.success(request, " ".join([_told(plan), *_left_out(workshop, found)]))
        return redirect("workshop-invitations", pk)
    found = selectors.outlook(workshop, now)
    context = {
        "rows": _rows(workshop, found),
        "plan": found.plan,
        "waiting": len(found.plan.letters),
        "waiting_words": _counted(found.plan),
        "sentence": _sentence(workshop, found),
        "left_out": _left_out(workshop, found),
        "is_approved": found.charter.approved_at is not None,
        "mail_is_local": settings.MAIL_IS_LOCAL,
    }
    return page_of(request, "invitations", workshop, context)


def _rows(workshop: Workshop, found: Outlook) -> list[Row]:
    """What people are invited to, in its order; then what is taken back from everybody."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    people: dict[str, list[str]] = defaultdict(list)
    for letter in found.plan.letters:
        counts[letter.event][letter.word] += 1
        if letter.word != "off":
            people[letter.event].append(letter.email)
    for event, known in found.plan.known.items():
        people[event] += known
    for event, late in found.plan.too_late.items():
        people[event] += late
    held = [one for one in sorted(found.occasions, key=lambda one: one.starts) if people[one.event]]
    rows = [_row(workshop, found, one, people[one.event], counts[one.event]) for one in held]
    events = {one.event for one in held}
    gone = {letter.event: found.entries[letter.event, letter.email] for letter in found.plan.letters if letter.event not in events}
    return rows + [_gone(entry, workshop, counts[event]["off"]) for event, entry in gone.items()]


def _row(workshop: Workshop, found: Outlook, one: Occasion, people: Sequence[str], counts: Counter[str]) -> Row:
    names = sorted(found.people[email][0].name for email in people)
    told = len(found.plan.known.get(one.event, ()))
    marks = {word: counts[word] for word, _ in WORDS} | {"late": len(found.plan.too_late.get(one.event, ()))}
    was = _was(found, one.event, one.starts)
    return Row(_short(workshop, one.title), one.starts, one.ends, one.all_day, one.place, names, told, was=was, **marks)


def _gone(entry: CalendarEntry, workshop: Workshop, off: int) -> Row:
    starts, ends = entry.starts.astimezone(workshop.zone), entry.ends.astimezone(workshop.zone)
    return Row(_short(workshop, entry.title), starts, ends, entry.all_day, entry.place, [], off=off)


def _short(workshop: Workshop, title: str) -> str:
    """What an occasion is called among those of its workshop."""
    return title.removeprefix(f"{workshop.title}: ")


def _was(found: Outlook, event: str, starts: datetime) -> datetime | None:
    for letter in found.plan.letters:
        if letter.event == event and letter.word == "changed":
            before = found.entries[event, letter.email].starts
            return before.astimezone(starts.tzinfo) if before != starts else None
    return None


def _sentence(workshop: Workshop, found: Outlook) -> str:
    """How the calendars stand."""
    times = f"Times of {workshop.time_zone.replace('_', ' ')}."
    if not found.entries:
        return f"Nobody was invited yet. Each invitation goes into the calendar of whoever gets it; what moves later is told again. {times}"
    if found.plan.letters:
        return f"Something moved since the invitations went out. Send them, and every calendar is right again. {times}"
    return f"Every calendar is right. {times}"


def _left_out(workshop: Workshop, found: Outlook) -> list[str]:
    """A sentence for each occasion that some are not told of any more."""
    titles = {one.event: _short(workshop, one.title) for one in found.occasions}
    return [
        f"{titles[event][:1].upper()}{titles[event][1:]} has begun: {count(len(late), 'person is', 'people are')} not told of it any more."
        for event, late in found.plan.too_late.items()
    ]


def _counted(plan: Plan) -> str:
    """`9 new, 2 changed and 1 taken back`."""
    return joined([f"{number} {label}" for word, label in WORDS if (number := plan.count(word))])


def _told(plan: Plan) -> str:
    if not plan.letters:
        return "Every calendar is right already: nothing was sent."
    return f"{count(len(plan.letters), 'invitation')} on the way: {_counted(plan)}."


@require_safe
def calendar_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One's own dates in a workshop, for a calendar program."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk)
    text = selectors.calendar_of(actor, workshop, timezone.now())
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{slugify(workshop.title) or "workshop"}.ics"'
    return response


urlpatterns = [
    path("workshops/<uuid:pk>/invitations/", invitations_page, name="workshop-invitations"),
    path("workshops/<uuid:pk>/calendar/", calendar_file, name="workshop-calendar"),
]
