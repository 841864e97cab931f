"""Files of other projects are those that were reviewed: each as its manifest says, none besides."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "static" / "vendor"
MANIFEST = json.loads((VENDOR / "MANIFEST.json").read_text())


def test_each_file_has_the_checksum_of_the_manifest() -> None:
    assert MANIFEST
    for entry in MANIFEST:
        assert hashlib.sha256((VENDOR / entry["path"]).read_bytes()).hexdigest() == entry["sha256"], entry["path"]


def test_no_file_is_there_that_the_manifest_does_not_name() -> None:
    found = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()} - {"MANIFEST.json"}
    assert found == {entry["path"] for entry in MANIFEST}


def test_versions_are_those_of_the_lock() -> None:
    lock = json.loads((ROOT / "tools/vendor/package-lock.json").read_text())["packages"]
    assert {entry["package"]: entry["version"] for entry in MANIFEST} == {
        name.removeprefix("node_modules/"): found["version"] for name, found in lock.items() if name.startswith("node_modules/")
    }


def test_every_file_has_a_licence_beside_it() -> None:
    folders = {Path(entry["path"]).parent for entry in MANIFEST}
    assert all(any(path.name.startswith("LICENSE") for path in (VENDOR / folder).iterdir()) for folder in folders)
