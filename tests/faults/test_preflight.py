"""A start that cannot work says so at once: status 3, one line a fault, each with its remedy, and nothing made."""

from __future__ import annotations

from pathlib import Path

from tests.faults.product import manage
from tests.servers import free_port


def test_the_demo_stays_on_this_machine_while_its_password_is_public(tmp_path: Path) -> None:
    refused = manage(tmp_path / "data", "up", "--demo", "--host", "0.0.0.0", "--port", str(free_port()))

    assert refused.returncode == 3
    assert refused.stdout == ""
    assert (
        "Demo: demo on 0.0.0.0. The demo's password is public: set VSM_DEMO_PASSWORD to another one, or leave --host away."
        in refused.stderr.splitlines()
    )
    assert not (tmp_path / "data" / "db.sqlite3").exists()


def test_a_folder_that_was_seeded_as_demo_is_refused_as_well(folder: Path) -> None:
    (folder / "demo").write_text("")

    refused = manage(folder, "up", "--host", "0.0.0.0", "--port", str(free_port()))

    assert refused.returncode == 3
    assert "Demo: demo on 0.0.0.0." in refused.stderr


def test_a_data_folder_that_cannot_be_made_is_said_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    wanted = tmp_path / "file" / "data"

    refused = manage(wanted, "up", "--port", str(free_port()))

    assert refused.returncode == 3
    assert (
        f"Data folder: {wanted}: Not a directory. Choose another one with --data, or give this user the right to write there."
        in refused.stderr.splitlines()
    )
    assert "Traceback" not in refused.stderr


def test_a_port_that_is_none_is_said(tmp_path: Path) -> None:
    refused = manage(tmp_path / "data", "up", "--port", "70000")

    assert refused.returncode == 3
    assert "Port: 70000 is none. Choose one from 1 to 65535, for example --port 8000" in refused.stderr.splitlines()


def test_doctor_lists_what_is_there_and_succeeds_without_what_is_optional(tmp_path: Path) -> None:
    told = manage(tmp_path / "data", "doctor", PATH="/nowhere")

    assert told.returncode == 0, told.stdout
    names = [line[9:].partition(":")[0] for line in told.stdout.splitlines()]
    assert names == ["Python", "SQLite", "Clock", "Data folder", "Pango", "Chromium", "Node", "PostgreSQL", "Redis"]
    assert "optional Chromium: not found. For browser tests: apt install chromium" in told.stdout.splitlines()


def test_doctor_fails_when_something_needed_is_missing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    told = manage(tmp_path / "file" / "data", "doctor")

    assert told.returncode == 1
    assert any(line.startswith("MISSING  Data folder:") for line in told.stdout.splitlines())


def test_manage_adds_nothing_to_standard_output(tmp_path: Path) -> None:
    assert manage(tmp_path / "data", "shell", "-c", "print('only this')", "--no-imports").stdout == "only this\n"
    assert not (tmp_path / "data").exists()
