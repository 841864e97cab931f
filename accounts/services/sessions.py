"""Where somebody is signed in: noted at sign-in, kept while used, ended from anywhere."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.contrib.sessions.models import Session
from django.db import transaction

from accounts import audit, selectors
from accounts.models import User
from vsm_site.lib.errors import NotFound

WRITTEN_AFTER = timedelta(minutes=10)
RENEW = "renew"
"""In a session that gets a new key when its browser asks for a page next."""


def begin_session(*, user: User, session: SessionBase, address: str, user_agent: str, now: datetime) -> UserSession:
    """Note a sign-in, and forget the person's sessions that ended meanwhile."""
    session[selectors.USED] = now.timestamp()
    if not session.session_key:  # somebody else was signed in here: that session was emptied
        session.save()
    live = {entry.pk for entry in selectors.list_sessions(user, now)}
    _end(UserSession.objects.filter(user=user).exclude(pk__in=live))
    said = {"user": user, "ip": address, "user_agent": user_agent[:200], "created_at": now, "last_seen_at": now}
    row, _ = UserSession.objects.update_or_create(session_key=session.session_key, defaults=said)
    session[selectors.ROW] = row.pk
    return row


def use_session(*, session: SessionBase, now: datetime) -> None:
    """Put off the end of a session that is in use. Written once in ten minutes, so that pages need no query more."""
    if now.timestamp() - session.get(selectors.USED, 0) >= WRITTEN_AFTER.total_seconds():
        session[selectors.USED] = now.timestamp()


def renew_sessions(user: User) -> None:
    """The person's role is another now: each of the sessions gets a new key, so that one known from before is worth nothing."""
    for key in UserSession.objects.filter(user=user).values_list("session_key", flat=True):
        store = import_module(settings.SESSION_ENGINE).SessionStore(key)
        if store.load():
            store[RENEW] = True
            with suppress(UpdateError):  # signed out in this moment
                store.save()


def take_new_key(*, session: SessionBase) -> None:
    """Give a session the new key that it is due, if it is."""
    if session.pop(RENEW, False):
        session.cycle_key()
        follow_session(session=session)


def follow_session(*, session: SessionBase) -> None:
    """A session that got a new key stays the one it was on the list."""
    UserSession.objects.filter(pk=session.get(selectors.ROW)).update(session_key=session.session_key)


def end_session(*, actor: User, session_pk: int, here: str | None, now: datetime) -> str:
    """Sign out another device of the person and say which; NotFound for another person's and for the session `here`."""
    with transaction.atomic():
        found = next((entry for entry in selectors.list_sessions(actor, now, here) if entry.pk == session_pk and not entry.is_here), None)
        if found is None:
            raise NotFound
        _end(UserSession.objects.filter(pk=found.pk))
        audit.record(actor=actor, action="signed-out-elsewhere", obj=actor, details={"device": found.device})
    return found.device


def end_other_sessions(*, actor: User, here: str | None, now: datetime) -> int:
    """Sign out everywhere but in the session `here`; gives the number of sessions that ended."""
    with transaction.atomic():
        others = [entry for entry in selectors.list_sessions(actor, now, here) if not entry.is_here]
        if others:
            _end(UserSession.objects.filter(pk__in=[entry.pk for entry in others]))
            audit.record(actor=actor, action="signed-out-elsewhere", obj=actor, details={"devices": [entry.device for entry in others]})
    return len(others)


def _end(rows: Iterable[UserSession]) -> None:
    """Delete sessions and what is noted of them."""
    ended = list(rows)
    Session.objects.filter(session_key__in=[row.session_key for row in ended]).delete()
    UserSession.objects.filter(pk__in=[row.pk for row in ended]).delete()
