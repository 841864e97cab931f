"""Run by test_migrations.py in a process of its own: an empty database forwards, every app back to nothing, and forwards again.

Prints JSON: `{"forwards": {table: [[column, may be null], ...]}, "again": {...}, "left": [table, ...], "drift": "what is said"}`.
"""

from __future__ import annotations

import json
import os
from io import StringIO

import django
from django.core.management import call_command
from django.db import connection

APPS = ("reviews_", "actionplans_", "mapping_", "workshops_", "accounts_")


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
    said = StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=said, verbosity=1)
    found: dict[str, object] = {"forwards": tables(), "drift": said.getvalue().strip()}
    call_command("migrate", "accounts", "zero", verbosity=0, interactive=False)  # everything refers to people, so all of it goes back
    found["left"] = [name for name in tables() if name.startswith(APPS)]
    call_command("migrate", verbosity=0, interactive=False)
    found["again"] = tables()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
