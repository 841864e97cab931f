"""Writing and reading the backup's tar."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path, PurePosixPath
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from vsm_site.backups import databases

FORMAT = "vsm-backup/1"
MANIFEST = "manifest.json"
DATABASE = "database"
KEPT = ("media", "demo")
"""What of the data folder goes into a backup beside the database. The secret key does not: who finds a backup shall not sign links."""


class BadBackup(RuntimeError):
    """The file is no backup, is damaged, or does not fit this program or database."""


class NotEmpty(RuntimeError):
    """There is something that a restore would replace."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a backup holds."""

    files: int
    rows: int


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    yield from (path for path in sorted(folder.rglob("*")) if path.is_file())


def _versions() -> dict[str, str]:
    packages = {name: metadata.version(name) for name in ("celery", "weasyprint")}
    return {"python": sys.version.split()[0], "django": django.get_version()} | packages


def _manifest(folder: Path, rows: dict[str, int]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "made_at": timezone.now().isoformat(),
        "database": databases.kind(),
        "versions": _versions(),
        "migrations": sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()),
        "rows": rows,
        "sha256": {path.relative_to(folder).as_posix(): _digest(path) for path in _files(folder)},
    }


def write(target: Path) -> Written:
    """Write a backup of database and files while the product runs; an existing file is replaced only when the new one is whole.

    The file holds everything of everybody, so only this user may read it.
    """
    with tempfile.TemporaryDirectory(dir=target.resolve().parent, prefix=".vsm-backup-") as name:
        folder = Path(name) / "content"
        folder.mkdir()
        rows = databases.copy_out(folder / DATABASE)
        _copy_kept(settings.DATA_DIR, folder)
        manifest = _manifest(folder, rows)
        (folder / MANIFEST).write_text(json.dumps(manifest, indent=1))
        packed = Path(name) / "packed.tar"
        packed.touch(mode=0o600)
        with tarfile.open(packed, "w") as tar:
            for path in _files(folder):
                tar.add(path, arcname=path.relative_to(folder).as_posix())
        _onto_the_disk(packed)
        packed.replace(target)
    return Written(len(manifest["sha256"]), sum(rows.values()))


def _onto_the_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _copy_kept(source: Path, target: Path) -> None:
    """Copy what belongs to a backup; a file removed while we copy is one that nobody needs any more."""
    for name in KEPT:
        for path in _files(source / name) if (source / name).is_dir() else [source / name]:
            there = target / path.relative_to(source)
            with contextlib.suppress(FileNotFoundError):
                content = path.read_bytes()
                there.parent.mkdir(parents=True, exist_ok=True)
                there.write_bytes(content)


@contextmanager
def opened(source: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The unpacked content of a backup and its manifest, checked whole. BadBackup otherwise; nothing else was touched then."""
    with tempfile.TemporaryDirectory(prefix="vsm-restore-") as name:
        folder = Path(name)
        try:
            _unpack(source, folder)
            manifest = json.loads((folder / MANIFEST).read_text())
            _check(folder, manifest)
        except (OSError, tarfile.TarError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadBackup(f"{source} cannot be read as a backup: {error}") from error
        yield folder, manifest


def _unpack(source: Path, folder: Path) -> None:
    """Plain files with plain names only: a tar may hold links and paths that lead elsewhere."""
    with tarfile.open(source, "r:") as tar:
        for member in tar:
            path = PurePosixPath(member.name)
            if not member.isfile() or path.is_absolute() or ".." in path.parts or "\\" in member.name:
                raise BadBackup(f"{member.name!r} in the backup is not a plain file.")
            there = folder / path
            there.parent.mkdir(parents=True, exist_ok=True)
            content = tar.extractfile(member)
            if content is not None:
                with content, there.open("wb") as file:
                    shutil.copyfileobj(content, file)


def _known_migrations() -> set[str]:
    """Those of this program, and the earlier ones that they stand for, which a database has on its list too."""
    here = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    replaced = {key for migration in here.values() for key in migration.replaces}
    return {f"{app}.{name}" for app, name in here.keys() | replaced}


def _check(folder: Path, manifest: dict[str, Any]) -> None:
    if manifest["format"] != FORMAT:
        raise BadBackup(f"This is not a {FORMAT} file.")
    if manifest["database"] != databases.kind():
        raise BadBackup(f"The backup is of {manifest['database']}, but the database here is {databases.kind()}. Set DATABASE_URL to match.")
    for name, digest in manifest["sha256"].items():
        if not (folder / name).is_file() or _digest(folder / name) != digest:
            raise BadBackup(f"{name} in the backup is damaged: its checksum does not fit.")
    if extra := {path.relative_to(folder).as_posix() for path in _files(folder)} - set(manifest["sha256"]) - {MANIFEST}:
        raise BadBackup(f"{min(extra)} in the backup is not in its manifest.")
    own, known = {app.label for app in apps.get_app_configs()}, _known_migrations()
    if newer := [name for name in manifest["migrations"] if name.split(".")[0] in own and name not in known]:
        raise BadBackup(f"The backup was made by a newer version of the program ({newer[0]}). Update it first.")


def restore(source: Path, *, force: bool) -> dict[str, Any]:
    """Put a backup back into an empty place (or, with `force`, in place of what is there); its manifest."""
    with opened(source) as (folder, manifest):
        media = settings.MEDIA_ROOT
        if not force and (not databases.is_empty() or (media.is_dir() and any(media.iterdir()))):
            raise NotEmpty(f"{settings.DATA_DIR} is not empty. Choose another folder with --data, or add --force to replace what is there.")
        settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        arrived = settings.DATA_DIR / "restored"
        shutil.rmtree(arrived, ignore_errors=True)
        _copy_kept(folder, arrived)
        databases.copy_in(folder / DATABASE)
        for name in KEPT:
            _replace(arrived / name, settings.DATA_DIR / name)
        shutil.rmtree(arrived, ignore_errors=True)
    return manifest


def _replace(new: Path, old: Path) -> None:
    if old.is_dir():
        shutil.rmtree(old)
    else:
        old.unlink(missing_ok=True)
    if new.exists():
        new.replace(old)
