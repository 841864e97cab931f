"""One truth: the state a page began with plus the frames that came is the state read afresh, for every operation of every record kind."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.cast import Cast, add_person
from tests.site.scenarios import SCENARIOS, Side, edited, make
from workshops import records
from workshops.models import WorkshopHead
from workshops.models.live import LiveBase
from workshops.policy import Action, Role
from workshops.services.changes import undo_change

pytestmark = pytest.mark.django_db
KINDS = sorted(SCENARIOS)
VIEWERS = ("fay", "obi")


@pytest.fixture
def side(cast: Cast) -> Side:
    """Fay's workshop; she is owner and sponsor too, so that each change can be hers and be taken back by her."""
    for role in (Role.OWNER, Role.SPONSOR):
        add_person(cast.workshop, cast.fay, role, by=cast.fay)
    return Side(cast.workshop, cast.actor("fay"), "A")


class Page:
    """What a browser of one person knows: the state it began with, and the frames it got since."""

    def __init__(self, cast: Cast, name: str) -> None:
        self.client, self.base = cast.client(name), f"/api/v1/workshops/{cast.workshop.pk}/live"
        self.state = self.read()

    def read(self) -> dict[str, Any]:
        """The state, read afresh."""
        answer = self.client.get(f"{self.base}/state/")
        assert answer.status_code == 200, answer.content
        found: dict[str, Any] = answer.json()
        return found

    def follow(self) -> None:
        """Apply what came since, in order and without a hole."""
        answer = self.client.get(f"{self.base}/changes/", {"since": self.state["head"], "wait": 0, "limit": 500})
        assert answer.status_code == 200, answer.content
        for frame in answer.json()["changes"]:
            assert (frame["t"], frame["s"]) == ("ch", self.state["head"] + 1)
            for op in frame.get("ops", []):
                apply_op(self.state["records"], op, frame["s"])
            self.state["head"] = frame["s"]
        assert self.state["head"] == answer.json()["head"]


def apply_op(known: dict[str, Any], op: dict[str, Any], seq: int) -> None:
    """What a client does with one operation (live-protocol 3.4)."""
    name = op["r"]
    if op["k"] == "new":
        known[name] = {"f": copy.deepcopy(op["f"]), "revs": dict.fromkeys(op["f"], seq)}
    elif op["k"] == "del":
        known.pop(name, None)
    elif name not in known:
        return  # of a kind that this person does not see
    elif op["k"] == "set":
        known[name]["f"].update(copy.deepcopy(op["f"]))
        known[name]["revs"].update(dict.fromkeys(op["f"], seq))
    else:
        members = known[name]["f"].setdefault(op["set"], [])
        known[name]["f"][op["set"]] = [*members, op["v"]] if op["k"] == "add" else [member for member in members if member != op["v"]]


def values_of(state: dict[str, Any]) -> dict[str, Any]:
    return {name: record["f"] for name, record in state["records"].items()}


def assert_true_of(page: Page) -> None:
    """The page's state is the truth: records, values, head; and no revision it would send is older than the stored one."""
    page.follow()
    afresh = page.read()
    assert page.state["head"] == afresh["head"]
    assert values_of(page.state) == values_of(afresh)
    for name, record in afresh["records"].items():
        stale = {field: rev for field, rev in record["revs"].items() if page.state["records"][name]["revs"].get(field, 0) < rev}
        assert stale == {}, name


def assert_has(page: Page, record: LiveBase) -> None:
    """The page knows this record as it is stored now, or no longer where it is removed."""
    stored = type(record)._default_manager.get(pk=record.pk)
    known = page.state["records"].get(records.ref(stored))
    shown = None if stored.deleted_seq is not None else records.kind_of(stored).shown(stored)
    assert (known and known["f"]) == (shown and json.loads(json.dumps(shown)))


def steps_of(side: Side, kind: str) -> Iterator[str]:
    """Every operation that there is on a kind, one after the other; says what was done."""
    spec, scenario = records.kinds()[kind], SCENARIOS[kind]
    if scenario.new is not None:
        side.found[kind] = make(side, kind)
        yield "new"
    record = side.record(kind)
    for name, value in scenario.edit(side).items():
        edited(side, kind, name, value)
        yield f"set {name}"
    for name in spec.sets:
        member = side.key(spec.members[name]) if name in spec.members else str(side.person().pk)
        for change_set in ("add", "remove"):
            with side.edit() as tx:
                getattr(tx, change_set)(side.fresh(record), name, member)
            yield f"{change_set} {name}"
    if scenario.new is not None:
        for name, value in BEFORE_IT_GOES.get(kind, {}).items():
            edited(side, kind, name, value)
        with side.edit() as tx:
            tx.delete(side.fresh(record))
        yield "del"


BEFORE_IT_GOES: Mapping[str, Mapping[str, Any]] = {"day": {"closed": False}}
"""What has to hold of a record of a kind for it to be removed."""


def refer(side: Side, kind: str) -> None:
    """Make what values and sets of the kind refer to, before the page is read."""
    SCENARIOS[kind].edit(side)
    for member in records.kinds()[kind].members.values():
        side.record(member)


@pytest.mark.both_databases
@pytest.mark.parametrize("kind", KINDS)
def test_state_before_and_frames_give_the_state_read_afresh(cast: Cast, side: Side, kind: str) -> None:
    refer(side, kind)
    pages = [Page(cast, name) for name in VIEWERS]
    done = []
    for step in steps_of(side, kind):
        done.append(step)
        pages[0].follow()
        assert_has(pages[0], side.record(kind))
        if not step.startswith("set "):
            assert_true_of(pages[0])
    for page in pages:
        assert_true_of(page)
    assert len(done) >= len(records.kinds()[kind].fields), done


@pytest.mark.parametrize("kind", KINDS)
def test_so_it_is_when_changes_are_taken_back_and_made_again(cast: Cast, side: Side, kind: str) -> None:
    refer(side, kind)
    page = Page(cast, "fay")  # what others may not see is the other test's
    for _ in steps_of(side, kind):
        seq = WorkshopHead.objects.get(workshop=side.workshop).head
        for _ in ("undo", "redo"):
            done = undo_change(actor=side.actor, workshop_id=side.workshop.pk, seq=seq, anyway=True)
            seq = done.seq
            page.follow()
            assert_has(page, side.record(kind))
    assert_true_of(page)


def test_every_kind_has_a_scenario_and_every_scenario_a_kind() -> None:
    assert set(SCENARIOS) == set(records.kinds())


@pytest.mark.parametrize("kind", KINDS)
def test_a_scenario_changes_every_field_of_its_kind(side: Side, kind: str) -> None:
    edit, spec = SCENARIOS[kind].edit(side), records.kinds()[kind]
    assert set(edit) == set(spec.fields)
    before = spec.values(side.record(kind))
    for name, value in edit.items():
        edited(side, kind, name, value)
    after = spec.values(side.fresh(side.record(kind)))
    same = {name for name in edit if before[name] == after[name]}
    assert same <= NOTHING_ELSE_TO_REFER_TO.get(kind, set())


NOTHING_ELSE_TO_REFER_TO = {
    "dismissal": {"by"},
    "agenda": {"day"},
    "charter_version": {"made_by"},
    "charter_signature": {"version", "by"},
    "charter_comment": {"author"},
    "task_file": {"task", "by"},
    "prework": {"person", "kind", "author"},
    "lesson": {"day", "author"},
    "barrier": {"raised_by"},
    "capture": {"author"},
    "round": {"kind", "source"},
    "board": {"round"},
    "round_item": {"round"},
    "promise": {"action", "metric"},
    "update": {"action", "author"},
    "handover": {"by"},
    "baseline": {"made_by"},
    "plan_signature": {"baseline", "by"},
    "plan_view": {"author"},
    "check_in": {"led_by"},
    "check_in_point": {"check_in"},
    "sponsor_note": {"author"},
    "reading": {"review", "author"},
    "decision": {"review", "meeting", "action", "author"},
    "sustainment_check": {"standard", "author"},
    "standard_file": {"standard", "by"},
    "resistance": {"author"},
    "measurement": {"author"},
    "visit": {"day"},
    "question": {"day", "author"},
    "stage_move": {"by"},
    "attendance": {"day"},
    "training": {"by"},
    "design_answer": {"author"},
    "future_version": {"map", "made_by"},
    "future_signature": {"version", "by"},
    "map": {"based_on"},
    "observation": {"author"},
    **{kind: {"map"} for kind in ("step", "party", "flow", "information", "note")},
}
"""References that keep their value: there is one such record, and the author is who acts."""


def test_private_values_reach_only_those_with_the_right(cast: Cast, side: Side) -> None:
    private = {name: spec.private for name, spec in records.kinds()["person"].fields.items() if spec.private}
    assert private.pop("email") is Action.SEE_PEOPLE_DATA
    assert set(private.values()) == {Action.READ_REPORTS}
    assert set(private) == {"function", "area", "expert_of", "full_time", "released"}
    coach, observer = Page(cast, "fay"), Page(cast, "obi")
    make(side, "person")
    for page, sees in ((coach, True), (observer, False)):
        page.follow()
        people = [record["f"] for name, record in page.state["records"].items() if name.startswith("person/")]
        assert {("email" in fields) for fields in people} == {sees}
        assert ("new-person@example.org" in str(page.state)) is sees
