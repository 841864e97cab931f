"""Reports: one row is one job, made once by whoever claims it; what is in the PDF, and what never gets in."""

from __future__ import annotations

import http.server
import io
import threading
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pypdfium2 as pdfium
import pytest
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.models import Notification
from mapping.services.maps import copy_map, import_document
from reviews import tasks
from reviews.models import GeneratedReport
from reviews.reports import REPORTS
from reviews.reports.workshop_report import collect
from reviews.services import reports
from tests.actionplans.factories import make_action
from tests.cast import Cast, add_person, make_cast
from vsm_site.demo_seed.story import document
from vsm_site.lib.errors import Forbidden, Invalid, NotFound, TooMany
from vsm_site.lib.pdf import TooManyPages, make_pdf
from workshops.access import get_workshop, head_of
from workshops.change import change
from workshops.kinds import BARRIER, CAPTURE, CHARTER
from workshops.models import Charter
from workshops.policy import Action, Role
from workshops.records import RecordKind

pytestmark = pytest.mark.django_db
State = GeneratedReport.State


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    """A media folder of this test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def ask(cast: Cast, name: str = "fay") -> GeneratedReport:
    return reports.request_report(actor=cast.actor(name), workshop_id=cast.workshop.pk, kind="workshop")


def made(cast: Cast, name: str = "fay") -> GeneratedReport:
    """A report that the worker has made."""
    report = ask(cast, name)
    assert reports.produce_report(report_id=report.pk, now=timezone.now())
    report.refresh_from_db()
    return report


def reader(report: GeneratedReport) -> PdfReader:
    return PdfReader(io.BytesIO(reports.file_of(report.file).read_bytes()))


def words(found: PdfReader) -> str:
    """All text, with single blanks."""
    return " ".join(" ".join(page.extract_text() for page in found.pages).split())


def say(cast: Cast, record: RecordKind, **values: Any) -> None:
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.new(record, record.parse(values))


def write_charter(cast: Cast, **texts: Any) -> None:
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.set(Charter.objects.get(workshop=cast.workshop), CHARTER.parse(texts))


# Asking


@pytest.mark.parametrize("name", ["fay", "omar", "spring", "pia", "obi"])
def test_everybody_of_the_team_may_ask(cast: Cast, name: str) -> None:
    report = ask(cast, name)
    assert (report.state, report.progress, report.requested_by) == ("queued", 0, cast.people[name])


@pytest.mark.parametrize(("name", "error"), [("ada", Forbidden), ("uma", NotFound), ("xena", NotFound)])
def test_others_may_not(cast: Cast, name: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        ask(cast, name)
    assert not GeneratedReport.objects.exists()


def test_a_kind_that_there_is_not_is_refused(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        reports.request_report(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, kind="poem")
    assert [fault.text for fault in refused.value.faults] == ["Choose one of: workshop, plan, newspaper."]
    assert not GeneratedReport.objects.exists()


def test_the_same_change_id_asks_once(cast: Cast) -> None:
    key = uuid4()
    first, second = (
        reports.request_report(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, kind="workshop", change_id=key) for _ in range(2)
    )
    assert first == second
    assert GeneratedReport.objects.count() == 1


def test_three_of_a_person_may_be_in_the_making(cast: Cast) -> None:
    for _ in range(3):
        ask(cast)
    with pytest.raises(TooMany):
        ask(cast)
    assert ask(cast, "pia").state == "queued"
    GeneratedReport.objects.filter(requested_by=cast.fay).order_by("pk")[:1].get().delete()
    assert ask(cast).state == "queued"


# Making


def test_a_made_report_is_kept_and_told_of(cast: Cast, media: Path) -> None:
    report = made(cast)
    assert (report.state, report.progress, report.step, report.error, report.leased_until) == ("ready", 100, "", "", None)
    assert [path.relative_to(media).as_posix() for path in media.rglob("*") if path.is_file()] == [report.file]
    assert len(Path(report.file).stem) >= 32
    assert oct(reports.file_of(report.file).stat().st_mode & 0o777) == "0o600"
    assert report.pages == len(reader(report).pages)
    assert report.head == head_of(cast.workshop.pk).head
    told = Notification.objects.filter(kind="report-ready").get()
    assert (told.user, told.url) == (cast.fay, f"/workshops/{cast.workshop.pk}/reports/")
    assert told.text == f"The report of Patient journey is ready: {report.pages} pages."


def test_making_it_twice_does_no_harm(cast: Cast, media: Path) -> None:
    report = made(cast)
    assert not reports.produce_report(report_id=report.pk, now=timezone.now())
    tasks.produce_report(str(report.pk))
    assert len([path for path in media.rglob("*") if path.is_file()]) == 1
    assert Notification.objects.filter(kind="report-ready").count() == 1
    assert GeneratedReport.objects.get().attempts == 1


def test_nobody_takes_a_report_that_is_being_made(cast: Cast) -> None:
    report = ask(cast)
    now = timezone.now()
    assert reports._claim(report.pk, now) is not None
    assert reports._claim(report.pk, now + reports.LEASE - timedelta(seconds=1)) is None
    taken = reports._claim(report.pk, now + reports.LEASE + timedelta(seconds=1))
    assert taken is not None and taken.attempts == 2


def test_the_slower_of_two_throws_its_file_away(cast: Cast, media: Path) -> None:
    report = ask(cast)
    slow = reports._claim(report.pk, timezone.now() - timedelta(hours=1))
    assert slow is not None
    assert reports.produce_report(report_id=report.pk, now=timezone.now())
    kept = GeneratedReport.objects.get().file
    assert not reports._finish(slow, make_pdf("<p>late</p>", ""))
    assert GeneratedReport.objects.get().file == kept
    assert [path.name for path in media.rglob("*.pdf")] == [Path(kept).name]
    assert Notification.objects.filter(kind="report-ready").count() == 1


def test_who_left_meanwhile_gets_no_report(cast: Cast, media: Path) -> None:
    report = ask(cast, "pia")
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.delete(cast.person("pia"))
    assert not reports.produce_report(report_id=report.pk, now=timezone.now())
    report.refresh_from_db()
    assert (report.state, report.error) == ("failed", reports.NO_RIGHT)
    assert not media.exists()
    assert not Notification.objects.filter(kind="report-ready").exists()


def test_a_fault_of_our_own_is_tried_again_later_and_given_up_after_three(cast: Cast) -> None:
    report, now = ask(cast), timezone.now()
    GeneratedReport.objects.update(kind="gone")  # what a newer version asked for is not known here
    for attempt in (1, 2, 3):
        with pytest.raises(KeyError):
            reports.produce_report(report_id=report.pk, now=now + timedelta(minutes=attempt))
        report.refresh_from_db()
        assert (report.state, report.attempts) == ("failed" if attempt == 3 else "queued", attempt)
        assert not reports.produce_report(report_id=report.pk, now=timezone.now())
    assert report.error == reports.GAVE_UP


def test_one_that_takes_too_long_is_given_up(cast: Cast) -> None:
    report = ask(cast)
    assert reports._claim(report.pk, timezone.now()) is not None
    reports.give_up_on(report_id=report.pk, now=timezone.now())
    report.refresh_from_db()
    assert (report.state, report.error, report.leased_until) == ("failed", reports.TOO_SLOW, None)


def test_the_sweep_finds_what_no_message_reached_and_what_a_dead_worker_left(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    lost, left, held = ask(cast), ask(cast), ask(cast)
    now = timezone.now()
    GeneratedReport.objects.filter(pk=left.pk).update(created_at=now - timedelta(minutes=6))
    reports._claim(left.pk, now - timedelta(minutes=5))
    reports._claim(held.pk, now)
    assert reports.resume_reports(now=now) == 1
    with django_capture_on_commit_callbacks() as hints:
        assert reports.resume_reports(now=now + timedelta(seconds=30)) == 2
    assert len(hints) == 2
    assert set(GeneratedReport.objects.filter(state="queued")) == {lost}


def test_the_sweep_gives_up_on_what_killed_three_workers(cast: Cast) -> None:
    report, now = ask(cast), timezone.now()
    for hours in (3, 2, 1):
        assert reports._claim(report.pk, now - timedelta(hours=hours)) is not None
    assert reports.resume_reports(now=now) == 0
    report.refresh_from_db()
    assert (report.state, report.error) == ("failed", reports.GAVE_UP)


# What is in it


@pytest.fixture(scope="module")
def printed(django_db_setup: None, django_db_blocker: Any) -> PdfReader:
    """The report of the patient journey, current and future, with something in every part; made once."""
    with django_db_blocker.unblock(), transaction.atomic():
        cast = make_cast()
        actor = cast.actor("fay")
        current = import_document(actor=actor, workshop_id=cast.workshop.pk, source=document("patient-journey")).map
        copy_map(actor=actor, source=current, workshop_id=cast.workshop.pk, state="future")
        write_charter(cast, case_for_change="Every third patient waits twelve hours.", trigger="Patient reaches the desk")
        say(cast, CAPTURE, kind="acronym", text="POCT: point-of-care testing")
        say(cast, CAPTURE, kind="issue", text="Samples wait for the porter")
        say(cast, BARRIER, text="Orders need a stamp")
        found = collect(get_workshop(actor, cast.workshop.pk), actor, timezone.now(), lambda percent, step: None)
        html = render_to_string(REPORTS["workshop"].template, {"report": found})
        transaction.set_rollback(True)
    return PdfReader(io.BytesIO(make_pdf(html, reports.CSS.read_text()).data))


def test_the_pdf_holds_charter_maps_numbers_and_captures(printed: PdfReader) -> None:
    text = words(printed)
    for part in (
        "Patient journey",
        "Every third patient waits twelve hours.",
        "Lead time 11.5 h",
        "34.8 %",
        "Terms of the lead time",
        "Process time / lead time, on the same path.",
        "a day is 8 h",
        "POCT point-of-care testing",
        "Samples wait for the porter",
        "Orders need a stamp",
        "Executive sponsor Spring",
        "30-day review, planned for Fri 18 Dec 2026",
    ):
        assert part in text
    assert "@" not in text
    assert printed.metadata is not None and printed.metadata.title == "Patient journey: workshop report"


def test_maps_are_drawn_as_text_and_lines_on_a3_in_our_own_face(printed: PdfReader) -> None:
    wide = [page for page in printed.pages if float(page.mediabox.width) > float(page.mediabox.height)]
    assert [(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in wide] == [(1191, 842), (1191, 842)]
    for page in wide:
        assert "Registration & triage" in " ".join(page.extract_text().split())
        assert len(page.images) == 0
    fonts = {str(font.get_object()["/BaseFont"]) for page in printed.pages for font in page["/Resources"]["/Font"].values()}  # type: ignore[index, union-attr]
    assert fonts and all("VSM-Sans" in font or "Inter" in font for font in fonts)


def test_every_page_says_its_number_and_when_it_was_made(printed: PdfReader) -> None:
    total = len(printed.pages)
    for number, page in enumerate(printed.pages, 1):
        if number > 1:  # the cover has none
            text = " ".join(page.extract_text().split())
            assert f"Page {number} of {total}" in text
            assert "Made by Fay on" in text


DIGIT = 0.727
"""Height of a digit in our face, of 1 pt of its size."""


def test_everything_upright_can_be_read_without_a_glass(printed: PdfReader) -> None:
    sizes = set()
    for page in pdfium.PdfDocument(printed.stream):
        if page.get_width() < page.get_height():
            text = page.get_textpage()
            boxes = [text.get_charbox(place) for place, letter in enumerate(text.get_text_range()) if letter.isdecimal()]
            sizes |= {round((top - bottom) / DIGIT, 1) for _, bottom, _, top in boxes}
    sizes -= {size for size in sizes if size < 1.2}  # what is handed to the foot of the pages has 1 pt and is not seen
    assert min(sizes) >= 7


def test_times_are_those_of_the_workshops_zone(cast: Cast) -> None:
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.set(cast.workshop, {"time_zone": "Asia/Tokyo"})
    shown = get_workshop(cast.actor("fay"), cast.workshop.pk)
    found = collect(
        shown, cast.actor("fay"), datetime(2026, 11, 17, 20, 30, tzinfo=timezone.get_fixed_timezone(0)), lambda percent, step: None
    )
    assert f"{found.made_at:%d %H:%M}" == "18 05:30"


def test_an_empty_workshop_has_a_report_that_says_what_is_missing(cast: Cast) -> None:
    text = words(reader(made(cast)))
    for part in (
        "Nothing is written in the charter yet.",
        "No measurable target is set.",
        "No map is drawn yet.",
        "Nothing is planned yet.",
        "Nothing was captured.",
        "No barrier was raised.",
    ):
        assert part in text


def test_a_person_with_two_roles_is_one_of_the_team(cast: Cast) -> None:
    add_person(cast.workshop, cast.omar, Role.PARTICIPANT, by=cast.fay)
    found = collect(get_workshop(cast.actor("fay"), cast.workshop.pk), cast.actor("fay"), timezone.now(), lambda percent, step: None)
    assert [(member.name, member.roles) for member in found.team if member.name == "Omar"] == [
        ("Omar", "Process owner, Subject-matter expert")
    ]


def test_a_map_that_is_not_drawn_to_an_end_says_so(cast: Cast) -> None:
    drawing = {
        "format": "vsm-map/1",
        "title": "Split",
        "steps": [{"id": "a", "name": "A", "split": "choice"}, {"id": "b", "name": "B"}, {"id": "c", "name": "C"}],
        "flows": [{"from": "a", "to": "b"}, {"from": "a", "to": "c"}],
    }
    import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=drawing)
    assert "This map is not drawn to an end, so nothing is computed." in words(reader(made(cast)))


def test_maps_that_the_report_does_not_show_are_named(cast: Cast) -> None:
    for title in ("Letters", "Patient journey"):
        source = {"format": "vsm-map/1", "title": title, "steps": [{"id": "a", "name": "A", "cycle_time": "5 min"}]}
        import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=source)
    assert "This report shows the latest map of each state. Not shown: Letters." in words(reader(made(cast)))


def test_as_many_queries_with_many_rows_as_with_few(cast: Cast) -> None:
    def queries() -> int:
        shown = get_workshop(cast.actor("fay"), cast.workshop.pk)
        with CaptureQueriesContext(connection) as found:
            collect(shown, cast.actor("fay"), timezone.now(), lambda percent, step: None)
        return len(found)

    def more(count: int) -> None:
        for place in range(count):
            say(cast, CAPTURE, kind="issue", text=f"Issue {place}")
            say(cast, BARRIER, text=f"Barrier {place}")
            import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=document("coffee-service"))

    more(2)
    few = queries()
    more(10)
    assert queries() == few


# What never gets in


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine that notes every request."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *words: Any) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def test_hostile_text_is_only_text(cast: Cast, listener: tuple[str, list[str]], tmp_path: Path) -> None:
    address, asked = listener
    secret = tmp_path / "secret.txt"
    secret.write_text("CANARY of a file")
    hostile = (
        f'<img src="{address}/img"><img src="file://{secret}"><link rel=attachment href="file://{secret}">'
        f'<link rel=stylesheet href="{address}/css"><style>@import url({address}/import);</style><script>x</script>{{{{ secret }}}}'
    )
    write_charter(cast, case_for_change=hostile, place=f'"><svg><image href="{address}/svg"/></svg>')
    say(cast, CAPTURE, kind="issue", text=hostile)
    map_ = {"format": "vsm-map/1", "title": hostile[:120], "steps": [{"id": "a", "name": hostile[:200], "cycle_time": "1 h"}]}
    import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=map_)
    found = reader(made(cast))
    assert asked == []
    assert dict(found.attachments) == {}
    text = words(found)
    assert "<link rel=attachment" in text and "{{ secret }}" in text
    assert "CANARY" not in text
    assert not any(len(page.images) for page in found.pages)


def test_markup_of_our_own_could_not_fetch_either(listener: tuple[str, list[str]], tmp_path: Path) -> None:
    address, asked = listener
    secret = tmp_path / "secret.txt"
    secret.write_text("CANARY of a file")
    html = (
        f'<link rel=attachment href="file://{secret}"><link rel=stylesheet href="{address}/css"><img src="{address}/img">'
        f'<img src="file://{secret}"><svg><image href="{address}/svg"/></svg><p style="background:url({address}/background)">there</p>'
    )
    found = PdfReader(io.BytesIO(make_pdf(html, f"@import url({address}/import);").data))
    assert asked == []
    assert dict(found.attachments) == {}
    assert words(found) == "there"


def test_a_document_without_end_is_refused() -> None:
    with pytest.raises(TooManyPages):
        make_pdf("<p>page</p>" * 202, "p{break-after:page}")


def test_long_texts_stay_on_the_sheet(cast: Cast) -> None:
    write_charter(cast, case_for_change="word " * 1900, requirements="x" * 4000)
    say(cast, CAPTURE, kind="issue", text="y" * 1000)
    found = reader(made(cast))
    text = "".join("".join(page.extract_text().split()) for page in found.pages)
    assert "y" * 1000 in text
    assert text.count("word") >= 1900


# Doors


def test_the_page_shows_how_far_each_is_and_offers_the_file(cast: Cast) -> None:
    client, address = cast.client("pia"), reverse("workshop-reports", args=[cast.workshop.pk])
    assert b"No report yet" in client.get(address).content
    answer = client.post(reverse("report-new", args=[cast.workshop.pk]), {"kind": "workshop"})
    assert (answer.status_code, answer.headers["Location"]) == (302, address)
    report = GeneratedReport.objects.get()
    row = reverse("report-row", args=[report.pk])
    waiting = client.get(address).content.decode()
    assert f'hx-get="{row}"' in waiting and "Waits for the worker, 0 %" in waiting
    reports.produce_report(report_id=report.pk, now=timezone.now())
    ready = client.get(row).content.decode()
    assert "hx-get" not in ready
    assert reverse("report-file", args=[report.pk]) in ready


def test_a_failed_report_says_why_and_is_asked_for_again(cast: Cast) -> None:
    report = ask(cast)
    GeneratedReport.objects.update(state=State.FAILED, error=reports.TOO_SLOW)
    shown = cast.client("fay").get(reverse("report-row", args=[report.pk])).content.decode()
    assert "It took too long to lay out." in shown and "Ask again" in shown


def test_a_kind_that_there_is_not_and_too_many_are_said_on_the_page(cast: Cast) -> None:
    client, address = cast.client("fay"), reverse("report-new", args=[cast.workshop.pk])
    assert b"Choose one of: workshop, plan, newspaper." in client.post(address, {"kind": "poem"}, follow=True).content
    for _ in range(3):
        client.post(address, {"kind": "workshop"})
    assert b"3 of your reports are being made." in client.post(address, {"kind": "workshop"}, follow=True).content
    assert GeneratedReport.objects.count() == 3


def test_the_file_comes_as_an_attachment_that_no_browser_guesses_at(cast: Cast) -> None:
    report = made(cast)
    for name, route in (("pia", "report-file"), ("obi", "api-report-file")):
        answer = cast.client(name).get(reverse(route, args=[report.pk]))
        assert answer.status_code == 200
        day = report.finished_at.astimezone(cast.workshop.zone) if report.finished_at else None
        assert answer.headers["Content-Disposition"] == f'attachment; filename="patient-journey-report-{day:%Y-%m-%d}.pdf"'
        assert (answer.headers["Content-Type"], answer.headers["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
        assert answer.content == reports.file_of(report.file).read_bytes()


@pytest.mark.parametrize("route", ["report-file", "api-report-file"])
def test_before_it_is_ready_there_is_no_file(cast: Cast, route: str) -> None:
    report = ask(cast)
    assert cast.client("fay").get(reverse(route, args=[report.pk])).status_code == 404


def test_the_api_asks_looks_and_fetches(cast: Cast) -> None:
    api = cast.api("pia")
    key = str(uuid4())
    address = reverse("api-workshop-reports", args=[cast.workshop.pk])
    first, again = (api.post(address, {"kind": "workshop"}, format="json", headers={"idempotency-key": key}) for _ in range(2))
    assert (first.status_code, first.data["state"], first.data["progress"], first.data["file"]) == (202, "queued", 0, None)
    assert (again.status_code, again.data["id"]) == (202, first.data["id"])
    report = GeneratedReport.objects.get()
    reports.produce_report(report_id=report.pk, now=timezone.now())
    ready = api.get(first.data["url"])
    assert (ready.data["state"], ready.data["progress"]) == ("ready", 100)
    assert api.get(ready.data["file"]).content.startswith(b"%PDF-")


def test_the_api_refuses_other_kinds_unknown_fields_and_a_fourth(cast: Cast) -> None:
    api, address = cast.api("fay"), reverse("api-workshop-reports", args=[cast.workshop.pk])
    assert api.post(address, {"kind": "poem"}, format="json").status_code == 400
    assert api.post(address, {"kind": "workshop", "for": "me"}, format="json").status_code == 400
    assert not GeneratedReport.objects.exists()
    for _ in range(3):
        assert api.post(address, {"kind": "workshop"}, format="json").status_code == 202
    refused = api.post(address, {"kind": "workshop"}, format="json")
    assert (refused.status_code, refused.headers["Retry-After"], refused.json()["code"]) == (429, "30", "too_many")
    assert GeneratedReport.objects.count() == 3


def test_reading_reports_is_the_right_that_is_asked_for() -> None:
    assert all(kind.kind == word and kind.label and kind.about for word, kind in REPORTS.items())
    assert Action.READ_REPORTS == "read-reports"


# The kaizen newspaper


def newspaper(cast: Cast) -> PdfReader:
    report = reports.request_report(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, kind="newspaper")
    assert reports.produce_report(report_id=report.pk, now=timezone.now())
    report.refresh_from_db()
    assert reports.read_file(report)[0].startswith("patient-journey-newspaper-")
    return reader(report)


@pytest.mark.parametrize("count", [0, 8, 9, 13, 14, 20, 21, 30, 31, 60])
def test_the_newspaper_is_one_sheet_however_long_the_plan(cast: Cast, count: int) -> None:
    for place in range(count):
        title = f"{place:02} " + "Have the next die at the press before the last part is out, each time " * 2
        make_action(cast, title[:190], owner="pia", status="blocked", reason="The carrier’s contract ends in two months; " * 6)
    found = newspaper(cast)
    shown = words(found)
    assert len(found.pages) == 1
    assert [place for place in range(count) if f"{place:02} Have" in shown] == list(range(count if count <= 30 else 29))
    assert ("and 31 more that are due later" in shown) is (count == 60)
    assert ("Nothing is planned yet." in shown) is (count == 0)


def test_the_newspaper_says_what_who_when_and_how_far(cast: Cast) -> None:
    make_action(cast, "Later", owner="per", end=date(2031, 1, 10), percent=50)
    make_action(cast, "Sooner", owner="pia", end=date(2031, 1, 3), status="blocked", reason="No porter")
    make_action(cast, "Was done", owner="omar", status="done")
    shown = words(newspaper(cast))
    places = [shown.index(text) for text in ("Sooner Pia Fri 3 Jan Blocked: No porter", "Later Per Fri 10 Jan", "Was done Omar Done")]
    assert places == sorted(places)
    assert "1 of 3 actions are done, 1 at risk, 1 blocked." in shown
