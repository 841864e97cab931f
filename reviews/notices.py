"""What reviews tell people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse

from accounts import notifications
from accounts.models import User
from reviews.alignment import POINTS
from reviews.models import AlignmentMeeting, GeneratedReport, Review, StandardWork, SustainmentCheck
from workshops import notices
from workshops.models import Participation, Workshop
from workshops.policy import Role
from workshops.selectors.summary import summarise_day

REVIEW_DUE = notifications.register("review-due", "A review is due", description="7 days and 1 day before a review, and on its day.").kind
PULSE = notifications.register(
    "review-pulse", "A review asks for numbers of my steps", description="Three questions before a review, answered without signing in."
).kind
REGRESS = notifications.register(
    "stream-regress", "My stream slides back", description="A metric is worse than it was, or a standard does not hold."
).kind
PREWORK = notifications.register(
    "review-prework", "Pre-work for a review", description="When it is given to me, and on the day on which it is due."
).kind
REVIEW_CLOSED = notifications.register(
    "review-closed", "A review is closed", description="When the sponsor closed a review you were at or lead."
).kind
MINUTES = notifications.register(
    "alignment-minutes", "Minutes of an alignment meeting", description="When you were there, lead the workshop, or carry a follow-up."
).kind
MEETING_DUE = notifications.register(
    "alignment-due", "An alignment meeting is due", description="7 days and 1 day before it, and on its day."
).kind
REPORT_READY = notifications.register(
    "report-ready", "A report is ready", description="When the report you asked for is made.", mails=False
).kind


def address_of(review: Review) -> str:
    """The whole address of a review's page, as mails have it."""
    return f"{settings.BASE_URL}{review.get_absolute_url()}"


def tell_prework(tx: Any, review: Review, counts: Mapping[Participation, int]) -> None:
    """Tell each person who got pre-work of a review how much it is, but not who gave it out."""
    day = f"{review.due_on:%a} {review.due_on.day} {review.due_on:%b}"
    for person, count in counts.items():
        if person.user is None or person.user_id == tx.actor.user_id:
            continue
        notifications.notify(
            [person.user],
            PREWORK,
            text=f"{count} {'piece' if count == 1 else 'pieces'} of pre-work for the {review} on {day}: {review.workshop.title}.",
            url=f"{review.get_absolute_url()}#prework",
            dedupe_key=f"{PREWORK}:{review.pk}:{tx.seq}",
            workshop_id=review.workshop_id,
        )


def tell_regress(tx: Any, workshop: Workshop, alert: str) -> None:
    """Tell those who own the process that a metric slides back, whoever measured it, also themselves: it stays among their notices."""
    notifications.notify(
        _owners(workshop.pk),
        REGRESS,
        text=f"{workshop.title}: {alert}",
        url=reverse("workshop-sustain", args=[workshop.pk]),
        dedupe_key=f"{REGRESS}:{workshop.pk}:{tx.seq}:{alert}",
        workshop_id=workshop.pk,
    )


def tell_check(tx: Any, standard: StandardWork, check: SustainmentCheck) -> None:
    """Tell the owner of a standard and those who own the process that it does not hold, but not who looked."""
    owner = [standard.owner.user] if standard.owner and standard.owner.user else []
    people = dict.fromkeys(user for user in [*owner, *_owners(standard.workshop_id)] if user.pk != tx.actor.user_id)
    words = "holds only in part" if check.holds == "partly" else "does not hold"
    notifications.notify(
        people,
        REGRESS,
        text=f"{standard.workshop.title}: “{standard.title}” {words}. {check.findings}",
        url=standard.get_absolute_url(),
        dedupe_key=f"{REGRESS}:{check.pk}",
        workshop_id=standard.workshop_id,
    )


def _owners(workshop_id: UUID) -> list[User]:
    rows = Participation.objects.present().filter(workshop_id=workshop_id, role=Role.OWNER, user__is_active=True)
    return [row.user for row in rows.select_related("user").order_by("order_key", "id")]


def tell_closed(tx: Any, review: Review, people: Iterable[User], following: Review | None) -> None:
    """Tell those who were there or lead the workshop, but not who closed it, that the record stands, what was said
    to it, and when the next review is."""
    then = f" The {following.day}-day review is on {following.due_on:%a} {following.due_on.day} {following.due_on:%b}." if following else ""
    text = f"{tx.actor.user} closed the {review.day}-day review of {review.workshop.title}.{then}"
    said = f"{text}\n\n“{review.closing_words}”\n\n{address_of(review)}\n" if review.closing_words else None
    notifications.notify(
        [person for person in people if person.pk != tx.actor.user_id],
        REVIEW_CLOSED,
        text=text,
        url=review.get_absolute_url(),
        dedupe_key=f"review-closed:{review.pk}:{tx.seq}",
        workshop_id=review.workshop_id,
        mail_body=said,
    )


def send_minutes(tx: Any, meeting: AlignmentMeeting, people: Sequence[User]) -> None:
    """Send the minutes of a meeting with its follow-ups to these people, whoever sends them too; again when they are sent again."""
    template: Any = get_template("reviews/mail/minutes.txt")
    said = [(point.title, getattr(meeting, point.key).strip()) for point in POINTS]
    follow_ups = meeting.decisions.present().select_related("owner__user").order_by("id")  # type: ignore[attr-defined]
    context = {"meeting": meeting, "said": [(title, text) for title, text in said if text], "follow_ups": follow_ups}
    address = settings.BASE_URL + meeting.get_absolute_url()
    notifications.notify(
        people,
        MINUTES,
        text=f"{meeting}: the minutes of {meeting.workshop.title}.",
        url=meeting.get_absolute_url(),
        dedupe_key=f"alignment-minutes:{meeting.pk}:{tx.seq}",
        workshop_id=meeting.workshop_id,
        mail_subject=f"{meeting.workshop.title}: minutes of the {meeting.name}",
        mail_body=template.template.render(Context(context | {"address": address}, autoescape=False)),  # plain text, not HTML
    )


def tell_report_ready(report: GeneratedReport, pages: int) -> None:
    """Tell whoever asked for a report that it is there; once, however often it was made."""
    if report.requested_by is None:
        return
    notifications.notify(
        [report.requested_by],
        REPORT_READY,
        text=f"The report of {report.workshop.title} is ready: {pages} {'page' if pages == 1 else 'pages'}.",
        url=reverse("workshop-reports", args=[report.workshop_id]),
        dedupe_key=f"report-ready:{report.pk}",
        workshop_id=report.workshop_id,
    )


def mail_summary(report: GeneratedReport, now: datetime, file_name: str = "") -> list[str]:
    """Mail the summary of the day that a report is about, with the report's file where it has one; once for each report. Gives the names
    of those to whom it goes.
    """
    assert report.day is not None
    text = notices.summary_text(summarise_day(report.day, now))
    return notices.mail_summary(report.day, report.requested_by, text, report.pk, report.file if file_name else "", file_name)
