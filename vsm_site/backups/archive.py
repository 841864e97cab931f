"""Writing and reading the backup's tar."""

from __future__ import annotations

import hashlib
import json
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from vsm_site.backups import databases

FORMAT = "vsm-backup/1"
MANIFEST = "manifest.json"
DATABASE = "database"
KEPT = ("media", "demo")
"""What of the data folder goes into a backup beside the database."""


class BadBackup(RuntimeError):
    """The file is no backup, is damaged, or does not fit this database."""


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


def _counts() -> dict[str, int]:
    return {model._meta.label: model._base_manager.count() for model in apps.get_models() if model._meta.managed}


def _files(folder: Path) -> Iterator[Path]:
    yield from (path for path in sorted(folder.rglob("*")) if path.is_file())


def write(target: Path) -> Written:
    """Write a backup of database and files while the product runs; an existing file is replaced only when the new one is whole."""
    with tempfile.TemporaryDirectory(dir=target.resolve().parent) as name:
        folder = Path(name) / "content"
        folder.mkdir()
        databases.copy_out(folder / DATABASE)
        _copy_kept(settings.DATA_DIR, folder)
        counts = _counts()
        manifest: dict[str, Any] = {
            "format": FORMAT,
            "made_at": timezone.now().isoformat(),
            "database": databases.kind(),
            "migrations": sorted(f"{app}.{migration}" for app, migration in MigrationRecorder(connection).applied_migrations()),
            "rows": counts,
            "sha256": {str(path.relative_to(folder)): _digest(path) for path in _files(folder)},
        }
        (folder / MANIFEST).write_text(json.dumps(manifest, indent=1))
        packed = Path(name) / "packed.tar"
        with tarfile.open(packed, "w") as tar:
            for path in _files(folder):
                tar.add(path, arcname=str(path.relative_to(folder)))
        packed.replace(target)
    return Written(len(manifest["sha256"]), sum(counts.values()))


def _copy_kept(source: Path, target: Path) -> None:
    for name in KEPT:
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name)
        elif (source / name).is_file():
            shutil.copy2(source / name, target / name)


@contextmanager
def opened(source: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The unpacked content of a backup and its manifest, checked whole. BadBackup otherwise; nothing else was touched then."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            with tarfile.open(source) as tar:
                tar.extractall(folder, filter="data")
            manifest = json.loads((folder / MANIFEST).read_text())
        except (OSError, tarfile.TarError, ValueError) as error:
            raise BadBackup(f"{source} cannot be read as a backup: {error}") from error
        _check(folder, manifest)
        yield folder, manifest


def _check(folder: Path, manifest: dict[str, Any]) -> None:
    if manifest.get("format") != FORMAT:
        raise BadBackup(f"This is not a {FORMAT} file.")
    if manifest["database"] != databases.kind():
        raise BadBackup(f"The backup is of {manifest['database']}, but the database here is {databases.kind()}. Set DATABASE_URL to match.")
    for name, digest in manifest["sha256"].items():
        if not (folder / name).is_file() or _digest(folder / name) != digest:
            raise BadBackup(f"{name} in the backup is damaged: its checksum does not fit.")


def restore(source: Path, *, force: bool) -> dict[str, Any]:
    """Put a backup back into an empty place (or, with `force`, in place of what is there); its manifest."""
    with opened(source) as (folder, manifest):
        media = settings.MEDIA_ROOT
        if not force and (not databases.is_empty() or (media.exists() and any(media.iterdir()))):
            raise NotEmpty(f"{settings.DATA_DIR} is not empty. Choose another folder with --data, or add --force to replace what is there.")
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        databases.copy_in(folder / DATABASE)
        for name in KEPT:
            shutil.rmtree(settings.DATA_DIR / name, ignore_errors=True)
        _copy_kept(folder, settings.DATA_DIR)
    return manifest
