// Following whoever leads: their camera is told around the step in its middle, so that it fits every drawing of the map. Any gesture of
// one's own ends it.
import { say } from "../components/toast.js";
import { register } from "./keys.js";
import { around, nearest, placed, showsAll } from "./anchor.js";
import { boxIn } from "./marks.js";

const PACE = 200;

/** Whom to follow among the roster: the leader's tab that shows where it looks, one that is not hidden first. */
export function cameraOf(roster, leader) {
  const tabs = roster.filter((person) => person.user === leader && person.cam && person.at?.map);
  return tabs.find((person) => person.st !== "away") ?? tabs[0] ?? null;
}

/** The boxes of all steps of a drawing by their refs. */
export function boxesOf(room) {
  const found = {};
  for (const group of room.svg?.querySelectorAll('g[id^="step-"]') ?? []) {
    const box = boxIn(group);
    if (box) found[group.id.replace("-", "/")] = box;
  }
  return found;
}

/** What is seen now as others can see it: `{mid, cam}`. */
export function seenNow(room) {
  const rect = room.camera.get();
  const boxes = boxesOf(room);
  const mid = showsAll(rect, room.camera.sheet) ? "all" : nearest(rect, boxes);
  return { mid: mid ?? "", cam: mid && mid !== "all" ? around(rect, boxes[mid]) : rect };
}

/** Look at what somebody sees; false where the drawing has no such step. */
export function lookAs(room, { mid, cam }) {
  if (mid === "all") return room.camera.set(room.camera.sheet, { own: false }), true;
  const box = mid ? boxIn(room.group(mid)) : null;
  if (mid && !box) return false;
  room.camera.set(mid ? placed(cam, box) : cam, { own: false });
  return true;
}

/** Give the room its following: room.follow(on), room.isFollowing. */
export function attach(room) {
  const { live } = room;
  let last = "";
  let told = "";
  const button = () => room.el.querySelector("[data-follow]");

  room.isFollowing = false;
  room.follow = (on) => {
    room.isFollowing = on && room.modes.leader?.id !== live.user;
    last = "";
    show();
    if (room.isFollowing) see();
  };

  function show() {
    button()?.setAttribute("aria-pressed", String(room.isFollowing));
  }

  function see() {
    const person = room.isFollowing && cameraOf(live.roster(), room.modes.leader?.id);
    if (!person) return;
    if (person.at.map !== room.mapId) return elsewhere(person);
    const seen = { mid: person.at.mid ?? "", cam: person.cam };
    const text = JSON.stringify(seen);
    if (text === last) return;
    last = text;
    lookAs(room, seen);
  }

  function elsewhere(person) {
    if (told === person.at.map) return;
    told = person.at.map;
    const go = () => location.assign(room.modes.page.replace("00000000-0000-0000-0000-000000000000", person.at.map));
    say(`${person.name} looks at another map.`, { label: "Go there", run: go });
  }

  const toggle = () => {
    room.follow(!room.isFollowing);
    room.announce?.(room.isFollowing ? `You follow ${room.modes.leader?.name}.` : "You look around yourself.");
  };
  room.el.addEventListener("click", (event) => event.target.closest("[data-follow]") && toggle());
  register({ keys: ["u"], label: "Follow whoever leads, or stop", group: "Together", when: () => Boolean(button()), run: toggle });
  room.on("camera", ({ own }) => {
    if (!own || !room.isFollowing) return;
    room.follow(false);
    say("You look around yourself now.", { label: "Follow again", run: () => room.follow(true) });
  });
  room.on("modes", () => {
    if (room.modes.leader?.id === live.user) room.isFollowing = false;
    show();
    see();
  });
  live.on("roster", see);
  room.on("picture", () => { last = ""; see(); });
  leadBySight(room);
}

/** Those who may lead tell where they look. */
function leadBySight(room) {
  let timer = 0;
  const tell = () => {
    timer = 0;
    if (!room.can("run-workshop") || !room.svg) return;
    const { mid, cam } = seenNow(room);
    room.mid = mid;
    room.tellWhere();
    room.live.camera(cam);
  };
  const soon = () => (timer ||= setTimeout(tell, PACE));
  room.on("camera", soon);
  room.on("loaded", soon);
  room.live.on("perm", soon);
}
