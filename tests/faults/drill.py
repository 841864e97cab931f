"""Run as a program on a data folder: prepares it as a first start does, fills it, edits it for a while, or tells what is in it (JSON)."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vsm_site.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import authenticate  # noqa: E402
from django.core import serializers  # noqa: E402

from accounts.models import User  # noqa: E402
from mapping import document  # noqa: E402
from mapping.models import Map  # noqa: E402
from mapping.services.maps import import_document  # noqa: E402
from mapping.snapshot import facts_of  # noqa: E402
from tests.cast import PASSWORD, make_cast  # noqa: E402
from vsm_site.supervisor import prepare  # noqa: E402
from workshops.access import Actor  # noqa: E402
from workshops.change import change  # noqa: E402
from workshops.kinds import CAPTURE  # noqa: E402
from workshops.models import Change, LiveRecord, Workshop, WorkshopHead  # noqa: E402
from workshops.policy import Action  # noqa: E402

PATIENT_JOURNEY = Path(__file__).resolve().parents[1] / "vectors" / "patient-journey.json"


def ready() -> None:
    """Tables and static files, so that a start has nothing left to make."""
    with prepare.collecting_static(settings.DATA_DIR):
        prepare.migrate()


def demo() -> None:
    """The demo's people and workshops, on a data folder that is ready."""
    prepare.seed_demo()


def fill() -> None:
    """The cast with their two workshops, one sticky note, one map, and a file."""
    cast = make_cast()
    capture(cast.workshop, cast.fay, "Blood samples wait for the porter")
    import_document(actor=Actor(cast.fay), workshop_id=cast.workshop.pk, source=PATIENT_JOURNEY.read_bytes())
    settings.MEDIA_ROOT.mkdir(parents=True)
    (settings.MEDIA_ROOT / "reports").mkdir()
    (settings.MEDIA_ROOT / "reports" / "one.pdf").write_bytes(b"%PDF-1.7 kept")


def capture(workshop: Workshop, person: User, text: str) -> None:
    """One sticky note."""
    with change(workshop.pk, actor=Actor(person), needs=Action.CAPTURE) as tx:
        tx.new(CAPTURE, {"kind": "issue", "text": text})


def edit_until(stop: Path) -> None:
    """Sticky notes one after the other, until the file appears."""
    person = User.objects.get(email="fay@example.org")
    workshop = Workshop.objects.get(title="Patient journey")
    number = 0
    while not stop.exists():
        number += 1
        capture(workshop, person, f"note {number}")
        time.sleep(0.002)
    print(number)


def tell() -> None:
    """Hash of every live record, every map as a document, the log against its counters, epochs, and whether a password still works."""
    from django.apps import apps

    live = [model for model in apps.get_models() if issubclass(model, LiveRecord)]
    heads = {str(head.pk): head for head in WorkshopHead.objects.all()}
    seen: dict[str, Any] = {
        "records": {model._meta.label: _digest(model) for model in live},
        "maps": {str(map_.pk): document.write(facts_of(map_)) for map_ in Map.objects.order_by("pk")},
        "epochs": {key: str(head.epoch) for key, head in heads.items()},
        "heads": {key: head.head for key, head in heads.items()},
        "changes": {key: Change.objects.filter(workshop_id=head.workshop_id).count() for key, head in heads.items()},
        "fay_signs_in": authenticate(email="fay@example.org", password=PASSWORD) is not None,
        "people": User.objects.count(),
    }
    print(json.dumps(seen))


def _digest(model: Any) -> str:
    rows = serializers.serialize("json", model._base_manager.order_by("pk"))
    return hashlib.sha256(rows.encode()).hexdigest()


if __name__ == "__main__":
    {"ready": ready, "demo": demo, "fill": fill, "edit": lambda: edit_until(Path(sys.argv[2])), "tell": tell}[sys.argv[1]]()
