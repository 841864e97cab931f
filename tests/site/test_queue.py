"""Hints to the worker: after the commit, never in the way of it, and not tried again at once when the broker is down."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from celery import Celery, current_app
from django.db import transaction

from vsm_site.lib import queue


@pytest.fixture
def app() -> Iterator[Celery]:
    """A Celery application of its own with a broker in memory."""
    before = current_app._get_current_object()
    app = Celery("test_queue", broker="memory://")
    app.set_current()
    queue.circuit.reset()
    yield app
    queue.circuit.reset()
    before.set_current()


def waiting(app: Celery) -> list[tuple[str, list[object]]]:
    """Task and arguments of the messages in the queue, which is emptied."""
    found = []
    with app.connection_for_read() as connection, connection.SimpleQueue(app.conf.task_default_queue) as messages:
        while messages.qsize():
            message = messages.get_nowait()
            found.append((message.headers["task"], message.payload[0]))
            message.ack()
    return found


@pytest.mark.django_db(transaction=True)
def test_the_hint_goes_out_after_the_commit(app: Celery) -> None:
    with transaction.atomic():
        queue.after_commit("accounts.tasks.send_outbox", "an-id", 2)
        assert waiting(app) == []
    assert waiting(app) == [("accounts.tasks.send_outbox", ["an-id", 2])]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_sends_no_hint(app: Celery) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue.after_commit("accounts.tasks.send_outbox")
        raise ZeroDivisionError
    assert waiting(app) == []


@pytest.mark.django_db(transaction=True)
def test_without_a_broker_the_work_goes_on_and_the_next_try_waits(app: Celery) -> None:
    app.conf.broker_url = "redis://127.0.0.1:1/0"
    app.conf.broker_transport_options = {"socket_connect_timeout": 1, "max_retries": 1, "interval_start": 0}
    queue.after_commit("accounts.tasks.send_outbox")
    assert queue.circuit.is_open(time.monotonic())
    began = time.monotonic()
    queue.after_commit("accounts.tasks.send_outbox")
    assert time.monotonic() - began < 0.05


def test_the_circuit_is_open_for_its_time_only() -> None:
    circuit = queue.Circuit(10)
    assert circuit.is_open(100) is False
    circuit.trip(100)
    assert (circuit.is_open(109.9), circuit.is_open(110)) == (True, False)
