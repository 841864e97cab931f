"""The rules of rounds: what may be given, how it adds up, who works with whom, and the share of voice by area."""

from __future__ import annotations

import pytest

from vsm_site.lib.errors import Invalid
from workshops.round_kinds import OTHERS, clean_choice, clean_dots, clean_notes, lines_of, shares, spread_people, tally


@pytest.mark.parametrize(("text", "lines"), [("", []), ("a\n\n b \na", ["a", "b"]), ("\r\none\r\ntwo", ["one", "two"])])
def test_one_in_a_line(text: str, lines: list[str]) -> None:
    assert lines_of(text) == lines


def test_notes_are_trimmed_and_kept_once() -> None:
    assert clean_notes([" a ", "a", "", "b\x00"]) == ["a", "b"]


def test_dots_of_nought_are_none() -> None:
    assert clean_dots({"a": 0, "b": 2}, ["a", "b"], 3) == {"b": 2}
    assert clean_dots({}, ["a"], 3) == {}


def test_a_choice_is_of_the_answers() -> None:
    assert clean_choice(["a", "a"], ["a", "b"], several=False) == {"a": 1}
    assert clean_choice([], ["a", "b"], several=False) == {}
    with pytest.raises(Invalid):
        clean_choice(["c"], ["a", "b"], several=True)


def test_all_add_up() -> None:
    assert tally([{"a": 2}, {"a": 1, "b": 1}, {}]) == {"a": 3, "b": 1}


@pytest.mark.parametrize(
    ("people", "groups", "expected"),
    [
        (["a", "b", "c", "d", "e"], 2, [["a", "c", "e"], ["b", "d"]]),
        (["a"], 3, [["a"], [], []]),
        ([], 2, [[], []]),
    ],
)
def test_neighbours_come_apart_and_groups_are_alike(people: list[str], groups: int, expected: list[list[str]]) -> None:
    assert spread_people(people, groups) == expected


def told(people: dict[str, str], said: dict[str, int]) -> list[tuple[str, int, int, int]]:
    return [(share.area, share.people, share.said, share.percent) for share in shares(people, said)]


def test_shares_are_of_areas_with_two_people_and_more() -> None:
    people = {"a": "Lab", "b": "Lab", "c": "Ward", "d": "Ward"}
    assert told(people, {"a": 6, "c": 1, "d": 1}) == [("Lab", 2, 6, 75), ("Ward", 2, 2, 25)]


def test_areas_of_one_person_stand_together() -> None:
    people = {"a": "Lab", "b": "Lab", "c": "Pharmacy", "d": "Porters"}
    assert told(people, {"a": 1, "c": 3}) == [(OTHERS, 2, 3, 75), ("Lab", 2, 1, 25)]


def test_a_single_person_is_in_no_share_at_all() -> None:
    people = {"a": "Lab", "b": "Lab", "c": "Pharmacy"}
    assert told(people, {"a": 1, "c": 9}) == [("Lab", 2, 1, 100)]
    assert told({"c": "Pharmacy"}, {"c": 9}) == []


def test_where_everybody_is_of_another_area_there_is_no_share() -> None:
    assert told({"a": "Lab", "c": "Pharmacy", "d": "Porters"}, {"a": 1, "c": 3}) == []


def test_nobody_said_anything_yet() -> None:
    assert told({"a": "Lab", "b": "Lab"}, {}) == [("Lab", 2, 0, 0)]
    assert told({}, {}) == []
