// Choosing what was just added, and the words after a deed: small helpers that the building parts share.
import { say } from "../components/toast.js";

/** Give the room chooseLater(ref), offerUndo(label), nodeChoices(...), nameOfNode(id). */
export function attach(room) {
  let wanted = null;
  room.chooseLater = (ref) => {
    if (!ref) return;
    wanted = ref;
    settle();
  };

  /** It is chosen at once, and focused and shown as soon as it is drawn. */
  function settle() {
    if (!room.has(wanted)) return;
    const ref = wanted;
    const isElsewhere = document.activeElement?.matches?.("input, textarea, select") || document.querySelector("dialog:modal");
    room.selection.set(ref, { focus: !isElsewhere });
    if (room.group(ref)) wanted = null;
  }

  room.on("picture", settle);
  room.on("busy", ({ on }) => room.el.classList.toggle("is-busy", on));
  room.on("select", ({ ref }) => {
    if (ref !== wanted) wanted = null;
  });
  room.offerUndo = (label) => {
    say(label, { label: "Undo", run: () => room.live.undo() });
    room.announce(`${label}. Ctrl+Z brings it back.`);
  };
  room.nodeName = (id) => (room.byId("step", id) ?? room.byId("party", id))?.[1].name ?? "?";
  /** Steps, then parties, as choices of a form; `allowed(id)` leaves some out. */
  room.nodeChoices = (allowed = () => true) => {
    const steps = room.rows("step").map(([, fields], place) => [fields.id, `${place + 1} ${fields.name}`]);
    const parties = room.rows("party").map(([, fields]) => [fields.id, fields.name]);
    return [...steps, ...parties].filter(([id]) => allowed(id));
  };
}
