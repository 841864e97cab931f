"""The OpenAPI document: without warnings, kept in the repository, and a page for it that needs no other host.

After a wanted change of the API: `UPDATE_SCHEMA=1 ./vsm test tests/site/test_api_schema.py`, and look at the difference.
"""

from __future__ import annotations

import io
import json
import os
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from tests.site.route_policy import POLICY, Need
from tests.site.routes import routes

STORED = Path(__file__).with_name("openapi.json")
NOT_IN_SCHEMA = {"api-schema", "api-docs"}


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """The document as it is generated now; a warning fails."""
    said = io.StringIO()
    call_command("spectacular", "--format", "openapi-json", "--fail-on-warn", "--validate", stdout=said)
    found: dict[str, Any] = json.loads(said.getvalue())
    return found


def test_the_stored_document_is_current(schema: dict[str, Any]) -> None:
    text = json.dumps(schema, indent=1, sort_keys=True) + "\n"
    if os.environ.get("UPDATE_SCHEMA"):
        STORED.write_text(text)
    assert json.loads(STORED.read_text()) == schema


def test_every_route_of_the_api_is_in_it_with_its_methods(schema: dict[str, Any]) -> None:
    def shape(path: str) -> str:
        return re.sub(r"{[^}]+}", "{}", re.sub(r"<[^>]+>", "{}", path))

    there = {(shape(path), method.upper()) for path, entry in schema["paths"].items() for method in entry if method != "parameters"}
    wanted = {
        (shape("/" + route.pattern), method)
        for route in routes()
        if route.is_api and route.name not in NOT_IN_SCHEMA
        for method in route.methods()
    }
    assert (sorted(wanted - there), sorted(there - wanted)) == ([], [])


def test_addresses_end_with_a_slash(schema: dict[str, Any]) -> None:
    assert [path for path in schema["paths"] if not path.endswith("/")] == []


def operations(schema: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, entry) for path, entries in schema["paths"].items() for method, entry in entries.items() if method != "parameters"
    ]


def test_every_operation_has_an_id_of_its_own_and_says_what_it_gives(schema: dict[str, Any]) -> None:
    ids = [entry["operationId"] for _, _, entry in operations(schema)]
    assert len(ids) == len(set(ids))
    silent = [f"{method} {path}" for path, method, entry in operations(schema) if not entry.get("description")]
    assert silent == []


def test_every_operation_asks_for_a_session_or_a_token(schema: dict[str, Any]) -> None:
    schemes = schema["components"]["securitySchemes"]
    assert any(scheme.get("in") == "header" or scheme.get("scheme") for scheme in schemes.values())
    public = [f"{method} {path}" for path, method, entry in operations(schema) if {} in entry.get("security", [{}])]
    assert public == []


class _Page(HTMLParser):
    """Addresses that a page loads, and inline scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.inline: list[str] = []
        self._within = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        address = given.get("src") or (given.get("href") if tag == "link" else None)
        if address:
            self.loads.append(address)
        self._within = tag if tag in ("script", "style") and not given.get("src") else ""
        self.inline += [f"{tag} {name}" for name in given if name.startswith("on") or name == "style"]

    def handle_data(self, data: str) -> None:
        if self._within and data.strip():
            self.inline.append(f"{self._within}: {data.strip()[:60]}")

    def handle_endtag(self, tag: str) -> None:
        self._within = ""


def test_the_page_of_the_api_loads_own_files_only_and_has_no_inline_script() -> None:
    answer = Client().get(reverse("api-docs"))
    page = _Page()
    page.feed(answer.content.decode())
    assert answer.status_code == 200
    assert page.inline == []
    assert len(page.loads) >= 3
    assert [address for address in page.loads if not address.startswith("/") or address.startswith("//")] == []


def test_its_script_names_no_other_host() -> None:
    page = _Page()
    page.feed(Client().get(reverse("api-docs")).content.decode())
    address = next(address for address in page.loads if address.startswith(reverse("api-docs")))
    answer = Client().get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith(("application/javascript", "text/javascript"))
    hosts = set(re.findall(r"https?://([^/\"'\s]+)", answer.content.decode())) - {"testserver"}
    assert hosts == set()


def test_schema_and_page_are_public() -> None:
    assert {POLICY[name]["GET"].needs for name in NOT_IN_SCHEMA} == {Need.PUBLIC}
