// The picture follows the map: groups that changed come with `map` frames; whoever missed one fetches the whole picture once.
import { say } from "../components/toast.js";
import { groupsOf, keepingFocus, meaning, parsed, place } from "./picture.js";

const FLASH = 1200;
const SOON = 250;
const AGAIN = 3000;
const KINDS = new Set(["map", "step", "flow", "information", "party", "note"]);

/** The address of a map's picture in a view, as `look` frames have it. */
export function addressOf(mapId, look) {
  const query = new URLSearchParams({ interactive: "1" });
  if (look.fold !== null && look.fold !== undefined) query.set("fold", look.fold);
  if (look.lanes) query.set("lanes", "1");
  if (look.metrics) query.set("metrics", look.metrics.join(","));
  if (look.heat) query.set("heat", look.heat);
  return `/api/v1/maps/${mapId}/svg/?${query}`;
}

/** Whether a change may have touched a map. */
export function touchesMap(ops) {
  return !ops || ops.some((op) => KINDS.has(op.r.split("/")[0]));
}

/** Keep the room's drawing as new as the map. */
export function attach(room) {
  const { live, mapId } = room;
  const look = JSON.parse(room.svg.dataset.look);
  const touched = new Map();
  let mine = Number(room.svg.dataset.rev);
  let wanted = mine;
  let fetching = null;
  let timer = 0;

  function shown(frame, isWhole) {
    mine = frame.rev;
    room.svg.dataset.rev = mine;
    live.seen(mapId, mine);
    flash();
    room.camera?.setSheet(frame.viewBox);
    room.emit("totals", { totals: frame.totals, rev: mine });
    room.emit("picture", { whole: isWhole });
  }

  function apply(frame) {
    try {
      const fresh = parsed(frame.groups);
      keepingFocus(room.svg, () => place(room.svg, frame.order, fresh));
    } catch (error) {
      console.warn(error);
      return fetchWhole();
    }
    shown(frame, false);
  }

  /** The whole picture, once at a time; again where something newer was told meanwhile. */
  function fetchWhole() {
    clearTimeout(timer);
    fetching ??= whole().then((isDone) => {
      fetching = null;
      if (isDone && wanted > mine) later(SOON);
      if (!isDone) later(AGAIN);
    });
    return fetching;
  }

  function later(milliseconds) {
    clearTimeout(timer);
    timer = setTimeout(fetchWhole, milliseconds);
  }

  async function whole() {
    try {
      const answer = await fetch(addressOf(mapId, look), { credentials: "same-origin" });
      if (answer.status === 404) return say("This map was removed."), true;
      if (!answer.ok) return false;
      const root = new DOMParser().parseFromString(await answer.text(), "image/svg+xml").documentElement;
      const rev = Number(root.dataset.rev);
      if (rev <= mine) return (wanted = mine), true;
      const fresh = groupsOf(document.importNode(root, true));
      keepingFocus(room.svg, () => place(room.svg, [...fresh.keys()], fresh));
      shown({ rev, viewBox: root.getAttribute("viewBox"), totals: JSON.parse(root.dataset.totals) }, true);
      live.look(mapId, look, mine); // it may show what came between two drawings of the server, which has to know it
      return true;
    } catch {
      return false;
    }
  }

  /** Outline for a moment what others changed. */
  function flash() {
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    for (const [ref, seq] of touched) {
      if (seq > mine) continue;
      touched.delete(ref);
      const group = room.group(ref);
      if (!group || isCalm) continue;
      group.classList.add("is-flashing");
      setTimeout(() => group.classList.remove("is-flashing"), FLASH);
    }
  }

  live.on("map", (frame) => {
    if (frame.map !== mapId || (frame.view && frame.view !== room.svg.dataset.view)) return;
    wanted = Math.max(wanted, frame.rev);
    const deed = meaning(mine, new Set(groupsOf(room.svg).keys()), frame);
    if (deed === "apply") apply(frame);
    else if (deed === "fetch") fetchWhole();
  });
  live.on("ch", (frame) => {
    if (!touchesMap(frame.ops)) return;
    const isOurs = frame.u === live.user && frame.cid === live.cid;
    for (const op of isOurs ? [] : frame.ops ?? []) if (op.k !== "del") touched.set(op.r, frame.s);
    if (live.link?.mode !== "poll" || frame.s <= mine) return;
    wanted = Math.max(wanted, frame.s);
    later(SOON);
  });
  live.on("reset", () => {
    mine = -1;
    fetchWhole();
  });
  if (live.ready) live.look(mapId, look, mine);
}
