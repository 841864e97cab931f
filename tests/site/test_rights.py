"""Who gets what at every address, for everybody who may come. Built from the URL table: a new route without an entry fails."""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from functools import cache
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from tests.site.route_policy import POLICY, THIRD_PARTY, Need, Rule
from tests.site.routes import Route, routes
from tests.site.world import (
    ACTORS,
    CANARY,
    GUESTS,
    MORNING,
    OF_THEIRS,
    OUTSIDERS,
    SIGNED_OUT,
    TOKEN_USE,
    Tenant,
    World,
    fingerprint,
    make_world,
    unrendered,
)
from workshops import access, policy
from workshops.models import Workshop
from workshops.policy import Action, Role

pytestmark = pytest.mark.django_db
SAFE = {"GET"}


def ours() -> list[Route]:
    """Our own routes."""
    return [route for route in routes() if not route.name.startswith(tuple(THIRD_PARTY))]


def keys() -> list[tuple[str, str]]:
    """Every (route, method) that has an entry."""
    return sorted((name, method) for name, rules in POLICY.items() for method in rules)


@cache
def api_names() -> set[str]:
    return {route.name for route in routes() if route.is_api}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Both tenants, made once; every request is taken back."""
    with time_machine.travel(MORNING), django_db_blocker.unblock(), transaction.atomic():
        made = make_world()
        yield made
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def before(world: World) -> dict[str, tuple[int, str]]:
    """The rows as they were made."""
    return fingerprint()


# The table is complete


def test_every_route_has_a_name_of_its_own() -> None:
    names = Counter(route.name for route in ours())
    assert {name: count for name, count in names.items() if count > 1 or not name} == {}


def test_every_view_says_which_methods_it_takes() -> None:
    assert [route.name for route in ours() if not route.methods()] == []


def test_every_route_and_method_has_an_entry_and_every_entry_a_route() -> None:
    there = {(route.name, method) for route in ours() for method in route.methods()}
    assert {"without entry": sorted(there - set(keys())), "without route": sorted(set(keys()) - there)} == {
        "without entry": [],
        "without route": [],
    }


def test_routes_of_others_have_a_reason_and_exist() -> None:
    names = [route.name for route in routes()]
    assert all(reason and any(name.startswith(prefix) for name in names) for prefix, reason in THIRD_PARTY.items())


# What is expected


def expected(world: World, rule: Rule, actor: str) -> str:
    """`allowed`, `login`, `missing` or `denied`, from the rights table."""
    if rule.needs is Need.PUBLIC:
        return "allowed"
    if actor in SIGNED_OUT:
        return "login"
    if rule.needs is Need.SIGNED_IN:
        return "login" if actor in GUESTS else "allowed"
    if actor in GUESTS and rule.needs in (Need.OWN, Need.ORGANISATION_ADMIN):
        return "login"
    if actor in GUESTS and rule.needs in (Need.STREAM, Need.STREAM_EDIT):
        return "missing"
    if rule.needs is Need.OWN:
        return "allowed" if actor == "fay" else "missing"
    if rule.needs is Need.ORGANISATION_ADMIN:
        return "missing" if actor == "xena" else "allowed" if actor == "ada" else "denied"
    if rule.needs in (Need.STREAM, Need.STREAM_EDIT):
        may = rule.needs is Need.STREAM or Action.EDIT_STREAM in world.rights(actor)
        return "missing" if not world.roles.get(actor) else "allowed" if may else "denied"
    if not world.is_related(actor):
        return "missing"
    return "allowed" if rule.needs in world.rights(actor) or actor in rule.also else "denied"


def send(client: Client, key: tuple[str, str], rule: Rule, tenant: Tenant, **other: Any) -> Any:
    """One request of the entry, with the ids of this tenant where `params`, `body` or `query` say nothing else."""
    name, method = key
    query = other.get("query", rule.query(tenant))
    address = reverse(name, kwargs=other.get("params", rule.params(tenant))) + (f"?{urlencode(query)}" if query else "")
    body = other.get("body", rule.body(tenant) if rule.body else {})
    headers = other.get("headers", {})
    if method in SAFE:
        return client.get(address, headers=headers)
    if rule.format == MULTIPART:
        return client.generic(method, address, encode_multipart(BOUNDARY, body), content_type=MULTIPART_CONTENT, headers=headers)
    if rule.document or name in api_names():
        return client.generic(method, address, json.dumps(body), content_type="application/json", headers=headers)
    return client.generic(method, address, urlencode(body, doseq=True), content_type="application/x-www-form-urlencoded", headers=headers)


MULTIPART = "multipart/form-data"


def content(answer: Any) -> bytes:
    """Everything that went out: body and headers."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return bytes(body) + repr(dict(answer.headers)).encode()


def is_as_expected(wanted: str, answer: Any, rule: Rule, is_api: bool) -> bool:
    """Whether an answer is what the expectation means."""
    if wanted == "allowed":
        return answer.status_code in rule.answers and not goes_to_login(answer)
    if wanted == "login":
        return answer.status_code == 401 if is_api else goes_to_login(answer)
    return bool(answer.status_code == {"missing": 404, "denied": 403}[wanted])


def goes_to_login(answer: Any) -> bool:
    return answer.status_code == 302 and answer.headers["Location"].startswith("/accounts/login/?next=")


def faults_of(world: World, key: tuple[str, str], before: dict[str, Any], actors: tuple[str, ...] = ACTORS) -> list[str]:
    """What is not as it should be at one (route, method): answers, rows that changed, words of the other tenant."""
    name, method = key
    rule, found = POLICY[name][method], []
    for actor in actors:
        wanted = expected(world, rule, actor)
        if rule.slow and wanted == "allowed" and actor not in ASK_FOR_SLOW_ANSWERS:
            continue
        refused_elsewhere = wanted in ("missing", "denied") and actor not in READ_REFUSALS
        with world.afterwards_as_before(), unrendered() if refused_elsewhere else nullcontext():
            answer = send(world.clients[actor], key, rule, world.ours)
            said = content(answer)
            if not is_as_expected(wanted, answer, rule, name in api_names()):
                found.append(f"{actor}: {wanted} expected, got {answer.status_code} {answer.headers.get('Location', '')}".strip())
            if actor not in OF_THEIRS and CANARY.encode() in said:
                found.append(f"{actor}: reads words of the other tenant")
            if (wanted != "allowed" or method in SAFE) and (tables := world.changed_since(before)):
                found.append(f"{actor}: rows changed in {', '.join(tables)}")
    return found


ASK_FOR_SLOW_ANSWERS = {"fay", "obi"}
"""Who has the most and who the fewest rights."""


READ_REFUSALS = {"uma", "obi"}
"""Whose pages of a refusal are drawn: one that is not in the workshop and one that is. The others' differ by nothing but their names."""


# The matrix


@pytest.mark.parametrize("key", keys(), ids=" ".join)
def test_everybody_gets_what_the_rights_table_says(world: World, before: dict[str, Any], key: tuple[str, str]) -> None:
    assert faults_of(world, key, before) == []


@pytest.mark.both_databases
def test_every_address_answers_who_may_on_postgresql_too(world: World) -> None:
    """Of the other database the statements behind each address are asked once; on SQLite the matrix asks them for everybody."""
    if connection.vendor == "sqlite":
        return
    faults = []
    for key in keys():
        rule = POLICY[key[0]][key[1]]
        with world.afterwards_as_before():
            answer = send(world.clients[who_may(world, rule)], key, rule, world.ours)
            if not is_as_expected("allowed", answer, rule, key[0] in api_names()):
                faults.append((key, answer.status_code))
    assert faults == []


def with_ids() -> list[tuple[str, str]]:
    return [(name, method) for name, method in keys() if has_ids(POLICY[name][method])]


def has_ids(rule: Rule) -> bool:
    return isinstance(rule.needs, Action) or rule.needs in (Need.OWN, Need.ORGANISATION_ADMIN, Need.STREAM, Need.STREAM_EDIT)


def who_may(world: World, rule: Rule) -> str:
    """Somebody who is allowed at this address of ours."""
    return next(actor for actor in ("fay", "ada", "omar", "spring", "pia") if expected(world, rule, actor) == "allowed")


@pytest.mark.parametrize("key", with_ids(), ids=" ".join)
def test_each_id_of_the_other_tenant_is_not_found(world: World, before: dict[str, Any], key: tuple[str, str]) -> None:
    name, method = key
    rule = POLICY[name][method]
    mine, foreign = rule.params(world.ours), rule.params(world.theirs)
    for place in (place for place in mine if mine[place] != foreign[place]):
        with world.afterwards_as_before():
            answer = send(world.clients[who_may(world, rule)], key, rule, world.ours, params=mine | {place: foreign[place]})
            assert (place, answer.status_code) == (place, 404)
            assert CANARY.encode() not in content(answer)
            assert world.changed_since(before) == []


def with_ids_inside() -> list[tuple[str, str]]:
    return [(name, method) for name, method in keys() if POLICY[name][method].body or POLICY[name][method].query]


@pytest.mark.parametrize("key", with_ids_inside(), ids=" ".join)
def test_ids_of_the_other_tenant_in_body_and_query_are_refused(world: World, before: dict[str, Any], key: tuple[str, str]) -> None:
    name, method = key
    rule = POLICY[name][method]
    if rule.needs is Need.PUBLIC:
        return
    client = world.clients[who_may(world, rule)]
    for part, make in (("body", rule.body), ("query", rule.query)):
        foreign = {place: value for place, value in make(world.theirs).items() if is_foreign(world, value)} if make else {}
        for place, value in foreign.items():
            with world.afterwards_as_before():
                mine = make(world.ours)
                answer = send(client, key, rule, world.ours, **{part: mine | {place: value}})
                assert (place, answer.status_code in REFUSED) == (place, True), answer.status_code
                assert CANARY.encode() not in content(answer)
                assert world.changed_since(before) == []


REFUSED = {400, 403, 404, 422}


def is_foreign(world: World, value: Any) -> bool:
    """Whether a value of a body is, or holds, an id of the other tenant."""
    text = json.dumps(value, default=str)
    return any(str(record.pk) in text for record in world.theirs.side.found.values()) or str(world.theirs.person().pk) in text


# Reading and writing


@pytest.mark.parametrize("key", [key for key in keys() if key[1] not in SAFE], ids=" ".join)
def test_a_post_without_the_token_of_the_page_is_refused(world: World, before: dict[str, Any], key: tuple[str, str]) -> None:
    name, method = key
    if name in CSRF_EXEMPT:
        return
    rule = POLICY[name][method]
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies = copy.deepcopy(world.clients["fay" if rule.needs is Need.PUBLIC else who_may(world, rule)].cookies)
    with world.afterwards_as_before():
        answer = send(client, key, rule, world.ours)
        assert answer.status_code == 403
        assert world.changed_since(before) == []


CSRF_EXEMPT = {"unsubscribe": "mail programs post it by themselves; its address is signed"}


def test_only_routes_with_a_reason_take_posts_without_the_token() -> None:
    exempt = {
        route.name
        for route in ours()
        if getattr(route.view, "csrf_exempt", False) and not route.is_api  # the API asks for it where a session is used
    }
    assert exempt == set(CSRF_EXEMPT)


# Tokens


def api_keys() -> list[tuple[str, str]]:
    return [key for key in keys() if key[0].startswith("api-") and POLICY[key[0]][key[1]].needs is not Need.PUBLIC]


@pytest.mark.parametrize("key", api_keys(), ids=" ".join)
def test_a_token_gives_the_rights_of_its_person_and_a_dead_one_none(world: World, before: dict[str, Any], key: tuple[str, str]) -> None:
    name, method = key
    rule, client = POLICY[name][method], Client(raise_request_exception=False)
    wanted = {"valid": expected(world, rule, "fay"), "expired": "login", "revoked": "login", "disabled": "login"}
    for token, want in wanted.items():
        with world.afterwards_as_before():
            answer = send(client, key, rule, world.ours, headers={"authorization": world.token_headers[token]})
            assert (token, is_as_expected(want, answer, rule, is_api=True)) == (token, True), answer.status_code
            if want != "allowed" or method in SAFE:
                assert world.changed_since(before, without=TOKEN_USE) == []


def test_a_token_opens_no_page(world: World) -> None:
    for key in (("workshop-board", "GET"), ("profile", "GET"), ("my-actions", "GET")):
        answer = send(Client(), key, POLICY[key[0]][key[1]], world.ours, headers={"authorization": world.token_headers["valid"]})
        assert goes_to_login(answer)


# Third parties


def test_the_admin_lets_nobody_of_a_workshop_in(world: World) -> None:
    pages = [route for route in routes() if route.name.startswith("admin:") and "<" not in route.pattern and "(?P" not in route.pattern]
    assert len(pages) > 10
    for route in pages:
        if route.name in ("admin:login", "admin:jsi18n", "admin:logout"):
            continue
        for actor in ACTORS:
            answer = world.clients[actor].get("/" + route.pattern)
            assert (route.name, actor, answer.status_code in (302, 403, 404)) == (route.name, actor, True), answer.status_code


def test_the_admin_has_no_rows_of_workshops() -> None:
    tables = {route.name.split(":")[1].split("_")[0] for route in routes() if route.name.startswith("admin:")}
    assert tables & {"workshops", "mapping", "actionplans", "reviews"} == set()


# The matrix can fail


def some_of_workshops() -> list[tuple[str, str]]:
    """Every sixth address of a workshop: whether the matrix can see is the same question at each."""
    return [key for key in keys() if isinstance(POLICY[key[0]][key[1]].needs, Action)][::6]


def test_the_matrix_fails_when_everything_is_allowed(world: World, before: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    everything = frozenset(Action)
    monkeypatch.setattr(policy, "allowed", lambda roles, phase: everything)
    monkeypatch.setattr(policy, "without_phase", lambda roles: everything)
    unnoticed = []
    for key in some_of_workshops():
        rule = POLICY[key[0]][key[1]]
        refused = tuple(actor for actor in ("obi", "pia", "spring", "ada", "omar") if expected(world, rule, actor) == "denied")
        with unrendered():
            if refused and not faults_of(world, key, before, refused[:1]):
                unnoticed.append(key)
    assert unnoticed == []


def test_the_matrix_fails_when_strangers_are_let_in(world: World, before: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "roles_in", lambda user_id, workshop_id: frozenset(Role))
    monkeypatch.setattr(access, "visible_workshops", lambda actor: Workshop.objects.present().select_related("stream"))
    with unrendered():
        unnoticed = {key[0] for key in some_of_workshops() if not faults_of(world, key, before, OUTSIDERS[:1])}
    assert unnoticed - {"prework-own"} == set()  # which has a second lock: answers are one's own row of the workshop
