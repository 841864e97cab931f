"""Pages of the action plan, by role: what they show, take and refuse."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actionplans.models import Action, ActionPlan, ProgressUpdate, Promise
from actionplans.records import PROMISE
from actionplans.services import actions, plans, progress
from tests.actionplans.factories import make_action
from tests.cast import Cast
from vsm_site.lib.ids import uuid7
from workshops.change import change
from workshops.kinds import CAPTURE
from workshops.models import Capture, WorkshopHead

pytestmark = pytest.mark.django_db
LEAD = {"metric": "Lead time", "from": "23.6 d", "to": "4.5 d"}
READERS = [("fay", 200), ("omar", 200), ("spring", 200), ("pia", 200), ("obi", 200), ("ada", 403), ("uma", 404), ("xena", 404)]
EDITORS = [("fay", 200), ("omar", 200), ("spring", 403), ("pia", 403), ("obi", 403), ("ada", 403), ("uma", 404), ("xena", 404)]


def board_url(cast: Cast, view: str = "") -> str:
    return f"/workshops/{cast.workshop.pk}/board/{view}"


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


def text_of(answer: Any) -> str:
    """What a page says, without its markup."""
    body = re.sub(r"(?s)<(script|style|svg)\b.*?</\1>", " ", answer.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", body.partition('id="main"')[2]).split())


def fields_of(answer: Any) -> dict[str, Any]:
    """What the page's form would send unchanged."""
    form = answer.context["form"]
    found: dict[str, Any] = {}
    for entry in (form, *answer.context.get("promise_forms", [])):
        for bound in entry:
            value = bound.value()
            if bound.name in entry.fields and value not in (None, False, ""):
                found[bound.html_name] = value
                found[bound.html_initial_name] = value
            if hasattr(bound.field, "rev_name"):
                found[bound.field.rev_name] = bound.field.rev
    return found


@pytest.mark.parametrize("view", ["", "table/", "timeline/"])
@pytest.mark.parametrize(("who", "status"), READERS)
def test_who_sees_the_plan(cast: Cast, view: str, who: str, status: int) -> None:
    make_action(cast, "CANARY", end="2026-11-27")
    answer = cast.client(who).get(board_url(cast, view))
    assert (answer.status_code, b"CANARY" in answer.content) == (status, status == 200)


@pytest.mark.parametrize(("who", "status"), READERS)
def test_who_sees_an_action(cast: Cast, who: str, status: int) -> None:
    action = make_action(cast, "CANARY")
    answer = cast.client(who).get(f"/actions/{action.pk}/")
    assert (answer.status_code, b"CANARY" in answer.content) == (status, status == 200)


@pytest.mark.parametrize(("who", "status"), EDITORS)
def test_who_is_offered_the_forms_of_the_plan(cast: Cast, who: str, status: int) -> None:
    action = make_action(cast)
    for url in (f"/workshops/{cast.workshop.pk}/actions/new/", f"/actions/{action.pk}/edit/", board_url(cast, "objective/")):
        assert cast.client(who).get(url).status_code == status


@pytest.mark.parametrize("who", ["spring", "pia", "obi"])
def test_who_only_reads_is_offered_no_button(cast: Cast, who: str) -> None:
    action = make_action(cast, owner="per")
    shown = cast.client(who).get(board_url(cast)).content.decode() + cast.client(who).get(f"/actions/{action.pk}/").content.decode()
    for offer in ("Add action", "Move to", "Take out of the plan", "Note it", 'name="status"'):
        assert offer not in shown


def test_an_empty_plan_offers_the_improvements_of_the_workshop(cast: Cast) -> None:
    assert "Add the first action" in text_of(cast.client("omar").get(board_url(cast)))
    with change(cast.workshop.pk, actor=cast.actor("pia")) as tx:
        tx.new(CAPTURE, {"kind": "improvement", "text": "Porter at seven"})
    shown = text_of(cast.client("omar").get(board_url(cast)))
    assert "1 improvement from the captures can become an action" in shown
    assert "Choose from 1 improvement" in shown
    reading = text_of(cast.client("pia").get(board_url(cast)))
    assert ("Owner and coach add them" in reading, "Choose from" in reading) == (True, False)


@time_machine.travel("2026-11-18T09:00:00Z", tick=False)
def test_cards_stand_in_the_column_of_their_status_with_what_matters(cast: Cast) -> None:
    make_action(cast, "Levelling box", owner="omar", end="2027-01-08", promises=[LEAD])
    blocked = make_action(
        cast, "Milk run", owner="per", end="2026-11-12", status="blocked", reason="Contract", waits_for=cast.person("spring").pk
    )
    actions.change_status(actor=cast.actor("omar"), action_id=blocked.pk, values={"status": "blocked", "status_on": date(2026, 11, 9)})
    make_action(cast, "Coils daily", status="done", status_on="2026-11-09")
    make_action(cast, "Second lorry", status="dropped", reason="Needless")
    answer = cast.client("omar").get(board_url(cast))
    found = {column.key: [face.title for face in column.cards] for column in answer.context["columns"]}
    assert found == {"todo": ["Levelling box"], "doing": [], "blocked": ["Milk run"], "done": ["Coils daily"]}
    shown = text_of(answer)
    for words in (
        "1 of 3 actions are done, 1 late, 1 blocked.",
        "Lead time 23.6 → 4.5 d",
        "Fri 8 Jan",
        "Contract Waits for Spring, 9 days",
        "Thu 12 Nov · 6 days late",
        "Done Mon 9 Nov",
        "1 dropped",
        "Needless",
    ):
        assert words in shown


def test_all_cards_share_one_menu_and_each_leads_to_its_status_without_script(cast: Cast) -> None:
    mine, other = make_action(cast, "mine", owner="pia"), make_action(cast, "other", owner="per")

    def ways(who: str) -> tuple[list[str], int]:
        shown = cast.client(who).get(board_url(cast)).content.decode()
        return re.findall(r'href="(\S+)" data-moves="todo"', shown), shown.count("data-move ")

    back = urlencode({"next": board_url(cast)})
    assert ways("omar") == ([f"/actions/{action.pk}/status/?{back}" for action in (mine, other)], 1)
    assert ways("pia") == ([f"/actions/{mine.pk}/status/?{back}"], 1)
    assert ways("obi") == ([], 0)
    way = ways("pia")[0][0]
    sent = fields_of(cast.client("pia").get(way)) | {"status": "doing", "next": board_url(cast)}
    answer = cast.client("pia").post(way, sent)
    assert (answer.status_code, answer["Location"], Action.objects.get(pk=mine.pk).status) == (302, board_url(cast), "doing")


def test_text_of_people_is_never_markup(cast: Cast) -> None:
    action = make_action(
        cast, "<script>alert(1)</script>", owner="pia", objective="<b>x</b>", status="blocked", reason="<i>y</i>", end="2026-11-27"
    )
    progress.report_progress(actor=cast.actor("pia"), action_id=action.pk, values={"text": "<u>z</u>", "evidence": "javascript:alert(1)"})
    for url in (
        board_url(cast),
        board_url(cast, "table/"),
        board_url(cast, "timeline/"),
        f"/actions/{action.pk}/",
        f"/actions/{action.pk}/edit/",
    ):
        shown = cast.client("omar").get(url).content.decode()
        assert not re.search(r"<script>alert|<b>x|<i>y|<u>z|href=\"javascript", shown)


def test_the_board_is_narrowed_by_what_the_address_says(cast: Cast) -> None:
    make_action(cast, "mine", owner="omar", end="2020-01-03")
    make_action(cast, "other", owner="pia", kind="burst")

    def titles(query: str) -> list[str]:
        return [card.action.title for card in cast.client("omar").get(f"{board_url(cast)}?{query}").context["cards"]]

    assert titles("mine=1") == titles("health=late") == titles(f"owner={cast.person('omar').pk}") == titles("q=MIN") == ["mine"]
    assert titles("kind=burst") == titles("health=at_risk") == ["other"]
    assert titles("status=done") == []
    assert "No action fits" in text_of(cast.client("omar").get(f"{board_url(cast)}?status=done"))


def test_the_table_sorts_counts_and_pages(cast: Cast) -> None:
    make_action(cast, "b", end="2026-12-02", owner="per")
    make_action(cast, "a", end="2026-12-09")
    make_action(cast, "c", end="2026-11-25", owner="omar", status="done")

    def rows(query: str) -> list[str]:
        return [card.action.title for card in cast.client("obi").get(f"{board_url(cast, 'table/')}?{query}").context["page"]]

    assert rows("") == ["b", "a", "c"]
    assert (rows("sort=title"), rows("sort=-title")) == (["a", "b", "c"], ["c", "b", "a"])
    assert (rows("sort=end"), rows("sort=owner")) == (["c", "b", "a"], ["c", "b", "a"])
    assert rows("sort=password") == ["b", "a", "c"]
    shown = cast.client("obi").get(board_url(cast, "table/") + "?status=todo")
    assert (shown.context["totals"].total, "2 actions" in text_of(shown)) == (2, True)
    for place in range(50):
        make_action(cast, f"more {place}")
    assert (len(rows("")), len(rows("page=2"))) == (50, 3)


@time_machine.travel("2026-12-08T09:00:00Z", tick=False)
def test_the_timeline_draws_bars_reviews_today_and_what_is_late(cast: Cast) -> None:
    make_action(cast, "Late one", owner="pia", start="2026-11-23", end="2026-12-02")
    make_action(cast, "No dates")
    answer = cast.client("omar").get(board_url(cast, "timeline/"))
    picture = answer.context["timeline"]
    row = picture.rows[0]
    assert [line.label for line in picture.reviews] == ["30 days", "60 days", "90 days"]
    assert (row.tone, row.note, picture.undated, picture.today is not None) == ("late", "6 days late", 1, True)
    assert float(row.x) < float(row.late_x) < float(picture.today.x)
    shown = answer.content.decode()
    assert ("bar--late" in shown, "1 action has no dates yet" in text_of(answer)) == (True, True)


def test_draft_dates_from_the_timeline(cast: Cast) -> None:
    action = make_action(cast, owner="pia")
    assert cast.client("pia").post(board_url(cast, "draft-dates/")).status_code == 403
    assert Action.objects.get(pk=action.pk).start is None
    answer = cast.client("omar").post(board_url(cast, "draft-dates/"))
    assert (answer.status_code, answer.url) == (302, board_url(cast, "timeline/"))
    assert Action.objects.get(pk=action.pk).start is not None


def test_an_action_is_added_with_its_promise(cast: Cast) -> None:
    url = f"/workshops/{cast.workshop.pk}/actions/new/"
    sent = {
        "title": "Porter at seven",
        "kind": "burst",
        "owner": str(cast.person("pia").pk),
        "team": [str(cast.person("per").pk)],
        "end": "2026-11-27",
    }
    promise = {f"promise-new-{name}": value for name, value in LEAD.items()}
    change_id = {"change_id": str(uuid7())}
    for _ in range(2):
        answer = cast.client("omar").post(url, sent | promise | change_id)
        assert (answer.status_code, answer.url) == (302, board_url(cast))
    action = Action.objects.get()
    assert (action.title, action.owner, action.team, action.end) == (
        "Porter at seven",
        cast.person("pia"),
        [str(cast.person("per").pk)],
        date(2026, 11, 27),
    )
    assert str(Promise.objects.get()) == "Lead time 23.6 → 4.5 d"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"title": ""}, "This field is required."),
        ({"start": "2026-11-27", "end": "2026-11-23"}, "The end cannot be before the start."),
        ({"promise-new-metric": "Lead time", "promise-new-from": "5 d"}, "Say what it will be."),
        (
            {"promise-new-metric": "Lead time", "promise-new-from": "5", "promise-new-to": "1 d"},
            "Type a time with its unit, for example 4.5 d or 20 min.",
        ),
        ({"promise-new-metric": "Uptime", "promise-new-from": "80", "promise-new-to": "100"}, "Uptime belongs to one step: choose it."),
    ],
)
def test_a_refused_form_says_what_to_type_and_keeps_what_was_typed(cast: Cast, sent: dict[str, str], words: str) -> None:
    before = head(cast)
    answer = cast.client("omar").post(f"/workshops/{cast.workshop.pk}/actions/new/", {"title": "Keep this", "kind": "event"} | sent)
    assert (answer.status_code, words in text_of(answer)) == (422, True)
    assert all(f'value="{value}"' in answer.content.decode() for value in sent.values() if value)
    assert (head(cast), Action.objects.count()) == (before, 0)


def test_a_capture_becomes_an_action_by_its_form(cast: Cast) -> None:
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        capture = tx.new(CAPTURE, {"kind": "improvement", "text": "Porter at seven", "owner": cast.person("per").pk})
    url = f"/workshops/{cast.workshop.pk}/actions/new/?capture={capture.pk}"
    shown = cast.client("fay").get(url)
    assert (shown.context["form"]["title"].value(), shown.context["form"]["owner"].value()) == (
        "Porter at seven",
        str(cast.person("per").pk),
    )
    cast.client("fay").post(url, {"title": "Porter at seven", "kind": "just_do_it"})
    assert (Action.objects.get().source_capture, Capture.objects.get().status) == (capture, "action")
    assert "Porter at seven" in text_of(cast.client("obi").get(f"/actions/{Action.objects.get().pk}/"))


def test_a_capture_of_strangers_does_not_leak_into_the_form(cast: Cast) -> None:
    with change(cast.other_workshop.pk, actor=cast.actor("xena")) as tx:
        capture = tx.new(CAPTURE, {"kind": "improvement", "text": "CANARY-B"})
    answer = cast.client("fay").get(f"/workshops/{cast.workshop.pk}/actions/new/?capture={capture.pk}")
    assert (answer.status_code, b"CANARY" in answer.content) == (404, False)


def test_only_what_was_changed_is_sent(cast: Cast) -> None:
    action = make_action(cast, owner="pia", team=[str(cast.person("per").pk)], start="2026-11-23", promises=[LEAD])
    url = f"/actions/{action.pk}/edit/"
    sent = fields_of(cast.client("omar").get(url))
    before = head(cast)
    assert cast.client("omar").post(url, sent).status_code == 302
    assert head(cast) == before
    assert cast.client("omar").post(url, sent | {"objective": "Half a day"}).status_code == 302
    row = Action.objects.get()
    assert (row.objective, row.rev("objective"), row.rev("title")) == ("Half a day", before + 1, action.rev("title"))


def test_both_values_on_a_clash_and_either_can_be_kept(cast: Cast) -> None:
    action = make_action(cast, promises=[LEAD])
    url = f"/actions/{action.pk}/edit/"
    sent = fields_of(cast.client("omar").get(url)) | {"title": "Results by eleven"}
    actions.update_action(actor=cast.actor("fay"), action_id=action.pk, values={"title": "Results by ten"})
    clash = cast.client("omar").post(url, sent)
    shown = text_of(clash)
    assert (clash.status_code, "Fay changed this while you typed" in shown, "Results by ten" in shown) == (409, True, True)
    assert 'value="Results by eleven"' in clash.content.decode()
    assert Action.objects.get().title == "Results by ten"
    kept = cast.client("omar").post(url, sent | {"keep": "title"})
    assert (kept.status_code, kept.context["form"]["title"].value()) == (200, "Results by ten")
    again = sent | {clash.context["form"]["title"].field.rev_name: clash.context["form"]["title"].field.rev}
    assert cast.client("omar").post(url, again).status_code == 302
    assert Action.objects.get().title == "Results by eleven"


def test_a_clash_in_a_promise_stands_at_the_promise(cast: Cast) -> None:
    action = make_action(cast, promises=[LEAD])
    promise = Promise.objects.get()
    url = f"/actions/{action.pk}/edit/"
    sent = fields_of(cast.client("omar").get(url)) | {f"promise-{promise.pk}-to": "2 d"}
    edit = actions.PromiseEdit({"to": "3 d"}, promise.pk)
    actions.update_action(actor=cast.actor("fay"), action_id=action.pk, values={}, promises=[edit])
    clash = cast.client("omar").post(url, sent)
    assert (clash.status_code, list(clash.context["promise_forms"][0].clashes)) == (409, ["to"])
    assert str(Promise.objects.get()) == "Lead time 23.6 → 3 d"


def test_a_promise_added_since_the_page_was_opened_neither_stops_the_form_nor_is_lost(cast: Cast) -> None:
    action = make_action(cast, "Bloods at triage")
    page = cast.client("omar").get(f"/actions/{action.pk}/edit/")
    sent = fields_of(page) | {"title": "Bloods taken at triage"}
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        promise = tx.new(PROMISE, {"action": action.pk, "metric": "lead_time", "from": "4 h", "to": "2 h"})
    assert cast.client("omar").post(f"/actions/{action.pk}/edit/", sent).status_code == 302
    action.refresh_from_db()
    assert (action.title, Promise.objects.present().get().pk) == ("Bloods taken at triage", promise.pk)


def test_promises_are_changed_taken_out_and_added_by_the_form(cast: Cast) -> None:
    action = make_action(cast, promises=[LEAD, {"metric": "Complaints", "from": "12 a week", "to": "0"}])
    lead, complaints = Promise.objects.order_by("id")
    url = f"/actions/{action.pk}/edit/"
    sent = fields_of(cast.client("omar").get(url)) | {
        f"promise-{lead.pk}-to": "3 d",
        f"promise-{complaints.pk}-remove": "on",
        "promise-new-metric": "Work in process",
        "promise-new-from": "12",
        "promise-new-to": "4",
    }
    assert cast.client("omar").post(url, sent).status_code == 302
    assert [str(row) for row in Promise.objects.present()] == ["Lead time 23.6 → 3 d", "Work in process 12 → 4"]


def test_a_card_is_moved_and_the_page_it_came_from_is_shown_again(cast: Cast) -> None:
    action = make_action(cast, owner="pia")
    url, back = f"/actions/{action.pk}/move/", f"{board_url(cast)}?mine=1"
    answer = cast.client("pia").post(url, {"status": "doing", "next": back})
    assert (answer.status_code, answer.url, Action.objects.get().status) == (302, back, "doing")
    assert cast.client("pia").post(url, {"status": "todo", "next": "https://evil.example/"}).url == board_url(cast)
    assert cast.client("per").post(url, {"status": "done"}).status_code == 403
    assert cast.client("pia").post(url, {"status": "nonsense"}).status_code == 400
    assert Action.objects.get().status == "todo"


@pytest.mark.parametrize("status", ["blocked", "dropped"])
def test_a_column_that_needs_a_reason_asks_for_it_first(cast: Cast, status: str) -> None:
    action = make_action(cast, owner="pia")
    before = head(cast)
    asked = cast.client("pia").post(f"/actions/{action.pk}/move/", {"status": status, "next": board_url(cast)})
    assert (asked.status_code, head(cast)) == (302, before)
    form = cast.client("pia").get(asked.url)
    assert form.context["form"]["status"].value() == status
    sent = fields_of(form) | {"initial-status": "todo", "status": status, "next": board_url(cast)}
    refused = cast.client("pia").post(f"/actions/{action.pk}/status/", sent)
    assert (refused.status_code, "Say what" in text_of(refused), head(cast)) == (422, True, before)
    done = cast.client("pia").post(f"/actions/{action.pk}/status/", sent | {"reason": "No key"})
    row = Action.objects.get()
    assert (done.url, row.status, row.reason) == (board_url(cast), status, "No key")


def test_the_status_form_is_for_its_owner_and_the_plan_s_editors(cast: Cast) -> None:
    action = make_action(cast, owner="pia")
    found = {who: cast.client(who).get(f"/actions/{action.pk}/status/").status_code for who, _ in READERS}
    assert found == {"fay": 200, "omar": 200, "spring": 403, "pia": 200, "obi": 403, "ada": 403, "uma": 404, "xena": 404}


def test_progress_is_reported_once_and_shown_with_its_evidence(cast: Cast) -> None:
    action = make_action(cast, owner="pia")
    sent = {"text": "24 min now", "percent": "60", "evidence": "https://example.org/video", "change_id": str(uuid7()), "next": "/actions/"}
    for _ in range(2):
        assert cast.client("pia").post(f"/actions/{action.pk}/progress/", sent).url == "/actions/"
    assert ProgressUpdate.objects.count() == 1
    page = cast.client("obi").get(f"/actions/{action.pk}/")
    assert ("24 min now" in text_of(page), 'href="https://example.org/video"' in page.content.decode()) == (True, True)
    assert cast.client("per").post(f"/actions/{action.pk}/progress/", {"text": "me too"}).status_code == 403
    assert cast.client("pia").post(f"/actions/{action.pk}/progress/", {"text": "", "percent": "60"}).status_code == 422
    assert cast.client("per").post(f"/actions/{action.pk}/progress/", {"text": ""}).status_code == 403
    assert ProgressUpdate.objects.count() == 1


def test_an_update_is_taken_back_by_its_author(cast: Cast) -> None:
    action = make_action(cast, owner="pia")
    update = progress.report_progress(actor=cast.actor("pia"), action_id=action.pk, values={"text": "wrong"})
    url = f"/actions/updates/{update.pk}/remove/"
    assert [cast.client(who).post(url).status_code for who in ("per", "obi", "xena")] == [403, 403, 404]
    assert cast.client("pia").post(url, {"next": f"/actions/{action.pk}/"}).status_code == 302
    assert "Nothing was reported yet." in text_of(cast.client("pia").get(f"/actions/{action.pk}/"))


def test_an_action_is_taken_out_by_those_who_edit_the_plan(cast: Cast) -> None:
    action = make_action(cast, owner="pia")
    url = f"/actions/{action.pk}/remove/"
    assert [cast.client(who).post(url).status_code for who in ("pia", "obi", "ada", "xena")] == [403, 403, 403, 404]
    assert cast.client("omar").post(url).url == board_url(cast)
    assert cast.client("omar").get(f"/actions/{action.pk}/").status_code == 404
    assert cast.client("omar").post(url).status_code == 404


def test_the_history_of_an_action_in_words(cast: Cast) -> None:
    action = make_action(cast, owner="pia", promises=[LEAD])
    actions.change_status(actor=cast.actor("pia"), action_id=action.pk, values={"status": "blocked", "reason": "No key"})
    actions.update_action(actor=cast.actor("fay"), action_id=action.pk, values={"title": "Other", "end": "2026-11-27"})
    progress.report_progress(actor=cast.actor("pia"), action_id=action.pk, values={"text": "Key found", "percent": 20})
    lines = cast.client("obi").get(f"/actions/{action.pk}/").context["history"]
    assert [(line.who, line.text) for line in lines] == [
        ("Pia", "Reported: Key found"),
        ("Fay", "Changed what, end"),
        ("Pia", "Moved it to Blocked: No key"),
        ("Omar", "Added the action; promised a change"),
    ]


def test_the_objective_stands_above_the_board(cast: Cast) -> None:
    make_action(cast)
    url = board_url(cast, "objective/")
    sent = fields_of(cast.client("omar").get(url)) | {"objective": "Results in a day"}
    assert cast.client("omar").post(url, sent).url == board_url(cast)
    assert "Results in a day" in text_of(cast.client("obi").get(board_url(cast)))
    plans.update_plan(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, objective="Results in an hour")
    clash = cast.client("omar").post(url, sent | {"objective": "Results at once"})
    assert (clash.status_code, ActionPlan.objects.get(workshop=cast.workshop).objective) == (409, "Results in an hour")


@time_machine.travel("2026-11-18T09:00:00Z", tick=False)
def test_my_actions_stand_by_when_they_matter(cast: Cast) -> None:
    said = {
        "late": {"end": "2026-11-17"},
        "this week": {"end": "2026-11-22"},
        "next week": {"end": "2026-11-23"},
        "open end": {},
        "done": {"status": "done", "status_on": "2026-10-20"},
        "done long ago": {"status": "done", "status_on": "2026-10-18"},
        "dropped": {"status": "dropped", "reason": "Needless"},
    }
    for title, values in said.items():
        make_action(cast, title, owner="pia", **values)
    make_action(cast, "of Per", owner="per", end="2026-11-17")
    mine = cast.client("pia").get("/actions/").context["mine"]
    found = [[card.action.title for card in group] for group in (mine.late, mine.week, mine.later, mine.done)]
    assert found == [["late"], ["this week"], ["next week", "open end"], ["done"]]
    assert "4 actions are yours, 1 late, 1 due this week." in text_of(cast.client("pia").get("/actions/"))


def test_what_waits_for_me_is_on_my_list(cast: Cast) -> None:
    make_action(cast, "Milk run", owner="per", status="blocked", reason="Contract", waits_for=cast.person("spring").pk)
    shown = text_of(cast.client("spring").get("/actions/"))
    assert ("Waits for you" in shown, "Contract" in shown) == (True, True)
    assert "Waits for you" not in text_of(cast.client("per").get("/actions/"))


def test_somebody_without_actions_is_told_what_will_stand_there(cast: Cast) -> None:
    assert "Nothing to do for you" in text_of(cast.client("uma").get("/actions/"))


def test_who_left_the_workshop_sees_its_actions_no_more(cast: Cast) -> None:
    make_action(cast, "CANARY", owner="pia")
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.delete(cast.person("pia"))
    assert b"CANARY" not in cast.client("pia").get("/actions/").content


@pytest.mark.parametrize("url", ["board", "table", "timeline", "mine"])
def test_as_many_queries_for_five_actions_as_for_fifty(cast: Cast, url: str) -> None:
    address = {"board": board_url(cast), "table": board_url(cast, "table/"), "timeline": board_url(cast, "timeline/"), "mine": "/actions/"}[
        url
    ]
    today = date.today()

    def fill(count: int) -> None:
        for place in range(count):
            action = make_action(cast, f"a{place}", owner="pia", promises=[LEAD], start=today, end=today + timedelta(days=place % 9))
            if place % 2:
                progress.report_progress(actor=cast.actor("pia"), action_id=action.pk, values={"text": "on it", "percent": 10})

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert cast.client("pia").get(address).status_code == 200
        return len(caught)

    fill(5)
    queries()
    few = queries()
    fill(45)
    assert queries() == few
