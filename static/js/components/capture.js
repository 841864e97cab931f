// The capture dialog: opens on C or on the button, Enter keeps. A first small letter and a blank choose the kind: "i ", "a ", "p ", "j ".
// Where the page has typing of its own that was not sent, the capture goes without leaving the page.
import { post } from "../core/http.js";
import { say } from "./toast.js";
import { hasTyping } from "./unsaved.js";

const KINDS = { i: "issue", a: "acronym", p: "parking_lot", j: "improvement" };

/** Split "p room too small" into its kind and the rest; no kind without a known letter and a blank. Capitals begin a sentence. */
export function readKind(text) {
  const found = /^([iapj]) +(\S.*)$/.exec(text);
  return found ? { kind: KINDS[found[1]], text: found[2] } : { kind: null, text };
}

/** Open the dialog with the cursor in the line; false where there is none. */
export function openCapture() {
  const dialog = document.getElementById("capture-dialog");
  if (!dialog) return false;
  dialog.showModal();
  dialog.querySelector("input[name=text]").focus();
  return true;
}

/** What to say after the answer to a capture that was sent from within the page. */
export function wordsAfter(status) {
  if (status === 204) return "Kept. It is in the captures.";
  return status === 422 ? "Type what was said, at most 1000 characters." : "It was not kept. Reload the page and try again.";
}

/** Keep what was typed without leaving the page; the dialog stays open when it was not kept. */
async function keepHere(form) {
  const fields = new FormData(form);
  fields.set("quiet", "1");
  try {
    const { status } = await post(form.action, fields);
    say(wordsAfter(status));
    if (status !== 204) return;
    form.reset();
    form.elements.change_id.value = crypto.randomUUID?.() ?? ""; // empty: the server makes one
    form.closest("dialog").close();
  } catch {
    say("No connection. What you typed is still in the line.");
  }
}

if (typeof document !== "undefined") {
  document.addEventListener("submit", (event) => {
    if (!event.target.matches?.("#capture-dialog form") || !hasTyping()) return;
    event.preventDefault();
    keepHere(event.target);
  }, true);
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-behaviour~=capture-key]");
    if (button && openCapture()) event.preventDefault();
  });
  document.addEventListener("input", (event) => {
    const line = event.target.closest?.(".capture-line input[name=text]");
    const read = line ? readKind(line.value) : null;
    if (!read?.kind) return;
    line.value = read.text;
    line.form.querySelector(`input[name=kind][value=${read.kind}]`).checked = true;
  });
}
