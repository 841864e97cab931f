"""Frames as they come in: what is refused, and that the schema file says the same as the code (live-protocol 3.4, 3.9)."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest

from tests.live.schema import SCHEMA, is_valid
from vsm_site.lib.errors import Invalid
from workshops.live import frames
from workshops.live.frames import Chg, Look, Ping, Pres, Undo

ID = "01a21886-62f2-7e0d-81af-4ac6de29a76b"
OP = {"k": "rm", "r": f"capture/{ID}", "set": "votes", "v": ID}
GOOD: dict[str, tuple[Any, Any]] = {
    "a change": ({"t": "chg", "id": ID, "cid": "tab", "ops": [OP]}, Chg(UUID(ID), "tab", [OP])),
    "a change without a tab": ({"t": "chg", "id": ID, "ops": [OP]}, Chg(UUID(ID), "", [OP])),
    "undo": ({"t": "undo", "id": ID, "cid": "", "of": 7}, Undo(UUID(ID), "", 7)),
    "undo anyway": ({"t": "undo", "id": ID, "of": 7, "anyway": 1}, Undo(UUID(ID), "", 7, anyway=True)),
    "a look": ({"t": "look", "map": ID, "view": {"fold": 6}, "rev": 12}, Look(UUID(ID), {"fold": 6}, 12)),
    "a look that ends": ({"t": "look", "map": ID, "view": None}, Look(UUID(ID), None, 0)),
    "being nowhere": ({"t": "pres", "at": None}, Pres({"at": None})),
    "being somewhere": ({"t": "pres", "at": {"map": ID, "f": "wip"}, "st": "edit"}, Pres({"at": {"map": ID, "f": "wip"}, "st": "edit"})),
    "a camera": ({"t": "pres", "cam": [0, -1.26, 100, 50]}, Pres({"cam": [0.0, -1.3, 100.0, 50.0]})),
    "no camera": ({"t": "pres", "cam": None}, Pres({"cam": None})),
    "ping": ({"t": "ping"}, Ping()),
}
BAD: dict[str, tuple[Any, list[str]]] = {
    "no object": (["chg"], ["t"]),
    "no kind": ({"id": ID}, ["t"]),
    "another kind": ({"t": "drop"}, ["t"]),
    "a kind that only the server sends": ({"t": "ch", "s": 1}, ["t"]),
    "an unknown key": ({"t": "ping", "now": 1}, ["now"]),
    "unknown keys of a change": ({"t": "chg", "id": ID, "ops": [OP], "b": 1, "a": 1}, ["a", "b"]),
    "no id": ({"t": "chg", "ops": [OP]}, ["id"]),
    "ops that are no list": ({"t": "chg", "id": ID, "ops": {}}, ["ops"]),
    "a long tab": ({"t": "chg", "id": ID, "cid": "c" * 65, "ops": [OP]}, ["cid"]),
    "undo of nothing": ({"t": "undo", "id": ID, "of": 0}, ["of"]),
    "undo perhaps": ({"t": "undo", "id": ID, "of": 1, "anyway": 2}, ["anyway"]),
    "a look at no map": ({"t": "look", "map": "m", "view": {}}, ["map"]),
    "a view in words": ({"t": "look", "map": ID, "view": "wide"}, ["view"]),
    "a number that is none": ({"t": "look", "map": ID, "view": {}, "rev": -1}, ["rev"]),
    "an unknown state": ({"t": "pres", "st": "asleep"}, ["st"]),
    "an unknown place": ({"t": "pres", "at": {"room": "4"}}, ["at"]),
    "a place in a long word": ({"t": "pres", "at": {"r": "r" * 81}}, ["at"]),
    "three numbers": ({"t": "pres", "cam": [0, 0, 1]}, ["cam"]),
    "words for numbers": ({"t": "pres", "cam": [0, 0, 1, "1"]}, ["cam"]),
    "a camera beyond the world": ({"t": "pres", "cam": [0, 0, 1, 1e8], "st": "no"}, ["cam", "st"]),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_frame_is_read_and_the_schema_agrees(name: str) -> None:
    sent, read = GOOD[name]
    assert frames.parse_socket(sent) == read
    assert is_valid("received", sent)


@pytest.mark.parametrize("name", BAD)
def test_a_frame_is_refused_with_the_wrong_keys_and_the_schema_agrees(name: str) -> None:
    sent, paths = BAD[name]
    with pytest.raises(Invalid) as refused:
        frames.parse_socket(sent)
    assert [fault.path for fault in refused.value.faults] == paths
    assert not is_valid("received", sent)


def test_every_kind_of_frame_is_in_the_schema() -> None:
    kinds = {
        json.dumps(SCHEMA["$defs"][name["$ref"].rpartition("/")[2]]["properties"]["t"]) for name in SCHEMA["$defs"]["received"]["oneOf"]
    }
    assert kinds == {json.dumps({"const": kind}) for kind in frames.KEYS}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), True])
def test_a_camera_holds_numbers_only(value: float) -> None:
    with pytest.raises(Invalid):
        frames.parse_socket({"t": "pres", "cam": [0, 0, 1, value]})


def test_a_change_of_more_than_32_kib_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        frames.parse_socket({"t": "chg", "id": ID, "cid": "", "ops": [OP | {"v": "x" * 33_000}]})
    assert refused.value.faults[0].text == "One change is at most 32 KiB; this has 33 KiB."
