"""Taking back what one person did, and the history of one field with its values used again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.cast import Cast
from vsm_site.lib.errors import Conflict, Forbidden, NotFound
from workshops.change import change
from workshops.models import Change, Charter, WorkshopHead
from workshops.selectors.history import field_history
from workshops.services.captures import add_capture
from workshops.services.changes import undo_change
from workshops.services.revert import restore_value, revert_person

pytestmark = pytest.mark.django_db


def charter(cast: Cast) -> Charter:
    return Charter.objects.get(workshop=cast.workshop)


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


def say(cast: Cast, who: str, **values: Any) -> int:
    """Somebody writes fields of the charter; the number of the change."""
    with change(cast.workshop.pk, actor=cast.actor(who), client_id=who) as tx:
        tx.set(charter(cast), values)
    return head(cast)


def revert(cast: Cast, whose: str, since: datetime | None = None, who: str = "fay") -> Any:
    return revert_person(actor=cast.actor(who), workshop_id=cast.workshop.pk, person=cast.people[whose].pk, since=since)


def test_everything_of_one_person_is_taken_back_the_latest_first(cast: Cast) -> None:
    say(cast, "fay", trigger="referral")
    seqs = [say(cast, "omar", trigger="call"), say(cast, "omar", trigger="visit", first_step="triage")]
    found = revert(cast, "omar")
    assert [row.seq for row in found.done] == seqs[::-1]
    assert (charter(cast).trigger, charter(cast).first_step, found.kept, found.more) == ("referral", "", (), False)
    assert Change.objects.get(seq=seqs[0], workshop=cast.workshop).undone_by == head(cast)


def test_what_somebody_else_wrote_over_stays_and_is_named(cast: Cast) -> None:
    first = say(cast, "omar", trigger="call", first_step="triage")
    say(cast, "fay", trigger="visit")
    other = say(cast, "omar", last_step="discharge")
    found = revert(cast, "omar")
    assert [row.seq for row in found.done] == [other]
    assert [(kept.change.seq, kept.why, kept.may_be_forced) for kept in found.kept] == [
        (first, "somebody else changed the same since", True)
    ]
    assert (charter(cast).trigger, charter(cast).first_step, charter(cast).last_step) == ("visit", "triage", "")


def test_only_what_is_later_than_the_moment(cast: Cast) -> None:
    early = say(cast, "omar", trigger="call")
    Change.objects.filter(workshop=cast.workshop, seq=early).update(at=datetime.now(UTC) - timedelta(hours=2))
    late = say(cast, "omar", first_step="triage")
    found = revert(cast, "omar", datetime.now(UTC) - timedelta(hours=1))
    assert [row.seq for row in found.done] == [late]
    assert charter(cast).trigger == "call"


def test_it_takes_the_right_to_run_the_workshop(cast: Cast) -> None:
    say(cast, "fay", trigger="call")
    before = head(cast)
    for who in ("omar", "pia"):
        with pytest.raises(Forbidden):
            revert(cast, "fay", who=who)
    assert (charter(cast).trigger, head(cast)) == ("call", before)


def test_a_change_of_others_that_was_taken_back_is_no_clash(cast: Cast) -> None:
    mine = say(cast, "omar", trigger="call")
    theirs = say(cast, "fay", trigger="visit")
    with pytest.raises(Conflict):
        undo_change(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, seq=mine)
    undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=theirs)
    undo_change(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, seq=mine)
    assert charter(cast).trigger == ""


def test_a_change_of_others_that_was_made_again_is_a_clash(cast: Cast) -> None:
    mine = say(cast, "omar", trigger="call")
    theirs = say(cast, "fay", trigger="visit")
    undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=theirs)
    undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=head(cast))
    with pytest.raises(Conflict):
        undo_change(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, seq=mine)
    assert charter(cast).trigger == "visit"


def test_the_page_says_what_stays(cast: Cast) -> None:
    say(cast, "omar", trigger="call")
    say(cast, "fay", trigger="visit")
    url = f"/workshops/{cast.workshop.pk}/revert/"
    answer = cast.client("fay").post(url, {"person": cast.omar.pk, "span": "600"})
    assert "0 changes of Omar taken back" in answer.content.decode()
    assert "Somebody else changed the same since" in answer.content.decode()
    assert cast.client("omar").post(url, {"person": cast.fay.pk, "span": ""}).status_code == 403
    assert charter(cast).trigger == "visit"


# The history of one field


def history(cast: Cast, who: str = "pia", field: str = "trigger", **more: Any) -> Any:
    return field_history(cast.actor(who), cast.workshop, f"charter/{charter(cast).pk}", field, **more)


def test_a_field_tells_who_gave_it_which_value(cast: Cast) -> None:
    first = say(cast, "omar", trigger="call")
    say(cast, "omar", first_step="triage")
    second = say(cast, "fay", trigger="visit")
    found = history(cast)
    assert (found.record, found.field, found.now, found.rev) == ("Charter", "Trigger", "visit", second)
    assert [(line.seq, line.who, line.before, line.after, line.is_now) for line in found.lines] == [
        (second, "Fay", "call", "visit", True),
        (first, "Omar", "", "call", False),
    ]


def test_earlier_values_come_page_by_page(cast: Cast) -> None:
    seqs = [say(cast, "omar", trigger=f"call {number}") for number in range(5)]
    page = history(cast, limit=2)
    assert ([line.seq for line in page.lines], page.before) == ([seqs[4], seqs[3]], seqs[3])
    rest = history(cast, limit=3, before=page.before)
    assert ([line.seq for line in rest.lines], rest.before) == ([seqs[2], seqs[1], seqs[0]], 0)


def test_strangers_and_private_values_are_not_told(cast: Cast) -> None:
    person = cast.person("per")
    with pytest.raises(NotFound):
        field_history(cast.actor("pia"), cast.workshop, f"person/{person.pk}", "email")
    url = f"/workshops/{cast.workshop.pk}/history/field/?record=charter/{charter(cast).pk}&field=trigger"
    assert cast.client("pia").get(url).status_code == 200
    assert cast.client("xena").get(url).status_code == 404


def test_a_value_is_used_again_as_a_change_like_any_other(cast: Cast) -> None:
    first, now = say(cast, "omar", trigger="call"), say(cast, "fay", trigger="visit")
    again: dict[str, Any] = {"record": f"charter/{charter(cast).pk}", "field": "trigger", "seq": first}
    with pytest.raises(Conflict):
        restore_value(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, base=first, **again)
    assert (charter(cast).trigger, head(cast)) == ("visit", now)
    with pytest.raises(Forbidden):
        restore_value(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, base=now, **again)
    assert (charter(cast).trigger, head(cast)) == ("visit", now)
    restore_value(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, base=now, **again)
    assert charter(cast).trigger == "call"


def test_only_values_that_the_change_wrote_are_used_again(cast: Cast) -> None:
    add_capture(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, values={"kind": "issue", "text": "Late"})
    other = head(cast)
    with pytest.raises(NotFound):
        restore_value(
            actor=cast.actor("omar"),
            workshop_id=cast.workshop.pk,
            record=f"charter/{charter(cast).pk}",
            field="trigger",
            seq=other,
            base=0,
        )
    assert head(cast) == other
