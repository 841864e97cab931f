"""Migrations: forwards from nothing, back again, the same in both databases, without drift and without the apps' own code."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.servers import databases, postgres
from tests.site.source import APPS, ROOT, sources

ALLOWED_IMPORTS: dict[str, str] = {
    "vsm_site.lib.ids": "makes ids; depends on nothing and its meaning never changes",
    "vsm_site.lib.migrations": "how Django is told to create tables; knows no table",
    "accounts.models.users": "the validator of time zone names, which a field's definition names; changes no column",
}


def run_through(environment: dict[str, str], data: Path) -> dict[str, Any]:
    """What migrate_through.py found on a database."""
    keep = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE"}}
    more = {"VSM_DATA_DIR": str(data), "VSM_SECRET_KEY": "only-for-tests-" + "x" * 40, "PYTHONPATH": str(ROOT), "VSM_LOG_LEVEL": "ERROR"}
    script = str(ROOT / "tests" / "site" / "migrate_through.py")
    done = subprocess.run(
        [sys.executable, script], check=False, cwd=ROOT, env=keep | more | environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The way through on a new SQLite file."""
    return run_through({}, tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="module")
def on_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The way through on a new PostgreSQL database, which is dropped afterwards."""
    with postgres() as server, databases(server, 1) as (address,):
        yield run_through({"DATABASE_URL": address}, tmp_path_factory.mktemp("postgres"))


@pytest.fixture(params=["on_sqlite", "on_postgres"])
def through(request: pytest.FixtureRequest) -> dict[str, Any]:
    """The way through, on each database in turn."""
    found: dict[str, Any] = request.getfixturevalue(request.param)
    return found


def test_every_app_has_its_tables_after_migrating_forwards(through: dict[str, Any]) -> None:
    without = [app for app in APPS if not any(table.startswith(f"{app}_") for table in through["forwards"])]
    assert without == []


def test_every_app_goes_back_to_nothing(through: dict[str, Any]) -> None:
    assert through["left"] == []


def test_forwards_again_gives_the_same_tables(through: dict[str, Any]) -> None:
    assert through["again"] == through["forwards"]


def test_both_databases_have_the_same_tables_and_columns(on_sqlite: dict[str, Any], on_postgres: dict[str, Any]) -> None:
    assert on_sqlite["forwards"] == on_postgres["forwards"]


def test_models_have_not_drifted_from_their_migrations(on_sqlite: dict[str, Any]) -> None:
    assert on_sqlite["drift"] == "No changes detected"


def test_migrations_import_nothing_from_the_apps() -> None:
    found = set()
    for source in (source for source in sources() if source.is_migration):
        for node in ast.walk(source.tree):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found |= {name for name in modules if name.split(".")[0] in (*APPS, "vsm_site")}
    assert found - set(ALLOWED_IMPORTS) == set()


def test_every_migration_that_runs_code_can_be_taken_back() -> None:
    one_way = []
    for source in (source for source in sources() if source.is_migration):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"RunPython", "RunSQL"}:
                back = len(node.args) > 1 or any(word.arg in {"reverse_code", "reverse_sql"} for word in node.keywords)
                one_way += [] if back else [f"{source.path}:{node.lineno}"]
    assert one_way == []
