// The quiet word in the top bar: saved, saving, offline, or that something needs a person.
const ICONS = { saved: "cloud-check", unsaved: "pencil", saving: "refresh-cw", offline: "cloud-off", conflict: "triangle-alert" };

/** Classes and icon of a state; unknown states are quiet. */
export function looksOf(state) {
  const loud = ["saving", "offline", "conflict"].includes(state);
  return { classes: loud ? ["status", `status--${state}`] : ["status"], icon: ICONS[state] ?? ICONS.saved };
}

/** "Saved 12:04" for the time of day of a date. */
export function savedAt(date) {
  return `Saved ${String(date.getHours()).padStart(2, "0")}:${String(date.getMinutes()).padStart(2, "0")}`;
}

const RANK = ["saved", "unsaved", "saving", "offline", "conflict"];
const said = new Map();

/** What the status shows when several parts of a page say something: the most urgent, of equals what was said last. */
export function mostUrgent(said) {
  return [...said.values()].reduce((best, one) => (best && RANK.indexOf(best.state) > RANK.indexOf(one.state) ? best : one), null);
}

/** Show a state with its words wherever the page has a status. `source` is the part of the page that says so: forms or live changes. */
export function setStatus(state, words, source = "page") {
  said.delete(source);
  said.set(source, { state, words });
  const shown = mostUrgent(said);
  for (const element of document.querySelectorAll("[data-status]")) show(element, shown);
}

function show(element, { state, words }) {
  const { classes, icon } = looksOf(state);
  element.classList.remove("status--saving", "status--offline", "status--conflict");
  element.classList.add(...classes);
  const use = element.querySelector("use");
  if (use) use.setAttribute("href", `${use.getAttribute("href").split("#")[0]}#${icon}`);
  const text = element.querySelector("[data-status-text]");
  if (text && text.textContent !== words) text.textContent = words;
}

/** Say when the connection goes and when it is back; pages of a workshop know that from their live connection. */
export function watchConnection() {
  if (document.body.dataset.live) return;
  window.addEventListener("offline", () => setStatus("offline", "Offline, keep this page open"));
  window.addEventListener("online", () => setStatus("saved", "Back online"));
}
