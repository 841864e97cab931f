#!/usr/bin/env python3
"""Bring the front-end files of other projects into static/vendor. Only whoever updates them needs Node.

    python tools/vendor/update.py

Installs what package-lock.json pins, copies the files named below with their licences, makes the sprite of the icons in
icons.txt, and writes static/vendor/MANIFEST.json, which a test holds against the files.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENDOR = HERE.parent.parent / "static" / "vendor"
MODULES = HERE / "node_modules"

FILES: dict[str, tuple[str, ...]] = {
    "htmx.org": ("dist/htmx.min.js", "LICENSE"),
    "sortablejs": ("modular/sortable.esm.js", "LICENSE"),
    "inter-ui": ("variable/InterVariable.woff2", "LICENSE.txt"),
    "lucide-static": ("LICENSE",),
}
ICONS = (HERE / "icons.txt").read_text().split()


def package(name: str) -> dict[str, str]:
    """The package.json of an installed package."""
    found: dict[str, str] = json.loads((MODULES / name / "package.json").read_text())
    return found


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def sprite() -> str:
    """One SVG with a symbol for each icon."""
    parts = []
    for name in sorted(ICONS):
        text = (MODULES / "lucide-static" / "icons" / f"{name}.svg").read_text()
        inside = re.search(r"<svg[^>]*>(.*)</svg>", text, re.S)
        body = re.sub(r"\s+", " ", inside.group(1)).strip() if inside else ""
        parts.append(f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(parts) + "\n</svg>\n"


def main() -> None:
    """Install, copy, write the manifest."""
    subprocess.run(["npm", "ci", "--ignore-scripts", "--silent"], cwd=HERE, check=True)
    shutil.rmtree(VENDOR, ignore_errors=True)
    entries = []
    for name, files in FILES.items():
        found = package(name)
        folder = VENDOR / f"{name}-{found['version']}"
        folder.mkdir(parents=True)
        made = [Path(shutil.copy2(MODULES / name / file, folder / Path(file).name)) for file in files]
        if name == "lucide-static":
            (folder / "icons.svg").write_text(sprite())
            made.append(folder / "icons.svg")
        entries += [
            {
                "path": str(path.relative_to(VENDOR)),
                "package": name,
                "version": found["version"],
                "licence": found["license"],
                "sha256": digest(path),
            }
            for path in sorted(made)
        ]
    (VENDOR / "MANIFEST.json").write_text(json.dumps(entries, indent=1) + "\n")


if __name__ == "__main__":
    main()
