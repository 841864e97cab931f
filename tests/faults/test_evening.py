"""The evening of a day with the real worker: once the day is closed, its summary is in the leaders' mail with its PDF."""

from __future__ import annotations

import email
import email.policy
import io
import json
import re
import shutil
import time
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.faults.product import Product, manage_well, until

WORDS = "Two issues more, and one of them is solved."
READY_WITHIN = 60.0
"""Seconds from "close the day" until the letters are written."""
CLOSE = """
import json
from django.utils import timezone
from accounts.models import User
from workshops.access import Actor
from workshops.models import WorkshopDay
from workshops.selectors.summary import draft
from workshops.services.captures import add_capture
from workshops.services.days import Closing, close_day

coach = Actor(User.objects.get(email="coach@demo.example"))
day = next(day for day in WorkshopDay.objects.present().filter(closed=False, workshop__title="Patient journey").order_by("date")
           if day.date >= day.workshop.today(timezone.now()))
for text in ("The label is typed twice", "Nobody knows who orders at night"):
    add_capture(actor=coach, workshop_id=day.workshop_id, values={"kind": "issue", "text": text})
told = draft(day)
close_day(actor=coach, day_id=day.pk, values={"accomplishments": "Two issues more, and one of them is solved."}, how=Closing(carry=True))
print(json.dumps({"told": told.splitlines(), "closed": timezone.now().timestamp(), "title": day.workshop.title}))
"""


@pytest.fixture
def folder(seeded: Path, tmp_path: Path) -> Path:
    """The demo's data folder, for this test alone."""
    return Path(shutil.copytree(seeded, tmp_path / "data"))


def letters(folder: Path) -> list[EmailMessage]:
    """The letters of this evening in the data folder."""
    found = []
    for path in sorted((folder / "mail").glob("*.log")) if (folder / "mail").is_dir() else []:
        for text in path.read_bytes().split(b"-" * 79 + b"\n"):
            letter = email.message_from_bytes(text.strip(), policy=email.policy.default)
            body: Any = letter.get_body(("plain",)) if isinstance(letter, EmailMessage) else None
            if body is not None and WORDS in " ".join(body.get_content().split()):
                found.append(letter)
    return found


def parts(letter: EmailMessage) -> tuple[str, str]:
    """The words of a letter and of its PDF, each in one line."""
    body: Any = letter.get_body(("plain",))
    [paper] = [part for part in letter.iter_attachments() if part.get_content_type() == "application/pdf"]
    pages = PdfReader(io.BytesIO(paper.get_payload(decode=True))).pages  # type: ignore[arg-type]
    return " ".join(body.get_content().split()), " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_summary_is_mailed_with_its_pdf_within_a_minute_and_says_what_the_log_says(start: Callable[..., Product]) -> None:
    product = start("--demo")
    said = json.loads(manage_well(product.folder, "shell", "-v", "0", "-c", CLOSE).splitlines()[-1])
    found = until(lambda: len(letters(product.folder)) >= 2 and letters(product.folder), seconds=READY_WITHIN, what="the letters")
    took = time.time() - said["closed"]
    print(f"summary by mail with its PDF: {took:.1f} s after the day was closed")
    assert took <= READY_WITHIN
    assert sorted(str(letter["to"]) for letter in found) == ["owner@demo.example", "sponsor@demo.example"]
    assert any(re.match(r"\d+ issues\b.* raised: ", line) for line in said["told"]), said["told"]
    for letter in found:
        body, paper = parts(letter)
        for line in (WORDS, *said["told"]):
            words = " ".join(line.split())
            assert words in body
            assert words.replace(" ", "") in paper.replace(" ", "")
