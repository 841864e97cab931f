// The last question before what cannot be taken back.
//   <vsm-confirm data-title="Remove step 2?" data-text="What goes, what stays." data-label="Remove the step"><form ...></vsm-confirm>
// A form with data-confirm="text" is asked for in the same way. Without scripts the form is sent at once.
import { define, Element, make } from "../core/dom.js";

/** The words of the question, from a form or the element around it. */
export function wordsOf({ title, text, label, confirm }) {
  return { title: title || confirm || "Are you sure?", text: text || "", label: label || "Yes, do it" };
}

/** Ask in a dialog; resolves to whether the person said yes. */
export function ask(words) {
  const id = `ask-${Math.random().toString(36).slice(2)}`;
  const no = make("button", { class: "button", value: "no", autofocus: true }, "Keep it");
  const yes = make("button", { class: "button button--danger-final", value: "yes" }, words.label);
  const dialog = make(
    "dialog", { class: "dialog", "aria-labelledby": id },
    make("div", { class: "dialog__head" }, make("h2", { id }, words.title)),
    make("div", { class: "dialog__body" }, ...(words.text ? [make("p", {}, words.text)] : [])),
    make("form", { class: "dialog__foot", method: "dialog" }, no, yes),
  );
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    dialog.showModal();
  });
}

/** Hold a form's submit until the person agreed. */
async function hold(event, words) {
  const form = event.target;
  if (form.dataset.agreed !== undefined) return;
  event.preventDefault();
  event.stopPropagation();
  const submitter = event.submitter;
  if (!(await ask(words))) return;
  form.dataset.agreed = "";
  form.requestSubmit(submitter);
  delete form.dataset.agreed;
}

class VsmConfirm extends Element {
  connectedCallback() {
    this.addEventListener("submit", (event) => hold(event, wordsOf(this.dataset)));
  }
}

define("vsm-confirm", VsmConfirm);
if (typeof document !== "undefined") {
  document.addEventListener("submit", (event) => {
    if (event.target.dataset?.confirm) hold(event, wordsOf(event.target.dataset));
  }, true);
}
