// The one object that pages talk to about live changes.
import { CLOCK, readConfig } from "./config.js";
import { bindConflicts } from "./conflict.js";
import { Live } from "./live.js";
import { askAgain, follow } from "./refetch.js";
import { wire } from "./wire.js";

/** `live.ready` is false on pages without a workshop; then nothing else may be called. */
export const live = new Live(readConfig(), CLOCK);
if (live.ready) {
  wire(live);
  bindConflicts(live);
  follow(live);
  live.start();
}
if (globalThis.document?.body?.dataset.tag) askAgain(document.body.dataset.tag);
