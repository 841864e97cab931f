"""Anonymous rounds are anonymous: nothing that a coach or an administrator can reach says whose a note, dot or answer is, then or later."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.core import serializers
from django.test import Client, override_settings

from tests.cast import Cast
from tests.workshops.test_rounds import begin, fresh, items, show, texts, write
from vsm_site.lib.errors import Forbidden, Invalid
from vsm_site.lib.ids import uuid7
from workshops.history import NEVER_UNDONE, frame
from workshops.models import Change, Round, RoundEntry, RoundItem, RoundKey
from workshops.policy import ROLE_ACTIONS, Role
from workshops.selectors.rounds import entries_of, entry_of, voice_of
from workshops.services.changes import undo_change
from workshops.services.voices import choose, place_dots

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
SECRET = "The porter is asleep at nine"
VOICES = {"pia": SECRET, "per": "Forms are typed twice", "omar": "Nobody answers the phone"}


def written(cast: Cast) -> Round:
    row = begin(cast)
    for who, note in VOICES.items():
        write(cast, row, who, note)
    return row


def rows_since(cast: Cast, seq: int) -> list[Change]:
    return list(Change.objects.filter(workshop=cast.workshop, seq__gt=seq).order_by("seq"))


def everything_stored() -> str:
    """Every row of every table, as an export of the whole database would have it."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return "\n".join(serializers.serialize("json", model._default_manager.all()) for model in models)


def reachable(client: Client, cast: Cast, row: Round) -> str:
    """What every page and answer tells that names rounds, the log, people or exports."""
    pk = cast.workshop.pk
    places = [
        f"/workshops/{pk}/{place}" for place in ("", "now/", "cockpit/", "clock/", "rounds/", "history/", "people/", "agenda/", "captures/")
    ]
    api = f"/api/v1/workshops/{pk}"
    places += [row.get_absolute_url(), f"{api}/live/state/", f"{api}/live/changes/?since=0&limit=500", f"{api}/", f"{api}/people/"]
    return "\n".join(client.get(place).content.decode() for place in places)


@pytest.mark.parametrize("who", ["fay", "spring", "per", "obi", "ada"])
def test_while_it_is_open_nobody_else_reads_a_word_of_it(cast: Cast, who: str) -> None:
    row = written(cast)
    assert SECRET not in reachable(cast.client(who), cast, row)
    assert SECRET in reachable(cast.client("pia"), cast, row)


def test_once_it_is_shown_nothing_stands_with_the_note_that_names_its_author(cast: Cast) -> None:
    row = written(cast)
    start = Change.objects.filter(workshop=cast.workshop).latest("seq").seq - 4  # the beginning and three voices
    show(cast, row)
    named = {str(cast.people[name].pk) for name in VOICES}
    for change in rows_since(cast, start):
        text = json.dumps([change.ops, change.undo])
        assert not any(key in text for key in named), change.kind
        assert change.user_id in (None, cast.fay.pk)
    shown = items(row)[SECRET]
    assert (shown.author_id, shown.voters) == (None, [])


def test_the_log_says_that_somebody_took_part_and_not_who_where_or_with_which_id(cast: Cast) -> None:
    row = begin(cast)
    seq = Change.objects.filter(workshop=cast.workshop).latest("seq").seq
    client = cast.client("pia")
    client.post(f"/rounds/{row.pk}/answer/", {"note": SECRET, "change_id": "0197f0a0-0000-7000-8000-000000000001", "cid": "tab-of-pia"})
    (change,) = rows_since(cast, seq)
    assert (change.user_id, change.guest_id, change.client_id, change.kind) == (None, None, "", "voice")
    assert str(change.change_id) != "0197f0a0-0000-7000-8000-000000000001"
    assert change.ops == [{"k": "set", "r": f"round/{row.pk}", "f": {"voices": 1}, "b": {}}]
    for role in Role:
        seen = frame(change, ROLE_ACTIONS[role], cast.fay.pk)
        assert (seen["u"], seen["cid"]) == (None, "")
    assert fresh(row).revs["voices"] == [change.seq, ""]


def test_the_round_itself_is_live_for_everybody(cast: Cast) -> None:
    row = written(cast)
    state = cast.client("obi").get(f"/api/v1/workshops/{cast.workshop.pk}/live/state/").json()
    assert state["records"][f"round/{row.pk}"]["f"]["voices"] == 3


def test_the_key_is_destroyed_with_the_entries_and_with_it_the_way_back(cast: Cast) -> None:
    row = written(cast)
    key = RoundKey.objects.get(round=row).key
    entry = entry_of(cast.actor("pia"), row.pk)
    assert entry is not None and entry.voice == voice_of(key, cast.pia.pk) and entry.author_id is None
    show(cast, row)
    stored = everything_stored()
    assert (RoundEntry.objects.count(), RoundKey.objects.count()) == (0, 0)
    assert key not in stored and entry.voice not in stored and str(entry.pk) not in stored
    assert entries_of(cast.actor("pia"), [row.pk]) == {}


def test_a_copy_of_the_database_alone_does_not_name_the_voices_of_an_open_round(cast: Cast) -> None:
    row = written(cast)
    key = RoundKey.objects.get(round=row).key
    voices = set(RoundEntry.objects.values_list("voice", flat=True))
    assert voices == {voice_of(key, cast.people[who].pk) for who in VOICES}
    with override_settings(SECRET_KEY="that of another installation"):
        assert not voices & {voice_of(key, user.pk) for user in cast.people.values()}


def test_two_rounds_know_a_person_under_different_names(cast: Cast) -> None:
    first, second = begin(cast), begin(cast)
    write(cast, first, "pia", "one")
    write(cast, second, "pia", "two")
    assert len(set(RoundEntry.objects.values_list("voice", flat=True))) == 2


def test_neither_place_nor_id_nor_time_of_a_shown_note_follows_the_order_of_writing(cast: Cast) -> None:
    orders = set()
    for _ in range(12):
        row = begin(cast)
        for who in VOICES:
            for number in range(3):
                write(cast, row, who, f"{who} {number}")
        show(cast, row)
        found = list(RoundItem.objects.present().filter(round=row).order_by("pk"))
        assert [item.text for item in found] == texts(row)  # ids are made in the shuffled order
        orders.add(tuple(item.text.split()[0] for item in found))
    assert len(orders) > 1


def test_an_entry_keeps_no_time(cast: Cast) -> None:
    kinds = {field.get_internal_type() for field in RoundEntry._meta.get_fields()}
    assert not kinds & {"DateTimeField", "DateField", "TimeField", "AutoField", "BigAutoField"}
    assert RoundEntry().pk.version == 4


def test_votes_without_names_leave_sums_only(cast: Cast) -> None:
    vote = begin(cast, "dots", items=["Porter", "Forms"])
    porter = str(items(vote)["Porter"].pk)
    for who in VOICES:
        place_dots(actor=cast.actor(who), round_id=vote.pk, dots={porter: 2})
    poll = begin(cast, "poll", items=["Now", "Later"])
    now = str(items(poll)["Now"].pk)
    for who in VOICES:
        choose(actor=cast.actor(who), round_id=poll.pk, items=[now])
    for row in (vote, poll):
        show(cast, row)
        assert all(item.voters == [] and item.author_id is None for item in items(row).values())
        assert sum(item.count or 0 for item in items(row).values()) == (6 if row is vote else 3)
    assert RoundEntry.objects.count() == 0


def test_results_of_a_vote_are_told_to_nobody_before_it_is_over(cast: Cast) -> None:
    vote = begin(cast, "dots", items=["Porter", "Forms"])
    place_dots(actor=cast.actor("pia"), round_id=vote.pk, dots={str(items(vote)["Porter"].pk): 3})
    for who in ("fay", "omar", "ada"):
        page = cast.client(who).get(vote.get_absolute_url())
        if page.status_code == 200:
            assert "data-mine>3<" not in page.content.decode() and "data-mine>0<" in page.content.decode()


def test_nobody_takes_a_round_back_so_that_it_could_be_read_again(cast: Cast) -> None:
    row = written(cast)
    show(cast, row)
    kinds = {"begin-round", "show-round", "voice"}
    assert kinds <= NEVER_UNDONE
    for change in Change.objects.filter(workshop=cast.workshop, kind__in=kinds):
        with pytest.raises((Invalid, Forbidden)):
            undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=change.seq, anyway=True)
    assert (fresh(row).state, sorted(texts(row))) == ("shown", sorted(VOICES.values()))


def test_history_names_nobody_for_a_voice(cast: Cast) -> None:
    written(cast)
    page = cast.client("fay").get(f"/workshops/{cast.workshop.pk}/history/").content.decode()
    assert page.count("Took part in a round") == 3
    of_pia = cast.client("fay").get(f"/workshops/{cast.workshop.pk}/history/?person={cast.pia.pk}").content.decode()
    assert "Took part in a round" not in of_pia


def test_the_django_admin_has_no_page_of_rounds(cast: Cast) -> None:
    registered = {model.__name__ for model in admin.site._registry}
    assert not registered & {"Round", "RoundEntry", "RoundItem", "RoundKey", "Board", "Change"}


def test_with_names_it_is_said_before_and_kept_after(cast: Cast) -> None:
    row = begin(cast, named=True)
    page = cast.client("pia").get(row.get_absolute_url()).content.decode()
    assert "Then everybody sees your name with it." in page
    write(cast, row, "pia", SECRET)
    assert SECRET not in reachable(cast.client("fay"), cast, row)
    show(cast, row)
    assert items(row)[SECRET].author == cast.pia


def test_a_round_cannot_be_given_names_afterwards(cast: Cast) -> None:
    row = written(cast)
    changes = f"/api/v1/workshops/{cast.workshop.pk}/live/changes/"
    for who in ("fay", "pia"):
        for fields in ({"named": True}, {"voices": 0}, {"kind": "ready"}):
            answer = cast.api(who).post(changes, {"changes": [_set(row, fields)]}, format="json")
            assert answer.json()["results"][0]["why"] == "invalid"
    assert (fresh(row).named, fresh(row).voices) == (False, 3)


def _set(row: Round, fields: dict[str, Any]) -> dict[str, Any]:
    return {"t": "chg", "id": str(uuid7()), "cid": "tab", "ops": [{"k": "set", "r": f"round/{row.pk}", "f": fields, "b": {}}]}


def test_a_refused_answer_says_nothing_of_the_others(cast: Cast) -> None:
    row = written(cast)
    answer = cast.client("per").post(f"/rounds/{row.pk}/answer/", {"note": "x" * 281})
    assert answer.status_code == 422
    assert SECRET not in answer.content.decode()


def test_the_log_of_requests_does_not_say_who_took_part(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    row, pk, ip, browser = begin(cast), cast.workshop.pk, "203.0.113.7", "Browser of Pia"
    pia = cast.client("pia")
    caplog.set_level("INFO")
    for note in (SECRET, "x" * 281):
        pia.post(f"/rounds/{row.pk}/answer/", {"note": note}, REMOTE_ADDR=ip, HTTP_USER_AGENT=browser)
    pia.get(row.get_absolute_url(), REMOTE_ADDR=ip, HTTP_USER_AGENT=browser)
    pia.get(f"/workshops/{pk}/now/", REMOTE_ADDR=ip, HTTP_USER_AGENT=browser)
    assert caplog.text.count("request_finished") == 4 and f"POST /rounds/{row.pk}/answer/" in caplog.text
    assert not [word for word in (str(cast.pia.pk), ip, browser) if word in caplog.text]
    caplog.clear()
    pia.get(f"/workshops/{pk}/captures/", REMOTE_ADDR=ip, HTTP_USER_AGENT=browser)
    assert all(word in caplog.text for word in (str(cast.pia.pk), ip, browser))


def test_asking_with_somebody_elses_note_takes_nothing_away(cast: Cast) -> None:
    row = written(cast)
    cast.client("per").post(f"/rounds/{row.pk}/answer/", {"take": SECRET})
    assert entry_of(cast.actor("pia"), row.pk).content == [SECRET]  # type: ignore[union-attr]
