"""The charter: its page, its sections and targets, and the sponsor's approval."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vsm_site.lib.errors import Conflict, Invalid, NotFound, Repeated
from vsm_site.lib.ids import uuid7
from workshops.access import Actor, actor_of, can, get_record, get_workshop, roles_in
from workshops.charter_parts import SECTIONS, TARGETS, section_named
from workshops.flows import flow_named
from workshops.forms.charter import TargetForm, section_form
from workshops.live_forms import LiveForm, keep_theirs
from workshops.models import ROLE_LABELS, CharterTarget, Workshop
from workshops.pages import count, date_text, days_text, joined
from workshops.policy import Action, Role
from workshops.selectors import charter as selectors
from workshops.selectors import charter_versions as versions
from workshops.selectors.charter import CharterPage
from workshops.selectors.preparation import list_meetings
from workshops.selectors.stages import list_tasks, progress_by_stage
from workshops.services import charter as services
from workshops.services.charter_versions import agreeing_roles
from workshops.stages import Stage
from workshops.views.common import change_id_of, enter
from workshops.views.fresh import shows

TASKS_SHOWN = 5
PLACES = {"stream": "stream-page", "people": "workshop-people"}
"""Where something missing is written, if not in the charter itself."""


@require_safe
@shows("charter", "map", "reviews", "tasks", hints="charter")
def charter_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The charter to read, with what is missing and who has agreed."""
    actor, now = actor_of(request), timezone.now()
    workshop = get_workshop(actor, pk, Action.READ_REPORTS)
    enter(request, workshop, "home")
    page = selectors.page_of(workshop)
    comments = versions.comments_by_part(workshop)
    context = {
        "charter": page.charter,
        "page": page,
        "sentence": _sentence(page),
        "flows": _what_flows(workshop),
        "days": days_text(workshop.first_day, workshop.last_day),
        "reviews": [(f"{review.day} days", date_text(review.due_on), review.url) for review in page.reviews],
        "meetings": [meeting for meeting in list_meetings(workshop) if meeting.date],
        "missing": [(entry.text, _place_of(workshop, entry.section)) for entry in page.missing],
        "lacking": joined([entry.text for entry in page.missing]) if page.missing else "",
        "changed": joined(page.approval.changed) if page.approval.changed else "",
        "sections": {key: (*part, comments.get(key, [])) for key, part in page.sections.items()},
        "target_comments": comments.get(TARGETS, []),
        "open_comments": [comment for said in comments.values() for comment in said if not comment.settled],
        **_agreement(actor, workshop, page),
        "approvers": selectors.list_approvers(workshop),
        "progress": progress_by_stage(workshop, workshop.today(now))[Stage.PREPARE],
        "tasks": list_tasks(workshop, Stage.PREPARE).filter(done=False)[:TASKS_SHOWN],
        "first_section": _first_to_write(page),
    }
    return render(request, "workshops/charter.html", context)


def _agreement(actor: Actor, workshop: Workshop, page: CharterPage) -> dict[str, Any]:
    """Who has said yes to which version, and in which roles the person may."""
    signatures = list(versions.list_signatures(workshop.pk))
    content = versions.content_from(workshop, page.charter, [row.target for row in page.targets])
    signed = versions.signed_by_role(signatures, content)
    newest = versions.last_version(workshop.pk)
    held = agreeing_roles(roles_in(actor.user_id, workshop.pk)) if can(actor, Action.EDIT_CHARTER, workshop) else []
    mine = {(row.role, row.version_id) for row in signatures if row.by_id == actor.user_id}
    is_kept = newest is not None and newest.content == content
    agreed = {role for role in held if newest is not None and is_kept and (role.value, newest.pk) in mine}
    return {
        "signed": [row for row in signed if row.role is not Role.SPONSOR],
        "sponsor_signed": signed[0],
        "newest": newest,
        "is_kept": is_kept,
        "may_agree": [ROLE_LABELS[role].lower() for role in held if role not in agreed],
        "may_take_back": any(role.value == given for role in held for given, _ in mine),
    }


def _what_flows(workshop: Workshop) -> str:
    """What flows, with the name of one of them where that says more: `Material: steering bracket`."""
    label, item = flow_named(workshop.stream.item_kind).label, workshop.stream.item
    return f"{label}: {item}" if item and item.casefold() not in label.casefold() else label


def _first_to_write(page: CharterPage) -> str:
    """The section that "Edit" opens: the first with something missing, else the first of all."""
    keys = [entry.section for entry in page.missing if section_named(entry.section)]
    return keys[0] if keys else SECTIONS[0].key


def _place_of(workshop: Workshop, section: str) -> str:
    if name := PLACES.get(section):
        return reverse(name, args=[workshop.stream_id if section == "stream" else workshop.pk])
    return reverse("target-list", args=[workshop.pk]) if section == TARGETS else reverse("charter-edit", args=[workshop.pk, section])


def _sentence(page: CharterPage) -> str:
    """How the charter stands: when it was last changed, and what is missing or who approved."""
    when = f"Last changed {_moment(page.changed_at)}{f' by {page.changed_by}' if page.changed_by else ''}. " if page.has_text else ""
    if page.approval.state == "approved":
        return f"{when}Approved by {page.approval.by or 'the sponsor'}."
    if page.approval.state == "changed":
        return f"{when}It is not what was approved any more."
    if page.missing:
        return f"{when}{count(len(page.missing), 'thing is', 'things are')} still missing."
    return f"{when}Complete; it waits for the sponsor’s approval."


def _moment(at: Any) -> str:
    local = timezone.localtime(at) if at else None
    return f"{date_text(local.date())}, {local:%H:%M}" if local else ""


# Writing


@require_http_methods(["GET", "POST"])
def charter_edit(request: HttpRequest, pk: UUID, section: str) -> HttpResponse:
    """One section of the charter; on a clash both values stand side by side."""
    actor, found = actor_of(request), section_named(section)
    workshop = get_workshop(actor, pk, Action.EDIT_CHARTER)
    if found is None:
        raise NotFound("The charter has no such section.")
    enter(request, workshop, "home")
    form = section_form(found, request.POST or None, record=selectors.get_charter(workshop))

    def store() -> None:
        services.update_charter(actor=actor, workshop_id=pk, values=form.changes, base=form.base, change_id=change_id_of(request))

    status = _stored(request, form, store)
    if status is None:
        messages.success(request, f"{found.title}: saved.")
        return redirect(_next_page(request, workshop, section))
    context = {"form": form, "found": found, "tabs": _tabs(workshop, section), "next_title": _next_title(section)}
    return _form_page(request, "charter_edit", context, status)


def _stored(request: HttpRequest, form: LiveForm, store: Any) -> int | None:
    """The status to show the form with again; None when everything is stored, now or by an earlier sending of the same form."""
    if request.method != "POST":
        return 200
    if request.POST.get("keep"):
        keep_theirs(form, request.POST["keep"])
        return 200
    if not form.is_valid():
        return 422
    try:
        if form.record is None or form.changes:
            store()
    except Repeated:
        return None
    except Conflict as conflict:
        form.show_conflict(conflict)
        return 409
    except Invalid as invalid:
        form.show_invalid(invalid)
        return 422
    return None


def _form_page(request: HttpRequest, template: str, context: dict[str, Any], status: int) -> HttpResponse:
    change_id = request.POST.get("change_id") if status != 200 else ""
    return render(request, f"workshops/{template}.html", context | {"change_id": change_id or uuid7()}, status=status)


def _tabs(workshop: Workshop, present: str) -> list[dict[str, Any]]:
    """All parts of the charter that are written on pages of their own."""
    found = [(section.key, section.title, reverse("charter-edit", args=[workshop.pk, section.key])) for section in SECTIONS]
    found.insert(2, (TARGETS, "Targets", reverse("target-list", args=[workshop.pk])))
    return [{"label": label, "url": url, "active": key == present} for key, label, url in found]


def _next_key(section: str) -> str:
    keys = [entry.key for entry in SECTIONS]
    place = keys.index(section) + 1
    return keys[place] if place < len(keys) else ""


def _next_title(section: str) -> str:
    found = section_named(_next_key(section))
    return found.title.lower() if found else ""


def _next_page(request: HttpRequest, workshop: Workshop, section: str) -> str:
    """The next section where that was asked for, else the charter."""
    following = _next_key(section)
    if request.POST.get("go") == "on" and following:
        return reverse("charter-edit", args=[workshop.pk, following])
    return reverse("workshop-charter", args=[workshop.pk])


# Targets


@require_safe
@shows("charter")
def target_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The measurable targets, to add, change, move and take out."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.EDIT_CHARTER)
    enter(request, workshop, "home")
    context = {"targets": selectors.list_targets(workshop), "tabs": _tabs(workshop, TARGETS)}
    return render(request, "workshops/target_list.html", context)


@require_http_methods(["GET", "POST"])
def target_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A new target."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.EDIT_CHARTER)
    enter(request, workshop, "home")
    form = TargetForm(request.POST or None, first_day=workshop.first_day)
    status = _stored(
        request, form, lambda: services.add_target(actor=actor, workshop_id=pk, values=form.changes, change_id=change_id_of(request))
    )
    if status is None:
        messages.success(request, "The target is in the charter.")
        return redirect("target-list", pk)
    return _form_page(request, "target_edit", {"form": form}, status)


@require_http_methods(["GET", "POST"])
def target_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One target."""
    actor = actor_of(request)
    target = get_record(actor, CharterTarget, pk, needs=Action.EDIT_CHARTER)
    enter(request, target.workshop, "home")
    form = TargetForm(request.POST or None, record=target, first_day=target.workshop.first_day)

    def store() -> None:
        services.update_target(actor=actor, target_id=pk, values=form.changes, base=form.base, change_id=change_id_of(request))

    status = _stored(request, form, store)
    if status is None:
        messages.success(request, "The target is saved.")
        return redirect("target-list", target.workshop_id)
    return _form_page(request, "target_edit", {"form": form, "target": target}, status)


@require_POST
def target_move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One place up or down."""
    actor = actor_of(request)
    target = get_record(actor, CharterTarget, pk, needs=Action.EDIT_CHARTER)
    services.move_target(actor=actor, target_id=pk, by=-1 if request.POST.get("to") == "up" else 1)
    return redirect("target-list", target.workshop_id)


@require_POST
def target_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Out of the charter; Undo brings it back."""
    actor = actor_of(request)
    target = get_record(actor, CharterTarget, pk, needs=Action.EDIT_CHARTER)
    services.remove_target(actor=actor, target_id=pk)
    messages.success(request, f"“{target.metric}” is out of the charter. Undo brings it back.")
    return redirect("target-list", target.workshop_id)


# Approval


@require_POST
def charter_approve(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sponsor approves what was read."""
    given = request.POST.get("seen", "")
    seen, without = int(given) if given.isdecimal() else 0, request.POST.get("without", "").splitlines()
    try:
        services.approve_charter(actor=actor_of(request), workshop_id=pk, seen=seen, without=without, change_id=change_id_of(request))
    except Repeated:
        messages.info(request, "The charter was approved already.")
    except Invalid as invalid:
        messages.error(request, invalid.faults[0].text)
    else:
        messages.success(request, "The charter is approved.")
    return redirect("workshop-charter", pk)


@require_POST
def charter_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sponsor takes the approval back."""
    services.withdraw_approval(actor=actor_of(request), workshop_id=pk)
    messages.success(request, "The charter is not approved any more.")
    return redirect("workshop-charter", pk)


@require_POST
def charter_ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask those who approve the charter to read it."""
    try:
        told = services.ask_for_approval(actor=actor_of(request), workshop_id=pk, now=timezone.now())
    except Invalid as invalid:
        messages.error(request, invalid.faults[0].text)
    else:
        messages.success(request, "The sponsor is asked, here and by mail." if told else "The sponsor was asked today already.")
    return redirect("workshop-charter", pk)


urlpatterns = [
    path("workshops/<uuid:pk>/charter/", charter_page, name="workshop-charter"),
    path("workshops/<uuid:pk>/charter/approve/", charter_approve, name="charter-approve"),
    path("workshops/<uuid:pk>/charter/withdraw/", charter_withdraw, name="charter-withdraw"),
    path("workshops/<uuid:pk>/charter/ask/", charter_ask, name="charter-ask"),
    path("workshops/<uuid:pk>/charter/targets/", target_list, name="target-list"),
    path("workshops/<uuid:pk>/charter/targets/new/", target_new, name="target-new"),
    path("workshops/<uuid:pk>/charter/edit/<str:section>/", charter_edit, name="charter-edit"),
    path("charter/targets/<uuid:pk>/edit/", target_edit, name="target-edit"),
    path("charter/targets/<uuid:pk>/move/", target_move, name="target-move"),
    path("charter/targets/<uuid:pk>/remove/", target_remove, name="target-remove"),
]
