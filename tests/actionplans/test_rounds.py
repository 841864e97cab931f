"""Check-ins are planned with the cadence, owners who are silent are asked once at their hour, whatever happens in between."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail as django_mail
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import Notification, NotificationPreference, OutboxMessage
from accounts.services import outbox
from accounts.services.rounds import LEASE
from actionplans.models import CheckInLink, CheckInRequest, CheckInRound
from actionplans.services import actions, progress
from actionplans.services.checkins import set_cadence
from actionplans.services.rounds import remind_owner, send_due_requests
from tests.actionplans.checkins import at, letters, link_in, meet, rounds
from tests.actionplans.factories import make_action
from tests.cast import Cast, add_person, make_cast
from vsm_site.lib.errors import Forbidden, Invalid, NotFound, TooMany
from workshops.change import change
from workshops.kinds import WORKSHOP
from workshops.models import Change, Workshop
from workshops.policy import Action as Right
from workshops.policy import Role
from workshops.services.changes import undo_change

pytestmark = pytest.mark.both_databases
ASK = at("2026-11-22T09:00")


@pytest.fixture
def early(db: None) -> Iterable[Cast]:
    """The cast on the day after the workshop."""
    with time_machine.travel("2026-11-19T12:00:00Z", tick=False):
        yield make_cast()


def asked() -> list[tuple[str, str]]:
    """Who was asked before which check-in."""
    rows = CheckInRequest.objects.exclude(round=None).order_by("round__on", "user__email")
    return [(email.partition("@")[0], on.isoformat()) for email, on in rows.values_list("user__email", "round__on")]


def notices(name: str) -> list[str]:
    rows = Notification.objects.filter(user__email=f"{name}@example.org", kind="check-in").order_by("created_at", "pk")
    return list(rows.values_list("text", flat=True))


def say(cast: Cast, action: object, when: str, text: str = "Going on", by: str = "omar") -> None:
    with time_machine.travel(at(when), tick=False):
        progress.report_progress(actor=cast.actor(by), action_id=action.pk, values={"text": text})  # type: ignore[attr-defined]


# Planned


def test_check_ins_are_made_with_the_cadence(early: Cast) -> None:
    meet(early)
    assert rounds(early) == [
        ("2026-11-23", at("2026-11-22T09:00"), at("2026-11-23T09:00"), False, False),
        ("2026-11-30", at("2026-11-29T09:00"), at("2026-11-30T09:00"), False, False),
        ("2026-12-07", at("2026-12-06T09:00"), at("2026-12-07T09:00"), False, False),
        ("2026-12-14", at("2026-12-13T09:00"), at("2026-12-14T09:00"), False, False),
    ]


def test_they_follow_another_weekday_and_come_back_undoubled(early: Cast) -> None:
    meet(early)
    before = rounds(early)
    meet(early, checkin_weekday=2)
    assert [row[0] for row in rounds(early) if not row[4]] == ["2026-11-25", "2026-12-02", "2026-12-09", "2026-12-16"]
    assert [row[0] for row in rounds(early) if row[4]] == ["2026-11-23", "2026-11-30", "2026-12-07", "2026-12-14"]
    meet(early)
    assert [row for row in rounds(early) if not row[4]] == before


def test_undo_of_the_cadence_takes_the_check_ins_with_it(early: Cast) -> None:
    meet(early)
    seq = Change.objects.filter(workshop=early.workshop, kind="set-cadence").latest("seq").seq
    undo_change(actor=early.actor("omar"), workshop_id=early.workshop.pk, seq=seq)
    assert [row[4] for row in rounds(early)] == [True] * 4


def test_no_weekday_ends_them(early: Cast) -> None:
    make_action(early, owner="pia")
    meet(early)
    set_cadence(actor=early.actor("omar"), workshop_id=early.workshop.pk, values={"checkin_weekday": None})
    assert send_due_requests(now=at("2026-12-01T09:00")) == 0
    assert (asked(), [row[4] for row in rounds(early)]) == ([], [True] * 4)


@pytest.mark.parametrize(
    ("zone", "hour"), [("Europe/Berlin", "08:00"), ("America/New_York", "14:00"), ("Asia/Kolkata", "03:30"), ("UTC", "09:00")]
)
def test_a_new_zone_moves_the_hour_only(early: Cast, zone: str, hour: str) -> None:
    meet(early)
    with change(early.workshop.pk, actor=early.actor("fay"), needs=Right.EDIT_CHARTER) as tx:
        tx.set(Workshop.objects.get(pk=early.workshop.pk), WORKSHOP.parse({"time_zone": zone}))
    assert rounds(early)[0][:3] == ("2026-11-23", at(f"2026-11-22T{hour}"), at(f"2026-11-23T{hour}"))
    assert len(rounds(early)) == 4


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({"checkin_until": None}, "checkin_until"),
        ({"checkin_from": None}, "checkin_from"),
        ({"checkin_until": "2026-11-01"}, "checkin_until"),
        ({"checkin_until": "2026-11-20"}, "checkin_until"),
        ({"checkin_until": "2028-12-20"}, "checkin_until"),
        ({"checkin_weekday": 7}, "checkin_weekday"),
        ({"checkin_every": 9}, "checkin_every"),
        ({"checkin_at": "noon"}, "checkin_at"),
        ({"objective": "Something else"}, "objective"),
    ],
)
def test_a_cadence_that_cannot_be_is_refused(early: Cast, values: dict[str, object], path: str) -> None:
    with pytest.raises(Invalid) as refused:
        meet(early, **values)
    assert [fault.path for fault in refused.value.faults] == [path]
    assert rounds(early) == []


@pytest.mark.parametrize(("name", "error"), [("pia", Forbidden), ("spring", Forbidden), ("obi", Forbidden), ("xena", NotFound)])
def test_only_those_who_edit_the_plan_set_it(early: Cast, name: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        meet(early, by=name)
    assert rounds(early) == []


# Asked


def test_each_silent_owner_is_asked_once_about_all_that_is_open(early: Cast) -> None:
    for title, owner, more in (
        ("Results by noon", "pia", {"end": date(2026, 11, 27)}),
        ("Shorter form", "pia", {}),
        ("Beds by ten", "per", {"status": "blocked", "reason": "No porter"}),
        ("Was done", "per", {"status": "done"}),
        ("Was dropped", "omar", {"status": "dropped", "reason": "No"}),
        ("Begins later", "omar", {"start": date(2026, 12, 1)}),
        ("Nobody's", "", {}),
    ):
        make_action(early, title, owner=owner, **more)
    meet(early)
    assert send_due_requests(now=ASK - timedelta(seconds=1)) == 0
    assert (asked(), OutboxMessage.objects.filter(kind="check-in").count(), CheckInLink.objects.count()) == ([], 0, 0)
    assert send_due_requests(now=ASK) == 1
    assert asked() == [("per", "2026-11-23"), ("pia", "2026-11-23")]
    assert notices("pia") == ["Patient journey: How do your 2 actions go? The check-in is on Mon 23 Nov at 09:00."]
    assert notices("per") == ["Patient journey: How does “Beds by ten” go? The check-in is on Mon 23 Nov at 09:00."]
    for minutes in (0, 1, 60, 60 * 24):
        assert send_due_requests(now=ASK + timedelta(minutes=minutes)) == 0
    assert (len(asked()), OutboxMessage.objects.filter(kind="check-in").count(), CheckInLink.objects.count()) == (2, 2, 2)


def test_the_letter_lists_the_actions_and_opens_the_page_without_signing_in(early: Cast) -> None:
    make_action(early, "Results by noon", owner="pia", end=date(2026, 11, 27))
    make_action(early, "Shorter form", owner="pia")
    meet(early)
    send_due_requests(now=ASK)
    django_mail.outbox.clear()
    assert outbox.send_due(now=ASK + timedelta(minutes=1)) >= 1
    letter = next(row for row in django_mail.outbox if row.to == ["pia@example.org"] and "How do" in row.subject)
    assert letter.subject == "Patient journey: How do your 2 actions go?"
    assert letter.body.startswith(
        "Hello Pia,\n\nthe team asks how this goes in “Patient journey”; the check-in is on Mon 23 Nov at 09:00:\n\n"
        "- Results by noon (Fri 27 Nov · in 5 days)\n- Shorter form (No end date)\n\n"
        "One line each is enough, without signing in. This link is yours alone, until Tue 22 Dec:\n"
    )
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    from django.test import Client

    with time_machine.travel("2026-11-22T10:00:00Z", tick=False):
        page = Client().get(link_in(letter.body))
    assert page.status_code == 200
    assert "Results by noon" in page.content.decode()
    assert letters("pia")[0].body == ""  # the link is kept nowhere once the letter has left


def test_who_said_a_word_since_the_check_in_before_is_not_asked(early: Cast) -> None:
    said = make_action(early, "Said", owner="pia", start=date(2026, 11, 20))
    before = make_action(early, "Said before", owner="per", start=date(2026, 11, 20))
    moved = make_action(early, "Moved", owner="omar", start=date(2026, 11, 20))
    meet(early)
    say(early, before, "2026-11-23T08:59")
    say(early, said, "2026-11-23T09:00")
    with time_machine.travel("2026-11-24T10:00:00Z", tick=False):
        actions.change_status(actor=early.actor("omar"), action_id=moved.pk, values={"status": "doing"})
    CheckInRound.objects.filter(on=date(2026, 11, 23)).update(sent_at=ASK)
    send_due_requests(now=at("2026-11-29T09:00"))
    assert asked() == [("per", "2026-11-30")]


def test_only_owners_who_can_answer_are_asked(early: Cast) -> None:
    from workshops.kinds import PARTICIPATION

    for owner in ("pia", "per", "obi"):
        make_action(early, f"Of {owner}", owner=owner)
    with change(early.workshop.pk, actor=early.actor("fay"), needs=Right.MANAGE_PEOPLE) as tx:
        invited = tx.new(PARTICIPATION, {"email": "new@example.org", "role": "participant"})
    actions.create_action(
        actor=early.actor("omar"), workshop_id=early.workshop.pk, values={"title": "Of new", "kind": "event", "owner": invited.pk}
    )
    with change(early.workshop.pk, actor=early.actor("fay")) as tx:
        tx.delete(early.person("per"))
    meet(early)
    send_due_requests(now=ASK)
    assert asked() == [("pia", "2026-11-23")]  # Obi observes, Per has left, and whoever is invited has no account


def test_without_mail_there_is_still_the_notification_and_no_link(early: Cast) -> None:
    make_action(early, owner="pia")
    NotificationPreference.objects.create(user=early.pia, kind="check-in", by_mail=False)
    meet(early)
    send_due_requests(now=ASK)
    assert (len(notices("pia")), letters("pia"), CheckInLink.objects.count()) == (1, [], 0)
    assert asked() == [("pia", "2026-11-23")]


def test_a_cadence_set_after_its_hour_to_ask_asks_nobody_for_that_one(early: Cast) -> None:
    make_action(early, owner="pia")
    with time_machine.travel("2026-11-22T15:00:00Z", tick=False):
        meet(early)
    assert send_due_requests(now=at("2026-11-22T15:01")) == 0
    assert rounds(early)[0][::4] == ("2026-11-23", False)
    with time_machine.travel("2026-11-22T15:30:00Z", tick=False):
        meet(early, checkin_at="17:00")  # the hour to ask is still to come now
    assert send_due_requests(now=at("2026-11-22T17:00")) == 1
    assert asked() == [("pia", "2026-11-23")]


def test_moving_the_hour_after_people_were_asked_asks_nobody_again(early: Cast) -> None:
    make_action(early, owner="pia")
    meet(early)
    send_due_requests(now=ASK)
    with time_machine.travel("2026-11-22T10:00:00Z", tick=False):
        meet(early, checkin_at="14:00")
        meet(early, checkin_weekday=1)
        meet(early, checkin_at="14:00")
    assert rounds(early)[0] == ("2026-11-23", at("2026-11-22T14:00"), at("2026-11-23T14:00"), True, False)
    send_due_requests(now=at("2026-11-22T14:00"))
    assert Counter(asked())[("pia", "2026-11-23")] == 1


# Down for days, several sweeps, clocks


def test_after_three_weeks_down_everybody_gets_one_message(early: Cast) -> None:
    make_action(early, "Results by noon", owner="pia")
    meet(early)
    assert send_due_requests(now=at("2026-12-08T10:00")) == 3
    assert asked() == [("pia", "2026-11-23"), ("pia", "2026-11-30"), ("pia", "2026-12-07")]
    assert notices("pia") == ["Patient journey: How does “Results by noon” go? The check-in was on Mon 7 Dec at 09:00."]
    assert (len(letters("pia")), CheckInLink.objects.count()) == (1, 1)
    assert send_due_requests(now=at("2026-12-08T10:01")) == 0


def test_a_clock_that_goes_backwards_changes_nothing(early: Cast) -> None:
    make_action(early, owner="pia")
    meet(early)
    send_due_requests(now=ASK)
    before = (asked(), OutboxMessage.objects.count(), rounds(early))
    for when in ("2026-11-22T08:00", "2026-11-20T09:00", "2026-11-22T09:00", "2026-11-22T09:30"):
        assert send_due_requests(now=at(when)) == 0
    assert (asked(), OutboxMessage.objects.count(), rounds(early)) == before


def test_what_a_dead_sweep_claimed_is_taken_over_after_its_lease(early: Cast) -> None:
    make_action(early, owner="pia")
    meet(early)
    CheckInRound.objects.filter(on=date(2026, 11, 23)).update(leased_until=ASK + LEASE)
    assert send_due_requests(now=ASK + timedelta(minutes=4)) == 0
    assert send_due_requests(now=ASK + LEASE + timedelta(seconds=1)) == 1
    assert asked() == [("pia", "2026-11-23")]


def test_who_was_asked_before_the_sweep_died_is_not_asked_again(early: Cast) -> None:
    make_action(early, owner="pia")
    make_action(early, owner="per")
    meet(early)
    row = CheckInRound.objects.get(on=date(2026, 11, 23))
    CheckInRequest.objects.create(workshop=early.workshop, round=row, user=early.pia, at=ASK)
    assert send_due_requests(now=ASK) == 1
    assert (notices("pia"), len(notices("per")), asked()) == ([], 1, [("per", "2026-11-23"), ("pia", "2026-11-23")])


def test_a_refused_mail_costs_nobody_else_the_letter_and_is_seen(early: Cast) -> None:
    make_action(early, owner="pia")
    meet(early)
    send_due_requests(now=ASK)
    OutboxMessage.objects.filter(kind="check-in").update(state="failed", last_error="550 no such user")
    with time_machine.travel("2026-11-22T12:00:00Z", tick=False):
        page = early.client("omar").get(f"/workshops/{early.workshop.pk}/check-ins/")
    assert "The mail came back: ask in person" in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_sweeps_at_once_ask_everybody_once() -> None:
    with time_machine.travel("2026-11-19T12:00:00Z", tick=False):
        cast = make_cast()
        for name in ("pia", "per", "omar"):
            make_action(cast, owner=name)
        meet(cast)
    start, counts = threading.Barrier(4), []

    def sweep() -> None:
        try:
            start.wait()
            counts.append(send_due_requests(now=ASK))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=sweep) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == 1
    assert asked() == [("omar", "2026-11-23"), ("per", "2026-11-23"), ("pia", "2026-11-23")]
    assert OutboxMessage.objects.filter(kind="check-in").count() == CheckInLink.objects.count() == 3


# Reminded by hand


def test_one_tap_reminds_also_without_a_cadence(early: Cast) -> None:
    make_action(early, "Results by noon", owner="pia")
    remind_owner(actor=early.actor("omar"), workshop_id=early.workshop.pk, person_id=early.person("pia").pk, now=ASK)
    assert notices("pia") == ["Patient journey: How does “Results by noon” go?"]
    assert letters("pia")[0].body.startswith(
        "Hello Pia,\n\nOmar asks how this goes in “Patient journey”:\n\n- Results by noon (No end date)"
    )
    assert CheckInRequest.objects.get().asked_by == early.omar


def test_nobody_is_reminded_twice_within_an_hour(early: Cast) -> None:
    make_action(early, owner="pia")
    ask = {"actor": early.actor("omar"), "workshop_id": early.workshop.pk, "person_id": early.person("pia").pk}
    remind_owner(**ask, now=ASK)
    with pytest.raises(TooMany, match=r"Pia was asked at 09:00\. Give it an hour\."):
        remind_owner(**ask, now=ASK + timedelta(minutes=59))
    assert len(letters("pia")) == 1
    remind_owner(**ask, now=ASK + timedelta(minutes=61))
    assert len(letters("pia")) == 2


def test_a_reminder_by_hand_does_not_stand_for_the_check_in(early: Cast) -> None:
    make_action(early, owner="pia")
    meet(early)
    remind_owner(actor=early.actor("omar"), workshop_id=early.workshop.pk, person_id=early.person("pia").pk, now=at("2026-11-20T09:00"))
    send_due_requests(now=ASK)
    assert (asked(), len(letters("pia"))) == ([("pia", "2026-11-23")], 2)


def test_who_has_nothing_open_or_cannot_answer_is_not_reminded(early: Cast) -> None:
    make_action(early, owner="obi")
    for name in ("per", "obi"):
        with pytest.raises(Invalid):
            remind_owner(actor=early.actor("omar"), workshop_id=early.workshop.pk, person_id=early.person(name).pk, now=ASK)
    with pytest.raises(Forbidden):
        remind_owner(actor=early.actor("pia"), workshop_id=early.workshop.pk, person_id=early.person("obi").pk, now=ASK)
    assert (CheckInRequest.objects.count(), OutboxMessage.objects.filter(kind="check-in").count()) == (0, 0)


# Any zone, any date, any downtime

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "UTC")


class TestAnyOrderOfEvents(TestCase):
    """Sweeps at any times, down for any while, cadences that move: each owner has each check-in once, none early, none lost."""

    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        zone=st.sampled_from(ZONES),
        first=st.dates(date(2026, 9, 1), date(2027, 5, 1)),
        weekday=st.integers(0, 6),
        hour=st.integers(0, 23),
        ask=st.integers(0, 6),
        pauses=st.lists(st.integers(1, 60 * 24 * 9), min_size=4, max_size=12),
        moves=st.lists(st.tuples(st.integers(0, 11), st.integers(0, 6)), max_size=2),
        kills=st.sets(st.integers(0, 11), max_size=3),
    )
    def test_once_each(
        self, zone: str, first: date, weekday: int, hour: int, ask: int, pauses: list[int], moves: list[tuple[int, int]], kills: set[int]
    ) -> None:
        start = datetime.combine(first, datetime.min.time(), tzinfo=UTC) - timedelta(days=10)
        with time_machine.travel(start, tick=False) as clock:
            cast = make_cast()
            add_person(cast.workshop, cast.uma, Role.PARTICIPANT, by=cast.fay)
            with change(cast.workshop.pk, actor=cast.actor("fay"), needs=Right.EDIT_CHARTER) as tx:
                tx.set(Workshop.objects.get(pk=cast.workshop.pk), WORKSHOP.parse({"time_zone": zone}))
            for name in ("pia", "uma"):
                make_action(cast, owner=name)
            last = first + timedelta(days=60)
            rhythm = {"checkin_weekday": weekday, "checkin_at": f"{hour:02}:30", "checkin_ask_days": ask}
            meet(cast, checkin_from=first.isoformat(), checkin_until=last.isoformat(), **rhythm)
            now, moved = start, dict(moves)
            for place, minutes in enumerate(pauses):
                now += timedelta(minutes=minutes)
                clock.move_to(now)
                if place in moved:
                    meet(cast, checkin_from=first.isoformat(), checkin_until=last.isoformat(), **rhythm | {"checkin_weekday": moved[place]})
                if place in kills:
                    CheckInRound.objects.filter(sent_at=None, cancelled_at=None, due_at__lte=now).update(leased_until=now + LEASE)
                send_due_requests(now=now)
                self.check(now)
            clock.move_to(now := now + timedelta(days=200))
            send_due_requests(now=now)
            self.check(now)
            assert not CheckInRound.objects.filter(sent_at=None, cancelled_at=None).exists()

    def check(self, now: datetime) -> None:
        """Nobody was asked twice, nothing went before its hour there, and every round that went asked both owners."""
        rows = CheckInRequest.objects.exclude(round=None).select_related("round__workshop")
        assert set(Counter((row.round_id, row.user_id) for row in rows).values()) <= {1}
        for row in rows:
            assert row.round is not None
            local = row.round.meets_at.astimezone(row.round.workshop.zone)
            assert row.round.cancelled_at or row.round.due_at <= row.at <= now
            assert local.date() == row.round.on
        per_round = Counter(row.round_id for row in rows)
        assert set(per_round.values()) <= {2}
        told = Notification.objects.filter(kind="check-in").count()
        assert told <= sum(per_round.values())
