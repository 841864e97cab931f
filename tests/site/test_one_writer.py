"""Live records have one writer: no code but workshops/change.py (with tx.py) stores them; the guard catches what the eye misses."""

from __future__ import annotations

import ast
import re

import pytest
from django.apps import apps
from django.db import models

from tests.cast import Cast
from tests.site.source import APPS, Call, Source, method_calls, sources, walk
from workshops import records
from workshops.models import Capture, Change, WorkshopHead
from workshops.models.live import LiveBase, WriteOutsideChange

WRITER = "workshops/change.py"
OPEN_CHANGE = "workshops/tx.py"
GUARD = "workshops/models/live.py"
WRITES = {"save", "update", "delete", "create", "get_or_create", "update_or_create", "save_base", "_raw_delete"}
NO_MODEL = {"tx", "messages", "cache", "hashlib", "digest", "sha", "uuid", "faults", "os", "shutil"}
"""Names that never hold a row: an open change, and what has methods of the same name."""

NOT_LIVE_VARIABLES = {
    "self": "a model's or form's own method; live models have none (the guard's file apart)",
    "super()": "as self",
}

NO_LIVE_ROWS = {
    "accounts/": "below workshops, which it may not import (import contract)",
    "vsm_site/lib/": "below every app",
    "vsm_site/settings.py": "runs before any model",
    "mapping/render/": "plain Python without Django (import contract)",
}

NOT_LIVE_CALLS: dict[str, str] = {
    "workshops/live_forms.py keep_theirs data.update": "a copy of what was posted",
    "vsm_site/supervisor/prepare.py keep_demo_password person.save": "an account of the demo",
    "mapping/pictures.py png document[0].render(scale=scale).to_pil().save": "a picture, into memory",
}
"""`path function receiver.method` -> why the row is not live, for calls whose receiver does not name its model."""


def live_models() -> set[type[LiveBase]]:
    return {model for model in apps.get_models() if issubclass(model, LiveBase)}


def live_names() -> set[str]:
    return {model.__name__ for model in live_models()}


def other_names() -> set[str]:
    return {model.__name__ for model in apps.get_models()} - live_names()


def is_write(call: Call) -> bool:
    return call.method in WRITES or call.method.startswith(("bulk_", "abulk_")) or call.method in {f"a{name}" for name in WRITES}


def root_name(call: Call) -> str:
    return re.split(r"[.(\[]", call.receiver, maxsplit=1)[0]


def harmless_variables(source: Source) -> set[tuple[str, str]]:
    """(function, name) of local variables made as dictionaries, sets, hashes, or rows of a model that is not live."""
    found: set[tuple[str, str]] = set()
    plain = ("dict", "set", "{", "hashlib.", "Counter", "defaultdict", *(f"{name}." for name in other_names() - live_names()))
    for function in ast.walk(source.tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for node in ast.walk(function):
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0] if isinstance(node, ast.Assign) else None
            value = getattr(node, "value", None)
            made = ast.unparse(value) if isinstance(value, ast.AST) else ""
            note = ast.unparse(node.annotation) if isinstance(node, ast.AnnAssign) else ""
            chained = (function.name, re.split(r"[.(\[]", made, maxsplit=1)[0]) in found
            if isinstance(target, ast.Name) and (chained or (note + made).startswith(plain)):
                found.add((function.name, target.id))
    return found


def suspects() -> list[str]:
    """Writes whose receiver is a live model, or does not say which model it is."""
    found = []
    for source in sources():
        if source.is_migration or source.path in (WRITER, OPEN_CHANGE, GUARD) or source.path.startswith(tuple(NO_LIVE_ROWS)):
            continue
        harmless = harmless_variables(source)
        for call in method_calls(source):
            name = root_name(call)
            if not is_write(call) or name in NO_MODEL or name in NOT_LIVE_VARIABLES or (call.function, name) in harmless:
                continue
            if name in other_names() and name not in live_names():
                continue
            if call.method in {"create"} and ".objects" not in call.receiver:
                continue
            if call.place not in NOT_LIVE_CALLS:
                found.append(f"{call.path}:{call.line} {call.place}")
    return found


def test_no_code_but_the_one_writer_stores_a_live_record() -> None:
    assert suspects() == []


def test_exceptions_are_of_calls_that_exist_and_have_a_reason() -> None:
    places = {call.place for source in sources() for call in method_calls(source)}
    assert [place for place in NOT_LIVE_CALLS if place not in places] == []
    assert all(NOT_LIVE_CALLS.values())


def test_the_guard_is_opened_by_the_one_writer_only() -> None:
    openers = [
        source.path
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom)
        and node.module == "workshops.models.live"
        and {alias.name for alias in node.names} & {"writer", "_writer_open"}
    ]
    assert openers == [WRITER]


RAW_SQL = {
    WRITER: "the counter, which is the lock",
    "vsm_site/lib/prepared.py": "statements compiled once; rows are stored through it by the one writer only",
}


def test_rows_are_written_by_sql_nowhere_else() -> None:
    words = ("INSERT INTO ", "UPDATE ", "DELETE FROM ", "TRUNCATE ", "ALTER TABLE ")
    found = {
        source.path
        for source in sources()
        if not source.is_migration
        for text in ast.walk(source.tree)
        if isinstance(text, ast.Constant) and isinstance(text.value, str) and text.value.startswith(words)
    }
    assert found == set(RAW_SQL)


def test_prepared_statements_store_rows_for_the_one_writer_only() -> None:
    storing = {("vsm_site.lib", "prepared"), ("vsm_site.lib.prepared", "insert"), ("vsm_site.lib.prepared", "update")}
    users = {
        source.path
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom) and {(node.module, alias.name) for alias in node.names} & storing
    }
    assert users == {WRITER, OPEN_CHANGE}


def test_the_unguarded_manager_is_used_nowhere() -> None:
    found = [
        f"{source.path}:{node.lineno}"
        for source in sources()
        if not source.is_migration
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and node.attr == "_base_manager"
    ]
    assert found == []


def guarded_managers() -> list[type[LiveBase]]:
    return sorted(live_models(), key=lambda model: model.__name__)


@pytest.mark.django_db
def test_every_live_model_is_registered_as_a_record_kind() -> None:
    assert live_models() == {kind.model for kind in records.kinds().values()}


@pytest.mark.parametrize("model", guarded_managers(), ids=lambda model: model.__name__)
@pytest.mark.django_db
def test_every_way_around_the_writer_is_refused(model: type[LiveBase]) -> None:
    row = model()
    ways = [
        row.save,
        row.delete,
        lambda: model.objects.update(deleted_seq=1),
        lambda: model.objects.filter(deleted_seq=1).delete(),
        lambda: model.objects.bulk_create([row]),
        lambda: model.objects.bulk_update([row], ["deleted_seq"]),
        model.objects.create,
        lambda: model._default_manager.update(deleted_seq=1),
    ]
    for way in ways:
        with pytest.raises(WriteOutsideChange):
            way()
    assert model.objects.count() == 0


def test_a_write_past_the_log_leaves_nothing_behind(cast: Cast) -> None:
    before = (WorkshopHead.objects.get(workshop=cast.workshop).head, Change.objects.count())
    with pytest.raises(WriteOutsideChange):
        Capture(workshop=cast.workshop, kind="issue", text="past the log").save()
    assert Capture.objects.count() == 0
    assert (WorkshopHead.objects.get(workshop=cast.workshop).head, Change.objects.count()) == before


@pytest.mark.parametrize("model", guarded_managers(), ids=lambda model: model.__name__)
def test_related_managers_of_live_rows_are_guarded_too(model: type[LiveBase]) -> None:
    plain = [
        field.name
        for field in model._meta.get_fields()
        if isinstance(field, models.ManyToManyField)  # a link table has rows of its own, past the log
    ]
    assert plain == []
    assert type(model._default_manager).__name__ == "LiveManager"


DOORS = re.compile(
    rf"^({'|'.join(APPS)})/((views|forms|api|tasks|receivers|live|management)(/|\.py)|admin\.py)|^vsm_site/(views|api_docs|shell)\.py"
)

DOORS_THAT_READ: dict[str, str] = {
    "mapping/management/commands/map_export.py handle": "the operator's command asks for no person, so there is nobody to scope by",
}
"""`path function` -> why this door reads rows itself."""


def readers(source: Source) -> set[str]:
    """`path function` of each place of a door that asks a manager instead of a selector."""
    names = {model.__name__ for model in apps.get_models()} | {"model"}
    found = set()
    for node, function in walk(source.tree):
        manager = isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}
        if manager and isinstance(node.value, ast.Name) and node.value.id in names:
            found.add(f"{source.path} {function}")
        if isinstance(node, ast.Name) and node.id in {"get_object_or_404", "get_list_or_404"}:
            found.add(f"{source.path} {function}")
    return found


def test_no_door_asks_a_model_for_rows() -> None:
    found = {place for source in sources() if DOORS.search(source.path) for place in readers(source)}
    assert sorted(found - set(DOORS_THAT_READ)) == []


def test_exceptions_of_doors_still_exist() -> None:
    found = {place for source in sources() if DOORS.search(source.path) for place in readers(source)}
    assert sorted(set(DOORS_THAT_READ) - found) == []
