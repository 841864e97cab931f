"""The agenda: all days, one day, and its blocks."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vsm_site.lib.errors import Invalid
from vsm_site.lib.ids import uuid7
from workshops.access import actor_of, can, get_workshop
from workshops.agenda_templates import TEMPLATES
from workshops.forms.days import DayForm, MovableBlockForm, NewBlockForm
from workshops.live_forms import LiveForm
from workshops.models import AgendaItem, Workshop, WorkshopDay
from workshops.policy import Action
from workshops.selectors import days as selectors
from workshops.selectors.captures import list_team
from workshops.selectors.days import DayView
from workshops.selectors.invitations import count_outdated
from workshops.selectors.workshops import days_for_blocks
from workshops.services import agenda as services
from workshops.views.common import change_id_of, go_back, saved
from workshops.views.days_common import barriers_card, done, form_page, page_of, show_day
from workshops.views.fresh import shows


@require_safe
@shows("agenda", "barriers", "captures", "charter", "reviews", "tasks", hints="days")
def agenda(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All days with their blocks, what runs now, and the barriers that wait for a leader."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk)
    now = timezone.now()
    days = selectors.list_agenda(workshop, now)
    context = {
        "days": days,
        "running": selectors.now_next(days),
        "today": next((day for day in days if day.is_today), None),
        "is_empty": not any(day.lines for day in days),
        "has_gaps": any(not day.lines for day in days),
        "templates": TEMPLATES,
        "outdated": count_outdated(workshop, now) if can(actor, Action.EDIT_CHARTER, workshop) else 0,
        "here": request.path,
        "sentence": _sentence(workshop, days),
        **barriers_card(workshop),
    }
    return page_of(request, "agenda", workshop, context)


def _sentence(workshop: Workshop, days: list[DayView]) -> str:
    """How the days stand."""
    first = workshop.first_day
    length = "One day" if len(days) == 1 else f"{len(days)} days"
    said = [f"{length} from {first:%a} {first.day} {first:%b}, times of {workshop.time_zone.replace('_', ' ')}."]
    blocks, ticked = sum(len(day.lines) for day in days), sum(day.done for day in days)
    if ticked:
        said.append(f"{ticked} of {blocks} blocks are done.")
    today = next((day for day in days if day.is_today), None)
    if today is not None and today.drift:
        said.append(f"The day runs {today.drift_text} {'late' if today.late else 'early'}.")
    return " ".join(said)


@require_POST
def agenda_fill(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Plan the days that have no blocks yet from one of the agendas to begin with."""
    template = request.POST.get("template") or TEMPLATES[0].key
    filled = services.fill_agenda(actor=actor_of(request), workshop_id=pk, template=template)
    messages.success(
        request, "Every day has blocks already." if filled.empty else "The days are planned. Change what you need, or press Undo."
    )
    return go_back(request, "workshop-agenda", pk)


@require_safe
@shows("agenda", "barriers", "captures", hints="days")
def day_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One day: its blocks to tick off, the visit with its questions, barriers and lessons."""
    actor = actor_of(request)
    return show_day(request, actor, selectors.get_day(actor, pk))


@require_http_methods(["GET", "POST"])
@shows("agenda")
def day_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change a day: its start, its theme and its blocks."""
    actor = actor_of(request)
    day = selectors.get_day(actor, pk, Action.RUN_WORKSHOP)
    form = DayForm(request.POST if request.method == "POST" else None, record=day)
    status = 200
    if request.method == "POST":
        status = saved(request, form, lambda form: services.update_day(actor=actor, day_id=pk, values=form.changes, base=form.base))
        if not status:
            messages.success(request, "The day is saved; the times of its blocks follow.")
            return redirect("day-edit", pk)
    return _edit_page(request, day, form, status)


def _edit_page(request: HttpRequest, day: WorkshopDay, form: DayForm, status: int, block_form: NewBlockForm | None = None) -> HttpResponse:
    view = selectors.view_day(day, timezone.now())
    context = {
        "view": view,
        "day": day,
        "form": form,
        "block_form": block_form or _new_block(request, view),
        "templates": TEMPLATES,
        "change_id": request.POST.get("change_id") or uuid7(),
    }
    return page_of(request, "day_edit", day.workshop, context, status)


def _new_block(request: HttpRequest, view: DayView) -> NewBlockForm:
    """The form of a new block; `?before=` says before which one it is to come."""
    data = request.POST if request.resolver_match and request.resolver_match.url_name == "block-add" else None
    initial = {"before": request.GET.get("before", "")}
    return NewBlockForm(data, people=list_team(view.day.workshop), lines=view.lines, initial=initial)


@require_POST
def day_clear(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take all blocks of a day off, so that it can be planned anew."""
    actor = actor_of(request)
    selectors.get_day(actor, pk, Action.RUN_WORKSHOP)
    if done(request, lambda: services.clear_day(actor=actor, day_id=pk)):
        messages.success(request, "The day is empty. Plan it anew, or press Undo.")
    return redirect("day-edit", pk)


@require_POST
def block_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A block of a day, before another one or last."""
    actor = actor_of(request)
    day = selectors.get_day(actor, pk, Action.RUN_WORKSHOP)
    form = _new_block(request, selectors.view_day(day, timezone.now()))
    change_id = change_id_of(request)

    def save(form: LiveForm) -> object:
        values = form.changes
        before = values.pop("before") or None
        return services.add_block(actor=actor, day_id=pk, values=values, before=UUID(before) if before else None, change_id=change_id)

    status = saved(request, form, save)
    if status:
        return _edit_page(request, day, DayForm(record=day), status, form)
    return redirect(f"{reverse('day-edit', args=[pk])}#blocks")


@require_http_methods(["GET", "POST"])
def block_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change one block, or put it on another day."""
    actor = actor_of(request)
    block = selectors.get_note(actor, AgendaItem, pk, Action.RUN_WORKSHOP)
    days = days_for_blocks(block.workshop, keep=block.day_id)
    people = list_team(block.workshop, keep=block.owner_id)
    form = MovableBlockForm(request.POST if request.method == "POST" else None, record=block, days=days, people=people)
    return form_page(
        request,
        block.workshop,
        form,
        lambda form: services.update_block(actor=actor, block_id=pk, values=form.changes, base=form.base),
        back=reverse("day-edit", args=[block.day_id]),
        head="Change a block",
        remove=reverse("block-remove", args=[pk]),
    )


@require_POST
def block_move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Move a block one place up or down."""
    actor = actor_of(request)
    block = selectors.get_note(actor, AgendaItem, pk)
    by = {"up": -1, "down": 1}.get(request.POST.get("to", ""), 0)
    if by not in (-1, 1):
        raise Invalid({"to": "This is up or down."})
    done(request, lambda: services.move_block(actor=actor, block_id=pk, by=by))
    return redirect(f"{reverse('day-edit', args=[block.day_id])}#block-{pk}")


@require_POST
def block_done(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Tick a block off, or open it again."""
    actor = actor_of(request)
    block = selectors.get_note(actor, AgendaItem, pk)
    is_done = request.POST.get("done") == "1"
    done(request, lambda: services.tick_block(actor=actor, block_id=pk, done=is_done, now=timezone.now()))
    return go_back(request, "day-page", block.day_id)


@require_POST
def block_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a block off the agenda."""
    actor = actor_of(request)
    block = selectors.get_note(actor, AgendaItem, pk)
    if done(request, lambda: services.remove_block(actor=actor, block_id=pk)):
        messages.success(request, f"“{block.title}” is off the agenda. Undo brings it back.")
    return redirect("day-edit", block.day_id)


urlpatterns = [
    path("workshops/<uuid:pk>/agenda/", agenda, name="workshop-agenda"),
    path("workshops/<uuid:pk>/agenda/fill/", agenda_fill, name="agenda-fill"),
    path("days/<uuid:pk>/", day_page, name="day-page"),
    path("days/<uuid:pk>/edit/", day_edit, name="day-edit"),
    path("days/<uuid:pk>/clear/", day_clear, name="day-clear"),
    path("days/<uuid:pk>/blocks/", block_add, name="block-add"),
    path("blocks/<uuid:pk>/", block_edit, name="block-edit"),
    path("blocks/<uuid:pk>/move/", block_move, name="block-move"),
    path("blocks/<uuid:pk>/done/", block_done, name="block-done"),
    path("blocks/<uuid:pk>/remove/", block_remove, name="block-remove"),
]
