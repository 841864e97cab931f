"""The people of a workshop: who they are, who is invited, what each one may, and whether they are freed."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vsm_site.lib.errors import Conflict, Forbidden, Invalid, Locked, Repeated
from vsm_site.lib.ids import uuid7
from workshops.access import Actor, actor_of, can, get_workshop
from workshops.forms.people import GuestForm, InviteForm, PersonForm
from workshops.live_forms import LiveForm, keep_theirs
from workshops.models import Participation, Workshop
from workshops.notices import role_words
from workshops.pages import count, joined
from workshops.policy import Action
from workshops.selectors import people as selectors
from workshops.selectors.attendance import sees_days
from workshops.selectors.guests import count_waiting
from workshops.selectors.people import TOO_MANY, Team
from workshops.services import people as services
from workshops.services.people import Invited
from workshops.views.common import change_id_of, enter
from workshops.views.fresh import shows

ROWS = 50
HEADS = (("name", "Name"), ("role", "Role"))
SORTS = frozenset({"name", "-name", "-role"})
MOST_STEPS = 24
"""Beyond these only the steps that nobody knows are drawn one by one."""


@require_safe
@shows("map", "joining")
def people_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everybody who takes part."""
    actor = actor_of(request)
    workshop = selectors.enter_people(actor, pk)
    return _show(request, actor, workshop)


def _show(request: HttpRequest, actor: Actor, workshop: Workshop, invited: Invited | None = None, status: int = 200) -> HttpResponse:
    enter(request, workshop, "people")
    sort = request.GET.get("sort", "") if request.GET.get("sort") in SORTS else ""
    page = Paginator(selectors.list_people(workshop, sort), ROWS).get_page(request.GET.get("page"))
    team = selectors.team_of(actor, workshop)
    rows = selectors.rows_for(actor, workshop, list(page), team, timezone.now())
    covers = team.covers if len(team.covers) <= MOST_STEPS else team.bare[:MOST_STEPS]
    context = {
        "page": page,
        "rows": rows,
        "team": team,
        "covers": covers,
        "sentence": _sentence(team),
        "heads": [_head(key, label, sort) for key, label in HEADS],
        "query": urlencode({"sort": sort}) if sort else "",
        "addresses": selectors.sees_addresses(actor, workshop),
        "sees_days": sees_days(actor, workshop),
        "more": selectors.sees_more_than_names(actor, workshop),
        "invited": invited,
        "mail_is_local": settings.MAIL_IS_LOCAL,
        "too_many": TOO_MANY,
        "waiting": count_waiting(workshop) if can(actor, Action.MANAGE_PEOPLE, workshop) else 0,
        "change_id": uuid7(),
    }
    return render(request, "workshops/people.html", context, status=status)


def _head(key: str, label: str, sort: str) -> dict[str, str]:
    """A column with what a click on it does; roles ascending is how the page begins."""
    present = sort or "role"
    state = "ascending" if present == key else "descending" if present == f"-{key}" else "none"
    turned = f"-{key}" if present == key else "" if key == "role" else key
    return {"label": label, "state": state, "url": f"?{urlencode({'sort': turned})}" if turned else "?"}


_LACKS = {"sponsor": "Nobody sponsors it yet.", "owner": "It has no process owner yet.", "coach": "It has no coach yet."}


def _sentence(team: Team) -> str:
    """How the team stands, from its numbers."""
    experts = count(team.experts, "subject-matter expert")
    if not team.experts:
        said = [f"{team.size} in the team, no subject-matter expert yet."]
    elif team.is_too_large:
        said = [f"{team.size} in the team, {experts}: a group under {TOO_MANY} works best."]
    else:
        said = [f"{team.size} in the team, {experts}, under {TOO_MANY} as it should be."]
    said += [_LACKS[role] for role in team.without]
    if areas := team.bare_areas:
        more = [f"{len(areas) - 3} more areas"] if len(areas) > 4 else []
        said.append(f"Nobody speaks for {joined([*(areas[:3] if more else areas), *more])}.")
    return " ".join(said)


@never_cache
@require_http_methods(["GET", "POST"])
def person_invite(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Invite somebody; the answer shows the link to pass on, this once."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.MANAGE_PEOPLE)
    form, status = InviteForm(request.POST or None, initial={"role": "participant", "full_time": True}), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                invited = services.invite(actor=actor, workshop_id=pk, values=form.cleaned_data, change_id=change_id_of(request))
            except Repeated:
                messages.info(request, "This invitation was sent already.")
                return redirect("workshop-people", pk)
            except Invalid as invalid:
                form.show_invalid(invalid)
            except Forbidden as refused:
                form.add_error("role", _said(refused))
                status = 403
            else:
                if "another" not in request.POST:
                    return _show(request, actor, workshop, invited, 201)
                return _invite_page(request, workshop, InviteForm(initial={"role": invited.person.role, "full_time": True}), 201, invited)
    return _invite_page(request, workshop, form, status)


def _invite_page(request: HttpRequest, workshop: Workshop, form: InviteForm, status: int, invited: Invited | None = None) -> HttpResponse:
    """The form of an invitation; below the link of the one before, where that was sent from it."""
    enter(request, workshop, "people")
    context = {
        "form": form,
        "areas": selectors.known_areas(workshop),
        "invited": invited,
        "mail_is_local": settings.MAIL_IS_LOCAL,
        "change_id": uuid7() if invited else request.POST.get("change_id") or uuid7(),
    }
    return render(request, "workshops/person_invite.html", context, status=status)


def _said(refused: Forbidden) -> str:
    """The reason of a refusal that stands beside a field; a lost right or a lock is not the field's fault and goes on."""
    if isinstance(refused, Locked) or refused.detail not in (services.OWN_RAISE, services.TOO_HIGH):
        raise refused
    return refused.detail


@require_http_methods(["GET", "POST"])
def person_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Role, function, area and time of somebody, with what else can be done."""
    actor = actor_of(request)
    person = selectors.get_person(actor, pk)
    kind = GuestForm if person.is_guest else PersonForm
    form, status = kind(request.POST or None, record=person), 200
    if request.POST.get("keep"):
        keep_theirs(form, request.POST["keep"])
    elif request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _save(request, actor, person, form)
            except Conflict as conflict:
                form.show_conflict(conflict)
                status = 409
            except Invalid as invalid:
                form.show_invalid(invalid)
            except Forbidden as refused:
                form.add_error("role", _said(refused))
                status = 403
    return _edit_page(request, actor, person, form, status)


def _save(request: HttpRequest, actor: Actor, person: Participation, form: LiveForm) -> HttpResponse:
    if form.changes:
        try:
            services.update_person(actor=actor, person_id=person.pk, values=form.changes, base=form.base, change_id=change_id_of(request))
        except Repeated:
            messages.info(request, "This was stored already.")
            return _home_of(actor, person.workshop_id)
        messages.success(request, f"{person.name} is changed.")
    return _home_of(actor, person.workshop_id)


def _home_of(actor: Actor, workshop_id: UUID) -> HttpResponse:
    """The people page, or the list of workshops for who has nothing to do with this one any more."""
    return redirect("workshop-people", workshop_id) if selectors.is_related(actor, workshop_id) else redirect("workshop-list")


def _edit_page(request: HttpRequest, actor: Actor, person: Participation, form: LiveForm, status: int) -> HttpResponse:
    workshop = person.workshop
    enter(request, workshop, "people")
    team = selectors.team_of(actor, workshop)
    context = {
        "form": form,
        "person": person,
        "row": selectors.rows_for(actor, workshop, [person], team, timezone.now())[0],
        "areas": selectors.known_areas(workshop),
        "addresses": selectors.sees_addresses(actor, workshop),
        "may_confirm": can(actor, Action.CONFIRM_RELEASE, workshop),
        "change_id": request.POST.get("change_id") or uuid7(),
    }
    return render(request, "workshops/person_edit.html", context, status=status)


@never_cache
@require_POST
def person_resend(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send the invitation again; the earlier link stops working."""
    actor = actor_of(request)
    person = selectors.get_person(actor, pk)
    try:
        invited = services.send_again(actor=actor, person_id=pk)
    except Invalid as invalid:
        messages.error(request, invalid.faults[0].text)
        return redirect("workshop-people", person.workshop_id)
    return _show(request, actor, person.workshop, invited, 201)


@require_POST
def person_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take somebody out of a role, or withdraw an invitation."""
    actor = actor_of(request)
    person = selectors.get_person(actor, pk)
    try:
        services.remove_person(actor=actor, person_id=pk, change_id=change_id_of(request))
    except Repeated:
        messages.info(request, "This was done already.")
    except Invalid as invalid:
        messages.error(request, invalid.faults[0].text)
    else:
        messages.success(request, _removed_text(person))
    return _home_of(actor, person.workshop_id)


def _removed_text(person: Participation) -> str:
    if not person.has_joined:
        return f"The invitation of {person.name} is withdrawn; its link no longer works."
    return f"{person.name} is no longer {role_words(person.role)} here; what the person contributed stays."


@require_POST
def person_release(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sponsor confirms that somebody is freed, or takes that back."""
    actor, released = actor_of(request), request.POST.get("released") == "1"
    person = selectors.get_person(actor, pk, Action.CONFIRM_RELEASE)
    services.set_released(actor=actor, person_id=pk, released=released)
    messages.success(request, f"{person.name} is freed." if released else f"{person.name} is not confirmed as freed any more.")
    return redirect("workshop-people", person.workshop_id)


@require_POST
def people_release(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sponsor confirms everybody at once."""
    freed = services.release_all(actor=actor_of(request), workshop_id=pk)
    messages.success(request, f"{count(freed, 'person', 'people')} confirmed as freed." if freed else "Everybody was confirmed already.")
    return redirect("workshop-people", pk)


urlpatterns = [
    path("workshops/<uuid:pk>/people/", people_page, name="workshop-people"),
    path("workshops/<uuid:pk>/people/invite/", person_invite, name="person-invite"),
    path("workshops/<uuid:pk>/people/release/", people_release, name="people-release"),
    path("people/<uuid:pk>/edit/", person_edit, name="person-edit"),
    path("people/<uuid:pk>/invitation/", person_resend, name="person-resend"),
    path("people/<uuid:pk>/remove/", person_remove, name="person-remove"),
    path("people/<uuid:pk>/release/", person_release, name="person-release"),
]
