"""Pre-work: the form that a link opens without an account, the same for who is signed in, and the page of those who ask and decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from mapping import prework as selectors
from mapping.coverage import step_places
from mapping.forms.prework import DecideForm, PreworkForm, SendForm
from mapping.gathering import current_map
from mapping.models.prework import STATES
from mapping.prework import Asked, Door
from mapping.services import prework as services
from vsm_site.lib.errors import AppError, Conflict, Invalid, NotFound, Repeated
from vsm_site.lib.ids import uuid7
from workshops.access import actor_of, get_workshop
from workshops.models import Workshop
from workshops.pages import count
from workshops.policy import Action
from workshops.views.common import change_id_of, enter
from workshops.views.fresh import shows

ROWS = 20
_LINKS = "prework-links-{}"
"""Where the session keeps what was sent from a workshop's page until that page was shown."""


# Answering


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def prework(request: HttpRequest, token: str) -> HttpResponse:
    """The form of one person, opened by the link of the mail; it shows and takes that person's own answers and nothing else."""
    door = selectors.door_of(token, timezone.now())
    if door is None or door.closed:
        return render(request, "mapping/prework_closed.html", {"door": door}, status=410)
    return _answer(request, door, reverse("prework", args=[token]), "mapping/prework_link.html")


@require_http_methods(["GET", "POST"])
def prework_own(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same for somebody who is signed in."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.PREWORK)
    enter(request, workshop, "home")
    door = selectors.own_door(actor, workshop)
    if door is None:
        raise NotFound
    return _answer(request, door, reverse("prework-own", args=[pk]), "mapping/prework_own.html")


def _answer(request: HttpRequest, door: Door, address: str, template: str) -> HttpResponse:
    style, status = selectors.style_of(door.workshop), 200
    form = PreworkForm(request.POST if request.method == "POST" and "remove" not in request.POST else None, style=style)
    if request.method == "POST" and "remove" in request.POST:
        return _taken_back(request, door, address)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                kept = services.add_answers(door=door, answers=form.answers, change_id=change_id_of(request))
            except Repeated:
                return redirect(address)
            except Invalid as invalid:
                form.add_error(None, invalid.faults[0].text)
            else:
                messages.success(request, f"Thank you: {count(kept, 'answer')} kept. Add another step, or close this page.")
                return redirect(address)
    answers, places = list(selectors.own_answers(door.person)), step_places(door.workshop)
    context = {
        "door": door,
        "form": form,
        "answers": [(answer, selectors.shown_data(answer, style)) for answer in answers],
        "steps": selectors.own_steps(door.person, places),
        "has_no_step": selectors.has_no_step(door.person, places),
        "change_id": (request.POST.get("change_id") if status != 200 else "") or uuid7(),
        "address": address,
    }
    return render(request, template, context, status=status)


def _taken_back(request: HttpRequest, door: Door, address: str) -> HttpResponse:
    try:
        services.take_back(door=door, answer_id=UUID(request.POST["remove"]))
    except ValueError:
        raise NotFound from None
    except AppError as refused:
        messages.error(request, refused.detail or "This is not there any more.")
    else:
        messages.success(request, "Taken back.")
    return redirect(address)


# Asking and deciding


@never_cache
@require_http_methods(["GET", "POST"])
@shows("tasks", "map", "captures")
def workshop_prework(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who was asked and what came back; a POST mails links to those who were chosen."""
    actor, now = actor_of(request), timezone.now()
    workshop = get_workshop(actor, pk, Action.MANAGE_CAPTURES)
    asked = selectors.list_asked(workshop, now)
    form = SendForm(request.POST if request.method == "POST" else None, people=[(str(row.person.pk), row.person.name) for row in asked])
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["people"]
        try:
            sent = services.send_links(actor=actor, workshop_id=pk, people=chosen, now=now, change_id=change_id_of(request))
        except Invalid as invalid:
            form.add_error(None, invalid.faults[0].text)
        else:
            return _sent(request, pk, sent)
    enter(request, workshop, "home")
    return render(request, "mapping/prework.html", _page(request, workshop, asked, form), status=422 if form.errors else 200)


def _sent(request: HttpRequest, pk: UUID, sent: list[services.Sent]) -> HttpResponse:
    """Back to the page, which shows the links once where nobody would get them by mail; nothing new where the form came twice."""
    if sent:
        messages.success(request, f"{count(len(sent), 'link')} mailed. Each works for 30 days and for one person.")
    if sent and settings.MAIL_IS_LOCAL:
        request.session[_LINKS.format(pk)] = [{"name": entry.person.name, "link": entry.link} for entry in sent]
    return redirect("workshop-prework", pk)


@dataclass(frozen=True, slots=True)
class Refused:
    """A decision that was not stored: its form, and what is wrong, or who wrote what was not seen, by the field of the step."""

    answer: UUID
    form: DecideForm
    fault: str = ""
    writers: Mapping[str, str] = field(default_factory=dict)

    @property
    def keys(self) -> list[str]:
        """What was chosen."""
        return list(self.form.cleaned_data["keys"])


@dataclass(frozen=True, slots=True)
class Row:
    """An answer on the page, with the one to go on with once it is decided."""

    answer: selectors.Answer
    after: UUID | None
    refused: Refused | None


def _rows(answers: list[selectors.Answer], refused: Refused | None) -> list[Row]:
    keys = [answer.row.pk for answer in answers]
    following = [*keys[1:], *keys[-2:-1]]  # after the last one, the one before it
    return [
        Row(answer, after, refused if refused and refused.answer == answer.row.pk else None)
        for answer, after in zip_longest(answers, following)
    ]


def _page(request: HttpRequest, workshop: Workshop, asked: list[Asked], form: SendForm, refused: Refused | None = None) -> dict[str, Any]:
    state = given if (given := request.GET.get("state", "")) in dict(STATES) else "sent"
    rows = selectors.list_answers(workshop)
    counts = {key: 0 for key, _ in STATES} | selectors.count_by_state(workshop)
    page = Paginator(rows.filter(state=state), ROWS).get_page(refused.form.cleaned_data["page"] if refused else request.GET.get("page"))
    address = reverse("workshop-prework", args=[workshop.pk])
    chosen = {refused.answer: refused.form.cleaned_data["step"]} if refused else {}
    places, current = step_places(workshop), current_map(workshop.pk)
    return {
        "asked": [(row, selectors.has_no_step(row.person, places)) for row in asked],
        "current": current,
        "sent": request.session.pop(_LINKS.format(workshop.pk), []),
        "form": form,
        "change_id": uuid7(),
        "is_open": selectors.is_open(workshop),
        "page": page,
        "rows": _rows(selectors.with_steps(page, workshop, chosen), refused),
        "places": places,
        "tabs": [{"label": f"{label} ({counts[key]})", "url": f"{address}?state={key}", "active": key == state} for key, label in STATES],
        "state_query": f"state={state}",
        "sentence": _sentence(asked, counts),
    }


def _sentence(asked: list[Asked], counts: dict[str, int]) -> str:
    if not asked:
        return "Nobody of the team has own steps yet. Invite subject-matter experts first."
    if not any(row.link or row.answers for row in asked):
        return "Nobody was asked yet. Each person chosen below gets a link of the own by mail and needs no account."
    out = sum(row.link is not None for row in asked)
    back = sum(row.answers > 0 for row in asked)
    waiting = {0: "none waits", 1: "1 waits"}.get(counts["sent"], f"{counts['sent']} wait")
    return f"{count(out, 'person was', 'people were')} asked, {back} answered; {waiting} for a decision."


@require_POST
def prework_revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make somebody's link stop working."""
    link = selectors.get_link(actor_of(request), pk)
    services.revoke_link(actor=actor_of(request), link_id=pk, now=timezone.now())
    messages.success(request, f"The link of {link.person.name} works no more.")
    return redirect("workshop-prework", link.workshop_id)


@require_http_methods(["GET", "POST"])
def prework_decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take an answer over, or not; back to the answer that follows. Refused, the page shows what is wrong or both values; what is sent
    from there comes back here, and goes on to the page."""
    answer = selectors.get_answer(actor_of(request), pk)
    if request.method == "GET":
        return redirect("workshop-prework", answer.workshop_id)
    form = DecideForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Say whether it is taken over.")
        return redirect("workshop-prework", answer.workshop_id)
    try:
        _decide(request, pk, form)
    except Repeated:
        pass
    except Conflict as conflict:
        return _again(request, answer.workshop, Refused(pk, form, writers=selectors.writers_of(conflict)), 409)
    except Invalid as invalid:
        if invalid.faults[0].path in ("step", "keys"):
            return _again(request, answer.workshop, Refused(pk, form, invalid.faults[0].text), 422)
        messages.error(request, invalid.faults[0].text)
    return redirect(_place_after(answer.workshop_id, form))


def _decide(request: HttpRequest, pk: UUID, form: DecideForm) -> None:
    actor, said, change_id = actor_of(request), form.cleaned_data, change_id_of(request)
    if said["take"] != "no":
        draws, step = said["take"] == "draw", said["step"]
        services.accept(actor=actor, answer_id=pk, step_id=step, keys=said["keys"], base=form.base, draws=draws, change_id=change_id)
        done = "The step is drawn, the last one of the map." if draws else "Taken over."
        messages.success(request, f"{done} Undo takes it back.")
    else:
        services.decline(actor=actor, answer_id=pk, why=said["why"], change_id=change_id)
        messages.success(request, "Not taken over; its author reads why.")


def _again(request: HttpRequest, workshop: Workshop, refused: Refused, status: int) -> HttpResponse:
    """The page as it stands now, with what was chosen."""
    asked = selectors.list_asked(workshop, timezone.now())
    enter(request, workshop, "home")
    return render(request, "mapping/prework.html", _page(request, workshop, asked, SendForm(people=[]), refused), status=status)


def _place_after(workshop_id: UUID, form: DecideForm) -> str:
    """The page of the list from which it was decided, at the answer that followed."""
    said = form.cleaned_data
    page = f"?page={said['page']}" if said["page"] else ""
    place = f"#answer-{said['after']}" if said["after"] else ""
    return reverse("workshop-prework", args=[workshop_id]) + page + place


urlpatterns = [
    path("prework/<str:token>/", prework, name="prework"),
    path("workshops/<uuid:pk>/prework/", workshop_prework, name="workshop-prework"),
    path("workshops/<uuid:pk>/prework/mine/", prework_own, name="prework-own"),
    path("prework/links/<uuid:pk>/revoke/", prework_revoke, name="prework-revoke"),
    path("prework/answers/<uuid:pk>/decide/", prework_decide, name="prework-decide"),
]
