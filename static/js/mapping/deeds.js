// Doing deeds: each is worked out on a draft of the map as this browser sees it, and sent as one change with one undo.
import { say } from "../components/toast.js";
import { make } from "../core/dom.js";
import { uuid7 } from "../live/ids.js";
import { isTooMuch } from "../live/limits.js";
import { Draft, Refused } from "./draft.js";
import { sentence } from "./dress.js";

const TRIES = 5;
/** For what somebody decided by what a dialog showed: where that has moved on it is asked, and not worked out afresh. */
export const DECIDED = { tries: 1 };
/** Where a map is drawn by several at once, its lines may have been led elsewhere meanwhile, or its first step be there already: such a
 * deed is worked out afresh. */
const LED = new Set(["from", "to", "at", "map"]);

/** Whether a refusal only says that lines were led elsewhere meanwhile, or that the map is not empty any more. */
export function isOnlyLed(frame) {
  return frame.why === "conflict" && frame.cur?.length > 0 && frame.ops?.every((op) => op.k !== "del") && frame.cur.every((clash) => LED.has(clash.f));
}

/** Whether somebody changed what was to be removed. */
export function isRemoval(frame) {
  return frame.why === "conflict" && frame.ops?.some((op) => op.k === "del");
}

/** Ids for what a deed makes: at a repetition those of the first time, so that what waits behind it finds what it builds on. */
export function idsFor(made = {}, newId = uuid7) {
  const used = {};
  return {
    made,
    next(kind) {
      used[kind] = (used[kind] ?? 0) + 1;
      made[kind] ??= [];
      return (made[kind][used[kind] - 1] ??= newId());
    },
  };
}

/** Give the room its deeds: room.draft(), room.deed(label, act), room.tell(text). */
export function attach(room) {
  const sent = new Map();
  room.draft = (newId = uuid7) => new Draft(room.mapId, (kind) => room.live.records(kind), newId, room.live.head);
  /** Revisions of records as they are now, by reference: what a dialog shows of them is what its answers are based on, however long it is open. */
  room.seen = (refs) => new Map(refs.map((ref) => [ref, room.live.records(ref.split("/")[0]).get(ref)?.revs ?? {}]));
  room.tell = (text) => {
    say(text);
    room.announce(text);
  };

  /** Do `act(draft)` and send it; gives what act gave, or null where it cannot be done (the people are told why). */
  room.deed = (label, act, { tries = TRIES, made: before = {} } = {}) => {
    if (!room.can("edit-map")) return null;
    if (!room.isLoaded) return room.tell("The map is still being fetched. Try again in a moment."), null;
    const ids = idsFor(before);
    const draft = room.draft(ids.next);
    let made;
    try {
      made = act(draft) ?? true;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      room.tell(error.message);
      return null;
    }
    if (isTooMuch(draft.ops)) {
      room.tell("That is too much for one change. Take it in smaller parts.");
      return null;
    }
    if (!draft.ops.length) return made;
    const id = room.live.submit(draft.ops, { label });
    sent.set(id, { label, act, tries, made: ids.made });
    room.announce(label);
    return made;
  };
  room.live.on("ack", ({ id }) => sent.delete(id));
  room.live.on("no", (frame) => {
    const deed = sent.get(frame.id);
    sent.delete(frame.id);
    if (isOnlyLed(frame) && deed?.tries > 1) return again(frame.id, deed);
    if (!deed && isOnlyLed(frame) && frame.ops.every((op) => op.k === "new")) {
      room.live.resolve(frame.id, "mine"); // made before this page was loaded: how it was meant is not known any more
      return true;
    }
    if (!deed || !isRemoval(frame)) return false; // values that clash are decided on their cell, or in the page's dialog
    askAnyway(room, frame, deed);
    return true;
  });

  /** Work a refused deed out afresh, then what waits behind it and may build on it, in the same order. */
  function again(id, deed) {
    const [, ...waiting] = room.live.withdraw(id);
    room.deed(deed.label, deed.act, { tries: deed.tries - 1, made: deed.made });
    for (const entry of waiting) {
      const later = sent.get(entry.id);
      sent.delete(entry.id);
      if (later) room.deed(later.label, later.act, later);
      else room.live.put(entry);
    }
    return true;
  }
}

/** Somebody changed what is to be removed: say what, and ask. */
function askAnyway(room, frame, deed) {
  const removed = new Set(frame.ops.map((op) => op.r));
  const lines = frame.cur.map((clash) => {
    if (!removed.has(clash.r)) return make("li", {}, `${sentence(room, clash.r)}, ${room.nameOf(clash.u)}`); // it goes along
    const label = room.datum(clash.r, clash.f)?.label ?? "Its place";
    const value = room.value(clash.r, clash.f);
    return make("li", {}, `${label}${["string", "number"].includes(typeof value) ? `: ${value}` : ""}, ${room.nameOf(clash.u)}`);
  });
  const anyway = make("button", { class: "button button--danger", type: "button", value: "mine" }, "Remove anyway");
  const keep = make("button", { class: "button", type: "button", value: "theirs" }, "Keep it");
  const dialog = make(
    "dialog", { class: "dialog", "aria-labelledby": "anyway-title" },
    make("div", { class: "dialog__head" }, make("h2", { id: "anyway-title" }, "This was changed a moment ago")),
    make("div", { class: "dialog__body" }, make("p", {}, `${deed.label}: somebody wrote here since you looked.`), make("ul", {}, ...lines)),
    make("div", { class: "dialog__foot" }, keep, anyway),
  );
  room.el.append(dialog);
  dialog.addEventListener("click", (event) => event.target.value && dialog.close(event.target.value));
  dialog.addEventListener("close", () => {
    dialog.remove();
    room.live.resolve(frame.id, dialog.returnValue === "mine" ? "mine" : "theirs");
  });
  dialog.showModal();
  keep.focus();
}
