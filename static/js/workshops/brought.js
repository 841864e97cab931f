// "Bring everyone here", on every page of the workshop: the map room goes there by itself, other pages offer the way.
import { say } from "../components/toast.js";
import { live } from "../live/index.js";
import { namesOf } from "../live/people.js";

/** Where a place that was shown is: its map in its pass. */
export function addressOf(shown) {
  return `/maps/${shown.map}/?pass=${encodeURIComponent(shown.pass || "none")}#brought`;
}

/** What a change shows to everybody, if it calls them; null for the light of the wall alone, or one's own call. */
export function callOf(frame, workshop, user) {
  const shown = (frame.ops ?? []).find((op) => op.r === `workshop/${workshop}` && op.f?.shown)?.f.shown;
  return shown && shown.brought === frame.s && shown.by !== user ? shown : null;
}

if (live.ready && !document.querySelector(".wall")) {
  live.on("ch", async (frame) => {
    const shown = callOf(frame, live.workshop, live.user);
    if (!shown) return;
    const name = live.roster().find((person) => person.user === shown.by)?.name ?? (await namesOf(live)).get(shown.by) ?? "The coach";
    const isNews = document.dispatchEvent(new CustomEvent("vsm:brought", { detail: { shown, name }, cancelable: true }));
    if (isNews) say(`${name} brings everyone to the map.`, { label: "Go there", run: () => location.assign(addressOf(shown)) });
  });
}
