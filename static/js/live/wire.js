// Connects `live` with the browser: status in the top bar, sleep and wake, the warning before work is lost, the Undo button.
import { setStatus } from "../core/status.js";
import { STOPPED, statusOf } from "./status.js";

/** Bind it all. */
export function wire(live) {
  live.on("status", (counts) => {
    const { state, words } = statusOf({ ...counts, stopped: STOPPED[counts.stopped] ?? "" });
    setStatus(state, words, "live");
    for (const button of document.querySelectorAll("[data-status-decide]")) button.hidden = !live.outbox.undecided().length;
  });
  live.on("status", () => showUndo(live));
  const probe = () => { if (document.visibilityState === "visible") live.link.probe(); };
  document.addEventListener("visibilitychange", () => {
    live.presence(undefined, document.visibilityState === "visible" ? "view" : "away");
    probe();
  });
  window.addEventListener("online", probe);
  window.addEventListener("pageshow", probe);
  window.addEventListener("offline", () => live.link.probe());
  for (const name of ["pointerdown", "keydown"]) window.addEventListener(name, () => live.presenceOf.wake(), { passive: true, capture: true });
  window.addEventListener("beforeunload", (event) => {
    const { waiting, conflicts, failed } = live.outbox.counts();
    if (waiting + conflicts + failed) event.preventDefault();
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-live-undo]")) return;
    event.preventDefault();
    live.undo();
  });
}

/** The Undo button of the frame is there while something can be taken back. */
function showUndo(live) {
  for (const form of document.querySelectorAll("[data-live-undo]")) form.hidden = !live.canUndo;
}
