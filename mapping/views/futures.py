"""The way to a future state: ideal, candidates in one table, the chosen one with its signatures, and what changed after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mapping import candidates, compared, design_questions, futures, promised, selectors
from mapping.candidates import Candidate
from mapping.forms.futures import ChooseForm, WithdrawForm
from mapping.futures import Choice
from mapping.models import Map
from mapping.pledges import Pledged
from mapping.selectors import Drawn
from mapping.services import futures as services
from mapping.views.editing import page
from vsm_site.lib.errors import Invalid, Repeated
from workshops.access import Actor, actor_of, can, get_workshop, roles_in
from workshops.models import Workshop
from workshops.pages import count
from workshops.policy import Action
from workshops.views.common import change_id_of
from workshops.views.fresh import shows

COLUMNS = 5
"""Candidates beside each other on one page."""
VERSIONS = 20
IDEAL_QUESTION = "No budget, no system and no rule in the way: how would it flow?"
NOBODY = Pledged({}, ())


@dataclass(frozen=True, slots=True)
class Column:
    """One candidate in the table."""

    map: Map
    is_chosen: bool
    fate: str
    """What becomes of the current steps, in words."""
    compare_url: str


@require_safe
@shows("map", "futures", "rounds")
def workshop_futures(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far the workshop is on its way to a future state."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk)
    current = selectors.latest_pair(workshop).current
    shown = Paginator(futures.list_candidates(workshop), COLUMNS).get_page(request.GET.get("page"))
    ideals = list(futures.list_ideals(workshop)[:COLUMNS])
    drawn = selectors.drawn_maps([map_ for map_ in (current, *shown) if map_ is not None])
    now, rows = (drawn[0], drawn[1:]) if current else (None, drawn)
    choice = futures.choice_of(pk, drawn)
    discussion = futures.ideal_rounds(actor, workshop)
    context = _table(now, rows) | {
        "current": current,
        "page": shown,
        "ideals": ideals,
        "choice": choice,
        "withdrawn": None if choice else futures.last_withdrawn(pk),
        "mine": _mine(actor, choice),
        "discussion": discussion,
        "vote_on": futures.source_of_votes(discussion),
        "sets": _sets(workshop, current),
        "vote_query": urlencode({"question": "Which future do we choose?", "items": "\n".join(map_.title for map_ in shown)}),
        "ideal_query": urlencode({"about": futures.IDEAL, "question": IDEAL_QUESTION, "minutes": 5}),
        "sentence": _sentence(shown.paginator.count, choice, current),
    }
    return page(request, "futures", context, workshop)


def _table(now: Drawn | None, rows: Sequence[Drawn]) -> dict[str, Any]:
    """The columns and lines of the table of candidates, each against the current state where there is one."""
    found = [selectors.compare_maps(now, entry) if now else None for entry in rows]
    columns = []
    for entry, one in zip(rows, found, strict=True):
        fate = compared.fate(now.facts, entry.facts, one) if now and one else ""
        url = reverse("map-compare", args=[now.map.pk, entry.map.pk]) if now else ""
        columns.append(Column(entry.map, selectors.is_chosen(entry.map), fate, url))
    numbers = [Candidate(entry.map.title, entry.metrics, len(entry.facts.steps), one) for entry, one in zip(rows, found, strict=True)]
    before = Candidate(now.map.title, now.metrics, len(now.facts.steps)) if now else None
    style = rows[0].facts.style if rows else "office"
    return {"columns": columns, "lines": candidates.table(before, numbers, style)}


def _mine(actor: Actor, choice: Choice | None) -> dict[str, list[str]]:
    """In which of the reader's roles the chosen future is still to be signed, and in which it was."""
    if choice is None or not can(actor, Action.SIGN_FUTURE, choice.version.workshop):
        return {"to_sign": [], "signed": []}
    held = roles_in(actor.user_id, choice.version.workshop_id)
    signed = {row.role for row in choice.signed if row.signature and row.signature.by_id == actor.user_id}
    return {
        "to_sign": [row.label.lower() for row in choice.signed if row.role in held and not (row.role in signed and row.is_current)],
        "signed": [row.label.lower() for row in choice.signed if row.role in signed],
    }


def _sets(workshop: Workshop, current: Map | None) -> list[tuple[design_questions.QuestionSet, int]]:
    answered = futures.count_answered(workshop.pk)
    return [(entry, answered[entry.key]) for entry in design_questions.sets_for(current.shown_style if current else "office")]


def _sentence(number: int, choice: Choice | None, current: Map | None) -> str:
    if choice is None and not number:
        return "First the ideal without any limits, then the future that this plan can make true." if current else NO_CURRENT
    found = f"{count(number, 'candidate')}."
    if choice is None:
        return f"{found} None is chosen yet."
    if choice.is_signed:
        return f"{found} {choice.map.title} is chosen, signed by sponsor and owner."
    missing = " and ".join(f"the {role}" for role in choice.missing)
    return f"{found} {choice.map.title} is chosen; {missing} {'have' if len(choice.missing) > 1 else 'has'} not signed it as it is now."


NO_CURRENT = "The current state comes first: a future begins as its copy."


@require_POST
def future_duplicate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another candidate that begins as this one is."""
    actor = actor_of(request)
    source = selectors.get_map(actor, pk, needs=Action.EDIT_MAP)
    try:
        made = services.duplicate_candidate(actor=actor, source=source, change_id=change_id_of(request))
    except Invalid as invalid:
        messages.error(request, invalid.faults[0].text)
        return redirect("workshop-futures", source.workshop_id)
    messages.success(request, f"“{made.title}” begins as “{source.title}” is. Change what you want to try.")
    return redirect(made)


@require_http_methods(["GET", "POST"])
def future_choose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make a candidate the future of the workshop, and say why."""
    actor = actor_of(request)
    map_ = selectors.get_map(actor, pk, needs=Action.PROPOSE_FUTURE)
    form, status = ChooseForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.choose_future(actor=actor, map_=map_, reason=form.cleaned_data["reason"], change_id=change_id_of(request))
            except Repeated:
                return redirect("workshop-futures", map_.workshop_id)
            except Invalid as invalid:
                form.add_error(None, invalid.faults[0].text)
            else:
                messages.success(request, f"“{map_.title}” is the future of this workshop. Sponsor and owner are asked to sign it.")
                return redirect("workshop-futures", map_.workshop_id)
    return page(request, "future_choose", {"form": form, "map": map_}, map_.workshop, status)


@require_http_methods(["GET", "POST"])
def future_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose no future any more, and say why."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.PROPOSE_FUTURE)
    choice = futures.choice_of(pk)
    form, status = WithdrawForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.withdraw_choice(actor=actor, workshop_id=pk, reason=form.cleaned_data["reason"], change_id=change_id_of(request))
            except Repeated:
                return redirect("workshop-futures", pk)
            except Invalid as invalid:
                form.add_error(None, invalid.faults[0].text)
            else:
                messages.success(request, "No future is chosen any more. Sponsor and owner are told why.")
                return redirect("workshop-futures", pk)
    return page(request, "future_withdraw", {"form": form, "choice": choice}, workshop, status)


@require_POST
def future_sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Sign the chosen future as it was looked at."""
    actor = actor_of(request)
    try:
        services.sign(actor=actor, workshop_id=pk, seen=request.POST.get("seen", ""), change_id=change_id_of(request))
    except Repeated:
        pass
    except Invalid as invalid:
        messages.error(request, invalid.faults[0].text)
    else:
        messages.success(request, "You signed the future state as it is drawn now.")
    return redirect("workshop-futures", pk)


@require_POST
def future_unsign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take one's own signature back."""
    services.unsign(actor=actor_of(request), workshop_id=pk)
    messages.success(request, "Your signature is taken back.")
    return redirect("workshop-futures", pk)


@require_safe
@shows("map", "futures")
def future_version(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One version of the chosen future: what changed on its map since."""
    actor = actor_of(request)
    version = futures.get_version(actor, pk)
    is_there = version.map.deleted_seq is None
    since = futures.changed_since(version, selectors.drawn(version.map))
    changes = compared.step_changes(since.before, since.after, since.found)
    rows = list(futures.list_versions(version.workshop_id)[:VERSIONS])
    context = {
        "version": version,
        "is_there": is_there,
        "since": since,
        "heads": ("Then", "Now"),
        "totals": [promised.Row(delta) for delta in futures.deltas_of(since.found)],
        "steps": promised.steps(changes, NOBODY),
        "moved": promised.moved(since.before, since.after, since.found, NOBODY),
        "unpromised": None,
        "versions": rows,
        "signed": [row for row in futures.list_signatures(version.workshop_id) if row.version_id == version.pk],
        "sentence": _version_sentence(since),
    }
    return page(request, "future_version", context, version.workshop)


def _version_sentence(since: futures.Since) -> str:
    if since.is_same:
        return "The map still is exactly this."
    lead = compared.lead_words(since.found)
    return f"The map changed since. {lead}".strip()


urlpatterns = [
    path("workshops/<uuid:pk>/futures/", workshop_futures, name="workshop-futures"),
    path("workshops/<uuid:pk>/futures/withdraw/", future_withdraw, name="future-withdraw"),
    path("workshops/<uuid:pk>/futures/sign/", future_sign, name="future-sign"),
    path("workshops/<uuid:pk>/futures/unsign/", future_unsign, name="future-unsign"),
    path("maps/<uuid:pk>/duplicate/", future_duplicate, name="future-duplicate"),
    path("maps/<uuid:pk>/choose/", future_choose, name="future-choose"),
    path("futures/versions/<uuid:pk>/", future_version, name="future-version"),
]
