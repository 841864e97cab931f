"""The demo: two complete workshops told in order, put back by a command, and nothing of it in a folder that is no demo."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notification, OrganisationMembership, OutboxMessage, User
from accounts.selectors import has_administrator
from actionplans.models import Action
from mapping.models import FutureVersion
from mapping.selectors import latest_maps
from reviews.models import Review, ReviewReading
from vsm_site import demo
from vsm_site.demo_seed import seed
from vsm_site.supervisor import prepare
from workshops.access import Actor, visible_workshops
from workshops.models import Capture, Change, Charter, Guest, LeaderQuestion, Participation, SetupTask, StageMove, ValueStream, Workshop

NOW = datetime(2026, 11, 26, 13, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demo as of NOW, made once; what a test does to it is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        seed(NOW)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def seeded(told: None, db: None, settings: Any, tmp_path: Path) -> Path:
    """A data folder with the demo in it."""
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    demo.mark()
    return tmp_path


def workshop(title: str) -> Workshop:
    found: Workshop = Workshop.objects.get(title=title)
    return found


def totals(title: str) -> list[tuple[str, str]]:
    """Lead and process time of the current and of the future map."""
    shown = workshop(title)
    maps = latest_maps([shown.pk])[shown.pk]
    assert maps.current is not None and maps.future is not None
    found = [entry.metrics for entry in (maps.current, maps.future)]
    return [
        (metrics.lead_time.text, metrics.process_time.text) for metrics in found if metrics and metrics.lead_time and metrics.process_time
    ]


def test_the_cast_is_there_and_each_takes_part_as_said(seeded: Path) -> None:
    assert sorted(User.objects.filter(is_guest=False).values_list("email", flat=True)) == sorted(person.email for person in demo.CAST)
    for title in ("Acme Stamping", "Patient journey"):
        rows = Participation.objects.filter(workshop=workshop(title), user__is_guest=False).values_list("user__display_name", "role")
        assert dict(rows) == {person.name: person.role.value for person in demo.CAST if person.role}
        assert not Participation.objects.filter(workshop=workshop(title), function="").exists()
    guests = Guest.objects.order_by("asked_at", "pk").values_list("name", "state", "workshop__title")
    assert list(guests) == [("Gus", "in", "Patient journey"), ("Ivy", "waiting", "Patient journey")]
    assert [
        (row.user.display_name, row.organisation.name) for row in OrganisationMembership.objects.filter(role="admin").order_by("pk")
    ] == [
        ("Ada", "Riverside Group"),
        ("Xena", "Northgate Coffee"),
    ]
    assert [found.title for found in visible_workshops(Actor(User.objects.get(display_name="Xena")))] == ["Coffee at the counter"]
    assert not visible_workshops(Actor(User.objects.get(display_name="Ada"))).exists()
    assert has_administrator()


def test_everybody_of_the_cast_signs_in_with_one_click(seeded: Path) -> None:
    for person in demo.CAST:
        client = Client()
        assert client.post("/demo/sign-in/", {"email": person.email}).status_code == 302
        assert client.get(reverse("notification-list")).status_code == 200
    assert Client().login(email="coach@demo.example", password="vsm-demo")


def test_the_demo_begins_with_the_choice_of_a_person(seeded: Path) -> None:
    assert Client().get("/")["Location"] == "/demo/sign-in/"
    assert 'href="/demo/sign-in/"' in Client().get("/accounts/login/").content.decode()


def test_where_there_is_no_demo_nobody_is_offered_one(db: None) -> None:
    assert Client().get("/")["Location"] == "/accounts/login/?next=/"
    assert "demo" not in Client().get("/accounts/login/").content.decode()


def test_dates_are_relative_to_today(seeded: Path) -> None:
    acme, patients = workshop("Acme Stamping"), workshop("Patient journey")
    assert (acme.stage, acme.last_day) == ("execute", NOW.date() - timedelta(days=54))
    assert (patients.stage, patients.first_day, patients.last_day) == (
        "future",
        NOW.date() - timedelta(days=1),
        NOW.date() + timedelta(days=1),
    )
    reviews = Review.objects.filter(workshop=acme).order_by("day").values_list("day", "status", "due_on")
    assert [(day, status, (due - NOW.date()).days) for day, status, due in reviews] == [
        (30, "held", -24),
        (60, "planned", 6),
        (90, "planned", 36),
    ]


def test_the_history_is_in_order_and_nothing_in_it_lies_ahead(seeded: Path) -> None:
    for shown in Workshop.objects.all():
        times = list(Change.objects.filter(workshop=shown).order_by("seq").values_list("at", flat=True))
        assert times == sorted(times)
        assert times[-1] <= NOW
    assert not Notification.objects.filter(created_at__gt=NOW).exists()
    assert not OutboxMessage.objects.exists()


def test_published_maps_give_their_published_numbers(seeded: Path) -> None:
    assert totals("Acme Stamping") == [("23.6 d", "188 s"), ("4.5 d", "169 s")]
    assert totals("Patient journey") == [("11.5 h", "4 h"), ("7 h", "4 h")]
    future = FutureVersion.objects.get(workshop=workshop("Patient journey")).map  # of two candidates the chosen one
    assert future.based_on is not None and future.based_on.state == "current"


def test_both_workshops_are_complete(seeded: Path) -> None:
    for title in ("Acme Stamping", "Patient journey"):
        shown = workshop(title)
        charter = Charter.objects.get(workshop=shown)
        assert charter.approved_by is not None and charter.approved_by.display_name == "Spring"
        assert charter.case_for_change and charter.trigger and charter.demand_quantity
        kinds = Counter(Capture.objects.filter(workshop=shown).values_list("kind", flat=True))
        assert set(kinds) == {"issue", "acronym", "parking_lot", "improvement"}
        assert not SetupTask.objects.filter(workshop=shown, stage="gather", done=False).exists()
        assert SetupTask.objects.filter(workshop=shown, done=False).exists()
        assert LeaderQuestion.objects.filter(workshop=shown).exclude(answer="").exists()
        assert not ValueStream.objects.filter(value="").exists()
    moves = StageMove.objects.filter(workshop=workshop("Acme Stamping")).order_by("at").values_list("to_stage", flat=True)
    assert list(moves) == ["gather", "future", "execute"]
    assert Capture.objects.filter(workshop=workshop("Acme Stamping"), status="open").count() == 0


def test_the_plan_has_actions_of_every_kind_and_status(seeded: Path) -> None:
    plan = Action.objects.filter(workshop=workshop("Acme Stamping"))
    assert Counter(plan.values_list("status", flat=True)) == {"done": 3, "doing": 4, "todo": 2, "blocked": 1, "dropped": 1}
    assert set(plan.values_list("kind", flat=True)) == {"just_do_it", "event", "project", "burst", "workshop"}
    late = plan.filter(end__lt=NOW.date()).exclude(status__in=("done", "dropped"))
    assert [action.title for action in late] == ["Raise uptime of weld 2 from 80 to 100 %"]
    blocked = plan.get(status="blocked")
    assert blocked.reason and blocked.waits_for is not None and blocked.waits_for.name == "Spring"


def test_the_held_review_has_readings_decisions_and_attendance(seeded: Path) -> None:
    review = Review.objects.get(workshop=workshop("Acme Stamping"), day=30)
    assert len(review.attendance) == 5
    assert review.decisions.count() == 2
    readings = {row.metric.partition(":")[0]: row.value for row in ReviewReading.objects.filter(review=review)}
    assert readings["lead_time"] == "19.1 d"
    assert set(readings) == {"lead_time", "process_time", "target", "promise"}


def test_reset_puts_back_what_people_did(seeded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def kinds() -> Counter[str]:
        """Changes by kind, but for blocks ticked off: how many are over depends on the time of day."""
        return Counter(Change.objects.exclude(kind="agenda").values_list("kind", flat=True))

    before = kinds()
    User.objects.create_user("late@demo.example", "correct horse battery", display_name="Late")
    Notification.objects.all().delete()
    (seeded / "media").mkdir()
    (seeded / "media" / "old.pdf").write_bytes(b"%PDF")
    call_command("demo_reset")
    assert capsys.readouterr().out == "The demo is as it was.\n"
    assert kinds() == before
    assert not User.objects.filter(email="late@demo.example").exists()
    assert not (seeded / "media").exists()
    assert workshop("Patient journey").first_day == timezone.localdate() - timedelta(days=1)
    assert Client().login(email="coach@demo.example", password="vsm-demo")


def test_a_crowd_takes_part_once(seeded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = workshop("Patient journey")
    call_command("demo_crowd", "--workshop", str(shown.pk), "--count", "3")
    call_command("demo_crowd", "--workshop", str(shown.pk), "--count", "5")
    assert capsys.readouterr().out == ("3 participants added, 0 were there already.\n2 participants added, 3 were there already.\n")
    crowd = Participation.objects.filter(workshop=shown, email__startswith="crowd").order_by("email")
    assert [(person.email, person.role) for person in crowd] == [(f"crowd{number}@demo.example", "participant") for number in range(1, 6)]
    assert Client().login(email="crowd5@demo.example", password="vsm-demo")
    assert [found.pk for found in visible_workshops(Actor(User.objects.get(email="crowd2@demo.example")))] == [shown.pk]


def test_a_crowd_needs_a_workshop_and_a_sensible_number(seeded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        call_command("demo_crowd", "--workshop", "019ac000-0000-7000-8000-000000000000", "--count", "2")
    assert stopped.value.code == 2
    assert capsys.readouterr().err == "There is no such workshop with a coach.\n"
    with pytest.raises(CommandError):
        call_command("demo_crowd", "--workshop", str(workshop("Patient journey").pk), "--count", "0")
    assert not User.objects.filter(email__startswith="crowd").exists()


def test_another_password_is_everybodys_at_the_next_start(seeded: Path, settings: Any) -> None:
    call_command("demo_crowd", "--workshop", str(workshop("Patient journey").pk), "--count", "1")
    settings.DEMO_PASSWORD = "not for everybody"
    prepare.keep_demo_password()
    for email in ("coach@demo.example", "stranger@demo.example", "crowd1@demo.example"):
        assert Client().login(email=email, password="not for everybody")
        assert not Client().login(email=email, password="vsm-demo")
