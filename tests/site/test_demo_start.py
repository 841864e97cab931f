"""Starting with --demo: an empty database becomes a demo, any other stays as it is, and without the mark there is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from vsm_site import demo
from vsm_site.supervisor import prepare
from workshops.models import Change, Workshop

pytestmark = pytest.mark.django_db
REFUSED = "This is no demo: it was not started with --demo.\n"
NOWHERE = "019ac000-0000-7000-8000-000000000000"


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """A data folder of this test's own."""
    settings.DATA_DIR = tmp_path
    settings.BROKER_FOLDERS = [tmp_path / "broker"]
    return tmp_path


def test_a_start_with_people_changes_nothing(folder: Path) -> None:
    User.objects.create_user("pia@example.org", "correct horse battery", display_name="Pia")
    prepare.seed_demo()
    assert User.objects.count() == 1
    assert not Workshop.objects.exists()
    assert not demo.is_demo()


def test_a_first_start_seeds_and_marks_and_the_second_leaves_it(folder: Path) -> None:
    prepare.seed_demo()
    assert demo.is_demo()
    heads = list(Change.objects.order_by("pk").values_list("pk", flat=True))
    prepare.seed_demo()
    assert list(Change.objects.order_by("pk").values_list("pk", flat=True)) == heads


@pytest.mark.parametrize("command", [("demo_reset",), ("demo_crowd", "--workshop", NOWHERE, "--count", "1")])
def test_without_the_mark_commands_refuse(folder: Path, command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    User.objects.create_user("pia@example.org", "correct horse battery", display_name="Pia")
    with pytest.raises(SystemExit) as stopped:
        call_command(*command)
    assert stopped.value.code == 1
    assert capsys.readouterr().err == REFUSED
    assert list(User.objects.values_list("email", flat=True)) == ["pia@example.org"]
    assert Client().get("/demo/sign-in/").status_code == 404
