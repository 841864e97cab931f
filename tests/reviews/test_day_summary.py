"""The summary of a day leaves when the day is closed: one PDF, one letter for each who receives it, with or without paper."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.template.loader import render_to_string
from django.utils import timezone
from pypdf import PdfReader

from accounts.models import NotificationPreference, OutboxMessage
from accounts.services import outbox
from mapping.services.maps import import_document
from reviews.models import GeneratedReport
from reviews.reports import REPORTS
from reviews.services import reports
from tests.accounts.smtp import Postbox, mail_server
from tests.cast import Cast
from vsm_site.lib.errors import Invalid
from workshops.models import Participation, WorkshopDay
from workshops.services import agenda, days
from workshops.services.captures import add_capture
from workshops.services.people import remove_person

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
State = GeneratedReport.State


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    """A media folder of this test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def first_day(cast: Cast) -> WorkshopDay:
    return WorkshopDay.objects.filter(workshop=cast.workshop).order_by("date")[0]


def close(cast: Cast) -> GeneratedReport:
    """A day with something of everything, closed by Omar."""
    fay, pk = cast.actor("fay"), first_day(cast).pk
    tomorrow = WorkshopDay.objects.filter(workshop=cast.workshop).order_by("date")[1]
    with time_machine.travel(NOON, tick=False):
        add_capture(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, values={"kind": "issue", "text": "Two forms & a stamp"})
        question = days.ask_leaders(actor=fay, day_id=pk, text="May we start without a stamp?")
        answer = {"answer": "Yes, from December", "owner": cast.person("per").pk}
        days.update_note(actor=cast.actor("omar"), record=question, values=answer)
        days.raise_barrier(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, text="One nurse for the pilot")
        days.add_lesson(actor=cast.actor("pia"), day_id=pk, values={"text": "Silent round first", "kind": "well"})
        days.add_lesson(actor=cast.actor("pia"), day_id=pk, values={"text": "Coffee at the wall", "kind": "change"})
        agenda.add_block(actor=fay, day_id=tomorrow.pk, values={"title": "Recap", "duration_minutes": 15})
    days.close_day(
        actor=cast.actor("omar"), day_id=pk, values={"accomplishments": "Nobody waits because of people."}, how=days.Closing(carry=True)
    )
    return GeneratedReport.objects.get()


def letters() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind="day-summary"))


TEXT = """Patient journey, day 1 of 3
Monday 16 November 2026

Nobody waits because of people.

WHAT THE TEAM DID
1 capture (1 issue), 1 of 1 questions answered

- 1 issue raised: Two forms & a stamp.
- 1 barrier raised that only a leader can lift.
- May we start without a stamp? Yes, from December.

QUESTIONS AND BARRIERS
- May we start without a stamp?
  Yes, from December (Per follows it up)
- One nurse for the pilot
  Nobody lifts it yet

LESSONS
- Keep: Silent round first
- Change: Coffee at the wall

NEXT, TUE 17 NOV
09:00  Recap

On its page: """


def test_the_sheet_has_the_figures_of_the_page(cast: Cast) -> None:
    steps = [{"id": "s1", "name": "Register", "lead_time": "3 d"}, {"id": "s2", "name": "Triage"}]
    document = {"format": "vsm-map/1", "title": "Current state", "calendar": {"work_per_day": "8 h", "days_per_week": 5}, "steps": steps}
    import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=document)
    close(cast)
    found = REPORTS["day"].collect(first_day(cast), cast.actor("omar"), NOON, lambda percent, step: None)
    html = render_to_string(REPORTS["day"].template, {"report": found})
    figures = re.findall(r"<span>([^<]+)</span><strong>([^<]*)</strong>", html)
    assert figures == [
        ("Captures", "1"),
        ("Blocks done", "0 of 0"),
        ("Questions answered", "1 of 1"),
        ("Lead time", "at least 3 d"),
        ("Waiting", "about 3 d"),
        ("Process time", "about 0 s"),
    ]
    assert "<span>1 issue</span>" in html


def test_closing_a_day_makes_its_pdf_and_mails_it_to_the_sponsor(cast: Cast) -> None:
    report = close(cast)
    assert (report.kind, report.day, report.state, report.requested_by) == ("day", first_day(cast), "queued", cast.omar)
    assert letters() == []
    assert reports.produce_report(report_id=report.pk, now=timezone.now())
    report.refresh_from_db()
    [letter] = letters()
    assert (letter.user, letter.subject) == (cast.spring, "Patient journey: summary of Mon 16 Nov")
    assert letter.body.startswith(TEXT)
    assert letter.body.removeprefix(TEXT).startswith("http") and "/mail/" in letter.body.removeprefix(TEXT)
    assert (letter.attachment, letter.attachment_name) == (report.file, "patient-journey-summary-2026-11-16.pdf")
    pages = PdfReader(io.BytesIO(reports.file_of(report.file).read_bytes())).pages
    words = " ".join(" ".join(page.extract_text() for page in pages).split())
    for said in (
        "Patient journey, day 1 of 3",
        "Nobody waits because of people.",
        "1 issue raised: Two forms & a stamp.",
        "Yes, from December",
        "One nurse for the pilot",
        "Silent round first",
        "Coffee at the wall",
        "Recap",
    ):
        assert said in words


def test_the_letter_carries_the_pdf(cast: Cast) -> None:
    report = close(cast)
    reports.produce_report(report_id=report.pk, now=timezone.now())
    OutboxMessage.objects.exclude(kind="day-summary").delete()
    with mail_server(Postbox()) as postbox:
        assert outbox.send_due(now=timezone.now() + timedelta(seconds=1)) == 1
    [(to, mail)] = postbox.taken
    assert to == cast.spring.email
    [part] = [part for part in mail.walk() if part.get_content_type() == "application/pdf"]
    assert part.get_filename() == "patient-journey-summary-2026-11-16.pdf"
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes) and payload.startswith(b"%PDF")


def test_making_it_twice_mails_it_once(cast: Cast) -> None:
    report = close(cast)
    assert reports.produce_report(report_id=report.pk, now=timezone.now())
    assert not reports.produce_report(report_id=report.pk, now=timezone.now())
    assert len(letters()) == 1


def test_without_paper_the_letter_goes_all_the_same(cast: Cast) -> None:
    report = close(cast)
    reports.give_up_on(report_id=report.pk, now=timezone.now())
    [letter] = letters()
    assert (letter.user, letter.attachment, letter.body.startswith(TEXT)) == (cast.spring, "", True)


def test_after_three_dead_workers_the_letter_goes_without_paper(cast: Cast) -> None:
    report = close(cast)
    GeneratedReport.objects.filter(pk=report.pk).update(attempts=3, state=State.RUNNING)
    reports.resume_reports(now=timezone.now() + timedelta(minutes=5))
    assert [letter.attachment for letter in letters()] == [""]
    reports.resume_reports(now=timezone.now() + timedelta(minutes=6))
    assert len(letters()) == 1


def test_a_day_that_the_coach_closed_goes_to_sponsor_and_process_owner(cast: Cast) -> None:
    days.close_day(actor=cast.actor("fay"), day_id=first_day(cast).pk, values={})
    report = GeneratedReport.objects.get()
    assert reports.produce_report(report_id=report.pk, now=timezone.now())
    assert {letter.user for letter in letters()} == {cast.omar, cast.spring}
    assert all(letter.attachment == GeneratedReport.objects.get().file for letter in letters())


def test_who_does_not_want_such_mail_gets_none(cast: Cast) -> None:
    NotificationPreference.objects.create(user=cast.spring, kind="day-summary", by_mail=False)
    report = close(cast)
    reports.produce_report(report_id=report.pk, now=timezone.now())
    assert letters() == []


def test_a_sponsor_who_was_taken_out_meanwhile_gets_no_letter(cast: Cast) -> None:
    report = close(cast)
    person = Participation.objects.get(workshop=cast.workshop, role="sponsor")
    remove_person(actor=cast.actor("omar"), person_id=person.pk)
    reports.produce_report(report_id=report.pk, now=timezone.now())
    assert letters() == []


def test_nobody_asks_for_a_day_without_one(cast: Cast) -> None:
    with pytest.raises(Invalid):
        reports.request_report(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, kind="day")
    assert not GeneratedReport.objects.exists()


def test_the_page_of_the_summary_says_how_far_its_pdf_is(cast: Cast) -> None:
    report = close(cast)
    client, url = cast.client("spring"), f"/days/{first_day(cast).pk}/close/"
    assert "The PDF is being made" in client.get(url).content.decode()
    reports.produce_report(report_id=report.pk, now=timezone.now())
    assert f'href="/reports/{report.pk}/file/"' in client.get(url).content.decode()
    file = client.get(f"/reports/{report.pk}/file/")
    assert "patient-journey-summary-2026-11-16.pdf" in file["Content-Disposition"]
