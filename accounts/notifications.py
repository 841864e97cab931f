"""Telling people: rows now, mail from the outbox after the commit. Who is told what, and the words, belong to the app where it happens."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import mail
from accounts.models import Notification, NotificationPreference, OutboxMessage, User


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """One kind of notification: its word, what people call it, and whether it may go by mail."""

    kind: str
    label: str
    description: str = ""
    mails: bool = True


SALT = "accounts.unsubscribe"
_kinds: dict[str, NoticeKind] = {}


def register(kind: str, label: str, *, description: str = "", mails: bool = True) -> NoticeKind:
    """Make a kind of notification known; each app does it in its notices.py. The same word twice must mean the same."""
    found = NoticeKind(kind, label, description, mails)
    if _kinds.setdefault(kind, found) != found:
        raise ValueError(f"The notification kind “{kind}” is registered twice with different words.")
    return found


def kinds() -> tuple[NoticeKind, ...]:
    """All registered kinds, by label."""
    return tuple(sorted(_kinds.values(), key=lambda entry: entry.label))


def kind_named(kind: str) -> NoticeKind:
    """The registered kind of this word; ValueError for one that no app registered."""
    if kind not in _kinds:
        raise ValueError(f"No app registered the notification kind “{kind}”.")
    return _kinds[kind]


def unsubscribe_url(user_id: UUID, kind: str) -> str:
    """The link by which a person stops mail of this kind without signing in; empty for what always comes."""
    found = _kinds.get(kind)
    if found is None or not found.mails:
        return ""
    return settings.BASE_URL + reverse("unsubscribe", args=[signing.dumps([str(user_id), kind], salt=SALT)])


def read_unsubscribe(token: str) -> tuple[UUID, NoticeKind] | None:
    """The person and kind that a link of `unsubscribe_url` names; None for a link that we did not make."""
    try:
        user_id, kind = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return (UUID(user_id), _kinds[kind]) if kind in _kinds else None


def notify(
    users: Iterable[User],
    kind: str,
    *,
    text: str,
    url: str,
    dedupe_key: str,
    workshop_id: UUID | None = None,
    mail_subject: str | None = None,
    mail_body: str | None = None,
    now: datetime | None = None,
) -> int:
    """Tell each of these people once; returns how many were told now.

    Guests without an account are told nothing.

    A person who was told under the same `dedupe_key` before is left out, so repeating the call does nothing. Where the kind
    goes by mail and the person wants it, a message is put into the outbox in the same transaction. `text` is one plain line,
    `url` a path of this site; without `mail_subject` and `mail_body` the mail says the text and the link. `now` is when it is told.
    """
    with transaction.atomic():
        fresh = tell(users, kind, text=text, url=url, dedupe_key=dedupe_key, workshop_id=workshop_id, now=now)
        body = mail_body if mail_body is not None else _body(text, url)
        write_to(fresh, kind, subject=mail_subject or text, body_for=lambda _: body, dedupe_key=dedupe_key, now=now)
    return len(fresh)


def tell(
    users: Iterable[User], kind: str, *, text: str, url: str, dedupe_key: str, workshop_id: UUID | None = None, now: datetime | None = None
) -> list[User]:
    """Tell each of these people once, on their page alone; returns who was told now. As `notify` without its mail."""
    found, dedupe_key = kind_named(kind), _fitting(dedupe_key)
    fresh = _not_told_yet(users, dedupe_key)
    told = {"kind": found.kind, "text": mail.one_line(text, 300), "url": url, "workshop_id": workshop_id, "dedupe_key": dedupe_key}
    at = now or timezone.now()
    Notification.objects.bulk_create([Notification(user=user, created_at=at, **told) for user in fresh], ignore_conflicts=True)
    return fresh


def write_to(
    users: Iterable[User],
    kind: str,
    *,
    subject: str,
    body_for: Callable[[User], str],
    dedupe_key: str,
    now: datetime | None = None,
    attachment: str = "",
    attachment_name: str = "",
    holds_secret: bool = False,
) -> int:
    """Put a letter into the outbox for each of these people who wants mail of this kind, once for each `dedupe_key`; returns how many.

    `attachment` is the path below the media folder of a file that goes with it. `holds_secret`: its body opens a door and is forgotten
    once it is sent.
    """
    found, key, at = kind_named(kind), _fitting(dedupe_key), now or timezone.now()
    wanting = _wanting_mail(list(users), kind) if found.mails else []
    letters = [_message(user, found, key, subject, body_for(user), at) for user in wanting]
    for letter in letters:
        letter.attachment, letter.attachment_name, letter.holds_secret = attachment, attachment_name, holds_secret
    mail.queue(letters)
    return len(letters)


def _fitting(dedupe_key: str) -> str:
    """The key as the column takes it: one that is too long by its hash, which is as good for recognising it."""
    return dedupe_key if len(dedupe_key) <= 200 else hashlib.sha256(dedupe_key.encode()).hexdigest()


def _not_told_yet(users: Iterable[User], dedupe_key: str) -> list[User]:
    people = {user.pk: user for user in users if user.is_active and not user.is_guest}
    told = Notification.objects.filter(user__in=people, dedupe_key=dedupe_key).values_list("user_id", flat=True)
    for pk in told:
        people.pop(pk)
    return list(people.values())


def without_mail(users: Iterable[User], kind: str) -> set[UUID]:
    """The ids of those among these people who want no mail of this kind."""
    rows = NotificationPreference.objects.filter(user__in=list(users), kind=kind, by_mail=False)
    return set(rows.values_list("user_id", flat=True))


def _wanting_mail(users: list[User], kind: str) -> list[User]:
    unwanted = without_mail(users, kind)
    return [user for user in users if user.pk not in unwanted]


def _body(text: str, url: str) -> str:
    return f"{text}\n\n{settings.BASE_URL}{url}\n" if url else f"{text}\n"


def _message(user: User, found: NoticeKind, dedupe_key: str, subject: str, body: str, at: datetime) -> OutboxMessage:
    return mail.message(
        to=user.email,
        user=user,
        kind=found.kind,
        subject=subject,
        body=body,
        key=f"{found.kind}|{dedupe_key}|{user.pk}",
        not_before=at,
    )
