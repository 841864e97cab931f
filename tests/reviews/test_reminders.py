"""Reminders: planned with the review, recorded once for each person, sent at nine there, whatever happens in between."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail as django_mail
from django.db import connections
from django.db.models import QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import Notification, NotificationPreference, OutboxMessage
from accounts.services import outbox
from accounts.services.rounds import LEASE
from reviews.due_dates import reminder_at
from reviews.models import Reminder, Review
from reviews.services import reviews
from reviews.services.reminders import plan_reminders, send_due_reminders
from tests.actionplans.factories import make_action
from tests.cast import Cast, add_person, make_cast, make_workshop
from tests.reviews.factories import hold, review_of
from workshops.change import change
from workshops.kinds import WORKSHOP
from workshops.models import Workshop
from workshops.policy import Action, Role

pytestmark = pytest.mark.both_databases
LEADERS = ["fay@example.org", "omar@example.org", "spring@example.org"]


def at(text: str) -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def move(cast: Cast, **values: str) -> None:
    """Change days or zone of the workshop."""
    with change(cast.workshop.pk, actor=cast.actor("fay"), needs=Action.EDIT_CHARTER) as tx:
        tx.set(Workshop.objects.get(pk=cast.workshop.pk), WORKSHOP.parse(values))


def announced() -> QuerySet[Reminder]:
    """The announcements of reviews, without the questions before them."""
    return Reminder.objects.filter(kind="review-due")


def told(review: Review | None = None) -> list[tuple[str, int]]:
    """Who was told, of how many days before."""
    rows = announced().exclude(recipient=None)
    rows = rows.filter(review=review) if review else rows
    return sorted(rows.values_list("recipient__email", "days_before"))


def rounds(review: Review) -> list[tuple[int, datetime, bool, bool]]:
    """The rounds: days before, when, sent, cancelled."""
    rows = announced().filter(review=review, recipient=None).order_by("due_at", "created_at")
    return [(row.days_before, row.due_at, row.sent_at is not None, row.cancelled_at is not None) for row in rows]


def notices(name: str) -> list[str]:
    rows = Notification.objects.filter(user__email=f"{name}@example.org", kind="review-due").order_by("created_at", "pk")
    return list(rows.values_list("text", flat=True))


def one_workshop() -> Cast:
    """The cast, with nothing to announce of the workshop in the other organisation."""
    cast = make_cast()
    Reminder.objects.filter(review__workshop=cast.other_workshop).delete()
    return cast


# Planned


@pytest.fixture
def early(db: None) -> Iterable[Cast]:
    """The cast on 1 November 2026, before the workshop."""
    with time_machine.travel("2026-11-01T12:00:00Z", tick=False):
        yield one_workshop()


def test_rounds_are_made_with_the_review(early: Cast) -> None:
    assert rounds(review_of(early)) == [
        (7, at("2026-12-11T09:00"), False, False),
        (1, at("2026-12-17T09:00"), False, False),
        (0, at("2026-12-18T09:00"), False, False),
    ]
    assert announced().filter(review__workshop=early.workshop).count() == 9


def test_rounds_follow_the_last_day_and_are_not_doubled(early: Cast) -> None:
    for last_day in ("2026-11-20", "2026-11-18", "2026-11-20"):
        move(early, last_day=last_day)
    assert [row for row in rounds(review_of(early)) if not row[3]] == [
        (7, at("2026-12-13T09:00"), False, False),
        (1, at("2026-12-19T09:00"), False, False),
        (0, at("2026-12-20T09:00"), False, False),
    ]
    assert [row[3] for row in rounds(review_of(early))].count(True) == 3


@pytest.mark.parametrize(
    ("zone", "times"),
    [
        ("Europe/Berlin", ["2026-12-11T08:00", "2027-01-17T08:00", "2027-02-16T08:00"]),
        ("America/New_York", ["2026-12-11T14:00", "2027-01-17T14:00", "2027-02-16T14:00"]),
        ("Asia/Kolkata", ["2026-12-11T03:30", "2027-01-17T03:30", "2027-02-16T03:30"]),
    ],
)
def test_a_new_zone_moves_the_hour_only(early: Cast, zone: str, times: list[str]) -> None:
    move(early, time_zone=zone)
    found = [rounds(review_of(early, 30))[0], rounds(review_of(early, 60))[2], rounds(review_of(early, 90))[2]]
    assert [row[1] for row in found] == [at(text) for text in times]
    assert announced().filter(review__workshop=early.workshop).count() == 9


@pytest.mark.parametrize(
    ("zone", "last_day", "times"),
    [  # 60 and 90 days after a day in winter are in summer, and the other way round
        ("Europe/Berlin", "2027-01-28", ["2027-02-27T08:00", "2027-03-29T07:00", "2027-04-28T07:00"]),
        ("Europe/Berlin", "2026-08-26", ["2026-09-25T07:00", "2026-10-25T08:00", "2026-11-24T08:00"]),
        ("America/New_York", "2027-01-13", ["2027-02-12T14:00", "2027-03-14T13:00", "2027-04-13T13:00"]),
        ("America/New_York", "2026-09-02", ["2026-10-02T13:00", "2026-11-01T14:00", "2026-12-01T14:00"]),
    ],
)
def test_nine_stays_nine_across_a_change_of_the_clocks(db: None, zone: str, last_day: str, times: list[str]) -> None:
    with time_machine.travel("2026-08-01T12:00:00Z", tick=False):
        cast = one_workshop()
        move(cast, time_zone=zone, first_day=last_day, last_day=last_day)
        for day, when in zip((30, 60, 90), times, strict=True):
            review = review_of(cast, day)
            assert [row[:2] for row in rounds(review) if not row[3]][-1] == (0, at(when))
            send_due_reminders(now=at(when) - timedelta(seconds=1))
            assert 0 not in {before for _, before in told(review)}
            send_due_reminders(now=at(when))
            assert [who for who, before in told(review) if before == 0] == LEADERS


# Sent


def test_each_round_goes_once_at_its_time_over_thirty_sixty_and_ninety_days(early: Cast) -> None:
    move(early, time_zone="Europe/Berlin", first_day="2027-01-26", last_day="2027-01-28")  # summer time begins on 28 March
    now, sent = at("2027-02-19T00:00"), []
    while now < at("2027-05-01T00:00"):
        if send_due_reminders(now=now):
            sent.append(now)
        now += timedelta(hours=1)
    due = [date(2027, 2, 27), date(2027, 3, 29), date(2027, 4, 28)]
    assert sent == [reminder_at(day, before, ZoneInfo("Europe/Berlin")) for day in due for before in (7, 1, 0)]
    assert {when.astimezone(ZoneInfo("Europe/Berlin")).hour for when in sent} == {9}
    assert {when.hour for when in sent} == {7, 8}
    assert Counter(told()) == Counter({(who, before): 3 for who in LEADERS for before in (7, 1, 0)})
    assert len(notices("omar")) == Notification.objects.filter(user=early.omar, kind="review-due").count() == 9
    assert OutboxMessage.objects.filter(kind="review-due").count() == 27
    assert len(set(OutboxMessage.objects.values_list("message_id", flat=True))) == OutboxMessage.objects.count()


def test_what_a_reminder_says_and_that_the_mail_leaves_from_the_outbox(early: Cast) -> None:
    for when in ("2026-12-11T09:00", "2026-12-17T09:00", "2026-12-18T09:00"):
        send_due_reminders(now=at(when))
    assert notices("omar") == [
        "Patient journey: the 30-day review is on Fri 18 Dec 2026.",
        "Patient journey: the 30-day review is tomorrow, Fri 18 Dec 2026.",
        "Patient journey: the 30-day review is today.",
    ]
    assert set(Notification.objects.filter(kind="review-due").values_list("url", flat=True)) == {f"/reviews/{review_of(early).pk}/"}
    django_mail.outbox.clear()
    assert outbox.send_due(now=at("2026-12-18T09:01")) == 9
    letter = next(row for row in django_mail.outbox if row.to == ["omar@example.org"] and "today" in row.subject)
    assert letter.subject == "Patient journey: the 30-day review is today"
    assert f"/reviews/{review_of(early).pk}/" in letter.body
    assert "List-Unsubscribe" in letter.extra_headers


def test_no_second_sweep_tells_anybody_again(early: Cast) -> None:
    assert send_due_reminders(now=at("2026-12-11T09:00")) == 1
    before = (told(), Notification.objects.count(), OutboxMessage.objects.count())
    for minutes in (0, 1, 60, 60 * 24 * 5):
        assert send_due_reminders(now=at("2026-12-11T09:00") + timedelta(minutes=minutes)) == 0
    assert (told(), Notification.objects.count(), OutboxMessage.objects.count()) == before


def test_nothing_goes_a_second_early(early: Cast) -> None:
    assert send_due_reminders(now=at("2026-12-11T08:59:59")) == 0
    assert (told(), OutboxMessage.objects.filter(kind="review-due").count()) == ([], 0)


# To whom


def test_owners_of_open_actions_are_told_seven_days_before_only(early: Cast) -> None:
    make_action(early, "Open", owner="pia")
    make_action(early, "Blocked", owner="pia", status="blocked", reason="No wood")
    make_action(early, "Done", owner="per", status="done")
    make_action(early, "Dropped", owner="obi", status="dropped", reason="No")
    for when in ("2026-12-11T09:00", "2026-12-17T09:00", "2026-12-18T09:00"):
        send_due_reminders(now=at(when))
    assert [who for who, before in told() if before == 7] == [*LEADERS[:2], "pia@example.org", LEADERS[2]]
    assert [who for who, before in told() if before != 7] == sorted([*LEADERS, *LEADERS])


def test_who_counts_is_who_has_the_role_when_it_is_sent(early: Cast) -> None:
    add_person(early.workshop, early.uma, Role.SPONSOR, by=early.fay)
    with change(early.workshop.pk, actor=early.actor("fay")) as tx:
        tx.delete(early.person("spring"))
    type(early.fay).objects.filter(pk=early.fay.pk).update(is_active=False)
    send_due_reminders(now=at("2026-12-11T09:00"))
    assert told() == [("omar@example.org", 7), ("uma@example.org", 7)]


def test_a_person_with_two_roles_is_told_once(early: Cast) -> None:
    add_person(early.workshop, early.omar, Role.COACH, by=early.fay)
    make_action(early, "Open", owner="omar")
    send_due_reminders(now=at("2026-12-11T09:00"))
    assert [who for who, _ in told()] == LEADERS
    assert len(notices("omar")) == 1


def test_without_mail_there_is_still_the_notification(early: Cast) -> None:
    NotificationPreference.objects.create(user=early.omar, kind="review-due", by_mail=False)
    send_due_reminders(now=at("2026-12-11T09:00"))
    assert (len(notices("omar")), OutboxMessage.objects.filter(to="omar@example.org", kind="review-due").count()) == (1, 0)
    assert OutboxMessage.objects.filter(kind="review-due").count() == 2


def test_who_is_invited_but_has_no_account_yet_gets_nothing(early: Cast) -> None:
    from workshops.kinds import PARTICIPATION

    with change(early.workshop.pk, actor=early.actor("fay"), needs=Action.MANAGE_PEOPLE) as tx:
        tx.new(PARTICIPATION, {"email": "new@example.org", "role": "sponsor"})
    send_due_reminders(now=at("2026-12-11T09:00"))
    assert [who for who, _ in told()] == LEADERS


# What is held, closed, cancelled or moved


def test_a_held_or_cancelled_review_is_not_announced_any_more(early: Cast) -> None:
    with time_machine.travel("2026-12-12T12:00:00Z", tick=False):
        send_due_reminders(now=at("2026-12-12T12:00"))
        hold(early, 30, date(2026, 12, 12))
        reviews.cancel_review(actor=early.actor("omar"), review=review_of(early, 60), reason="Holidays")
    assert send_due_reminders(now=at("2027-01-20T09:00")) == 0
    assert {before for _, before in told()} == {7}
    assert [row[2:] for row in rounds(review_of(early, 30))] == [(True, False), (False, True), (False, True)]
    assert [row[2:] for row in rounds(review_of(early, 60))] == [(False, True)] * 3


def test_a_review_planned_again_is_announced_from_then_on_and_nothing_twice(early: Cast) -> None:
    send_due_reminders(now=at("2026-12-11T09:00"))
    with time_machine.travel("2026-12-12T12:00:00Z", tick=False):
        reviews.cancel_review(actor=early.actor("omar"), review=review_of(early), reason="Holidays")
        reviews.replan_review(actor=early.actor("omar"), review=review_of(early))
    for when in ("2026-12-17T09:00", "2026-12-18T09:00"):
        assert send_due_reminders(now=at(when)) == 1
    assert Counter(before for _, before in told(review_of(early))) == {7: 3, 1: 3, 0: 3}


def test_a_day_that_was_announced_is_not_announced_again_after_moving_there_and_back(early: Cast) -> None:
    send_due_reminders(now=at("2026-12-11T09:00"))
    with time_machine.travel("2026-12-11T12:00:00Z", tick=False):
        reviews.reschedule_review(actor=early.actor("omar"), review=review_of(early), due_on=date(2026, 12, 22))
        reviews.reschedule_review(actor=early.actor("omar"), review=review_of(early), due_on=date(2026, 12, 18))
        move(early, time_zone="Europe/Berlin")
    assert send_due_reminders(now=at("2026-12-17T08:00")) == 1
    assert Counter(before for _, before in told(review_of(early))) == {7: 3, 1: 3}
    assert [row[:2] for row in rounds(review_of(early)) if not row[3]] == [
        (7, at("2026-12-11T09:00")),
        (1, at("2026-12-17T08:00")),
        (0, at("2026-12-18T08:00")),
    ]


def test_a_new_day_is_announced_anew_but_what_is_past_is_not_made_up_for(early: Cast) -> None:
    send_due_reminders(now=at("2026-12-11T09:00"))
    with time_machine.travel("2026-12-16T12:00:00Z", tick=False):
        reviews.reschedule_review(actor=early.actor("omar"), review=review_of(early), due_on=date(2026, 12, 22))
    assert send_due_reminders(now=at("2026-12-20T12:00")) == 0  # seven days before the new day were over when it was set
    assert send_due_reminders(now=at("2026-12-21T09:00")) == 1
    assert notices("omar")[-1] == "Patient journey: the 30-day review is tomorrow, Tue 22 Dec 2026."


def test_a_round_that_waits_for_the_sweep_is_not_lost_when_the_zone_moves(early: Cast) -> None:
    with time_machine.travel("2026-12-11T09:00:30Z", tick=False):
        move(early, time_zone="Europe/Berlin")
    assert send_due_reminders(now=at("2026-12-11T09:01")) == 1
    assert [who for who, _ in told()] == LEADERS


def test_a_review_held_between_the_look_and_the_sending_only_cancels_its_round(early: Cast) -> None:
    row = announced().get(review=review_of(early), days_before=7, recipient=None)
    with time_machine.travel("2026-12-10T12:00:00Z", tick=False):
        hold(early, 30, date(2026, 12, 10))
    announced().filter(pk=row.pk).update(cancelled_at=None)  # as a sweep holds it that looked a moment before
    assert send_due_reminders(now=at("2026-12-11T09:00")) == 0
    assert (told(), announced().get(pk=row.pk).cancelled_at) == ([], at("2026-12-11T09:00"))


# Down for days, several sweeps, clocks


def test_after_three_days_down_everybody_gets_one_message(early: Cast) -> None:
    second = make_workshop(early.organisation, early.fay, "Acme Stamping")
    add_person(second, early.spring, Role.SPONSOR, by=early.fay)
    assert send_due_reminders(now=at("2026-12-14T10:00")) == 2
    assert notices("spring") == [
        "Acme Stamping: the 30-day review is on Fri 18 Dec 2026. Patient journey: the 30-day review is on Fri 18 Dec 2026."
    ]
    assert len(notices("omar")) == len(notices("fay")) == 1
    urls = dict(Notification.objects.filter(kind="review-due").values_list("user__email", "url"))
    assert urls == {
        "spring@example.org": "/dashboard/",
        "fay@example.org": "/dashboard/",
        "omar@example.org": f"/reviews/{review_of(early).pk}/",
    }
    assert told().count(("spring@example.org", 7)) == 2  # recorded for each review all the same
    letter = OutboxMessage.objects.get(to="spring@example.org", kind="review-due")
    assert letter.subject == "Acme Stamping: the 30-day review is on Fri 18 Dec 2026, and 1 more"


def test_after_long_downtime_past_days_are_said_as_past_and_once(early: Cast) -> None:
    assert send_due_reminders(now=at("2026-12-21T10:00")) == 3
    assert notices("omar") == ["Patient journey: the 30-day review was due on Fri 18 Dec 2026."]
    assert Counter(told()) == Counter({(who, before): 1 for who in LEADERS for before in (7, 1, 0)})
    assert send_due_reminders(now=at("2026-12-21T10:01")) == 0


def test_a_few_hours_late_is_said_as_if_in_time(early: Cast) -> None:
    assert send_due_reminders(now=at("2026-12-17T20:00")) == 2
    # seven days before was more than a day ago, so both are said in one message
    assert notices("omar") == ["Patient journey: the 30-day review is tomorrow, Fri 18 Dec 2026."]


def test_a_clock_that_goes_backwards_changes_nothing(early: Cast) -> None:
    send_due_reminders(now=at("2026-12-11T09:00"))
    before = (told(), Notification.objects.count(), rounds(review_of(early)))
    for when in ("2026-12-11T08:00", "2026-12-01T09:00", "2026-12-11T09:00", "2026-12-11T09:30"):
        assert send_due_reminders(now=at(when)) == 0
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False):
        plan_reminders(review_of(early), now=at("2026-11-20T12:00"))
    assert (told(), Notification.objects.count(), rounds(review_of(early))) == before


def test_what_a_dead_sweep_claimed_is_taken_over_after_its_lease(early: Cast) -> None:
    now = at("2026-12-11T09:00")
    announced().filter(review=review_of(early), days_before=7).update(leased_until=now + LEASE)
    assert send_due_reminders(now=now + timedelta(minutes=4)) == 0
    assert send_due_reminders(now=now + LEASE + timedelta(seconds=1)) == 1
    assert [who for who, _ in told()] == LEADERS


def test_who_was_told_before_the_sweep_died_is_not_told_again(early: Cast) -> None:
    review, now = review_of(early), at("2026-12-11T09:00")
    row = announced().get(review=review, days_before=7, recipient=None)
    Reminder.objects.create(review=review, days_before=7, for_date=row.for_date, due_at=row.due_at, sent_at=now, recipient=early.fay)
    assert send_due_reminders(now=now) == 1
    assert (notices("fay"), len(notices("omar")), [who for who, _ in told()]) == ([], 1, LEADERS)


def test_hundreds_of_rounds_go_in_one_sweep(early: Cast) -> None:
    rows = [
        Reminder(review=review_of(early), days_before=day, for_date=review_of(early).due_on, due_at=at("2026-12-11T09:00"))
        for day in range(100, 305)
    ]
    Reminder.objects.bulk_create(rows)
    assert send_due_reminders(now=at("2026-12-11T09:00")) == 206
    assert announced().filter(recipient=None, sent_at=None, due_at__lte=at("2026-12-11T09:00")).count() == 0


@pytest.mark.django_db(transaction=True)
def test_sweeps_at_once_tell_everybody_once() -> None:
    with time_machine.travel("2026-11-01T12:00:00Z", tick=False):
        cast = one_workshop()
    for name in ("pia", "per"):
        make_action(cast, "Open", owner=name)
    start, counts = threading.Barrier(4), []

    def sweep() -> None:
        try:
            start.wait()
            counts.append(send_due_reminders(now=at("2026-12-11T09:00")))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=sweep) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == 1
    assert Counter(told()) == Counter({(who, 7): 1 for who in [*LEADERS, "pia@example.org", "per@example.org"]})
    assert Notification.objects.filter(kind="review-due").count() == OutboxMessage.objects.filter(kind="review-due").count() == 5


# Any zone, any date, any downtime

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "America/St_Johns", "UTC")


class TestAnyOrderOfEvents(TestCase):
    """Sweeps at any times, down for any while, days and zones that move: each person has each round once, none early, none lost."""

    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        zone=st.sampled_from(ZONES),
        day_0=st.dates(date(2026, 9, 1), date(2027, 5, 1)),
        pauses=st.lists(st.integers(1, 60 * 24 * 12), min_size=4, max_size=14),
        moves=st.lists(st.tuples(st.integers(0, 13), st.integers(-5, 9)), max_size=3),
        kills=st.sets(st.integers(0, 13), max_size=3),
    )
    def test_once_each(self, zone: str, day_0: date, pauses: list[int], moves: list[tuple[int, int]], kills: set[int]) -> None:
        start = datetime.combine(day_0, datetime.min.time(), tzinfo=UTC) - timedelta(days=20)
        with time_machine.travel(start, tick=False) as clock:
            cast = one_workshop()
            move(cast, time_zone=zone, first_day=day_0.isoformat(), last_day=day_0.isoformat())
            now, moved = start + timedelta(days=40), dict(moves)
            for place, minutes in enumerate(pauses):
                now += timedelta(minutes=minutes)
                clock.move_to(now)
                if place in moved:
                    other = (day_0 + timedelta(days=moved[place])).isoformat()
                    move(cast, first_day=other, last_day=other)
                if place in kills:  # a sweep that claimed what is due and died
                    due = announced().filter(recipient=None, sent_at=None, cancelled_at=None, due_at__lte=now)
                    due.update(leased_until=now + LEASE)
                send_due_reminders(now=now)
            self.check(now)
            clock.move_to(now := now + timedelta(days=400))
            send_due_reminders(now=now)
            self.check(now)
            waiting = announced().filter(recipient=None, sent_at=None, cancelled_at=None)
            assert not waiting.exists()
            for review in Review.objects.filter(workshop=cast.workshop):
                last = [row for row in announced().filter(review=review, recipient=None, for_date=review.due_on) if row.sent_at]
                for row in last:
                    assert (
                        announced()
                        .filter(review=review, days_before=row.days_before, for_date=row.for_date)
                        .exclude(recipient=None)
                        .count()
                        == 3
                    )

    def check(self, now: datetime) -> None:
        """Nobody has a round twice, nothing went before nine there, and every message has its row."""
        people = announced().exclude(recipient=None)
        keys = Counter(people.values_list("review", "days_before", "for_date", "recipient"))
        assert set(keys.values()) <= {1}
        for row in people.select_related("review__workshop"):
            assert row.sent_at is not None and row.due_at <= row.sent_at <= now
            assert row.due_at == reminder_at(row.for_date, row.days_before, row.review.workshop.zone)
        told_people = Counter(Notification.objects.filter(kind="review-due").values_list("user", flat=True))
        assert all(count <= people.filter(recipient=user).count() for user, count in told_people.items())
        assert set(told_people) == set(people.values_list("recipient", flat=True))
