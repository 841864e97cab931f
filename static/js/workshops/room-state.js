// A pause and locked maps are said at once on every page of the workshop, before anything is fetched.
import { say } from "../components/toast.js";
import { post } from "../core/http.js";
import { live } from "../live/index.js";

/** What is locked after a change: `{paused, map_locked}` with what its ops set. */
export function after(state, ops, workshop) {
  const own = (ops ?? []).filter((op) => op.r === `workshop/${workshop}` && op.f);
  return own.reduce((found, { f }) => ({ paused: f.paused ?? found.paused, map_locked: f.map_locked ?? found.map_locked }), state);
}

if (live.ready) {
  const bar = (name) => document.querySelector(`#room-state > [data-state=${name}]`);
  let state = null;
  live.on("ch", (frame) => {
    if (!bar("paused")) return;
    state ??= { paused: !bar("paused").hidden, map_locked: bar("map_locked").dataset.on === "1" };
    state = after(state, frame.ops, live.workshop);
    bar("paused").hidden = !state.paused;
    bar("map_locked").hidden = !state.map_locked || state.paused;
  });
  live.on("reset", async () => {
    const place = document.querySelector("#room-state");
    const answer = place && (await fetch(place.dataset.again, { credentials: "same-origin" }).catch(() => null));
    if (!answer?.ok) return;
    place.replaceWith(...new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes);
    state = null;
  });
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("#room-state form");
    if (!form) return;
    event.preventDefault();
    const answer = await post(form.action, new FormData(form), { "X-Script": "1" }).catch(() => null);
    if (!answer?.ok) say("That was not possible now.");
    else if (!live.isLive) location.reload();
  });
}
