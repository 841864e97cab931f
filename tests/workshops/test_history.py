"""The change log in words, and taking changes back from the pages."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.cast import Cast
from tests.workshops.test_rounds import begin, show
from vsm_site.lib.ids import uuid7
from workshops.change import change
from workshops.history import frame, label_of
from workshops.models import Board, Capture, Change, Charter, Participation, RoundItem, SetupTask, WorkshopHead
from workshops.policy import Action
from workshops.records import kinds
from workshops.selectors import last_change_to_undo
from workshops.selectors.history import Entry, entries_of, field_history, list_changes
from workshops.services.boards import join_board
from workshops.services.captures import add_capture, remove_capture, update_capture
from workshops.services.stages import move_stage
from workshops.services.voices import place_dots
from workshops.stages import Stage

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


def charter(cast: Cast) -> Charter:
    return Charter.objects.get(workshop=cast.workshop)


def say(cast: Cast, who: str, **values: Any) -> int:
    """Somebody writes fields of the charter; the number of the change."""
    with change(cast.workshop.pk, actor=cast.actor(who), client_id=who) as tx:
        tx.set(charter(cast), values)
    return head(cast)


def entries(cast: Cast, who: str = "fay") -> list[Entry]:
    return entries_of(list_changes(cast.actor(who), cast.workshop)[:20], cast.actor(who), cast.workshop)


def undo_url(cast: Cast) -> str:
    return f"/workshops/{cast.workshop.pk}/undo/"


# Who is shown what of a row


def seen_of(rights: frozenset[Action], *refs: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    """A row with an operation of each of these kinds as somebody with these rights gets it."""
    ops = [{"k": "set", "r": f"{name}/{uuid7()}", "f": fields, "b": {}} for name, fields in refs]
    return frame(Change(seq=7, change_id=uuid7(), user_id=uuid7(), ops=ops, at=datetime(2026, 11, 16, tzinfo=UTC)), rights, uuid7())


@pytest.mark.parametrize("name", sorted(kinds()))
def test_operations_of_a_kind_go_to_those_it_is_for(name: str) -> None:
    kind = kinds()[name]
    open_fields = {key: "said" for key, spec in kind.fields.items() if not spec.private} or {"order_key": "said"}
    everybody = frozenset(Action)
    assert [op["f"] for op in seen_of(everybody, (name, open_fields))["ops"]] == [open_fields]
    assert seen_of(everybody - {kind.audience}, (name, open_fields)) == {"t": "ch", "s": 7}


@pytest.mark.parametrize(
    ("name", "key"), [(name, key) for name, kind in sorted(kinds().items()) for key, spec in kind.fields.items() if spec.private]
)
def test_a_private_value_goes_to_those_with_its_right(name: str, key: str) -> None:
    kind, everybody = kinds()[name], frozenset(Action)
    private = kind.fields[key].private
    [op] = seen_of(everybody, (name, {key: "secret"}))["ops"]
    assert op["f"] == {key: "secret"}
    hidden = seen_of(everybody - {private}, (name, {key: "secret"}))
    assert "secret" not in str(hidden)
    if private != kind.audience:
        assert [op["f"] for op in hidden["ops"]] == [{}]


# The log in words


@pytest.mark.parametrize(
    ("kind", "first", "label"),
    [
        ("set", "charter", "Changed the charter"),
        ("new", "capture", "Added a capture"),
        ("del", "step", "Removed a step"),
        ("add", "capture", "Changed a capture"),
        ("edit", "step", "Changed several things"),
        ("close-day", "day", "Closed a day"),
        ("move-block", "agenda", "Moved a block of the agenda"),
        ("remove-update", "update", "Removed an update of an action"),
        ("change-something_new", "", "Changed a something new"),
        ("rename-things", "", "Rename things"),
        ("agenda", "agenda", "Changed a block of the agenda"),
        ("set", "", "Changed something"),
    ],
)
def test_every_change_has_a_label_in_words(kind: str, first: str, label: str) -> None:
    assert label_of(kind, first) == label


def test_every_kind_of_change_that_the_services_name_is_told_as_something_done() -> None:
    services = [path for app in ("workshops", "mapping", "actionplans", "reviews") for path in (ROOT / app / "services").glob("*.py")]
    opened = re.compile(r'\bchange\([^()]*(?:\([^()]*\)[^()]*)*\bkind="([a-z-]+)"')
    kinds = {kind for path in services for kind in opened.findall(path.read_text())}
    assert "set-baseline" in kinds
    bare = {kind for kind in kinds if label_of(kind).lower() == kind.replace("-", " ")}
    assert bare == set()


def test_a_change_is_told_from_what_to_what(cast: Cast) -> None:
    say(cast, "omar", trigger="patient arrives")
    seq = say(cast, "omar", trigger="patient calls", demand_per="d")
    (entry, *_) = entries(cast)
    assert (entry.seq, entry.who, entry.is_mine, entry.label, entry.undo) == (seq, "Omar", False, "Changed the charter", "Revert")
    (record,) = entry.records
    assert (record.kind, record.what) == ("charter", "changed")
    assert [(line.label, line.before, line.after) for line in record.fields] == [
        ("Trigger", "patient arrives", "patient calls"),
        ("Demand per", "", "per day"),
    ]


def test_records_and_references_are_told_by_name(cast: Cast) -> None:
    made = add_capture(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, values={"kind": "issue", "text": "Two forms"})
    update_capture(actor=cast.actor("fay"), capture_id=made.pk, values={"owner": str(cast.person("omar").pk), "status": "carried"})
    remove_capture(actor=cast.actor("fay"), capture_id=made.pk)
    gone, sorted_, kept = entries(cast)[:3]
    assert (gone.label, gone.records[0].name, gone.records[0].what) == ("Removed a capture", "Two forms", "removed")
    assert [(line.label, line.before, line.after) for line in sorted_.records[0].fields] == [
        ("Owner", "", "Omar"),
        ("Disposition", "Open", "Carried on"),
    ]
    assert (kept.label, kept.who, kept.records[0].name, kept.records[0].what) == ("Captured", "Pia", "Two forms", "added")


def test_a_move_of_the_stage_is_told_with_its_reason(cast: Cast) -> None:
    move_stage(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, to=Stage.GATHER, reason="Sponsor agreed by phone")
    (entry, *_) = entries(cast)
    assert ("stage move", "Sponsor agreed by phone", "added") in [(line.kind, line.name, line.what) for line in entry.records]


def test_a_long_change_is_told_in_short(cast: Cast) -> None:
    first = entries(cast, "omar")[-1]
    made = Change.objects.get(workshop=cast.workshop, seq=1)
    assert (first.label, len(first.records), first.more, first.undo) == ("Made the workshop", 4, len(made.ops) - 4, "")


def test_changes_for_others_and_private_values_are_not_told(cast: Cast) -> None:
    with change(cast.workshop.pk, actor=cast.actor("fay"), audience=Action.RUN_WORKSHOP) as tx:
        tx.set(charter(cast), {"trigger": "secret"})
    with change(cast.workshop.pk, actor=cast.actor("fay"), granted=frozenset(Action)) as tx:
        tx.set(Participation.objects.get(workshop=cast.workshop, user=cast.pia), {"email": "pia.private@example.org"})
    told = {who: str(entries(cast, who)) for who in ("fay", "obi")}
    assert "secret" in told["fay"] and "pia.private@example.org" in told["fay"]
    assert "secret" not in told["obi"] and "example.org" not in told["obi"]


def test_the_history_page_shows_fifty_at_a_time_and_one_person(cast: Cast) -> None:
    for place in range(51):
        say(cast, "omar", trigger=f"patient {place}")
    url = f"/workshops/{cast.workshop.pk}/history/"
    assert len(cast.client("obi").get(url).context["entries"]) == 50
    mine = cast.client("fay").get(url, {"person": str(cast.fay.pk)})
    assert {entry.who for entry in mine.context["entries"]} == {"Fay"}
    assert len(mine.context["entries"]) == Change.objects.filter(workshop=cast.workshop, user=cast.fay).count()


def test_what_people_typed_is_escaped(cast: Cast) -> None:
    say(cast, "omar", trigger="<img src=x>")
    page = cast.client("obi").get(f"/workshops/{cast.workshop.pk}/history/").content.decode()
    assert "<img src=x>" not in page and "&lt;img src=x&gt;" in page


# Undo


def test_the_frame_offers_ones_last_change_in_words(cast: Cast) -> None:
    assert last_change_to_undo(cast.actor("pia"), cast.workshop) is None
    add_capture(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, values={"kind": "issue", "text": "Two forms"})
    say(cast, "omar", trigger="patient calls")
    last = last_change_to_undo(cast.actor("pia"), cast.workshop)
    assert last is not None
    assert (last.seq, last.label) == (head(cast) - 1, "Captured")


def test_undo_then_redo_from_the_page(cast: Cast) -> None:
    seq, client = say(cast, "fay", trigger="patient arrives"), cast.client("fay")
    board = f"/workshops/{cast.workshop.pk}/board/"
    answer = client.post(undo_url(cast), {"seq": seq, "next": board})
    assert (answer.status_code, answer.headers["Location"], charter(cast).trigger) == (302, board, "")
    undone = entries(cast)[0]
    assert (undone.seq, undone.label, undone.undo) == (seq + 1, "Took a change back", "Redo")
    assert entries(cast)[1].is_undone
    assert client.post(undo_url(cast), {"seq": undone.seq}).status_code == 302
    assert charter(cast).trigger == "patient arrives"
    before = head(cast)
    again = client.post(undo_url(cast), {"seq": undone.seq}, follow=True)
    assert "This cannot be taken back: This was taken back already." in again.content.decode()
    assert (head(cast), charter(cast).trigger) == (before, "patient arrives")


def test_undo_over_somebody_elses_edit_shows_both_and_asks_first(cast: Cast) -> None:
    mine = say(cast, "fay", trigger="patient arrives")
    theirs = say(cast, "omar", trigger="patient calls")
    answer = cast.client("fay").post(undo_url(cast), {"seq": mine})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Omar changed it" in page and "patient calls" in page and "Undo anyway" in page
    assert (head(cast), charter(cast).trigger) == (theirs, "patient calls")
    assert cast.client("fay").post(undo_url(cast), {"seq": mine, "anyway": "1"}).status_code == 302
    assert charter(cast).trigger == ""


def test_the_coach_reverts_what_others_did_and_others_do_not(cast: Cast) -> None:
    theirs = say(cast, "omar", trigger="patient calls")
    assert [entry.undo for entry in entries(cast, "pia")][:1] == [""]
    assert cast.client("pia").post(undo_url(cast), {"seq": theirs}).status_code == 403
    assert charter(cast).trigger == "patient calls"
    assert cast.client("fay").post(undo_url(cast), {"seq": theirs}).status_code == 302
    assert charter(cast).trigger == ""


@pytest.mark.parametrize(("seq", "status"), [("", 400), ("x", 400), ("-1", 400), ("9" * 30, 400), ("99999", 404)])
def test_what_is_no_change_is_not_taken_back(cast: Cast, seq: str, status: int) -> None:
    before = head(cast)
    assert cast.client("fay").post(undo_url(cast), {"seq": seq}).status_code == status
    assert head(cast) == before


def test_what_was_removed_comes_back(cast: Cast) -> None:
    made = add_capture(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, values={"kind": "issue", "text": "Two forms"})
    client = cast.client("pia")
    client.post(f"/captures/{made.pk}/remove/")
    assert not Capture.objects.present().exists()
    client.post(undo_url(cast), {"seq": head(cast)})
    assert list(Capture.objects.present().values_list("pk", "text")) == [(made.pk, "Two forms")]


def test_a_tick_is_told_as_yes_and_no(cast: Cast) -> None:
    task = SetupTask.objects.filter(workshop=cast.workshop).first()
    assert task is not None
    with change(cast.workshop.pk, actor=cast.actor("fay"), kind="task") as tx:
        tx.set(task, {"done": True})
    (record,) = entries(cast)[0].records
    assert (record.name, [(line.before, line.after) for line in record.fields]) == (task.title, [("no", "yes")])


def test_lists_of_people_are_told_by_name(cast: Cast) -> None:
    row = begin(cast, "breakout", groups=2)
    join_board(actor=cast.actor("pia"), board_id=Board.objects.filter(round=row).order_by("order_key")[1].pk)
    (moved, *_) = entries(cast)
    told = {(line.label, line.before, line.after) for record in moved.records for line in record.fields}
    assert told == {("Members", "Omar, Pia", "Omar"), ("Members", "Per", "Per, Pia")}
    vote = begin(cast, "dots", items=["Forms", "Porter"], named=True)
    forms = RoundItem.objects.get(round=vote, text="Forms")
    place_dots(actor=cast.actor("pia"), round_id=vote.pk, dots={str(forms.pk): 2})
    show(cast, vote)
    told = {(line.label, line.after) for record in entries(cast)[0].records for line in record.fields if line.after}
    assert ("Voters", "Pia") in told
    history = field_history(cast.actor("fay"), cast.workshop, f"round_item/{forms.pk}", "voters")
    assert (history.now, history.lines[0].after) == ("Pia", "Pia")
