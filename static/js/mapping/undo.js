// Undo and redo of one's own changes, by button and key. The button says what it would take back.
import { register } from "./keys.js";

/** Bind the two buttons of the toolbar. */
export function attach(room) {
  const { live } = room;
  const undo = room.el.querySelector("[data-undo]");
  const redo = room.el.querySelector("[data-redo]");
  const labels = new Map();

  function show() {
    const may = room.can("edit-map");
    for (const [button, can, words] of [[undo, live.canUndo, "Undo"], [redo, live.canRedo, "Do again"]]) {
      button.hidden = !may;
      button.disabled = !can;
      const label = words === "Undo" ? labels.get(live.stack.done.at(-1)) ?? "" : "";
      const text = can ? `${words}${label ? `: ${label}` : " your last change"}` : words === "Undo" ? "Nothing of yours to undo" : "Nothing to do again";
      button.setAttribute("aria-label", text);
      button.title = `${text} (${words === "Undo" ? "Ctrl+Z" : "Ctrl+Shift+Z"})`;
    }
  }

  const run = (button, deed, words) => {
    if (button.disabled || button.hidden) return void room.announce(button.title);
    deed.call(live);
    room.announce(words);
  };
  undo.addEventListener("click", () => run(undo, live.undo, "Taken back"));
  redo.addEventListener("click", () => run(redo, live.redo, "Done again"));
  const group = "Working on the map";
  register({ keys: ["Ctrl+Z"], label: "Undo your last change", group, run: () => run(undo, live.undo, "Taken back") });
  register({ keys: ["Ctrl+Shift+Z", "Ctrl+Y"], label: "Do it again", group, run: () => run(redo, live.redo, "Done again") });
  // what a change is called is known while it waits, its number when it is stored
  const waiting = new Map();
  live.on("local", ({ id }) => waiting.set(id, live.outbox.find(id)?.label ?? ""));
  live.on("ack", ({ id, s }) => labels.set(s, waiting.get(id) ?? ""));
  for (const name of ["ack", "ch", "no", "local", "perm", "status", "reset"]) live.on(name, show);
  room.on("loaded", show);
  show();
}
