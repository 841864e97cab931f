"""Rounds: asked, answered in private, shown by coaches, and what becomes of what came out."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from tests.cast import Cast
from vsm_site.lib.errors import Forbidden, Invalid, Locked
from workshops.change import change
from workshops.kinds_team import ATTENDANCE
from workshops.models import AgendaItem, Board, Capture, Change, Round, RoundEntry, RoundItem, RoundKey, WorkshopDay, WorkshopHead
from workshops.round_kinds import MOST_IN_ROUND, MOST_ON_BOARD
from workshops.selectors.rounds import list_asked, share_of_voice, view_round, view_rounds
from workshops.services.boards import add_to_board, join_board, take_off_board
from workshops.services.changes import apply_ops, undo_change
from workshops.services.rounds import (
    NewRound,
    begin_round,
    drop_round,
    group_items,
    keep_as_captures,
    place_item,
    put_on_agenda,
    show_round,
)
from workshops.services.voices import choose, place_dots, remove_note, say_ready, write_note

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
LATER = datetime(2026, 11, 16, 9, 10, tzinfo=UTC)
VOTERS = ("omar", "pia", "per")


def begin(cast: Cast, kind: str = "write", who: str = "fay", **more: Any) -> Round:
    plan = NewRound(**{"kind": kind, "question": "What wastes time at step 4?"} | more)
    return begin_round(actor=cast.actor(who), workshop_id=cast.workshop.pk, plan=plan, now=NOW)


def write(cast: Cast, row: Round, who: str, *notes: str) -> None:
    for note in notes:
        write_note(actor=cast.actor(who), round_id=row.pk, text=note)


def show(cast: Cast, row: Round, who: str = "fay") -> None:
    show_round(actor=cast.actor(who), round_id=row.pk, now=LATER)


def fresh(row: Round) -> Round:
    return Round.objects.get(pk=row.pk)


def texts(row: Round) -> list[str]:
    return list(RoundItem.objects.present().filter(round=row).order_by("order_key").values_list("text", flat=True))


def items(row: Round) -> dict[str, RoundItem]:
    return {item.text: item for item in RoundItem.objects.present().filter(round=row)}


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


def seen(cast: Cast, row: Round, who: str) -> Any:
    return view_round(cast.actor(who), fresh(row))


# Private writing


def test_notes_are_with_their_author_until_they_are_shown(cast: Cast) -> None:
    row = begin(cast)
    write(cast, row, "pia", "The porter comes at nine", "Forms are typed twice")
    assert seen(cast, row, "pia").mine == ["The porter comes at nine", "Forms are typed twice"]
    for other in ("fay", "omar", "per", "obi"):
        view = seen(cast, row, other)
        assert (view.mine, view.items, view.round.voices, view.asked) == (None, (), 1, 3)


def test_showing_brings_all_notes_to_everybody_and_ends_the_writing(cast: Cast) -> None:
    row = begin(cast)
    for who, note in (("pia", "one"), ("per", "two"), ("omar", "three")):
        write(cast, row, who, note)
    show(cast, row)
    assert sorted(texts(row)) == ["one", "three", "two"]
    assert (fresh(row).state, fresh(row).ended_at, fresh(row).voices) == ("shown", LATER, 3)
    before = head(cast)
    with pytest.raises(Locked):
        write(cast, row, "pia", "four")
    assert (sorted(texts(row)), head(cast)) == (["one", "three", "two"], before)


def test_an_own_note_is_taken_back_and_whoever_has_none_left_has_no_voice(cast: Cast) -> None:
    row = begin(cast)
    write(cast, row, "pia", "one", "two")
    remove_note(actor=cast.actor("pia"), round_id=row.pk, text="one")
    assert (seen(cast, row, "pia").mine, fresh(row).voices) == (["two"], 1)
    remove_note(actor=cast.actor("per"), round_id=row.pk, text="two")  # it is not his
    assert (seen(cast, row, "pia").mine, fresh(row).voices) == (["two"], 1)
    remove_note(actor=cast.actor("pia"), round_id=row.pk, text="two")
    assert (seen(cast, row, "pia").mine, fresh(row).voices, RoundEntry.objects.count()) == (None, 0, 0)


def test_a_second_note_moves_no_number_of_the_log(cast: Cast) -> None:
    row = begin(cast)
    write(cast, row, "pia", "one")
    before = head(cast)
    write(cast, row, "pia", "two")
    assert (head(cast), seen(cast, row, "pia").mine) == (before, ["one", "two"])
    write(cast, row, "per", "three")
    assert head(cast) == before + 1
    assert list(Change.objects.filter(workshop=cast.workshop).order_by("seq").values_list("seq", flat=True)) == list(range(1, before + 2))


@pytest.mark.parametrize("note", ["", "   ", "x" * 281])
def test_a_note_says_something_and_is_short(cast: Cast, note: str) -> None:
    row = begin(cast)
    before = head(cast)
    with pytest.raises(Invalid):
        write(cast, row, "pia", note)
    assert (RoundEntry.objects.count(), head(cast)) == (0, before)


def test_somebody_writes_twenty_notes_at_most(cast: Cast) -> None:
    row = begin(cast)
    write(cast, row, "pia", *(f"note {number}" for number in range(20)))
    with pytest.raises(Invalid):
        write(cast, row, "pia", "one too many")
    assert len(seen(cast, row, "pia").mine) == 20


def test_a_round_that_is_full_takes_no_more_and_is_shown_while_others_wait(cast: Cast) -> None:
    row = begin(cast)
    for number in range(MOST_IN_ROUND // 20):
        content = [f"note {number}-{place}" for place in range(20)]
        RoundEntry.objects.create(round=row, voice=f"voice {number}", content=content)
    before = head(cast)
    with pytest.raises(Invalid, match="The round is full: all together have written 300 notes"):
        write(cast, row, "pia", "one too many")
    assert (seen(cast, row, "pia").mine, RoundEntry.objects.count(), head(cast)) == (None, 15, before)
    show(cast, row)
    assert (len(texts(row)), fresh(row).state) == (300, "shown")


def test_fewer_than_three_voices_without_names_show_nothing(cast: Cast) -> None:
    row = begin(cast)
    write(cast, row, "pia", "one")
    write(cast, row, "per", "two")
    before = head(cast)
    with pytest.raises(Invalid):
        show(cast, row)
    assert (fresh(row).state, texts(row), RoundEntry.objects.count(), RoundKey.objects.count(), head(cast)) == ("open", [], 2, 1, before)


def test_with_names_two_voices_are_enough_and_everybody_sees_whose_they_are(cast: Cast) -> None:
    row = begin(cast, named=True)
    write(cast, row, "pia", "one")
    write(cast, row, "per", "two")
    show(cast, row)
    assert {item.text: item.author for item in items(row).values()} == {"one": cast.pia, "two": cast.per}


def test_a_round_that_is_dropped_shows_nothing_and_keeps_nothing(cast: Cast) -> None:
    row = begin(cast)
    write(cast, row, "pia", "one")
    drop_round(actor=cast.actor("fay"), round_id=row.pk, now=LATER)
    assert (fresh(row).state, texts(row), RoundEntry.objects.count(), RoundKey.objects.count()) == ("dropped", [], 0, 0)


@pytest.mark.parametrize("who", ["omar", "spring", "pia", "obi"])
def test_only_coaches_begin_show_and_drop(cast: Cast, who: str) -> None:
    row = begin(cast)
    for one in VOTERS:
        write(cast, row, one, f"note of {one}")
    before = head(cast)
    for act in (lambda: begin(cast, who=who), lambda: show(cast, row, who)):
        with pytest.raises(Forbidden):
            act()
    with pytest.raises(Forbidden):
        drop_round(actor=cast.actor(who), round_id=row.pk, now=LATER)
    assert (Round.objects.count(), fresh(row).state, texts(row), head(cast)) == (1, "open", [], before)


def test_nobody_ends_a_round_over_the_wire(cast: Cast) -> None:
    row = begin(cast)
    for who in ("fay", "pia"):
        with pytest.raises(Invalid):
            apply_ops(
                actor=cast.actor(who),
                workshop_id=cast.workshop.pk,
                change_id=UUID(int=7),
                cid="tab",
                ops=[{"k": "set", "r": f"round/{row.pk}", "f": {"state": "shown"}, "b": {}}],
            )
    assert fresh(row).state == "open"


@pytest.mark.parametrize("who", ["spring", "obi"])
def test_who_has_no_voice_writes_nothing(cast: Cast, who: str) -> None:
    row = begin(cast)
    with pytest.raises(Forbidden):
        write(cast, row, who, "I would say")
    assert (RoundEntry.objects.count(), fresh(row).voices) == (0, 0)


# Grouping, captures


def shown(cast: Cast) -> Round:
    row = begin(cast)
    for who, note in (("pia", "porter late"), ("per", "porter missing"), ("omar", "forms twice")):
        write(cast, row, who, note)
    show(cast, row)
    return row


def test_notes_are_grouped_and_ungrouped_and_undo_takes_it_back(cast: Cast) -> None:
    row = shown(cast)
    found = items(row)
    group_items(actor=cast.actor("fay"), round_id=row.pk, item_ids=[found["porter late"].pk, found["porter missing"].pk], group=" Porter ")
    view = seen(cast, row, "pia")
    assert [(heading.name, sorted(item.text for item in heading.items)) for heading in view.headings] == [
        ("Porter", ["porter late", "porter missing"]),
        ("", ["forms twice"]),
    ]
    undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=head(cast))
    assert {item.group for item in items(row).values()} == {""}


def test_participants_do_not_group(cast: Cast) -> None:
    row = shown(cast)
    with pytest.raises(Forbidden):
        group_items(actor=cast.actor("pia"), round_id=row.pk, item_ids=[items(row)["porter late"].pk], group="Porter")
    assert {item.group for item in items(row).values()} == {""}


def test_notes_become_captures_of_the_coach(cast: Cast) -> None:
    row = shown(cast)
    keep_as_captures(actor=cast.actor("fay"), round_id=row.pk, item_ids=[items(row)["porter late"].pk], kind="issue")
    kept = Capture.objects.get()
    assert (kept.text, kept.kind, kept.author, kept.status) == ("porter late", "issue", cast.fay, "open")


# Votes and polls


def test_dots_go_on_groups_and_single_notes_of_a_round(cast: Cast) -> None:
    source = shown(cast)
    found = items(source)
    group_items(actor=cast.actor("fay"), round_id=source.pk, item_ids=[found["porter late"].pk, found["porter missing"].pk], group="Porter")
    vote = begin(cast, "dots", source=source.pk, dots=3)
    assert sorted(texts(vote)) == ["Porter", "forms twice"]


def test_dots_are_counted_when_the_coach_ends_the_vote_and_not_before(cast: Cast) -> None:
    vote = begin(cast, "dots", items=["Porter", "Forms"], dots=3)
    porter, forms = (str(items(vote)[text].pk) for text in ("Porter", "Forms"))
    for who, dots in (("pia", {porter: 3}), ("per", {porter: 1, forms: 2}), ("omar", {forms: 1})):
        place_dots(actor=cast.actor(who), round_id=vote.pk, dots=dots)
    place_dots(actor=cast.actor("omar"), round_id=vote.pk, dots={porter: 1})  # in place of the one before
    assert {item.count for item in items(vote).values()} == {None}
    show(cast, vote)
    assert {text: (item.count, item.voters) for text, item in items(vote).items()} == {"Porter": (5, []), "Forms": (2, [])}
    assert [(bar.item.text, bar.count) for bar in seen(cast, vote, "obi").bars] == [("Porter", 5), ("Forms", 2)]


@pytest.mark.parametrize("dots", [{"Porter": 4}, {"Porter": 2, "Forms": 2}, {"Porter": -1}, {"elsewhere": 1}])
def test_nobody_has_more_dots_than_the_others(cast: Cast, dots: dict[str, int]) -> None:
    vote = begin(cast, "dots", items=["Porter", "Forms"], dots=3)
    found = {text: str(item.pk) for text, item in items(vote).items()}
    with pytest.raises(Invalid):
        place_dots(actor=cast.actor("pia"), round_id=vote.pk, dots={found.get(text, text): number for text, number in dots.items()})
    assert (RoundEntry.objects.count(), fresh(vote).voices) == (0, 0)


def test_a_vote_with_names_says_who_voted_for_what_once_it_is_over(cast: Cast) -> None:
    vote = begin(cast, "dots", items=["Porter", "Forms"], named=True)
    place_dots(actor=cast.actor("pia"), round_id=vote.pk, dots={str(items(vote)["Porter"].pk): 1})
    assert items(vote)["Porter"].voters == []
    show(cast, vote)
    assert items(vote)["Porter"].voters == [str(cast.pia.pk)]
    assert seen(cast, vote, "obi").bars[0].voters == ("Pia",)


def test_a_poll_takes_one_answer_or_several(cast: Cast) -> None:
    one = begin(cast, "poll", items=["Today", "Tomorrow"], named=True)
    both = [str(item.pk) for item in items(one).values()]
    with pytest.raises(Invalid):
        choose(actor=cast.actor("pia"), round_id=one.pk, items=both)
    choose(actor=cast.actor("pia"), round_id=one.pk, items=[str(items(one)["Today"].pk)])
    choose(actor=cast.actor("pia"), round_id=one.pk, items=[str(items(one)["Tomorrow"].pk)])
    show(cast, one)
    assert {text: item.count for text, item in items(one).items()} == {"Today": 0, "Tomorrow": 1}
    many = begin(cast, "poll", items=["Today", "Tomorrow"], named=True, several=True)
    choose(actor=cast.actor("pia"), round_id=many.pk, items=[str(item.pk) for item in items(many).values()])
    show(cast, many)
    assert {text: item.count for text, item in items(many).items()} == {"Today": 1, "Tomorrow": 1}


@pytest.mark.parametrize(("kind", "count"), [("dots", 1), ("poll", 0), ("sort", 41)])
def test_there_is_something_to_choose_from(cast: Cast, kind: str, count: int) -> None:
    before = head(cast)
    with pytest.raises(Invalid):
        begin(cast, kind, items=[f"candidate {number}" for number in range(count)])
    assert (Round.objects.count(), head(cast)) == (0, before)


def test_what_is_not_shown_yet_is_not_voted_on(cast: Cast) -> None:
    source = begin(cast)
    write(cast, source, "pia", "one")
    with pytest.raises(Invalid):
        begin(cast, "dots", source=source.pk, items=["a", "b"])
    assert Round.objects.count() == 1


# Ready check


def test_everybody_sees_who_is_ready(cast: Cast) -> None:
    check = begin(cast, "ready", question="Ready for the walk?")
    say_ready(actor=cast.actor("pia"), round_id=check.pk, ready=True)
    view = seen(cast, check, "obi")
    assert ([one.name for one in view.ready], [one.name for one in view.waiting]) == (["Pia"], ["Omar", "Per"])
    say_ready(actor=cast.actor("pia"), round_id=check.pk, ready=False)
    assert (seen(cast, check, "fay").ready, fresh(check).voices) == ((), 0)


def test_those_who_run_the_workshop_are_not_waited_for(cast: Cast) -> None:
    assert [one.name for one in list_asked(cast.workshop.pk)] == ["Omar", "Per", "Pia"]


# Impact and effort


def test_anybody_with_a_voice_places_candidates_until_the_coach_ends_it(cast: Cast) -> None:
    row = begin(cast, "sort", items=["Porter", "Forms"])
    item = items(row)["Porter"]
    place_item(actor=cast.actor("pia"), item_id=item.pk, impact=3, effort=1)
    grid = seen(cast, row, "obi").grid
    assert [(impact, effort, [one.text for _, one in cell]) for impact, cells in grid for effort, cell in cells if cell] == [
        ("High", "Low", ["Porter"])
    ]
    assert seen(cast, row, "obi").unplaced == 1
    show(cast, row)
    with pytest.raises(Locked):
        place_item(actor=cast.actor("pia"), item_id=item.pk, impact=1, effort=1)
    place_item(actor=cast.actor("fay"), item_id=item.pk, impact=2, effort=1)
    assert items(row)["Porter"].impact == 2


def test_notes_of_other_rounds_have_no_place(cast: Cast) -> None:
    item = items(shown(cast))["porter late"]
    with pytest.raises(Invalid):
        place_item(actor=cast.actor("fay"), item_id=item.pk, impact=3, effort=1)
    assert RoundItem.objects.get(pk=item.pk).impact is None


def test_what_came_out_earlier_is_read_in_part_with_how_many_there_are(cast: Cast) -> None:
    row = begin(cast, named=True)
    for number in range(3):
        content = [f"note {number}-{place}" for place in range(20)]
        RoundEntry.objects.create(round=row, voice=f"voice {number}", content=content)
    show(cast, row)
    poll = begin(cast, "poll", items=[f"answer {number}" for number in range(40)])
    (part, choices) = view_rounds(cast.actor("pia"), cast.workshop, [fresh(row), poll], in_part=True)
    assert ([item.text for item in part.items], part.notes) == (texts(row)[:40], 60)
    assert (len(choices.items), choices.notes) == (40, 40)
    assert (len(seen(cast, row, "pia").items), seen(cast, row, "pia").notes) == (60, 60)
    page = cast.client("pia").get(f"/workshops/{cast.workshop.pk}/now/").content.decode()
    assert "60 notes" in page


# Break-outs


def boards(row: Round) -> list[Board]:
    return list(Board.objects.present().filter(round=row).order_by("order_key"))


def test_everybody_is_spread_over_the_groups(cast: Cast) -> None:
    row = begin(cast, "breakout", items=["Forms", "Porter"])
    found = boards(row)
    assert [(board.name, board.task, len(board.members)) for board in found] == [("Group 1", "Forms", 2), ("Group 2", "Porter", 1)]
    assert {one for board in found for one in board.members} == {str(cast.people[name].pk) for name in VOTERS}


def test_members_write_on_their_board_and_others_do_not(cast: Cast) -> None:
    row = begin(cast, "breakout", groups=2)
    here = next(board for board in boards(row) if str(cast.pia.pk) in board.members)
    there = next(board for board in boards(row) if board.pk != here.pk)
    add_to_board(actor=cast.actor("pia"), board_id=here.pk, text="Type it once")
    with pytest.raises(Forbidden):
        add_to_board(actor=cast.actor("pia"), board_id=there.pk, text="Elsewhere")
    join_board(actor=cast.actor("pia"), board_id=there.pk)
    add_to_board(actor=cast.actor("pia"), board_id=there.pk, text="Elsewhere")
    assert {item.text: item.board_id for item in items(row).values()} == {"Type it once": here.pk, "Elsewhere": there.pk}


def test_a_note_for_a_board_that_is_sent_twice_stands_there_once(cast: Cast) -> None:
    row, pia = begin(cast, "breakout", groups=2), cast.client("pia")
    here = next(board for board in boards(row) if str(cast.pia.pk) in board.members)
    page = pia.get(row.get_absolute_url()).text
    form = page[page.index(f"/boards/{here.pk}/notes/") :].partition("</form>")[0]
    (change_id,) = re.findall(r'name="change_id" value="([^"]+)"', form)
    for _ in range(2):
        assert pia.post(f"/boards/{here.pk}/notes/", {"note": "Type it once", "change_id": change_id}).status_code == 302
    assert [item.text for item in items(row).values()] == ["Type it once"]


def test_a_board_that_is_full_takes_no_more_until_one_is_taken_off(cast: Cast) -> None:
    row = begin(cast, "breakout", groups=2)
    board = next(board for board in boards(row) if str(cast.pia.pk) in board.members)
    for number in range(MOST_ON_BOARD):
        add_to_board(actor=cast.actor("pia"), board_id=board.pk, text=f"note {number}")
    before = head(cast)
    with pytest.raises(Invalid, match="The board is full: it holds 40 notes"):
        add_to_board(actor=cast.actor("pia"), board_id=board.pk, text="one too many")
    assert (len(items(row)), head(cast)) == (40, before)
    take_off_board(actor=cast.actor("pia"), item_id=items(row)["note 7"].pk)
    add_to_board(actor=cast.actor("pia"), board_id=board.pk, text="now there is room")
    assert len(items(row)) == 40


def test_the_coach_puts_people_on_boards_and_nobody_else_does(cast: Cast) -> None:
    row = begin(cast, "breakout", groups=2)
    first = boards(row)[0]
    with pytest.raises(Forbidden):
        join_board(actor=cast.actor("pia"), board_id=first.pk, person=cast.per.pk)
    for name in VOTERS:
        join_board(actor=cast.actor("fay"), board_id=first.pk, person=cast.people[name].pk)
    assert [len(board.members) for board in boards(row)] == [3, 0]


def test_bringing_all_back_puts_the_notes_under_their_groups(cast: Cast) -> None:
    row = begin(cast, "breakout", groups=2)
    for who in VOTERS:
        board = next(one for one in boards(row) if str(cast.people[who].pk) in one.members)
        add_to_board(actor=cast.actor(who), board_id=board.pk, text=f"of {who}")
    show(cast, row)
    assert {item.group for item in items(row).values()} == {"Group 1", "Group 2"}
    with pytest.raises(Locked):
        add_to_board(actor=cast.actor("pia"), board_id=boards(row)[0].pk, text="too late")


def test_an_own_note_is_taken_off_and_undo_brings_it_back(cast: Cast) -> None:
    row = begin(cast, "breakout", groups=2)
    board = next(one for one in boards(row) if str(cast.pia.pk) in one.members)
    note = add_to_board(actor=cast.actor("pia"), board_id=board.pk, text="Type it once")
    with pytest.raises(Forbidden):
        take_off_board(actor=cast.actor("per"), item_id=note.pk)
    take_off_board(actor=cast.actor("pia"), item_id=note.pk)
    assert texts(row) == []
    undo_change(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, seq=head(cast))
    assert texts(row) == ["Type it once"]


# Share of voice


def test_share_of_voice_is_for_coaches(cast: Cast) -> None:
    assert share_of_voice(cast.actor("pia"), cast.workshop) == []


# Who is here


def mark(cast: Cast, name: str, **values: str) -> None:
    day = WorkshopDay.objects.get(workshop=cast.workshop, date=NOW.date())
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.new(ATTENDANCE, {"person": cast.person(name).pk, "day": day.pk, **values})


@pytest.mark.parametrize(
    ("values", "waiting"),
    [
        ({"came": "away"}, ["Omar", "Pia"]),
        ({"planned": "away"}, ["Omar", "Pia"]),
        ({"planned": "away", "came": "part"}, ["Omar", "Per", "Pia"]),
        ({"planned": "full", "came": "away"}, ["Omar", "Pia"]),
        ({"planned": "part"}, ["Omar", "Per", "Pia"]),
    ],
)
def test_nobody_waits_for_who_is_away_today(cast: Cast, values: dict[str, str], waiting: list[str]) -> None:
    mark(cast, "per", **values)
    view = seen(cast, begin(cast, "ready"), "fay")
    assert ([one.name for one in view.waiting], view.asked) == (waiting, len(waiting))


def test_who_is_away_and_says_ready_all_the_same_counts(cast: Cast) -> None:
    mark(cast, "per", planned="away")
    row = begin(cast, "ready")
    say_ready(actor=cast.actor("per"), round_id=row.pk, ready=True)
    view = seen(cast, row, "fay")
    assert ([one.name for one in view.ready], [one.name for one in view.waiting], view.asked) == (["Per"], ["Omar", "Pia"], 3)


def test_a_break_out_deals_out_only_who_is_here(cast: Cast) -> None:
    mark(cast, "per", came="away")
    row = begin_round(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, plan=NewRound("breakout", "How?", groups=2), now=NOW)
    dealt = sorted(member for board in Board.objects.filter(round=row) for member in board.members)
    assert dealt == sorted([str(cast.omar.pk), str(cast.pia.pk)])


def test_a_break_out_without_a_note_offers_nothing_to_do_with_notes(cast: Cast) -> None:
    row = begin(cast, "breakout", groups=2)
    show(cast, row)
    page = cast.client("fay").get(row.get_absolute_url()).text
    assert "Nobody wrote anything in this round." in page and "Group 1" in page
    assert "Chosen notes" not in page and "Vote on them" not in page


# Going on with what came out


def voted(cast: Cast, kind: str = "dots", items: Any = ("A", "B", "C", "D"), **dots: int) -> Round:
    """A vote that is shown, with these dots by its candidates."""
    row = begin(cast, kind, items=items, dots=20, named=True)
    known = {item.text: str(item.pk) for item in RoundItem.objects.filter(round=row)}
    if kind == "dots":
        place_dots(actor=cast.actor("pia"), round_id=row.pk, dots={known[text]: number for text, number in dots.items()})
    show(cast, row)
    return fresh(row)


def chosen_of(row: Round, *wanted: str) -> list[UUID]:
    known = items(row)
    return [known[text].pk for text in wanted]


def test_the_three_with_most_dots_are_proposed_and_none_without_a_dot(cast: Cast) -> None:
    first = seen(cast, voted(cast, A=1, B=5, C=3, D=2), "fay")
    assert [(item.text, is_first) for item, is_first in first.winners] == [("B", True), ("C", True), ("D", True), ("A", False)]
    second = seen(cast, voted(cast, A=1), "fay")
    assert [item.text for item, is_first in second.winners if is_first] == ["A"]


def test_of_a_sorting_what_brings_most_for_least_comes_first(cast: Cast) -> None:
    row = begin(cast, "sort", items=["A", "B", "C", "D", "E"])
    for text, impact, effort in (("A", 2, 1), ("B", 3, 3), ("C", 3, 1), ("D", 1, 1)):
        place_item(actor=cast.actor("pia"), item_id=items(row)[text].pk, impact=impact, effort=effort)
    show(cast, row)
    assert [(item.text, is_first) for item, is_first in seen(cast, row, "fay").winners] == [
        ("C", True),
        ("B", True),
        ("A", True),
        ("D", False),
        ("E", False),
    ]


def test_winners_become_blocks_of_a_day_before_its_close_with_one_undo(cast: Cast) -> None:
    row = voted(cast, A=1, B=5)
    day = WorkshopDay.objects.filter(workshop=cast.workshop).order_by("date")[1]
    before = AgendaItem.objects.present().filter(day=day).count()
    made = put_on_agenda(actor=cast.actor("fay"), round_id=row.pk, item_ids=chosen_of(row, "B", "A"), day=day.pk, minutes=20)
    assert [(block.title, block.duration_minutes, block.day_id) for block in made] == [("B", 20, day.pk), ("A", 20, day.pk)]
    undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=head(cast))
    assert AgendaItem.objects.present().filter(day=day).count() == before


def test_winners_are_kept_once(cast: Cast) -> None:
    row = voted(cast, A=1, B=5)
    wanted = {"actor": cast.actor("fay"), "round_id": row.pk, "kind": "improvement"}
    assert keep_as_captures(item_ids=chosen_of(row, "A"), **wanted) == 1
    assert keep_as_captures(item_ids=chosen_of(row, "A", "B"), **wanted) == 1
    before = head(cast)
    with pytest.raises(Invalid, match="among the captures already"):
        keep_as_captures(item_ids=chosen_of(row, "A", "B"), **wanted)
    assert (head(cast), Capture.objects.present().filter(workshop=cast.workshop, kind="improvement").count()) == (before, 2)


def test_nothing_is_made_of_a_round_before_it_is_shown_nor_without_the_right(cast: Cast) -> None:
    open_ = begin(cast, "dots", items=["A", "B"])
    day = WorkshopDay.objects.filter(workshop=cast.workshop)[0]
    before = head(cast)
    with pytest.raises(Locked):
        put_on_agenda(actor=cast.actor("fay"), round_id=open_.pk, item_ids=chosen_of(open_, "A"), day=day.pk, minutes=5)
    with pytest.raises(Forbidden):
        put_on_agenda(actor=cast.actor("omar"), round_id=open_.pk, item_ids=chosen_of(open_, "A"), day=day.pk, minutes=5)
    assert head(cast) == before
