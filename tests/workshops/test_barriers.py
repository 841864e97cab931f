"""Barriers that wait: raised anywhere, brought up again by their age and their date, and never closed silently."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from accounts.models import Notification, OutboxMessage
from mapping.models import Step as MapStep
from mapping.services.maps import import_document, remove_map
from tests.actionplans.factories import make_action
from tests.cast import Cast, make_cast
from vsm_site.lib.errors import Invalid, NotFound
from workshops import escalation
from workshops.escalation import Step
from workshops.models import Barrier, BarrierReminder, WorkshopHead
from workshops.services.barrier_reminders import send_due_reminders
from workshops.services.days import answer_barrier, raise_barrier, remove_note, take_barrier

DAY = date(2026, 11, 19)


def at(day: int, hour: int = 9) -> datetime:
    """An hour so many days after the barrier was raised, in UTC, which is the workshop's zone."""
    return datetime(2026, 11, 19, hour, tzinfo=UTC) + timedelta(days=day)


@pytest.fixture
def raised(db: None) -> Iterable[Cast]:
    """The cast at noon of 19 November 2026, when Pia raised a barrier."""
    with time_machine.travel("2026-11-19T12:00:00Z", tick=False):
        cast = make_cast()
        raise_barrier(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, text="Only physicians may order bloods")
        yield cast


def barrier(cast: Cast) -> Barrier:
    return Barrier.objects.select_related("workshop").get(workshop=cast.workshop)


def told(kind: str = "barrier-waits") -> list[tuple[str, str]]:
    rows = Notification.objects.filter(kind=kind).order_by("created_at", "user__email")
    return list(rows.values_list("user__display_name", "text"))


def test_a_barrier_is_brought_up_by_its_age_until_taken_and_by_its_date_until_lifted() -> None:
    by_age = [Step(1, date(2026, 11, 21)), Step(2, date(2026, 11, 24)), Step(3, date(2026, 11, 29))]
    due = date(2026, 11, 30)
    assert escalation.steps(raised_on=DAY, taken=False, lifted=False, due_on=None) == by_age
    assert escalation.steps(raised_on=DAY, taken=False, lifted=False, due_on=due) == [*by_age, Step(0, date(2026, 12, 1))]
    assert escalation.steps(raised_on=DAY, taken=True, lifted=False, due_on=due) == [Step(0, date(2026, 12, 1))]
    assert escalation.steps(raised_on=DAY, taken=True, lifted=True, due_on=due) == []
    assert [escalation.is_escalated(days) for days in (4, 5)] == [False, True]
    assert escalation.reminded_at(date(2026, 10, 26), ZoneInfo("Europe/Berlin")) == datetime(2026, 10, 26, 8, tzinfo=UTC)


def test_who_can_lift_it_is_reminded_and_later_the_leaders_of_the_workshop(raised: Cast) -> None:
    assert send_due_reminders(now=at(2, 8)) == 0
    assert send_due_reminders(now=at(2)) == 1
    words = "Patient journey: “Only physicians may order bloods” waits {} days; nobody has taken it."
    assert told() == [("Spring", words.format(2))]
    assert send_due_reminders(now=at(2, 10)) == 0
    assert send_due_reminders(now=at(5)) == 1
    assert told()[1:] == [(name, words.format(5)) for name in ("Fay", "Omar", "Spring")]
    letters = OutboxMessage.objects.filter(kind="barrier-waits").order_by("pk")
    assert (letters[0].to, len(letters)) == ("spring@example.org", 4)
    assert "Take it, or say what is decided:" in letters[0].body


def test_after_standing_still_everything_is_said_once(raised: Cast) -> None:
    assert send_due_reminders(now=at(12)) == 3
    words = "Patient journey: “Only physicians may order bloods” waits 12 days; nobody has taken it."
    assert told() == [(name, words) for name in ("Fay", "Omar", "Spring")]


def test_a_barrier_that_was_taken_is_brought_up_when_its_day_is_past(raised: Cast) -> None:
    take_barrier(actor=raised.actor("spring"), barrier_id=barrier(raised).pk)
    assert send_due_reminders(now=at(12)) == 0
    answer_barrier(actor=raised.actor("spring"), barrier_id=barrier(raised).pk, values={"answer": "I ask", "due_on": "2026-11-25"})
    assert send_due_reminders(now=at(6)) == 0
    assert send_due_reminders(now=at(7)) == 1
    words = "Patient journey: “Only physicians may order bloods” was to be lifted by 25 Nov; Spring took it."
    assert told() == [(name, words) for name in ("Fay", "Omar", "Spring")]
    answer_barrier(actor=raised.actor("spring"), barrier_id=barrier(raised).pk, values={"due_on": "2026-11-27"})
    answer_barrier(actor=raised.actor("spring"), barrier_id=barrier(raised).pk, values={"status": "lifted"})
    assert send_due_reminders(now=at(20)) == 0
    assert BarrierReminder.objects.filter(recipient=None, sent_at=None, cancelled_at=None).count() == 0


def test_nothing_is_lifted_without_a_word(raised: Cast) -> None:
    before = WorkshopHead.objects.get(workshop=raised.workshop).head
    with pytest.raises(Invalid):
        answer_barrier(actor=raised.actor("spring"), barrier_id=barrier(raised).pk, values={"status": "lifted"})
    assert (WorkshopHead.objects.get(workshop=raised.workshop).head, barrier(raised).status) == (before, "open")


def test_what_is_taken_off_the_list_is_told_to_whom_it_concerned(raised: Cast) -> None:
    remove_note(actor=raised.actor("pia"), record=barrier(raised))
    assert told("barrier-answered") == [("Spring", "Pia took the barrier “Only physicians may order bloods” off the list.")]
    assert send_due_reminders(now=at(12)) == 0


def test_it_says_where_it_was_raised_and_only_places_of_the_workshop_count(raised: Cast) -> None:
    action = make_action(raised, "Nurse orders bloods")
    page, address = raised.client("pia"), f"/workshops/{raised.workshop.pk}/barriers/"
    assert f'value="action/{action.pk}"' in page.get(action.get_absolute_url()).content.decode()
    sent = {"text": "The rule is older than triage", "about": f"action/{action.pk}", "next": action.get_absolute_url()}
    assert page.post(address, sent)["Location"] == action.get_absolute_url()
    shown = page.get(address).content.decode()
    assert f'<a href="{action.get_absolute_url()}">Action: Nurse orders bloods</a>' in shown
    before = Barrier.objects.count()
    for about in ("person/" + str(raised.person("pia").pk), "action/nonsense"):
        assert page.post(address, sent | {"about": about}).status_code == 422
    with pytest.raises(NotFound):
        raise_barrier(actor=raised.actor("pia"), workshop_id=raised.workshop.pk, text="x", about=f"review/{action.pk}")
    assert Barrier.objects.count() == before


def test_one_at_a_step_stands_on_its_sheet_and_leads_to_its_row(raised: Cast) -> None:
    source = {"format": "vsm-map/1", "title": "Triage", "steps": [{"id": "t", "name": "Take bloods"}], "flows": []}
    made = import_document(actor=raised.actor("fay"), workshop_id=raised.workshop.pk, source=source).map
    step, sheet = MapStep.objects.get(map=made), raised.client("pia")
    address = f"/steps/{step.pk}/"
    assert "Nothing here waits for a leader." in sheet.get(address).content.decode()
    sent = {"text": "One fridge for three wards", "about": f"step/{step.pk}", "next": address}
    assert sheet.post(f"/workshops/{raised.workshop.pk}/barriers/", sent)["Location"] == address
    assert [row.text for row in sheet.get(address).context["barriers"]] == ["One fridge for three wards"]
    place = f'<a href="/maps/{made.pk}/table/#step-{step.pk}">Step: Take bloods</a>'
    assert place in make_page(raised)
    remove_map(actor=raised.actor("fay"), map_=made)
    assert place not in make_page(raised)


def test_one_that_waits_for_days_is_marked(raised: Cast) -> None:
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        assert "Escalated" not in make_page(raised)
    with time_machine.travel("2026-11-24T12:00:00Z", tick=False):
        assert "Escalated" in make_page(raised)


def make_page(cast: Cast) -> str:
    cast.clients.clear()
    found: str = cast.client("spring").get(f"/workshops/{cast.workshop.pk}/barriers/").content.decode()
    return found


def test_who_lifts_barriers_sees_those_that_wait_before_the_form_to_raise_one(raised: Cast) -> None:
    url = f"/workshops/{raised.workshop.pk}/barriers/"

    def comes_first(who: str) -> str:
        page = raised.client(who).get(url).text
        return "list" if page.index("Only physicians may order bloods") < page.index("Raise it") else "form"

    assert (comes_first("spring"), comes_first("pia"), comes_first("fay")) == ("list", "form", "form")
    refused = raised.client("spring").post(url, {"text": " "})
    assert refused.status_code == 422
    assert refused.text.index("Raise it") < refused.text.index("Only physicians may order bloods")
