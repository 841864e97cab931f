"""Fixtures of every test."""

from __future__ import annotations

import contextlib
import os
import uuid
from collections.abc import Iterator

import pytest

from tests import servers
from tests.cast import Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    """The people of the tests, with a workshop in each of two organisations."""
    return make_cast()


@pytest.fixture(scope="session")
def server_addresses() -> Iterator[dict[str, str]]:
    """TEST_DATABASE_URL and TEST_REDIS_URL of real servers: those of the whole run, else of this process alone."""
    with servers.start() as addresses:
        yield addresses


@pytest.fixture
def postgres_databases(server_addresses: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Addresses of two empty databases on the real PostgreSQL, gone after the test."""
    import psycopg

    address = server_addresses["TEST_DATABASE_URL"]
    names = [f"vsm_{uuid.uuid4().hex[:12]}" for _ in range(2)]
    with contextlib.closing(psycopg.connect(address, autocommit=True)) as connection:
        for name in names:
            connection.execute(f'CREATE DATABASE "{name}"')
        try:
            first, second = (f"{address.rpartition('/')[0]}/{name}" for name in names)
            yield first, second
        finally:
            for name in names:
                connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(autouse=True)
def _no_leftover_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a person's shell sets must not change what tests see."""
    for name in ("VSM_DEMO_PASSWORD", "VSM_BASE_URL", "EMAIL_URL"):
        if name in os.environ:
            monkeypatch.delenv(name)
