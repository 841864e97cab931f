// The connection by POST and long-poll, with the same frames. For networks that break sockets.
import { csrfToken } from "../core/http.js";

const WAIT = 25;
const PAUSE = 1000;
/** What an answer's status means, as the code with which a socket would be closed. */
export const CODES = { 401: 4401, 403: 4403, 404: 4404, 426: 4426 };
/** The close code for a page that has to be loaded again: its version or its token is not the server's any more. */
const OLD = 4426;
/** The close code of a server that lets nobody in for now. */
const AWAY = 1013;

/** Open it. `address` is `.../live/changes/`; `since()` gives the last number that was applied, `epoch()` the epoch; `version` is that of the frames. */
export function openPoll({ address, since, epoch, version }, on, clock) {
  const abort = new AbortController();
  let isOpen = true;
  let last = since();
  let isFirst = true;
  const fail = (code) => {
    if (!isOpen) return;
    isOpen = false;
    abort.abort();
    on.close(code);
  };

  const round = async () => {
    if (!isOpen) return;
    const begun = clock.now();
    const query = new URLSearchParams({ since: last, epoch: epoch(), v: version, limit: 500, ...(isFirst ? {} : { wait: WAIT }) });
    const answer = await read(`${address}?${query}`, { signal: abort.signal });
    if (!isOpen) return;
    if (answer.after !== undefined) {
      on.frame({ t: "bye", in: answer.after });
      return fail(AWAY);
    }
    if (answer.code) return fail(answer.code);
    const { changes, head, can } = answer.body;
    if (isFirst) on.hello({ t: "hello", head, epoch: epoch(), roster: [], can });
    else if (can) on.frame({ t: "perm", can });
    isFirst = false;
    for (const frame of changes) on.frame(frame);
    last = changes.at(-1)?.s ?? changes.at(-1)?.head ?? last;
    on.frame({ t: "hb", head: changes.length < 500 ? last : 0 });
    const quick = !changes.length && clock.now() - begun < PAUSE;
    clock.setTimeout(round, quick ? PAUSE : 0);
  };
  round();

  const send = async (frame) => {
    if (!["chg", "undo"].includes(frame.t)) return;  // who is where, and what is looked at, needs a socket
    const headers = { "Content-Type": "application/json", "X-CSRFToken": csrfToken() };
    const answer = await read(`${address}?${new URLSearchParams({ epoch: epoch(), v: version })}`, { method: "POST", headers, body: JSON.stringify({ changes: [frame] }) });
    if (!isOpen) return;
    if (answer.after !== undefined) return on.frame({ t: "retry", id: frame.id, after: answer.after });
    if ([OLD, CODES[403]].includes(answer.code)) return fail(OLD); // who may ask and not send has a token of before the last login
    if (answer.code) return fail(1006);
    if (answer.refused) return on.frame({ t: "no", id: frame.id, why: "invalid", errors: answer.refused });
    for (const result of answer.body.results) on.frame(result);
  };
  return {
    send,
    ping: async () => {
      const answer = await read(`${address}?${new URLSearchParams({ since: last, epoch: epoch(), v: version, limit: 1 })}`, { signal: abort.signal });
      if (isOpen && answer.body) on.frame({ t: "hb", head: answer.body.head });
    },
    close: () => {
      isOpen = false;
      abort.abort();
    },
  };
}

/** An answer as {body}, {refused: errors} for what can never be taken, {after} the milliseconds for which to leave the server alone, or
 * {code} of the close that it means. */
async function read(url, options) {
  try {
    const response = await fetch(url, { credentials: "same-origin", ...options, headers: { Accept: "application/json", ...options.headers } });
    if (response.ok) return { body: await response.json() };
    if (CODES[response.status]) return { code: CODES[response.status] };
    const seconds = Number(response.headers.get("Retry-After"));
    if ([429, 503].includes(response.status) && seconds > 0) return { after: seconds * 1000 };
    if (![400, 413].includes(response.status)) return { code: 1006 };
    const problem = await response.json().catch(() => ({}));
    return { refused: problem.errors ?? [{ path: "", text: problem.detail ?? "" }] };
  } catch {
    return { code: 1006 };
  }
}
