// The words of the status in the top bar. "Saved" is said only with nothing unsent and a live connection.

/** Why there is no connection any more, and what helps. */
export const STOPPED = {
  "signed-out": "Signed out",
  removed: "No longer in this workshop",
  gone: "No longer in this workshop",
  old: "Reload this page",
  crowded: "Too many pages open: close one, then come back here",
};

/** State and words for what the outbox holds and how the connection is. */
export function statusOf({ waiting, conflicts, failed, isLive, isKept = true, stopped = "" }) {
  if (conflicts) return { state: "conflict", words: `${conflicts} conflict${conflicts === 1 ? "" : "s"}` };
  if (failed) return { state: "conflict", words: `${failed} not saved` };
  if (stopped) return { state: "offline", words: waiting ? `${stopped}, ${left(waiting, isKept)}` : stopped };
  if (!isLive) return { state: "offline", words: waiting ? `Offline, ${left(waiting, isKept)}` : "Offline" };
  if (waiting) return { state: "saving", words: `Saving ${waiting}` };
  return { state: "saved", words: "Saved" };
}

function left(count, isKept) {
  return `${count} change${count === 1 ? "" : "s"} ${isKept ? "kept in this browser" : "only on this page: do not close it"}`;
}
