"""The drill: what was saved comes back whole, elsewhere too; what cannot be trusted changes nothing."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.product import ROOT, drill, environment, manage, manage_well, until
from tests.servers import databases
from vsm_site.backups import archive


def tell(folder: Path, **more: str) -> dict[str, Any]:
    """What is in the database."""
    return dict(json.loads(drill(folder, "tell", **more)))


def written(folder: Path) -> list[str]:
    """Every table and row of the folder's file, read beside the product."""
    with contextlib.closing(sqlite3.connect(folder / "db.sqlite3", timeout=10)) as file:
        return list(file.iterdump())


def lengths(folder: Path) -> dict[str, tuple[int, int]]:
    """By workshop: how far its counter is, and how many changes its log holds."""
    query = "SELECT workshop_id, head, (SELECT count(*) FROM workshops_change AS one WHERE one.workshop_id = head.workshop_id)"
    with contextlib.closing(sqlite3.connect(folder / "db.sqlite3", timeout=10)) as file:
        return {key: (head, count) for key, head, count in file.execute(f"{query} FROM workshops_workshophead AS head")}


def changes(folder: Path) -> int:
    """How many changes all logs hold together."""
    return sum(count for _, count in lengths(folder).values())


def put_back(folder: Path, file: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the restore."""
    return manage(folder, "restore", str(file), *words, **more)


def same_but_for_epochs(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Everything is equal, except that each workshop has a new epoch."""
    assert after["epochs"].keys() == before["epochs"].keys()
    assert not set(after["epochs"].values()) & set(before["epochs"].values())
    assert {key: value for key, value in after.items() if key != "epochs"} == {k: v for k, v in before.items() if k != "epochs"}
    assert after["fay_signs_in"] is True
    assert [document["title"] for document in after["maps"].values()] == ["Patient journey"]


@pytest.fixture(scope="module")
def original(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with people, workshops and a file; only looked at."""
    folder = Path(shutil.copytree(migrated, tmp_path_factory.mktemp("original") / "data"))
    drill(folder, "fill")
    return folder


@pytest.fixture(scope="module")
def saved(original: Path) -> Path:
    """A backup of it."""
    file = original.parent / "saved.tar"
    manage_well(original, "backup", str(file))
    return file


@pytest.fixture(scope="module")
def told(original: Path) -> dict[str, Any]:
    """What is in it."""
    return tell(original)


@pytest.fixture
def filled(original: Path, tmp_path: Path) -> Path:
    """A copy of that folder which a test may change."""
    return Path(shutil.copytree(original, tmp_path / "data"))


def refusal(file: Path) -> str:
    """Why the backup is not even looked into."""
    with pytest.raises(archive.BadBackup) as refused, archive.opened(file):
        pass
    return str(refused.value)


def changed(source: Path, target: Path, *, replace: dict[str, bytes], add: tarfile.TarInfo | None = None) -> Path:
    """A copy of the backup in which some members have other contents, or with one more."""
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for member in old:
            content = replace.get(member.name) or old.extractfile(member).read()  # type: ignore[union-attr]
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
        if add is not None:
            new.addfile(add, io.BytesIO(b"x" * add.size))
    return target


def manifest_of(file: Path) -> dict[str, Any]:
    """The manifest of a backup."""
    with tarfile.open(file) as tar:
        return dict(json.load(tar.extractfile("manifest.json")))  # type: ignore[arg-type]


def test_a_backup_restored_elsewhere_is_equal_but_for_new_epochs(told: dict[str, Any], saved: Path, tmp_path: Path) -> None:
    done = put_back(tmp_path / "elsewhere", saved)

    assert done.returncode == 0, done.stderr
    same_but_for_epochs(told, tell(tmp_path / "elsewhere"))
    assert (tmp_path / "elsewhere/media/reports/one.pdf").read_bytes() == b"%PDF-1.7 kept"


def test_a_backup_says_what_it_holds_and_only_its_owner_reads_it(told: dict[str, Any], saved: Path) -> None:
    manifest = manifest_of(saved)

    assert saved.stat().st_mode & 0o777 == 0o600
    assert set(manifest["sha256"]) == {"database", "media/reports/one.pdf"}
    assert manifest["rows"]["accounts_user"] == told["people"] == 9
    assert manifest["rows"]["workshops_change"] == sum(told["changes"].values())
    assert manifest["versions"]["django"].startswith("5.2")


def test_a_place_that_is_not_empty_is_left_alone_without_force(filled: Path, saved: Path) -> None:
    before = written(filled)
    refused = put_back(filled, saved)

    assert refused.returncode == 1
    assert refused.stderr.strip() == f"{filled} is not empty. Choose another folder with --data, or add --force to replace what is there."
    assert written(filled) == before


def test_force_puts_the_saved_state_in_place_of_what_is_there(told: dict[str, Any], filled: Path, saved: Path) -> None:
    manage_well(filled, "shell", "-c", "from accounts.models import User; User.objects.create_user('late@example.org', 'x')")
    (filled / "media/late.txt").write_text("made after the backup")
    assert any("late@example.org" in line for line in written(filled))

    assert put_back(filled, saved, "--force").returncode == 0
    same_but_for_epochs(told, tell(filled))
    assert not (filled / "media/late.txt").exists()


def test_a_damaged_backup_is_refused_before_anything_is_touched(filled: Path, saved: Path, tmp_path: Path) -> None:
    damaged = changed(saved, tmp_path / "damaged.tar", replace={"media/reports/one.pdf": b"%PDF-1.7 other"})
    before = written(filled)
    refused = put_back(filled, damaged, "--force")

    assert refused.returncode == 1
    assert refused.stderr.strip() == "media/reports/one.pdf in the backup is damaged: its checksum does not fit."
    assert written(filled) == before
    assert (filled / "media/reports/one.pdf").read_bytes() == b"%PDF-1.7 kept"


def test_a_half_written_file_is_refused(saved: Path, tmp_path: Path) -> None:
    half = tmp_path / "half.tar"
    half.write_bytes(saved.read_bytes()[: saved.stat().st_size // 2])

    assert refusal(half).startswith(f"{half} cannot be read as a backup: ")


@pytest.mark.parametrize("name", ["../outside.txt", "/outside.txt", "media/../../outside.txt"])
def test_a_backup_cannot_write_outside_of_its_place(saved: Path, tmp_path: Path, name: str) -> None:
    member = tarfile.TarInfo(name)
    member.size = 1

    assert refusal(changed(saved, tmp_path / "bad.tar", replace={}, add=member)) == f"{name!r} in the backup is not a plain file."


def test_a_backup_cannot_bring_a_link(saved: Path, tmp_path: Path) -> None:
    member = tarfile.TarInfo("media/link")
    member.type, member.linkname = tarfile.SYMTYPE, "/etc/hostname"

    assert refusal(changed(saved, tmp_path / "bad.tar", replace={}, add=member)) == "'media/link' in the backup is not a plain file."


def test_a_file_that_the_manifest_does_not_know_is_refused(saved: Path, tmp_path: Path) -> None:
    member = tarfile.TarInfo("media/slipped-in.html")
    member.size = 1

    assert refusal(changed(saved, tmp_path / "bad.tar", replace={}, add=member)) == (
        "media/slipped-in.html in the backup is not in its manifest."
    )


@pytest.mark.parametrize(
    ("key", "value", "why"),
    [
        ("migrations", ["workshops.9999_later"], "The backup was made by a newer version of the program (workshops.9999_later)."),
        ("database", "postgresql", "The backup is of postgresql, but the database here is sqlite."),
        ("format", "vsm-backup/9", "This is not a vsm-backup/1 file."),
    ],
)
def test_a_backup_of_another_kind_is_refused(saved: Path, tmp_path: Path, key: str, value: object, why: str) -> None:
    manifest = json.dumps(manifest_of(saved) | {key: value}).encode()

    assert refusal(changed(saved, tmp_path / "other.tar", replace={"manifest.json": manifest})).startswith(why)


def test_a_backup_that_fails_leaves_the_last_one(tmp_path: Path) -> None:
    (tmp_path / "last.tar").write_bytes(b"last night's")
    failed = manage(tmp_path / "nothing", "backup", str(tmp_path / "last.tar"))

    assert failed.returncode == 1
    assert failed.stderr.strip() == f"No backup was written: There is no database at {tmp_path}/nothing/db.sqlite3."
    assert (tmp_path / "last.tar").read_bytes() == b"last night's"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["last.tar"]


@pytest.fixture
def editing(filled: Path, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Somebody edits a workshop all the time."""
    command = [sys.executable, "-m", "tests.faults.drill", "edit", str(tmp_path / "stop")]
    with subprocess.Popen(command, env=environment(filled), cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        yield process
        (tmp_path / "stop").touch()
        process.wait(20)


def test_a_backup_made_while_people_edit_is_of_one_moment(filled: Path, editing: subprocess.Popen[str], tmp_path: Path) -> None:
    begun = changes(filled)
    until(lambda: changes(filled) > begun + 5, seconds=20, what="edits")
    manage_well(filled, "backup", str(tmp_path / "live.tar"))
    assert editing.poll() is None, "the edits went on"
    (tmp_path / "stop").touch()
    editing.wait(20)

    assert put_back(tmp_path / "elsewhere", tmp_path / "live.tar").returncode == 0
    restored = changes(tmp_path / "elsewhere")
    assert all(head == count for head, count in lengths(tmp_path / "elsewhere").values())
    assert begun < restored < changes(filled)
    assert restored == manifest_of(tmp_path / "live.tar")["rows"]["workshops_change"]


@pytest.fixture
def on_postgres(server_addresses: dict[str, str], migrated_postgres: str) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """The variables that name a PostgreSQL database with tables, and one without."""
    server = server_addresses["TEST_DATABASE_URL"]
    with databases(server, 1, migrated_postgres) as (one,), databases(server, 1) as (other,):
        yield {"DATABASE_URL": one}, {"DATABASE_URL": other}


def test_the_drill_on_postgresql(tmp_path: Path, on_postgres: tuple[dict[str, str], dict[str, str]]) -> None:
    ours, elsewhere = on_postgres
    here, there = tmp_path / "here", tmp_path / "there"
    drill(here, "fill", **ours)
    manage_well(here, "backup", str(tmp_path / "saved.tar"), **ours)

    done = put_back(there, tmp_path / "saved.tar", **elsewhere)
    assert done.returncode == 0, done.stderr
    before = tell(here, **ours)
    same_but_for_epochs(before, tell(there, **elsewhere))
    assert put_back(there, tmp_path / "saved.tar", **elsewhere).returncode == 1
    assert put_back(there, tmp_path / "saved.tar", "--force", **elsewhere).returncode == 0
    same_but_for_epochs(before, tell(there, **elsewhere))
    assert put_back(tmp_path / "lite", tmp_path / "saved.tar").returncode == 1
    assert not (tmp_path / "lite/db.sqlite3").exists()
