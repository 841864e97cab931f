// One stop of the walk at a time, as it is read while walking; without scripts all stand beneath each other.
import { shownStop } from "./walk-words.js";

/** Show the stop that the address names, and lead from one to the next. */
export function bindStops(root) {
  const turn = root.querySelector("[data-walk-turn]");
  const rows = () => [...root.querySelectorAll("[data-row]")];
  const links = () => [...root.querySelectorAll("[data-walk-nav] a")];
  let shown = "";

  function show(wanted, isMoved) {
    const stops = rows().map((row) => ({ id: row.dataset.stop, isSeen: Boolean(links().find((link) => link.hash === `#stop-${row.dataset.stop}`)?.matches(".is-walked")) }));
    shown = shownStop(stops, wanted);
    const place = stops.findIndex((stop) => stop.id === shown);
    for (const row of rows()) row.hidden = row.dataset.stop !== shown;
    for (const link of links()) {
      if (link.hash === `#stop-${shown}`) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    }
    turn.hidden = false;
    turn.querySelector("[data-turn='-1']").disabled = place <= 0;
    turn.querySelector("[data-turn='1']").disabled = place >= stops.length - 1;
    turn.querySelector("[data-turn-says]").textContent = `${place + 1} of ${stops.length}`;
    if (!isMoved) return;
    const row = rows().find((one) => one.dataset.stop === shown);
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: "start" });
  }

  window.addEventListener("hashchange", () => show(location.hash, true));
  turn.addEventListener("click", (event) => {
    const by = Number(event.target.closest("[data-turn]")?.dataset.turn ?? 0);
    const next = rows()[rows().findIndex((row) => row.dataset.stop === shown) + by];
    if (by && next) location.hash = `#stop-${next.dataset.stop}`;
  });
  new MutationObserver(() => show(`#stop-${shown}`, false)).observe(root.querySelector("[data-list]"), { childList: true });
  new MutationObserver(() => show(`#stop-${shown}`, false)).observe(root.querySelector("[data-walk-nav]"), { childList: true });
  show(location.hash, false);
}
