"""A leader on a phone: from the mail to an answered barrier."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.models import OutboxMessage
from tests.cast import Cast
from workshops.models import Barrier
from workshops.services.days import raise_barrier, write_decision

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 360, "height": 640}


def test_a_sponsor_answers_a_barrier_in_three_taps_from_the_mail(cast: Cast, person: Any) -> None:
    raise_barrier(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, text="One nurse for December")
    letter = OutboxMessage.objects.get(kind="barrier-raised")
    link = next(word for word in letter.body.split() if "/mail/" in word)
    page = person(cast.client("spring"), viewport=PHONE, has_touch=True).open("/mail/" + link.partition("/mail/")[2])  # the first tap
    expect(page.get_by_role("heading", level=1)).to_have_text("One nurse for December")
    button = page.get_by_role("button", name="I take it")
    expect(button).to_be_in_viewport()
    button.tap()  # the second
    answer = page.get_by_label("What is decided")
    expect(answer).to_be_focused()
    page.keyboard.type("She comes on the first.")
    send = page.get_by_role("button", name="Send the answer")
    expect(send).to_be_in_viewport()
    send.tap()  # the third
    expect(page.get_by_text("Your answer is with the team.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    row = Barrier.objects.get()
    assert (row.answer, row.status, row.owner, row.decided_by) == (
        "She comes on the first.", "taken", cast.person("spring"), cast.person("spring"),
    )  # fmt: skip
    assert row.due_on is not None


def test_a_decision_of_the_room_is_written_down_and_named_on_the_day(cast: Cast, person: Any) -> None:
    row = raise_barrier(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, text="One nurse for December")
    page = person(cast.client("fay")).open(f"/workshops/{cast.workshop.pk}/barriers/")
    page.get_by_role("link", name="Write down the decision: One nurse for December").click()
    page.get_by_label("What was decided").fill("One nurse until Christmas")
    page.get_by_label("Who lifts it").select_option(label="Omar")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(f"#barrier-{row.pk}")).to_contain_text("decided by Spring, written down by Fay")
    expect(page.locator(f"#barrier-{row.pk}")).to_contain_text("Omar lifts it")
    write_decision(actor=cast.actor("fay"), barrier_id=row.pk, leader_id=cast.person("spring").pk, values={"answer": "Two nurses"})
    expect(page.locator(f"#barrier-{row.pk}")).to_contain_text("Two nurses")
