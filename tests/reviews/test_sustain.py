"""Sustaining the stream: what counts as sliding back, standards and their checks, resistance, and who is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Notification
from mapping.models import Step
from reviews.models import Measurement, Resistance, StandardFile, StandardWork, SustainmentCheck
from reviews.regress import Seen, find
from reviews.services import sustain
from tests.actionplans.factories import make_action
from tests.cast import Cast, make_cast
from tests.reviews.factories import draw_maps, hold, measure, review_of
from tests.reviews.test_alignment import plan, point
from tests.reviews.test_reviews import fields_of, head, refused, text_of
from vsm_site.lib.errors import Forbidden, Invalid
from workshops.models import StoredFile
from workshops.services.changes import undo_change

DAY = date(2026, 12, 18)


@pytest.fixture
def after(db: None) -> Iterable[Cast]:
    """The cast on 18 December 2026, thirty days after the workshop, with both maps."""
    with time_machine.travel("2026-12-18T12:00:00Z", tick=False):
        cast = make_cast()
        draw_maps(cast)
        yield cast


def address(cast: Cast, part: str = "") -> str:
    return f"/workshops/{cast.workshop.pk}/sustain/{part}"


def standard(cast: Cast, **values: Any) -> StandardWork:
    given = {"title": "Two people change over", "owner": cast.person("pia").pk, "audit_days": 14} | values
    return sustain.add_standard(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, values=given)


def check(cast: Cast, row: StandardWork, by: str = "per", **values: Any) -> SustainmentCheck:
    return sustain.record_check(actor=cast.actor(by), standard=row, values={"on": DAY, "holds": "yes"} | values)


def count(cast: Cast, value: str, on: date = DAY) -> Measurement:
    values = {"value": value, "measured_on": on}
    return sustain.measure(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, metric="lead_time", values=values)


def told(kind: str = "stream-regress") -> list[tuple[str, str]]:
    rows = Notification.objects.filter(kind=kind).order_by("created_at", "pk")
    return list(rows.values_list("user__display_name", "text"))


# What counts as sliding back


def seen(*values: float) -> list[Seen]:
    return [Seen(date(2026, 12, place + 1), value, f"{value:g}") for place, value in enumerate(values)]


@pytest.mark.parametrize(
    ("values", "baseline", "target", "best", "below"),
    [
        ((8.0, 7.0, 7.6), 10.0, 6.0, 7.0, False),  # 0.6 of 4 h is more than a tenth of the way
        ((8.0, 11.0), 10.0, 6.0, 8.0, True),
        ((11.0,), 10.0, 6.0, None, True),
        ((90.0, 84.0), 80.0, 95.0, 90.0, False),  # more is better
    ],
)
def test_a_metric_slides_back_past_its_best_or_past_the_baseline(
    values: tuple[float, ...], baseline: float, target: float, best: float | None, below: bool
) -> None:
    found = find(seen(*values), baseline, target)
    assert found is not None
    assert (found.now.value, found.best.value if found.best else None, found.below_baseline) == (values[-1], best, below)


@pytest.mark.parametrize(
    ("values", "baseline", "target"),
    [
        ((), 10.0, 6.0),
        ((8.0, 7.0, 7.4), 10.0, 6.0),  # exactly a tenth is scatter
        ((8.0, 7.0, 5.0), 10.0, 6.0),
        ((8.0, 20.0), None, 6.0),
        ((8.0, 20.0), 10.0, None),
        ((8.0, 20.0), 10.0, 10.0),
    ],
)
def test_scatter_and_what_has_no_direction_do_not_slide_back(
    values: tuple[float, ...], baseline: float | None, target: float | None
) -> None:
    assert find(seen(*values), baseline, target) is None


# Performance


@pytest.mark.both_databases
def test_whoever_owns_the_process_is_told_when_a_metric_slides_back(after: Cast) -> None:
    hold(after)
    measure(after, lead_time="7 h")
    count(after, "7.2 h")
    assert told() == []
    count(after, "9 h")
    alert = "Lead time is back at 9 h, after 7 h on Fri 18 Dec."
    assert told() == [("Omar", f"Patient journey: {alert}")]
    assert alert in text_of(after.client("omar").get(address(after)))
    assert alert in text_of(after.client("omar").get(f"/workshops/{after.workshop.pk}/"))
    assert alert not in text_of(after.client("pia").get(f"/workshops/{after.workshop.pk}/"))
    count(after, "12 h")
    assert told()[-1][1].endswith("Lead time is back at 12 h, after 7 h on Fri 18 Dec, worse than 10 h before the workshop.")


def test_a_measurement_is_typed_with_its_unit_and_taken_out(after: Cast) -> None:
    form = after.client("omar").get(address(after, "measure/")).context["form"]
    sent = {"metric": "lead_time", "value": "7 h", "n": "12", "how": "Counted", "measured_on": "2026-12-17"}
    assert form["measured_on"].value() == DAY
    before = head(after)
    for wrong, words in (({"value": "soon"}, "soon"), ({"measured_on": "2026-12-19"}, "This day has not come yet.")):
        answer = after.client("omar").post(address(after, "measure/"), sent | wrong)
        assert (answer.status_code, head(after)) == (422, before)
        assert words in answer.content.decode()
    after.client("omar").post(address(after, "measure/"), sent)
    (row,) = Measurement.objects.present()
    assert (row.metric, row.value, row.n, row.how, row.measured_on) == ("lead_time", "7 h", 12, "Counted", date(2026, 12, 17))
    assert "7 h Lead time, whole stream 17 Dec 2026 · n = 12 · Counted · Omar" in text_of(after.client("obi").get(address(after)))
    after.client("omar").post(f"/measurements/{row.pk}/remove/")
    assert Measurement.objects.present().count() == 0


# Standards


def test_changed_steps_ask_for_a_standard_until_they_have_one(after: Cast) -> None:
    page = after.client("omar").get(address(after))
    assert [step.name for step in page.context["uncovered"]] == ["Triage", "Ward"]
    triage = Step.objects.get(map__state="future", map__workshop=after.workshop, doc_id="a")
    answer = after.client("omar").get(address(after, f"standards/new/?step={triage.pk}"))
    sent = fields_of(answer.context["form"]) | {"title": "Nurse orders bloods", "owner": str(after.person("pia").pk)}
    assert (sent["step"], sent["audit_days"]) == (str(triage.pk), 30)
    answer = after.client("omar").post(address(after, "standards/new/"), sent | {"link": "javascript:alert(1)"})
    assert (answer.status_code, StandardWork.objects.count()) == (422, 0)
    after.client("omar").post(address(after, "standards/new/"), sent | {"link": "https://wiki.example.org/bloods"})
    (row,) = StandardWork.objects.present()
    assert (row.step_id, row.owner, row.next_audit) == (triage.pk, after.person("pia"), date(2027, 1, 17))
    page = after.client("omar").get(address(after))
    assert [step.name for step in page.context["uncovered"]] == ["Ward"]
    assert 'href="https://wiki.example.org/bloods"' in page.content.decode()


def test_a_check_sets_the_next_one_and_what_does_not_hold_is_told(after: Cast) -> None:
    row = standard(after)
    check(after, row)
    assert StandardWork.objects.get(pk=row.pk).next_audit == date(2027, 1, 1)
    assert told() == []
    refused(after, Invalid, lambda: check(after, row, holds="no"))
    refused(after, Invalid, lambda: check(after, row, on=date(2026, 12, 19)))
    check(after, row, holds="no", findings="Tools lie in the cupboard.")
    words = "Patient journey: “Two people change over” does not hold. Tools lie in the cupboard."
    assert told() == [("Pia", words), ("Omar", words)]
    text = text_of(after.client("obi").get(f"/standards/{row.pk}/"))
    assert "Does not hold Tools lie in the cupboard." in text


def test_a_check_that_is_due_waits_for_who_keeps_the_standard(after: Cast) -> None:
    standard(after, next_audit=date(2026, 12, 16))
    home = f"/workshops/{after.workshop.pk}/"
    assert "Check: Two people change over 2 days overdue" in text_of(after.client("pia").get(home))
    assert "Check: Two people change over" not in text_of(after.client("omar").get(home))


def test_its_owner_says_who_was_trained_and_nobody_else_of_the_team(after: Cast) -> None:
    row = standard(after)
    people = {"present": [str(after.person(name).pk) for name in ("per", "omar")]}
    assert after.client("per").post(f"/standards/{row.pk}/trained/", people).status_code == 403
    assert after.client("pia").post(f"/standards/{row.pk}/trained/", people).status_code == 302
    assert set(StandardWork.objects.get(pk=row.pk).trained) == set(people["present"])
    assert after.client("per").get(f"/standards/{row.pk}/change/").status_code == 403
    sent = fields_of(after.client("pia").get(f"/standards/{row.pk}/change/").context["form"])
    assert "title" not in sent
    after.client("pia").post(f"/standards/{row.pk}/change/", sent | {"document": "WI-017"})
    assert StandardWork.objects.get(pk=row.pk).document == "WI-017"


def test_a_standard_goes_with_its_checks_and_comes_back_with_them(after: Cast) -> None:
    row = standard(after)
    check(after, row)
    done = sustain.remove_standard(actor=after.actor("omar"), standard=row)
    assert (StandardWork.objects.present().count(), SustainmentCheck.objects.present().count()) == (0, 0)
    undo_change(actor=after.actor("omar"), workshop_id=after.workshop.pk, seq=done.seq)
    assert (StandardWork.objects.present().count(), SustainmentCheck.objects.present().count()) == (1, 1)


# Resistance


def sent(cast: Cast, who: str, row: StandardWork, content: bytes = b"First unlock, then lift.", name: str = "steps.txt") -> Any:
    return cast.client(who).post(f"/standards/{row.pk}/files/", {"file": SimpleUploadedFile(name, content)})


def test_the_document_of_a_standard_is_kept_and_given_out_as_an_attachment(after: Cast) -> None:
    row = standard(after)
    assert sent(after, "pia", row, name="../steps <1>.html").status_code == 302
    file = StandardFile.objects.get()
    assert (file.name, file.kind, file.by) == ("steps 1.html.txt", "txt", after.pia)
    shown = text_of(after.client("obi").get(row.get_absolute_url()))
    assert "steps 1.html.txt Text, 1 kB · Pia, Fri 18 Dec, 12:00" in shown
    answer = after.client("obi").get(f"/standards/files/{file.pk}/")
    assert (answer.content, answer["Content-Disposition"]) == (b"First unlock, then lift.", 'attachment; filename="steps 1.html.txt"')
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert [after.client(who).get(f"/standards/files/{file.pk}/").status_code for who in ("ada", "xena")] == [403, 404]
    assert [after.client(who).post(f"/standards/files/{file.pk}/remove/").status_code for who in ("per", "pia")] == [403, 302]
    assert StandardFile.objects.present().count() == 0


def test_what_is_no_document_and_who_does_not_keep_the_standard_leave_nothing_behind(after: Cast) -> None:
    row = standard(after)
    before = head(after)
    page = sent(after, "pia", row, b"<script>alert(1)</script>", "steps.html")
    assert (page.status_code, "This kind of file is not taken." in text_of(page)) == (422, True)
    assert sent(after, "per", row).status_code == 403
    assert (head(after), StandardFile.objects.count(), StoredFile.objects.count()) == (before, 0, 0)


def test_a_standard_takes_ten_files(after: Cast) -> None:
    row = standard(after)
    for place in range(10):
        sent(after, "omar", row, name=f"{place}.txt")
    page, stored = sent(after, "omar", row), StoredFile.objects.count()
    assert (page.status_code, StandardFile.objects.count(), stored) == (422, 10, 10)
    assert "A standard has 10 files at most." in text_of(page)
    sustain.remove_standard(actor=after.actor("omar"), standard=row)
    assert StandardFile.objects.present().count() == 0


def test_anybody_of_the_team_notes_resistance_and_leaders_settle_it_with_a_word(after: Cast) -> None:
    form = after.client("pia").get(address(after, "resistance/new/")).context["form"]
    assert list(form.fields) == ["text", "who", "cause"]
    after.client("pia").post(address(after, "resistance/new/"), {"text": "They build ahead", "who": "Late shift", "cause": "Late trucks"})
    (row,) = Resistance.objects.present()
    assert (row.noted_on, row.author, row.is_open) == (DAY, after.pia, True)
    refused(after, Forbidden, lambda: sustain.update_resistance(actor=after.actor("pia"), row=row, values={"outcome": "Gone"}))
    assert after.client("per").get(f"/resistance/{row.pk}/").status_code == 403
    sent = fields_of(after.client("omar").get(f"/resistance/{row.pk}/").context["form"])
    after.client("omar").post(f"/resistance/{row.pk}/", sent | {"outcome": "Safety stock of a day agreed"})
    row.refresh_from_db()
    assert (row.is_open, row.settled_on) == (False, DAY)
    assert "Settled 18 Dec: Safety stock of a day agreed" in text_of(after.client("obi").get(address(after)))
    sent = fields_of(after.client("omar").get(f"/resistance/{row.pk}/").context["form"])
    after.client("omar").post(f"/resistance/{row.pk}/", sent | {"outcome": ""})
    assert Resistance.objects.get(pk=row.pk).is_open


def test_the_alignment_meeting_is_told_what_does_not_hold(after: Cast) -> None:
    meeting = plan(after)
    check(after, standard(after), holds="partly", findings="Not at night.")
    sustain.note_resistance(actor=after.actor("pia"), workshop_id=after.workshop.pk, values={"text": "They build ahead"})
    page = after.client("omar").get(f"/alignment/{meeting.pk}/")
    assert point(page, "sustainment") == [
        "Two people change over: holds only in part · Not at night.",
        "Resistance: They build ahead · no answer yet",
    ]


def test_the_pulse_asks_who_keeps_the_standard_of_the_step(after: Cast) -> None:
    from reviews import pulse

    triage = Step.objects.get(map__state="future", map__workshop=after.workshop, doc_id="a")
    make_action(after, owner="per", promises=[{"metric": "cycle_time", "step": str(triage.pk), "from": "2 h", "to": "90 min"}])
    assert [entry.user for entry in pulse.asked(review_of(after))] == [after.per]
    standard(after, step=triage.pk)
    assert [entry.user for entry in pulse.asked(review_of(after))] == [after.pia]
