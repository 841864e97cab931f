// Which tab this is. The id survives a reload; a tab that was duplicated gets one of its own. A lock says that a tab lives, so that
// what a closed one left unsent can be taken over.
import { uuid7 } from "./ids.js";

const KEY = "vsm-tab";
const BEAT = 5000;
const DEAD = 20000;
const RELOAD = 1000;

/** The id that a tab had before, else a new one. */
export function tabOf(storage) {
  const id = storage.getItem(KEY) ?? `t-${uuid7()}`;
  storage.setItem(KEY, id);
  return id;
}

/** Hold a tab's lock until the page goes; false when another page holds it, for as long as we are patient. */
function hold(cid, patience = 0) {
  if (!navigator.locks) return holdWithoutLocks(cid);
  const options = patience ? { signal: AbortSignal.timeout(patience) } : { ifAvailable: true };
  return new Promise((resolve) => {
    const request = navigator.locks.request(`vsm-tab-${cid}`, options, (lock) => {
      resolve(Boolean(lock));
      return lock ? new Promise(() => {}) : undefined;
    });
    request.catch(() => resolve(false));
  });
}

/** Pages that are not served over TLS have no locks: a tab that has not said for a while that it lives is closed. */
async function holdWithoutLocks(cid) {
  const key = `vsm-beat-${cid}`;
  if (Date.now() - Number(localStorage.getItem(key) ?? 0) < DEAD) return false;
  const beat = () => localStorage.setItem(key, String(Date.now()));
  beat();
  setInterval(beat, BEAT);
  window.addEventListener("pagehide", () => localStorage.removeItem(key));
  return true;
}

/** The id of this tab, which nobody else holds: the one it has, or a new one where that is taken. A page that is just being left lets go a moment after the next has begun. */
export async function claimTab(kept) {
  if (await hold(kept, RELOAD)) return kept;
  sessionStorage.removeItem(KEY);
  const fresh = tabOf(sessionStorage);
  await hold(fresh);
  return fresh;
}

/** Whether the tab of this id is closed; if so, what it left is ours from now on. */
export function isClosed(cid) {
  return hold(cid);
}
