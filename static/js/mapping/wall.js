// The wall: shows what whoever leads looks at, large, and what is in the spotlight; S switches the light here. Nothing else to press.
import { register } from "../core/dom.js";
import { live } from "../live/index.js";
import { isTyping, wantsKeys } from "../core/keys.js";
import { attach as attachAnnounce } from "./announce.js";
import { attach as attachCamera } from "./camera.js";
import { boxesOf, cameraOf, lookAs } from "./follow.js";
import { attach as attachMarks } from "./marks.js";
import { attach as attachModes } from "./modes.js";
import { attach as attachPatch } from "./patch.js";
import { makeRoom } from "./room.js";

const IN_LIGHT = 2;
const TOPICS = ["map", "workshop", "agenda", "joining"];

/** The refs of the boxes nearest to the middle of a part of the sheet, the nearest first. */
export function nearestSteps(rect, boxes, most = IN_LIGHT) {
  const [x, y] = [rect[0] + rect[2] / 2, rect[1] + rect[3] / 2];
  const far = ([, box]) => Math.hypot(box.x + box.width / 2 - x, box.y + box.height / 2 - y);
  return Object.entries(boxes).sort((one, two) => far(one) - far(two)).slice(0, most).map(([ref]) => ref);
}

function enter(element) {
  const room = makeRoom(element, live);
  room.selection = { ref: null, refs: [], set() {}, clear() {} };
  for (const attach of [attachAnnounce, attachMarks, attachModes, attachCamera, attachPatch]) attach(room);
  element.classList.add("is-live");
  live.load?.().then(() => room.emit("loaded"));
  room.emit("picture", { whole: true });
  followLeader(room);
  keepParts(room);
}

function followLeader(room) {
  let last = "";
  const see = () => {
    const person = cameraOf(live.roster(), room.modes.leader?.id);
    if (!person || person.at.map !== room.mapId) return;
    const seen = { mid: person.at.mid ?? "", cam: person.cam };
    if (JSON.stringify(seen) === last) return;
    last = JSON.stringify(seen);
    lookAs(room, seen);
  };
  live.on("roster", see);
  room.on("modes", see);
  room.on("picture", () => { last = ""; see(); });
  live.presence({ map: room.mapId, r: "", f: "" }, "view");
  const { shown } = room.modes;
  if (shown?.camera?.length) lookAs(room, { mid: shown.anchor, cam: shown.camera });
  else room.camera.set(room.camera.sheet, { own: false });
  see();
}

/** Head, strip, spotlight and totals are fetched again when something changes; one fetch at a time, and once more if meanwhile more did. */
function keepParts(room) {
  let own = null;
  let busy = false;
  let again = false;

  async function fetchParts() {
    if (busy) return void (again = true);
    busy = true;
    const parts = room.el.querySelector("[data-parts]");
    const query = own?.length ? `?${own.map((ref) => `light=${ref.slice(5)}`).join("&")}` : "";
    try {
      const answer = await fetch(parts.dataset.parts + query, { credentials: "same-origin" });
      if (answer.ok) replace(parts, await answer.text());
    } catch {
      again = again || false;
    }
    busy = false;
    if (again) {
      again = false;
      fetchParts();
    }
  }

  function replace(parts, html) {
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-parts]");
    parts.replaceWith(fresh);
    room.el.classList.toggle("is-lit", Boolean(fresh.querySelector(".wall__spot")));
    const lit = [...fresh.querySelectorAll(".wall-step h2")].map((head) => head.textContent);
    if (lit.join() !== (parts.dataset.lit ?? "")) room.announce?.(lit.length ? `In the spotlight: ${lit.join(", ")}` : "The whole map");
    fresh.dataset.lit = lit.join();
  }

  const isLit = () => room.el.matches(".is-lit:not(.is-dark)");
  for (const topic of TOPICS) document.body.addEventListener(`live:${topic}`, fetchParts);
  live.on("ch", (frame) => {
    const shown = frame.ops?.find((op) => op.r === `workshop/${live.workshop}` && op.f && "shown" in op.f);
    if (!shown) return;
    own = null;
    room.el.classList.remove("is-dark");
    fetchParts();
    const { camera, anchor, map, brought } = shown.f.shown ?? {};
    if (map === room.mapId && camera?.length && brought === frame.s) lookAs(room, { mid: anchor, cam: camera });
  });
  window.addEventListener("keydown", (event) => {
    if (isTyping(event) || !wantsKeys() || event.key.toLowerCase() !== "s") return;
    if (isLit()) room.el.classList.add("is-dark");
    else {
      room.el.classList.remove("is-dark");
      if (!room.modes.spotlight?.length) own = nearestSteps(room.camera.get(), boxesOf(room));
      fetchParts();
    }
  });
}

if (globalThis.document) register("map-wall", enter);
