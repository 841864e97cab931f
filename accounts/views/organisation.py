"""The organisation's pages, for its administrators."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import selectors
from accounts.forms import InviteForm, OrganisationForm, add_faults
from accounts.models import Organisation, OrganisationRole
from accounts.policy import OrganisationAction
from accounts.services import invitations, organisations
from accounts.services.invitations import NewInvitation
from accounts.views.common import account_page, page_of, person
from vsm_site.lib.errors import Invalid


@require_GET
def organisation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Members, invitations and the organisation's own facts."""
    return _show(request, _managed(request, pk))


@never_cache
@require_POST
def invite(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Invite somebody; without a mail server the answer shows the link to copy, this once."""
    found, form = _managed(request, pk), InviteForm(request.POST)
    if not form.is_valid():
        return _show(request, found, invite_form=form, status=422)
    try:
        made = invitations.invite_person(actor=person(request), organisation=found, **form.cleaned_data)
    except Invalid as error:
        add_faults(form, error)
        return _show(request, found, invite_form=form, status=422)
    return _show(request, found, made=made, status=201)


@require_http_methods(["GET", "POST"])
def organisation_settings(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Name and time zone."""
    found = selectors.get_organisation(person(request), pk, OrganisationAction.MANAGE_ORGANISATION)
    form = OrganisationForm(request.POST or None, initial={"name": found.name, "time_zone": found.time_zone})
    if form.is_valid():
        try:
            organisations.update_organisation(actor=person(request), organisation_id=pk, **form.cleaned_data)
        except Invalid as error:
            add_faults(form, error)
        else:
            messages.success(request, "The organisation is saved.")
            return redirect("organisation", pk)
    context = {"organisation": found, "form": form}
    return account_page(request, "accounts/organisation_settings.html", str(pk), context, 422 if form.errors else 200)


@require_GET
def organisation_audit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Security actions, newest first."""
    found = _managed(request, pk)
    context = {"organisation": found, "page": page_of(request, selectors.list_audit(found))}
    return account_page(request, "accounts/organisation_audit.html", str(pk), context)


@require_POST
def invitation_revoke(request: HttpRequest, pk: UUID, invitation_pk: UUID) -> HttpResponse:
    """Make an invitation's link stop working."""
    try:
        invitations.revoke_invitation(actor=person(request), organisation_id=pk, invitation_id=invitation_pk, now=timezone.now())
    except Invalid as error:
        messages.error(request, error.faults[0].text)
    else:
        messages.success(request, "The invitation's link no longer works.")
    return redirect("organisation", pk)


@require_POST
def member_role(request: HttpRequest, pk: UUID, membership_pk: UUID) -> HttpResponse:
    """Make a member an administrator, or an administrator a member."""
    try:
        member = organisations.set_member_role(
            actor=person(request), organisation_id=pk, membership_id=membership_pk, role=request.POST.get("role", "")
        )
    except Invalid as error:
        messages.error(request, error.faults[0].text)
        return redirect("organisation", pk)
    messages.success(request, f"{member.user} is {member.get_role_display().lower()} now.")
    still_admin = OrganisationAction.MANAGE_MEMBERS in selectors.rights_in(person(request), pk)
    return redirect("organisation", pk) if still_admin else redirect("profile")


@require_http_methods(["GET", "POST"])
def member_remove(request: HttpRequest, pk: UUID, membership_pk: UUID) -> HttpResponse:
    """Ask once more, saying what stays; then end the membership."""
    found = _managed(request, pk)
    member = selectors.get_membership(found, membership_pk)
    if request.method == "GET":
        return account_page(request, "accounts/member_remove.html", str(pk), {"organisation": found, "member": member})
    try:
        organisations.remove_member(actor=person(request), organisation_id=pk, membership_id=membership_pk)
    except Invalid as error:
        messages.error(request, error.faults[0].text)
        return redirect("organisation", pk)
    messages.success(request, f"{member.user} no longer belongs to {found}.")
    return redirect("profile") if member.user_id == request.user.pk else redirect("organisation", pk)


def _managed(request: HttpRequest, pk: UUID) -> Organisation:
    return selectors.get_organisation(person(request), pk, OrganisationAction.MANAGE_MEMBERS)


def _show(
    request: HttpRequest,
    found: Organisation,
    *,
    invite_form: InviteForm | None = None,
    made: NewInvitation | None = None,
    status: int = 200,
) -> HttpResponse:
    members, now = list(selectors.list_members(found)), timezone.now()
    context = {
        "organisation": found,
        "members": members,
        "invitations": [(entry, entry.is_open(now)) for entry in selectors.list_invitations(found)],
        "roles": OrganisationRole.choices,
        "invite_form": invite_form or InviteForm(),
        "made": made,
        "show_link": settings.MAIL_IS_LOCAL,
    }
    return account_page(request, "accounts/organisation.html", str(found.pk), context, status)
