"""What pages of reviews say in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from actionplans.health import dated, days
from reviews.models import AlignmentMeeting, Review
from reviews.news import News
from workshops.panels import PlannedReview

MANY = 4
"""Names that are said one by one."""


def when(day: date, today: date) -> str:
    """`Mon 14 Dec, in 26 days`."""
    left = (day - today).days
    distance = "today" if left == 0 else "tomorrow" if left == 1 else f"in {days(left)}" if left > 0 else f"{days(-left)} ago"
    return f"{dated(day, today)}, {distance}"


def planned_review(review: Review) -> PlannedReview:
    """A review as charter and plan know it."""
    return PlannedReview(review.day, review.due_on, review.get_absolute_url(), bool(review.held_on))


def sentence(reviews: Sequence[Review], today: date) -> str:
    """How the reviews of a workshop stand, in one or two sentences."""
    open_reviews = [review for review in reviews if review.is_open]
    if not open_reviews:
        closed = sum(review.status == "closed" for review in reviews)
        return f"{closed} {'review is' if closed == 1 else 'reviews are'} closed; nothing is planned."
    held = [review for review in open_reviews if review.status == "held"]
    planned = sorted((review for review in open_reviews if review.status == "planned"), key=lambda review: review.due_on)
    parts = [f"The {held[0].day}-day review was held and waits for the sponsor to close it."] if held else []
    if planned:
        first = planned[0]
        word = "was due on" if first.due_on < today else "is on"
        parts.append(f"The {first.day}-day review {word} {when(first.due_on, today)}.")
    return " ".join(parts)


def head(review: Review, names: Sequence[str], today: date) -> str:
    """How one review stands, with who was there."""
    people = f" · {together(names)} {'was' if len(names) == 1 else 'were'} there" if names else ""
    if review.status == "cancelled":
        return f"Cancelled: {review.reason}"
    if review.status == "planned":
        word = "was due on" if review.due_on < today else "due on"
        return f"{word[0].upper()}{word[1:]} {when(review.due_on, today)}{people}"
    held = f"Held {dated(review.held_on, today)}" if review.held_on else "Held"
    if review.status == "closed" and review.closed_at:
        day = review.closed_at.astimezone(review.workshop.zone).date()
        held += f" · closed by {review.closed_by or 'the sponsor'} on {dated(day, today)}"
    return f"{held}{people}"


def meeting_sentence(meetings: Sequence[AlignmentMeeting], today: date) -> str:
    """When the next alignment meeting is, and how many were held."""
    held = sum(meeting.is_held for meeting in meetings)
    planned = sorted((meeting for meeting in meetings if meeting.status == "planned"), key=lambda meeting: meeting.due_on)
    parts = []
    if planned:
        word = "was due on" if planned[0].due_on < today else "is on"
        parts.append(f"The next meeting {word} {when(planned[0].due_on, today)}.")
    if held:
        parts.append(f"{number(held).capitalize()} {'was' if held == 1 else 'were'} held.")
    return " ".join(parts) or "Leaders and owner look at the whole stream together, again and again."


def meeting_head(meeting: AlignmentMeeting, today: date) -> str:
    """How one meeting stands."""
    if meeting.status == "cancelled":
        return f"Cancelled: {meeting.reason}"
    if meeting.status == "planned":
        word = "Was due on" if meeting.due_on < today else "Due on"
        return f"{word} {when(meeting.due_on, today)}"
    held = f"Held {dated(meeting.held_on, today)}" if meeting.held_on else "Held"
    if meeting.sent_at:
        held += f" · minutes sent on {dated(meeting.workshop.today(meeting.sent_at), today)}"
    return held


def together(names: Sequence[str]) -> str:
    """`Fay, Omar and Pia`; of more than four the rest as a number."""
    shown = list(names) if len(names) <= MANY else [*names[: MANY - 1], f"{len(names) - MANY + 1} more"]
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)


# The dashboard

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def number(count: int) -> str:
    """`four`, above twelve `13`."""
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def waiting_title(waiting: int) -> str:
    """`Two things wait for you`."""
    if not waiting:
        return "Nothing waits for you"
    words = f"{number(waiting)} {'thing waits' if waiting == 1 else 'things wait'} for you"
    return f"{words[0].upper()}{words[1:]}"


def dashboard_title(streams: int, waiting: int) -> str:
    """`Two streams, two things wait for you`."""
    if not streams:
        return "No streams yet"
    words = f"{number(streams)} {'stream' if streams == 1 else 'streams'}, {waiting_title(waiting).lower()}"
    return f"{words[0].upper()}{words[1:]}"


SORTS = (
    ("review", "review moved on", "reviews moved on"),
    ("reading", "number was measured", "numbers were measured"),
    ("action", "action moved", "actions moved"),
    ("decision", "decision was taken", "decisions were taken"),
    ("answered", "barrier was taken up", "barriers were taken up"),
    ("raised", "barrier was raised", "barriers were raised"),
    ("stage", "stage was changed", "stages were changed"),
    ("map", "map was drawn", "maps were drawn"),
    ("charter", "charter was approved", "charters were approved"),
)


def news_sentence(told: News, visited: datetime | None, now: datetime) -> str:
    """What changed since the last visit, in one sentence."""
    start = f"Since your last visit on {dated(timezone.localdate(visited), timezone.localdate(now))}" if visited else "In the last 14 days"
    if visited and timezone.localdate(visited) == timezone.localdate(now):
        start = f"Since your last visit today at {timezone.localtime(visited):%H:%M}"
    parts = [f"{number(told.said[sort])} {one if told.said[sort] == 1 else many}" for sort, one, many in SORTS if told.said[sort]]
    if parts:
        return f"{start}: {', '.join(parts[:4])}."
    small = sum(count.number for count in told.counts)
    return f"{start}: {number(small)} small {'change' if small == 1 else 'changes'}." if small else f"{start} nothing changed."
