// A small form in a dialog, made of questions; every deed that needs more than one word asks with it.
import { make } from "../core/dom.js";
import { Unreadable } from "./statement.js";

let count = 0;

/**
 * @typedef {object} Question
 * @property {string} name
 * @property {string} label
 * @property {"text"|"lines"|"select"|"radio"|"check"} [type] text without one
 * @property {string} [value]
 * @property {string} [hint]
 * @property {Array<[string, string]>} [choices]
 * @property {Array<string>} [suggest] words that are offered while one types
 * @property {(values: object) => boolean} [when] whether the question is asked, by the other answers
 */

/** Ask; `done(values)` may throw Unreadable (with `field`) to say what to type. Leaving the dialog does nothing. */
export function ask(room, { title, text = "", button, questions, done, foot = [] }) {
  const key = `ask-${(count += 1)}`;
  const fields = questions.map((question) => fieldOf(question, `${key}-${question.name}`));
  const fault = make("p", { class: "field__error", role: "alert", hidden: true });
  const form = make(
    "form", { class: "dialog__form", method: "dialog", novalidate: true },
    make("div", { class: "dialog__head" }, make("h2", { id: key }, title)),
    make("div", { class: "dialog__body" }, ...(text ? [make("p", {}, text)] : []), ...fields.map((field) => field.element), fault),
    make("div", { class: "dialog__foot" }, ...foot, make("button", { class: "button", type: "button", "data-close": true }, "Cancel"), make("button", { class: "button button--primary", type: "submit" }, button)),
  );
  const dialog = make("dialog", { class: "dialog", "aria-labelledby": key }, form);
  const values = () => Object.fromEntries(questions.map((question, place) => [question.name, fields[place].read()]));
  const show = () => questions.forEach((question, place) => (fields[place].element.hidden = Boolean(question.when && !question.when(values()))));
  form.addEventListener("input", show);
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("select, [type=radio], [type=checkbox]")) return;
    event.preventDefault(); // a browser would open the list of a select instead of sending the form
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    try {
      done(values());
      dialog.close();
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      fault.textContent = error.message;
      fault.hidden = false;
      fields.find((field, place) => questions[place].name === error.field)?.focus();
    }
  });
  const back = document.activeElement;
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (document.activeElement === document.body) (room.group(room.selection.ref ?? "") ?? back)?.focus?.({ preventScroll: true });
  });
  room.el.append(dialog);
  show();
  dialog.showModal();
  fields.find((field) => !field.element.hidden)?.focus();
  return dialog;
}

function fieldOf(question, id) {
  const { label, type = "text", value = "", hint = "" } = question;
  if (type === "radio") return radioOf(question, id);
  if (type === "check") {
    const box = make("input", { id, type: "checkbox", checked: Boolean(value) });
    return { element: make("div", { class: "field" }, make("label", { class: "check", for: id }, box, " ", label)), read: () => box.checked, focus: () => box.focus() };
  }
  const control = controlOf(question, id);
  control.value = value ?? "";
  const list = question.suggest ? make("datalist", { id: `${id}-list` }, ...question.suggest.map((word) => make("option", { value: word }))) : "";
  const element = make("div", { class: "field" }, make("label", { class: "field__label", for: id }, label), control, list, ...(hint ? [make("p", { class: "field__help" }, hint)] : []));
  if (type === "lines") control.addEventListener("keydown", (event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && control.form.requestSubmit());
  return { element, read: () => control.value, focus: () => { control.focus(); control.select?.(); } };
}

function controlOf({ type, choices = [], suggest }, id) {
  if (type === "lines") return make("textarea", { id, class: "textarea", rows: "4" });
  if (type === "select") return make("select", { id, class: "select" }, ...choices.map(([word, text]) => make("option", { value: word }, text)));
  return make("input", { id, class: "input", type: "text", autocomplete: "off", list: suggest ? `${id}-list` : null });
}

function radioOf({ label, value, choices, hint }, id) {
  const boxes = choices.map(([word]) => make("input", { type: "radio", name: id, value: word, checked: word === value }));
  const lines = choices.map(([, text], place) => make("label", { class: "check" }, boxes[place], " ", text));
  const element = make("fieldset", { class: "field" }, make("legend", { class: "field__label" }, label), ...lines, ...(hint ? [make("p", { class: "field__help" }, hint)] : []));
  const chosen = () => boxes.find((box) => box.checked);
  return { element, read: () => chosen()?.value ?? "", focus: () => (chosen() ?? boxes[0]).focus() };
}

/** Something to type again, at a field of the form. */
export function mend(message, field = "") {
  return Object.assign(new Unreadable(message), { field });
}
