"""A real browser against a real server (uvicorn, the product's application) on the tests' database. Run as its own pytest invocation."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlparse
from zoneinfo import ZoneInfo

import pytest
import uvicorn
from django.conf import settings
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Request, expect

from tests.run import BROWSER_REMEDY, chromium
from tests.servers import free_port
from vsm_site.lib.sockets import Sockets

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the synchronous Playwright keeps an event loop in the tests' thread
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
]
expect.set_options(timeout=20_000)  # a busy machine; what has to be quick says so in its test
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 780}


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium, since Playwright's own is not needed."""
    found = chromium()
    assert found, f"No Chromium was found. Install it: {BROWSER_REMEDY}"
    return {"executable_path": found, "args": FLAGS}


class Shelf:
    """The product, with what it gave as a static file kept: every browser of a test is new and asks for some hundred of them."""

    def __init__(self, application: Any) -> None:
        self.application = application
        self.kept: dict[tuple[Any, ...], list[Any]] = {}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One request or socket."""
        if scope["type"] != "http" or not scope["path"].startswith("/static/"):
            await self.application(scope, receive, send)
            return
        headers = dict(scope["headers"])
        key = (scope["method"], scope["path"], *(headers.get(name) for name in ASKED))
        if key in self.kept:
            for event in self.kept[key]:
                await send(event)
            return
        events: list[Any] = []

        async def keep(event: Any) -> None:
            events.append(event)
            await send(event)

        await self.application(scope, receive, keep)
        if events and not events[-1].get("more_body") and events[-1]["type"] == "http.response.body":  # not given up by who asked
            self.kept[key] = events


ASKED = (b"accept-encoding", b"if-modified-since", b"if-none-match", b"range")
"""What makes an answer another one."""


class Server(uvicorn.Server):
    """The product's server in a thread of the tests."""

    def install_signal_handlers(self) -> None:
        """Signals stay pytest's."""


@pytest.fixture(scope="session")
def server_address(django_db_setup: None) -> Iterator[str]:
    """Address of the product on the tests' database."""
    from vsm_site.asgi import application

    port = free_port()
    config = uvicorn.Config(
        Shelf(application),
        host="127.0.0.1",
        port=port,
        log_level="error",
        lifespan="off",
        timeout_graceful_shutdown=2,
        ws=Sockets,
        ws_max_size=65536,
        ws_per_message_deflate=False,
    )
    server = Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < deadline and thread.is_alive(), "the server did not start"
        time.sleep(0.02)
    settings.CSRF_TRUSTED_ORIGINS = [f"http://127.0.0.1:{port}"]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)
    connections.close_all()


def early_zone(now: datetime) -> ZoneInfo:
    """A zone in which it is between seven and eight in the morning: a day in it has not begun yet, whenever the tests run."""
    east = (7 - now.astimezone(UTC).hour + 12) % 24 - 12
    return ZoneInfo(f"Etc/GMT{-east:+d}")


@dataclass
class Watch:
    """What a page must not do: errors in the console, requests to other hosts, answers of 4xx and 5xx that nobody expects."""

    host: str
    faults: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)
    """Statuses that the test provokes on purpose."""

    forgiven: set[str] = field(default_factory=set)
    """Words of faults that the test provokes on purpose; a browser may tell of them at any time later."""

    def forgive_network(self) -> None:
        """A browser whose connection the test takes away says so in its console."""
        self.forgiven.add("ERR_INTERNET_DISCONNECTED")

    def left(self) -> list[str]:
        """What nobody expected."""
        return [fault for fault in self.faults if not any(word in fault for word in self.forgiven)]

    def look_at(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(f"status of {status}" in message.text for status in self.expected):
            self.faults.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        parts = urlparse(request.url)
        if parts.scheme.startswith("http") and parts.netloc != self.host:
            self.faults.append(f"foreign: {request.url}")


@pytest.fixture
def watch(server_address: str) -> Iterator[Watch]:
    """Faults of all pages of the test; any fails it."""
    found = Watch(urlparse(server_address).netloc)
    yield found
    assert found.left() == []


@dataclass
class Window:
    """A browser context with an empty page that keeps it open."""

    context: BrowserContext
    blank: Page
    kind: str


class Windows:
    """Windows that are used again: making one costs as much as several pages of the product. What somebody left in one is taken away
    before the next gets it; only scripts stay in its cache, as they do in a person's own browser."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.free: list[Window] = []

    def take(self, **options: Any) -> Window:
        """One with these options, as good as new."""
        kind = repr(sorted(options.items()))
        found = next((window for window in self.free if window.kind == kind), None)
        if found is not None:
            self.free.remove(found)
            return found
        context = self.browser.new_context(base_url=self.address, **options)
        return Window(context, context.new_page(), kind)

    def give_back(self, window: Window) -> None:
        """Clean it for the next; one that the test has closed is gone."""
        try:
            for page in window.context.pages:
                if page is not window.blank:
                    page.close()
            window.context.unroute_all()
            window.context.set_offline(False)
            window.context.clear_cookies()
            chrome = window.context.new_cdp_session(window.blank)
            chrome.send("Storage.clearDataForOrigin", {"origin": self.address, "storageTypes": "all"})
            chrome.detach()
        except Error:
            self.close(window)
            return
        self.free.append(window)
        if len(self.free) > MOST_FREE:
            self.close(self.free.pop(0))

    def close(self, window: Window) -> None:
        """End it."""
        with contextlib.suppress(Error):
            window.context.close()


MOST_FREE = 8


@pytest.fixture(scope="session")
def windows(browser: Browser, server_address: str) -> Windows:
    """The windows of this process."""
    return Windows(browser, server_address)


class Person:
    """Somebody at a browser of their own."""

    def __init__(self, windows: Windows, watch: Watch, client: Any = None, **options: Any) -> None:
        self.address = windows.address
        self.window = windows.take(**{"viewport": DESK, "locale": "en-GB", "timezone_id": "UTC", "reduced_motion": "reduce"} | options)
        self.context = self.window.context
        if client is not None:
            value = client.cookies[settings.SESSION_COOKIE_NAME].value
            self.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": self.address}])
        self.page: Page = self.context.new_page()
        self.is_spoilt = False
        """Whether something was done to the window that cannot be taken back."""
        watch.look_at(self.page)

    def open(self, path: str) -> Page:
        """Go to an address of the product."""
        self.page.goto(path, wait_until="load")
        return self.page


def holds(page: Page, script: str, arg: Any = None) -> None:
    """Wait until a function of the page gives something true, also one that has to wait itself: `wait_for_function` takes the promise of
    such a one for true."""
    end = time.monotonic() + PATIENCE
    while not _answer(page, script, arg):
        assert time.monotonic() < end, f"not within {PATIENCE} s: {script}"
        page.wait_for_timeout(20)


PATIENCE = 20.0


def _answer(page: Page, script: str, arg: Any) -> Any:
    with contextlib.suppress(Error):  # the page is being loaded
        return page.evaluate(script, arg)
    return None


def connected(page: Page) -> None:
    """The page's connection stands."""
    holds(page, """async () => (await import("/static/js/live/index.js")).live.isLive""")


@pytest.fixture
def person(windows: Windows, watch: Watch) -> Iterator[Any]:
    """Makes persons: `person(cast.client("fay"))`, options as of a browser context."""
    made: list[Person] = []

    def make(client: Any = None, **options: Any) -> Person:
        made.append(Person(windows, watch, client, **options))
        return made[-1]

    yield make
    for one in made:
        if one.is_spoilt:
            windows.close(one.window)
        else:
            windows.give_back(one.window)
