// How the room works now, as the server last said it: pass, who leads, locked steps, the spotlight. room.modes holds it.

/** Give the room its modes and say when they change ("modes"). */
export function attach(room) {
  const find = () => room.el.querySelector("[data-modes]");
  const read = () => {
    room.modes = JSON.parse(find()?.dataset.modes ?? "{}");
    room.emit("modes", room.modes);
  };
  room.modes = JSON.parse(find()?.dataset.modes ?? "{}");
  document.addEventListener("htmx:after:swap", () => {
    const text = find()?.dataset.modes;
    if (text && text !== JSON.stringify(room.modes)) read();
  });
  room.live.on("ch", (frame) => {
    for (const op of frame.ops ?? []) {
      if (op.r !== `workshop/${room.live.workshop}`) continue;
      if (op.set === "locked_steps") set({ locked: changed(room.modes.locked ?? [], op) });
      if (op.f && "shown" in op.f) set({ spotlight: op.f.shown?.map === room.mapId ? op.f.shown.spotlight : [] });
      if (op.f && "lead" in op.f) set({ leader: { id: op.f.lead, name: room.nameOf(op.f.lead) } });
    }
  });

  function set(some) {
    room.modes = { ...room.modes, ...some };
    room.emit("modes", room.modes);
  }
}

/** A list of ids after an operation on it. */
export function changed(ids, op) {
  const others = ids.filter((id) => id !== op.v);
  return op.k === "add" ? [...others, op.v] : others;
}
