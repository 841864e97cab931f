// A pause and locked maps are said at once on every page of the workshop, before anything is fetched.
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
    state ??= { paused: !bar("paused").hidden, map_locked: !bar("map_locked").hidden };
    state = after(state, frame.ops, live.workshop);
    bar("paused").hidden = !state.paused;
    bar("map_locked").hidden = !state.map_locked || state.paused;
  });
}
