"""Mail leaves from rows: once, in order, and one bad address costs nobody else the letter."""

from __future__ import annotations

import smtplib
import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail as django_mail
from django.db import connections

from accounts import mail
from accounts.models import OutboxMessage
from accounts.services import outbox
from accounts.tasks import send_outbox
from tests.accounts.house import NOW
from tests.accounts.smtp import Postbox, _free_port, mail_server

State = OutboxMessage.State
pytestmark = pytest.mark.both_databases


def letter(to: str, *, at: datetime = NOW, **fields: Any) -> OutboxMessage:
    row = mail.message(to=to, kind="test", subject=f"To {to}", body="Hello", key=f"test|{to}", not_before=at)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return row


@pytest.mark.django_db
def test_letters_arrive_with_their_own_message_id() -> None:
    row = letter("pia@example.org")
    with mail_server(Postbox()) as postbox:
        assert outbox.send_due(now=NOW) == 1
    [(recipient, got)] = postbox.taken
    assert (recipient, got["Subject"], got["Message-ID"]) == ("pia@example.org", "To pia@example.org", row.message_id)
    assert got["From"] == "Value stream workshops <workshops@localhost>"
    assert got.get_payload(decode=True) == b"Hello\r\n" or got.get_payload(decode=True) == b"Hello"
    row.refresh_from_db()
    assert (row.state, row.sent_at, row.attempts, row.leased_until, row.last_error) == (State.SENT, NOW, 1, None, "")


@pytest.mark.django_db
def test_a_sent_letter_is_not_sent_again() -> None:
    letter("pia@example.org")
    with mail_server(Postbox()) as postbox:
        assert outbox.send_due(now=NOW) == 1
        assert outbox.send_due(now=NOW + timedelta(hours=1)) == 0
    assert postbox.recipients() == ["pia@example.org"]


@pytest.mark.django_db
def test_a_refused_recipient_does_not_block_the_others() -> None:
    for name, minutes in (("ada", 3), ("gone", 2), ("later", 1), ("pia", 0)):
        letter(f"{name}@example.org", at=NOW - timedelta(minutes=minutes))
    refused = {"gone@example.org": "550 No such person", "later@example.org": "451 Try again"}
    with mail_server(Postbox(refused)) as postbox:
        assert outbox.send_due(now=NOW) == 2
    assert postbox.recipients() == ["ada@example.org", "pia@example.org"]
    rows = {row.to.partition("@")[0]: row for row in OutboxMessage.objects.all()}
    assert (rows["gone"].state, rows["gone"].attempts) == (State.FAILED, 1)
    assert "No such person" in rows["gone"].last_error
    assert (rows["later"].state, rows["later"].not_before) == (State.QUEUED, NOW + timedelta(minutes=1))
    assert rows["later"].leased_until is None


@pytest.mark.django_db
def test_a_server_that_hangs_up_on_one_letter_gets_the_next_on_a_new_connection() -> None:
    letter("ada@example.org", at=NOW - timedelta(minutes=1))
    letter("pia@example.org")
    with mail_server(Postbox({"ada@example.org": "421 Closing the channel"})) as postbox:
        assert outbox.send_due(now=NOW) == 1
    assert postbox.recipients() == ["pia@example.org"]
    assert OutboxMessage.objects.get(to="ada@example.org").state == State.QUEUED


@pytest.mark.django_db
def test_retries_wait_longer_each_time_and_end_with_failed() -> None:
    row, now = letter("later@example.org"), NOW
    waits = []
    with mail_server(Postbox({"later@example.org": "451 Try again"})):
        for _ in range(5):
            outbox.send_due(now=now)
            row.refresh_from_db()
            assert row.state == State.QUEUED
            waits.append(row.not_before - now)
            assert outbox.send_due(now=row.not_before - timedelta(seconds=1)) == 0
            now = row.not_before
        outbox.send_due(now=now)
    row.refresh_from_db()
    assert [int(wait.total_seconds() // 60) for wait in waits] == [1, 5, 30, 120, 720]
    assert (row.state, row.attempts, row.body) == (State.FAILED, 6, "Hello")


@pytest.mark.django_db
def test_without_a_server_the_first_letter_waits_and_the_rest_stay_untouched(settings: Any) -> None:
    first, second = letter("ada@example.org", at=NOW - timedelta(minutes=1)), letter("pia@example.org")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", _free_port()
    assert outbox.send_due(now=NOW) == 0
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.attempts, first.not_before) == (State.QUEUED, 1, NOW + timedelta(minutes=1))
    assert (second.state, second.attempts, second.leased_until) == (State.QUEUED, 0, None)


@pytest.mark.django_db
def test_only_what_is_due_leaves_oldest_first_and_no_more_than_asked() -> None:
    letter("later@example.org", at=NOW + timedelta(seconds=1))
    letter("second@example.org", at=NOW - timedelta(minutes=1))
    letter("first@example.org", at=NOW - timedelta(minutes=2))
    assert outbox.send_due(now=NOW, limit=1) == 1
    assert [sent.to for sent in django_mail.outbox] == [["first@example.org"]]
    assert outbox.send_due(now=NOW) == 1
    assert [sent.to for sent in django_mail.outbox] == [["first@example.org"], ["second@example.org"]]


@pytest.mark.django_db
def test_a_letter_that_another_worker_holds_is_left_alone_until_the_lease_ends() -> None:
    letter("pia@example.org", leased_until=NOW + timedelta(minutes=5), attempts=1)
    assert outbox.send_due(now=NOW) == 0
    assert outbox.send_due(now=NOW + timedelta(minutes=5)) == 1
    assert OutboxMessage.objects.get().attempts == 2


@pytest.mark.django_db
def test_of_two_who_saw_the_same_letter_one_gets_it() -> None:
    row = letter("pia@example.org")
    seen_by_another = OutboxMessage.objects.get(pk=row.pk)
    assert outbox._claim(row, NOW) is True
    assert outbox._claim(seen_by_another, NOW) is False
    assert row.leased_until == NOW + timedelta(minutes=5)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_letter_once() -> None:
    for number in range(12):
        letter(f"p{number:02}@example.org")
    ready, sent = threading.Barrier(2), []

    def work() -> None:
        try:
            ready.wait()
            sent.append(outbox.send_due(now=NOW))
        finally:
            connections.close_all()

    with mail_server(Postbox()) as postbox:
        workers = [threading.Thread(target=work) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    assert sum(sent) == 12
    assert sorted(postbox.recipients()) == [f"p{number:02}@example.org" for number in range(12)]


@pytest.mark.django_db
def test_a_link_that_opens_a_door_is_forgotten_once_sent() -> None:
    secret, plain = letter("ada@example.org", holds_secret=True), letter("pia@example.org")
    outbox.send_due(now=NOW)
    secret.refresh_from_db()
    plain.refresh_from_db()
    assert (secret.body, plain.body) == ("", "Hello")


@pytest.mark.django_db
def test_the_outbox_takes_one_letter_per_key() -> None:
    first = mail.message(to="pia@example.org", kind="test", subject="One", body="a", key="same")
    second = mail.message(to="pia@example.org", kind="test", subject="Two", body="b", key="same")
    mail.queue([first])
    mail.queue([second])
    assert OutboxMessage.objects.get().subject == "One"


@pytest.mark.django_db
def test_a_subject_is_one_line() -> None:
    row = mail.message(to="pia@example.org", kind="test", subject="Hello\r\nBcc: all@example.org", body="a", key="k")
    row.save()
    assert outbox.send_due(now=row.not_before) == 1
    assert django_mail.outbox[0].subject == "Hello Bcc: all@example.org"


def test_the_message_id_depends_on_the_key_alone() -> None:
    assert mail.message_id("a") == mail.message_id("a") != mail.message_id("b")
    assert mail.message_id("a").endswith("@localhost>")


@pytest.mark.parametrize(
    ("error", "final"),
    [
        (smtplib.SMTPRecipientsRefused({"a@b.example": (550, b"no")}), True),
        (smtplib.SMTPRecipientsRefused({"a@b.example": (451, b"later")}), False),
        (smtplib.SMTPServerDisconnected("gone"), False),
        (ConnectionRefusedError(), False),
    ],
)
def test_what_is_refused_for_good(error: Exception, final: bool) -> None:
    assert outbox._is_final(error) is final


@pytest.mark.django_db
def test_the_task_sends_what_is_due() -> None:
    letter("pia@example.org", at=datetime(2020, 1, 1, tzinfo=NOW.tzinfo))
    assert send_outbox() == 1
