// What a coach does with the room, told on every page of the workshop: "bring everyone here", to which the map room goes by itself and
// other pages offer the way, and who leads from now on.
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

/** Who leads from now on, where somebody else said so: told to whoever has to know, the one who leads and those who could. */
export function leadOf(frame, workshop, user, mayLead) {
  const lead = (frame.ops ?? []).find((op) => op.r === `workshop/${workshop}` && op.f?.lead)?.f.lead;
  return lead && frame.u !== user && (lead === user || mayLead) ? lead : null;
}

async function nameOf(user) {
  return live.roster().find((person) => person.user === user)?.name ?? (await namesOf(live)).get(user) ?? "The coach";
}

if (live.ready && !document.querySelector(".wall")) {
  live.on("ch", async (frame) => {
    const shown = callOf(frame, live.workshop, live.user);
    if (!shown) return;
    const name = await nameOf(shown.by);
    const isNews = document.dispatchEvent(new CustomEvent("vsm:brought", { detail: { shown, name }, cancelable: true }));
    if (isNews) say(`${name} brings everyone to the map.`, { label: "Go there", run: () => location.assign(addressOf(shown)) });
  });
  live.on("ch", async (frame) => {
    const lead = leadOf(frame, live.workshop, live.user, live.can.has("run-workshop"));
    if (!lead) return;
    const [from, to] = [await nameOf(frame.u), await nameOf(lead)];
    say(lead === live.user ? `${from} gave you the lead: walls and everybody who follows see what you look at.` : `${to} leads now.`);
  });
}
