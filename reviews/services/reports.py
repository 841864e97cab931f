"""Reports that the worker makes. The row is the job: it says who asked, how far it is and who works on it; messages are only hints."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import slugify

from reviews import notices
from reviews.models import GeneratedReport
from reviews.reports import DAY, OFFERED, REPORTS
from vsm_site.lib.errors import Forbidden, Invalid, NotFound, TooMany
from vsm_site.lib.ids import uuid7
from vsm_site.lib.pdf import Pdf, PdfUnavailable, TooManyPages, make_pdf
from vsm_site.lib.queue import after_commit
from workshops import access
from workshops.access import Actor
from workshops.models import SummarySending, Workshop, WorkshopDay
from workshops.policy import Action
from workshops.services import summaries
from workshops.services.streams import hold

State = GeneratedReport.State
OPEN = (State.QUEUED, State.RUNNING)
LEASE = timedelta(seconds=100)
"""Longer than the worker lets one task take (settings), so that nobody takes over while somebody works."""
PAUSE = timedelta(seconds=20)
"""How long a report rests after a fault, and how long a message may take before the sweep sends another."""
MOST_ATTEMPTS = 3
MOST_WAITING = 3
"""How many reports of one person may be in the making."""

FOLDER = "reports"
CSS = Path(__file__).resolve().parent.parent / "reports" / "report.css"
GAVE_UP = "It did not work three times. Ask for it again; if that fails too, the worker's log says why."
NO_RIGHT = "The person who asked may no longer read reports of this workshop."
TOO_SLOW = "It took too long to lay out. Split large maps or shorten long texts, then ask again."

log = logging.getLogger(__name__)


def request_report(*, actor: Actor, workshop_id: UUID, kind: str, change_id: UUID | None = None) -> GeneratedReport:
    """Ask for a report; the worker makes it. Repeated calls with one change id give the report asked for first.

    NotFound or Forbidden as get_workshop, Invalid for a kind that there is not, TooMany while three of the person's are in the making.
    """
    workshop = access.get_workshop(actor, workshop_id, Action.READ_REPORTS)
    if kind not in OFFERED:
        raise Invalid({"kind": f"Choose one of: {', '.join(OFFERED)}."})
    pk = uuid5(actor.user_id, str(change_id)) if change_id else uuid7()
    with transaction.atomic():
        hold(actor)
        if earlier := GeneratedReport.objects.filter(pk=pk, workshop_id=workshop.pk).first():
            return earlier
        if GeneratedReport.objects.filter(requested_by_id=actor.user_id, state__in=OPEN).count() >= MOST_WAITING:
            raise TooMany(f"{MOST_WAITING} of your reports are being made. Ask again when one is ready.")
        report = GeneratedReport.objects.create(pk=pk, workshop=workshop, kind=kind, requested_by_id=actor.user_id)
        after_commit("reviews.tasks.produce_report", str(report.pk))
    return report


def make_summary(*, day: WorkshopDay, by: Actor, sending: SummarySending | None) -> GeneratedReport:
    """Make the PDF of the summary of a closed day; with a `sending`, the mail goes out with it."""
    report = GeneratedReport.objects.create(workshop_id=day.workshop_id, kind=DAY, day=day, requested_by_id=by.user_id, sending=sending)
    after_commit("reviews.tasks.produce_report", str(report.pk))
    return report


def produce_report(*, report_id: UUID, now: datetime) -> bool:
    """Make one report, unless it is made or somebody works on it; whether it was made here.

    The right of the person who asked is looked at again. A fault of our own is raised for the log, and tried again by the sweep.
    """
    report = _claim(report_id, now)
    if report is None:
        return False
    try:
        pdf = _make(report, now)
    except (NotFound, Forbidden):
        return _fail(report, NO_RIGHT)
    except (PdfUnavailable, TooManyPages) as error:
        return _fail(report, str(error))
    except Exception:
        _rest(report, timezone.now())
        raise
    return _finish(report, pdf)


def give_up_on(*, report_id: UUID, now: datetime) -> None:
    """The worker stopped making a report because it took too long; another try would take as long."""
    open_rows = GeneratedReport.objects.filter(pk=report_id, state__in=OPEN)
    with transaction.atomic():
        failed = list(open_rows)
        open_rows.update(state=State.FAILED, error=TOO_SLOW, step="", leased_until=None, finished_at=now)
        _mail_without_pdf(failed, now)


def resume_reports(*, now: datetime) -> int:
    """Send for reports that no message reached or whose worker died; returns how many. Those tried three times are given up."""
    free = GeneratedReport.objects.filter(_is_free(now), state__in=OPEN)
    hopeless = free.filter(attempts__gte=MOST_ATTEMPTS)
    with transaction.atomic():
        failed = list(hopeless)
        hopeless.update(state=State.FAILED, error=GAVE_UP, finished_at=now, leased_until=None)
        _mail_without_pdf(failed, now)
    waiting = list(free.filter(created_at__lte=now - PAUSE).values_list("pk", flat=True))
    for pk in waiting:
        after_commit("reviews.tasks.produce_report", str(pk))
    return len(waiting)


def _is_free(now: datetime) -> Q:
    return Q(leased_until=None) | Q(leased_until__lt=now)


def _claim(report_id: UUID, now: datetime) -> GeneratedReport | None:
    """The report for whoever gets it first; its number of attempts is the key to everything written later."""
    rows = GeneratedReport.objects.filter(_is_free(now), pk=report_id, state__in=OPEN, attempts__lt=MOST_ATTEMPTS)
    values = {"state": State.RUNNING, "progress": 5, "step": "Reading the workshop", "leased_until": now + LEASE}
    if rows.update(attempts=F("attempts") + 1, **values) != 1:
        return None
    return GeneratedReport.objects.select_related("requested_by").get(pk=report_id)


def _write(report: GeneratedReport, **values: Any) -> bool:
    """Write to the row, unless somebody else took the report over meanwhile; whether it was written."""
    return GeneratedReport.objects.filter(pk=report.pk, state=State.RUNNING, attempts=report.attempts).update(**values) == 1


def _make(report: GeneratedReport, now: datetime) -> Pdf:
    if report.requested_by is None:
        raise NotFound
    actor, kind = Actor(report.requested_by), REPORTS[report.kind]
    workshop = access.get_workshop(actor, report.workshop_id, Action.READ_REPORTS)
    report.head = access.head_of(workshop.pk).head
    tell = _teller(report)
    found = kind.collect(_subject(report, workshop), actor, now, tell)
    html = render_to_string(kind.template, {"report": found})
    tell(60, "Setting the pages")
    return make_pdf(html, CSS.read_text(encoding="utf-8"))


def _subject(report: GeneratedReport, workshop: Workshop) -> Workshop | WorkshopDay:
    """What the report is about: its day, else the whole workshop."""
    if report.day is None:
        return workshop
    report.day.workshop = workshop
    return report.day


def _mail_without_pdf(failed: Iterable[GeneratedReport], now: datetime) -> None:
    """The summary of a day is read although there is no paper of it."""
    for report in failed:
        _mail(report, now)


def _teller(report: GeneratedReport) -> Callable[[int, str], None]:
    def tell(percent: int, step: str) -> None:
        _write(report, progress=percent, step=step)

    return tell


def _finish(report: GeneratedReport, pdf: Pdf) -> bool:
    """Keep the file and say that it is there; a file that somebody else was quicker with is thrown away."""
    name = _store(pdf.data)
    with transaction.atomic():
        values = {"state": State.READY, "progress": 100, "step": "", "file": name, "pages": pdf.pages, "head": report.head, "error": ""}
        is_first = _write(report, leased_until=None, finished_at=timezone.now(), **values)
        if is_first:
            report.file = name
            _tell_ready(report, pdf.pages)
    if not is_first:
        file_of(name).unlink(missing_ok=True)
    return is_first


def _tell_ready(report: GeneratedReport, pages: int) -> None:
    """Whoever asked is told; the summary of a day goes by mail to those who receive it, where it is sent."""
    if report.day is None:
        notices.tell_report_ready(report, pages)
    else:
        _mail(report, timezone.now(), file_name(report))


def _mail(report: GeneratedReport, now: datetime, name: str = "") -> None:
    if report.sending is not None:
        summaries.record_sent(report.sending, notices.mail_summary(report, now, name), now)


def _store(data: bytes) -> str:
    """Keep a file under a name that nobody guesses, whole or not at all; its path below the media folder."""
    name = f"{FOLDER}/{secrets.token_urlsafe(24)}.pdf"
    kept = file_of(name)
    kept.parent.mkdir(parents=True, exist_ok=True)
    new = kept.with_suffix(".new")
    new.touch(mode=0o600)
    new.write_bytes(data)
    new.replace(kept)
    return name


def file_of(name: str) -> Path:
    """Where a report's file is."""
    return Path(settings.MEDIA_ROOT) / name


def read_file(report: GeneratedReport) -> tuple[str, bytes]:
    """The file of a report under a name that says what it is; NotFound until there is one."""
    kept = file_of(report.file)
    if not report.file or not kept.is_file():
        raise NotFound("This report has no file yet.")
    return file_name(report), kept.read_bytes()


def file_name(report: GeneratedReport) -> str:
    """What the file of a report is called where people keep it."""
    title = slugify(report.workshop.title) or "workshop"
    if report.day is not None:
        return f"{title}-summary-{report.day.date:%Y-%m-%d}.pdf"
    made = (report.finished_at or report.created_at).astimezone(report.workshop.zone)
    return f"{title}-{'report' if report.kind == 'workshop' else report.kind}-{made:%Y-%m-%d}.pdf"


def _fail(report: GeneratedReport, why: str) -> bool:
    with transaction.atomic():
        if _write(report, state=State.FAILED, error=why[:300], step="", leased_until=None, finished_at=timezone.now()):
            _mail_without_pdf([report], timezone.now())
    log.warning("Report %s failed: %s", report.pk, why)
    return False


def _rest(report: GeneratedReport, now: datetime) -> None:
    """After a fault: the sweep tries again later, or it was tried often enough."""
    if report.attempts >= MOST_ATTEMPTS:
        _fail(report, GAVE_UP)
        return
    _write(report, state=State.QUEUED, progress=0, step="", leased_until=now + PAUSE)
