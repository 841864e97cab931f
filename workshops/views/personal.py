"""Where the personal links of mails lead: after sign-in, to the barrier or the summary that the letter is about."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET

from vsm_site.lib.errors import NotFound
from workshops.access import actor_of
from workshops.links import read_personal
from workshops.policy import Action
from workshops.selectors.days import get_day
from workshops.services.summaries import record_reading


@require_GET
def personal(request: HttpRequest, token: str) -> HttpResponse:
    """On to the place of a mail. That a summary was read is noted for the person whom the letter went to, and nobody else."""
    actor, link = actor_of(request), read_personal(token)
    if actor.user.is_guest:  # letters go to people with an account; in this browser they sign in first
        return redirect_to_login(request.get_full_path())
    if link is None:
        raise NotFound
    if link.place == "barrier":
        return redirect("barrier-answer", link.pk)
    if link.user_id == actor.user_id:
        record_reading(actor=actor, day=get_day(actor, link.pk, Action.READ_REPORTS), now=timezone.now(), by_mail=True)
    return redirect("day-close", link.pk)


urlpatterns = [
    path("mail/<str:token>/", personal, name="personal"),
]
