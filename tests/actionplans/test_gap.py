"""The gap between the promised and the drawn future; from bursts to actions; the derived future as a map."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from actionplans.derived import WHOLE, Pledge, derive, numbers_of
from actionplans.gap import AWAY, OPEN, PROMISED, SHORT, UNDRAWN, gap, state_of
from actionplans.models import Action, Promise
from actionplans.promised import plan_of
from actionplans.services.promises import keep_derived, set_accepted
from actionplans.sources import list_sources
from mapping.models import Map, MapNote, Step
from mapping.records import NOTE
from mapping.services.links import add_row
from mapping.services.maps import copy_map, import_document
from mapping.snapshot import facts_of as facts_of_map
from tests.actionplans.factories import make_action
from tests.actionplans.test_derived import facts_of, flow, given, promise, step
from tests.cast import Cast
from vsm_site.lib.errors import Conflict, Forbidden, Invalid
from workshops.access import Actor
from workshops.models import Capture, Change


@pytest.mark.parametrize(
    ("now", "promised", "drawn", "is_promised", "state"),
    [
        (10, 10, 4, False, OPEN),
        (10, 7, 4, True, SHORT),
        (10, 4, 4, True, PROMISED),
        (10, 2, 4, True, PROMISED),
        (10, 12, 4, True, AWAY),
        (10, 4, 10, True, UNDRAWN),
        (10, 10, 10, False, ""),
        (10, 4, None, True, UNDRAWN),
        (None, 5, 4, True, SHORT),
        (None, None, 4, False, OPEN),
        (80, 90, 100, True, SHORT),
    ],
)
def test_how_a_number_stands(now: float | None, promised: float | None, drawn: float | None, is_promised: bool, state: str) -> None:
    assert state_of(now, promised, drawn, is_promised=is_promised) == state


def drawn_future() -> dict[str, Any]:
    """The patient journey with bloods ordered at triage: the waiting room goes, four numbers change, and a step is new."""
    source = given("patient-journey") | {"state": "future", "information": [], "notes": []}
    source["steps"] = [row for row in source["steps"] if row["id"] != "waiting"]
    source["flows"] = [row for row in source["flows"] if "waiting" not in (row["from"], row["to"])]
    source["flows"].insert(1, {"from": "triage", "to": "assess", "kind": "push", "wait": "0 h"})
    flow(source, "assess", "tests")["wait"] = "0.75 h"
    flow(source, "tests", "review")["wait"] = "0.25 h"
    step(source, "discharge")["defect_rate"] = 4
    flow(source, "discharge", "home2")["wait"] = "1 h"
    source["steps"].append({"id": "call", "name": "Call at home", "cycle_time": "0.1 h", "value": "va"})
    return source


def test_every_number_between_promised_and_drawn_is_named() -> None:
    current = facts_of(given("patient-journey"))
    now = numbers_of(current)
    pledges = [
        promise("wait_time", "tests", "2 h", "0.75 h", "nurse"),
        promise("wait_time", "review", "1 h", "0.5 h", "alert"),
        promise("cycle_time", "treat", "1 h", "0.9 h", "kit"),
        Pledge("p", "tube", "lead_time", WHOLE, "11.5 h", "11 h"),
    ]
    assert now is not None
    found = gap(current, now, derive(current, pledges), facts_of(drawn_future()))
    rows = [(row.metric.key, row.name, row.now, row.promised, row.drawn, row.state, row.groups) for row in found.numbers]
    assert rows == [
        ("wait_time", "Initial assessment", "0.25 h", "0.25 h", "0 h", OPEN, ()),
        ("wait_time", "Diagnostic tests", "2 h", "0.75 h", "0.75 h", PROMISED, ("nurse",)),
        ("wait_time", "Results review", "1 h", "0.5 h", "0.25 h", SHORT, ("alert",)),
        ("cycle_time", "Treatment delivery", "1 h", "0.9 h", "1 h", UNDRAWN, ("kit",)),
        ("wait_after", "Discharge & follow-up", "0 s", "0 s", "1 h", OPEN, ()),
        ("defect_rate", "Discharge & follow-up", "10 %", "10 %", "4 %", OPEN, ()),
    ]
    assert [(row.word, row.text) for row in found.structure] == [
        ("removed", "“Waiting room” goes"),
        ("added", "“Call at home” is new"),
    ]
    lead = found.lead_time
    # 11.5 h less 1.25, 0.5 and 0.1 h at the steps, and 0.5 h for the whole stream
    assert lead is not None
    assert (lead.now, lead.promised, lead.whole) == ("11.5 h", "9.2 h", "−30 min")


def test_what_is_left_to_promise_of_the_lead_time() -> None:
    current, drawn = facts_of(given("patient-journey")), given("patient-journey") | {"state": "future"}
    flow(drawn, "assess", "tests")["wait"] = "0.5 h"
    now = numbers_of(current)
    assert now is not None
    for after, left in (("1.5 h", "1 h"), ("0.5 h", ""), ("0 h", "")):
        found = gap(current, now, derive(current, [promise("wait_time", "tests", "2 h", after)]), facts_of(drawn))
        assert found.lead_time is not None
        assert found.lead_time.left.replace("60 min", "1 h") == left


@pytest.mark.parametrize(("drawn", "left"), [("0.3 h", "12 min less"), ("0.7 h", "12 min more"), ("0.5 h", "")])
def test_a_total_that_is_not_better_one_way_says_which_way_is_drawn(drawn: str, left: str) -> None:
    current, future = facts_of(given("patient-journey")), given("patient-journey") | {"state": "future"}
    step(future, "triage")["cycle_time"] = drawn  # 0.5 h now
    now = numbers_of(current)
    assert now is not None
    found = gap(current, now, derive(current, []), facts_of(future))
    total = next(row for row in found.totals if row.measure.key == "value_added_time")
    assert total.left == left


@pytest.fixture
def current(cast: Cast) -> Map:
    return import_document(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, source=given("patient-journey")).map


def step_pk(map_: Map, key: str) -> str:
    return str(Step.objects.get(map=map_, doc_id=key).pk)


def burst(map_: Map, at: str | None, text: str = "Nurse orders bloods", kind: str = "burst") -> MapNote:
    values = {"kind": kind, "text": text} | ({"at": at} if at else {})
    note = add_row(actor=Actor(map_.workshop.stream.created_by), map_=map_, kind=NOTE, values=values)
    assert isinstance(note, MapNote)
    return note


@pytest.mark.django_db
class TestFromBurstToAction:
    def future(self, cast: Cast, current: Map) -> Map:
        source = drawn_future() | {"title": "Drawn"}
        return import_document(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, source=source).map

    def test_a_burst_on_the_future_brings_its_step_and_what_is_drawn_there(self, cast: Cast, current: Map) -> None:
        note = burst(self.future(cast, current), "tests")
        client, url = cast.client("omar"), f"{reverse('action-new', args=[cast.workshop.pk])}?note={note.pk}"
        page = client.get(url)
        form, promises = page.context["form"], page.context["promise_forms"]
        key = step_pk(current, "tests")
        assert (form["title"].value(), form["kind"].value(), form["step"].value()) == ("Nurse orders bloods", "burst", key)
        first = {name: promises[0][name].value() for name in ("metric", "step", "from", "to")}
        assert first == {"metric": "Waiting time", "step": key, "from": "2 h", "to": "0.75 h"}
        assert len(promises) == 2
        sent = {"title": "Bloods at triage", "kind": "burst", "step": key}
        sent |= {f"promise-new-{name}": value for name, value in first.items()}
        sent |= {f"initial-promise-new-{name}": value for name, value in first.items()}
        assert client.post(url, sent).status_code == 302
        action = Action.objects.get()
        assert (action.source_note_id, [str(row) for row in action.present_promises]) == (note.pk, ["Waiting time 2 → 0.75 h"])

    def test_both_lead_to_each_other(self, cast: Cast, current: Map) -> None:
        note = burst(current, "assess>tests")
        action = make_action(cast, "Bloods at triage", source_note=str(note.pk))
        client = cast.client("omar")
        assert action.get_absolute_url() in client.get(reverse("note-edit", args=[note.pk])).content.decode()
        assert action.get_absolute_url() in client.get(current.get_absolute_url()).content.decode()
        assert f'{current.get_absolute_url()}">Nurse orders bloods' in client.get(action.get_absolute_url()).content.decode()

    def test_what_is_suggested_and_left_without_a_value_is_no_promise(self, cast: Cast, current: Map) -> None:
        note = burst(current, "tests")
        client, url = cast.client("omar"), f"{reverse('action-new', args=[cast.workshop.pk])}?note={note.pk}"
        row = client.get(url).context["promise_forms"][0]
        first = {name: row[name].value() for name in ("metric", "step", "from", "to")}
        assert (first["from"], first["to"]) == ("2 h", "")
        sent = {"title": "Bloods at triage", "kind": "burst"} | {f"promise-new-{name}": value for name, value in first.items()}
        sent |= {f"initial-promise-new-{name}": value for name, value in first.items()}
        changed = client.post(url, sent | {"promise-new-from": "1.9 h"})
        assert (changed.status_code, Action.objects.count()) == (422, 0)
        assert "Say what it will be." in changed.content.decode()
        assert client.post(url, sent).status_code == 302
        assert Action.objects.get().present_promises == []

    def test_a_note_of_another_workshop_is_not_found(self, cast: Cast) -> None:
        theirs = import_document(actor=cast.actor("xena"), workshop_id=cast.other_workshop.pk, source=given("coffee-service")).map
        note = burst(theirs, None)
        assert cast.client("omar").get(f"{reverse('action-new', args=[cast.workshop.pk])}?note={note.pk}").status_code == 404

    def test_bursts_and_improvements_stand_together_with_what_they_became(self, cast: Cast, current: Map) -> None:
        note = burst(current, "tests")
        burst(current, None, "Only a question", kind="question")
        capture = cast.client("omar").post(
            reverse("workshop-captures", args=[cast.workshop.pk]), {"kind": "improvement", "text": "Alert the physician"}
        )
        assert capture.status_code == 302
        make_action(cast, "Bloods at triage", source_note=str(note.pk))
        found = [(row.text, row.kind, row.where, [action.title for action in row.actions]) for row in list_sources(cast.workshop)]
        assert found == [
            ("Nurse orders bloods", "burst", "4 Diagnostic tests, Patient journey", ["Bloods at triage"]),
            ("Alert the physician", "capture", "said in the room", []),
        ]
        page = cast.client("omar").get(f"{reverse('workshop-bursts', args=[cast.workshop.pk])}?show=open").content.decode()
        assert "1 of 2 has no action yet." in page
        assert "Alert the physician" in page
        assert f"?capture={Capture.objects.get().pk}" in page


@pytest.mark.django_db
class TestDerivedFuture:
    def promises(self, current: Map) -> list[dict[str, Any]]:
        return [
            {"metric": "wait_time", "step": step_pk(current, "tests"), "from": "2 h", "to": "0.75 h"},
            {"metric": "defect_rate", "step": step_pk(current, "discharge"), "from": 10, "to": 4},
        ]

    def test_it_becomes_a_map_with_the_numbers_of_the_one_edited_by_hand(self, cast: Cast, current: Map) -> None:
        make_action(cast, "Bloods at triage", promises=self.promises(current))
        made = keep_derived(actor=cast.actor("omar"), workshop_id=cast.workshop.pk)
        source = given("patient-journey")
        flow(source, "assess", "tests")["wait"] = "0.75 h"
        step(source, "discharge")["defect_rate"] = 4
        by_hand, kept = numbers_of(facts_of(source)), numbers_of(facts_of_map(made))
        assert by_hand is not None and kept is not None
        assert kept.as_dict() == by_hand.as_dict()
        assert (made.title, made.state, made.based_on) == ("Patient journey, future state as promised", "future", current)

    def test_nothing_promised_makes_no_map(self, cast: Cast, current: Map) -> None:
        answer = cast.client("omar").post(reverse("promise-gap-keep", args=[cast.workshop.pk]))
        assert answer.status_code == 422
        assert "No accepted promise changes a number of the current map yet." in answer.content.decode()
        assert Map.objects.filter(workshop=cast.workshop).count() == 1
        with pytest.raises(Invalid):
            keep_derived(actor=cast.actor("omar"), workshop_id=cast.workshop.pk)

    def test_a_promise_on_a_copied_future_counts_on_the_current_map(self, cast: Cast, current: Map) -> None:
        future = copy_map(actor=cast.actor("omar"), source=current, workshop_id=cast.workshop.pk, state="future").map
        make_action(cast, "Bloods", promises=[{"metric": "wait_time", "step": step_pk(future, "tests"), "from": "2 h", "to": "1 h"}])
        plan = plan_of(cast.workshop.pk)
        assert plan.derived is not None and plan.derived.metrics is not None
        assert (plan.derived.metrics.lead_time.text, plan.derived.unplaced) == ("10.5 h", ())

    def test_the_current_map_is_the_one_the_future_was_drawn_from(self, cast: Cast, current: Map) -> None:
        copy_map(actor=cast.actor("omar"), source=current, workshop_id=cast.workshop.pk, state="future")
        copy_map(actor=cast.actor("omar"), source=current, workshop_id=cast.workshop.pk, state="current")
        basis = plan_of(cast.workshop.pk).basis
        assert basis.current is not None
        assert basis.current.map == current

    def test_what_is_left_out_does_not_count_until_it_is_counted_in(self, cast: Cast, current: Map) -> None:
        make_action(cast, "Bloods", promises=self.promises(current))
        first, second = Promise.objects.order_by("pk")
        client, url = cast.client("omar"), reverse("promise-accept", args=[first.pk])
        client.post(url, {"accepted": "no", "seen": first.rev("accepted")})
        plan = plan_of(cast.workshop.pk)
        assert (plan.accepted, plan.derived and [move.spot.key for move in plan.derived.moves]) == ((second,), ["discharge"])
        gap_page = client.get(reverse("promise-gap", args=[cast.workshop.pk])).content.decode()
        assert "Left out" in gap_page
        client.post(url, {"accepted": "yes"})
        assert len(plan_of(cast.workshop.pk).accepted) == 2

    def test_who_decided_on_what_is_old_changes_nothing(self, cast: Cast, current: Map) -> None:
        make_action(cast, "Bloods", promises=self.promises(current))
        row = Promise.objects.order_by("pk")[0]
        seen = row.rev("accepted")
        set_accepted(actor=cast.actor("omar"), promise=row, accepted=False)
        with pytest.raises(Conflict):
            set_accepted(actor=cast.actor("fay"), promise=row, accepted=True, base={"accepted": seen})
        row.refresh_from_db()
        assert row.accepted is False
        before = Change.objects.count()
        with pytest.raises(Forbidden):
            set_accepted(actor=cast.actor("pia"), promise=row, accepted=True)
        assert Change.objects.count() == before

    def test_the_gap_leads_to_an_action_with_the_promise_that_is_missing(self, cast: Cast, current: Map) -> None:
        import_document(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, source=drawn_future())
        client = cast.client("omar")
        page = client.get(reverse("promise-gap", args=[cast.workshop.pk]))
        new = next(link for _, _, _, rows in page.context["numbers"] for row, _, link in rows if row.metric.key == "defect_rate")
        assert parse_qs(urlsplit(new).query) == {
            "step": [step_pk(current, "discharge")],
            "metric": ["defect_rate"],
            "from": ["10 %"],
            "to": ["4 %"],
        }
        row = client.get(new).context["promise_forms"][0]
        assert [row[name].value() for name in ("metric", "from", "to")] == ["Defect rate", "10 %", "4 %"]
