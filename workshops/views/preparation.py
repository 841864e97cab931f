"""The preparation of a workshop: how ready each area is, set-up tasks of a kind of stream, files, and meetings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from vsm_site.lib import files
from vsm_site.lib.errors import Forbidden, Invalid, NotFound, Repeated
from workshops.access import actor_of, allowed, get_workshop
from workshops.flows import flow_named
from workshops.forms.preparation import TaskFileForm
from workshops.models import KeptFile, Workshop
from workshops.pages import count, joined
from workshops.policy import Action
from workshops.readiness import Area, Owed, debts
from workshops.selectors import preparation as selectors
from workshops.selectors import stages as stage_selectors
from workshops.selectors.preparation import Readiness
from workshops.selectors.signs import signs_of
from workshops.services import setup_files, tasks
from workshops.setup_templates import TEMPLATES, template_for, template_named
from workshops.stages import Stage
from workshops.views.common import change_id_of, enter
from workshops.views.fresh import shows

ROWS = 20


@require_safe
@shows("tasks", "charter", "map", "captures", "agenda", "walk", hints="prepare")
def preparation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How ready the workshop is, area by area: what is missing, who owes it, and the files that were gathered."""
    actor, now = actor_of(request), timezone.now()
    workshop = get_workshop(actor, pk, Action.READ_REPORTS)
    enter(request, workshop, "home")
    today = workshop.today(now)
    readiness = selectors.readiness_of(workshop, today)
    page = Paginator(selectors.list_files(workshop), ROWS).get_page(request.GET.get("page"))
    best = template_for(workshop.stream.item_kind)
    rights = allowed(actor, workshop)
    seen = signs_of(workshop, stage_selectors.list_tasks(workshop, Stage.PREPARE).filter(done=False))
    context = {
        "areas": [(area, _rows(workshop, area, rights, seen)) for area in readiness.areas],
        "debts": [(who or "Nobody", number, late) for who, number, late in debts(readiness.areas)],
        "sentence": _sentence(workshop, today, readiness),
        "ready": readiness.ready,
        "page": page,
        "flow": flow_named(workshop.stream.item_kind).label,
        "templates": [best, *(template for template in TEMPLATES if template is not best)],
        "upcoming": [meeting for meeting in readiness.meetings if not meeting.held][:4],
    }
    return render(request, "workshops/preparation.html", context)


def _rows(workshop: Workshop, area: Area, rights: frozenset[Action], seen: Mapping[UUID, str]) -> list[tuple[Owed, str, str]]:
    """What is missing in an area, with where it is done and what makes it look done."""
    return [(owed, _place_of(workshop, owed, rights), seen.get(owed.task, "") if owed.task else "") for owed in area.missing]


def _sentence(workshop: Workshop, today: date, readiness: Readiness) -> str:
    """How the preparation stands, and how long there is."""
    left = (workshop.first_day - today).days
    when = f"{count(left, 'day')} to the first day" if left > 0 else "The workshop has begun"
    parts = [f"{readiness.ready} of {len(readiness.areas)} areas are ready"]
    if readiness.late:
        parts.append(f"{count(readiness.late, 'thing is', 'things are')} late")
    return f"{when}: {joined(parts)}."


_PLACES = {"people": "workshop-people", "approval": "workshop-charter", "meetings": "workshop-meetings", "prework": "workshop-prework"}


def _place_of(workshop: Workshop, owed: Owed, rights: frozenset[Action]) -> str:
    """Where something that is missing is done; empty where the person cannot do it."""
    if owed.place == "prework" and Action.MANAGE_CAPTURES not in rights:
        return reverse("prework-own", args=[workshop.pk]) if Action.PREWORK in rights else ""
    if owed.task is not None:
        return reverse("workshop-task", args=[owed.task])
    if owed.place == "stream":
        return reverse("stream-page", args=[workshop.stream_id])
    if owed.place in _PLACES:
        return reverse(_PLACES[owed.place], args=[workshop.pk])
    return f"{reverse('workshop-charter', args=[workshop.pk])}#{owed.place}"


@require_POST
def setup_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add the set-up tasks of a kind of stream."""
    actor = actor_of(request)
    get_workshop(actor, pk, Action.EDIT_CHARTER)
    template = template_named(request.POST.get("template", ""))
    if template is None:
        raise NotFound
    try:
        added = tasks.add_template(actor=actor, workshop_id=pk, template=template, change_id=change_id_of(request))
    except Repeated:
        pass
    except Invalid as invalid:
        messages.info(request, invalid.faults[0].text)
    else:
        messages.success(request, f"{count(added, 'set-up task')} added, each with its day and owner. Undo takes them back.")
    return redirect("workshop-prepare", pk)


# Files


@require_POST
def task_file_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a file to a task."""
    actor = actor_of(request)
    task = stage_selectors.get_task(actor, pk)
    if not selectors.may_work(allowed(actor, task.workshop), actor.user_id, task):
        raise Forbidden
    form = TaskFileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            kept = setup_files.add_file(actor=actor, task_id=pk, file=form.checked, change_id=change_id_of(request))
        except Repeated:
            pass
        except Invalid as invalid:
            messages.error(request, invalid.faults[0].text)
        else:
            messages.success(request, f"“{kept.name}” is kept at “{task.title}”.")
    else:
        messages.error(request, str(form.errors["file"][0]))
    return redirect(f"{reverse('workshop-task', args=[pk])}#files")


@require_safe
def task_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file itself, always as something to keep."""
    return given_out(selectors.get_file(actor_of(request), pk))


def given_out(file: KeptFile) -> HttpResponse:
    """A file as an attachment that no browser runs; NotFound where its bytes are gone."""
    try:
        content = files.read(file.stored.file)
    except OSError:
        raise NotFound from None
    headers = {
        "Content-Disposition": content_disposition_header(True, file.name) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return HttpResponse(content, content_type=files.KINDS[file.kind].content_type, headers=headers)


@require_POST
def task_file_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a file off its task."""
    actor = actor_of(request)
    file = selectors.get_file(actor, pk)
    setup_files.remove_file(actor=actor, file_id=pk)
    messages.success(request, f"“{file.name}” is off the task. Undo brings it back.")
    return redirect(f"{reverse('workshop-task', args=[file.task_id])}#files")


urlpatterns = [
    path("workshops/<uuid:pk>/prepare/", preparation, name="workshop-prepare"),
    path("workshops/<uuid:pk>/prepare/tasks/", setup_add, name="workshop-setup-add"),
    path("tasks/<uuid:pk>/files/", task_file_add, name="task-file-add"),
    path("files/<uuid:pk>/", task_file, name="task-file"),
    path("files/<uuid:pk>/remove/", task_file_remove, name="task-file-remove"),
]
