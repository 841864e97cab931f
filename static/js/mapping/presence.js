// Who is here: avatars in the top bar, an indigo ring and words where somebody types, the list of people with their places.
import { make } from "../core/dom.js";
import { boxIn, chip, shape } from "./marks.js";
import { othersOf, whereOf } from "../live/others.js";

/** Give the room its people: what one chooses and types into is told, what others do is shown. */
export function attach(room) {
  const { live } = room;
  let typing = null;
  const tell = () => {
    const at = { map: room.mapId, r: typing?.ref ?? room.selection?.ref ?? "", f: typing?.field ?? "", ...(room.mid ? { mid: room.mid } : {}) };
    live.presence(at, typing ? "edit" : "view");
  };
  room.tellWhere = tell;
  room.on("select", tell);
  room.on("edit", ({ ref, field }) => {
    typing = field ? { ref, field } : null;
    tell();
  });
  room.el.addEventListener("focusin", (event) => {
    const datum = event.target.closest?.("[data-datum]")?.dataset.datum?.split(" ");
    if (!datum) return;
    typing = { ref: datum[0], field: datum[1] };
    tell();
  });
  room.el.addEventListener("focusout", (event) => {
    if (!event.target.closest?.("[data-datum]")) return;
    typing = null;
    tell();
  });
  room.marks.set("people", () => othersOf(live).filter((person) => person.at?.map === room.mapId && person.at.r && person.st !== "away").flatMap((person) => marksOf(room, person)));
  live.on("roster", () => {
    room.marks.redraw("people");
    showPlaces(room);
  });
  tell();
}

function marksOf(room, person) {
  const { r, f } = person.at;
  const group = room.group(r);
  const box = boxIn(group);
  if (!box) return [];
  const around = { class: "ring ring--other", x: box.x - 5, y: box.y - 5, width: box.width + 10, height: box.height + 10, rx: 6 };
  const marks = [shape("rect", around)];
  if (person.st !== "edit") return marks;
  const cell = f ? boxIn(room.cell(r, f)) : null;
  if (cell) marks.push(shape("rect", { class: "ring ring--other", x: cell.x - 3, y: cell.y - 2, width: cell.width + 6, height: cell.height + 4, rx: 3 }));
  const label = f ? room.datum(r, f)?.label?.toLowerCase() : "";
  return [...marks, chip(box.x - 5, box.y - 24, label ? `${person.name} is editing ${label}` : `${person.name} is typing`, "mark-chip", 18)];
}

/** In the list of people: who is here, and where. */
function showPlaces(room) {
  const here = new Map(room.live.roster().map((person) => [person.user, person]));
  for (const item of room.el.querySelectorAll("[data-people] > [data-user]")) {
    const person = here.get(item.dataset.user);
    item.querySelector(".avatar")?.classList.toggle("avatar--here", Boolean(person));
    let place = item.querySelector("[data-place]");
    if (!place) item.append((place = make("span", { class: "mute small", "data-place": true })));
    place.textContent = person ? whereOf(person, room) : "";
  }
}
