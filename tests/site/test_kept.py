"""What a process keeps of what it computed."""

from __future__ import annotations

from vsm_site.lib.kept import Kept


def test_an_answer_is_kept_under_its_key_until_later_ones_take_its_place() -> None:
    kept: Kept[int, str] = Kept(2)
    assert (kept.get(1), kept.put(1, "one"), kept.put(2, "two"), kept.get(1)) == (None, "one", "two", "one")
    kept.put(3, "three")
    assert [kept.get(key) for key in (1, 2, 3)] == [None, "two", "three"]
