"""The sheet of the walk, for a phone: one stop after the other, what is typed and noted there, and who brings what nobody knows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mapping import gathering, sheet
from mapping.editor import registry
from mapping.forms.walk import ISSUE, KINDS, AnsweredForm, AnswerForm, BringForm, NoteForm, ObservationForm, QuestionForm
from mapping.kinds_walk import DATA
from mapping.models import Flow, Observation, Step, Unknown, WalkStop
from mapping.models.maps import MapRow
from mapping.passes import WAIT
from mapping.selectors import get_row_to_edit
from mapping.services import steps
from mapping.services import walk as services
from mapping.services.steps import RowEdit
from mapping.tables import Bound
from mapping.views.editing import TypedRow, says_what_is_gone
from mapping.views.walk import form_page
from vsm_site.lib.errors import Conflict, Forbidden, Invalid, NotFound, Repeated
from vsm_site.lib.ids import uuid7
from workshops.access import Actor, actor_of, can, get_record, get_workshop
from workshops.live_forms import LiveForm
from workshops.models import Workshop
from workshops.policy import Action
from workshops.records import find, kind_named
from workshops.selectors.captures import list_team
from workshops.services.captures import add_capture
from workshops.views.common import change_id_of, enter


@require_safe
def walk_sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sheet of the walk, or for a script (`part`) only its stops."""
    return _sheet_page(request, get_workshop(actor_of(request), pk))


def _sheet_page(
    request: HttpRequest, workshop: Workshop, *, bound: Mapping[str, Bound] | None = None, note: NoteForm | None = None, status: int = 200
) -> HttpResponse:
    enter(request, workshop, "map")
    view = gathering.read_walk(workshop)
    style = view.drawn.facts.style if view.drawn else "office"
    context = {
        "view": view,
        "pages": sheet.pages(view, gathering.list_observations(workshop.pk), bound or {}),
        "hows": sheet.HOW,
        "how": request.POST.get("evidence") or sheet.HOW[0][0],
        "kinds": KINDS,
        "note": note,
        "registry": json.dumps(registry(style), ensure_ascii=False),
        "seen": view.drawn.facts.rev if view.drawn else 0,
        "new_id": lambda: str(uuid7()),
    }
    template = "_walk_stops" if request.GET.get("part") else "walk_sheet"
    return render(request, f"mapping/{template}.html", context, status=status)


def _to_stop(stop: WalkStop) -> HttpResponse:
    return redirect(f"{reverse('walk-sheet', args=[stop.workshop_id])}#stop-{stop.pk}")


def _stop(actor: Actor, pk: UUID, needs: Action) -> WalkStop:
    return get_record(actor, WalkStop, pk, "step", needs=needs)


@require_POST
@says_what_is_gone
def stop_data(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Store what was answered at a stop, with how it is known; refused, it stands in its field again with what to type or both values."""
    actor = actor_of(request)
    stop = _stop(actor, pk, Action.EDIT_MAP)
    if stop.present_step is None:
        raise NotFound
    step = get_row_to_edit(actor, Step, stop.present_step.pk)
    typed = TypedRow(request.POST, [step, *_entering(request, actor, step)], step.map.shown_style)
    kept, status = request.POST.get("keep", ""), 200
    if not kept:
        status = _save(request, actor, stop, typed)
        if status == 200:
            return _to_stop(stop)
    return _sheet_page(request, stop.workshop, bound={str(step.pk): typed.bound(kept)}, status=status)


def _save(request: HttpRequest, actor: Actor, stop: WalkStop, typed: TypedRow) -> int:
    """The status of the answer: 200 stored, 409 both values are shown, 422 something cannot be read."""
    if not typed.is_valid():
        return 422
    how, today = request.POST.get("evidence", ""), stop.workshop.today(timezone.now())
    by = sheet.who_says(stop)
    try:
        edits = [RowEdit(edit.row, _stamped(edit, how, by, today), edit.base) for edit in typed.edits()]
        if edits:
            steps.update_rows(actor=actor, edits=edits)
    except Conflict as conflict:
        typed.show_conflict(conflict)
        return 409
    except Invalid as invalid:
        typed.show_invalid(invalid)
        return 422
    return 200


def _stamped(edit: RowEdit, how: str, by: str, today: Any) -> dict[str, Any]:
    known = DATA["flow" if isinstance(edit.row, Flow) else "step"]
    return {key: sheet.stamped(known[key], value, how=how, by=by, at=today) for key, value in edit.values.items()}


def _entering(request: HttpRequest, actor: Actor, step: Step) -> list[MapRow]:
    """The flow whose wait is asked for at the stop."""
    for name in request.POST:
        key, dash, datum = name.rpartition("-")
        if dash and datum == WAIT and not key.startswith("initial-"):
            flow = get_row_to_edit(actor, Flow, _uuid(key))
            if flow.map_id != step.map_id:
                raise NotFound
            return [flow]
    return []


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


@require_POST
def stop_walked(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note that the work place was seen, or take that back (`seen` 0)."""
    actor = actor_of(request)
    stop = _stop(actor, pk, Action.EDIT_MAP)
    services.mark_walked(actor=actor, stop_id=pk, at=timezone.now() if request.POST.get("seen", "1") == "1" else None)
    return _to_stop(stop)


@require_POST
def stop_to_step(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make a stop that is no step yet a step of the current map."""
    actor = actor_of(request)
    stop = _stop(actor, pk, Action.EDIT_MAP)
    try:
        step = services.put_on_map(actor=actor, stop_id=pk, change_id=change_id_of(request))
        messages.success(request, f"“{step.name}” is on the map. Its questions are below.")
    except Invalid as invalid:
        messages.error(request, invalid.faults[0].text)
    except Repeated:
        pass
    return _to_stop(stop)


# What is seen


@require_POST
def observation_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep one thing that was seen, with its photo; an issue goes to the captures."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.CAPTURE)
    form = NoteForm(request.POST, request.FILES)
    if form.is_valid() and _keep(request, actor, workshop, form):
        stop = form.cleaned_data["stop"]
        return redirect(reverse("walk-sheet", args=[pk]) + (f"#stop-{stop}" if stop else ""))
    return _sheet_page(request, workshop, note=form, status=422)


def _keep(request: HttpRequest, actor: Actor, workshop: Workshop, form: NoteForm) -> bool:
    values, change_id = form.values(), change_id_of(request)
    try:
        if values["kind"] == ISSUE:
            given = {"kind": ISSUE, "text": values["text"]} | _step_of(workshop, values)
            add_capture(actor=actor, workshop_id=workshop.pk, values=given, picture=form.picture, change_id=change_id)
        else:
            services.note_observation(actor=actor, workshop_id=workshop.pk, values=values, picture=form.picture, change_id=change_id)
    except Repeated:
        return True
    except Invalid as invalid:
        for fault in invalid.faults:
            form.add_error(fault.path if fault.path in form.fields else None, fault.text)
        return False
    return True


def _step_of(workshop: Workshop, values: Mapping[str, Any]) -> dict[str, Any]:
    """The step that an issue is tied to: the one it is about, else that of the stop."""
    if "step" in values:
        return {"step": values["step"]}
    if "stop" not in values:
        return {}
    stop: WalkStop = find(workshop.pk, kind_named("stop"), UUID(values["stop"]))
    return {"step": str(stop.step_id)} if stop.present_step else {"at": stop.name}


@require_http_methods(["GET", "POST"])
def observation_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change the words of an observation: one's own, or with the right to sort captures anybody's."""
    actor = actor_of(request)
    row = get_record(actor, Observation, pk)
    if not _may_change(actor, row):
        raise Forbidden("Who noted it, and whoever sorts the captures, change it.")
    form = ObservationForm(request.POST if request.method == "POST" else None, record=row)
    return form_page(
        request,
        row.workshop,
        form,
        lambda form: services.update_noted(actor=actor, record=row, values=form.changes, base=form.base),
        back=f"{reverse('workshop-walk', args=[row.workshop_id])}#notes",
        head="What was seen",
        remove=reverse("observation-remove", args=[pk]),
    )


def _may_change(actor: Actor, row: Observation) -> bool:
    return can(actor, Action.MANAGE_CAPTURES, row.workshop) or (row.author_id == actor.user_id and can(actor, Action.CAPTURE, row.workshop))


@require_POST
def observation_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take an observation away; Undo brings it back."""
    actor = actor_of(request)
    row = get_record(actor, Observation, pk)
    services.remove_noted(actor=actor, record=row)
    messages.success(request, "The observation is off the list. Undo brings it back.")
    return redirect("workshop-walk", row.workshop_id)


# What is not known


@require_http_methods(["GET", "POST"])
def unknown_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say who brings a datum (`record`, `datum`), or ask a question in words."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.EDIT_MAP)
    given = request.POST if request.method == "POST" else request.GET
    record, datum = given.get("record", ""), given.get("datum", "")
    rows = gathering.list_unknowns(workshop.pk)
    present = next((row for row in rows if record and (row.record, row.datum) == (record, datum)), None)
    if present is not None and request.method == "GET":
        return redirect("unknown-edit", present.pk)
    people, change_id = list_team(workshop, keep=present.owner_id if present else None), change_id_of(request)
    data = request.POST if request.method == "POST" else None
    if present is not None and data is not None:
        form: LiveForm = BringForm(_typed_over(data, present), record=present, people=people)
    else:
        form = BringForm(data, people=people) if record else QuestionForm(data, people=people)
    return form_page(
        request,
        workshop,
        form,
        lambda form: services.bring(
            actor=actor, workshop_id=pk, record=record, datum=datum, values=form.changes, base=form.base, change_id=change_id
        ),
        back=f"{reverse('workshop-walk', args=[pk])}#unknown",
        head=_head(workshop, record, datum),
        hidden={"record": record, "datum": datum},
    )


def _typed_over(data: QueryDict, row: Unknown) -> QueryDict:
    """What was typed into the empty form as if into the form of the row that is there by now: a field left empty is as stored."""
    typed = data.copy()
    for bound in BringForm(record=row, people=()):
        if bound.html_initial_name in data:
            continue
        stored = "" if bound.initial is None else str(bound.initial)
        is_left = not data.get(bound.html_name)
        typed[bound.html_initial_name] = stored if is_left else ""
        if is_left:
            typed[bound.html_name] = stored
    return typed


def _head(workshop: Workshop, record: str, datum: str) -> str:
    if not record:
        return "What is not known?"
    words = gathering.words_of(workshop.pk, record, datum)
    if not words:
        raise NotFound
    return words


@require_http_methods(["GET", "POST"])
def unknown_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who brings it, until when, from where; who was asked answers."""
    actor = actor_of(request)
    row = get_record(actor, Unknown, pk, "owner__user")
    manages = can(actor, Action.EDIT_MAP, row.workshop)
    is_asked = row.owner is not None and row.owner.user_id == actor.user_id and can(actor, Action.UPDATE_OWN_ACTION, row.workshop)
    if not manages and not (is_asked and not row.record):
        raise Forbidden
    data = request.POST if request.method == "POST" else None
    people = list_team(row.workshop, keep=row.owner_id) if manages else []
    if not manages:
        form: Any = AnswerForm(data, record=row)
    elif row.record:
        form = BringForm(data, record=row, people=people)
    else:
        form = AnsweredForm(data, record=row, people=people)
    return form_page(
        request,
        row.workshop,
        form,
        lambda form: services.update_noted(actor=actor, record=row, values=form.changes, base=form.base),
        back=f"{reverse('workshop-walk', args=[row.workshop_id])}#unknown",
        head=gathering.words_of(row.workshop_id, row.record, row.datum) if row.record else row.text,
        remove=reverse("unknown-remove", args=[pk]) if manages else "",
    )


@require_POST
def unknown_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Nobody brings it any more, or the question is dropped; Undo brings it back."""
    actor = actor_of(request)
    row = get_record(actor, Unknown, pk)
    services.remove_noted(actor=actor, record=row)
    messages.success(request, "Taken off the list. Undo brings it back.")
    return redirect("workshop-walk", row.workshop_id)


urlpatterns = [
    path("workshops/<uuid:pk>/walk/sheet/", walk_sheet, name="walk-sheet"),
    path("walk/stops/<uuid:pk>/data/", stop_data, name="walk-stop-data"),
    path("walk/stops/<uuid:pk>/walked/", stop_walked, name="walk-stop-walked"),
    path("walk/stops/<uuid:pk>/to-map/", stop_to_step, name="walk-stop-to-map"),
    path("workshops/<uuid:pk>/walk/notes/", observation_add, name="observation-add"),
    path("walk/notes/<uuid:pk>/", observation_edit, name="observation-edit"),
    path("walk/notes/<uuid:pk>/remove/", observation_remove, name="observation-remove"),
    path("workshops/<uuid:pk>/walk/unknown/", unknown_new, name="unknown-new"),
    path("walk/unknown/<uuid:pk>/", unknown_edit, name="unknown-edit"),
    path("walk/unknown/<uuid:pk>/remove/", unknown_remove, name="unknown-remove"),
]
