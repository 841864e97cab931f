"""Pages about oneself: profile, notifications, mail, API tokens, where one is signed in."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import notifications, selectors
from accounts.forms import MailForm, ProfileForm, TokenForm, add_faults
from accounts.services import notices, people, sessions, tokens
from accounts.views.common import account_page, page_of, person
from vsm_site.lib.errors import Invalid


@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Name, time zone and look; the way to password and sign-out."""
    user = person(request)
    form = ProfileForm(request.POST or None, initial={"display_name": user.display_name, "time_zone": user.time_zone, "theme": user.theme})
    if form.is_valid():
        try:
            people.update_profile(actor=user, **form.cleaned_data)
        except Invalid as error:
            add_faults(form, error)
        else:
            messages.success(request, "Your profile is saved.")
            return redirect("profile")
    return account_page(request, "accounts/profile.html", "profile", {"form": form}, 422 if form.errors else 200)


@require_GET
def notification_list(request: HttpRequest) -> HttpResponse:
    """What one was told, unread first, of one kind if chosen."""
    user, kind = person(request), request.GET.get("kind", "")
    counts = selectors.count_notifications_by_kind(user)
    context = {
        "page": page_of(request, selectors.list_notifications(user, kind)),
        "kind": kind,
        "kinds": [(entry, counts[entry.kind]) for entry in notifications.kinds() if entry.kind in counts],
        "total": sum(counts.values()),
        "unread": selectors.count_unread(user),
    }
    return account_page(request, "accounts/notifications.html", "notifications", context)


@require_POST
def notification_read(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Mark one as read; with `open`, go to what it is about."""
    notice = notices.mark_read(actor=person(request), notification_id=pk, now=timezone.now())
    if "open" in request.POST and notice.url and url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None):
        return redirect(notice.url)
    return redirect("notification-list")


@require_POST
def notification_read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    notices.mark_all_read(actor=person(request), now=timezone.now())
    return redirect("notification-list")


@require_http_methods(["GET", "POST"])
def notification_mail(request: HttpRequest) -> HttpResponse:
    """Which kinds of notification also come by mail."""
    user = person(request)
    form = MailForm(request.POST if request.method == "POST" else None, chosen=selectors.mail_preferences(user))
    if form.is_valid():
        people.set_mail_preferences(actor=user, by_mail=form.cleaned_data)
        messages.success(request, "Saved. The page shows everything in any case.")
        return redirect("notification-mail")
    return account_page(request, "accounts/notification_mail.html", "mail", {"form": form})


@never_cache
@require_http_methods(["GET", "POST"])
def token_list(request: HttpRequest) -> HttpResponse:
    """One's API tokens; a new one is shown in the answer to making it and never again."""
    user, made = person(request), None
    form = TokenForm(request.POST or None)
    if form.is_valid():
        try:
            made = tokens.create_token(actor=user, now=timezone.now(), **form.cleaned_data)
            form = TokenForm()
        except Invalid as error:
            add_faults(form, error)
    context = {"form": form, "made": made, "tokens": selectors.list_tokens(user), "now": timezone.now()}
    return account_page(request, "accounts/tokens.html", "tokens", context, 422 if form.errors else 201 if made else 200)


@require_POST
def token_revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a token at once."""
    token = tokens.revoke_token(actor=person(request), token_id=pk, now=timezone.now())
    messages.success(request, f"Token {token.prefix}… no longer works.")
    return redirect("token-list")


@require_GET
def session_list(request: HttpRequest) -> HttpResponse:
    """Where one is signed in."""
    found = selectors.list_sessions(person(request), timezone.now(), request.session.session_key)
    return account_page(request, "accounts/sessions.html", "sessions", {"sessions": found})


@require_POST
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign out another device of one's own."""
    device = sessions.end_session(actor=person(request), session_pk=pk, here=request.session.session_key, now=timezone.now())
    messages.success(request, f"{device} is signed out.")
    return redirect("session-list")


@require_POST
def session_end_others(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    ended = sessions.end_other_sessions(actor=person(request), here=request.session.session_key, now=timezone.now())
    messages.success(request, "You are signed out everywhere else." if ended else "You are signed in here only.")
    return redirect("session-list")
