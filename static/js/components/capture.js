// The capture dialog: opens on C or on the button, Enter keeps. A first small letter and a blank choose the kind: "i ", "a ", "p ", "j ".
// On pages of a workshop a capture goes through the outbox: it is kept in this browser at once, and sent when there is a connection.
// A photo is kept beside it, since it is far larger than what the outbox holds, and follows once the capture is stored.
import { post } from "../core/http.js";
import { live } from "../live/index.js";
import { uuid7 } from "../live/ids.js";
import { keepPhotoOf } from "../live/photos.js";
import { Store } from "../live/store.js";
import { say } from "./toast.js";
import { hasTyping } from "./unsaved.js";

const KINDS = { i: "issue", a: "acronym", p: "parking_lot", j: "improvement" };

/** Split "p room too small" into its kind and the rest; no kind without a known letter and a blank. Capitals begin a sentence. */
export function readKind(text) {
  const found = /^([iapj]) +(\S.*)$/.exec(text);
  return found ? { kind: KINDS[found[1]], text: found[2] } : { kind: null, text };
}

/** The operation that keeps a line; null for an empty one. What # and @ name, the server finds out. */
export function captureOp({ kind, text }, newId = uuid7) {
  const typed = readKind(text.trim());
  return typed.text ? { k: "new", r: `capture/${newId()}`, f: { kind: typed.kind ?? kind ?? "issue", text: typed.text } } : null;
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
  return status === 422 ? "Type what was said, at most 1000 characters. A photo is a JPEG, PNG or WebP file of at most 10 MB." : "It was not kept. Reload the page and try again.";
}

/** Keep what was typed without leaving the page; the dialog stays open when it was not kept. */
async function keepHere(form) {
  const fields = new FormData(form);
  fields.set("quiet", "1");
  try {
    const { status } = await post(form.action, fields);
    say(wordsAfter(status));
    if (status === 204) clear(form);
  } catch {
    if (!(await keepForLater(form))) return say("No connection, and this browser keeps nothing. What you typed is still in the line.");
    say("Kept in this browser. It goes out from the next page of the workshop that you open.");
    clear(form);
  }
}

/** On a page outside the workshop: into the outbox on disk, from which the next page of the workshop takes what no tab sends. */
async function keepForLater(form) {
  const { user, workshop } = form.dataset;
  const op = user ? lineOp(form) : null;
  if (!op) return false;
  const store = new Store();
  const tab = `t-${uuid7()}`;
  await store.put({ id: uuid7(), tab, cid: tab, t: "chg", ops: [op], user, workshop, state: "queued", at: Date.now(), label: labelOf(op) });
  if (store.isKept) keepPhotoOf(form, op.r, { user, workshop });
  return store.isKept;
}

const lineOp = (form) => captureOp({ kind: new FormData(form).get("kind"), text: form.elements.text.value });
const labelOf = (op) => `Capture “${op.f.text.slice(0, 40)}”`;

function clear(form) {
  form.reset();
  showPhoto(form);
  if (form.elements.change_id) form.elements.change_id.value = crypto.randomUUID?.() ?? ""; // empty: the server makes one
  form.closest("dialog")?.close();
}

/** Put a line into the outbox of the page; false when it goes another way. */
function keepOffline(form) {
  if (!live.ready) return false;
  const op = lineOp(form);
  if (!op) return false;
  live.submit([op], { label: labelOf(op) });
  keepPhotoOf(form, op.r);
  say(live.isLive ? "Kept. It is in the captures." : "Kept in this browser. It goes out when there is a connection.", { label: "Undo", run: () => live.undo() });
  clear(form);
  return true;
}

/** Say beside the line that a photo goes with it. */
function showPhoto(form) {
  const photo = form.elements.photo;
  photo?.closest("label").classList.toggle("is-on", photo.files.length > 0);
}

if (typeof document !== "undefined") {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches?.("form[data-keeps]")) return;
    if (keepOffline(form)) return event.preventDefault();
    const isQuiet = form.closest("dialog") && (!live.ready || hasTyping());
    if (isQuiet) event.preventDefault();
    if (isQuiet) keepHere(form);
  }, true);
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-behaviour~=capture-key]");
    if (button && openCapture()) event.preventDefault();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches?.(".capture-line input[name=photo]")) showPhoto(event.target.form);
  });
  document.addEventListener("input", (event) => {
    const line = event.target.closest?.(".capture-line input[name=text]");
    const read = line ? readKind(line.value) : null;
    if (!read?.kind) return;
    line.value = read.text;
    line.form.querySelector(`input[name=kind][value=${read.kind}]`).checked = true;
  });
}
