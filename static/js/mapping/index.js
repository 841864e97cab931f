// The map room: one page, many modules. Each exports attach(room); they talk to each other by room.on and room.emit only.
import { register } from "../core/dom.js";
import { live } from "../live/index.js";
import { attach as attachAnnounce } from "./announce.js";
import { attach as attachCamera } from "./camera.js";
import { attach as attachClash } from "./clash.js";
import { attach as attachEdit } from "./edit.js";
import { attach as attachEcho } from "./echo.js";
import { attach as attachExplanation } from "./explain.js";
import { attach as attachKeys } from "./keys.js";
import { attach as attachParts } from "./parts.js";
import { attach as attachPatch } from "./patch.js";
import { attach as attachRail } from "./rail.js";
import { attach as attachSelect } from "./select.js";
import { attach as attachSheet } from "./sheet.js";
import { attach as attachStructure } from "./structure.js";
import { attach as attachTeam } from "./team.js";
import { attach as attachTotals } from "./totals.js";
import { attach as attachUndo } from "./undo.js";
import { makeRoom } from "./room.js";

const AGAIN = 3000;
const PARTS = [attachAnnounce, attachKeys, attachCamera, attachSelect, attachEcho, attachEdit, attachClash, attachRail, attachParts, attachSheet, attachUndo, attachStructure, attachTotals, attachPatch, attachTeam];

/** Build the room around its element; what fails in one part is reported and leaves the others working. */
function enter(element) {
  const room = makeRoom(element, live);
  for (const attach of PARTS) {
    try {
      attach(room);
    } catch (error) {
      console.error(error);
    }
  }
  load(room);
  room.emit("picture", { whole: true });
}

/** Fetch the records of the map, again and again until they are there: nothing can be built without them. */
function load(room) {
  room.live.load().then(() => room.emit("loaded"), () => setTimeout(() => load(room), AGAIN));
}

register("map-room", enter);
register("explain", attachExplanation);
