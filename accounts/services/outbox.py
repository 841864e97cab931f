"""Mail leaves from the outbox. The row is the truth; whoever claims it by a guarded update, with a lease, sends it.

A letter can arrive twice only when the process dies between the mail server's acceptance and our note of it; it then has the
same Message-ID, by which mail systems recognise it.
"""

from __future__ import annotations

import logging
import smtplib
import time
from datetime import datetime, timedelta
from pathlib import Path

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, Q

from accounts import notifications
from accounts.models import OutboxMessage
from vsm_site.lib import ics

LEASE = timedelta(minutes=5)
BACKOFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12))
SWEEP_SECONDS = 40.0  # below the worker's soft limit, so that a slow mail server never gets a sweep killed in the middle
log = logging.getLogger(__name__)


def send_due(*, now: datetime, limit: int = 100) -> int:
    """Send the letters that are due at `now`, oldest first; returns how many the mail server took.

    A refused recipient costs nobody else the letter. When the server cannot be reached the sweep ends and the rest stay as they are.
    """
    sent, until = 0, time.monotonic() + SWEEP_SECONDS
    connection = get_connection()
    try:
        for letter in OutboxMessage.objects.filter(_free(now)).order_by("not_before", "pk")[:limit]:
            if time.monotonic() > until or not _reach(connection, letter, now):
                break
            if _claim(letter, now):
                sent += _deliver(connection, letter, now)
    finally:
        _close(connection)
    return sent


def _free(now: datetime) -> Q:
    return Q(state=OutboxMessage.State.QUEUED, not_before__lte=now) & (Q(leased_until=None) | Q(leased_until__lte=now))


def _claim(letter: OutboxMessage, now: datetime) -> bool:
    """Take the letter for the lease's time; False when somebody else did or it is gone."""
    claimed = OutboxMessage.objects.filter(_free(now), pk=letter.pk).update(leased_until=now + LEASE, attempts=F("attempts") + 1)
    if claimed:
        letter.refresh_from_db()
    return bool(claimed)


def _reach(connection: BaseEmailBackend, letter: OutboxMessage, now: datetime) -> bool:
    """Open the connection if it is not; a server that does not answer counts as an attempt of the letter that was next."""
    try:
        connection.open()
    except OSError as error:
        log.warning("The mail server cannot be reached: %s", error)
        if _claim(letter, now):
            _note_failure(letter, error, now)
        return False
    return True


def _deliver(connection: BaseEmailBackend, letter: OutboxMessage, now: datetime) -> int:
    """Hand one letter over and note it; 1 when it was taken. Whatever goes wrong belongs to this letter alone."""
    try:
        if not connection.send_messages([_as_mail(letter)]):
            raise OSError("The mail server took nothing.")
    except SoftTimeLimitExceeded:  # the worker's time is up: the lease ends, and the next sweep goes on
        raise
    except Exception as error:  # one recipient's failure never blocks the others, whatever it is
        _close(connection)
        _note_failure(letter, error, now)
        return 0
    OutboxMessage.objects.filter(pk=letter.pk, leased_until=letter.leased_until).update(
        state=OutboxMessage.State.SENT, sent_at=now, leased_until=None, last_error="", body="" if letter.holds_secret else letter.body
    )
    return 1


def _as_mail(letter: OutboxMessage) -> EmailMessage:
    """The letter; where it is of a kind that one may not want, with the ways to say so (RFC 8058)."""
    headers, body = {"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"}, letter.body
    link = notifications.unsubscribe_url(letter.user_id, letter.kind) if letter.user_id else ""
    if link:
        headers |= {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        body = f"{body.rstrip()}\n\n-- \nNo more mails of this kind: {link}\n"
    message = EmailMultiAlternatives(subject=letter.subject, body=body, to=[letter.to], headers=headers)
    if letter.calendar:  # beside the words, so that mail programs offer to accept it (RFC 6047)
        message.attach_alternative(letter.calendar, f"text/calendar; method={ics.method_of(letter.calendar)}")
    if letter.attachment and (kept := Path(settings.MEDIA_ROOT) / letter.attachment).is_file():
        message.attach(letter.attachment_name, kept.read_bytes(), "application/pdf")
    return message


def _note_failure(letter: OutboxMessage, error: Exception, now: datetime) -> None:
    """Wait longer each time; after the last try, or when the server refuses the address for good, the letter has failed."""
    final = _is_final(error) or letter.attempts > len(BACKOFF)
    OutboxMessage.objects.filter(pk=letter.pk, leased_until=letter.leased_until).update(
        state=OutboxMessage.State.FAILED if final else OutboxMessage.State.QUEUED,
        not_before=letter.not_before if final else now + BACKOFF[letter.attempts - 1],
        leased_until=None,
        last_error=f"{type(error).__name__}: {error}"[:300],
    )


def _is_final(error: Exception) -> bool:
    """Whether the server said of every recipient that it never will (5xx)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _ in error.recipients.values())
    return False


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except OSError as error:
        log.info("Closing the connection to the mail server: %s", error)
