"""Versions of the charter: what is kept, who said yes to which, what changed since, and what people say about its parts."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Notification
from tests.cast import Cast
from tests.workshops.test_charter import WHY, add, approve, head, page, text_of, url, write
from vsm_site.lib.errors import Forbidden, Invalid
from vsm_site.lib.ids import uuid7
from workshops.charter_versions import differences
from workshops.models import Change, CharterComment, CharterSignature, CharterTarget, CharterVersion
from workshops.selectors import charter as charters
from workshops.selectors import charter_versions as selectors
from workshops.services import charter as charter_services
from workshops.services import charter_versions as services
from workshops.services.changes import apply_ops, undo_change
from workshops.services.workshops import update_workshop

pytestmark = pytest.mark.django_db


def versions(cast: Cast) -> list[CharterVersion]:
    return list(CharterVersion.objects.present().filter(workshop=cast.workshop).order_by("number"))


def signatures(cast: Cast) -> list[tuple[str, str, int]]:
    rows = CharterSignature.objects.present().filter(workshop=cast.workshop).order_by("at", "pk")
    return [(str(row.by), row.role, row.version.number) for row in rows.select_related("by", "version")]


def keep(cast: Cast, who: str = "fay", note: str = "") -> CharterVersion:
    return services.keep_version(actor=cast.actor(who), workshop_id=cast.workshop.pk, note=note)


def sign(cast: Cast, who: str) -> None:
    services.sign(actor=cast.actor(who), workshop_id=cast.workshop.pk, seen=charters.revision_of(cast.workshop))


def changed(cast: Cast, version: CharterVersion) -> list[tuple[str, str, str, str]]:
    found = selectors.changed_since(version, cast.workshop)
    return [(row.difference.label, row.difference.before, row.difference.after, row.by) for row in found]


# Rules


def state(targets: list[dict[str, str]] | None = None, **fields: str) -> dict[str, Any]:
    return {"fields": fields, "targets": targets or [], "days": "16 Nov 2026 to 18 Nov 2026"}


def target(key: str = "1", **more: str) -> dict[str, str]:
    return {"id": key, "metric": "Lead time", "baseline": "11.5 h", "target": "7 h", "by_when": "", "note": "", "total": ""} | more


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (state(), state(), []),
        ({}, {}, []),
        (state(trigger="A"), state(trigger="A"), []),
        (state(), state(trigger="A call"), [("Trigger", "", "A call")]),
        (state(trigger="A", place="Room 1"), state(place="Room 2"), [("Trigger", "A", ""), ("Place", "Room 1", "Room 2")]),
        (state([target()]), state([target()]), []),
        (
            state([target()]),
            state([target(target="6 h", by_when="16 Feb 2027", note="time stamps", total="lead_time")]),
            [
                (
                    "Target “Lead time”",
                    "Lead time from 11.5 h to 7 h",
                    "Lead time from 11.5 h to 6 h by 16 Feb 2027, time stamps, total of the map: Lead time",
                )
            ],
        ),
        (
            state([target("1")]),
            state([target("2", metric="C&A", baseline="")]),
            [("Target “C&A”", "", "C&A to 7 h"), ("Target “Lead time”", "Lead time from 11.5 h to 7 h", "")],
        ),
        (state(), state() | {"days": "later"}, [("Days of the workshop", "16 Nov 2026 to 18 Nov 2026", "later")]),
    ],
)
def test_what_differs_between_two_states(before: Any, after: Any, found: list[tuple[str, str, str]]) -> None:
    assert [(row.label, row.before, row.after) for row in differences(before, after)] == found


# Keeping


def test_a_version_keeps_what_the_charter_says_now(cast: Cast) -> None:
    write(cast, **WHY, demand_quantity=62, demand_per="d", customer_kind="external")
    made = add(cast, "Lead time", baseline="11.5 h", by_when="2027-02-16", total="lead_time")
    kept = keep(cast, note="After scoping")
    assert (kept.number, kept.note, str(kept.made_by)) == (1, "After scoping", "Fay")
    assert kept.content["fields"] | {"x": 1} == kept.content["fields"] | {
        "x": 1,
        "case_for_change": WHY["case_for_change"],
        "demand_quantity": "62 per day",
        "customer_kind": "External",
        "trigger": "",
    }
    assert kept.content["targets"] == [target(str(made.pk), by_when="16 Feb 2027", total="lead_time")]
    assert kept.content["days"] == "16 Nov 2026 to 18 Nov 2026"


def test_the_same_is_not_kept_twice(cast: Cast) -> None:
    write(cast, **WHY)
    keep(cast)
    before = head(cast)
    with pytest.raises(Invalid, match="Nothing changed since version 1"):
        keep(cast, "omar")
    assert (len(versions(cast)), head(cast)) == (1, before)


def test_no_number_is_given_twice(cast: Cast) -> None:
    write(cast, **WHY)
    keep(cast)
    undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=head(cast))
    assert versions(cast) == []
    assert keep(cast).number == 2


@pytest.mark.parametrize("who", ["spring", "pia", "obi"])
def test_who_does_not_write_the_charter_keeps_no_version(cast: Cast, who: str) -> None:
    before = head(cast)
    with pytest.raises(Forbidden):
        keep(cast, who)
    assert (versions(cast), head(cast)) == ([], before)


# Saying yes


def test_an_approval_keeps_the_version_that_was_approved(cast: Cast) -> None:
    write(cast, **WHY)
    approve(cast)
    assert [version.number for version in versions(cast)] == [1]
    assert signatures(cast) == [("Spring", "sponsor", 1)]


def test_owner_and_coach_agree_to_the_same_version(cast: Cast) -> None:
    write(cast, **WHY)
    approve(cast)
    sign(cast, "omar")
    sign(cast, "fay")
    sign(cast, "fay")
    assert signatures(cast) == [("Spring", "sponsor", 1), ("Omar", "owner", 1), ("Fay", "coach", 1)]
    write(cast, trigger="A call")
    sign(cast, "omar")
    assert signatures(cast)[-1] == ("Omar", "owner", 2)
    shown = page(cast)
    assert "Process owner, agreed" in shown and "version 1 , changed since" in shown


def test_nobody_agrees_to_what_was_not_read(cast: Cast) -> None:
    write(cast, **WHY)
    seen = charters.revision_of(cast.workshop)
    write(cast, trigger="A call")
    before = head(cast)
    with pytest.raises(Invalid, match="changed while you read it"):
        services.sign(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, seen=seen)
    assert (signatures(cast), head(cast)) == ([], before)


def test_taking_an_approval_back_takes_the_signature_along(cast: Cast) -> None:
    write(cast, **WHY)
    approve(cast)
    sign(cast, "omar")
    charter_services.withdraw_approval(actor=cast.actor("spring"), workshop_id=cast.workshop.pk)
    assert signatures(cast) == [("Omar", "owner", 1)]
    services.unsign(actor=cast.actor("omar"), workshop_id=cast.workshop.pk)
    assert signatures(cast) == []


def test_an_approval_is_undone_and_done_again(cast: Cast) -> None:
    write(cast, **WHY)
    approve(cast)
    seq = head(cast)
    undo_change(actor=cast.actor("spring"), workshop_id=cast.workshop.pk, seq=seq)
    assert (versions(cast), signatures(cast), page(cast).count("Approved")) == ([], [], 0)
    undo_change(actor=cast.actor("spring"), workshop_id=cast.workshop.pk, seq=head(cast))
    assert signatures(cast) == [("Spring", "sponsor", 1)]


# What changed since


def test_what_changed_since_a_version_field_by_field_with_who_did_it(cast: Cast) -> None:
    write(cast, trigger="A call", place="Room 1", **WHY)
    kept_target = add(cast, "Lead time")
    approve(cast)
    (version,) = versions(cast)
    assert changed(cast, version) == []
    write(cast, "fay", trigger="A patient arrives", place="")
    charter_services.remove_target(actor=cast.actor("omar"), target_id=kept_target.pk)
    update_workshop(actor=cast.actor("fay"), workshop=cast.workshop, values={"last_day": "2026-11-17"})
    cast.workshop.refresh_from_db()
    assert changed(cast, version) == [
        ("Trigger", "A call", "A patient arrives", "Fay"),
        ("Place", "Room 1", "", "Fay"),
        ("Target “Lead time”", "Lead time to 7 h", "", "Omar"),
        ("Days of the workshop", "16 Nov 2026 to 18 Nov 2026", "16 Nov 2026 to 17 Nov 2026", "Fay"),
    ]
    shown = text_of(cast.client("spring").get(f"/charter/versions/{version.pk}/"))
    assert "4 things are different now." in shown and "Trigger A call A patient arrives Fay" in shown
    assert "See it field by field" in page(cast, "spring")


def test_a_version_against_the_one_before(cast: Cast) -> None:
    write(cast, **WHY)
    keep(cast)
    write(cast, trigger="A call")
    second = keep(cast, note="With the trigger")
    shown = text_of(cast.client("pia").get(f"/charter/versions/{second.pk}/", {"with": "before"}))
    assert "1 thing changed against version 1." in shown and "Trigger Nothing A call" in shown
    assert "The charter still says exactly this." in text_of(cast.client("pia").get(f"/charter/versions/{second.pk}/"))


def test_the_list_of_versions_says_who_said_yes(cast: Cast) -> None:
    client = cast.client("fay")
    assert "No version yet" in text_of(client.get(url(cast, "versions/")))
    write(cast, **WHY)
    assert client.post(url(cast, "versions/"), {"note": "First draft"}).status_code == 302
    again = client.post(url(cast, "versions/"), {"note": "Again"})
    assert again.status_code == 422 and "Nothing changed since version 1" in text_of(again)
    approve(cast)
    shown = text_of(client.get(url(cast, "versions/")))
    assert "1 version kept" in shown and "Version 1 First draft" in shown and "Spring approved" in shown


# Targets and the map


def test_a_target_shows_what_the_map_says_and_begins_with_it(cast: Cast) -> None:
    from mapping.services.maps import import_document

    steps = [{"id": "a", "name": "Press", "lead_time": "2 h", "cycle_time": "30 min"}]
    import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source={"format": "vsm-map/1", "title": "Now", "steps": steps})
    made = add(cast, "Throughput of the press", total="lead_time")
    assert CharterTarget.objects.get(pk=made.pk).baseline == "2 h"
    add(cast, "process time")
    add(cast, "Complaints")
    shown = page(cast)
    assert "Throughput of the press 2 h 7 h now 2 h" in shown
    assert "process time open 7 h now 30 min" in shown and "Complaints open 7 h its own measure" in shown


# Comments


def comment(cast: Cast, who: str, part: str = "scope", text: str = "Too wide") -> CharterComment:
    return services.add_comment(actor=cast.actor(who), workshop_id=cast.workshop.pk, part=part, text=text)


def test_those_who_write_are_told_of_a_comment_however_it_is_sent_and_once(cast: Cast) -> None:
    ref = f"charter_comment/{uuid7()}"
    ops = [{"k": "new", "r": ref, "f": {"part": "scope", "text": "Too wide"}}]
    apply_ops(actor=cast.actor("spring"), workshop_id=cast.workshop.pk, change_id=uuid7(), cid="spring", ops=ops)
    change = [{"k": "set", "r": ref, "f": {"text": "Far too wide"}}]
    apply_ops(actor=cast.actor("spring"), workshop_id=cast.workshop.pk, change_id=uuid7(), cid="spring", ops=change)
    told = Notification.objects.filter(kind="charter-comment").values_list("user__display_name", "text")
    words = "Spring on the charter of “Patient journey”, scope: Too wide"
    assert sorted(told) == [("Fay", words), ("Omar", words)]


def test_a_comment_stands_at_its_part_and_those_who_write_are_told(cast: Cast) -> None:
    made = comment(cast, "spring")
    assert (made.part, made.text, str(made.author), made.settled) == ("scope", "Too wide", "Spring", False)
    told = Notification.objects.filter(kind="charter-comment").values_list("user__display_name", flat=True)
    assert sorted(told) == ["Fay", "Omar"]
    assert "Spring: Too wide" in page(cast).partition("Comments 1 open")[2]
    answer = cast.client("omar").post(f"/charter/comments/{made.pk}/settle/", {"settled": "1"})
    assert answer.headers["Location"] == f"{url(cast)}#scope"
    assert "Comments 1 open" not in page(cast) and "Settled" in page(cast)


@pytest.mark.parametrize(("who", "text", "part"), [("obi", "Too wide", "scope"), ("pia", " ", "scope"), ("pia", "Too wide", "nowhere")])
def test_a_comment_that_cannot_be_made(cast: Cast, who: str, text: str, part: str) -> None:
    before = head(cast)
    with pytest.raises((Forbidden, Invalid)):
        comment(cast, who, part, text)
    assert (CharterComment.objects.count(), head(cast), Notification.objects.filter(kind="charter-comment").count()) == (0, before, 0)


def test_a_comment_is_its_authors_and_those_who_write_the_charter(cast: Cast) -> None:
    made = comment(cast, "pia")
    with pytest.raises(Forbidden):
        services.remove_comment(actor=cast.actor("per"), comment_id=made.pk)
    with pytest.raises(Forbidden):
        services.settle_comment(actor=cast.actor("spring"), comment_id=made.pk, settled=True)
    services.remove_comment(actor=cast.actor("pia"), comment_id=made.pk)
    assert CharterComment.objects.present().count() == 0
    undo_change(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, seq=head(cast))
    assert CharterComment.objects.present().get().text == "Too wide"
    assert Change.objects.get(workshop=cast.workshop, seq=head(cast)).kind == "undo"
