"""Words, headers and settings that others rely on."""

from __future__ import annotations

import ast
import inspect
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from rest_framework import serializers

from accounts.models import OrganisationRole
from actionplans import health
from actionplans.models import Action as PlannedAction
from reviews.models.reviews import REVIEW_DAY_CHOICES, STATUS_CHOICES
from tests.cast import PASSWORD
from tests.site.route_policy import POLICY, Need
from tests.site.source import ROOT, sources, walk
from tests.site.world import World, make_world
from workshops.models import Capture, ItemKind
from workshops.policy import Role
from workshops.stages import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Both tenants, made once."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


# Words


def words(choices: Any) -> list[Any]:
    return [value for value, _ in choices]


def test_stages() -> None:
    assert [stage.value for stage in Stage] == ["prepare", "gather", "future", "execute", "align"]


def test_roles() -> None:
    assert [role.value for role in Role] == ["sponsor", "owner", "coach", "participant", "observer", "guest"]
    assert sorted(OrganisationRole.values) == ["admin", "member"]


def test_what_flows() -> None:
    assert ItemKind.values == ["material", "patient", "information", "external_need", "internal_need", "code"]


def test_capture_kinds() -> None:
    assert words(Capture._meta.get_field("kind").choices) == ["issue", "acronym", "parking_lot", "improvement"]


def test_action_words() -> None:
    assert PlannedAction.Kind.values == ["just_do_it", "event", "project", "burst", "workshop"]
    assert PlannedAction.Status.values == ["todo", "doing", "blocked", "done", "dropped"]
    assert {state.value for state in health.State} >= {"on_track", "at_risk", "late"}
    assert {status.value for status in health.NEEDS_REASON} == {"blocked", "dropped"}


def test_review_words() -> None:
    assert words(REVIEW_DAY_CHOICES) == [30, 60, 90, 180, 365]
    assert words(STATUS_CHOICES) == ["planned", "held", "closed", "cancelled"]


# Headers of every answer

POLICY_OF_PAGES = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


POLICY_OF_FILES = {"default-src 'none'", "sandbox"}
"""Stricter still: what people uploaded may do nothing, should a browser show it after all."""


def gets() -> list[str]:
    return sorted(name for name, rules in POLICY.items() if "GET" in rules)


def actor_for(name: str) -> str:
    needs = POLICY[name]["GET"].needs
    return "ada" if needs is Need.ORGANISATION_ADMIN else "fay"


@pytest.mark.parametrize("name", gets())
def test_every_answer_has_the_security_headers(world: World, name: str) -> None:
    rule = POLICY[name]["GET"]
    for actor in (actor_for(name), "nobody"):
        answer = world.clients[actor].get(reverse(name, kwargs=rule.params(world.ours)), rule.query(world.ours))
        assert {key: answer.headers.get(key) for key in HEADERS} == HEADERS
        directives = {part.strip() for part in answer.headers["Content-Security-Policy"].split(";")}
        is_file = answer.headers.get("Content-Disposition", "").startswith("attachment")
        assert POLICY_OF_PAGES - directives == set() or (is_file and directives == POLICY_OF_FILES)
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert "camera=()" in answer.headers["Permissions-Policy"]
        assert "Access-Control-Allow-Origin" not in answer.headers
        cached = answer.headers["Cache-Control"]
        assert "public" not in cached and ("no-cache" in cached or "no-store" in cached)


def test_a_page_that_is_not_there_has_them_too() -> None:
    answer = Client().get("/no/such/page/")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_session_cookies_are_out_of_reach_of_scripts_and_other_sites(world: World) -> None:
    with world.afterwards_as_before():
        answer = Client().post(reverse("account_login"), {"login": "fay@example.org", "password": PASSWORD})
    cookie = answer.cookies["sessionid"]
    assert (answer.status_code, cookie["httponly"], cookie["samesite"]) == (302, True, "Lax")


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND"])
def test_unusual_methods_are_refused(world: World, method: str) -> None:
    answer = world.clients["fay"].generic(method, reverse("profile"))
    assert answer.status_code == 405


@override_settings(ALLOWED_HOSTS=["testserver"])
def test_a_foreign_host_name_is_refused() -> None:
    answer = Client(raise_request_exception=False).get(reverse("account_login"), headers={"host": "evil.example"})
    assert answer.status_code == 400


# Production settings

PRODUCTION = {
    "DATABASE_URL": "postgres://vsm:vsm@127.0.0.1:1/vsm",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp://127.0.0.1:1",
    "VSM_SECRET_KEY": "Zk3" + "".join(chr(97 + place % 26) + str(place % 10) for place in range(40)),
    "VSM_ALLOWED_HOSTS": "vsm.example.org",
    "VSM_BEHIND_TLS": "1",
    "DJANGO_SETTINGS_MODULE": "vsm_site.settings",
}


def manage(*arguments: str, data: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | PRODUCTION | {"VSM_DATA_DIR": data}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def test_production_settings_pass_the_deployment_check(tmp_path: Any) -> None:
    done = manage("check", "--deploy", "--fail-level", "WARNING", data=str(tmp_path))
    assert (done.returncode, done.stderr.strip()) == (0, "")
    assert "no issues (0 silenced)" in done.stdout


SHOW_SETTINGS = """
from django.conf import settings
print(settings.DEBUG, settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE)
print(settings.SESSION_COOKIE_NAME, settings.SECURE_SSL_REDIRECT)
print(settings.ALLOWED_HOSTS, settings.DATABASES["default"]["ENGINE"].rpartition(".")[2], settings.CSRF_TRUSTED_ORIGINS)
"""


def test_production_has_no_debugging_and_only_secure_cookies(tmp_path: Any) -> None:
    done = manage("shell", "--no-imports", "-c", SHOW_SETTINGS, data=str(tmp_path))
    assert done.stdout.splitlines()[-3:] == ["False True True", "__Host-sessionid True", "['vsm.example.org'] postgresql []"]


@pytest.mark.parametrize(
    ("variable", "value", "why"),
    [
        ("VSM_DEBUG", "1", "VSM_DEBUG shows settings and code to everybody."),
        ("VSM_ALLOWED_HOSTS", "vsm.example.org,*", "VSM_ALLOWED_HOSTS=* takes any host name."),
        ("VSM_SECRET_KEY", "change-me", "VSM_SECRET_KEY can be guessed."),
        ("VSM_SECRET_KEY", "x" * 60, "VSM_SECRET_KEY can be guessed."),
        ("VSM_SECRET_KEY", f"django-insecure-{'abcdefghij' * 6}", "VSM_SECRET_KEY can be guessed."),
    ],
)
def test_production_refuses_to_start_with_what_is_unsafe(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any, variable: str, value: str, why: str
) -> None:
    monkeypatch.setitem(PRODUCTION, variable, value)
    done = manage("check", data=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(f"django.core.exceptions.ImproperlyConfigured: {why}")


def test_production_serves_nobody_without_a_key_that_stays(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setitem(PRODUCTION, "VSM_SECRET_KEY", "")
    done = manage("shell", "--no-imports", "-c", "import vsm_site.asgi", data=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("django.core.exceptions.ImproperlyConfigured: VSM_SECRET_KEY is not set.")


# The API takes and gives only what is listed


def serializer_classes() -> list[type[serializers.BaseSerializer[Any]]]:
    def below(kind: type[Any]) -> Iterator[type[Any]]:
        for child in kind.__subclasses__():
            yield child
            yield from below(child)

    reverse("api-schema")  # the URL table imports every view, and so every serializer
    own = ("accounts.", "workshops.", "mapping.", "actionplans.", "reviews.", "vsm_site.")
    return sorted(
        {kind for kind in below(serializers.BaseSerializer) if kind.__module__.startswith(own)}, key=lambda kind: kind.__qualname__
    )


def test_there_are_serializers_to_look_at() -> None:
    assert {"ActionSerializer", "MeSerializer"} <= {kind.__name__ for kind in serializer_classes()}


def test_serializers_list_their_fields() -> None:
    loose = [kind.__qualname__ for kind in serializer_classes() if getattr(getattr(kind, "Meta", None), "fields", None) == "__all__"]
    loose += [kind.__qualname__ for kind in serializer_classes() if hasattr(getattr(kind, "Meta", None), "exclude")]
    assert loose == []


NEVER_TAKEN = {"workshop", "workshop_id", "created_by", "author", "is_staff", "is_superuser", "revs", "deleted_seq", "user", "user_id"}


def test_no_input_takes_what_the_server_knows() -> None:
    from workshops.api.live import StrictSerializer

    taken = {
        f"{kind.__qualname__}.{name}"
        for kind in serializer_classes()
        if issubclass(kind, StrictSerializer) and kind is not StrictSerializer
        for name, field in kind().get_fields().items()
        if name in NEVER_TAKEN and not field.read_only
    }
    assert taken == set()


def test_every_view_that_takes_a_body_takes_no_unknown_field(world: World) -> None:
    """A field nobody knows is a typing mistake, and never lost in silence."""
    tolerant = []
    for name, rules in POLICY.items():
        for method, rule in rules.items():
            if not name.startswith("api-") or method == "GET" or rule.needs is Need.PUBLIC:
                continue
            body = (rule.body(world.ours) if rule.body else {}) | {"no_such_field": 1}
            with world.afterwards_as_before():
                address = reverse(name, kwargs=rule.params(world.ours))
                client = world.clients["ada" if rule.needs is Need.ORGANISATION_ADMIN else "fay"]
                data = encode_multipart(BOUNDARY, body) if rule.format else json.dumps(body)
                answer = client.generic(method, address, data, content_type=MULTIPART_CONTENT if rule.format else "application/json")
                if answer.status_code not in (400, 403):
                    tolerant.append((name, method, answer.status_code))
    assert tolerant == []


# Forms and templates never trust text


CALLS_TEXT_SAFE = {
    "vsm_site/lib/ui_tags.py drawing": "drawings of our own code, which escapes every text it is given; refuses anything else",
    "vsm_site/lib/ui_tags.py hidden_initial": "the widget's own rendering, which Django escaped",
}


def test_nothing_marks_text_as_safe() -> None:
    unsafe = {"mark_safe", "SafeString", "SafeText"}
    found = {
        f"{source.path} {function}"
        for source in sources()
        for node, function in walk(source.tree)
        if isinstance(node, ast.Call) and (getattr(node.func, "id", "") in unsafe or getattr(node.func, "attr", "") in unsafe)
    }
    assert found == set(CALLS_TEXT_SAFE)


def test_templates_neither_switch_escaping_off_nor_carry_scripts() -> None:
    forbidden = ("|safe", "autoescape off", "<script>", " style=", " onclick=", " onload=", " onchange=", "javascript:", "hx-on", "safeseq")
    found = []
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.is_file():
            text = path.read_text().replace(" ", " ")
            found += [f"{path.relative_to(ROOT)}: {word}" for word in forbidden if word in text]
    assert found == []


def test_every_service_and_selector_of_rights_says_what_it_does() -> None:
    from workshops import access

    silent = [
        name for name, thing in inspect.getmembers(access, inspect.isfunction) if thing.__module__ == access.__name__ and not thing.__doc__
    ]
    assert silent == []
