"""How quick the room is in a browser, with a map of 12 steps and one of 60: python -m tools.bench.live.room

Milliseconds between frames while the paper is moved and zoomed, and of one's own edits until they are seen and stored. Needs Chromium;
without a graphics card, as most tests run.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from playwright.sync_api import Page, expect, sync_playwright

from tests.faults.product import ROOT, environment
from tools.bench.live.places import Place, ours

FRAMES = """([gesture, frames]) => new Promise((resolve) => {
  const canvas = document.querySelector(".map-canvas");
  const place = canvas.getBoundingClientRect();
  const at = { clientX: place.left + 400, clientY: place.top + 300, bubbles: true, cancelable: true };
  const times = [];
  const move = (now) => {
    times.push(now);
    if (times.length > frames) return resolve(times.slice(1).map((time, number) => time - times[number]));
    const way = times.length % 20 < 10 ? 1 : -1;
    const how = gesture === "pan" ? { deltaX: 9 * way, deltaY: 5 * way }
      : gesture === "pinch" ? { ctrlKey: true, deltaY: 6 * way } : { deltaY: 100 * way };
    canvas.dispatchEvent(new WheelEvent("wheel", { ...at, ...how }));
    requestAnimationFrame(move);
  };
  requestAnimationFrame(move);
})"""

WATCH = """(words) => {
  const cell = document.querySelector(".vsm > [data-ref^='step/'] .cell[data-field=cycle_time]");
  const [ref, key] = [cell.closest("[data-ref]").dataset.ref, cell.dataset.field];
  const now = () => document.querySelector(`[data-ref='${ref}'] .cell[data-field=${key}]`);
  window.seen = {};
  const press = () => { window.seen.pressed = performance.now(); };
  window.addEventListener("keydown", press, { capture: true, once: true });
  const look = () => {
    if (!window.seen.pressed || !now()?.textContent.includes(words)) return;
    window.seen.echoed ??= performance.now();
    if (!now().classList.contains("is-pending")) { window.seen.confirmed = performance.now(); observer.disconnect(); }
  };
  const observer = new MutationObserver(look);
  const parts = { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["class"] };
  observer.observe(document.querySelector(".map-sheet"), parts);
}"""
EDITS = 40


def edits(page: Page) -> tuple[list[float], list[float]]:
    """Milliseconds from Enter until the drawing shows what was typed, and until it shows it as stored."""
    echoed, confirmed = [], []
    for number in range(EDITS):
        words = f"{number + 11} min"
        page.locator(".vsm > [data-ref^='step/'] .cell[data-field=cycle_time] text").nth(1).dblclick()
        page.locator(".inline-edit input").fill(words)
        page.evaluate(WATCH, words)
        page.keyboard.press("Enter")
        page.wait_for_function("() => window.seen.confirmed")
        seen = page.evaluate("() => window.seen")
        echoed.append(seen["echoed"] - seen["pressed"])
        confirmed.append(seen["confirmed"] - seen["pressed"])
    return sorted(echoed), sorted(confirmed)


def main() -> None:
    """Measure both maps."""
    with tempfile.TemporaryDirectory(prefix="vsm-room-") as folder, ours(Path(folder) / "data") as place, sync_playwright() as playwright:
        found = next(path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name)))
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        for name, map_id in (("60 steps", _long_map(place)), ("12 steps", place.plan["map"])):
            context = browser.new_context(base_url=place.urls[0], viewport={"width": 1440, "height": 900})
            context.add_cookies([{"name": "sessionid", "value": place.plan["sessions"][0], "url": place.urls[0]}])
            page = context.new_page()
            page.goto(f"/maps/{map_id}/")
            expect(page.locator(".map-room.is-live .vsm [data-ref]").first).to_be_attached(timeout=20_000)
            page.wait_for_timeout(1500)
            echoed, confirmed = edits(page)  # before the gestures, which leave cells too small to type into
            for what, times in (("echo", echoed), ("confirmed", confirmed)):
                print(f"{name}, {what}: {statistics.median(times):.1f} ms, p95 {times[int(len(times) * 0.95)]:.1f}")
            for gesture in ("pan", "pinch", "wheel"):
                frames = sorted(page.evaluate(FRAMES, [gesture, 120]))
                print(f"{name}, {gesture}: {statistics.median(frames):.1f} ms a frame, p95 {frames[int(len(frames) * 0.95)]:.1f}")
                page.wait_for_timeout(500)
            context.close()
        browser.close()


def _long_map(place: Place) -> Any:
    """A map of sixty steps in the same workshop."""
    assert place.folder is not None
    command = [sys.executable, "-m", __spec__.name, place.plan["workshop"]]
    given = environment(place.folder, **place.variables, DJANGO_SETTINGS_MODULE="vsm_site.settings")
    return json.loads(subprocess.run(command, env=given, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout)


def import_sixty(workshop_id: str) -> None:
    """Run as a program on the data folder: makes the map, prints its id."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vsm_site.settings")
    import django

    django.setup()
    from accounts.models import User
    from mapping.document import write
    from mapping.services.maps import import_document
    from tools.bench.maps import sixty_steps
    from workshops.access import Actor

    coach = Actor(User.objects.get(email="coach@bench.example"))
    print(json.dumps(str(import_document(actor=coach, workshop_id=UUID(workshop_id), source=dict(write(sixty_steps()))).map.pk)))


if __name__ == "__main__":
    import_sixty(sys.argv[1]) if len(sys.argv) > 1 else main()
