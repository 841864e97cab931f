"""Sustaining the stream: its performance since the workshop, standard work with its checks, and the resistance log."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from actionplans.steps import list_steps
from reviews import selectors, sustaining
from reviews.forms import AttendanceForm, CheckForm, MeasurementForm, ResistanceForm, StandardForm
from reviews.models import Measurement, Resistance, StandardWork, SustainmentCheck
from reviews.services import sustain
from reviews.views.common import SECTION, page
from vsm_site.lib.errors import Forbidden, Invalid, Repeated
from vsm_site.lib.ids import uuid7
from workshops.access import Actor, actor_of, allowed, can, get_record, get_workshop
from workshops.forms.preparation import TaskFileForm
from workshops.live_forms import LiveForm, seen_in
from workshops.models import Workshop
from workshops.policy import Action
from workshops.views.common import Save, change_id_of, enter, saved
from workshops.views.fresh import shows
from workshops.views.preparation import given_out

ROWS = 30


@require_GET
@shows("reviews", "plan", "map")
def workshop_sustain(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How the stream does since the workshop, which standards keep it, and where the old way comes back."""
    workshop = get_workshop(actor_of(request), pk, Action.READ_REPORTS)
    enter(request, workshop, SECTION)
    today = workshop.today(timezone.now())
    watched, standards = sustaining.watch(workshop), sustaining.list_standards(workshop, today)
    context = {
        "watched": watched,
        "alerts": [entry.alert for entry in watched if entry.alert],
        "standards": standards,
        "uncovered": sustaining.Uncovered(workshop, [row.standard.step_id for row in standards]).steps,
        "page": Paginator(sustaining.list_resistance(workshop), ROWS).get_page(request.GET.get("page")),
        "open_resistance": sustaining.list_resistance(workshop).filter(settled_on=None).count(),
        "measurements": sustaining.list_measurements(workshop)[:ROWS],
        "today": today,
    }
    return page(request, "sustain", context)


def _form_page(
    request: HttpRequest, workshop: Workshop, form: LiveForm, save: Save, *, back: str, head: str, about: str = "", remove: str = ""
) -> HttpResponse:
    """The page of one form: saved, it goes back; refused, it is shown again with what is wrong or both values."""
    enter(request, workshop, SECTION)
    status = 200
    if request.method == "POST":
        status = saved(request, form, save)
        if not status:
            messages.success(request, "Kept.")
            return redirect(back)
    context = {"form": form, "back": back, "head": head, "about": about, "remove": remove}
    return page(request, "sustain_form", context | {"change_id": request.POST.get("change_id") or uuid7()}, status)


def _home(workshop: Workshop, part: str) -> str:
    return f"{reverse('workshop-sustain', args=[workshop.pk])}#{part}"


# Standard work


def _standard_form(request: HttpRequest, workshop: Workshop, standard: StandardWork | None = None) -> StandardForm:
    keep = [str(standard.owner_id)] if standard and standard.owner_id else []
    steps = list(list_steps([workshop.pk]).values())
    first = {"step": request.GET.get("step", "")} if standard is None else {}
    people = selectors.list_people(workshop, keep=keep)
    return StandardForm(request.POST or None, record=standard, people=people, steps=steps, initial=first)


@require_http_methods(["GET", "POST"])
def standard_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A new standard, of the step that was asked for (`?step=`)."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.EDIT_REVIEW)
    form, change_id = _standard_form(request, workshop), change_id_of(request)
    return _form_page(
        request,
        workshop,
        form,
        lambda form: sustain.add_standard(actor=actor, workshop_id=pk, values=form.changes, change_id=change_id),
        back=_home(workshop, "standards"),
        head="New standard work",
        about="How a changed step is done from now on, so that it stays that way whoever does it.",
    )


@require_GET
@shows("reviews")
def standard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One standard: where it is written, who keeps it, who was trained, and its checks."""
    actor = actor_of(request)
    return _show_standard(request, actor, sustaining.get_standard(actor, pk))


def _show_standard(request: HttpRequest, actor: Actor, row: StandardWork, status: int = 200, **more: Any) -> HttpResponse:
    workshop = row.workshop
    enter(request, workshop, SECTION)
    today = workshop.today(timezone.now())
    rights = allowed(actor, workshop)
    keeps = Action.UPDATE_OWN_ACTION in rights and row.owner is not None and row.owner.user_id == actor.user_id
    may_edit = Action.EDIT_REVIEW in rights
    people = selectors.list_people(workshop, keep=row.trained) if may_edit or keeps else []
    (shown,) = sustaining.rows_of([row], workshop, today)
    context = {
        "row": shown,
        "page": Paginator(sustaining.list_checks(row), ROWS).get_page(request.GET.get("page")),
        "may_edit": may_edit or keeps,
        "may_check": Action.UPDATE_OWN_ACTION in rights,
        "files": sustaining.list_standard_files(row),
        "file_form": TaskFileForm() if may_edit or keeps else None,
        "trained_form": AttendanceForm(people=people, initial={"present": row.trained}) if may_edit or keeps else None,
        "change_id": uuid7(),
    }
    return page(request, "standard", context | more, status)


@require_http_methods(["GET", "POST"])
def standard_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change a standard; its owner changes where it is written and when it is checked."""
    actor = actor_of(request)
    row = sustaining.get_standard(actor, pk)
    form = _standard_form(request, row.workshop, row)
    if not can(actor, Action.EDIT_REVIEW, row.workshop):
        if row.owner is None or row.owner.user_id != actor.user_id:
            raise Forbidden
        for name in ("step", "title", "owner", "audit_days"):
            del form.fields[name]
    return _form_page(
        request,
        row.workshop,
        form,
        lambda form: sustain.update_standard(actor=actor, standard=row, values=form.changes, base=form.base),
        back=row.get_absolute_url(),
        head="Change the standard",
        remove=reverse("standard-remove", args=[pk]) if can(actor, Action.EDIT_REVIEW, row.workshop) else "",
    )


@require_POST
def standard_trained(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who was trained in it."""
    actor = actor_of(request)
    row = sustaining.get_standard(actor, pk, Action.UPDATE_OWN_ACTION)
    form = AttendanceForm(request.POST, people=selectors.list_people(row.workshop, keep=row.trained))
    if not form.is_valid():
        return _show_standard(request, actor, row, 422, trained_form=form)
    present, seen = form.cleaned_data["present"], seen_in(form["present"])
    try:
        sustain.set_trained(actor=actor, standard=row, present=present, seen=seen, change_id=change_id_of(request))
    except Repeated:
        return redirect(row)
    messages.success(request, "Kept.")
    return redirect(row)


@require_POST
def standard_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a standard away."""
    actor = actor_of(request)
    row = sustaining.get_standard(actor, pk, Action.EDIT_REVIEW)
    sustain.remove_standard(actor=actor, standard=row)
    messages.success(request, f"“{row.title}” is off the list. Undo brings it back with its checks.")
    return redirect(_home(row.workshop, "standards"))


@require_http_methods(["GET", "POST"])
def check_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down what was seen where the work is done."""
    actor = actor_of(request)
    row = sustaining.get_standard(actor, pk, Action.UPDATE_OWN_ACTION)
    today, change_id = row.workshop.today(timezone.now()), change_id_of(request)
    form = CheckForm(request.POST or None, initial={"on": today})
    return _form_page(
        request,
        row.workshop,
        form,
        lambda form: sustain.record_check(actor=actor, standard=row, values=form.changes, change_id=change_id),
        back=row.get_absolute_url(),
        head="Does it hold?",
        about=row.title,
    )


@require_POST
def check_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a check out."""
    actor = actor_of(request)
    check = get_record(actor, SustainmentCheck, pk, "standard", needs=Action.UPDATE_OWN_ACTION)
    sustain.remove_check(actor=actor, check=check)
    messages.success(request, "The check is out. Undo brings it back.")
    return redirect(check.standard)


# Resistance


@require_http_methods(["GET", "POST"])
def resistance_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note where the old way comes back."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.UPDATE_OWN_ACTION)
    may_lead, change_id = can(actor, Action.EDIT_REVIEW, workshop), change_id_of(request)
    form = ResistanceForm(request.POST or None, people=selectors.list_people(workshop), may_lead=may_lead)
    return _form_page(
        request,
        workshop,
        form,
        lambda form: sustain.note_resistance(actor=actor, workshop_id=pk, values=form.changes, change_id=change_id),
        back=_home(workshop, "resistance"),
        head="Where does the old way come back?",
        about="Not who is to blame: what is seen or heard, and why. Everybody of the team can read it.",
    )


@require_http_methods(["GET", "POST"])
def resistance_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say why, what is done about it, and what became of it."""
    actor = actor_of(request)
    row = sustaining.get_resistance(actor, pk, Action.UPDATE_OWN_ACTION)
    may_lead = can(actor, Action.EDIT_REVIEW, row.workshop)
    if not may_lead and row.author_id != actor.user_id:
        raise Forbidden
    people = selectors.list_people(row.workshop, keep=[str(row.owner_id)] if row.owner_id else [])
    form = ResistanceForm(request.POST or None, record=row, people=people, may_lead=may_lead)
    return _form_page(
        request,
        row.workshop,
        form,
        lambda form: sustain.update_resistance(actor=actor, row=row, values=form.changes, base=form.base),
        back=_home(row.workshop, "resistance"),
        head="What is done about it?",
        remove=reverse("resistance-remove", args=[pk]) if may_lead else "",
    )


@require_POST
def resistance_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take an entry off the log."""
    actor = actor_of(request)
    row: Resistance = sustaining.get_resistance(actor, pk, Action.EDIT_REVIEW)
    sustain.remove_resistance(actor=actor, row=row)
    messages.success(request, "The entry is off the log. Undo brings it back.")
    return redirect(_home(row.workshop, "resistance"))


# Measurements between reviews


@require_http_methods(["GET", "POST"])
def measurement_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down what was measured now."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.EDIT_REVIEW)
    enter(request, workshop, SECTION)
    metrics, _ = selectors.list_metrics(workshop)
    first = {"measured_on": workshop.today(timezone.now()), "metric": request.GET.get("metric", "")}
    form = MeasurementForm(request.POST or None, metrics=metrics, initial=first)
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "metric"}
        try:
            sustain.measure(actor=actor, workshop_id=pk, metric=form.cleaned_data["metric"], values=values, change_id=change_id_of(request))
        except Repeated:
            return redirect(_home(workshop, "performance"))
        except Invalid as invalid:
            for fault in invalid.faults:
                form.add_error(fault.path if fault.path in form.fields else None, fault.text)
        else:
            messages.success(request, "Kept.")
            return redirect(_home(workshop, "performance"))
    context = {
        "form": form,
        "back": _home(workshop, "performance"),
        "head": "What was measured?",
        "about": ""
        if metrics
        else "Nothing is measured here yet: draw the maps, set targets in the charter, or promise changes in actions.",
        "change_id": request.POST.get("change_id") or uuid7(),
    }
    return page(request, "sustain_form", context, 422 if form.errors else 200)


@require_POST
def measurement_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a measurement out."""
    actor = actor_of(request)
    row = get_record(actor, Measurement, pk, needs=Action.EDIT_REVIEW)
    sustain.remove_measurement(actor=actor, row=row)
    messages.success(request, "The measurement is out. Undo brings it back.")
    return redirect(_home(row.workshop, "performance"))


# The document itself


@require_POST
def standard_file_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a file to a standard."""
    actor = actor_of(request)
    row = sustaining.get_standard_to_change(actor, pk)
    form = TaskFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show_standard(request, actor, row, 422, file_form=form)
    try:
        kept = sustain.add_standard_file(actor=actor, standard=row, file=form.checked, change_id=change_id_of(request))
    except Repeated:
        pass
    except Invalid as invalid:
        form.add_error("file", invalid.faults[0].text)
        return _show_standard(request, actor, row, 422, file_form=form)
    else:
        messages.success(request, f"“{kept.name}” is kept at “{row.title}”.")
    return redirect(f"{row.get_absolute_url()}#files")


@require_safe
def standard_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file itself, always as something to keep."""
    return given_out(sustaining.get_standard_file(actor_of(request), pk))


@require_POST
def standard_file_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a file off its standard."""
    actor = actor_of(request)
    file = sustaining.get_standard_file(actor, pk)
    sustain.remove_standard_file(actor=actor, file=file)
    messages.success(request, f"“{file.name}” is off the standard. Undo brings it back.")
    return redirect(f"{file.standard.get_absolute_url()}#files")


urlpatterns = [
    path("workshops/<uuid:pk>/sustain/", workshop_sustain, name="workshop-sustain"),
    path("workshops/<uuid:pk>/sustain/standards/new/", standard_new, name="standard-new"),
    path("workshops/<uuid:pk>/sustain/resistance/new/", resistance_new, name="resistance-new"),
    path("workshops/<uuid:pk>/sustain/measure/", measurement_new, name="measurement-new"),
    path("standards/<uuid:pk>/", standard, name="standard"),
    path("standards/<uuid:pk>/change/", standard_edit, name="standard-edit"),
    path("standards/<uuid:pk>/trained/", standard_trained, name="standard-trained"),
    path("standards/<uuid:pk>/remove/", standard_remove, name="standard-remove"),
    path("standards/<uuid:pk>/files/", standard_file_add, name="standard-file-add"),
    path("standards/files/<uuid:pk>/", standard_file, name="standard-file"),
    path("standards/files/<uuid:pk>/remove/", standard_file_remove, name="standard-file-remove"),
    path("standards/<uuid:pk>/check/", check_new, name="check-new"),
    path("standards/checks/<uuid:pk>/remove/", check_remove, name="check-remove"),
    path("resistance/<uuid:pk>/", resistance_edit, name="resistance-edit"),
    path("resistance/<uuid:pk>/remove/", resistance_remove, name="resistance-remove"),
    path("measurements/<uuid:pk>/remove/", measurement_remove, name="measurement-remove"),
]
