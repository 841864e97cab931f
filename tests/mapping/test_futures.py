"""From the ideal to a chosen future: candidates, design questions, the choice with its signatures, what changed, who promises it."""

from __future__ import annotations

import json
import re
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Notification
from actionplans.services.actions import PromiseEdit, create_action
from mapping import candidates, daylog, design_questions, document, futures, pledges, promised, selectors
from mapping.candidates import Candidate
from mapping.comparison import compare
from mapping.facts import MapFacts
from mapping.lineage import at_two_moments, descended
from mapping.metrics import compute
from mapping.models import DesignAnswer, Flow, FutureSignature, FutureVersion, Map, MapNote, Step
from mapping.pledges import Pledge, Pledged
from mapping.services import futures as services
from mapping.services.maps import copy_map, import_document, remove_map
from mapping.services.steps import RowEdit, merge_steps, split_step, update_rows, update_step
from tests.cast import Cast
from vsm_site.lib.errors import Conflict, Forbidden, Invalid
from workshops import panels
from workshops.daylog import Line, Net
from workshops.models import Workshop, WorkshopHead
from workshops.services.changes import undo_change

VECTORS = Path(__file__).resolve().parents[1] / "vectors"


WHY = "It meets the target."


def load(name: str) -> Any:
    return json.loads((VECTORS / f"{name}.json").read_text())


def facts(*steps: tuple[str, list[str]], title: str = "Map") -> MapFacts:
    """A chain of steps with these ids and origins."""
    rows = [{"id": key, "name": key.upper(), "cycle_time": "1 h"} | ({"origin": origin} if origin else {}) for key, origin in steps]
    flows = [{"from": one["id"], "to": two["id"]} for one, two in pairwise(rows)]
    found = document.read({"format": "vsm-map/1", "title": title, "steps": rows, "flows": flows}).facts
    assert found is not None
    return found


def words(answer: Any) -> str:
    """The text of a page as it is read."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


# Which steps of two maps are the same


def test_a_copy_of_a_copy_knows_the_steps_of_the_first_map() -> None:
    current = facts(("a", []), ("b", []), ("c", []))
    copied = facts(("m", ["m"]), ("c", ["c"]))  # a copy of a future in which a and b had become m
    assert compare(current, copied).added == ("m",)
    found = compare(current, descended(copied, [{"m": ["a", "b"], "c": ["c"]}]))
    assert (found.merged, found.added, found.removed) == ({"m": ("a", "b")}, (), ())


def test_candidates_of_one_map_meet_again_what_either_split_or_merged() -> None:
    merged = facts(("m", ["a", "b"]), ("c", ["c"]))
    split = facts(("a", ["a"]), ("b", ["b"]), ("c", ["c"]), ("d", ["c"]))
    found = compare(merged, split, siblings=True)
    assert (found.split, found.added, found.removed) == ({"m": ("a", "b"), "c": ("c", "d")}, (), ())
    back = compare(split, merged, siblings=True)
    assert (back.merged, back.added, back.removed) == ({"m": ("a", "b"), "c": ("c", "d")}, (), ())


def test_a_part_of_a_split_that_goes_in_a_copy_is_gone_and_not_merged() -> None:
    current = facts(("a", []), ("b", ["a"]))
    future = facts(("a", ["a"]))
    assert compare(current, future).removed == ("b",)


def test_one_map_then_and_now_has_the_same_steps_by_their_ids() -> None:
    then = facts(("a", ["a"]), ("b", ["a"]), ("c", ["c"]))
    now = facts(("a", ["a"]), ("b", ["a"]), ("x", ["c", "b"]))
    same = compare(*at_two_moments(then, then))
    assert (same.merged, same.split, same.added, same.removed) == ({}, {}, (), ())
    found = compare(*at_two_moments(then, now))
    assert (found.removed, found.split) == ((), {"b": ("b", "x")})


def test_the_day_says_which_future_was_chosen() -> None:
    chosen = [
        Net("future_version", pk, made, False, True, {}, {"map": "m", "reason": "Quick."})
        for pk, made in (("1", "choose-future"), ("2", "sign-future"))
    ]
    assert daylog.is_needed(chosen)
    assert daylog.lines_of(chosen, {"m": "Future B"}) == [Line("decisions", "“Future B” chosen as the future state: Quick.")]


# Candidates in one table


def _candidate(title: str, cycle: str, quality: int) -> Candidate:
    steps = [{"id": "a", "name": "A", "cycle_time": cycle, "complete_accurate": quality}]
    found = document.read({"format": "vsm-map/1", "title": title, "steps": steps, "flows": []}).facts
    assert found is not None
    return Candidate(title, compute(found), 1)


def test_the_best_of_each_total_is_marked_where_one_is_better() -> None:
    lines = candidates.table(_candidate("Now", "4 h", 90), [_candidate("A", "2 h", 95), _candidate("B", "3 h", 95)], "office")
    found = {line.key: (line.now, [(cell.title, cell.text, cell.is_best) for cell in line.cells]) for line in lines}
    assert found["lead_time"] == ("4 h", [("A", "2 h", True), ("B", "3 h", False)])
    assert found["rolled_complete_accurate"] == ("90 %", [("A", "95 %", False), ("B", "95 %", False)])
    assert found["steps"] == ("1", [("A", "1", False), ("B", "1", False)])
    assert candidates.table(None, [], "office") == []


# Who promises what


def test_a_difference_names_the_actions_that_promise_it() -> None:
    before, after = facts(("a", []), ("b", []), ("c", [])), facts(("a", ["a"]), ("m", ["b", "c"]))
    step = {"cycle_time": Pledge("cycle_time", None, "Cycle time 2 → 1 h", "Faster", "/f/"), "b": Pledge("wip", None, "", "Join", "/j/")}
    who = Pledged({"lead_time": [Pledge("lead_time", None, "Lead time 3 → 2 h", "All", "/all/")]}, [
        (frozenset({"a"}), step["cycle_time"]), (frozenset({"b"}), step["b"]), (frozenset({"c"}), step["b"]),
    ])  # fmt: skip
    found = compare(before, after)
    totals = {row.delta.key: row for row in promised.totals(found, who, [promised.Aim("lead_time", "2 h")], _calendar(after))}
    assert [one.title for one in totals["lead_time"].pledges or ()] == ["All"]
    assert (totals["lead_time"].aim, totals["lead_time"].is_met) == ("2 h", True)
    assert totals["process_time"].is_unpromised and not totals["lead_time"].is_unpromised
    [joint] = promised.moved(before, after, found, who)
    assert (joint.kind, joint.name, [one.title for one in joint.pledges]) == ("merged", "B and C became M", ["Join"])


def _calendar(found: MapFacts) -> Any:
    from mapping import fields

    return fields.calendar_of(found.head.get("calendar"))


@pytest.mark.parametrize(("text", "is_met"), [("2 h", True), ("119 min", False), ("2", False), ("soon", False), ("3 h", True)])
def test_a_target_is_met_only_where_it_can_be_read(text: str, is_met: bool) -> None:
    before, after = facts(("a", []), ("b", []), ("c", [])), facts(("a", []), ("b", []))
    rows = promised.totals(compare(before, after), Pledged({}, ()), [promised.Aim("lead_time", text)], _calendar(after))
    assert next(row for row in rows if row.delta.key == "lead_time").is_met is is_met


# What the map says to the questions


def test_the_map_answers_what_it_can() -> None:
    source = load("patient-journey")
    found = document.read(source).facts
    assert found is not None
    said = design_questions.hints(found, compute(found))
    assert said["waits"] == ("Longest: 2 h before Diagnostic tests, 90 min before Waiting room and 60 min before Results review.")
    assert said["eliminate"] == "Classed as waste: Waiting room."
    assert "pull" not in said
    assert design_questions.hints(found, None) == {}


def test_both_sets_are_asked_the_one_for_the_style_first() -> None:
    assert [entry.key for entry in design_questions.sets_for("manufacturing")] == ["flow", "office"]
    assert [entry.key for entry in design_questions.sets_for("office")] == ["office", "flow"]
    assert len(design_questions.FLOW.questions) == 8


# A workshop


def start(cast: Cast) -> tuple[Map, Map]:
    """The current state of the patient journey and a first candidate."""
    current = import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=load("patient-journey")).map
    return current, candidate(cast, current)


def candidate(cast: Cast, current: Map) -> Map:
    return copy_map(actor=cast.actor("fay"), source=current, workshop_id=cast.workshop.pk, state="future").map


def wait(cast: Cast, map_: Map, target: str, text: str) -> None:
    flow = Flow.objects.present().get(map=map_, target=target)
    update_rows(actor=cast.actor("fay"), edits=[RowEdit(flow, {"wait": text}, {})])


def choose(cast: Cast, map_: Map, reason: str = "Quickest") -> FutureVersion:
    return services.choose_future(actor=cast.actor("fay"), map_=map_, reason=reason)


def seen(cast: Cast) -> str:
    choice = futures.choice_of(cast.workshop.pk)
    assert choice is not None
    return choice.seen


def page(cast: Cast, person: str = "obi") -> str:
    return words(cast.client(person).get(reverse("workshop-futures", args=[cast.workshop.pk])))


@pytest.mark.django_db
def test_a_duplicate_is_a_candidate_of_its_own_that_still_knows_the_current_steps(cast: Cast) -> None:
    current, first = start(cast)
    parts = [Step.objects.get(map=first, doc_id=key) for key in ("review", "plan")]
    merge_steps(actor=cast.actor("fay"), steps=parts, name="Decide")
    split_step(actor=cast.actor("fay"), step=Step.objects.get(map=first, doc_id="tests"), names=["Sample", "Analyse"])
    second = services.duplicate_candidate(actor=cast.actor("pia"), source=first)
    assert (second.title, second.state, second.based_on) == ("Patient journey, future state B", "future", current)
    drawn = selectors.drawn_maps([current, first, second])
    for other in drawn[1:]:
        found = selectors.compare_maps(drawn[0], other)
        assert [len(ids) for ids in (*found.merged.values(), *found.split.values())] == [2, 2]
        assert (found.added, found.removed) == ((), ())
    between = selectors.compare_maps(drawn[1], drawn[2])
    assert (between.merged, between.split, between.added, between.removed, between.changed) == ({}, {}, (), (), ())


@pytest.mark.django_db
def test_a_copy_of_a_candidate_by_the_api_compares_with_the_current_state_too(cast: Cast) -> None:
    current, first = start(cast)
    merge_steps(actor=cast.actor("fay"), steps=[Step.objects.get(map=first, doc_id=key) for key in ("review", "plan")], name="Decide")
    copied = copy_map(actor=cast.actor("fay"), source=first, workshop_id=cast.workshop.pk, state="future").map
    answer = cast.api("obi").get(f"/api/v1/maps/{current.pk}/compare/{copied.pk}/").json()
    assert list(answer["merged"].values()) == [["review", "plan"]]
    assert (answer["added"], answer["removed"]) == ([], [])


@pytest.mark.django_db
def test_the_page_sets_candidates_beside_each_other(cast: Cast) -> None:
    _, first = start(cast)
    second = services.duplicate_candidate(actor=cast.actor("fay"), source=first)
    wait(cast, first, "tests", "45 min")
    wait(cast, second, "tests", "1 h")
    shown = page(cast)
    assert "2 candidates. None is chosen yet." in shown
    assert "Lead time 11.5 h 10.3 h the best of these less by 75 min 10.5 h less by 60 min" in shown
    assert "Choose" not in shown and "Duplicate" not in shown
    assert "Choose" in page(cast, "fay") and "Duplicate" in page(cast, "pia")


@pytest.mark.django_db
def test_only_a_future_is_a_candidate(cast: Cast) -> None:
    current, _ = start(cast)
    with pytest.raises(Invalid, match="Only a future state is a candidate"):
        services.duplicate_candidate(actor=cast.actor("fay"), source=current)
    with pytest.raises(Invalid, match="Only a future state can be chosen"):
        choose(cast, current)
    assert Map.objects.count() == 2 and not FutureVersion.objects.exists()


@pytest.mark.django_db
def test_what_is_chosen_stands_for_the_future_everywhere_and_its_signers_are_told(cast: Cast) -> None:
    current, first = start(cast)
    wait(cast, first, "tests", "45 min")
    second = services.duplicate_candidate(actor=cast.actor("fay"), source=first)
    wait(cast, second, "tests", "1 h")
    workshop = Workshop.objects.get(pk=cast.workshop.pk)
    assert selectors.latest_pair(workshop).future == second
    choose(cast, first)
    assert selectors.latest_pair(workshop).future == first
    assert selectors.latest_maps([workshop.pk])[workshop.pk].future.map == first  # type: ignore[union-attr]
    assert selectors.counterparts(current)["future"] == first
    assert panels.totals(workshop)["lead_time"].future == "10.3 h"
    told = Notification.objects.filter(kind="future-chosen").values_list("user__display_name", flat=True)
    assert sorted(told) == ["Omar", "Spring"]
    with pytest.raises(Invalid, match="chosen future already"):
        choose(cast, first)
    remove_map(actor=cast.actor("fay"), map_=first)
    assert futures.choice_of(workshop.pk) is None
    assert selectors.latest_pair(workshop).future == second


@pytest.mark.django_db
def test_nobody_but_the_coach_chooses_and_nobody_but_sponsor_and_owner_signs(cast: Cast) -> None:
    _, first = start(cast)
    with pytest.raises(Forbidden):
        services.choose_future(actor=cast.actor("omar"), map_=first, reason="")
    choose(cast, first)
    for name in ("fay", "pia", "obi"):
        with pytest.raises(Forbidden):
            services.sign(actor=cast.actor(name), workshop_id=cast.workshop.pk, seen=seen(cast))
    assert (FutureVersion.objects.count(), FutureSignature.objects.count()) == (1, 0)


@pytest.mark.django_db
def test_sponsor_and_owner_sign_and_what_changed_after_it_is_shown(cast: Cast) -> None:
    _, first = start(cast)
    wait(cast, first, "tests", "45 min")
    choose(cast, first, WHY)
    shown = page(cast)
    assert WHY in shown and "the executive sponsor and the process owner have not signed it as it is now." in shown
    spring = cast.client("spring")
    assert "I sign it, as executive sponsor" in page(cast, "spring")
    sent = spring.post(reverse("future-sign", args=[cast.workshop.pk]), {"seen": seen(cast)})
    assert sent.status_code == 302
    services.sign(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, seen=seen(cast))
    services.sign(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, seen=seen(cast))  # once is enough
    assert sorted(FutureSignature.objects.present().values_list("role", flat=True)) == ["owner", "sponsor"]
    assert "is chosen, signed by sponsor and owner." in page(cast)
    wait(cast, first, "tests", "1 h")
    update_step(actor=cast.actor("pia"), step=Step.objects.get(map=first, doc_id="tests"), values={"cycle_time": "40 min"})
    version = FutureVersion.objects.get()
    shown = words(cast.client("obi").get(version.get_absolute_url()))
    assert "The map changed since. The lead time grows from 10.3 h to 10.4 h." in shown
    assert "Diagnostic tests Wait before 45 min 60 min more by 15 min +33.3 %" in shown
    assert "Process time 0.75 h 40 min less by 5 min −11.1 %" in shown
    assert "changed since" in page(cast) and "I sign it, as executive sponsor" in page(cast, "spring")
    services.sign(actor=cast.actor("spring"), workshop_id=cast.workshop.pk, seen=seen(cast))
    assert list(FutureVersion.objects.order_by("number").values_list("number", "reason")) == [(1, WHY), (2, WHY)]
    choice = futures.choice_of(cast.workshop.pk)
    assert choice is not None and choice.missing == ["process owner"]


@pytest.mark.django_db
def test_a_choice_is_taken_back_with_a_reason_and_its_signatures_fall(cast: Cast) -> None:
    _, first = start(cast)
    choose(cast, first)
    services.sign(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, seen=seen(cast))
    url = reverse("future-withdraw", args=[cast.workshop.pk])
    empty = cast.client("fay").post(url, {"reason": " "})
    assert (empty.status_code, cast.client("omar").post(url, {"reason": "x"}).status_code) == (422, 403)
    assert (FutureVersion.objects.count(), futures.choice_of(cast.workshop.pk) is None) == (1, False)
    assert cast.client("fay").post(url, {"reason": "It needs two more people."}).status_code == 302
    assert futures.choice_of(cast.workshop.pk) is None
    assert [selectors.is_chosen(row) for row in selectors.with_choice(Map.objects.filter(pk=first.pk))] == [False]
    shown = page(cast)
    assert "None is chosen yet." in shown and "is not chosen any more. It needs two more people." in shown
    told = Notification.objects.filter(user=cast.spring, kind="future-chosen").order_by("created_at").last()
    assert told is not None and told.text.endswith("signatures fall. It needs two more people.")
    with pytest.raises(Invalid, match="No future is chosen"):
        services.sign(actor=cast.actor("spring"), workshop_id=cast.workshop.pk, seen="")
    choose(cast, first)  # the same map as it was, and yet nobody's yes stands
    choice = futures.choice_of(cast.workshop.pk)
    assert choice is not None and choice.missing == ["executive sponsor", "process owner"]


@pytest.mark.django_db
def test_undo_of_taking_a_choice_back_brings_choice_and_signatures_back(cast: Cast) -> None:
    _, first = start(cast)
    choose(cast, first)
    services.sign(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, seen=seen(cast))
    services.withdraw_choice(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, reason="Too early")
    undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=WorkshopHead.objects.get(workshop=cast.workshop).head)
    choice = futures.choice_of(cast.workshop.pk)
    assert choice is not None and (choice.map, choice.missing) == (first, ["executive sponsor"])


@pytest.mark.django_db
def test_who_signs_signs_what_was_looked_at(cast: Cast) -> None:
    _, first = start(cast)
    choose(cast, first)
    looked_at = seen(cast)
    wait(cast, first, "tests", "45 min")
    answer = cast.client("spring").post(reverse("future-sign", args=[cast.workshop.pk]), {"seen": looked_at}, follow=True)
    assert "The map changed while you read it." in words(answer)
    assert not FutureSignature.objects.exists() and FutureVersion.objects.count() == 1


@pytest.mark.django_db
def test_a_signature_is_taken_back_by_whoever_gave_it(cast: Cast) -> None:
    _, first = start(cast)
    choose(cast, first)
    for name in ("spring", "omar"):
        services.sign(actor=cast.actor(name), workshop_id=cast.workshop.pk, seen=seen(cast))
    services.unsign(actor=cast.actor("spring"), workshop_id=cast.workshop.pk)
    assert list(FutureSignature.objects.present().values_list("role", flat=True)) == ["owner"]


@pytest.mark.django_db
def test_what_else_changed_is_counted(cast: Cast) -> None:
    _, first = start(cast)
    version = choose(cast, first)
    from mapping.records import NOTE
    from workshops.change import change

    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.new(NOTE, NOTE.parse({"map": str(first.pk), "kind": "burst", "text": "Alert"}))
    assert MapNote.objects.present().filter(map=first).exists()
    shown = words(cast.client("obi").get(version.get_absolute_url()))
    assert "What else 1 note new" in shown and "flow changed" not in shown


@pytest.mark.django_db
def test_the_home_asks_for_the_signature_until_it_is_given(cast: Cast) -> None:
    _, first = start(cast)
    choose(cast, first)
    ask = "The future state waits for your signature: Patient journey, future state"

    def asked(name: str) -> bool:
        return ask in [need.text for need in panels.needs(Workshop.objects.get(pk=cast.workshop.pk), cast.actor(name))]

    assert asked("spring") and asked("omar") and not asked("fay")
    services.sign(actor=cast.actor("spring"), workshop_id=cast.workshop.pk, seen=seen(cast))
    assert not asked("spring") and asked("omar")


# Answers


def answer_to(cast: Cast, name: str, question: str, **fields: Any) -> Any:
    url = reverse("design-answer-add", args=[cast.workshop.pk, question])
    return cast.client(name).post(url, {f"{question}-{key}": value for key, value in fields.items()})


@pytest.mark.django_db
def test_answers_are_kept_with_their_steps_and_the_candidate_they_hold_for(cast: Cast) -> None:
    current, first = start(cast)
    tests = Step.objects.get(map=current, doc_id="tests")
    assert answer_to(cast, "pia", "waits", text="For the porter", steps=[str(tests.pk)], map=str(first.pk)).status_code == 302
    kept = DesignAnswer.objects.get()
    assert (kept.text, kept.steps, kept.map, kept.author.display_name) == ("For the porter", [str(tests.pk)], first, "Pia")
    shown = words(cast.client("obi").get(reverse("workshop-design", args=[cast.workshop.pk])))
    assert "1 of 13 questions have an answer." in shown
    assert "For the porter Pia" in shown and "only Patient journey, future state Diagnostic tests" in shown
    assert "Longest: 2 h before Diagnostic tests" in shown
    eight = words(cast.client("obi").get(reverse("workshop-design", args=[cast.workshop.pk]), {"set": "flow"}))
    assert "What is the takt?" in eight and "For the porter" not in eight


@pytest.mark.django_db
def test_an_answer_without_words_or_with_a_strange_step_is_refused(cast: Cast) -> None:
    start(cast)
    empty = answer_to(cast, "pia", "waits", text=" ")
    assert (empty.status_code, "Type an answer." in words(empty)) == (422, True)
    theirs = import_document(actor=cast.actor("xena"), workshop_id=cast.other_workshop.pk, source=load("coffee-service")).map
    strange = answer_to(cast, "pia", "waits", text="For the porter", steps=[str(Step.objects.filter(map=theirs).first().pk)])  # type: ignore[union-attr]
    assert strange.status_code == 422 and 'value="For the porter"' not in strange.content.decode() and "For the porter" in words(strange)
    with pytest.raises(Invalid, match="steps of a map of this workshop"):
        values = {"question": "waits", "text": "x", "steps": [str(Step.objects.filter(map=theirs).first().pk)]}  # type: ignore[union-attr]
        services.add_answer(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, values=values)
    assert cast.client("pia").post(reverse("design-answer-add", args=[cast.workshop.pk, "nothing"])).status_code == 404
    assert not DesignAnswer.objects.exists()


@pytest.mark.django_db
def test_one_changes_the_own_answer_and_the_coach_any(cast: Cast) -> None:
    start(cast)
    made = services.add_answer(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, values={"question": "waits", "text": "Porter"})
    services.update_answer(actor=cast.actor("pia"), answer_id=made.pk, values={"text": "The porter"})
    services.update_answer(actor=cast.actor("fay"), answer_id=made.pk, values={"text": "The porter’s round"})
    for act in (
        lambda: services.update_answer(actor=cast.actor("per"), answer_id=made.pk, values={"text": "x"}),
        lambda: services.remove_answer(actor=cast.actor("per"), answer_id=made.pk),
    ):
        with pytest.raises(Forbidden):
            act()
    assert cast.client("per").get(reverse("design-answer", args=[made.pk])).status_code == 403
    with pytest.raises(Conflict):
        services.update_answer(actor=cast.actor("pia"), answer_id=made.pk, values={"text": "y"}, base={"text": 1})
    assert DesignAnswer.objects.get().text == "The porter’s round"
    services.remove_answer(actor=cast.actor("pia"), answer_id=made.pk)
    assert not DesignAnswer.objects.present().exists()


# Differences and the plan


@pytest.mark.django_db
def test_the_comparison_links_each_difference_to_its_action(cast: Cast) -> None:
    current, first = start(cast)
    wait(cast, first, "tests", "45 min")
    wait(cast, first, "review", "30 min")
    step = Step.objects.get(map=first, doc_id="tests")
    promise = PromiseEdit({"metric": "wait_time", "step": str(step.pk), "from": "2 h", "to": "45 min"})
    action = create_action(
        actor=cast.actor("omar"), workshop_id=cast.workshop.pk, values={"title": "Nurse orders bloods"}, promises=[promise]
    )
    url = reverse("map-compare", args=[current.pk, first.pk])
    answer = cast.client("omar").get(url)
    shown = words(answer)
    assert "Wait before 2 h 45 min less by 75 min −62.5 % Nurse orders bloods" in shown
    assert "Wait before 60 min 30 min less by 30 min −50 % No action promises this Make one" in shown
    assert "1 without a promise" in shown
    assert f'href="{action.get_absolute_url()}"' in answer.content.decode()
    new = re.search(r'href="([^"]*actions/new/[^"]*metric=wait_before[^"]*)"', answer.content.decode())
    assert new is not None
    form = cast.client("omar").get(unescape(new[1])).content.decode()
    assert 'value="Waiting time"' in form and 'value="60 min"' in form and 'value="30 min"' in form
    assert "Make one" not in words(cast.client("obi").get(url))


@pytest.mark.django_db
def test_a_promise_for_a_step_of_the_current_map_or_of_another_candidate_counts_too(cast: Cast) -> None:
    current, first = start(cast)
    second = services.duplicate_candidate(actor=cast.actor("fay"), source=first)
    for map_ in (current, second):
        step = Step.objects.get(map=map_, doc_id="tests")
        edit = PromiseEdit({"metric": "cycle_time", "step": str(step.pk), "from": "45 min", "to": "30 min"})
        create_action(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, values={"title": map_.title}, promises=[edit])
    drawn = selectors.drawn_maps([current, first])
    who = pledges.pledged(Workshop.objects.get(pk=cast.workshop.pk), [entry.facts for entry in drawn])
    assert [one.title for one in who.datum({"tests"}, "cycle_time")] == ["Patient journey", "Patient journey, future state B"]
    assert who.datum({"review"}, "cycle_time") == []
