"""Fixtures of every test."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest

from tests import servers
from tests.cast import Cast
from tests.snapshot import cast_again


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-golden` writes the drawings of tests/golden afresh."""
    parser.addoption("--update-golden", action="store_true", help="write the drawings of tests/golden afresh")


def pytest_collection_finish() -> None:
    """Modules and tests stay until the end: looking for rubbish among them, again and again, costs a twelfth of the time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(autouse=True, scope="session")
def _quickly_emptied() -> Iterator[None]:
    """After a test that commits the tables are emptied, without the permissions of an admin that nobody uses: to make them anew takes ten
    times as long."""
    from django.contrib.contenttypes.models import ContentType
    from django.core.management import call_command
    from django.test import TransactionTestCase

    def empty(case: TransactionTestCase) -> None:
        for name in case._databases_names(include_mirrors=False):
            call_command("flush", verbosity=0, interactive=False, database=name, reset_sequences=False, inhibit_post_migrate=True)
        ContentType.objects.clear_cache()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty)
        yield


@pytest.fixture
def cast(db: None) -> Cast:
    """The people of the tests, with a workshop in each of two organisations."""
    return cast_again()


@pytest.fixture(scope="session")
def server_addresses() -> Iterator[dict[str, str]]:
    """TEST_DATABASE_URL and TEST_REDIS_URL of real servers: those of the whole run, else of this process alone."""
    with servers.start() as addresses:
        yield addresses


@pytest.fixture(autouse=True)
def _no_leftover_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a person's shell sets must not change what tests see."""
    for name in ("VSM_DEMO_PASSWORD", "VSM_BASE_URL", "EMAIL_URL"):
        if name in os.environ:
            monkeypatch.delenv(name)
