"""A database that hangs or fails holds up only what asks it: heartbeats go on, and what was announced is looked at when it is back."""

from __future__ import annotations

import asyncio
import threading

import pytest
from django.core.management.sql import emit_pre_migrate_signal
from django.db import connection

from accounts.models import User
from tests.cast import Cast
from tests.live.client import WAIT, head_of, run, session_of, socket
from workshops import hints
from workshops.live.hub import BEAT_SECONDS, NOT_CHECKED, Hub

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


def ask(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text)


def test_postgresql_ends_what_takes_too_long_but_for_migrations(cast: Cast) -> None:
    if connection.vendor == "postgresql":
        options = connection.settings_dict["OPTIONS"]
        assert (options["connect_timeout"], options["tcp_user_timeout"]) == (5, 30_000)
        connection.close()  # in the way of tests it has made the tables
        assert limit() == "30s"
        emit_pre_migrate_signal(0, False, "default")
        assert limit() == "0"
        connection.close()
        assert limit() == "30s"
    else:
        assert connection.settings_dict["OPTIONS"]["timeout"] == 20


def limit() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        return str(cursor.fetchone()[0])


def test_heartbeats_go_on_while_every_read_hangs(cast: Cast) -> None:
    before, fay = head_of(cast), session_of(cast, "fay")
    answers = threading.Event()

    async def work(hub: Hub) -> None:
        async with socket(fay, before) as line:
            held = [asyncio.create_task(hub.reads.run(answers.wait, WAIT)) for _ in range(2)]
            await asyncio.sleep(0)
            hub.beaten_at -= BEAT_SECONDS
            try:
                async with asyncio.timeout(WAIT / 2):
                    assert await line.frame("hb") == {"t": "hb", "head": before.head}
            finally:
                answers.set()
                await asyncio.gather(*held)

    run(work)


def test_a_session_that_ended_while_sessions_could_not_be_read_is_closed_as_soon_as_they_can(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    before, fay, pia = head_of(cast), session_of(cast, "fay"), session_of(cast, "pia")

    async def work(hub: Hub) -> None:
        async with socket(fay, before) as other, socket(pia, before) as line:
            await hub.writes.run(User.objects.filter(pk=cast.pia.pk).update, is_active=False)
            await hub.writes.run(ask, "ALTER TABLE django_session RENAME TO away")
            try:
                hints.sessions_moved(cast.pia.pk)
                async with asyncio.timeout(WAIT):
                    while NOT_CHECKED not in caplog.text:
                        await asyncio.sleep(0.01)
            finally:
                await hub.writes.run(ask, "ALTER TABLE away RENAME TO django_session")
            assert await line.code() == 4401
            await other.send({"t": "ping"})
            assert (await other.frame("hb"))["head"] == before.head

    run(work)
