"""The longest chain of streams that wait for each other."""

from __future__ import annotations

from reviews.chains import Chain, Link, longest

DAYS = {"coils": 13.0, "brackets": 19.0, "dies": 2.0}


def test_without_hand_overs_there_is_no_chain() -> None:
    assert longest(DAYS, []) == Chain()


def test_the_chain_counts_streams_and_what_lies_between() -> None:
    links = [Link("coils", "brackets", 2.0), Link("dies", "brackets", 1.0), Link("brackets", "customer", 0.5)]
    found = longest(DAYS, links)
    assert (found.keys, found.days) == (("coils", "brackets", "customer"), 34.5)
    assert found.pairs == {("coils", "brackets"), ("brackets", "customer")}


def test_of_two_hand_overs_between_the_same_the_slower_one_counts() -> None:
    assert longest({}, [Link("a", "b", 1.0), Link("a", "b", 3.0)]).days == 3.0


def test_a_circle_is_gone_through_once() -> None:
    found = longest(DAYS, [Link("brackets", "dies", 3.0), Link("dies", "brackets", 1.0)])
    assert (found.keys, found.days) == (("brackets", "dies"), 24.0)


def test_a_chain_of_a_thousand_streams_is_followed_to_its_end() -> None:
    found = longest({}, [Link(str(place), str(place + 1), 0.5) for place in range(1500)])
    assert (len(found.keys), found.days) == (1501, 750.0)


def test_of_equally_long_ones_the_first() -> None:
    assert longest({}, [Link("b", "c", 1.0), Link("a", "c", 1.0)]).keys == ("b", "c")
