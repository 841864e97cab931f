// What coaches do with the room: bring everybody, put steps into the spotlight, lock them. What others see of it: marks and a way back.
import { post } from "../core/http.js";
import { say } from "../components/toast.js";
import { register } from "./keys.js";
import { lookAs, seenNow } from "./follow.js";
import { boxIn, shape } from "./marks.js";

const NOBODY = "00000000-0000-0000-0000-000000000000";
const MOST_IN_LIGHT = 3;

/** Give the room its control. */
export function attach(room) {
  const runs = () => room.can("run-workshop");
  const chosenSteps = () => room.selection.refs.filter((ref) => ref.startsWith("step/")).map((ref) => ref.slice(5));
  const locked = () => new Set(room.modes.locked ?? []);

  async function send(address, fields, words) {
    try {
      const answer = await post(address, fields, { "X-Script": "1" });
      say(answer.ok ? words : "That was not possible now.");
    } catch {
      say("No connection. Nothing was shown.");
    }
  }

  const show = (fields, words) => send(room.modes.show, { map: room.mapId, pass: room.modes.pass, spotlight: room.modes.spotlight ?? [], ...fields }, words);
  const deeds = {
    bring() {
      const { mid, cam } = seenNow(room);
      show({ bring: "1", camera: cam.join(","), anchor: mid }, "Everybody is brought here.");
    },
    light() {
      const steps = chosenSteps().slice(0, MOST_IN_LIGHT);
      if (!steps.length) return say("Choose one to three steps first.");
      show({ spotlight: steps }, steps.length === 1 ? "The step is in the spotlight of the wall." : `${steps.length} steps are in the spotlight of the wall.`);
    },
    dark: () => show({ spotlight: [] }, "The spotlight is off."),
    async lock() {
      const steps = chosenSteps();
      if (!steps.length) return say("Choose the steps to lock first.");
      const on = steps.some((step) => !locked().has(step));
      const words = on ? "Locked for participants." : "Open again.";
      for (const step of steps) await send(room.modes.lock.replace(NOBODY, step), { on: on ? "1" : "0" }, steps.length === 1 ? `${room.value(`step/${step}`, "name")}: ${words.toLowerCase()}` : words);
    },
  };
  room.el.addEventListener("click", (event) => {
    const deed = event.target.closest("[data-deed]")?.dataset.deed;
    if (!deed) return;
    event.target.closest("[popover]")?.hidePopover();
    deeds[deed]();
  });
  const add = (key, deed, label) => register({ keys: [key], label, group: "Together", when: runs, run: deeds[deed] });
  add("g", "bring", "Bring everyone here");
  add("s", "light", "Spotlight on what is chosen");
  add("w", "lock", "Lock or open what is chosen");
  room.el.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-quiet]")) return;
    event.preventDefault();
    event.target.closest("[popover]")?.hidePopover();
    send(event.target.action, new FormData(event.target), event.target.textContent.trim().startsWith("Pause") ? "Paused: everybody reads." : "Done.");
  });
  room.marks.set("control", () => [...(room.modes.spotlight ?? []).map((step) => lightAt(room, step)), ...[...locked()].map((step) => lockAt(room, step))]);
  room.on("modes", () => room.marks.redraw("control"));
  comeWhenBrought(room);
}

function lightAt(room, step) {
  const box = boxIn(room.group(`step/${step}`));
  return box && shape("rect", { class: "mark-light", x: box.x - 8, y: box.y - 8, width: box.width + 16, height: box.height + 16, rx: 8 });
}

function lockAt(room, step) {
  const box = boxIn(room.group(`step/${step}`));
  if (!box) return null;
  const [x, y] = [box.x + box.width - 20, box.y + box.height - 1];
  return shape("g", {},
    shape("rect", { class: "mark-lock", x, y, width: 24, height: 18, rx: 4 }),
    shape("path", { class: "mark-lock__shape", d: `M${x + 8} ${y + 9}h8v5h-8zM${x + 9.5} ${y + 9}v-2.5a2.5 2.5 0 0 1 5 0v2.5` }));
}

/** Be brought to where the coach is, with a way back; not while one types. */
function comeWhenBrought(room) {
  const come = (shown, name) => {
    const wasShown = room.showDrawing(true);
    const before = room.camera.get();
    const back = () => {
      room.camera.set(before, { own: true });
      room.showDrawing(wasShown);
    };
    if (!lookAs(room, { mid: shown.anchor, cam: shown.camera })) return room.showDrawing(wasShown);
    say(`${name} brought everyone here.`, { label: "Back", run: back });
  };
  document.addEventListener("vsm:brought", (event) => {
    const { shown, name } = event.detail;
    const isHere = shown.map === room.mapId && (shown.pass || "") === (room.modes.pass || "");
    const isTyping = Boolean(document.activeElement?.closest("input, textarea, select, dialog[open]"));
    if (!isHere || isTyping || !shown.camera?.length) return;
    event.preventDefault();
    come(shown, name);
  });
  if (location.hash !== "#brought") return;
  history.replaceState(null, "", location.pathname + location.search);
  const { shown } = room.modes;
  if (shown?.camera?.length) setTimeout(() => come(shown, room.nameOf(shown.by)), 0);
}
