"""Every page that the rights table knows, as people see it: light, dark and on a phone. A new page is looked at without being listed."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import reverse

from tests.browser.conftest import DESK, PHONE
from tests.site.route_policy import POLICY, Need
from tests.site.routes import routes
from tests.site.world import World, make_world

pytestmark = pytest.mark.django_db(transaction=True)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
EVERYTHING = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}, "resultTypes": ["violations"]}
"""In dark the page is the same page in other colours."""
VIOLATIONS = """async (options) => (await axe.run(document, {...options, selectors: false})).violations
  .map((row) => ({id: row.id, html: row.nodes[0].html, places: row.nodes.length}))"""
SHARES = 4
"""The pages are looked at in so many parts, which run side by side."""

NOT_LOOKED_AT = {
    "healthz": "no page",
    "readyz": "no page",
    "api-docs": "a third party's page, with its own test",
    "demo-sign-in": "there is none outside a demo",
    "map-captures": "a part of a page",
    "map-modes": "a part of a page",
    "map-overview": "a part of a page",
    "map-progress": "a part of a page",
    "map-wall-parts": "a part of a page",
    "report-row": "a part of a page",
    "workshop-room": "a part of a page",
    "workshop-clock": "time for a script",
    "glossary-words": "words for a script",
    "map-file": "a download",
    "photo": "a download",
    "workshop-calendar": "a download",
    "personal": "a way to another page",
    "map-table-csv": "a download",
    "workshop-promises-csv": "a download",
    "report-file": "a download",
}
# what is of 1 px is said, not shown
LOOK = """() => {
  const cut = [], squeezed = [];
  for (const el of document.querySelectorAll('main *, header *')) {
    const style = getComputedStyle(el), box = el.getBoundingClientRect();
    if (style.visibility === 'hidden' || style.display === 'none' || box.height <= 1) continue;
    const says = [...el.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.textContent.trim()).join(' ');
    const isColumn = box.width < 56 && box.height > 6 * parseFloat(style.fontSize);
    if (says.length > 10 && isColumn && !(el instanceof SVGElement)) squeezed.push(says.slice(0, 40));
    if (box.width <= 1) continue;
    if (el.children.length === 0 && el.textContent.trim() && style.overflowX === 'hidden' && style.textOverflow !== 'ellipsis'
        && !el.closest('.visually-hidden') && el.scrollWidth > el.clientWidth + 1) cut.push(el.textContent.trim().slice(0, 40));
  }
  return {wide: document.documentElement.scrollWidth - window.innerWidth, cut, squeezed};
}"""


def pages() -> list[str]:
    """Names of the HTML pages that answer a GET."""
    ours = {route.name for route in routes() if not route.is_api}
    return sorted(name for name, rules in POLICY.items() if name in ours - set(NOT_LOOKED_AT) and _is_page(name, rules))


def _is_page(name: str, rules: dict[str, Any]) -> bool:
    return "GET" in rules and not rules["GET"].format and 200 in rules["GET"].answers


def address(world: World, name: str) -> str:
    """Where the page is in our workshop."""
    from urllib.parse import urlencode

    rule = POLICY[name]["GET"]
    query = urlencode(rule.query(world.ours))
    return reverse(name, kwargs=rule.params(world.ours)) + (f"?{query}" if query else "")


def who(world: World, name: str) -> Any:
    """Somebody who may see the page."""
    rule = POLICY[name]["GET"]
    if rule.needs is Need.PUBLIC:
        return None
    if rule.needs is Need.ORGANISATION_ADMIN:
        return world.clients["ada"]
    if isinstance(rule.needs, Need):
        return world.clients["fay"]
    names = ("fay", "omar", "spring")
    return world.clients[next(one for one in names if rule.needs in world.rights(one) and one not in rule.not_for)]


def problems(page: Any, kind: str, options: dict[str, Any]) -> list[str]:
    """Violations of WCAG 2.2 A and AA, with the first place of each."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return [f"{kind}: {row['id']}: {row['html'][:160]} ({row['places']} places)" for row in page.evaluate(VIOLATIONS, options)]


def looked_at(page: Any, kind: str) -> list[str]:
    seen = page.evaluate(LOOK)
    faults = [f"{kind}: {seen['wide']} px too wide"] if seen["wide"] > 0 else []
    faults += [f"{kind}: cut off “{text}”" for text in seen["cut"]]
    return faults + [f"{kind}: squeezed to a column of letters “{text}”" for text in seen["squeezed"]]


def sides(page: Any) -> list[str]:
    """Faults of the page that stands in a phone's window: there, and turned to a desk's in light and dark. It is the same page: what it is
    depends on its window alone, and a second load would cost as much as all else."""
    found = looked_at(page, "phone")
    page.set_viewport_size(DESK)
    found += looked_at(page, "desk") + problems(page, "light", EVERYTHING)
    page.emulate_media(color_scheme="dark")
    found += looked_at(page, "dark") + problems(page, "dark", COLOURS)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)
    return found


@pytest.mark.parametrize("share", range(SHARES))
def test_every_page_is_sound_in_light_in_dark_and_on_a_phone(db: None, person: Any, watch: Any, share: int) -> None:
    world = make_world()
    people: dict[int, Any] = {}
    faults: list[str] = []
    for name in pages()[share::SHARES]:
        watch.expected = {status for status in POLICY[name]["GET"].answers if status >= 400}
        client = who(world, name)
        if id(client) not in people:
            people[id(client)] = person(client, viewport=PHONE)
        found = sides(people[id(client)].open(address(world, name))) + watch.faults
        watch.faults.clear()
        faults += [f"{name}: {text}" for text in dict.fromkeys(found)]
    assert not faults, "\n".join(faults)
