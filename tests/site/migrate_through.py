"""Run by test_migrations.py in a process of its own: an empty database forwards, each app back to nothing, and forwards again.

Prints the tables as JSON: `{"forwards": {table: [[column, may be null], ...]}, "again": {...}, "left": {app: [table, ...]}}`.
"""

from __future__ import annotations

import json
import os

import django
from django.core.management import call_command
from django.db import connection

APPS_FROM_THE_TOP = ("reviews", "actionplans", "mapping", "workshops")


def tables() -> dict[str, list[list[object]]]:
    """Every table with its columns, by name."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        return {
            name: sorted([column.name, bool(column.null_ok)] for column in connection.introspection.get_table_description(cursor, name))
            for name in sorted(names)
        }


def main() -> None:
    """Forwards, back, forwards."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vsm_site.settings")
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    found: dict[str, object] = {"forwards": tables(), "left": {}}
    for app in APPS_FROM_THE_TOP:
        call_command("migrate", app, "zero", verbosity=0, interactive=False)
        found["left"][app] = [name for name in tables() if name.startswith(f"{app}_")]  # type: ignore[index]
    # admin and allauth refer to accounts, so they go back with it
    call_command("migrate", "accounts", "zero", verbosity=0, interactive=False)
    found["left"]["accounts"] = [name for name in tables() if name.startswith("accounts_")]  # type: ignore[index]
    call_command("migrate", verbosity=0, interactive=False)
    found["again"] = tables()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
