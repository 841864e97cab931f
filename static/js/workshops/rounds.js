// Taking part in a round without leaving the page: notes line by line, dots with two buttons. All of it works without this, page by page.
import { register } from "../core/dom.js";
import { post } from "../core/http.js";
import { say } from "../components/toast.js";

const PAUSE = 400;
const AGAIN = 3000;
const TOO_LATE = "This note was not kept: the coach has ended the round or paused the workshop. Your words stay in the line.";
const NO_WAY = "No connection. Your words stay in the line: send them again.";

/** Where a line that was not sent is kept, so that a browser that dies takes nothing with it. */
export function draftKey(round) {
  return `vsm-note:${round}`;
}

/** Dots by candidate after one more or less; the same where none is left to give or to take. */
export function dotsAfter(dots, item, by, most) {
  const all = Object.values(dots).reduce((sum, number) => sum + number, 0);
  const now = (dots[item] ?? 0) + by;
  return now < 0 || all + by > most ? dots : { ...dots, [item]: now };
}

function keepDraft(round, text) {
  try {
    if (text) localStorage.setItem(draftKey(round), text);
    else localStorage.removeItem(draftKey(round));
  } catch {
    // a browser that keeps nothing keeps no drafts
  }
}

function draftOf(round) {
  try {
    return localStorage.getItem(draftKey(round)) ?? "";
  } catch {
    return "";
  }
}

/** The line of private writing: Enter keeps a note and leaves the cursor where it is. */
export function attachNotes(element) {
  const round = element.dataset.draft;
  const input = element.querySelector("input[name=note]");
  const error = element.querySelector("[data-error]");
  input.value ||= draftOf(round);
  input.addEventListener("input", () => keepDraft(round, input.value));
  element.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const fields = new FormData(form, event.submitter ?? undefined);
    const isNote = form.contains(input);
    error.hidden = true;
    let answer;
    try {
      answer = await post(form.action, fields, { "X-Script": "1" });
    } catch {
      return tell(error, NO_WAY);
    }
    if (answer.status === 422) return tell(error, await answer.text());
    if (!answer.ok && isNote) return tell(error, TOO_LATE);
    if (!answer.ok) return location.reload();
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".mine");
    element.querySelector(".mine").replaceWith(fresh);
    if (!isNote) return;
    input.value = "";
    keepDraft(round, "");
    input.focus();
  });
}

function tell(place, words) {
  place.textContent = words;
  place.hidden = false;
}

/**
 * What tells the server the latest of something that replaces what was before: `wait` ms after the last `change()`, one request at a time
 * so that none overtakes another, and at once when `flush()` says that the page goes. `send()` rejects without a connection; then
 * `onLost` is called and it is tried again after `again` ms.
 */
export function latestOnly(send, { wait, again, onLost, timers = globalThis }) {
  let timer = null;
  let isDue = false;
  let isOut = false;
  const after = (ms) => {
    timers.clearTimeout(timer);
    timer = timers.setTimeout(go, ms);
  };

  async function go() {
    if (isOut || !isDue) return;
    isDue = false;
    isOut = true;
    let pause = 0;
    try {
      await send();
    } catch {
      isDue = true;
      pause = again;
      onLost();
    }
    isOut = false;
    if (isDue) after(pause);
  }

  return {
    change() {
      isDue = true;
      after(wait);
    },
    flush() {
      timers.clearTimeout(timer);
      if (!isDue) return;
      isDue = false;
      send().catch(() => {
        isDue = true; // the page may come back from the browser's memory
      });
    },
  };
}

/** Dots: shown at once, sent a moment after the last press. */
export function attachDots(form) {
  const most = Number(form.dataset.dots);
  const rows = [...form.querySelectorAll("[data-item]")];
  const field = (row) => row.querySelector("input[type=hidden]");
  const dots = () => Object.fromEntries(rows.map((row) => [row.dataset.item, Number(field(row).value)]));

  function show(now) {
    const left = most - Object.values(now).reduce((sum, number) => sum + number, 0);
    for (const row of rows) {
      const mine = now[row.dataset.item];
      field(row).value = mine;
      row.querySelector("[data-mine]").textContent = mine;
      row.querySelector("[name=less]").disabled = !mine;
      row.querySelector("[name=more]").disabled = left <= 0;
    }
    form.querySelector("[data-left]").textContent = left;
  }

  async function send() {
    const answer = await post(form.action, new FormData(form), { "X-Script": "1" }, { keepalive: true }); // outlives the page
    if (!answer.ok) location.reload();
  }

  const told = latestOnly(send, { wait: PAUSE, again: AGAIN, onLost: () => say("No connection. Your dots are sent again in a moment.") });

  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button) return;
    event.preventDefault();
    show(dotsAfter(dots(), button.value, button.name === "more" ? 1 : -1, most));
    told.change();
  });
  window.addEventListener("pagehide", () => told.flush());
}

/** A button whose deed is seen elsewhere says that it is done. */
function attachBring(form) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await post(form.action, new FormData(form), { "X-Script": "1" }).catch(() => null);
    say(answer?.ok ? form.dataset.said : "No connection. Nothing was shown.");
  });
}

if (globalThis.document) {
  register("notes", attachNotes);
  register("dots", attachDots);
  register("bring", attachBring);
}
