"""The sheet of a step, and what is done to it: insert, move, copy, split, merge, remove."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from mapping import fields, kinds, places, selectors, typed
from mapping.facts import FlowFacts, MapFacts
from mapping.forms import MergeForm, RowEditor, RowForm, SplitForm
from mapping.gathering import seen_at
from mapping.models import Step
from mapping.selectors import Drawn
from mapping.services import steps
from mapping.services.steps import Place
from mapping.views.editing import anchor_of, map_context, page, saved, says_what_is_gone, stored_before, to_table
from vsm_site.lib.errors import Invalid, Repeated
from workshops.access import actor_of
from workshops.policy import Action
from workshops.records import ref
from workshops.selectors.barriers import list_at
from workshops.views.common import change_id_of

NEW_KEYS = ("name", "area", "cycle_time", "value")


def _step(request: HttpRequest, pk: UUID) -> Step:
    return selectors.get_row_to_edit(actor_of(request), Step, pk)


@require_http_methods(["GET", "POST"])
def step_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A new step at the end, or right before or after another one (`?before=`, `?after=` document ids)."""
    actor = actor_of(request)
    map_ = selectors.get_map(actor, pk, needs=Action.EDIT_MAP)
    form = RowForm(request.POST if request.method == "POST" else None, words=kinds.STEP, keys=NEW_KEYS, style=map_.shown_style)
    before, after = (request.POST.get(name, request.GET.get(name, "")) for name in ("before", "after"))
    if request.method == "POST" and form.is_valid():
        place = Place(after=after, before=before) if before or after else None
        try:
            values = {key: value for key, value in form.changes.items() if value is not None}
            step = steps.add_step(actor=actor, map_=map_, values=values, place=place, change_id=change_id_of(request))
        except Repeated:
            return stored_before(request, pk)
        except Invalid as invalid:
            form.show_invalid(invalid)
        else:
            messages.success(request, f"“{step.name}” is on the map.")
            if request.POST.get("again"):
                return redirect(f"{reverse('step-new', args=[pk])}?after={step.doc_id}")
            return to_table(request, pk, anchor_of(step))
    facts = selectors.drawn(map_).facts
    context = map_context(map_) | {"form": form, "before": before, "after": after, "where": _where(facts, before, after)}
    return page(request, "step_new", context, map_.workshop, 422 if request.method == "POST" else 200)


def _where(facts: MapFacts, before: str, after: str) -> str:
    names = dict(places.node_choices(facts))
    if before in names:
        return f"before {names[before]}"
    if after in names:
        return f"after {names[after]}"
    return "at the end of the map" if facts.steps else "as the first of the map"


@require_http_methods(["GET", "POST"])
@says_what_is_gone
def step_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All data of a step as the questions of the walk, each number with what is known about it."""
    step = _step(request, pk)
    map_ = step.map
    calendar = fields.calendar_of(map_.calendar)
    editor = RowEditor(step, kinds.STEP, map_.shown_style, calendar, request.POST if request.method == "POST" else None)
    status = saved(request, editor, lambda values: steps.update_step(actor=actor_of(request), step=step, values=values, base=editor.base))
    if not status:
        if values := editor.values:
            messages.success(request, f"“{values.get('name', step.name)}” is saved.")
        return _after_saving(request, step)
    drawn = selectors.drawn(map_)
    barriers = list_at(map_.workshop, ref(step), timezone.now())
    context = map_context(map_) | _sheet(drawn, step) | sheets_of(editor) | {"barriers": barriers, "here": request.get_full_path()}
    return page(request, "step_edit", context, map_.workshop, status)


def _after_saving(request: HttpRequest, step: Step) -> HttpResponse:
    goal = request.POST.get("then", "")
    if goal in {str(row.pk) for row in selectors.rows_of(Step, step.map)}:
        return redirect("step-edit", goal)
    return to_table(request, step.map_id, anchor_of(step)) if request.POST.get("close") else redirect("step-edit", step.pk)


def sheets_of(editor: RowEditor) -> dict[str, Any]:
    """A row's form in groups, each field with its sheet of evidence."""
    groups = [(title, [(editor.form[key], editor.sheets.get(key)) for key in keys]) for title, keys in editor.words.groups]
    faulty = [(editor.form[key], sheet) for key, sheet in editor.sheets.items() if sheet.errors]
    return {"form": editor.form, "groups": groups, "faulty": faulty}


def _sheet(drawn: Drawn, step: Step) -> dict[str, Any]:
    """Where a step stands: neighbours, flows, notes, numbers."""
    facts = drawn.facts
    order = [row.id for row in facts.steps]
    place, kinds_of_notes = order.index(step.doc_id), dict(fields.NOTE["kind"].choices)
    return {
        "step": step,
        "seen": seen_at(step),
        "number": place + 1,
        "count": len(order),
        "previous": facts.steps[place - 1] if place else None,
        "next": facts.steps[place + 1] if place + 1 < len(order) else None,
        "entering": _ways(facts, [flow for flow in facts.flows if flow.target == step.doc_id], "source"),
        "leaving": _ways(facts, [flow for flow in facts.flows if flow.source == step.doc_id], "target"),
        "notes": [(note, kinds_of_notes[note.data["kind"]]) for note in facts.notes if note.data.get("at") == step.doc_id],
        "numbers": drawn.metrics.steps[step.doc_id] if drawn.metrics else None,
        "problems": [fault.text for fault in drawn.faults if fault.path.startswith(f"steps[{place}]")],
    }


def _ways(facts: MapFacts, flows: list[FlowFacts], end: str) -> list[dict[str, Any]]:
    names, words = dict(places.node_choices(facts)), dict(fields.FLOW["kind"].choices)
    return [{"flow": flow, "name": names[getattr(flow, end)], "kind": words[flow.kind], "about": _about(flow)} for flow in flows]


def _about(flow: FlowFacts) -> str:
    """The numbers of a flow in one line."""
    return ", ".join(
        f"{fields.FLOW[key].label.lower()} {typed.in_words(fields.FLOW[key], flow.data[key])}"
        for key in ("wait", "inventory", "share")
        if key in flow.data
    )


@require_POST
@says_what_is_gone
def step_move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a step one place up or down, or behind another one (`after`, a document id; `first` for the front)."""
    step = _step(request, pk)
    after = _behind(step, request.POST.get("to", ""))
    if after is None:
        return to_table(request, step.map_id, anchor_of(step))
    try:
        steps.move_step(actor=actor_of(request), step=step, after=after, change_id=change_id_of(request))
    except Repeated:
        return to_table(request, step.map_id, anchor_of(step))
    except Invalid as invalid:
        messages.error(request, f"“{step.name}” stays where it is. {invalid.faults[0].text}")
    return to_table(request, step.map_id, anchor_of(step))


def _behind(step: Step, goal: str) -> str | None:
    """The step to stand behind, empty for the front; None where there is no such place."""
    order = [row.doc_id for row in selectors.rows_of(Step, step.map)]
    place = order.index(step.doc_id)
    if goal == "up":
        return (order[place - 2] if place > 1 else "") if place else None
    if goal == "down":
        return order[place + 1] if place + 1 < len(order) else None
    if goal == "first":
        return ""
    return goal if goal in order and goal != step.doc_id else None


@require_POST
@says_what_is_gone
def step_copy(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A second step with the same data right behind."""
    step = _step(request, pk)
    try:
        made = steps.copy_step(actor=actor_of(request), step=step, change_id=change_id_of(request))
    except Repeated:
        return stored_before(request, step.map_id)
    messages.success(request, f"“{made.name}” stands right behind, with the same data.")
    return to_table(request, step.map_id, anchor_of(made))


@require_http_methods(["GET", "POST"])
@says_what_is_gone
def step_split(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Turn a step into several in a row."""
    step = _step(request, pk)
    form = SplitForm(request.POST if request.method == "POST" else None, initial={"names": f"{step.name}\n"})
    if request.method == "POST" and form.is_valid():
        try:
            parts = steps.split_step(actor=actor_of(request), step=step, names=form.wanted, change_id=change_id_of(request))
            messages.success(request, f"“{step.name}” is {len(parts)} steps now; “{parts[0].name}” keeps the numbers.")
            return to_table(request, step.map_id, anchor_of(step))
        except Repeated:
            return stored_before(request, step.map_id)
        except Invalid as invalid:
            for fault in invalid.faults:
                form.add_error(fault.path if fault.path in form.fields else None, fault.text)
    context = map_context(step.map) | {"form": form, "step": step}
    return page(request, "step_split", context, step.map.workshop, 422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
@says_what_is_gone
def step_merge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Turn this step and others into one."""
    step = _step(request, pk)
    rows = {str(row.pk): row for row in selectors.rows_of(Step, step.map)}
    choices = [(key, f"{place} {row.name}") for place, (key, row) in enumerate(rows.items(), 1)]
    initial = {"name": step.name, "steps": _with_next(list(rows), str(step.pk))}
    form = MergeForm(request.POST if request.method == "POST" else None, choices=choices, initial=initial)
    if request.method == "POST" and form.is_valid():
        chosen = [row for key, row in rows.items() if key in form.cleaned_data["steps"]]
        try:
            name = form.cleaned_data["name"]
            made = steps.merge_steps(actor=actor_of(request), steps=chosen, name=name, change_id=change_id_of(request))
            messages.success(request, f"{len(chosen)} steps are “{made.name}” now. Measure its times afresh: those of parts do not add up.")
            return to_table(request, step.map_id, anchor_of(made))
        except Repeated:
            return stored_before(request, step.map_id)
        except Invalid as invalid:
            for fault in invalid.faults:
                form.add_error(fault.path if fault.path in form.fields else None, fault.text)
    context = map_context(step.map) | {"form": form, "step": step}
    return page(request, "step_merge", context, step.map.workshop, 422 if request.method == "POST" else 200)


def _with_next(keys: list[str], key: str) -> list[str]:
    place = keys.index(key)
    return keys[place : place + 2] if place + 1 < len(keys) else keys[max(0, place - 1) :]


@require_POST
@says_what_is_gone
def step_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a step off the map; Undo brings it back."""
    step = _step(request, pk)
    try:
        steps.remove_step(actor=actor_of(request), step=step, change_id=change_id_of(request))
    except Repeated:
        return to_table(request, step.map_id)
    messages.success(request, f"“{step.name}” is off the map with its data, wait and notes. Undo brings all of it back.")
    return to_table(request, step.map_id, "steps")


def _deed(name: str, view: Any) -> Any:
    return path(f"steps/<uuid:pk>/{name}/", view, name=f"step-{name}")


urlpatterns = [
    path("maps/<uuid:pk>/steps/new/", step_new, name="step-new"),
    path("steps/<uuid:pk>/", step_edit, name="step-edit"),
    _deed("move", step_move),
    _deed("copy", step_copy),
    _deed("split", step_split),
    _deed("merge", step_merge),
    _deed("remove", step_remove),
]
