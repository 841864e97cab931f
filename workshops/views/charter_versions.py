"""Versions of the charter with what changed since, the yes of owner and coach, and comments on its parts."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vsm_site.lib.errors import Invalid, Repeated
from vsm_site.lib.ids import uuid7
from workshops.access import actor_of, get_workshop
from workshops.charter_parts import COMMENTED, PARTS, SECTIONS
from workshops.charter_versions import target_text
from workshops.forms.charter import CommentForm, VersionForm
from workshops.models import CharterVersion, Workshop
from workshops.pages import count
from workshops.policy import Action
from workshops.selectors import charter_versions as selectors
from workshops.selectors.charter_versions import Changed
from workshops.services import charter_versions as services
from workshops.views.common import change_id_of, enter
from workshops.views.fresh import shows

ROWS = 20


@require_http_methods(["GET", "POST"])
@shows("charter")
def charter_versions(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The versions that were kept, with who signed each; a POST keeps what the charter says now as the next."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.EDIT_CHARTER if request.method == "POST" else Action.READ_REPORTS)
    form, status = VersionForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                kept = services.keep_version(actor=actor, workshop_id=pk, note=form.cleaned_data["note"], change_id=change_id_of(request))
                messages.success(request, f"Kept as version {kept.number}.")
                return redirect("charter-versions", pk)
            except Repeated:
                return redirect("charter-versions", pk)
            except Invalid as invalid:
                form.add_error(None, invalid.faults[0].text)
    enter(request, workshop, "home")
    page = Paginator(selectors.list_versions(workshop), ROWS).get_page(request.GET.get("page"))
    context = {"page": page, "form": form, "change_id": str(uuid7()), "sentence": _sentence(page.paginator.count)}
    return render(request, "workshops/charter_versions.html", context, status=status)


def _sentence(number: int) -> str:
    if not number:
        return "No version was kept yet."
    return f"{count(number, 'version')} kept, the newest first."


@require_safe
@shows("charter")
def charter_version(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One version: what changed since, or what changed in it against the one before, and all that it said."""
    actor = actor_of(request)
    version = selectors.get_version(actor, pk)
    workshop = version.workshop
    enter(request, workshop, "home")
    rows = list(selectors.list_versions(workshop).filter(number__lte=version.number)[:2])
    before = next((row for row in rows if row.number < version.number), None)
    asks_before = before is not None and request.GET.get("with") == "before"
    found = selectors.between(before, version) if before is not None and asks_before else selectors.changed_since(version, workshop)
    context = {
        "version": version,
        "signed": selectors.list_signatures(workshop.pk).filter(version=version).order_by("at", "pk"),
        "changes": found,
        "heads": _heads(version, before if asks_before else None),
        "sentence": _difference(version, found, asks_before, before),
        "views": _views(version, before, asks_before),
        "sections": _sections(version),
        "targets": [target_text(target) for target in version.content.get("targets", ())],
    }
    return render(request, "workshops/charter_version.html", context)


def _difference(version: CharterVersion, found: list[Changed], asks_before: bool, before: CharterVersion | None) -> str:
    if before is not None and asks_before:
        return f"{count(len(found), 'thing')} changed against version {before.number}."
    if not found:
        return "The charter still says exactly this."
    return f"{count(len(found), 'thing is', 'things are')} different now."


def _heads(version: CharterVersion, before: CharterVersion | None) -> tuple[str, str]:
    return (f"Version {before.number}", f"Version {version.number}") if before else (f"Version {version.number}", "Now")


def _views(version: CharterVersion, before: CharterVersion | None, asks_before: bool) -> list[dict[str, object]]:
    """Against now, or against the version before; nothing to choose for the first."""
    if before is None:
        return []
    address = reverse("charter-version", args=[version.pk])
    return [
        {"label": "Against now", "url": address, "active": not asks_before},
        {"label": f"Against version {before.number}", "url": f"{address}?{urlencode({'with': 'before'})}", "active": asks_before},
    ]


def _sections(version: CharterVersion) -> list[tuple[str, list[tuple[str, str]]]]:
    """All texts of a version, by section."""
    texts = version.content.get("fields", {})
    return [
        (section.title, [(PARTS[part.name].label, texts.get(part.name, "")) for part in section.parts if part.name != "demand_per"])
        for section in SECTIONS
    ]


# The yes of owner and coach


@require_POST
def charter_sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Agree to the charter as owner or coach, as it was read."""
    seen = request.POST.get("seen", "")
    try:
        services.sign(
            actor=actor_of(request),
            workshop_id=pk,
            seen=int(seen) if seen.isdecimal() else 0,
            change_id=change_id_of(request),
        )
    except Repeated:
        messages.info(request, "You agreed already.")
    except Invalid as invalid:
        messages.error(request, invalid.faults[0].text)
    else:
        messages.success(request, "You agreed to the charter as it stands.")
    return redirect("workshop-charter", pk)


@require_POST
def charter_unsign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take one's own yes back."""
    services.unsign(actor=actor_of(request), workshop_id=pk)
    messages.success(request, "You do not agree to the charter any more.")
    return redirect("workshop-charter", pk)


# Comments


@require_POST
def charter_comment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say something about a part of the charter."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.UPDATE_OWN_ACTION)
    form = CommentForm(request.POST)
    if form.is_valid():
        try:
            services.add_comment(actor=actor, workshop_id=pk, change_id=change_id_of(request), **form.cleaned_data)
        except Repeated:
            pass
        except Invalid as invalid:
            messages.error(request, invalid.faults[0].text)
        else:
            messages.success(request, "Your comment stands at the charter, and those who write it are told.")
    else:
        messages.error(request, str(next(iter(form.errors.values()))[0]))
    return _to_part(workshop, request.POST.get("part", ""))


@require_POST
def charter_comment_settle(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Settled, or open again."""
    actor = actor_of(request)
    comment = selectors.get_comment(actor, pk)
    services.settle_comment(actor=actor, comment_id=pk, settled=request.POST.get("settled") == "1")
    return _to_part(comment.workshop, comment.part)


@require_POST
def charter_comment_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a comment away."""
    actor = actor_of(request)
    comment = selectors.get_comment(actor, pk)
    services.remove_comment(actor=actor, comment_id=pk)
    messages.success(request, "The comment is gone. Undo brings it back.")
    return _to_part(comment.workshop, comment.part)


def _to_part(workshop: Workshop, part: str) -> HttpResponse:
    place = f"#{part}" if part in dict(COMMENTED) else ""
    return redirect(f"{reverse('workshop-charter', args=[workshop.pk])}{place}")


urlpatterns = [
    path("workshops/<uuid:pk>/charter/versions/", charter_versions, name="charter-versions"),
    path("workshops/<uuid:pk>/charter/sign/", charter_sign, name="charter-sign"),
    path("workshops/<uuid:pk>/charter/unsign/", charter_unsign, name="charter-unsign"),
    path("workshops/<uuid:pk>/charter/comments/", charter_comment, name="charter-comment"),
    path("charter/versions/<uuid:pk>/", charter_version, name="charter-version"),
    path("charter/comments/<uuid:pk>/settle/", charter_comment_settle, name="charter-comment-settle"),
    path("charter/comments/<uuid:pk>/remove/", charter_comment_remove, name="charter-comment-remove"),
]
