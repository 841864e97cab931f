// The history of one number: who said what, when, from what to what, and how it is known; a value can be used again.
import { make } from "../core/dom.js";
import { post } from "../core/http.js";
import { register } from "./keys.js";
import { symbol } from "./menu.js";

/** The fields of a thing that have a history to be chosen from, as [key, label]: numbers that it holds, what else it holds, the rest. */
export function choicesOf(groups, fields) {
  const all = groups.flatMap(([, data]) => data);
  const given = (datum) => fields[datum.key] !== null && fields[datum.key] !== undefined && fields[datum.key] !== "";
  const rank = (datum) => (given(datum) ? (datum.stated ? 0 : 1) : 2);
  return [0, 1, 2].flatMap((wanted) => all.filter((datum) => rank(datum) === wanted)).map((datum) => [datum.key, datum.label]);
}

/** Give the room its history: room.past(ref, field). */
export function attach(room) {
  const address = (ref, field, before = "") => `${room.modes.history}?record=${encodeURIComponent(ref)}&field=${encodeURIComponent(field)}${before}`;
  const body = make("div", { class: "dialog__body", "data-past-body": true });
  const choice = make("select", { class: "select", "aria-label": "Which datum" });
  const close = make("button", { class: "button button--primary", type: "button" }, "Close");
  const dialog = make("dialog", { class: "dialog", "aria-labelledby": "past-title" },
    make("div", { class: "dialog__head" }, make("h2", { id: "past-title" }, "History"), choice), body, make("div", { class: "dialog__foot" }, close));
  let shown = null;

  async function load(answer) {
    try {
      const response = await answer;
      const text = await response.text();
      if (!response.ok && ![409, 422].includes(response.status)) throw new Error(String(response.status));
      body.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
      const named = body.querySelector("[data-past-label]");
      if (named) named.textContent = choice.selectedOptions[0].label; // as this kind of map calls it
    } catch {
      body.replaceChildren(make("p", { class: "note note--wait", role: "alert" }, "The history cannot be read now. Try again when you are back online."));
    }
  }

  const get = (url) => load(fetch(url, { credentials: "same-origin", headers: { "X-Script": "1" } }));

  room.past = (ref, field) => {
    const groups = room.data.kinds[ref.split("/")[0]]?.groups ?? [];
    const choices = choicesOf(groups, room.record(ref));
    const wanted = choices.some(([key]) => key === field) ? field : choices[0]?.[0];
    if (!wanted) return false;
    shown = ref;
    choice.replaceChildren(...choices.map(([key, label]) => make("option", { value: key, selected: key === wanted }, label)));
    body.replaceChildren(make("p", { class: "mute" }, "…"));
    if (!dialog.isConnected) room.el.append(dialog);
    dialog.showModal();
    get(address(ref, wanted));
    return true;
  };

  choice.addEventListener("change", () => get(address(shown, choice.value)));
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => room.group(shown)?.focus({ preventScroll: true }));
  body.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-again]")) return;
    event.preventDefault();
    load(post(event.target.action, new FormData(event.target), { "X-Script": "1" }));
  });
  body.addEventListener("click", (event) => {
    const link = event.target.closest("[data-earlier]");
    if (!link) return;
    event.preventDefault();
    get(link.href);
  });
  register({ keys: ["t"], label: "History of a datum of what is chosen", group: "Typing", when: () => Boolean(room.selection.ref), run: () => room.past(room.selection.ref) });
  addButtons(room);
}

/** A way to the history beside each datum of the sheet. */
function addButtons(room) {
  const sheet = room.el.querySelector("[data-sheet]");
  if (!sheet) return;
  const add = () => {
    for (const row of sheet.querySelectorAll("[data-row]:not(:has([data-past-of]))")) {
      const label = row.querySelector("label, .field__label");
      if (!label) continue;
      const button = make("button", { class: "field__past", type: "button", "data-past-of": row.dataset.row, "aria-label": `History: ${label.textContent}`, title: "History" }, symbol(room, "history"));
      label.after(button);
    }
  };
  new MutationObserver(add).observe(sheet, { childList: true });
  add();
  sheet.addEventListener("click", (event) => {
    const [ref, field] = event.target.closest("[data-past-of]")?.dataset.pastOf.split(" ") ?? [];
    if (ref) room.past(ref, field);
  });
}
