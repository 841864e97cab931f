"""What reviews add to pages of a workshop: what waits for the person, the next review, facts for the last gate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from actionplans.health import days, short_date
from reviews import daylog, meetings, pages, selectors, sustaining, versions
from reviews.models import AlignmentMeeting, Review
from reviews.selectors import Pressing
from workshops import nudges, panels
from workshops.access import Actor, allowed
from workshops.daylog import Line, Net
from workshops.models import ValueStream, Workshop, WorkshopDay
from workshops.nudges import Nudge
from workshops.panels import Need, Panel, PlannedReview, Tile
from workshops.policy import Action
from workshops.stages import Stage

SOON_DAYS = 7
WEEKS_AHEAD = 14
"""Days before a review in which whoever leads the workshop prepares it."""


def facts(workshop: Workshop) -> Mapping[str, Any]:
    """What the last gate asks."""
    return {"reviews_open": selectors.count_open(workshop)}


def _reviews(workshop: Workshop, actor: Actor) -> list[Review]:
    """The reviews of a workshop, asked for once per loaded workshop: several parts of a page need them."""
    if "_reviews" not in workshop.__dict__:
        workshop.__dict__["_reviews"] = selectors.list_reviews(actor, workshop)
    found: list[Review] = workshop.__dict__["_reviews"]
    return found


def needs(workshop: Workshop, actor: Actor) -> Iterable[Need]:
    """A review to prepare, to hold within a week, or overdue, for who holds it; one to close, for the sponsor."""
    rights, today = allowed(actor, workshop), workshop.today(timezone.now())
    reviews = _reviews(workshop, actor)
    for review in reviews:
        left = (review.due_on - today).days
        if review.status == "held" and Action.CLOSE_REVIEW in rights:
            note = f"Held on {short_date(review.held_on)}" if review.held_on else ""
            yield Need("clipboard-check", f"Close the {review}", review.get_absolute_url(), note)
        elif review.status == "planned" and left <= SOON_DAYS and Action.EDIT_REVIEW in rights:
            note = f"{days(-left)} overdue" if left < 0 else pages.when(review.due_on, today)
            yield Need("calendar-clock", f"Hold the {review}", review.get_absolute_url(), note, urgent=left < 0)
    following = next((review for review in reviews if review.status == "planned"), None)
    if following is None or Action.EDIT_REVIEW not in rights or not 0 < (following.due_on - today).days <= WEEKS_AHEAD:
        return
    if not selectors.list_prework(following):
        url, note = f"{following.get_absolute_url()}#prework", pages.when(following.due_on, today)
        yield Need("list-checks", f"Give out the pre-work of the {following}", url, note)


def meeting_needs(workshop: Workshop, actor: Actor) -> Iterable[Need]:
    """An alignment meeting to hold within a week or overdue, and minutes to send, for who holds it."""
    if Action.EDIT_REVIEW not in allowed(actor, workshop):
        return
    today = workshop.today(timezone.now())
    for meeting in meetings.list_pressing(actor, workshop):
        left = (meeting.due_on - today).days
        if meeting.is_held:
            yield Need("send", f"Send the minutes of the {meeting.name}", meeting.get_absolute_url())
        elif left <= SOON_DAYS:
            note = f"{days(-left)} overdue" if left < 0 else pages.when(meeting.due_on, today)
            yield Need("calendar-clock", f"Hold the {meeting.name}", meeting.get_absolute_url(), note, urgent=left < 0)


def week_needs(workshops: Sequence[Workshop], actor: Actor, now: datetime) -> Mapping[UUID, Sequence[Need]]:
    """Reviews and alignment meetings of the next two weeks, overdue ones, and what is left to do about held ones; four queries."""
    home = {workshop.pk: workshop for workshop in workshops}
    found: dict[UUID, list[Need]] = {pk: [] for pk in home}
    for entry in selectors.list_pressing(home):
        if need := _week_review(entry, home[entry.review.workshop_id].today(now)):
            found[entry.review.workshop_id].append(need)
    for meeting in meetings.list_pressing_of(home):
        if need := _week_meeting(meeting, home[meeting.workshop_id].today(now)):
            found[meeting.workshop_id].append(need)
    return found


def _week_review(entry: Pressing, today: date) -> Need | None:
    review, measured = entry.review, entry.measured
    left = (review.due_on - today).days
    if review.status == "held":
        return Need("clipboard-check", f"The {review} waits for the sponsor to close it", review.get_absolute_url())
    if left > WEEKS_AHEAD:
        return None
    when = f"{days(-left)} overdue" if left < 0 else pages.when(review.due_on, today)
    numbers = f"{measured} {'number is' if measured == 1 else 'numbers are'} measured" if measured else "nothing is measured for it yet"
    prework = f"pre-work {entry.prepared} of {entry.prework} done" if entry.prework else "no pre-work given out"
    return Need("calendar-clock", f"Hold the {review}", review.get_absolute_url(), f"{when}; {prework}, {numbers}", urgent=left < 0)


def _week_meeting(meeting: AlignmentMeeting, today: date) -> Need | None:
    left = (meeting.due_on - today).days
    if meeting.is_held:
        return Need("send", f"Send the minutes of the {meeting.name}", meeting.get_absolute_url())
    if left > WEEKS_AHEAD:
        return None
    when = f"{days(-left)} overdue" if left < 0 else pages.when(meeting.due_on, today)
    return Need("calendar-clock", f"Hold the {meeting.name}", meeting.get_absolute_url(), when, urgent=left < 0)


def sustain_needs(workshop: Workshop, actor: Actor) -> Iterable[Need]:
    """A standard to look at, for who keeps it and for who owns the process; a metric that slides back, for the latter."""
    rights, now = allowed(actor, workshop), timezone.now()
    leads = Action.EDIT_REVIEW in rights
    if Action.UPDATE_OWN_ACTION not in rights or workshop.today(now) <= workshop.last_day:
        return
    today = workshop.today(now)
    for standard in sustaining.due_standards(workshop, today):
        keeps = standard.owner is not None and standard.owner.user_id == actor.user_id
        if standard.next_audit and (keeps or (leads and standard.owner is None)):
            late = (today - standard.next_audit).days
            note = f"{days(late)} overdue" if late else "Due today"
            yield Need("clipboard-check", f"Check: {standard.title}", standard.get_absolute_url(), note, urgent=bool(late))
    for alert in sustaining.alerts(workshop) if leads else ():
        url = reverse("workshop-sustain", args=[workshop.pk])
        yield Need("triangle-alert", alert, url, "The stream slides back", urgent=True)


def home_card(workshop: Workshop, actor: Actor) -> Panel | None:
    """The reviews with their states, once the workshop days are over."""
    today = workshop.today(timezone.now())
    if Stage(workshop.stage).number < Stage.EXECUTE.number and today <= workshop.last_day:
        return None
    found = _reviews(workshop, actor)
    return Panel("reviews/_home.html", {"reviews": found, "sentence": pages.sentence(found, today), "today": today, "workshop": workshop})


def tiles(workshops: Sequence[Workshop], actor: Actor) -> Mapping[UUID, Sequence[Tile]]:
    """The next review, on the cards of workshops whose plan is carried out."""
    rows = [workshop for workshop in workshops if Stage(workshop.stage).number >= Stage.EXECUTE.number]
    following, now = selectors.next_of([row.pk for row in rows]) if rows else {}, timezone.now()
    return {row.pk: [_tile(row, following[row.pk], now)] for row in rows if row.pk in following}


def _tile(workshop: Workshop, review: Review, now: Any) -> Tile:
    left = (review.due_on - workshop.today(now)).days
    note = f"{review.day}-day, " + ("today" if left == 0 else f"in {days(left)}" if left > 0 else f"{days(-left)} overdue")
    tone = "bad" if left < 0 else ""
    return Tile("Next review", f"{review.due_on.day} {review.due_on:%b}", review.get_absolute_url(), note=note, tone=tone)


def planned(workshop: Workshop) -> Sequence[PlannedReview]:
    """The reviews that are not cancelled, for the charter."""
    return [pages.planned_review(row) for row in selectors.list_not_cancelled(workshop)]


def day_papers(day: WorkshopDay, actor: Actor) -> Panel | None:
    """The latest PDF of the day's summary: being made, ready, or why there is none."""
    report = selectors.latest_of_day(day)
    return Panel("reviews/_day_paper.html", {"report": report}) if report else None


def day_lines(workshop: Workshop, nets: Sequence[Net]) -> Iterable[Line]:
    """What was decided on a day."""
    return daylog.lines_of(nets)


def stream_history(stream: ValueStream, actor: Actor) -> Panel | None:
    """The stream's metrics over its map versions."""
    return Panel("reviews/_history.html", {"history": versions.history_of(actor, stream, timezone.now())})


def hints(workshop: Workshop, today: date) -> Iterable[Nudge]:
    """No review three months after the days, for the coach; a practice workshop has none."""
    if workshop.practice:
        return
    if nudge := nudges.no_review(last_day=max((row.day for row in selectors.list_not_cancelled(workshop)), default=None)):
        yield nudges.addressed(nudge, {"reviews": reverse("workshop-reviews", args=[workshop.pk])})


def register() -> None:
    """Make all of it known to the pages of workshops."""
    panels.register_facts(facts)
    panels.register_needs(needs)
    panels.register_needs(meeting_needs)
    panels.register_needs(sustain_needs)
    panels.register_home(home_card)
    panels.register_tiles(tiles)
    panels.register_reviews(planned)
    panels.register_day_lines(day_lines)
    panels.register_day_papers(day_papers)
    panels.register_week(week_needs)
    panels.register_stream(stream_history)
    panels.register_nudges(hints, "reviews")
