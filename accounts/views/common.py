"""What the pages of accounts share."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth import login
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts import selectors
from accounts.models import User
from accounts.policy import OrganisationAction, allowed

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ROWS = 25


def person(request: HttpRequest) -> User:
    """Who is signed in; the middleware lets nobody else to these pages."""
    return cast(User, request.user)


def sign_in(request: HttpRequest, user: User) -> None:
    """Begin a session of this person, with a new session id."""
    login(request, user, backend=BACKEND)


def page_of(request: HttpRequest, rows: QuerySet[Any]) -> Page[Any]:
    """The page that the address asks for; a number out of range gives the nearest one."""
    return Paginator(rows, ROWS).get_page(request.GET.get("page"))


def account_page(request: HttpRequest, template: str, here: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """One of the pages about oneself, with the links to the others."""
    request.section = "account"  # type: ignore[attr-defined]
    memberships = list(selectors.list_memberships(person(request)))
    managed = [entry.organisation for entry in memberships if OrganisationAction.MANAGE_MEMBERS in allowed(entry.role)]
    return render(request, template, {"here": here, "memberships": memberships, "managed": managed} | context, status=status)
