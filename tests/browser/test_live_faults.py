"""What goes wrong around a browser: a tab that sleeps, a page older than its server, a backup put back, a list that is lost."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from mapping.models import Map
from tests.browser.conftest import Watch, connected, holds
from tests.browser.test_live_two_people import NO_SOCKETS, cell, map_, opened, status, step_four, tables, type_into, way
from tests.cast import Cast
from workshops.models import Change
from workshops.services.heads import renew_epochs

__all__ = ["map_", "tables", "way"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_tab_that_was_frozen_while_its_line_died_is_up_to_date_soon_after_it_wakes(person: Any, cast: Cast, map_: Map) -> None:
    asleep = False

    def through(line: WebSocketRoute) -> None:
        """A line that goes dead without a word while the computer sleeps; one that is opened afterwards works."""
        far, is_dead = line.connect_to_server(), []

        def passing(send: Any) -> Any:
            def take(message: str | bytes) -> None:
                if asleep or is_dead:
                    is_dead.append(True)
                else:
                    send(message)

            return take

        line.on_message(passing(far.send))
        far.on_message(passing(line.send))

    pia, omar = person(cast.client("pia")), person(cast.client("omar"))
    pia.page.route_web_socket(re.compile("/ws/"), through)
    page, other = opened(pia, f"/maps/{map_.pk}/table/"), opened(omar, f"/maps/{map_.pk}/table/")
    chrome = pia.context.new_cdp_session(page)
    asleep = True
    chrome.send("Page.setWebLifecycleState", {"state": "frozen"})
    type_into(other, 4, "Area", "Imaging")
    status(other, "Saved")
    asleep = False
    chrome.send("Page.setWebLifecycleState", {"state": "active"})
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # a window of its own tells by itself when it is seen again
    expect(cell(page, 4, "Area")).to_have_value("Imaging", timeout=15_000)
    type_into(page, 4, "WIP", "7")
    status(page, "Saved")
    assert (step_four(map_).area, step_four(map_).wip) == ("Imaging", 7)


THIS = "const VERSION = 1;"


def as_of_yesterday(route: Route) -> None:
    """The script of the connection as an older version of the product had it."""
    headers = {"Content-Type": "text/javascript", "Cache-Control": "no-store"}
    script = route.fetch().text()
    assert THIS in script
    route.fulfill(headers=headers, body=script.replace(THIS, "const VERSION = 0;"))


def test_a_page_older_than_its_server_keeps_what_was_typed_until_it_is_loaded_anew(
    person: Any, cast: Cast, map_: Map, way: str, watch: Watch
) -> None:
    watch.expected |= {426}
    pia = person(cast.client("pia"))
    if way == "poll":
        pia.page.add_init_script(NO_SOCKETS)
    pia.page.on("dialog", lambda dialog: dialog.accept())
    pia.context.route("**/live/stream*.js", as_of_yesterday)
    page = pia.open(f"/maps/{map_.pk}/table/")
    page.wait_for_function("() => performance.getEntriesByType('navigation')[0].type === 'reload'")  # it tries that once by itself
    status(page, "Reload this page")
    before = Change.objects.filter(workshop=cast.workshop).count()
    type_into(page, 4, "Area", "Imaging")
    status(page, "Reload this page, 1 change kept in this browser")
    assert Change.objects.filter(workshop=cast.workshop).count() == before
    pia.context.unroute_all()
    page.reload()
    connected(page)
    status(page, "Saved")
    assert (step_four(map_).area, Change.objects.filter(workshop=cast.workshop).count()) == ("Imaging", before + 1)


def copied(source: Path, target: Path) -> None:
    """The database as one moment has it, also while it is in use."""
    with contextlib.closing(sqlite3.connect(source)) as old, contextlib.closing(sqlite3.connect(target)) as new:
        old.backup(new)


def test_after_a_backup_was_put_back_the_page_shows_it_and_asks_about_what_was_typed_since(
    tables: Any, cast: Cast, map_: Map, watch: Watch, tmp_path: Path
) -> None:
    page, other, live = tables("pia"), tables("omar"), Path(connection.settings_dict["NAME"])
    copied(live, tmp_path / "backup")
    before = Change.objects.filter(workshop=cast.workshop).count()
    type_into(other, 4, "Area", "Imaging")
    type_into(other, 4, "WIP", "7")
    expect(cell(page, 4, "Area")).to_have_value("Imaging")
    expect(cell(page, 4, "WIP")).to_have_value("7")
    other.context.close()
    page.context.set_offline(True)
    type_into(page, 4, "Area", "Laboratory")
    status(page, "Offline, 1 change kept in this browser")
    connection.close()
    copied(tmp_path / "backup", live)
    renew_epochs()
    page.context.set_offline(False)
    status(page, "1 conflict")
    expect(cell(page, 4, "WIP")).to_have_value("")
    expect(page.locator(".cell-clash strong")).to_have_text(["Radiology and laboratory", "Laboratory"])
    assert Change.objects.filter(workshop=cast.workshop).count() == before
    page.get_by_role("button", name="Use mine").click()
    status(page, "Saved")
    assert (step_four(map_).area, Change.objects.filter(workshop=cast.workshop).count()) == ("Laboratory", before + 1)
    watch.forgive_network()


def test_who_lost_the_list_of_the_browser_takes_back_one_change_after_the_other(tables: Any, map_: Map) -> None:
    page: Page = tables("pia")
    for value in ("Imaging", "Laboratory", "Archive"):
        type_into(page, 4, "Area", value)
        status(page, "Saved")
    page.evaluate("sessionStorage.clear()")
    page.reload()
    holds(page, """async () => (await import("/static/js/live/index.js")).live.stack.done.length >= 3""")
    for value in ("Laboratory", "Imaging", "Radiology and laboratory"):
        page.locator("[data-live-undo] button").first.click()
        expect(cell(page, 4, "Area")).to_have_value(value)
        status(page, "Saved")
    assert step_four(map_).area == "Radiology and laboratory"
