"""How quick a capture is acknowledged, typed on several pages: python -m tools.bench.live.capture

Milliseconds from Enter in the one line until the server has stored it, 10 captures a page, while others capture too. Needs Chromium.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tools.bench.live.places import Place, ours

PAGES = ("", "captures/", "agenda/", "maps/", "people/")
TURNS = 10
OTHERS = 3
"""Browsers that capture at the same time."""
GOAL_MS = 500.0
CONNECT_SECONDS = 30.0
MODULE = """(name) => {
  const addresses = performance.getEntriesByType("resource").map((one) => one.name);
  return import(addresses.find((address) => address.includes(`/live/${name}.`)));
}"""
"""The page's own module: its address carries a digest, and another address would be another module."""
CONNECTED = f"async () => (await ({MODULE})('index')).live.isLive"
LISTEN = f"""async () => {{
  const {{ live }} = await ({MODULE})("index");
  window.acknowledged = [];
  live.on("ack", () => window.acknowledged.push(performance.now()));
}}"""
OTHER = f"""async () => {{
  const {{ live }} = await ({MODULE})("index");
  const {{ uuid7 }} = await ({MODULE})("ids");
  const say = () => live.submit([{{ k: "new", r: `capture/${{uuid7()}}`, f: {{ kind: "issue", text: "somebody else says something" }} }}]);
  setInterval(say, 2500);
}}"""


def open_page(browser: Browser, place: Place, session: str, path: str) -> Page:
    """A page of the workshop that is connected."""
    context = browser.new_context(base_url=place.urls[0], viewport={"width": 1440, "height": 900})
    context.add_cookies([{"name": "sessionid", "value": session, "url": place.urls[0]}])
    page = context.new_page()
    page.goto(f"/workshops/{place.plan['workshop']}/{path}")
    until = time.monotonic() + CONNECT_SECONDS
    while not page.evaluate(CONNECTED):  # `wait_for_function` takes the promise of an asynchronous function for true
        if time.monotonic() > until:
            raise TimeoutError(f"{path or 'home'} was not connected within {CONNECT_SECONDS:.0f} s")
        page.wait_for_timeout(20)
    return page


def captures(page: Page) -> list[float]:
    """Milliseconds from Enter to the acknowledgement of each capture."""
    page.evaluate(LISTEN)
    taken = []
    for turn in range(TURNS):
        page.keyboard.press("c")
        page.keyboard.type(f"p the room is cold {turn}")
        begun = page.evaluate("performance.now()")
        page.keyboard.press("Enter")
        page.wait_for_function(f"() => window.acknowledged.length > {turn}")
        taken.append(page.evaluate(f"window.acknowledged[{turn}]") - begun)
    return taken


def main() -> None:
    """Measure and compare with the goal."""
    with tempfile.TemporaryDirectory(prefix="vsm-capture-") as home, ours(Path(home) / "data") as place, sync_playwright() as playwright:
        found = next(path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name)))
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        sessions = place.plan["sessions"]
        for number in range(OTHERS):
            open_page(browser, place, sessions[(number + 1) % len(sessions)], "captures/").evaluate(OTHER)
        taken: list[float] = []
        for path in PAGES:
            page = open_page(browser, place, sessions[0], path)
            found_here = captures(page)
            print(f"{path or 'home'}: {statistics.median(found_here):.0f} ms, slowest {max(found_here):.0f}")
            taken += found_here
            page.context.close()
        taken.sort()
        p95 = taken[int(len(taken) * 0.95)]
        print(f"{len(taken)} captures: {statistics.median(taken):.0f} ms, p95 {p95:.0f} (goal {GOAL_MS:.0f})")
        browser.close()


if __name__ == "__main__":
    main()
