"""Pre-work: a link without an account, what comes back by it, and what the coach takes over into map, glossary and issues."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connections
from django.test import Client

from accounts.models import OutboxMessage, User
from accounts.services.guests import create_guest
from accounts.services.invitations import accept_invitation_as_new
from mapping import prework as selectors
from mapping.models import Flow, PreworkAnswer, PreworkLink, Step
from mapping.services import prework as services
from mapping.services.maps import import_document
from tests.cast import Cast, add_person
from tests.workshops.test_charter import head, text_of
from vsm_site.lib.errors import Conflict, Forbidden, Invalid, Locked, NotFound
from workshops.access import Actor
from workshops.change import change
from workshops.kinds import PARTICIPATION
from workshops.models import Capture, Participation, Workshop
from workshops.policy import Action, Role
from workshops.selectors import preparation
from workshops.services import captures, people
from workshops.services.changes import undo_change

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
SAID = {"step": "Triage", "d_cycle_time": "20 min", "d_wip": "4", "d_trigger": "Patient is called", "evidence": "measured"}


@pytest.fixture(autouse=True)
def _before_the_workshop() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def send(cast: Cast, name: str = "pia", who: str = "fay") -> str:
    """The path of the link that somebody gets."""
    (sent,) = services.send_links(actor=cast.actor(who), workshop_id=cast.workshop.pk, people=[cast.person(name).pk], now=datetime.now(UTC))
    return (
        sent.link.removeprefix("http://testserver")
        if sent.link.startswith("http://testserver")
        else re.sub(r"^https?://[^/]+", "", sent.link)
    )


def fill(path: str, **typed: str) -> Any:
    return Client().post(path, SAID | typed)


def answers(cast: Cast) -> list[PreworkAnswer]:
    return list(PreworkAnswer.objects.present().filter(workshop=cast.workshop).order_by("said_at", "pk"))


def one(cast: Cast, path: str = "", **typed: str) -> PreworkAnswer:
    """A single answer as it was sent by a link."""
    assert Client().post(path or send(cast), typed).status_code == 302
    return answers(cast)[-1]


def map_of(cast: Cast, **data: Any) -> Step:
    steps = [{"id": "a", "name": "Registration", "area": "Front desk"}, {"id": "b", "name": "Triage", "area": "Ward", **data}]
    import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source={"format": "vsm-map/1", "title": "Now", "steps": steps})
    return Step.objects.get(doc_id="b")


# The link


def test_a_link_is_mailed_to_one_person_and_kept_as_a_hash(cast: Cast) -> None:
    path = send(cast)
    letter = OutboxMessage.objects.get(kind="prework")
    secret = path.strip("/").rpartition("/")[2]
    assert letter.to == cast.pia.email and path in letter.body and "Monday 16 November" in letter.body and letter.holds_secret
    link = PreworkLink.objects.get()
    assert (link.person, link.user, link.expires_at) == (cast.person("pia"), cast.pia, NOW + timedelta(days=30))
    assert len(secret) >= 22 and secret not in link.secret_hash


def test_the_link_opens_a_form_without_an_account_and_opening_changes_nothing(cast: Cast) -> None:
    path, before = send(cast), head(cast)
    answer = Client().get(path)
    shown = answer.content.decode()
    assert answer.status_code == 200 and "Hello Pia" in shown and "How long hands-on for one, if nothing interrupted?" in shown
    assert "no-store" in answer.headers["Cache-Control"] and (head(cast), answers(cast)) == (before, [])


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        ("unknown", "without a sign missing"),
        ("expired", "It worked for 30 days"),
        ("revoked", "A newer one"),
        ("over", "is over"),
        ("paused", "is over"),
    ],
)
def test_a_link_that_does_not_open_takes_nothing(cast: Cast, spoil: str, words: str) -> None:
    path = send(cast)
    later = NOW
    if spoil == "unknown":
        path = path[:-2] + ("a/" if path[-2] != "a" else "b/")
    elif spoil == "expired":
        later = NOW + timedelta(days=30, seconds=1)
    elif spoil == "revoked":
        send(cast)
    else:
        with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
            tx.set(Workshop.objects.get(pk=cast.workshop.pk), {"stage": "future"} if spoil == "over" else {"paused": True})
    before = head(cast)
    with time_machine.travel(later, tick=False):
        for answer in (Client().get(path), fill(path)):
            assert answer.status_code == 410 and words in answer.content.decode()
    assert (answers(cast), head(cast)) == ([], before)


def test_who_left_the_workshop_gets_in_no_more(cast: Cast) -> None:
    path = send(cast)
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.delete(cast.person("pia"))
    answer = fill(path)
    assert answer.status_code == 410 and "Patient journey" not in answer.content.decode() and answers(cast) == []


def test_a_link_is_taken_away_by_coach_or_owner(cast: Cast) -> None:
    path = send(cast)
    link = PreworkLink.objects.get()
    for who, status in (("pia", 403), ("spring", 403), ("ada", 403), ("xena", 404), ("omar", 302)):
        assert cast.client(who).post(f"/prework/links/{link.pk}/revoke/").status_code == status
    assert Client().get(path).status_code == 410


@pytest.mark.parametrize("who", ["pia", "spring", "obi"])
def test_who_may_not_send_links_sends_none(cast: Cast, who: str) -> None:
    with pytest.raises(Forbidden):
        send(cast, who=who)
    assert (PreworkLink.objects.count(), OutboxMessage.objects.filter(kind="prework").count()) == (0, 0)


def test_no_link_goes_to_people_of_another_workshop_or_without_own_steps(cast: Cast) -> None:
    other = Participation.objects.filter(workshop=cast.other_workshop).first()
    sent = services.send_links(
        actor=cast.actor("fay"), workshop_id=cast.workshop.pk, people=[other.pk, cast.person("spring").pk, cast.person("obi").pk], now=NOW
    )
    assert (sent, PreworkLink.objects.count(), OutboxMessage.objects.filter(kind="prework").count()) == ([], 0, 0)


def test_somebody_invited_who_has_no_account_yet_answers_under_the_own_name(cast: Cast) -> None:
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        new = tx.new(PARTICIPATION, {"email": "lena@example.org", "role": "participant"})
    (sent,) = services.send_links(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, people=[new.pk], now=NOW)
    path = re.sub(r"^https?://[^/]+", "", sent.link)
    made = one(cast, path, pains="Waiting for signatures")
    assert (str(made.author), made.author.is_guest, made.person) == ("lena (guest)", True, new)
    people = User.objects.count()
    services.send_links(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, people=[new.pk], now=NOW)
    assert User.objects.count() == people
    client = Client()
    client.get(path)
    assert client.get(f"/workshops/{cast.workshop.pk}/").headers["Location"].startswith("/accounts/login/")


def test_who_takes_the_invitation_keeps_what_was_written_by_the_link_before(cast: Cast) -> None:
    invited = people.invite(
        actor=cast.actor("omar"), workshop_id=cast.workshop.pk, values={"email": "lena@example.org", "role": "participant"}
    )
    (sent,) = services.send_links(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, people=[invited.person.pk], now=NOW)
    path = re.sub(r"^https?://[^/]+", "", sent.link)
    accepted, waiting = one(cast, path, pains="Waiting for signatures"), one(cast, path, terms="OCR = order change request")
    services.accept(actor=cast.actor("fay"), answer_id=accepted.pk)
    stand_in = waiting.author
    token = invited.link.strip("/").rpartition("/")[2]
    said: Any = {"display_name": "Lena", "password": "a long way to the ward", "time_zone": "Europe/Berlin"}
    lena = accept_invitation_as_new(token=token, now=NOW, **said)
    stand_in.refresh_from_db()
    assert ([str(row.author) for row in answers(cast)], str(Capture.objects.get().author)) == (["Lena", "Lena"], "Lena")
    assert (stand_in.is_active, [link.user for link in PreworkLink.objects.all()]) == (False, [lena])
    actor = Actor(lena)
    captures.update_capture(actor=actor, capture_id=Capture.objects.get().pk, values={"text": "Waiting for three signatures"})
    assert Capture.objects.get().text == "Waiting for three signatures"
    door = selectors.own_door(actor, Workshop.objects.get(pk=cast.workshop.pk))
    assert door is not None
    services.take_back(door=door, answer_id=waiting.pk)
    assert answers(cast) == [accepted]
    assert Client().post(path, {"pains": "Two systems"}).status_code == 302
    assert str(answers(cast)[-1].author) == "Lena"


def test_an_answer_asked_of_a_person_is_taken_back_by_that_person(cast: Cast) -> None:
    """Also where it was written by a row without an account that stood in for the person."""
    kept = one(cast, send(cast), pains="Waiting for signatures")
    stand_in = create_guest(name="pia", time_zone="Europe/Berlin")
    with change(cast.workshop.pk, actor=cast.actor("fay"), granted=frozenset(Action)) as tx:
        tx.set(kept, {"author": stand_in.pk})
    assert cast.client("pia").post(f"/workshops/{cast.workshop.pk}/prework/mine/", {"remove": str(kept.pk)}).status_code == 302
    assert answers(cast) == []


# Answering


def test_a_step_words_and_pains_come_back_in_one_change(cast: Cast) -> None:
    path, before = send(cast), head(cast)
    sent = fill(path, terms="OCR = order change request\n\n  WIP  ", pains="Waiting for signatures", d_lead_time="1-3 d", d_wip="~4")
    assert (sent.status_code, sent.headers["Location"], head(cast)) == (302, path, before + 1)
    assert [(row.kind, row.step, row.text, row.state, str(row.author)) for row in answers(cast)] == [
        ("step", "Triage", "", "sent", "Pia"),
        ("term", "", "OCR = order change request", "sent", "Pia"),
        ("term", "", "WIP", "sent", "Pia"),
        ("pain", "", "Waiting for signatures", "sent", "Pia"),
    ]
    assert answers(cast)[0].data == {
        "trigger": "Patient is called",
        "cycle_time": {"value": "20 min", "evidence": "measured"},
        "lead_time": {"low": "1 d", "likely": "2 d", "high": "3 d", "evidence": "estimate"},
        "wip": {"value": 4, "evidence": "estimate"},
    }
    assert "Process time: 20 min" in text_of(Client().get(path))


def test_a_form_sent_twice_is_kept_once(cast: Cast) -> None:
    path = send(cast)
    change_id = str(Client().get(path).context["change_id"])
    for _ in range(2):
        assert fill(path, change_id=change_id).status_code == 302
    assert len(answers(cast)) == 1


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"d_cycle_time": "soon"}, "d_cycle_time", ""),
        ({"d_complete_accurate": "140"}, "d_complete_accurate", "at most 100"),
        ({"d_staffing": "-1"}, "d_staffing", "at least 0"),
        ({"step": ""}, "step", "Say which step"),
        ({"d_cycle_time": "", "d_wip": "", "d_trigger": ""}, "step", "at least one question"),
        ({"pains": "x" * 1001}, "pains", "1000 characters"),
        ({"terms": "a\n" * 21}, "terms", "At most 20 lines"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_question_and_nothing_is_kept(cast: Cast, typed: dict[str, str], field: str, words: str) -> None:
    path, before = send(cast), head(cast)
    answer = fill(path, **typed)
    assert answer.status_code == 422 and words in " ".join(answer.context["form"].errors[field])
    assert (answers(cast), head(cast)) == ([], before)


def test_an_empty_form_says_what_to_do(cast: Cast) -> None:
    answer = Client().post(send(cast), {})
    assert answer.status_code == 422 and "Answer at least one question" in answer.content.decode() and answers(cast) == []


def test_a_link_takes_only_so_much(cast: Cast) -> None:
    path = send(cast)
    for place in range(3):
        assert Client().post(path, {"pains": "\n".join(f"{place} {line}" for line in range(20))}).status_code == 302
    refused = Client().post(path, {"pains": "One more"})
    assert refused.status_code == 422 and len(answers(cast)) == services.MOST


def test_one_sees_and_takes_back_only_ones_own(cast: Cast) -> None:
    mine, others = send(cast, "pia"), send(cast, "per")
    kept = one(cast, mine, pains="Waiting for signatures")
    assert "Waiting for signatures" not in Client().get(others).content.decode()
    Client().post(others, {"remove": str(kept.pk)})
    assert len(answers(cast)) == 1
    assert Client().post(mine, {"remove": "nothing"}).status_code == 404
    assert Client().post(mine, {"remove": str(kept.pk)}).status_code == 302
    assert answers(cast) == []


def test_what_was_decided_on_is_not_taken_back(cast: Cast) -> None:
    path = send(cast)
    kept = one(cast, path, pains="Waiting for signatures")
    services.decline(actor=cast.actor("fay"), answer_id=kept.pk, why="Known already")
    door = selectors.door_of(path.strip("/").rpartition("/")[2], NOW)
    assert door is not None
    with pytest.raises(Locked):
        services.take_back(door=door, answer_id=kept.pk)
    shown = text_of(Client().get(path))
    assert "Not taken over: Known already" in shown and "Take back" not in shown and len(answers(cast)) == 1


def test_the_steps_of_ones_area_are_offered_first(cast: Cast) -> None:
    map_of(cast)
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.set(cast.person("pia"), {"area": "ward"})
    assert list(Client().get(send(cast)).context["steps"]) == ["Triage", "Registration"]


def test_who_is_signed_in_answers_on_a_page_of_the_workshop(cast: Cast) -> None:
    address = f"/workshops/{cast.workshop.pk}/prework/mine/"
    assert cast.client("pia").post(address, SAID).headers["Location"] == address
    assert [(str(row.author), row.person) for row in answers(cast)] == [("Pia", cast.person("pia"))]
    assert [cast.client(who).get(address).status_code for who in ("fay", "spring", "obi", "uma")] == [200, 403, 403, 404]


# Deciding


def test_what_came_back_is_read_by_those_who_decide_alone(cast: Cast) -> None:
    one(cast, pains="CANARY pain")
    address = f"/workshops/{cast.workshop.pk}/prework/"
    for who, status in (("fay", 200), ("omar", 200), ("pia", 403), ("spring", 403), ("obi", 403), ("ada", 403), ("uma", 404)):
        answer = cast.client(who).get(address)
        assert (answer.status_code, b"CANARY" in answer.content) == (status, status == 200)
    for who, sees in (("fay", True), ("per", False), ("obi", False)):
        state = cast.client(who).get(f"/api/v1/workshops/{cast.workshop.pk}/live/state/").content
        assert (b"CANARY" in state) is sees


def test_a_term_becomes_a_word_and_a_pain_an_issue_by_who_said_it(cast: Cast) -> None:
    path = send(cast)
    fill(path, step="", d_cycle_time="", d_wip="", d_trigger="", terms="OCR = order change request", pains="Waiting for signatures")
    for answer in answers(cast):
        assert cast.client("fay").post(f"/prework/answers/{answer.pk}/decide/", {"take": "yes"}).status_code == 302
    rows = Capture.objects.present().filter(workshop=cast.workshop).order_by("kind")
    assert [(row.kind, row.text, str(row.author), row.status) for row in rows] == [
        ("acronym", "OCR = order change request", "Pia", "closed"),
        ("issue", "Waiting for signatures", "Pia", "open"),
    ]
    assert [(row.state, row.answer) for row in answers(cast)] == [("accepted", "In the glossary"), ("accepted", "Among the issues")]


def test_chosen_data_go_to_the_step_with_who_said_them(cast: Cast) -> None:
    step = map_of(cast, wip=9)
    fill(send(cast))
    (answer,) = answers(cast)
    (shown,) = selectors.with_steps([answer], cast.workshop)
    assert shown.step == step.pk
    assert [(datum.key, datum.said, datum.present, datum.is_new) for datum in shown.data] == [
        ("trigger", "Patient is called", "", True),
        ("cycle_time", "20 min", "", True),
        ("wip", "4", "9", False),
    ]
    sent = {"take": "yes", "step": str(step.pk), "keys": ["cycle_time", "trigger"]}
    assert cast.client("omar").post(f"/prework/answers/{answer.pk}/decide/", sent).status_code == 302
    step.refresh_from_db()
    assert (step.cycle_time, step.trigger, step.wip) == ({"value": "20 min", "evidence": "measured", "by": "Pia"}, "Patient is called", 9)
    assert answers(cast)[0].answer == "On the map: Triage"


def measure(cast: Cast, step: Step, value: int) -> None:
    """Somebody types a measured value on the map."""
    with change(cast.workshop.pk, actor=cast.actor("omar")) as tx:
        tx.set(step, {"wip": value})


def fields_of(page: str) -> dict[str, Any]:
    """The hidden fields of the form of the only answer that waits."""
    return dict(re.findall(r'type="hidden" name="((?!csrf)\w+)" value="([^"]*)"', form_of(page)))


def form_of(page: str) -> str:
    return page.partition('/decide/" data-guard>')[2].partition("</form>")[0]


def test_what_was_measured_since_the_page_was_opened_is_shown_and_not_overwritten(cast: Cast) -> None:
    step, address = map_of(cast, wip=9), f"/workshops/{cast.workshop.pk}/prework/"
    fill(send(cast))
    (answer,) = answers(cast)
    client = cast.client("fay")
    sent = fields_of(client.get(address).content.decode()) | {"take": "yes", "step": str(step.pk), "keys": ["wip"]}
    measure(cast, step, 12)
    before = head(cast)
    refused = client.post(f"/prework/answers/{answer.pk}/decide/", sent)
    shown = text_of(refused)
    assert refused.status_code == 409 and ": 4 Omar wrote: 12" in shown and "Nothing was overwritten" in shown
    step.refresh_from_db()
    assert (step.wip, answers(cast)[0].state, head(cast)) == (12, "sent", before)
    again = fields_of(refused.content.decode()) | {"take": "yes", "step": str(step.pk), "keys": ["wip"]}
    assert client.post(f"/prework/answers/{answer.pk}/decide/", again).status_code == 302
    step.refresh_from_db()
    assert step.wip == {"value": 4, "evidence": "measured", "by": "Pia"}


def test_what_another_step_says_is_shown_before_it_is_overwritten(cast: Cast) -> None:
    map_of(cast)
    other = Step.objects.get(doc_id="a")
    measure(cast, other, 12)
    fill(send(cast))
    (answer,) = answers(cast)
    client = cast.client("fay")
    first = fields_of(client.get(f"/workshops/{cast.workshop.pk}/prework/").content.decode())
    refused = client.post(f"/prework/answers/{answer.pk}/decide/", first | {"take": "yes", "step": str(other.pk), "keys": ["wip"]})
    assert refused.status_code == 409 and "Omar wrote: 12" in text_of(refused)
    other.refresh_from_db()
    assert (other.wip, answers(cast)[0].state) == (12, "sent")


def test_an_answer_about_a_step_that_is_not_on_the_map_draws_it(cast: Cast) -> None:
    map_of(cast)
    fill(send(cast), step="Send the letter")
    (answer,) = answers(cast)
    client, address = cast.client("fay"), f"/prework/answers/{answer.pk}/decide/"
    assert "No step is called so: choose one, or draw it" in text_of(client.get(f"/workshops/{cast.workshop.pk}/prework/"))
    assert client.post(address, {"take": "draw", "keys": ["wip"]}).status_code == 302
    drawn = Step.objects.present().order_by("-order_key")[0]
    assert (drawn.name, drawn.wip, drawn.cycle_time) == ("Send the letter", {"value": 4, "evidence": "measured", "by": "Pia"}, None)
    assert Flow.objects.present().filter(map=drawn.map, target=drawn.doc_id).count() == 1
    assert answers(cast)[0].answer == "Drawn on the map: Send the letter"
    undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=head(cast))
    assert answers(cast)[0].state == "sent" and not Step.objects.present().filter(name="Send the letter").exists()


def test_without_a_map_the_coach_is_told_before_sending_and_the_person_what_to_do(cast: Cast) -> None:
    page = cast.client("fay").get(f"/workshops/{cast.workshop.pk}/prework/")
    assert "No current map is there yet." in text_of(page)
    assert f"/workshops/{cast.workshop.pk}/maps/new/?state=current" in page.content.decode()
    path = send(cast)
    assert "The map is not drawn yet. Name your step in the words that you use at work" in text_of(Client().get(path))
    fill(path)
    (answer,) = answers(cast)
    before = head(cast)
    refused = cast.client("fay").post(f"/prework/answers/{answer.pk}/decide/", {"take": "draw", "keys": ["wip"]})
    assert refused.status_code == 422 and "There is no current map yet. Make it first" in text_of(refused)
    assert (answers(cast)[0].state, head(cast)) == ("sent", before)


def test_who_speaks_for_an_area_without_a_step_is_named_before_sending(cast: Cast) -> None:
    map_of(cast)
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.set(cast.person("pia"), {"area": "Pharmacy"})
        tx.set(cast.person("per"), {"expert_of": "Lab, Ward"})
    shown = text_of(cast.client("fay").get(f"/workshops/{cast.workshop.pk}/prework/"))
    assert "no step of Pharmacy on the map: draw it" in shown and "no step of Lab" not in shown
    assert "No step of Pharmacy is on the map yet." in text_of(Client().get(send(cast)))


def test_what_was_chosen_stays_when_something_lacks(cast: Cast) -> None:
    step = map_of(cast)
    fill(send(cast))
    (answer,) = answers(cast)
    refused = cast.client("fay").post(f"/prework/answers/{answer.pk}/decide/", {"take": "yes", "step": str(step.pk)})
    assert refused.status_code == 422 and "Choose what is taken over" in refused.content.decode()
    form = form_of(refused.content.decode())
    assert "checked" not in form and f'value="{step.pk}" selected' in form and answers(cast)[0].state == "sent"


def test_a_decision_goes_back_to_the_answer_that_follows_on_the_same_page(cast: Cast) -> None:
    path, address = send(cast), f"/workshops/{cast.workshop.pk}/prework/"
    for place in range(2):
        Client().post(path, {"pains": "\n".join(f"{place} {line}" for line in range(13))})
    client = cast.client("fay")
    rows = client.get(f"{address}?page=2").context["rows"]
    assert [len(rows), rows[0].after, rows[-1].after] == [6, rows[1].answer.row.pk, rows[-2].answer.row.pk]
    sent = {"take": "no", "page": "2", "after": str(rows[0].after)}
    answer = client.post(f"/prework/answers/{rows[0].answer.row.pk}/decide/", sent)
    assert answer.headers["Location"] == f"{address}?page=2#answer-{rows[1].answer.row.pk}"


def test_the_address_of_a_decision_leads_to_the_page(cast: Cast) -> None:
    kept = one(cast, pains="Waiting for signatures")
    for who, status in (("fay", 302), ("pia", 403), ("xena", 404)):
        assert cast.client(who).get(f"/prework/answers/{kept.pk}/decide/").status_code == status
    assert answers(cast)[0].state == "sent"


def test_a_decision_that_comes_twice_is_made_once_and_nobody_is_told_otherwise(cast: Cast) -> None:
    kept, client = one(cast, pains="Waiting for signatures"), cast.client("fay")
    address = f"/workshops/{cast.workshop.pk}/prework/"
    sent = fields_of(client.get(address).content.decode()) | {"take": "yes"}
    for _ in range(2):
        assert client.post(f"/prework/answers/{kept.pk}/decide/", sent).status_code == 302
    assert "decided on this already" not in text_of(client.get(address)) and Capture.objects.count() == 1


def test_one_undo_takes_an_acceptance_back_with_all_that_came_of_it(cast: Cast) -> None:
    step = map_of(cast)
    fill(send(cast))
    (answer,) = answers(cast)
    services.accept(actor=cast.actor("fay"), answer_id=answer.pk, step_id=step.pk, keys=["wip"])
    undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=head(cast))
    step.refresh_from_db()
    assert (answers(cast)[0].state, step.wip) == ("sent", None)


@pytest.mark.parametrize(("keys", "has_step", "words"), [([], True, "Choose what is taken over"), (["wip"], False, "Choose the step")])
def test_data_need_a_step_and_a_choice(cast: Cast, keys: list[str], has_step: bool, words: str) -> None:
    step = map_of(cast)
    fill(send(cast))
    before = head(cast)
    with pytest.raises(Invalid, match=words):
        services.accept(actor=cast.actor("fay"), answer_id=answers(cast)[0].pk, step_id=step.pk if has_step else None, keys=keys)
    assert (answers(cast)[0].state, head(cast)) == ("sent", before)


def test_no_data_go_to_a_step_of_another_workshop(cast: Cast) -> None:
    map_of(cast)
    source = {"format": "vsm-map/1", "title": "Theirs", "steps": [{"id": "x", "name": "Triage"}]}
    import_document(actor=cast.actor("xena"), workshop_id=cast.other_workshop.pk, source=source)
    theirs = Step.objects.get(doc_id="x")
    fill(send(cast))
    with pytest.raises(NotFound):
        services.accept(actor=cast.actor("fay"), answer_id=answers(cast)[0].pk, step_id=theirs.pk, keys=["wip"])
    theirs.refresh_from_db()
    assert theirs.wip is None


def test_two_who_decide_at_once_decide_once(cast: Cast) -> None:
    kept = one(cast, pains="Waiting for signatures")
    services.accept(actor=cast.actor("fay"), answer_id=kept.pk)
    with pytest.raises(Invalid, match="decided on this already"):
        services.decline(actor=cast.actor("omar"), answer_id=kept.pk)
    assert (answers(cast)[0].state, Capture.objects.count()) == ("accepted", 1)


def test_an_author_does_not_undo_what_was_decided_on_since(cast: Cast) -> None:
    kept = one(cast, pains="Waiting for signatures")
    seq = head(cast)
    services.accept(actor=cast.actor("fay"), answer_id=kept.pk)
    with pytest.raises(Conflict):
        undo_change(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, seq=seq)
    with pytest.raises(Locked):
        undo_change(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, seq=seq, anyway=True)
    assert answers(cast)[0].state == "accepted"
    undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=head(cast))
    assert (answers(cast)[0].state, Capture.objects.present().count()) == ("sent", 0)
    undo_change(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, seq=seq, anyway=True)
    assert answers(cast) == []


# Asking and readiness


def missing(cast: Cast) -> list[tuple[str, str]]:
    found = preparation.readiness_of(Workshop.objects.get(pk=cast.workshop.pk), NOW.date()).areas
    return [(owed.text, owed.who) for area in found if area.key == "prework" for owed in area.missing if owed.task is None]


def test_the_area_says_who_owes_links_answers_and_decisions(cast: Cast) -> None:
    assert missing(cast) == [("Links for the pre-work", "Fay")]
    path = send(cast, "pia")
    send(cast, "per")
    assert missing(cast) == [("Pre-work", "Pia"), ("Pre-work", "Per")]
    one(cast, path, pains="Waiting for signatures")
    assert missing(cast) == [("Pre-work", "Per"), ("1 answer waits for a decision", "Fay")]


def test_home_tells_those_who_decide_that_answers_wait(cast: Cast) -> None:
    path, home = send(cast), f"/workshops/{cast.workshop.pk}/"
    assert "of the pre-work" not in text_of(cast.client("fay").get(home))
    one(cast, path, pains="Waiting for signatures")
    for who, told in (("fay", True), ("omar", True), ("pia", False), ("spring", False)):
        assert ("1 answer of the pre-work waits" in text_of(cast.client(who).get(home))) is told


def test_the_page_mails_links_and_shows_them_where_there_is_no_mail_server(cast: Cast) -> None:
    address = f"/workshops/{cast.workshop.pk}/prework/"
    people = [str(cast.person(name).pk) for name in ("pia", "per")]
    client = cast.client("omar")
    assert client.post(address, {"people": people}).headers["Location"] == address
    shown = client.get(address)
    assert "2 people were asked, 0 answered" in text_of(shown) and PreworkLink.objects.filter(revoked_at=None).count() == 2
    links = shown.context["sent"]
    assert [entry["name"] for entry in links] == ["Pia", "Per"] and "no-store" in shown.headers["Cache-Control"]
    assert [Client().get(re.sub(r"^https?://[^/]+", "", entry["link"])).status_code for entry in links] == [200, 200]
    assert client.get(address).context["sent"] == []
    nobody = client.post(address, {})
    assert nobody.status_code == 422 and "Choose who gets a link." in nobody.content.decode()


def test_a_form_of_links_that_comes_twice_sends_once_and_the_first_link_works(cast: Cast) -> None:
    address, client = f"/workshops/{cast.workshop.pk}/prework/", cast.client("fay")
    sent = {"people": str(cast.person("pia").pk), "change_id": str(client.get(address).context["change_id"])}
    for _ in range(2):
        assert client.post(address, sent).status_code == 302
    (entry,) = client.get(address).context["sent"]
    assert Client().get(re.sub(r"^https?://[^/]+", "", entry["link"])).status_code == 200
    assert (PreworkLink.objects.count(), OutboxMessage.objects.filter(kind="prework").count()) == (1, 1)


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_two_who_send_at_once_leave_one_link_that_works_and_one_stand_in(cast: Cast) -> None:
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        lena = tx.new(PARTICIPATION, {"email": "lena@example.org", "role": "participant"})
    gate = threading.Barrier(2)

    def work(who: str) -> None:
        try:
            gate.wait()
            services.send_links(actor=cast.actor(who), workshop_id=cast.workshop.pk, people=[lena.pk], now=NOW)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(who,)) for who in ("fay", "omar")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (PreworkLink.objects.filter(revoked_at=None).count(), PreworkLink.objects.count()) == (1, 2)
    assert User.objects.filter(is_guest=True, display_name__startswith="lena").count() == 1


def test_no_link_is_sent_once_pre_work_is_over(cast: Cast) -> None:
    add_person(cast.workshop, cast.fay, Role.OWNER, by=cast.fay)
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.set(Workshop.objects.get(pk=cast.workshop.pk), {"stage": "execute"})
    with pytest.raises(Invalid, match="is over"):
        send(cast)
    assert (PreworkLink.objects.count(), missing(cast)) == (0, [])


def test_home_tells_who_was_asked_until_something_was_said(cast: Cast) -> None:
    def told() -> list[str]:
        return [need.text for need in selectors.needs(cast.workshop, cast.actor("pia"))]

    assert told() == []
    path = send(cast)
    assert told() == ["Write your pre-work"]
    fill(path)
    assert told() == []
