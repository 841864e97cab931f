"""The five stages with their tasks, gates, and each role's duties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vsm_site.lib.errors import Conflict, Invalid, Repeated
from vsm_site.lib.ids import uuid7
from workshops import pages
from workshops.access import Actor, actor_of, allowed, can, get_workshop
from workshops.duties import PLACES, RIGHTS
from workshops.forms.preparation import TaskFileForm
from workshops.forms.stages import MoveForm, NewTaskForm, OwnTaskForm, TaskForm
from workshops.forms.streams import add_faults
from workshops.kinds import TASK
from workshops.live_forms import LiveForm, keep_theirs
from workshops.models import Workshop
from workshops.policy import Action
from workshops.selectors import stages as selectors
from workshops.selectors.preparation import list_files_of
from workshops.selectors.signs import signs_of
from workshops.selectors.stages import Task
from workshops.services import stages, tasks
from workshops.stages import Blocker, Stage, blockers
from workshops.views.common import change_id_of, enter, go_back
from workshops.views.fresh import shows

ROWS = 50
MOVES_SHOWN = 10
DONE_SHOWN = 20
HOLDERS_SHOWN = 20


def _stage(text: str) -> Stage:
    """The stage of an address; there is no other."""
    try:
        return Stage(text)
    except ValueError:
        raise Http404 from None


# One stage


@require_GET
@shows("tasks", "charter", "agenda", "captures", "map", "plan", "reviews", "barriers")
def stage_page(request: HttpRequest, pk: UUID, stage: str) -> HttpResponse:
    """What a stage asks for, how far it is, and what speaks against going on."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.READ_REPORTS)
    return _show_stage(request, actor, workshop, _stage(stage))


def _show_stage(
    request: HttpRequest, actor: Actor, workshop: Workshop, stage: Stage, status: int = 200, **forms: NewTaskForm | MoveForm
) -> HttpResponse:
    enter(request, workshop, "home")
    today, present = workshop.today(timezone.now()), Stage(workshop.stage)
    found = Paginator(selectors.list_tasks(workshop, stage), ROWS).get_page(request.GET.get("page"))
    progress = selectors.progress_by_stage(workshop, today)[stage]
    people = selectors.list_owners(workshop) if can(actor, Action.EDIT_CHARTER, workshop) else []
    context = {
        "stage": stage,
        "present": present,
        "stages": pages.stage_links(workshop, allowed(actor, workshop)),
        "sentence": _stage_sentence(stage, present, progress),
        "progress": progress,
        "page": found,
        "tasks": _with_places(selectors.tasks_of(found, actor, workshop, today, signs_of(workshop, found)), actor, workshop),
        "task_form": forms.get("task_form") or NewTaskForm(people=people, workshop=workshop),
        "move_form": forms.get("move_form") or MoveForm(),
        "warnings": _links(blockers(stage, selectors.facts_of(workshop, stage)), workshop, stage),
        "moves": selectors.list_moves(workshop)[:MOVES_SHOWN],
        "is_present": stage is present,
        "is_past": stage.number < present.number,
        "next": stage.next,
        "change_id": str(uuid7()),
        "stage_rev": workshop.rev("stage"),
    }
    return render(request, "workshops/stage.html", context, status=status)


def _stage_sentence(stage: Stage, present: Stage, progress: selectors.Progress) -> str:
    """How a stage stands, from its tasks."""
    where = "The workshop is here now" if stage is present else "Passed" if stage.number < present.number else "Not reached yet"
    if not progress.total:
        return f"{where}. Nothing is listed for it."
    parts = [f"{progress.done} of {pages.count(progress.total, 'point')} done"]
    if progress.late:
        parts.append(f"{progress.late} late")
    if progress.without_owner:
        parts.append(f"{progress.without_owner} without an owner")
    return f"{where}: {pages.joined(parts)}."


@dataclass(frozen=True, slots=True)
class Place:
    """The page where the work of a task is done."""

    url: str
    label: str


def _with_places(rows: list[Task], actor: Actor, workshop: Workshop) -> list[tuple[Task, Place | None]]:
    """Each task with the page where its work is done, if it has one that the person may open."""
    rights = allowed(actor, workshop)
    names = [row.duty.page if row.duty else "" for row in rows]
    names = [name if RIGHTS.get(name, Action.VIEW) in rights else "" for name in names]
    return [(row, Place(reverse(name, args=[workshop.pk]), PLACES[name]) if name else None) for row, name in zip(rows, names, strict=True)]


def _links(found: list[Blocker], workshop: Workshop, stage: Stage) -> list[tuple[Blocker, str]]:
    """Each warning with the page where it is mended."""
    addresses = {"stage": f"{reverse('workshop-stage', args=[workshop.pk, stage.value])}#tasks", "": ""}
    return [
        (blocker, addresses[name] if (name := blocker.url_name) in addresses else reverse(f"workshop-{name}", args=[workshop.pk]))
        for blocker in found
    ]


@require_POST
def stage_move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Go on to the next stage, or back to an earlier one."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.RUN_WORKSHOP)
    to, form = _stage(request.POST.get("to", "")), MoveForm(request.POST)
    before = Stage(workshop.stage)
    if form.is_valid():
        base = request.POST.get("rev_stage", "")
        try:
            stages.move_stage(
                actor=actor,
                workshop_id=pk,
                to=to,
                reason=form.cleaned_data["reason"],
                base=int(base) if base.isdecimal() else None,
                change_id=change_id_of(request),
            )
        except Repeated:
            return redirect("workshop-stage", pk, to.value)
        except Invalid as invalid:
            add_faults(form, invalid)
        else:
            went = "goes on to" if to.number > before.number else "is back in"
            messages.success(request, f"The workshop {went} {to.label}.")
            return redirect("workshop-stage", pk, to.value)
    shown = before if to.number > before.number else to
    return _show_stage(request, actor, workshop, shown, 422, move_form=form)


# Tasks


@require_POST
def task_add(request: HttpRequest, pk: UUID, stage: str) -> HttpResponse:
    """A task of the team's own."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.EDIT_CHARTER)
    place = _stage(stage)
    form = NewTaskForm(request.POST, people=selectors.list_owners(workshop), workshop=workshop)
    if form.is_valid():
        try:
            values = TASK.parse(form.cleaned_data)
            tasks.add_task(actor=actor, workshop_id=pk, stage=place, values=values, change_id=change_id_of(request))
        except Repeated:
            return redirect("workshop-stage", pk, place.value)
        except Invalid as invalid:
            add_faults(form, invalid)
        else:
            messages.success(request, f"“{form.cleaned_data['title']}” is on the list of {place.label}.")
            return redirect("workshop-stage", pk, place.value)
    return _show_stage(request, actor, workshop, place, 422, task_form=form)


@require_http_methods(["GET", "POST"])
def task_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One task: who, until when, and what was found; to read, to work on, or to change."""
    actor = actor_of(request)
    row = selectors.get_task(actor, pk)
    workshop = row.workshop
    enter(request, workshop, "home")
    (task,) = selectors.tasks_of([row], actor, workshop, workshop.today(timezone.now()), signs_of(workshop, [row]))
    form = _task_form(request, actor, workshop, task)
    status = 200
    if request.method == "POST" and form is None:
        workshop = get_workshop(actor, workshop.pk, Action.EDIT_CHARTER)
    elif form is not None and request.POST.get("keep"):
        keep_theirs(form, request.POST["keep"])
    elif form is not None and request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                if form.changes:
                    tasks.update_task(
                        actor=actor, task_id=pk, values=TASK.parse(form.changes), base=form.base, change_id=change_id_of(request)
                    )
                messages.success(request, f"“{row.title}” is saved.")
                return redirect(f"{reverse('workshop-stage', args=[workshop.pk, row.stage])}#task-{pk}")
            except Repeated:
                return redirect("workshop-stage", workshop.pk, row.stage)
            except Conflict as conflict:
                form.show_conflict(conflict)
                status = 409
            except Invalid as invalid:
                form.show_invalid(invalid)
    ((_, place),) = _with_places([task], actor, workshop)
    context: dict[str, Any] = {"task": task, "place": place, "stage": Stage(row.stage), "form": form, "change_id": str(uuid7())}
    context |= {"files": list_files_of(row), "file_form": TaskFileForm()}
    return render(request, "workshops/task.html", context, status=status)


def _task_form(request: HttpRequest, actor: Actor, workshop: Workshop, task: Task) -> LiveForm | None:
    """All of the task for those who prepare the workshop, the work itself for its owner, nothing for others."""
    data = request.POST or None
    if can(actor, Action.EDIT_CHARTER, workshop):
        people = selectors.list_owners(workshop, keep=task.row.owner_id)
        return TaskForm(data, record=task.row, people=people, workshop=workshop)
    return OwnTaskForm(data, record=task.row) if task.may_work else None


@require_POST
def task_tick(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that a task is done, or that it is not."""
    actor = actor_of(request)
    row = selectors.get_task(actor, pk)
    tasks.update_task(actor=actor, task_id=pk, values={"done": request.POST.get("done") == "1"})
    return _back_to_list(request, row.workshop_id, row.stage, pk)


@require_POST
def task_take(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a task that nobody has."""
    actor = actor_of(request)
    row = selectors.get_task(actor, pk)
    tasks.take_task(actor=actor, task_id=pk)
    return _back_to_list(request, row.workshop_id, row.stage, pk)


@require_POST
def task_move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Move a task one place up or down."""
    actor = actor_of(request)
    row = selectors.get_task(actor, pk)
    tasks.move_task(actor=actor, task_id=pk, by=-1 if request.POST.get("to") == "up" else 1)
    return _back_to_list(request, row.workshop_id, row.stage, pk)


@require_POST
def task_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a task off the list; Undo brings it back."""
    actor = actor_of(request)
    row = selectors.get_task(actor, pk)
    tasks.remove_task(actor=actor, task_id=pk)
    messages.success(request, f"“{row.title}” is off the list with its notes. Undo brings it back.")
    return redirect("workshop-stage", row.workshop_id, row.stage)


def _back_to_list(request: HttpRequest, workshop_id: UUID, stage: str, task_id: UUID) -> HttpResponse:
    """To the page that the button stood on, at the task; else to its stage."""
    if request.POST.get("next"):
        return go_back(request, "workshop-stage", workshop_id, stage)
    return redirect(f"{reverse('workshop-stage', args=[workshop_id, stage])}#task-{task_id}")


# Duties


@require_GET
@shows("tasks", "plan")
def my_tasks(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The person's own tasks of all stages: late, soon, later, done."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.READ_REPORTS)
    enter(request, workshop, "home")
    today, mine = workshop.today(timezone.now()), selectors.list_my_tasks(actor, workshop)
    found = Paginator(mine.filter(done=False), ROWS).get_page(request.GET.get("page"))
    waiting = _with_places(selectors.tasks_of(found, actor, workshop, today, signs_of(workshop, found)), actor, workshop)
    done = selectors.tasks_of(mine.filter(done=True)[:DONE_SHOWN], actor, workshop, today)
    groups = [("Late", [row for row in waiting if row[0].is_late]), ("To do", [row for row in waiting if not row[0].is_late])]
    context = {
        "page": found,
        "groups": [*groups, ("Done", _with_places(done, actor, workshop))],
        "sentence": _my_sentence(found.paginator.count, len(groups[0][1])),
    }
    return render(request, "workshops/my_tasks.html", context)


def _my_sentence(waiting: int, late: int) -> str:
    if not waiting:
        return "Nothing of the five stages waits for you."
    said = f"{pages.count(waiting, 'point')} of the five stages {'waits' if waiting == 1 else 'wait'} for you"
    return f"{said}, {late} late." if late else f"{said}."


@require_GET
def duties(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the method asks of each role, who has it, and what is next on that person's list."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.READ_REPORTS)
    enter(request, workshop, "people")
    context = {"roles": selectors.list_role_duties(workshop, HOLDERS_SHOWN), "today": workshop.today(timezone.now())}
    return render(request, "workshops/duties.html", context)


urlpatterns = [
    path("workshops/<uuid:pk>/stages/<str:stage>/", stage_page, name="workshop-stage"),
    path("workshops/<uuid:pk>/stages/<str:stage>/tasks/", task_add, name="workshop-task-add"),
    path("workshops/<uuid:pk>/stage/", stage_move, name="workshop-stage-move"),
    path("workshops/<uuid:pk>/duties/", duties, name="workshop-duties"),
    path("workshops/<uuid:pk>/my-tasks/", my_tasks, name="workshop-my-tasks"),
    path("tasks/<uuid:pk>/", task_page, name="workshop-task"),
    path("tasks/<uuid:pk>/done/", task_tick, name="workshop-task-tick"),
    path("tasks/<uuid:pk>/take/", task_take, name="workshop-task-take"),
    path("tasks/<uuid:pk>/move/", task_move, name="workshop-task-move"),
    path("tasks/<uuid:pk>/remove/", task_remove, name="workshop-task-remove"),
]
