"""What is captured as the room talks: the one line, the list, one capture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from vsm_site.lib.errors import Conflict, Forbidden, Invalid, NotFound, Repeated
from vsm_site.lib.ids import uuid7
from workshops import panels
from workshops.access import Actor, actor_of, can, get_workshop
from workshops.capture_kinds import BY_KEY, KINDS, CaptureKind, term_of
from workshops.forms.captures import CaptureForm, FilterForm, LineForm, PhotoForm, SortedCaptureForm, SortForm
from workshops.live_forms import keep_theirs
from workshops.models import Capture, Workshop
from workshops.panels import Outcome
from workshops.policy import Action
from workshops.selectors import captures as selectors
from workshops.selectors.captures import CaptureFilter, Counts
from workshops.services import captures as services
from workshops.views.common import change_id_of, enter, go_back
from workshops.views.fresh import shows

ROWS = 50
TERMS = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One capture of the list: what the person may do with it here."""

    capture: Capture
    kind: CaptureKind
    is_mine: bool
    waits: bool
    """Somebody has to say what becomes of it."""
    place: str
    """Where it is now, in words; empty while it waits."""
    has_meaning: bool = True
    merged: tuple[Capture, ...] = ()
    """What others said that means the same."""
    outcomes: tuple[Outcome, ...] = ()
    """The actions that it became."""

    @property
    def needs_owner(self) -> bool:
        """Parking-lot items want somebody to take them away."""
        return self.capture.kind == "parking_lot" and self.capture.owner_id is None


def _row(capture: Capture, actor: Actor, merged: Sequence[Capture] = (), outcomes: Sequence[Outcome] = ()) -> Row:
    kind, is_mine = BY_KEY[capture.kind], capture.author_id == actor.user_id
    has_meaning = kind.may_become_action or bool(term_of(capture.text)[1])
    return Row(capture, kind, is_mine, capture.status == "open", _place(capture), has_meaning, tuple(merged), tuple(outcomes))


def _place(capture: Capture) -> str:
    label = str(capture.get_status_display())
    if capture.status == "open":
        return ""
    if capture.status in ("action", "closed") and capture.disposition:
        return capture.disposition
    if capture.status == "carried" and capture.carried_to:
        return f"Carried to {capture.carried_to.date:%a} {capture.carried_to.date.day} {capture.carried_to.date:%b}"
    return f"{label}, {capture.owner.name}" if capture.owner else label


@require_http_methods(["GET", "POST"])
@shows("captures", "map", "plan", hints="captures")
def captures(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything the room said; a POST keeps one more and goes back to where it was typed."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.CAPTURE if request.method == "POST" else Action.VIEW)
    line = LineForm(request.POST, request.FILES) if request.method == "POST" else LineForm()
    if request.method == "POST" and line.is_valid() and _keep(request, actor, pk, line):
        # a script sends it quietly from within a page that has typing of its own
        return HttpResponse(status=204) if request.POST.get("quiet") == "1" else go_back(request, "workshop-captures", pk)
    enter(request, workshop, "captures")
    faults = [text for texts in line.errors.values() for text in texts]
    context = _list_context(request, actor, workshop) | {"line": line, "line_error": faults[0] if faults else ""}
    return render(request, "workshops/captures.html", context, status=422 if line.errors else 200)


def _keep(request: HttpRequest, actor: Actor, workshop_id: UUID, line: LineForm) -> bool:
    """Keep what was typed, once; False with the faults in the form."""
    try:
        kept = services.add_capture(
            actor=actor,
            workshop_id=workshop_id,
            values=line.values(),
            picture=line.cleaned_data["photo"],
            change_id=change_id_of(request),
        )
    except Repeated:
        return True
    except Invalid as invalid:
        for fault in invalid.faults:
            line.add_error(fault.path if fault.path in line.fields else None, fault.text)
        return False
    if request.POST.get("quiet") != "1":
        messages.success(request, f"Kept: {BY_KEY[kept.kind].label.lower()}, “{kept.text}”.")
    return True


def _list_context(request: HttpRequest, actor: Actor, workshop: Workshop) -> dict[str, Any]:
    given = request.GET
    wanted = CaptureFilter(
        kind=given.get("kind", ""),
        state=given.get("state", ""),
        owner=given.get("owner", ""),
        text=given.get("q", "").strip()[:100],
        group=given.get("group", "")[:80],
    )
    page: Page[Capture] = Paginator(selectors.list_captures(actor, workshop, wanted), ROWS).get_page(given.get("page"))
    counts, people = selectors.count_captures(workshop), selectors.list_team(workshop)
    merged, outcomes = selectors.merged_into(page), panels.outcomes({row.pk for row in page if row.status == "action"})
    asked = {name: given[name] for name in ("kind", "state", "owner", "q", "group") if given.get(name)}
    return {
        "page": page,
        "rows": [_row(capture, actor, merged.get(capture.pk, ()), outcomes.get(capture.pk, ())) for capture in page],
        "counts": counts,
        "sentence": _sentence(counts),
        "tabs": _tabs(wanted, counts),
        "filters": FilterForm({"q": wanted.text, "owner": wanted.owner, "state": wanted.state}, people=people),
        "is_filtered": not wanted.is_empty,
        "wanted": wanted,
        "query": urlencode(asked),
        "people": people,
        "groups": selectors.list_groups(workshop),
        "places": selectors.list_places(workshop),
        "states": _states(counts),
        "kinds": KINDS,
        "chosen_kind": request.POST.get("kind") or (wanted.kind if wanted.kind in BY_KEY else "issue"),
        "change_id": request.POST.get("change_id") or uuid7(),
        "here": request.get_full_path(),
    }


def _sentence(counts: Counts) -> str:
    """How the list stands."""
    if not counts.total:
        return "Everything the room says goes here, in one line each."
    if not counts.to_sort:
        return "Everything the room said; each has a place."
    waiting = "1 still has no place" if counts.to_sort == 1 else f"{counts.to_sort} still have no place"
    return f"Everything the room said; {waiting}. Sort them, or carry them on when the day closes."


def _tabs(wanted: CaptureFilter, counts: Counts) -> list[dict[str, Any]]:
    def tab(label: str, count: int, query: str, active: bool) -> dict[str, Any]:
        return {"label": label, "count": count, "url": f"?{query}", "active": active}

    first = [
        tab("All", counts.total, "", wanted.is_empty),
        tab("To sort", counts.to_sort, "state=sort", wanted.state == "sort" and not wanted.kind),
    ]
    return first + [tab(kind.plural, counts.kinds[kind.key], f"kind={kind.key}", wanted.kind == kind.key) for kind in KINDS]


def _states(counts: Counts) -> list[tuple[str, int, bool]]:
    """What became of all captures, for the bars."""
    states = counts.states
    shown = [
        ("Became actions", states["action"]),
        ("Carried on", states["carried"]),
        ("In the glossary", counts.terms),
        ("Closed", states["closed"] - counts.terms),
        ("Not pursued", states["dropped"]),
    ]
    return [*[(label, count, False) for label, count in shown if count], ("To sort", counts.to_sort, bool(counts.to_sort))]


@require_POST
def captures_sort(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give the chosen captures a place or an owner."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.MANAGE_CAPTURES)
    chosen = selectors.list_captures(actor, workshop).filter(pk__in=_ids(request.POST.getlist("capture"))).values_list("pk", flat=True)
    form = SortForm(request.POST, people=selectors.list_team(workshop), captures=chosen)
    if not form.is_valid():
        if "capture" in form.errors and request.POST.getlist("capture"):
            raise NotFound
        words = str(form.errors["capture"][0]) if "capture" in form.errors else "Choose one of the places or people of the list."
        messages.error(request, words)
        return go_back(request, "workshop-captures", pk)
    ids = [UUID(text) for text in form.cleaned_data["capture"]]
    if form.cleaned_data["do"] == "merge":
        return _merge(request, actor, pk, ids)
    values = form.values()
    count = services.sort_captures(actor=actor, workshop_id=pk, capture_ids=ids, values=values)
    messages.success(request, f"{count} {'capture' if count == 1 else 'captures'}: {_done(form, values)}.")
    return go_back(request, "workshop-captures", pk)


def _merge(request: HttpRequest, actor: Actor, workshop_id: UUID, ids: list[UUID]) -> HttpResponse:
    try:
        kept = services.merge_captures(actor=actor, workshop_id=workshop_id, capture_ids=ids)
    except Invalid as invalid:
        messages.error(request, invalid.faults[0].text)
    else:
        messages.success(request, f"{len(ids)} captures are one now: “{kept.text}”.")
    return go_back(request, "workshop-captures", workshop_id)


def _ids(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            raise NotFound from None
    return found


def _done(form: SortForm, values: dict[str, Any]) -> str:
    if "status" in values:
        return {"open": "to sort again", "carried": "carried on", "closed": "closed", "dropped": "not pursued"}[values["status"]]
    if "group" in values:
        return f"in the group “{values['group']}”" if values["group"] else "in no group"
    field: Any = form.fields["owner"]
    name = dict(field.choices).get(values["owner"] or "", "")
    return f"given to {name}" if values["owner"] else "given to nobody"


def _may_edit(actor: Actor, capture: Capture) -> bool:
    """Whether the person may change this capture: one's own, or anybody's with the right to sort them."""
    if can(actor, Action.MANAGE_CAPTURES, capture.workshop):
        return True
    return capture.author_id == actor.user_id and can(actor, Action.CAPTURE, capture.workshop)


@require_http_methods(["GET", "POST"])
def capture_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change a capture; who sorts them also says its owner and what became of it."""
    actor = actor_of(request)
    capture = selectors.get_capture(actor, pk)
    if not _may_edit(actor, capture):
        raise Forbidden("Who said it, and whoever sorts the captures, change it.")
    enter(request, capture.workshop, "captures")
    form = _form(request, actor, capture)
    status = 200
    if request.POST.get("keep"):
        keep_theirs(form, request.POST["keep"])
    elif request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.update_capture(actor=actor, capture_id=pk, values=form.changes, base=form.base)
                return redirect(f"{reverse('workshop-captures', args=[capture.workshop_id])}#capture-{pk}")
            except Conflict as conflict:
                form.show_conflict(conflict)
                status = 409
            except Invalid as invalid:
                form.show_invalid(invalid)
    return render(request, "workshops/capture_edit.html", {"form": form, "capture": capture, "kind": BY_KEY[capture.kind]}, status=status)


def _form(request: HttpRequest, actor: Actor, capture: Capture) -> CaptureForm:
    data = request.POST if request.method == "POST" else None
    if can(actor, Action.MANAGE_CAPTURES, capture.workshop):
        return SortedCaptureForm(data, record=capture, people=selectors.list_team(capture.workshop, keep=capture.owner_id))
    return CaptureForm(data, record=capture)


@require_POST
def capture_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a capture off the list; Undo brings it back."""
    actor = actor_of(request)
    capture = selectors.get_capture(actor, pk)
    services.remove_capture(actor=actor, capture_id=pk)
    messages.success(request, f"“{capture.text}” is off the list. Undo brings it back.")
    return redirect("workshop-captures", capture.workshop_id)


@require_POST
def capture_photo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a photo to a capture."""
    actor = actor_of(request)
    capture = selectors.get_capture(actor, pk)
    if not _may_edit(actor, capture):
        raise Forbidden("Who said it, and whoever sorts the captures, change it.")
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid():
        services.add_photo(actor=actor, capture_id=pk, picture=form.picture)
        messages.success(request, "The photo is kept.")
    else:
        messages.error(request, str(form.errors["photo"][0]))
    return redirect("capture-edit", pk)


@require_POST
def capture_part(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let a merged capture stand for itself again."""
    actor = actor_of(request)
    capture = selectors.get_capture(actor, pk)
    services.part_capture(actor=actor, capture_id=pk)
    return redirect(f"{reverse('workshop-captures', args=[capture.workshop_id])}#capture-{pk}")


urlpatterns = [
    path("workshops/<uuid:pk>/captures/", captures, name="workshop-captures"),
    path("workshops/<uuid:pk>/captures/sort/", captures_sort, name="captures-sort"),
    path("captures/<uuid:pk>/", capture_edit, name="capture-edit"),
    path("captures/<uuid:pk>/photo/", capture_photo, name="capture-photo"),
    path("captures/<uuid:pk>/part/", capture_part, name="capture-part"),
    path("captures/<uuid:pk>/remove/", capture_remove, name="capture-remove"),
]
