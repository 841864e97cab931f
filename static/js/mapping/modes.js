// How the room works now, as the server last said it: pass, who leads, locked steps, the spotlight. room.modes holds it.

/** The ids in the document that a record hangs on: its own, the ends of a flow, what a note is pinned to. */
export function hangsOn(kind, fields) {
  if (kind === "step") return [fields.id];
  if (kind === "note") return fields.at ? fields.at.split(">") : [];
  return ["flow", "information"].includes(kind) ? [fields.from, fields.to] : [];
}

/** Give the room its modes and say when they change ("modes"); room.lockOn(ref) names the locked step in the person's way. */
export function attach(room) {
  // coaches and owners change what is locked, as the server has it
  room.lockOn = (ref) => {
    if (!room.modes.locked?.length || room.can("edit-charter")) return "";
    const around = hangsOn(ref.split("/")[0], room.record(ref));
    return room.modes.locked.map((step) => room.record(`step/${step}`)).find((fields) => around.includes(fields.id))?.name ?? "";
  };
  room.mayWrite = (ref) => room.can("edit-map") && !room.lockOn(ref);
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
