// The parts of the map room that change the structure of a map, in the order in which they build on each other.
import { attach as attachAdd } from "./add.js";
import { attach as attachAddPoints } from "./add-points.js";
import { attach as attachCommands } from "./commands.js";
import { attach as attachDeeds } from "./deeds.js";
import { attach as attachDrag } from "./drag.js";
import { attach as attachFlows } from "./flows.js";
import { attach as attachLinks } from "./link-drag.js";
import { attach as attachMulti } from "./multi.js";
import { attach as attachNotes } from "./notes.js";
import { attach as attachParties } from "./parties.js";
import { attach as attachPaste } from "./paste-dialog.js";
import { attach as attachSteps } from "./steps.js";
import { attach as attachTools } from "./tools.js";
import { attach as attachUndrawn } from "./undrawn.js";
import { attach as attachWaiting } from "./waiting.js";

const PARTS = [attachDeeds, attachWaiting, attachCommands, attachTools, attachSteps, attachAdd, attachAddPoints, attachFlows, attachNotes, attachParties, attachMulti, attachDrag, attachLinks, attachPaste, attachUndrawn];

/** Attach them all. */
export function attach(room) {
  for (const part of PARTS) part(room);
}
