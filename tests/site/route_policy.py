"""Who may use which address. Every (route, method) has an entry here; test_rights.py fails for one that is missing or left over.

An entry says what is needed, which parameters and body make it work, and which answers mean that it worked. What a role may do is
not repeated here: it follows from workshops.policy.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.site.scenarios import photo_of
from tests.site.world import Tenant
from vsm_site.lib.ids import uuid7
from workshops.decks import DECKS
from workshops.links import personal_url
from workshops.models import Participation, Round, RoundItem
from workshops.policy import Action

Params = Callable[[Tenant], dict[str, Any]]
Body = Callable[[Tenant], Any]
READ = frozenset({200})
DONE = frozenset({200, 201, 202, 204, 302, 303})


class Need(Enum):
    """What an address asks for, where it is not a right in a workshop."""

    PUBLIC = "public"
    SIGNED_IN = "signed in"
    ORGANISATION_ADMIN = "administrator of the organisation"
    STREAM = "somebody of a workshop of the stream, its maker, or a member for a new one"
    STREAM_EDIT = "owner or coach of a workshop of the stream, or its maker"
    OWN = "the person whose object it is"


@dataclass(frozen=True)
class Rule:
    """The entry of one (route, method)."""

    needs: Need | Action
    params: Params = lambda tenant: {}
    body: Body | None = None
    query: Callable[[Tenant], dict[str, Any]] = lambda tenant: {}
    answers: frozenset[int] = DONE
    """What an allowed actor gets."""
    also: frozenset[str] = frozenset()
    """Actors who are allowed for what is theirs, without the right."""
    not_for: Mapping[str, int] = field(default_factory=dict)
    """Actors who get another answer although they have the right: what they ask for is refused for itself."""
    per_person: bool = False
    """The object belongs to one person (Fay): everybody else gets 404."""
    document: bool = False
    """The body is JSON also outside the API."""
    format: str = ""
    """Content type of the body where it is neither a form nor JSON."""
    slow: bool = False
    """The answer takes a second to draw: of those who are allowed only some ask for it."""


def of(**kinds: str) -> Params:
    """Parameters that are ids of records: `of(pk="action")`; `workshop` is the workshop."""
    return lambda tenant: {name: tenant.pk(kind) for name, kind in kinds.items()}


WORKSHOP = of(pk="workshop")
ACTION = of(pk="action")
PLAN_BLOCK = of(pk="plan_block")
MAP = of(pk="map")


def same(**values: Any) -> Body:
    """A body that is always the same."""
    return lambda tenant: dict(values)


def organisation(**more: Callable[[Tenant], Any]) -> Params:
    """The organisation, and rows of it."""
    return lambda tenant: {"pk": tenant.organisation.pk} | {name: value(tenant) for name, value in more.items()}


def secret(name: str, key: str = "token") -> Params:
    """A secret in the address."""
    return lambda tenant: {key: tenant.secrets.get(name, "not-a-secret")}


def change_id(tenant: Tenant) -> dict[str, str]:
    """A new change id, as forms carry it."""
    return {"change_id": str(uuid7())}


JOIN = {"display_name": "New person", "password": "a long enough passphrase", "time_zone": "UTC"}
PROFILE = {"display_name": "Another name", "time_zone": "Europe/Berlin", "theme": "dark"}
PASSWORDS = {"oldpassword": "correct horse battery", "password1": "a new long passphrase", "password2": "a new long passphrase"}
RESET_KEY = {"uidb36": "0", "key": "no-such-key"}
FORM_SHOWN = frozenset({200, 302, 400, 422})

ROOT: dict[str, dict[str, Rule]] = {
    "healthz": {"GET": Rule(Need.PUBLIC)},
    "readyz": {"GET": Rule(Need.PUBLIC, answers=frozenset({200, 503}))},
    "start": {"GET": Rule(Need.SIGNED_IN)},
    "help": {"GET": Rule(Need.SIGNED_IN)},
    "demo-sign-in": dict.fromkeys(("GET", "POST"), Rule(Need.PUBLIC, answers=frozenset({404}))),  # there is none outside a demo
    "api-schema": {"GET": Rule(Need.PUBLIC, slow=True)},
    "api-docs": {"GET": Rule(Need.PUBLIC)},
}

ALLAUTH: dict[str, dict[str, Rule]] = {
    "account_login": {"GET": Rule(Need.PUBLIC), "POST": Rule(Need.PUBLIC, body=same(login="x@example.org", password="no"))},
    "account_logout": {"POST": Rule(Need.PUBLIC)},
    "account_inactive": {"GET": Rule(Need.PUBLIC)},
    "account_change_password": {"GET": Rule(Need.SIGNED_IN), "POST": Rule(Need.SIGNED_IN, body=same(**PASSWORDS))},
    "account_reset_password": {"GET": Rule(Need.PUBLIC), "POST": Rule(Need.PUBLIC, body=same(email="nobody-known@example.org"))},
    "account_reset_password_done": {"GET": Rule(Need.PUBLIC)},
    "account_reset_password_from_key_done": {"GET": Rule(Need.PUBLIC)},
    "account_reset_password_from_key": dict.fromkeys(("GET", "POST"), Rule(Need.PUBLIC, lambda tenant: dict(RESET_KEY))),
}

DOOR: dict[str, dict[str, Rule]] = {
    "join": {
        "GET": Rule(Need.PUBLIC),
        "POST": Rule(Need.PUBLIC, body=same(code="ABCD 2345", name="Somebody"), answers=frozenset({422})),
    },
    "join-back": {"GET": Rule(Need.PUBLIC), "POST": Rule(Need.PUBLIC, body=same(token="A" * 22), answers=frozenset({422}))},
    "join-wait": {"GET": Rule(Need.PUBLIC)},
    "join-leave": {"POST": Rule(Need.PUBLIC)},
    "join-keep": {"GET": Rule(Need.PUBLIC), "POST": Rule(Need.PUBLIC, body=same(email="gwen@example.org"))},
    "prework": dict.fromkeys(("GET", "POST"), Rule(Need.PUBLIC, lambda tenant: {"token": "not-a-token"}, answers=frozenset({410}))),
    "join-claim": dict.fromkeys(("GET", "POST"), Rule(Need.PUBLIC, lambda tenant: {"token": "not-a-token"}, answers=frozenset({410}))),
}

ACCOUNTS: dict[str, dict[str, Rule]] = {
    "first-administrator": {
        "GET": Rule(Need.PUBLIC, secret("setup"), answers=frozenset({200, 404})),
        "POST": Rule(Need.PUBLIC, secret("setup"), answers=frozenset({404, 422})),
    },
    "invitation-accept": {
        "GET": Rule(Need.PUBLIC, secret("invitation")),
        # somebody who is signed in under another address is told so
        "POST": Rule(Need.PUBLIC, secret("invitation"), same(**JOIN), answers=DONE | {403}),
    },
    "unsubscribe": {"GET": Rule(Need.PUBLIC, secret("unsubscribe")), "POST": Rule(Need.PUBLIC, secret("unsubscribe"))},
    "profile": {"GET": Rule(Need.SIGNED_IN), "POST": Rule(Need.SIGNED_IN, body=same(**PROFILE))},
    "notification-list": {"GET": Rule(Need.SIGNED_IN)},
    "notification-read-all": {"POST": Rule(Need.SIGNED_IN)},
    "notification-mail": {"GET": Rule(Need.SIGNED_IN), "POST": Rule(Need.SIGNED_IN)},
    "notification-read": {"POST": Rule(Need.OWN, lambda tenant: {"pk": tenant.notification().pk})},
    "token-list": {"GET": Rule(Need.SIGNED_IN), "POST": Rule(Need.SIGNED_IN, body=same(label="a script", days=30))},
    "token-revoke": {"POST": Rule(Need.OWN, lambda tenant: {"pk": tenant.token().pk})},
    "session-list": {"GET": Rule(Need.SIGNED_IN)},
    "session-end": {"POST": Rule(Need.OWN, lambda tenant: {"pk": tenant.session().pk})},
    "session-end-others": {"POST": Rule(Need.SIGNED_IN)},
    "organisation": {"GET": Rule(Need.ORGANISATION_ADMIN, organisation())},
    "organisation-settings": {
        "GET": Rule(Need.ORGANISATION_ADMIN, organisation()),
        "POST": Rule(Need.ORGANISATION_ADMIN, organisation(), same(name="New name", time_zone="Europe/Berlin")),
    },
    "organisation-audit": {"GET": Rule(Need.ORGANISATION_ADMIN, organisation())},
    "organisation-invite": {
        "POST": Rule(Need.ORGANISATION_ADMIN, organisation(), same(email="somebody-new@example.org", role="member")),
    },
    "invitation-revoke": {
        "POST": Rule(Need.ORGANISATION_ADMIN, organisation(invitation_pk=lambda tenant: tenant.invitation().pk)),
    },
    "member-role": {
        "POST": Rule(Need.ORGANISATION_ADMIN, organisation(membership_pk=lambda tenant: tenant.membership().pk), same(role="admin")),
    },
    "member-remove": dict.fromkeys(
        ("GET", "POST"), Rule(Need.ORGANISATION_ADMIN, organisation(membership_pk=lambda tenant: tenant.membership().pk))
    ),
    "api-me": {"GET": Rule(Need.SIGNED_IN)},
    "api-notifications": {"GET": Rule(Need.SIGNED_IN)},
}

PIA = frozenset({"pia"})
"""Pia owns the action and the set-up task."""

NEW_ACTION = same(title="Results by noon", kind="event")


def _map_document(tenant: Tenant) -> dict[str, Any]:
    return {"format": "vsm-map/1", "title": "Imported", "steps": [{"id": "a", "name": "Triage"}]}


CHECK_IN = of(pk="check_in")
RHYTHM = {
    "checkin_weekday": "0",
    "checkin_every": "1",
    "checkin_at": "09:00",
    "checkin_ask_days": "1",
    "checkin_from": "2026-11-19",
    "checkin_until": "2027-02-16",
}


def _somebody(tenant: Tenant) -> dict[str, Any]:
    return {"person": str(tenant.person().pk)}


def _answer(tenant: Tenant) -> dict[str, Any]:
    key = str(tenant.pk("action"))
    return {"action": key, f"{key}-status": "doing", f"{key}-text": "The lab agreed"}


OUTREACH = of(pk="outreach")
TOLD = same(audience="The night shift", what="Samples are collected every hour")


def _several(tenant: Tenant) -> dict[str, Any]:
    return {"row": [str(tenant.pk("action"))], "weeks": "1"}


PLAN: dict[str, dict[str, Rule]] = {
    "workshop-board": {"GET": Rule(Action.READ_REPORTS, WORKSHOP)},
    "workshop-plan-table": {"GET": Rule(Action.READ_REPORTS, WORKSHOP)},
    "workshop-plan-timeline": {"GET": Rule(Action.READ_REPORTS, WORKSHOP)},
    "workshop-plan-draft": {"POST": Rule(Action.EDIT_PLAN, WORKSHOP)},
    "workshop-plan-objective": {
        "GET": Rule(Action.EDIT_PLAN, WORKSHOP),
        "POST": Rule(Action.EDIT_PLAN, WORKSHOP, same(objective="Home by noon")),
    },
    "workshop-plan-blocks": {
        "GET": Rule(Action.READ_REPORTS, WORKSHOP),
        "POST": Rule(Action.EDIT_PLAN, WORKSHOP, same(title="Pacemaker loop")),
    },
    "workshop-bursts": {"GET": Rule(Action.READ_REPORTS, WORKSHOP)},
    "promise-gap": {"GET": Rule(Action.READ_REPORTS, WORKSHOP)},
    "promise-gap-keep": {"POST": Rule(Action.EDIT_MAP, WORKSHOP, answers=FORM_SHOWN)},
    "promise-accept": {"POST": Rule(Action.EDIT_PLAN, of(pk="promise"), same(accepted="no"))},
    "workshop-plan-priorities": {"GET": Rule(Action.READ_REPORTS, WORKSHOP)},
    "plan-block": {
        "GET": Rule(Action.EDIT_PLAN, PLAN_BLOCK),
        "POST": Rule(Action.EDIT_PLAN, PLAN_BLOCK, same(title="Press loop", seen="1")),
    },
    "plan-block-move": {"POST": Rule(Action.EDIT_PLAN, PLAN_BLOCK, same(to="down"))},
    "plan-block-remove": {"POST": Rule(Action.EDIT_PLAN, PLAN_BLOCK)},
    "action-judge": {
        "POST": Rule(Action.EDIT_PLAN, ACTION, lambda tenant: {f"{tenant.pk('action')}-impact": "3", f"{tenant.pk('action')}-effort": "1"})
    },
    "plan-change-many": {"POST": Rule(Action.EDIT_PLAN, WORKSHOP, _several, answers=FORM_SHOWN)},
    "plan-view-keep": {"POST": Rule(Action.UPDATE_OWN_ACTION, WORKSHOP, same(name="Late ones", health="late"))},
    "plan-view-remove": {"POST": Rule(Action.EDIT_PLAN, of(pk="plan_view"))},
    "plan-document": {"GET": Rule(Action.READ_REPORTS, WORKSHOP)},
    "plan-communication": {"GET": Rule(Action.READ_REPORTS, WORKSHOP)},
    "plan-training": {"GET": Rule(Action.READ_REPORTS, WORKSHOP)},
    "plan-message-new": {"GET": Rule(Action.EDIT_PLAN, WORKSHOP), "POST": Rule(Action.EDIT_PLAN, WORKSHOP, TOLD)},
    "plan-training-new": {"GET": Rule(Action.EDIT_PLAN, WORKSHOP), "POST": Rule(Action.EDIT_PLAN, WORKSHOP, TOLD)},
    "plan-line-edit": {"GET": Rule(Action.EDIT_PLAN, OUTREACH), "POST": Rule(Action.EDIT_PLAN, OUTREACH, TOLD)},
    "plan-line-done": {"POST": Rule(Action.EDIT_PLAN, OUTREACH, same(done="1"))},
    "plan-line-remove": {"POST": Rule(Action.EDIT_PLAN, OUTREACH)},
    "plan-apart": {"POST": Rule(Action.EDIT_PLAN, WORKSHOP)},
    "plan-agreement": {"GET": Rule(Action.READ_REPORTS, WORKSHOP)},
    "plan-hand-over": {"POST": Rule(Action.EDIT_PLAN, WORKSHOP)},
    "plan-give-back": {"POST": Rule(Action.EDIT_PLAN, WORKSHOP, same(note="Two events are planned anew"), answers=FORM_SHOWN)},
    "plan-baseline": {"POST": Rule(Action.EDIT_PLAN, WORKSHOP, same(reason="The lab moved"), answers=FORM_SHOWN)},
    "plan-sign": {"POST": Rule(Action.SIGN_PLAN, WORKSHOP)},
    "plan-unsign": {"POST": Rule(Action.SIGN_PLAN, WORKSHOP)},
    "action-new": {"GET": Rule(Action.EDIT_PLAN, WORKSHOP), "POST": Rule(Action.EDIT_PLAN, WORKSHOP, NEW_ACTION)},
    "my-actions": {"GET": Rule(Need.SIGNED_IN)},
    "action-page": {"GET": Rule(Action.READ_REPORTS, ACTION)},
    "action-edit": {
        "GET": Rule(Action.EDIT_PLAN, ACTION),
        "POST": Rule(Action.EDIT_PLAN, ACTION, same(title="Another title", kind="event")),
    },
    "action-status": {
        "GET": Rule(Action.EDIT_PLAN, ACTION, also=PIA),
        "POST": Rule(Action.EDIT_PLAN, ACTION, same(status="doing"), also=PIA),
    },
    "action-move": {"POST": Rule(Action.EDIT_PLAN, ACTION, same(status="doing"), also=PIA)},
    "action-progress": {"POST": Rule(Action.EDIT_PLAN, ACTION, same(text="The lab agreed"), also=PIA)},
    "action-remove": {"POST": Rule(Action.EDIT_PLAN, ACTION)},
    "action-dates": {
        "GET": Rule(Action.EDIT_PLAN, ACTION),
        "POST": Rule(Action.EDIT_PLAN, ACTION, same(start="2026-11-23", end="2026-12-04")),
    },
    "action-wait": {"POST": Rule(Action.EDIT_PLAN, ACTION, same(on=""))},
    "action-update-remove": {"POST": Rule(Action.EDIT_PLAN, of(pk="update"))},
    "check-ins": {"GET": Rule(Action.READ_REPORTS, WORKSHOP)},
    "check-in-cadence": {
        "GET": Rule(Action.EDIT_PLAN, WORKSHOP),
        "POST": Rule(Action.EDIT_PLAN, WORKSHOP, same(**RHYTHM)),
    },
    "check-in-begin": {"POST": Rule(Action.EDIT_PLAN, WORKSHOP)},
    "check-in-remind": {"POST": Rule(Action.EDIT_PLAN, WORKSHOP, _somebody)},
    "check-in-links-off": {"POST": Rule(Action.EDIT_PLAN, WORKSHOP, _somebody)},
    "check-in": {"GET": Rule(Action.READ_REPORTS, CHECK_IN)},
    "check-in-edit": {
        "GET": Rule(Action.EDIT_PLAN, CHECK_IN),
        "POST": Rule(Action.EDIT_PLAN, CHECK_IN, same(on="2026-11-24", notes="Short")),
    },
    "check-in-attendance": {"POST": Rule(Action.EDIT_PLAN, CHECK_IN, lambda tenant: {"present": str(tenant.person().pk)})},
    "check-in-send": {"POST": Rule(Action.EDIT_PLAN, CHECK_IN, answers=frozenset({302, 422}))},  # of minutes that say nothing yet
    "check-in-decision": {"POST": Rule(Action.EDIT_PLAN, CHECK_IN, same(text="The pilot starts"))},
    "check-in-follow-up": {
        "POST": Rule(Action.EDIT_PLAN, CHECK_IN, lambda tenant: {"title": "Ask the laboratory", "owner": str(tenant.person().pk)}),
    },
    "check-in-remove": {"POST": Rule(Action.EDIT_PLAN, CHECK_IN)},
    "check-in-point-remove": {"POST": Rule(Action.EDIT_PLAN, of(pk="check_in_point"))},
    "owner-monday": {"GET": Rule(Need.SIGNED_IN)},
    "sponsor-note": {
        "GET": Rule(Action.WRITE_SUMMARY, WORKSHOP),
        "POST": Rule(Action.WRITE_SUMMARY, WORKSHOP, same(text="A good week", do="send")),
    },
    # whoever has the link, signed in or not, says how its person's own action goes
    "check-in-answer": {
        "GET": Rule(Need.PUBLIC, secret("check-in")),
        "POST": Rule(Need.PUBLIC, secret("check-in"), _answer),
    },
    "check-in-answer-off": {"POST": Rule(Need.PUBLIC, secret("check-in"))},
    "api-workshop-promises": {"GET": Rule(Action.READ_REPORTS, WORKSHOP)},
    "api-workshop-actions": {"GET": Rule(Action.READ_REPORTS, WORKSHOP), "POST": Rule(Action.EDIT_PLAN, WORKSHOP, NEW_ACTION)},
    "api-action": {
        "GET": Rule(Action.READ_REPORTS, ACTION),
        "PATCH": Rule(Action.EDIT_PLAN, ACTION, same(status="doing"), also=PIA),
    },
}

MAPS: dict[str, dict[str, Rule]] = {
    "api-maps": {"GET": Rule(Action.VIEW, WORKSHOP), "POST": Rule(Action.EDIT_MAP, WORKSHOP, _map_document)},
    "api-map-document": {"GET": Rule(Action.VIEW, MAP)},
    "api-map-metrics": {"GET": Rule(Action.VIEW, MAP, answers=frozenset({200, 409}))},
    "api-map-svg": {"GET": Rule(Action.VIEW, MAP)},
    "api-map-png": {"GET": Rule(Action.VIEW, MAP, answers=frozenset({200, 503}), slow=True)},
    "api-map-pdf": {"GET": Rule(Action.VIEW, MAP, answers=frozenset({200, 503}), slow=True)},
    "api-map-compare": {"GET": Rule(Action.VIEW, of(pk="map", other="map"))},
}


def _chg(tenant: Tenant) -> dict[str, Any]:
    op = {"k": "new", "r": f"capture/{uuid7()}", "f": {"kind": "issue", "text": "The porter comes at nine"}}
    return {"changes": [{"t": "chg", "id": str(uuid7()), "cid": "tab", "ops": [op]}]}


def _sorted(tenant: Tenant) -> dict[str, Any]:
    return {"capture": str(tenant.pk("capture")), "status": "closed"}


def _block_of_capture(tenant: Tenant) -> dict[str, Any]:
    return {"title": "Who orders at night", "duration_minutes": 15, "day": str(tenant.pk("day"))}


def _pin(tenant: Tenant) -> dict[str, Any]:
    return {"place": str(tenant.pk("map"))}


def _picture() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (4, 3)).save(kept, "PNG")
    return kept.getvalue()


def _photo(tenant: Tenant) -> dict[str, Any]:
    return {"photo": SimpleUploadedFile("form.png", _picture(), "image/png")}


def _of_photo(tenant: Tenant) -> dict[str, Any]:
    return {"pk": photo_of(tenant.side).pk}


def _mail_link(tenant: Tenant) -> dict[str, Any]:
    """The link of a letter to the coach about the tenant's barrier."""
    return {"token": personal_url(tenant.coach.pk, "barrier", tenant.pk("barrier")).rstrip("/").rpartition("/")[2]}


def _block_day(tenant: Tenant) -> dict[str, Any]:
    return {"title": "Walk", "duration_minutes": 30, "kind": "walk", "day": str(tenant.pk("day"))}


BLOCK = {"title": "Walk", "duration_minutes": 30, "kind": "walk"}
DAYS: dict[str, dict[str, Rule]] = {
    "workshop-agenda": {"GET": Rule(Action.VIEW, WORKSHOP)},
    "agenda-fill": {"POST": Rule(Action.RUN_WORKSHOP, WORKSHOP)},
    "workshop-invitations": dict.fromkeys(("GET", "POST"), Rule(Action.EDIT_CHARTER, WORKSHOP)),
    "workshop-calendar": {"GET": Rule(Action.VIEW, WORKSHOP)},
    "day-page": {"GET": Rule(Action.VIEW, of(pk="day"))},
    "day-edit": {
        "GET": Rule(Action.RUN_WORKSHOP, of(pk="day")),
        "POST": Rule(Action.RUN_WORKSHOP, of(pk="day"), same(starts_at="08:30", theme="Current state")),
    },
    "day-clear": {"POST": Rule(Action.RUN_WORKSHOP, of(pk="day"))},
    "day-catch-up": {"POST": Rule(Action.RUN_WORKSHOP, of(pk="day"))},
    "block-add": {"POST": Rule(Action.RUN_WORKSHOP, of(pk="day"), same(**BLOCK))},
    "block-edit": {
        "GET": Rule(Action.RUN_WORKSHOP, of(pk="agenda")),
        "POST": Rule(Action.RUN_WORKSHOP, of(pk="agenda"), _block_day),
    },
    "block-start": {"POST": Rule(Action.RUN_WORKSHOP, of(pk="agenda"))},
    "block-extend": {"POST": Rule(Action.RUN_WORKSHOP, of(pk="agenda"))},
    "block-place": {"POST": Rule(Action.RUN_WORKSHOP, of(pk="agenda"), lambda tenant: {"day": str(tenant.pk("day"))})},
    "block-screen": {"GET": Rule(Action.VIEW, of(pk="agenda"), answers=frozenset({302}))},
    "block-move": {"POST": Rule(Action.RUN_WORKSHOP, of(pk="agenda"), same(to="up"))},
    "block-done": {"POST": Rule(Action.RUN_WORKSHOP, of(pk="agenda"), same(done="1"))},
    "block-remove": {"POST": Rule(Action.RUN_WORKSHOP, of(pk="agenda"))},
    "visit-edit": {
        "GET": Rule(Action.RECORD_VISIT, of(pk="day")),
        "POST": Rule(Action.RECORD_VISIT, of(pk="day"), same(at="16:00", leaders="The chief nurse")),
    },
    "visit-draft": {"POST": Rule(Action.RECORD_VISIT, of(pk="day"))},
    "question-add": {"POST": Rule(Action.ASK_LEADERS, of(pk="day"), same(text="May the laboratory start without a stamp?"))},
    # the coach asked it and noted the lesson; of one's own, everybody who may make one changes the words
    "question-edit": {
        "GET": Rule(Action.RECORD_VISIT, of(pk="question")),
        "POST": Rule(Action.RECORD_VISIT, of(pk="question"), same(text="May they?", answer="Yes, as a pilot")),
    },
    "question-remove": {"POST": Rule(Action.RECORD_VISIT, of(pk="question"))},
    "lesson-add": {"POST": Rule(Action.CAPTURE, of(pk="day"), same(text="Coffee at the wall", kind="change"))},
    "lesson-edit": {
        "GET": Rule(Action.MANAGE_CAPTURES, of(pk="lesson")),
        "POST": Rule(Action.MANAGE_CAPTURES, of(pk="lesson"), same(text="Coffee at the wall", kind="change")),
    },
    "lesson-remove": {"POST": Rule(Action.MANAGE_CAPTURES, of(pk="lesson"))},
    "workshop-barriers": {
        "GET": Rule(Action.READ_REPORTS, WORKSHOP),
        "POST": Rule(Action.RAISE_BARRIER, WORKSHOP, same(text="One nurse for the pilot")),
    },
    "barrier-edit": {
        "GET": Rule(Action.ANSWER_BARRIER, of(pk="barrier"), also=frozenset({"fay"})),  # she raised it
        "POST": Rule(Action.ANSWER_BARRIER, of(pk="barrier"), same(text="One nurse for December", status="open"), also=frozenset({"fay"})),
    },
    "barrier-answer": {
        "GET": Rule(Action.ANSWER_BARRIER, of(pk="barrier")),
        "POST": Rule(Action.ANSWER_BARRIER, of(pk="barrier"), same(answer="She comes", due_on="2026-11-25", do="answer")),
    },
    "barrier-take": {"POST": Rule(Action.ANSWER_BARRIER, of(pk="barrier"))},
    "barrier-remove": {"POST": Rule(Action.ANSWER_BARRIER, of(pk="barrier"), also=frozenset({"fay"}))},  # she raised it
    "personal": {"GET": Rule(Need.SIGNED_IN, _mail_link)},  # it opens nothing: the page that it leads to asks
    "day-close": {
        "GET": Rule(Action.READ_REPORTS, of(pk="day")),
        "POST": Rule(Action.WRITE_SUMMARY, of(pk="day"), same(accomplishments="Nobody waits because of people", blocks="leave")),
    },
}

CAPTURE = of(pk="capture")
NEW_CAPTURE = same(kind="issue", text="The porter comes at nine")


def _last_word(tenant: Tenant) -> dict[str, Any]:
    """The change that made the capture: the coach's own, for others somebody else's."""
    return {"seq": str(tenant.rev("capture", "text"))}


def _step_name(tenant: Tenant) -> dict[str, Any]:
    """The field whose history is asked for."""
    return {"record": f"step/{tenant.pk('step')}", "field": "name"}


def _name_again(tenant: Tenant) -> dict[str, Any]:
    """The name that the step has, once more."""
    rev = str(tenant.rev("step", "name"))
    return {"seq": rev, "base": rev}


def _ready_check(tenant: Tenant) -> dict[str, Any]:
    """A round that is open, in which everybody says something."""
    return {"pk": Round.objects.get(workshop=tenant.workshop, kind="ready").pk}


def _of_board(tenant: Tenant) -> dict[str, Any]:
    """A board at which everybody works who has a voice."""
    return {"pk": _note_on_board(tenant).board_id}


def _note_of_board(tenant: Tenant) -> dict[str, Any]:
    """A note that the coach wrote on it."""
    return {"pk": _note_on_board(tenant).pk}


def _note_on_board(tenant: Tenant) -> RoundItem:
    return RoundItem.objects.get(workshop=tenant.workshop, round__kind="breakout")


def _some_item(tenant: Tenant) -> dict[str, Any]:
    return {"item": str(tenant.pk("round_item")), "group": "Porter"}


def _shown_round(tenant: Tenant) -> dict[str, Any]:
    """A round of which something can be made."""
    return {"pk": _shown_item(tenant).round_id}


def _shown_item(tenant: Tenant) -> RoundItem:
    return RoundItem.objects.filter(workshop=tenant.workshop, round__kind="sort", round__state="shown").earliest("order_key")


def _of_what_came_out(tenant: Tenant) -> dict[str, Any]:
    return {"item": str(_shown_item(tenant).pk)}


def _on_a_day(tenant: Tenant) -> dict[str, Any]:
    return _of_what_came_out(tenant) | {"day": str(tenant.pk("day")), "minutes": "15"}


ROUNDS: dict[str, dict[str, Rule]] = {
    "workshop-cockpit": {"GET": Rule(Action.RUN_WORKSHOP, WORKSHOP)},
    "workshop-now": {"GET": Rule(Action.VIEW, WORKSHOP)},
    "workshop-clock": {"GET": Rule(Action.VIEW, WORKSHOP)},
    "timer-set": {"POST": Rule(Action.RUN_WORKSHOP, WORKSHOP, same(do="start", minutes="5", label="Silent"))},
    "workshop-rounds": {"GET": Rule(Action.VIEW, WORKSHOP)},
    "round-new": {
        "GET": Rule(Action.RUN_WORKSHOP, lambda tenant: {"pk": tenant.pk("workshop"), "kind": "dots"}),
        "POST": Rule(
            Action.RUN_WORKSHOP,
            lambda tenant: {"pk": tenant.pk("workshop"), "kind": "poll"},
            same(question="When do we walk?", items="Now\nAfter lunch"),
        ),
    },
    "round-page": {"GET": Rule(Action.VIEW, of(pk="round"))},
    "round-answer": {"POST": Rule(Action.VOTE, _ready_check, same(ready="1"))},
    "round-show": {"POST": Rule(Action.RUN_WORKSHOP, of(pk="round"))},
    "round-drop": {"POST": Rule(Action.RUN_WORKSHOP, of(pk="round"))},
    "round-agenda": {"POST": Rule(Action.RUN_WORKSHOP, _shown_round, _on_a_day)},
    "round-actions": {"POST": Rule(Action.EDIT_PLAN, _shown_round, _of_what_came_out)},
    "round-group": {"POST": Rule(Action.RUN_WORKSHOP, of(pk="round"), _some_item)},
    "item-place": {"POST": Rule(Action.VOTE, of(pk="round_item"), same(impact="3", effort="1"))},
    # the coach wrote it; of one's own notes, everybody with a voice takes them off
    "item-remove": {"POST": Rule(Action.RUN_WORKSHOP, _note_of_board)},
    "board-note": {"POST": Rule(Action.VOTE, _of_board, same(note="Type it once"))},
    "board-join": {"POST": Rule(Action.VOTE, _of_board)},
}
ROOM: dict[str, dict[str, Rule]] = {
    "workshop-history": {"GET": Rule(Action.VIEW, WORKSHOP)},
    "workshop-undo": {"POST": Rule(Action.RUN_WORKSHOP, WORKSHOP, _last_word)},
    "workshop-revert": {"POST": Rule(Action.RUN_WORKSHOP, WORKSHOP, lambda tenant: {"person": str(tenant.coach.pk), "span": "600"})},
    "workshop-field-history": {
        "GET": Rule(Action.VIEW, WORKSHOP, query=_step_name),
        "POST": Rule(Action.EDIT_MAP, WORKSHOP, _name_again, query=_step_name),
    },
    "workshop-room": {"GET": Rule(Action.VIEW, WORKSHOP)},
    "workshop-lead": {
        "GET": Rule(Action.RUN_WORKSHOP, WORKSHOP),
        "POST": Rule(Action.RUN_WORKSHOP, WORKSHOP, lambda tenant: {"to": str(tenant.coach.pk)}),
    },
    "workshop-show": {"POST": Rule(Action.RUN_WORKSHOP, WORKSHOP, lambda tenant: {"map": str(tenant.pk("map")), "bring": "1"})},
    "workshop-captures": {"GET": Rule(Action.VIEW, WORKSHOP), "POST": Rule(Action.CAPTURE, WORKSHOP, NEW_CAPTURE)},
    "captures-sort": {"POST": Rule(Action.MANAGE_CAPTURES, WORKSHOP, _sorted)},
    "workshop-glossary": {"GET": Rule(Action.VIEW, WORKSHOP)},
    # the coach said it; of one's own captures, everybody who may capture changes the words
    "capture-edit": {
        "GET": Rule(Action.MANAGE_CAPTURES, CAPTURE),
        "POST": Rule(Action.MANAGE_CAPTURES, CAPTURE, same(kind="issue", text="The porter comes at ten", status="open")),
    },
    "capture-photo": {"POST": Rule(Action.MANAGE_CAPTURES, CAPTURE, _photo)},
    "capture-part": {"POST": Rule(Action.MANAGE_CAPTURES, CAPTURE)},
    "capture-to-agenda": {"GET": Rule(Action.RUN_WORKSHOP, CAPTURE), "POST": Rule(Action.RUN_WORKSHOP, CAPTURE, _block_of_capture)},
    "capture-to-glossary": {
        "GET": Rule(Action.MANAGE_CAPTURES, CAPTURE),
        "POST": Rule(Action.MANAGE_CAPTURES, CAPTURE, same(word="POCT", meaning="point-of-care testing")),
    },
    "capture-to-map": {"GET": Rule(Action.MANAGE_CAPTURES, CAPTURE), "POST": Rule(Action.MANAGE_CAPTURES, CAPTURE, _pin)},
    "glossary-words": {"GET": Rule(Action.VIEW, WORKSHOP)},
    "photo": {"GET": Rule(Action.VIEW, _of_photo)},
    "capture-remove": {"POST": Rule(Action.MANAGE_CAPTURES, CAPTURE)},
    "api-workshop-captures": {"GET": Rule(Action.VIEW, WORKSHOP), "POST": Rule(Action.CAPTURE, WORKSHOP, NEW_CAPTURE)},
    "api-capture": {
        "GET": Rule(Action.VIEW, CAPTURE),
        "PATCH": Rule(Action.MANAGE_CAPTURES, CAPTURE, same(text="The porter comes at ten")),
    },
    "api-live-state": {"GET": Rule(Action.VIEW, WORKSHOP)},
    "api-live-undo": {"GET": Rule(Action.VIEW, WORKSHOP)},
    # what the change itself needs is asked for each record kind, and answered in the list
    "api-live-changes": {"GET": Rule(Action.VIEW, WORKSHOP, query=same(since=0)), "POST": Rule(Action.VIEW, WORKSHOP, _chg)},
}

REVIEW = of(pk="review")
MEETING = of(pk="alignment_meeting")
STANDARD = of(pk="standard")
FOLLOW_UP: Params = lambda tenant: {"pk": tenant.follow_up().pk}  # noqa: E731
_pulse: Params = lambda tenant: {"token": tenant.secrets["check-in"], "pk": tenant.pk("review")}  # noqa: E731
NOT_HELD_YET = frozenset({422})
"""The review of the test is planned; whoever may close it is told that it has to be held first."""

REVIEWS: dict[str, dict[str, Rule]] = {
    "workshop-promises": {"GET": Rule(Action.READ_REPORTS, WORKSHOP)},
    "workshop-promises-csv": {"GET": Rule(Action.READ_REPORTS, WORKSHOP)},
    "sponsor-dashboard": {"GET": Rule(Need.SIGNED_IN)},
    "workshop-reviews": {"GET": Rule(Action.READ_REPORTS, WORKSHOP)},
    "review-add": {"POST": Rule(Action.EDIT_REVIEW, WORKSHOP, same(day="365"))},
    "review-page": {"GET": Rule(Action.READ_REPORTS, REVIEW)},
    "review-day": {
        "GET": Rule(Action.EDIT_REVIEW, REVIEW),
        "POST": Rule(Action.EDIT_REVIEW, REVIEW, same(due_on="2027-05-18")),
    },
    "review-hold": {
        "GET": Rule(Action.EDIT_REVIEW, REVIEW),
        "POST": Rule(Action.EDIT_REVIEW, REVIEW, same(held_on="2999-01-01"), answers=frozenset({422})),  # nobody holds one in the future
    },
    "review-cancel": {
        "GET": Rule(Action.EDIT_REVIEW, REVIEW),
        "POST": Rule(Action.EDIT_REVIEW, REVIEW, same(reason="The ward moves")),
    },
    "review-replan": {"POST": Rule(Action.EDIT_REVIEW, REVIEW, answers=frozenset({422}))},  # it was not cancelled
    "review-close": {"POST": Rule(Action.CLOSE_REVIEW, REVIEW, answers=NOT_HELD_YET)},
    "review-notes": {
        "GET": Rule(Action.EDIT_REVIEW, REVIEW),
        "POST": Rule(Action.EDIT_REVIEW, REVIEW, same(learned="Count on Fridays")),
    },
    "review-agenda": {
        "GET": Rule(Action.EDIT_REVIEW, REVIEW),
        "POST": Rule(Action.EDIT_REVIEW, REVIEW, same(agenda="15 Metrics", place="Room 4")),
    },
    "review-rating": {
        "GET": Rule(Action.EDIT_REVIEW, REVIEW),
        "POST": Rule(Action.EDIT_REVIEW, REVIEW, same(rating="amber", rating_reason="One action is late")),
    },
    "review-prepare": {"POST": Rule(Action.EDIT_REVIEW, REVIEW, change_id)},
    # the review of the test was not held: whoever may edit it is told that first
    "review-renew": {"GET": Rule(Action.EDIT_REVIEW, REVIEW), "POST": Rule(Action.EDIT_REVIEW, REVIEW, answers=frozenset({422}))},
    "review-next": {"GET": Rule(Action.EDIT_REVIEW, REVIEW), "POST": Rule(Action.EDIT_REVIEW, REVIEW, answers=frozenset({422}))},
    "review-ask": {"POST": Rule(Action.EDIT_REVIEW, REVIEW)},
    # whoever has the link, signed in or not, is shown what its person is asked; of the review of the test nobody is asked anything
    "review-pulse": {
        "GET": Rule(Need.PUBLIC, _pulse),
        "POST": Rule(Need.PUBLIC, _pulse, same(metric="promise:0"), answers=frozenset({409})),
    },
    "review-attendance": {
        "POST": Rule(Action.EDIT_REVIEW, REVIEW, lambda tenant: {"present": str(tenant.person().pk)}),
    },
    "review-measure": {
        "GET": Rule(Action.EDIT_REVIEW, REVIEW),
        "POST": Rule(Action.EDIT_REVIEW, REVIEW, change_id),
    },
    "decision-new": {
        "POST": Rule(Action.EDIT_REVIEW, REVIEW, lambda tenant: {"text": "Go on", "owner": str(tenant.person().pk)}),
    },
    "decision-edit": {
        "GET": Rule(Action.EDIT_REVIEW, of(pk="decision")),
        "POST": Rule(Action.EDIT_REVIEW, of(pk="decision"), same(text="Another decision")),
    },
    "decision-remove": {"POST": Rule(Action.EDIT_REVIEW, of(pk="decision"))},
    "workshop-sustain": {"GET": Rule(Action.READ_REPORTS, WORKSHOP)},
    "standard-new": {
        "GET": Rule(Action.EDIT_REVIEW, WORKSHOP),
        "POST": Rule(Action.EDIT_REVIEW, WORKSHOP, same(title="Two people change over", audit_days="30")),
    },
    "standard": {"GET": Rule(Action.READ_REPORTS, STANDARD)},
    "standard-edit": {
        "GET": Rule(Action.EDIT_REVIEW, STANDARD),
        "POST": Rule(Action.EDIT_REVIEW, STANDARD, same(title="Two people change over", audit_days="30")),
    },
    "standard-trained": {"POST": Rule(Action.EDIT_REVIEW, STANDARD, lambda tenant: {"present": str(tenant.person().pk)})},
    "standard-file-add": {
        "POST": Rule(
            Action.EDIT_REVIEW, STANDARD, lambda tenant: {"file": SimpleUploadedFile("a.txt", b"Numbers")}, format="multipart/form-data"
        )
    },
    "standard-file": {"GET": Rule(Action.READ_REPORTS, of(pk="standard_file"), format="text/plain")},
    "standard-file-remove": {"POST": Rule(Action.EDIT_REVIEW, of(pk="standard_file"))},
    "standard-remove": {"POST": Rule(Action.EDIT_REVIEW, STANDARD)},
    "check-new": {
        "GET": Rule(Action.UPDATE_OWN_ACTION, STANDARD),
        "POST": Rule(Action.UPDATE_OWN_ACTION, STANDARD, same(on="2026-01-08", holds="yes")),
    },
    "check-remove": {"POST": Rule(Action.EDIT_REVIEW, of(pk="sustainment_check"))},
    "resistance-new": {
        "GET": Rule(Action.UPDATE_OWN_ACTION, WORKSHOP),
        "POST": Rule(Action.UPDATE_OWN_ACTION, WORKSHOP, same(text="They build ahead")),
    },
    "resistance-edit": {
        "GET": Rule(Action.EDIT_REVIEW, of(pk="resistance")),
        "POST": Rule(Action.EDIT_REVIEW, of(pk="resistance"), same(text="They build ahead")),
    },
    "resistance-remove": {"POST": Rule(Action.EDIT_REVIEW, of(pk="resistance"))},
    "api-standards": {
        "GET": Rule(Action.READ_REPORTS, WORKSHOP),
        "POST": Rule(Action.EDIT_REVIEW, WORKSHOP, same(title="Two people change over")),
    },
    "api-standard": {
        "GET": Rule(Action.READ_REPORTS, STANDARD),
        "PATCH": Rule(Action.EDIT_REVIEW, STANDARD, same(document="VA 12, at the press")),
        "DELETE": Rule(Action.EDIT_REVIEW, STANDARD),
    },
    "api-checks": {
        "GET": Rule(Action.READ_REPORTS, STANDARD),
        "POST": Rule(Action.UPDATE_OWN_ACTION, STANDARD, same(on="2026-01-08", holds="yes")),
    },
    "api-check": {"DELETE": Rule(Action.EDIT_REVIEW, of(pk="sustainment_check"))},
    "api-resistance": {
        "GET": Rule(Action.READ_REPORTS, WORKSHOP),
        "POST": Rule(Action.UPDATE_OWN_ACTION, WORKSHOP, same(text="They build ahead")),
    },
    "api-one-resistance": {
        "GET": Rule(Action.READ_REPORTS, of(pk="resistance")),
        "PATCH": Rule(Action.EDIT_REVIEW, of(pk="resistance"), same(cause="Nobody asked the night shift")),
        "DELETE": Rule(Action.EDIT_REVIEW, of(pk="resistance")),
    },
    "measurement-new": {
        "GET": Rule(Action.EDIT_REVIEW, WORKSHOP),
        "POST": Rule(Action.EDIT_REVIEW, WORKSHOP, same(metric="lead_time", value="9 h", measured_on="2026-01-08"), answers=DONE | {422}),
    },
    "measurement-remove": {"POST": Rule(Action.EDIT_REVIEW, of(pk="measurement"))},
    "workshop-alignment": {"GET": Rule(Action.READ_REPORTS, WORKSHOP)},
    "alignment-series": {
        "GET": Rule(Action.EDIT_REVIEW, WORKSHOP),
        "POST": Rule(Action.EDIT_REVIEW, WORKSHOP, same(first_on="2027-02-18", months="3")),
    },
    "alignment-meeting": {"GET": Rule(Action.READ_REPORTS, MEETING)},
    "alignment-minutes": {
        "GET": Rule(Action.EDIT_REVIEW, MEETING),
        "POST": Rule(Action.EDIT_REVIEW, MEETING, same(results="Two events held")),
    },
    "alignment-day": {
        "GET": Rule(Action.EDIT_REVIEW, MEETING),
        "POST": Rule(Action.EDIT_REVIEW, MEETING, same(due_on="2027-05-19")),
    },
    "alignment-hold": {
        "GET": Rule(Action.EDIT_REVIEW, MEETING),
        "POST": Rule(Action.EDIT_REVIEW, MEETING, same(held_on="2999-01-01"), answers=frozenset({422})),  # nobody holds one in the future
    },
    "alignment-cancel": {
        "GET": Rule(Action.EDIT_REVIEW, MEETING),
        "POST": Rule(Action.EDIT_REVIEW, MEETING, same(reason="The plant is closed")),
    },
    "alignment-present": {
        "POST": Rule(Action.EDIT_REVIEW, MEETING, lambda tenant: {"present": str(tenant.person().pk)}),
    },
    "alignment-decide": {
        "POST": Rule(Action.EDIT_REVIEW, MEETING, lambda tenant: {"text": "Go on", "owner": str(tenant.person().pk)}),
    },
    "alignment-send": {"POST": Rule(Action.EDIT_REVIEW, MEETING, answers=frozenset({422}))},  # it was not held
    "alignment-decision": {
        "GET": Rule(Action.EDIT_REVIEW, FOLLOW_UP),
        "POST": Rule(Action.EDIT_REVIEW, FOLLOW_UP, same(text="Another follow-up")),
    },
    "alignment-decision-remove": {"POST": Rule(Action.EDIT_REVIEW, FOLLOW_UP)},
    "alignment-to-action": {"POST": Rule(Action.EDIT_PLAN, FOLLOW_UP)},
    "api-workshop-reviews": {"GET": Rule(Action.READ_REPORTS, WORKSHOP)},
    "api-review": {"GET": Rule(Action.READ_REPORTS, REVIEW), "PATCH": Rule(Action.EDIT_REVIEW, REVIEW, same(learned="Count on Fridays"))},
}

STREAM: Params = lambda tenant: {"pk": tenant.workshop.stream_id}  # noqa: E731
STREAM_OF: Params = lambda tenant: {"stream": tenant.workshop.stream_id}  # noqa: E731
TOUCH_POINT: Params = lambda tenant: {"stream": tenant.workshop.stream_id, "pk": tenant.touch_point().pk}  # noqa: E731
STAGE: Params = lambda tenant: {"pk": tenant.pk("workshop"), "stage": "prepare"}  # noqa: E731
TASK = of(pk="task")
NEW_STREAM = {"name": "Laboratory orders", "item_kind": "patient"}
NEW_DAYS = {"first_day": "2027-01-19", "last_day": "2027-01-21", "time_zone": "Europe/Berlin", "my_role": "coach"}

STAGES: dict[str, dict[str, Rule]] = {
    "stream-list": {"GET": Rule(Need.SIGNED_IN)},
    "stream-new": {"GET": Rule(Need.SIGNED_IN), "POST": Rule(Need.SIGNED_IN, body=same(**NEW_STREAM))},
    "stream-page": {"GET": Rule(Need.STREAM, STREAM)},
    "stream-network": {"GET": Rule(Need.SIGNED_IN)},
    "coach-dashboard": {"GET": Rule(Need.SIGNED_IN)},
    "touch-point-new": {
        "GET": Rule(Need.STREAM_EDIT, STREAM_OF),
        "POST": Rule(Need.STREAM_EDIT, STREAM_OF, same(way="gives", item="Letters", outside="Practitioners")),
    },
    "touch-point-edit": {
        "GET": Rule(Need.STREAM_EDIT, TOUCH_POINT),
        "POST": Rule(Need.STREAM_EDIT, TOUCH_POINT, same(way="gives", item="Letters", outside="Practitioners")),
    },
    "touch-point-remove": {"POST": Rule(Need.STREAM_EDIT, TOUCH_POINT)},
    "touch-point-restore": {"POST": Rule(Need.STREAM_EDIT, TOUCH_POINT)},
    "stream-promises": {"GET": Rule(Need.STREAM, STREAM)},
    "stream-edit": {"GET": Rule(Need.STREAM_EDIT, STREAM), "POST": Rule(Need.STREAM_EDIT, STREAM, same(**NEW_STREAM))},
    "api-streams": {"GET": Rule(Need.SIGNED_IN), "POST": Rule(Need.SIGNED_IN, body=same(**NEW_STREAM))},
    "api-stream-owner": {"GET": Rule(Need.STREAM, STREAM), "PATCH": Rule(Need.STREAM_EDIT, STREAM, same(person=None))},
    "api-touch-points": {
        "GET": Rule(Need.STREAM, STREAM),
        "POST": Rule(Need.STREAM_EDIT, STREAM, same(way="gives", item="Letters", outside="Practitioners")),
    },
    "api-touch-point": {
        "GET": Rule(Need.STREAM, TOUCH_POINT),
        "PATCH": Rule(Need.STREAM_EDIT, TOUCH_POINT, same(depends="Each ward")),
        "DELETE": Rule(Need.STREAM_EDIT, TOUCH_POINT),
    },
    "api-stream": {"GET": Rule(Need.STREAM, STREAM), "PATCH": Rule(Need.STREAM_EDIT, STREAM, same(customer="Wards"))},
    "workshop-list": {"GET": Rule(Need.SIGNED_IN)},
    "workshop-new": {"GET": Rule(Need.SIGNED_IN), "POST": Rule(Need.SIGNED_IN, body=same(**NEW_STREAM, **NEW_DAYS))},
    "api-workshops": {
        "GET": Rule(Need.SIGNED_IN),
        "POST": Rule(Need.SIGNED_IN, body=same(stream=NEW_STREAM, title="Laboratory orders", **NEW_DAYS)),
    },
    "api-workshop": {"GET": Rule(Action.VIEW, WORKSHOP), "PATCH": Rule(Action.EDIT_CHARTER, WORKSHOP, same(title="Another title"))},
    "workshop-home": {"GET": Rule(Action.VIEW, WORKSHOP)},
    "workshop-settings": {
        "GET": Rule(Action.EDIT_CHARTER, WORKSHOP),
        "POST": Rule(
            Action.EDIT_CHARTER,
            WORKSHOP,
            same(title="Another title", first_day="2026-11-16", last_day="2026-11-20", time_zone="UTC"),
        ),
    },
    "workshop-locks": {"POST": Rule(Action.RUN_WORKSHOP, WORKSHOP, same(lock="paused", on="1"))},
    "workshop-stage": {"GET": Rule(Action.READ_REPORTS, STAGE)},
    "workshop-stage-move": {"POST": Rule(Action.RUN_WORKSHOP, WORKSHOP, same(to="gather", reason="The room is booked"))},
    "workshop-task-add": {"POST": Rule(Action.EDIT_CHARTER, STAGE, lambda tenant: {"title": "Ask", "owner": str(tenant.person().pk)})},
    "workshop-task": {
        "GET": Rule(Action.READ_REPORTS, TASK),
        "POST": Rule(Action.EDIT_CHARTER, TASK, same(title="Another title", notes="Asked the ward"), also=PIA),
    },
    "workshop-task-tick": {"POST": Rule(Action.EDIT_CHARTER, TASK, same(done="1"), also=PIA)},
    "workshop-task-take": {"POST": Rule(Action.EDIT_CHARTER, TASK, answers=frozenset({400}))},  # it is Pia's
    "workshop-task-move": {"POST": Rule(Action.EDIT_CHARTER, TASK, same(to="up"))},
    "workshop-task-remove": {"POST": Rule(Action.EDIT_CHARTER, TASK)},
    "workshop-duties": {"GET": Rule(Action.READ_REPORTS, WORKSHOP)},
    "workshop-my-tasks": {"GET": Rule(Action.READ_REPORTS, WORKSHOP)},
}


def _came(tenant: Tenant) -> dict[str, Any]:
    key = tenant.person().pk
    return {f"{key}-planned": "full", f"initial-{key}-planned": "full", f"{key}-came": "full", f"initial-{key}-came": ""}


def _trained(tenant: Tenant) -> dict[str, Any]:
    return {"trained": f"{tenant.person().pk}:future"}


PERSON = of(pk="person")
TARGET = of(pk="target")
ADA = frozenset({"ada"})
"""The administrator sees the people of a workshop and nothing else of it."""

NEW_PERSON = same(email="somebody-else@example.org", role="observer")

TEAM: dict[str, dict[str, Rule]] = {
    "workshop-people": {"GET": Rule(Action.VIEW, WORKSHOP, also=ADA)},
    "person-invite": {"GET": Rule(Action.MANAGE_PEOPLE, WORKSHOP), "POST": Rule(Action.MANAGE_PEOPLE, WORKSHOP, NEW_PERSON)},
    "people-release": {"POST": Rule(Action.CONFIRM_RELEASE, WORKSHOP)},
    "person-edit": {
        "GET": Rule(Action.MANAGE_PEOPLE, PERSON),
        "POST": Rule(Action.MANAGE_PEOPLE, PERSON, same(role="participant", area="Ward 3")),
    },
    "person-resend": {"POST": Rule(Action.MANAGE_PEOPLE, PERSON)},
    "person-remove": {"POST": Rule(Action.MANAGE_PEOPLE, PERSON)},
    "person-release": {"POST": Rule(Action.CONFIRM_RELEASE, PERSON, same(released="1"))},
    "workshop-attendance": {"GET": Rule(Action.SEE_PEOPLE_DATA, WORKSHOP, also=frozenset({"spring"}))},  # she frees them
    "day-attendance": {
        "GET": Rule(Action.MANAGE_PEOPLE, of(pk="day")),
        "POST": Rule(Action.MANAGE_PEOPLE, of(pk="day"), _came),
    },
    "workshop-training": {"GET": Rule(Action.VIEW, WORKSHOP)},
    **{f"deck-{deck.key}": {"GET": Rule(Action.VIEW, WORKSHOP)} for deck in DECKS},
    "training-note": {"POST": Rule(Action.EDIT_CHARTER, WORKSHOP, _trained)},
    "practice-new": {"POST": Rule(Action.EDIT_CHARTER, WORKSHOP)},
    "workshop-joining": {"GET": Rule(Action.MANAGE_PEOPLE, WORKSHOP)},
    "joining-open": {"POST": Rule(Action.MANAGE_PEOPLE, WORKSHOP, same(direct="on", capacity=30))},
    "joining-close": {"POST": Rule(Action.MANAGE_PEOPLE, WORKSHOP)},
    "joining-renew": {"POST": Rule(Action.MANAGE_PEOPLE, WORKSHOP)},
    "guests-admit": {"POST": Rule(Action.MANAGE_PEOPLE, WORKSHOP)},
    "guest-admit": {"POST": Rule(Action.MANAGE_PEOPLE, of(pk="guest"))},
    "guest-refuse": {"POST": Rule(Action.MANAGE_PEOPLE, of(pk="guest"))},
    "guest-let-back-in": {"POST": Rule(Action.MANAGE_PEOPLE, lambda tenant: {"pk": tenant.kept_out().pk})},
    "guest-way-back": {"POST": Rule(Action.RUN_WORKSHOP, lambda tenant: {"pk": tenant.guest().pk})},
    "hint-dismiss": {"POST": Rule(Action.RUN_WORKSHOP, lambda tenant: {"pk": tenant.pk("workshop"), "hint": "no-target"})},
    "guest-ban": {"POST": Rule(Action.MANAGE_PEOPLE, lambda tenant: {"pk": tenant.guest().pk})},
    "workshop-charter": {"GET": Rule(Action.READ_REPORTS, WORKSHOP)},
    "charter-edit": {
        "GET": Rule(Action.EDIT_CHARTER, lambda tenant: {"pk": tenant.pk("workshop"), "section": "scope"}),
        "POST": Rule(
            Action.EDIT_CHARTER,
            lambda tenant: {"pk": tenant.pk("workshop"), "section": "scope"},
            same(trigger="A patient arrives", demand_quantity="62", demand_per="d"),
        ),
    },
    "charter-approve": {"POST": Rule(Action.APPROVE_CHARTER, WORKSHOP, same(seen="999999"))},
    "charter-withdraw": {"POST": Rule(Action.APPROVE_CHARTER, WORKSHOP)},
    "charter-ask": {"POST": Rule(Action.EDIT_CHARTER, WORKSHOP)},
    "charter-versions": {
        "GET": Rule(Action.READ_REPORTS, WORKSHOP),
        "POST": Rule(Action.EDIT_CHARTER, WORKSHOP, same(note="After scoping")),
    },
    "charter-version": {"GET": Rule(Action.READ_REPORTS, of(pk="charter_version"))},
    "charter-sign": {"POST": Rule(Action.EDIT_CHARTER, WORKSHOP, same(seen="999999"))},
    "charter-unsign": {"POST": Rule(Action.EDIT_CHARTER, WORKSHOP)},
    "charter-comment": {"POST": Rule(Action.UPDATE_OWN_ACTION, WORKSHOP, same(part="scope", text="Too wide"))},
    "charter-comment-settle": {"POST": Rule(Action.EDIT_CHARTER, of(pk="charter_comment"), same(settled="1"))},
    "charter-comment-remove": {"POST": Rule(Action.EDIT_CHARTER, of(pk="charter_comment"))},
    "workshop-prepare": {"GET": Rule(Action.READ_REPORTS, WORKSHOP)},
    "workshop-setup-add": {"POST": Rule(Action.EDIT_CHARTER, WORKSHOP, same(template="health"))},
    "workshop-meetings": {"GET": Rule(Action.READ_REPORTS, WORKSHOP)},
    "meeting-new": {
        "GET": Rule(Action.EDIT_CHARTER, WORKSHOP),
        "POST": Rule(Action.EDIT_CHARTER, WORKSHOP, same(kind="scoping", date="2026-11-03", starts_at="15:00", minutes="60")),
    },
    "meeting": {
        "GET": Rule(Action.READ_REPORTS, of(pk="meeting")),
        "POST": Rule(Action.EDIT_CHARTER, of(pk="meeting"), same(kind="scoping", minutes="60", notes="Said")),
    },
    "meeting-from-charter": {"POST": Rule(Action.EDIT_CHARTER, WORKSHOP)},
    "meeting-remove": {"POST": Rule(Action.EDIT_CHARTER, of(pk="meeting"))},
    "task-file-add": {"POST": Rule(Action.EDIT_CHARTER, TASK, lambda tenant: {"file": SimpleUploadedFile("a.txt", b"Numbers")}, also=PIA)},
    "task-file": {"GET": Rule(Action.READ_REPORTS, of(pk="task_file"), format="text/plain")},
    "task-file-remove": {"POST": Rule(Action.EDIT_CHARTER, of(pk="task_file"))},
    "workshop-prework": {
        "GET": Rule(Action.MANAGE_CAPTURES, WORKSHOP),
        "POST": Rule(Action.MANAGE_CAPTURES, WORKSHOP, lambda tenant: {"people": [str(tenant.owner().pk)]}),
    },
    "prework-own": {
        "GET": Rule(Action.PREWORK, WORKSHOP),
        "POST": Rule(Action.PREWORK, WORKSHOP, same(pains="Waiting for signatures")),
    },
    "prework-revoke": {"POST": Rule(Action.MANAGE_CAPTURES, lambda tenant: {"pk": tenant.prework_link().pk})},
    "prework-decide": {
        "GET": Rule(Action.MANAGE_CAPTURES, of(pk="prework"), answers=frozenset({302})),
        "POST": Rule(Action.MANAGE_CAPTURES, of(pk="prework"), same(take="no", why="Ask the next step")),
    },
    "target-list": {"GET": Rule(Action.EDIT_CHARTER, WORKSHOP)},
    "target-new": {
        "GET": Rule(Action.EDIT_CHARTER, WORKSHOP),
        "POST": Rule(Action.EDIT_CHARTER, WORKSHOP, same(metric="Lead time", target="7 h")),
    },
    "target-edit": {
        "GET": Rule(Action.EDIT_CHARTER, TARGET),
        "POST": Rule(Action.EDIT_CHARTER, TARGET, same(metric="Lead time", target="7 h")),
    },
    "target-move": {"POST": Rule(Action.EDIT_CHARTER, TARGET, same(to="up"))},
    "target-remove": {"POST": Rule(Action.EDIT_CHARTER, TARGET)},
    "api-workshop-people": {
        "GET": Rule(Action.VIEW, WORKSHOP, also=ADA),
        "POST": Rule(Action.MANAGE_PEOPLE, WORKSHOP, NEW_PERSON),
    },
    "api-person": {
        "PATCH": Rule(Action.MANAGE_PEOPLE, PERSON, same(area="Ward 3")),
        "DELETE": Rule(Action.MANAGE_PEOPLE, PERSON),
    },
}


def _report(tenant: Tenant) -> dict[str, Any]:
    return {"pk": tenant.report().pk}


REPORTS: dict[str, dict[str, Rule]] = {
    "workshop-reports": {"GET": Rule(Action.READ_REPORTS, WORKSHOP)},
    "report-new": {"POST": Rule(Action.READ_REPORTS, WORKSHOP, same(kind="workshop"))},
    "report-row": {"GET": Rule(Action.READ_REPORTS, _report)},
    "report-file": {"GET": Rule(Action.READ_REPORTS, _report)},
    "api-workshop-reports": {"POST": Rule(Action.READ_REPORTS, WORKSHOP, same(kind="workshop"))},
    "api-report": {"GET": Rule(Action.READ_REPORTS, _report)},
    "api-report-file": {"GET": Rule(Action.READ_REPORTS, _report)},
}

STEP = of(pk="step")


def _ends(tenant: Tenant) -> dict[str, Any]:
    """The ends of a flow that is not there yet: back from where the first one leads."""
    flow = tenant.side.fresh(tenant.side.record("flow"))
    return {"from": flow.target, "to": flow.source, "kind": "rework", "share": "5", "medium": "verbal"}


def _cell(name: str, value: str) -> Body:
    return same(**{name: value, f"initial-{name}": ""})


def _sheet(**values: Any) -> Body:
    """The values of a sheet with empty first values, so that all of them are changes."""
    return same(**values, **{f"initial-{name}": "" for name in values})


def _editing(kind: str, new: Body, sheet: Body, cell: Body) -> dict[str, dict[str, Rule]]:
    """The addresses that every kind of row of a map has."""
    params = of(pk=kind)
    return {
        f"{kind}-new": {"GET": Rule(Action.EDIT_MAP, MAP), "POST": Rule(Action.EDIT_MAP, MAP, new)},
        f"{kind}-edit": {"GET": Rule(Action.EDIT_MAP, params), "POST": Rule(Action.EDIT_MAP, params, sheet)},
        f"{kind}-row": {"POST": Rule(Action.EDIT_MAP, params, cell)},
        f"{kind}-move": {"POST": Rule(Action.EDIT_MAP, params, same(to="down"))},
        f"{kind}-remove": {"POST": Rule(Action.EDIT_MAP, params)},
    }


def _two_steps(tenant: Tenant) -> dict[str, Any]:
    """The tenant's step twice is one step: refused as a form, with nothing stored."""
    return {"name": "One piece", "steps": [str(tenant.pk("step"))]}


MAP_EDITING: dict[str, dict[str, Rule]] = (
    _editing("step", same(name="Porter"), _sheet(name="Triage"), _cell("area", "Front desk"))
    | _editing("flow", _ends, _sheet(wait="2 h"), _cell("label", "by hand"))
    | _editing("party", same(name="Ward", kind="customer"), _sheet(name="Ward", kind="customer"), _cell("text", "Two shifts"))
    | _editing("information", _ends, _sheet(label="list"), _cell("label", "list"))
    | _editing("note", same(text="Slow", kind="issue"), _sheet(text="Slow", kind="issue"), _cell("waste", "waiting"))
    | {
        "map-table": {"GET": Rule(Action.VIEW, MAP)},
        "map-table-csv": {"GET": Rule(Action.VIEW, MAP, format="text/csv")},
        "step-copy": {"POST": Rule(Action.EDIT_MAP, STEP)},
        "step-split": {"GET": Rule(Action.EDIT_MAP, STEP), "POST": Rule(Action.EDIT_MAP, STEP, same(names="Ask\nWrite"))},
        "step-merge": {
            "GET": Rule(Action.EDIT_MAP, STEP),
            "POST": Rule(Action.EDIT_MAP, STEP, _two_steps, answers=frozenset({422})),
        },
    }
)

MAP_DOCUMENT = {"document": '{"format": "vsm-map/1", "title": "Imported", "steps": [{"id": "a", "name": "Triage"}]}'}
MAP_HEAD = same(title="Another stream", state="current", style="office")

MAP_PAGES: dict[str, dict[str, Rule]] = {
    "workshop-maps": {"GET": Rule(Action.VIEW, WORKSHOP)},
    "map-new": {"GET": Rule(Action.EDIT_MAP, WORKSHOP), "POST": Rule(Action.EDIT_MAP, WORKSHOP, MAP_HEAD)},
    "map-import": {"GET": Rule(Action.EDIT_MAP, WORKSHOP), "POST": Rule(Action.EDIT_MAP, WORKSHOP, same(**MAP_DOCUMENT))},
    "map-page": {"GET": Rule(Action.VIEW, MAP)},
    "map-overview": {"GET": Rule(Action.VIEW, MAP)},
    "map-modes": {"GET": Rule(Action.VIEW, MAP)},
    "map-progress": {"GET": Rule(Action.VIEW, MAP)},
    "map-wall": {"GET": Rule(Action.VIEW, MAP)},
    "map-wall-parts": {"GET": Rule(Action.VIEW, MAP)},
    "step-lock": {"POST": Rule(Action.RUN_WORKSHOP, of(pk="step"), same(on="1"))},
    "map-captures": {"GET": Rule(Action.VIEW, MAP)},
    "map-explain": {"GET": Rule(Action.VIEW, lambda tenant: {"pk": tenant.pk("map"), "key": "lead_time"})},
    "map-settings": {"GET": Rule(Action.EDIT_MAP, MAP), "POST": Rule(Action.EDIT_MAP, MAP, MAP_HEAD)},
    "map-copy": {"POST": Rule(Action.EDIT_MAP, MAP, same(state="future"))},
    "map-remove": {"POST": Rule(Action.EDIT_MAP, MAP)},
    "map-file": {"GET": Rule(Action.VIEW, lambda tenant: {"pk": tenant.pk("map"), "kind": "json"})},
    "map-compare": {"GET": Rule(Action.VIEW, of(pk="map", other="map"))},
}

ANSWER = of(pk="design_answer")
NOT_TO_CHOOSE = frozenset({422})
"""The map of the test shows the current state; whoever chooses the future is told so."""

FUTURES: dict[str, dict[str, Rule]] = {
    "workshop-futures": {"GET": Rule(Action.VIEW, WORKSHOP)},
    "future-duplicate": {"POST": Rule(Action.EDIT_MAP, MAP)},
    "future-choose": {
        "GET": Rule(Action.PROPOSE_FUTURE, MAP),
        "POST": Rule(Action.PROPOSE_FUTURE, MAP, same(reason="It meets the target"), answers=NOT_TO_CHOOSE),
    },
    "future-withdraw": {
        "GET": Rule(Action.PROPOSE_FUTURE, WORKSHOP),
        "POST": Rule(Action.PROPOSE_FUTURE, WORKSHOP, same(reason="It needs two more people")),
    },
    "future-sign": {"POST": Rule(Action.SIGN_FUTURE, WORKSHOP, same(seen="what was there"))},
    "future-unsign": {"POST": Rule(Action.SIGN_FUTURE, WORKSHOP)},
    "future-version": {"GET": Rule(Action.VIEW, of(pk="future_version"))},
    "workshop-design": {"GET": Rule(Action.VIEW, WORKSHOP)},
    "design-answer-add": {
        "POST": Rule(
            Action.CAPTURE, lambda tenant: {"pk": tenant.pk("workshop"), "question": "waits"}, same(**{"waits-text": "For the stamp"})
        )
    },
    # the coach gave it; one's own answers everybody who may capture changes
    "design-answer": {
        "GET": Rule(Action.MANAGE_CAPTURES, ANSWER),
        "POST": Rule(Action.MANAGE_CAPTURES, ANSWER, same(text="62 patients a day")),
    },
    "design-answer-remove": {"POST": Rule(Action.MANAGE_CAPTURES, ANSWER)},
}

STOP = of(pk="stop")
OBSERVATION = of(pk="observation")


def _stop_answer(tenant: Tenant) -> dict[str, Any]:
    rev = str(tenant.rev("step", "overtime"))
    return {"overtime": "3", "initial-overtime": "", "rev_overtime": rev, "evidence": "measured"}


def _datum(tenant: Tenant) -> dict[str, Any]:
    return {"record": f"step/{tenant.pk('step')}", "datum": "overtime"}


def _decision(tenant: Tenant) -> dict[str, Any]:
    leaders = Participation.objects.present().filter(workshop=tenant.workshop, role="sponsor").order_by("order_key", "id")
    return {"decided_by": str((leaders.first() or tenant.person()).pk), "answer": "One nurse until Christmas"}


WALK: dict[str, dict[str, Rule]] = {
    "workshop-walk": {"GET": Rule(Action.VIEW, WORKSHOP)},
    "walk-plan": {
        "POST": Rule(
            Action.RUN_WORKSHOP,
            WORKSHOP,
            same(on="2026-11-17", starts_at="09:30", minutes="15", backwards="yes"),
            answers=frozenset({302, 422}),
        )
    },
    "walk-stop-new": {
        "GET": Rule(Action.RUN_WORKSHOP, WORKSHOP),
        "POST": Rule(Action.RUN_WORKSHOP, WORKSHOP, same(title="Front desk", minutes="15")),
    },
    "walk-stop": {
        "GET": Rule(Action.RUN_WORKSHOP, STOP),
        "POST": Rule(Action.RUN_WORKSHOP, STOP, same(title="Front desk", minutes="20")),
    },
    "walk-stop-move": {"POST": Rule(Action.RUN_WORKSHOP, STOP, same(to="up"))},
    "walk-stop-remove": {"POST": Rule(Action.RUN_WORKSHOP, STOP)},
    "walk-sheet": {"GET": Rule(Action.VIEW, WORKSHOP)},
    "walk-stop-data": {"POST": Rule(Action.EDIT_MAP, STOP, _stop_answer)},
    "walk-stop-walked": {"POST": Rule(Action.EDIT_MAP, STOP, same(seen="1"))},
    "walk-stop-to-map": {"POST": Rule(Action.EDIT_MAP, STOP)},
    "observation-add": {
        "POST": Rule(Action.CAPTURE, WORKSHOP, lambda tenant: {"kind": "item", "text": "In a tray", "stop": str(tenant.pk("stop"))})
    },
    # the coach noted it; of one's own observations, everybody who may capture changes the words
    "observation-edit": {
        "GET": Rule(Action.MANAGE_CAPTURES, OBSERVATION),
        "POST": Rule(Action.MANAGE_CAPTURES, OBSERVATION, same(kind="item", text="In a red tray")),
    },
    "observation-remove": {"POST": Rule(Action.MANAGE_CAPTURES, OBSERVATION)},
    "unknown-new": {
        "GET": Rule(Action.EDIT_MAP, WORKSHOP, query=_datum),
        "POST": Rule(Action.EDIT_MAP, WORKSHOP, same(text="Who orders at night?")),
    },
    "unknown-edit": {
        "GET": Rule(Action.EDIT_MAP, of(pk="unknown")),
        "POST": Rule(Action.EDIT_MAP, of(pk="unknown"), same(source="The ward")),
    },
    "unknown-remove": {"POST": Rule(Action.EDIT_MAP, of(pk="unknown"))},
    "barrier-decision": {
        "GET": Rule(Action.RECORD_VISIT, of(pk="barrier")),
        "POST": Rule(Action.RECORD_VISIT, of(pk="barrier"), _decision),
    },
    "api-capture-photo": {"PUT": Rule(Action.MANAGE_CAPTURES, CAPTURE, _photo, format="multipart/form-data")},
    "api-observation-photo": {"PUT": Rule(Action.MANAGE_CAPTURES, OBSERVATION, _photo, format="multipart/form-data")},
}

COMMENT, MEETING, ROUND_ID = of(pk="charter_comment"), of(pk="meeting"), of(pk="round")


def _upload(tenant: Tenant) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("a.txt", b"Numbers")}


API_OF_PREPARATION: dict[str, dict[str, Rule]] = {
    "api-charter-versions": {
        "GET": Rule(Action.READ_REPORTS, WORKSHOP),
        "POST": Rule(Action.EDIT_CHARTER, WORKSHOP, same(note="After scoping")),
    },
    "api-charter-version": {"GET": Rule(Action.READ_REPORTS, of(pk="charter_version"))},
    "api-charter-comments": {
        "GET": Rule(Action.READ_REPORTS, WORKSHOP),
        "POST": Rule(Action.UPDATE_OWN_ACTION, WORKSHOP, same(part="scope", text="Too wide")),
    },
    "api-charter-comment": {
        "GET": Rule(Action.READ_REPORTS, COMMENT),
        "PATCH": Rule(Action.EDIT_CHARTER, COMMENT, same(settled=True)),
        "DELETE": Rule(Action.EDIT_CHARTER, COMMENT),
    },
    "api-meetings": {
        "GET": Rule(Action.READ_REPORTS, WORKSHOP),
        "POST": Rule(Action.EDIT_CHARTER, WORKSHOP, same(kind="scoping", date="2026-11-03")),
    },
    "api-meeting": {
        "GET": Rule(Action.READ_REPORTS, MEETING),
        "PATCH": Rule(Action.EDIT_CHARTER, MEETING, same(place="Room 2.14")),
        "DELETE": Rule(Action.EDIT_CHARTER, MEETING),
    },
    "api-files": {"GET": Rule(Action.READ_REPORTS, WORKSHOP)},
    "api-task-files": {"POST": Rule(Action.EDIT_CHARTER, TASK, _upload, also=PIA, format="multipart/form-data")},
    "api-file": {"GET": Rule(Action.READ_REPORTS, of(pk="task_file")), "DELETE": Rule(Action.EDIT_CHARTER, of(pk="task_file"))},
    "api-rounds": {
        "GET": Rule(Action.VIEW, WORKSHOP),
        "POST": Rule(Action.RUN_WORKSHOP, WORKSHOP, same(kind="write", question="What annoys you?")),
    },
    "api-round": {"GET": Rule(Action.VIEW, ROUND_ID), "PATCH": Rule(Action.RUN_WORKSHOP, ROUND_ID, same(state="dropped"))},
}

AREAS = (
    API_OF_PREPARATION,
    WALK,
    FUTURES,
    MAP_PAGES,
    MAP_EDITING,
    REPORTS,
    TEAM,
    DOOR,
    STAGES,
    REVIEWS,
    ROOT,
    ALLAUTH,
    ACCOUNTS,
    PLAN,
    MAPS,
    DAYS,
    ROOM,
    ROUNDS,
)
POLICY: dict[str, dict[str, Rule]] = {name: rules for area in AREAS for name, rules in area.items()}

THIRD_PARTY = {
    "admin:": "Django's admin: accounts only, for staff; has its own test here",
}
"""Prefixes of names whose routes are not ours, with the reason why they have no entries."""
