// The words of the status in the top bar. "Saved" is said only with nothing unsent and a live connection.

/** State and words for what the outbox holds and how the connection is. */
export function statusOf({ waiting, conflicts, failed, isLive, stopped = "" }) {
  if (conflicts) return { state: "conflict", words: `${conflicts} conflict${conflicts === 1 ? "" : "s"}` };
  if (failed) return { state: "conflict", words: `${failed} not saved` };
  if (stopped) return { state: "offline", words: waiting ? `${stopped}, ${kept(waiting)}` : stopped };
  if (!isLive) return { state: "offline", words: waiting ? `Offline, ${kept(waiting)}` : "Offline" };
  if (waiting) return { state: "saving", words: `Saving ${waiting}` };
  return { state: "saved", words: "Saved" };
}

function kept(count) {
  return `${count} change${count === 1 ? "" : "s"} kept in this browser`;
}
