// What screen readers are told: own doings at once, others' at most every ten seconds, summed up.
const PAUSE = 10_000;

/** "3 changes by Fay and Omar" of names, one a change. */
export function summary(names) {
  const who = [...new Set(names)];
  const listed = who.length > 1 ? `${who.slice(0, -1).join(", ")} and ${who.at(-1)}` : who[0];
  return `${names.length} ${names.length === 1 ? "change" : "changes"} by ${listed}`;
}

/** Give the room its voice: room.announce(text), and a summary of what others change. */
export function attach(room) {
  const line = room.el.querySelector("[data-announce]");
  let others = [];
  let timer = null;
  room.announce = (text) => {
    line.textContent = "";
    requestAnimationFrame(() => (line.textContent = text));
  };
  room.live.on("ch", (frame) => {
    if (!frame.ops || frame.cid === room.live.cid) return;
    others.push(room.nameOf(frame.u));
    timer ??= setTimeout(() => {
      timer = null;
      room.announce(summary(others.splice(0)));
    }, PAUSE);
  });
}
