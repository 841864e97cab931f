// The parts of the map room in which people work together.
import { attach as attachControl } from "./control.js";
import { attach as attachFollow } from "./follow.js";
import { attach as attachMarks } from "./marks.js";
import { attach as attachModes } from "./modes.js";
import { attach as attachPasses } from "./passes.js";
import { attach as attachPast } from "./past.js";
import { attach as attachPresence } from "./presence.js";

/** Attach them, what others build on first. */
export function attach(room) {
  for (const part of [attachMarks, attachModes, attachPasses, attachPresence, attachFollow, attachControl, attachPast]) part(room);
}
