"""The pages of one action, and what is done to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from actionplans import history, selectors, sources, waiting
from actionplans.beginnings import MOST_PROMISES, Beginning, beginning
from actionplans.forms import METRIC_LABELS, ActionChoices, ActionForm, PromiseForm, StatusForm, UpdateForm
from actionplans.health import NEEDS_REASON
from actionplans.models import Action
from actionplans.services import actions, progress, winners
from actionplans.services.actions import PromiseEdit
from actionplans.steps import StepName, list_steps
from actionplans.views.common import change_id_of, enter, go_back, page, uuid_of
from vsm_site.lib.errors import Conflict, Fault, Forbidden, Invalid, Repeated
from vsm_site.lib.ids import uuid7
from workshops.access import Actor, actor_of, can, get_workshop
from workshops.live_forms import keep_theirs
from workshops.models import Workshop
from workshops.pages import count
from workshops.policy import Action as Right
from workshops.records import ref
from workshops.selectors.rounds import get_round
from workshops.views.fresh import shows
from workshops.views.rounds import chosen


def _may_report(actor: Actor, action: Action) -> bool:
    """Whether the person may say how this action stands."""
    if can(actor, Right.EDIT_PLAN, action.workshop):
        return True
    is_mine = bool(action.owner and action.owner.user_id == actor.user_id)
    return is_mine and can(actor, Right.UPDATE_OWN_ACTION, action.workshop)


@require_GET
@shows("plan")
def action_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything about one action."""
    actor = actor_of(request)
    card = selectors.get_card(actor, pk, now=timezone.now())
    enter(request, card.action.workshop)
    return page(request, "action", _page_context(actor, card))


def _page_context(actor: Actor, card: selectors.Card) -> dict[str, Any]:
    action = card.action
    may_report = _may_report(actor, action)
    people = selectors.list_people(action.workshop, keep=_kept(action)) if may_report else []
    return {
        "card": card,
        "action": action,
        "team": selectors.list_names(action.workshop, action.team),
        "note": sources.note_of(action),
        "promises": action.present_promises,
        "steps": list_steps([action.workshop_id]),
        "updates": selectors.list_updates(action),
        "history": history.list_history(action),
        "may_report": may_report,
        "status_form": StatusForm(record=action, people=people) if may_report else None,
        "update_form": UpdateForm() if may_report else None,
        "change_id": uuid7(),
        "waits": waiting.waits_of(action),
    }


def _kept(action: Action) -> set[UUID]:
    ids = {action.owner_id, action.waits_for_id, *(UUID(entry) for entry in action.team)}
    return {pk for pk in ids if pk}


def _new_promises(data: QueryDict | None, steps: Mapping[UUID, StepName], begun: Beginning | None) -> list[PromiseForm]:
    """Rows for promises that are still to be made: what was suggested, and an empty one. A form that was sent has those it had."""
    suggested = list(begun.promises) if begun and data is None else []
    count = len(suggested) + 1
    if data is not None:
        count = max(1, sum(f"promise-new{place or ''}-metric" in data for place in range(MOST_PROMISES + 1)))
    rows = [*suggested, *({} for _ in range(count - len(suggested)))]
    return [PromiseForm(data, steps=steps, prefix=f"promise-new{place or ''}", initial=first) for place, first in enumerate(rows)]


class _Editor:
    """The form of an action with those of its promises: read together, saved together.

    A promise that somebody added since the page was opened is not on the form that was sent, and stays as it is.
    """

    def __init__(self, request: HttpRequest, workshop: Workshop, action: Action | None = None, begun: Beginning | None = None) -> None:
        data = request.POST if request.method == "POST" else None
        steps = list_steps([workshop.pk])
        choices = ActionChoices(
            selectors.list_people(workshop, keep=_kept(action) if action else ()),
            steps,
            selectors.list_blocks(workshop),
            selectors.list_titles(workshop, but=action.pk if action else None),
        )
        self.form = ActionForm(data, record=action, choices=choices, first_day=workshop.first_day, initial=begun.values if begun else {})
        rows = [row for row in (action.present_promises if action else []) if data is None or f"promise-{row.pk}-metric" in data]
        self.promises = [PromiseForm(data, record=row, steps=steps, prefix=f"promise-{row.pk}") for row in rows]
        self.promises += _new_promises(data, steps, begun)

    def is_valid(self) -> bool:
        """Whether everything typed can be read."""
        states = [form.is_valid() for form in (self.form, *self.promises)]  # all of them, so that every fault is shown at once
        return all(states)

    def edits(self) -> list[PromiseEdit]:
        """What becomes of the promises; the place of each is that of its form in `used`."""
        return [self._edit(form) for form in self.used()]

    def used(self) -> list[PromiseForm]:
        """The forms of promises that say something."""
        return [form for form in self.promises if not form.is_empty]

    def _edit(self, form: PromiseForm) -> PromiseEdit:
        if form.record is None:
            return PromiseEdit(form.changes)
        if form.is_removed:
            return PromiseEdit(pk=form.record.pk, remove=True)
        return PromiseEdit({name: value for name, value in form.changes.items() if name != "remove"}, form.record.pk, form.base)

    def show_invalid(self, invalid: Invalid) -> None:
        """Put each fault beside its field, of the action or of a promise."""
        for fault in invalid.faults:
            place, dot, name = fault.path.removeprefix("promises[").partition("].")
            form = self.used()[int(place)] if dot and place.isdecimal() else self.form
            form.show_invalid(Invalid([Fault(name if dot else fault.path, fault.text)]))

    def show_conflict(self, conflict: Conflict) -> None:
        """Put both values beside each field that clashed."""
        for form in (self.form, *self.promises):
            if form.record is None:
                continue
            mine = [clash for clash in conflict.clashes if clash.record == ref(form.record)]
            if mine:
                form.show_conflict(Conflict(mine))

    def keep(self, html_name: str) -> None:
        """Take the stored value of one field."""
        for form in (self.form, *self.promises):
            if form.record is not None:
                keep_theirs(form, html_name)

    def context(self) -> dict[str, Any]:
        """What the template needs."""
        return {"form": self.form, "promise_forms": self.promises, "metrics": METRIC_LABELS}


def _new_context(request: HttpRequest, editor: _Editor, begun: Beginning) -> dict[str, Any]:
    change_id = request.POST.get("change_id") or str(uuid7())
    return editor.context() | {"capture": begun.capture, "note": begun.note, "change_id": change_id}


@require_http_methods(["GET", "POST"])
def action_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A new action: empty, or made of a capture (`?capture=`), of a note on a map (`?note=`), or of a number of it (`?step=&metric=`)."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Right.EDIT_PLAN)
    enter(request, workshop)
    begun = beginning(actor, workshop, request.GET.dict())
    editor = _Editor(request, workshop, begun=begun)
    status = 200
    if request.method == "POST" and editor.is_valid():
        try:
            _create(request, actor, workshop, begun, editor)
        except Invalid as invalid:
            editor.show_invalid(invalid)
        except Repeated:
            return redirect("workshop-board", pk)
        else:
            messages.success(request, "The action is on the board.")
            return redirect("workshop-board", pk)
    if request.method == "POST":
        status = 422
    return page(request, "action_new", _new_context(request, editor, begun), status)


def _create(request: HttpRequest, actor: Actor, workshop: Workshop, begun: Beginning, editor: _Editor) -> Action:
    values = editor.form.changes | ({"source_note": begun.note.pk} if begun.note else {})
    said: dict[str, Any] = {"values": values, "promises": editor.edits(), "change_id": change_id_of(request)}
    if begun.capture is None:
        return actions.create_action(actor=actor, workshop_id=workshop.pk, **said)
    return actions.create_action_from_capture(actor=actor, capture_id=begun.capture.pk, **said)


@require_POST
def round_actions(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make actions of what came out of a round; on to the board, where they get owners and dates."""
    actor = actor_of(request)
    row = get_round(actor, pk, Right.EDIT_PLAN)
    try:
        made = winners.make_actions(actor=actor, round_id=pk, item_ids=chosen(request), change_id=change_id_of(request))
    except Repeated:
        pass
    except Invalid as invalid:
        messages.error(request, invalid.faults[0].text)
        return redirect(row.get_absolute_url())
    else:
        messages.success(request, f"{count(len(made), 'action')} more on the board. Give each an owner and dates; Undo takes them back.")
    return redirect("workshop-board", row.workshop_id)


@require_http_methods(["GET", "POST"])
def action_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change an action and its promises."""
    actor = actor_of(request)
    action = selectors.get_action(actor, pk)
    get_workshop(actor, action.workshop_id, Right.EDIT_PLAN)
    enter(request, action.workshop)
    editor = _Editor(request, action.workshop, action)
    status = 200
    if request.POST.get("keep"):
        editor.keep(request.POST["keep"])
    elif request.method == "POST" and editor.is_valid():
        try:
            actions.update_action(actor=actor, action_id=pk, values=editor.form.changes, base=editor.form.base, promises=editor.edits())
            return redirect("action-page", pk)
        except Conflict as conflict:
            editor.show_conflict(conflict)
            status = 409
        except Invalid as invalid:
            editor.show_invalid(invalid)
            status = 422
    elif request.method == "POST":
        status = 422
    return page(request, "action_edit", editor.context() | {"action": action}, status)


@require_http_methods(["GET", "POST"])
def action_status(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say where an action stands, with the reason where one is needed."""
    actor = actor_of(request)
    action = selectors.get_action(actor, pk)
    if not _may_report(actor, action):
        raise Forbidden("Only its owner and whoever edits the plan say where an action stands.")
    enter(request, action.workshop)
    people = selectors.list_people(action.workshop, keep=_kept(action))
    wanted = request.GET.get("status", "")
    first = {"status": wanted} if wanted in Action.Status.values else {}
    form = StatusForm(request.POST or None, record=action, people=people, initial=first)
    if request.POST.get("keep"):
        keep_theirs(form, request.POST["keep"])
    elif request.method == "POST":
        return _save_status(request, actor, action, form)
    return page(request, "action_status", {"form": form, "action": action, "next": request.POST.get("next", request.GET.get("next", ""))})


def _save_status(request: HttpRequest, actor: Actor, action: Action, form: StatusForm) -> HttpResponse:
    status = 422
    if form.is_valid():
        try:
            if form.changes:
                actions.change_status(actor=actor, action_id=action.pk, values=form.changes, base=form.base)
            return go_back(request, "action-page", action.pk)
        except Conflict as conflict:
            form.show_conflict(conflict)
            status = 409
        except Invalid as invalid:
            form.show_invalid(invalid)
    return page(request, "action_status", {"form": form, "action": action, "next": request.POST.get("next", "")}, status)


@require_POST
def action_move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a card into another column or place; a column that needs a reason asks for it first."""
    actor = actor_of(request)
    action = selectors.get_action(actor, pk)
    status, reason = request.POST.get("status", ""), request.POST.get("reason", "").strip()
    if status in NEEDS_REASON and status != action.status and not reason:
        asked = urlencode({"status": status, "next": request.POST.get("next", "")})
        return redirect(f"{reverse('action-status', args=[pk])}?{asked}")
    values = {"status": status} | ({"reason": reason} if reason else {})
    actions.move_action(actor=actor, action_id=pk, values=values, before=uuid_of(request.POST.get("before")))
    return go_back(request, "workshop-board", action.workshop_id)


@require_POST
def action_progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Report one line on an action."""
    actor = actor_of(request)
    card = selectors.get_card(actor, pk, now=timezone.now())
    form = UpdateForm(request.POST)
    if form.is_valid():
        try:
            progress.report_progress(actor=actor, action_id=pk, values=form.cleaned_data, change_id=change_id_of(request))
            messages.success(request, "Noted.")
            return go_back(request, "action-page", pk)
        except Repeated:
            return go_back(request, "action-page", pk)
        except Invalid as invalid:
            _add_faults(form, invalid.faults)
    elif not _may_report(actor, card.action):
        raise Forbidden
    enter(request, card.action.workshop)
    return page(request, "action", _page_context(actor, card) | {"update_form": form}, 422)


def _add_faults(form: UpdateForm, faults: Sequence[Fault]) -> None:
    for fault in faults:
        form.add_error(fault.path if fault.path in form.fields else None, fault.text)


@require_POST
def update_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back one line."""
    progress.remove_update(actor=actor_of(request), update_id=pk)
    return go_back(request, "my-actions")


@require_POST
def action_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take an action out of the plan; Undo brings it back."""
    actor = actor_of(request)
    action = selectors.get_action(actor, pk)
    actions.remove_action(actor=actor, action_id=pk)
    messages.success(request, f"“{action.title}” is out of the plan with its promises and updates. Undo brings all of it back.")
    return redirect("workshop-board", action.workshop_id)
