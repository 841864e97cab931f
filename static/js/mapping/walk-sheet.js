// The sheet of the walk: one stop at a time, each answer saved as one leaves its field, notes and photos kept without a connection.
import { say } from "../components/toast.js";
import { make, register } from "../core/dom.js";
import { uuid7 } from "../live/ids.js";
import { live } from "../live/index.js";
import { keepPhotoOf } from "../live/photos.js";
import { fieldOf } from "./table-cells.js";
import { LiveTable } from "./table-live.js";
import { bindStops } from "./walk-stops.js";
import { noteOp, stamped, today } from "./walk-words.js";

class WalkTable extends LiveTable {
  /** An answer goes out with how it is known, who says it, and when. */
  op(place, value, rev) {
    const { datum } = this.datum(place);
    const row = this.cellAt(place)?.closest("[data-row]");
    const how = row?.querySelector("[data-how]")?.value;
    return super.op(place, row ? stamped(datum, value, { how, by: row.dataset.by, at: today(row.dataset.zone) }) : value, rev);
  }
}

function attach(root) {
  const table = new WalkTable(root);
  root.classList.add("is-live");
  bindStops(root);
  rememberHow(root);
  root.addEventListener("change", (event) => {
    const cell = event.target.closest("[data-cell]");
    if (cell && event.target === fieldOf(cell)) table.save(cell);
    if (event.target.name === "photo") showPhoto(event.target);
  });
  root.addEventListener("focusin", (event) => event.target.closest("[data-cell]") && live.presence(null, "edit"));
  root.addEventListener("focusout", () => {
    live.presence(null, "view");
    if (table.isBehind) setTimeout(() => table.refresh(), 0);
  });
  root.addEventListener("submit", (event) => onSubmit(event));
  document.body.addEventListener("live:walk", () => table.refresh());
  live.on("local", () => showWaiting(root));
  live.on("ack", () => showWaiting(root));
  live.on("begun", () => showWaiting(root));
  showWaiting(root);
}

/** How answers are known is said once for the whole walk, until it is said otherwise. */
function rememberHow(root) {
  root.addEventListener("change", (event) => {
    if (!event.target.matches("[data-how]")) return;
    for (const other of root.querySelectorAll("[data-how]")) other.value = event.target.value;
  });
}

function onSubmit(event) {
  const form = event.target;
  if (!live.ready) return;
  if (form.matches("[data-walk-note]")) return keepNote(event, form);
  if (form.matches("[data-walked]")) return markSeen(event, form);
  if (form.matches(".walk-form") && event.submitter?.formAction === form.action && !["use", "keep"].includes(event.submitter?.name)) event.preventDefault();
}

/** "We saw it" holds from the moment it is pressed, whenever it is sent. */
function markSeen(event, form) {
  event.preventDefault();
  const stop = form.closest("[data-stop]").dataset.stop;
  const isSeen = event.submitter?.value !== "0";
  live.submit([{ k: "set", r: `stop/${stop}`, f: { walked_at: isSeen ? new Date().toISOString() : null }, b: { walked_at: Number(form.dataset.walked) } }], { label: "Work place seen" });
  form.replaceWith(make("p", { class: "strong", role: "status" }, isSeen ? "Seen just now" : "Not seen after all"));
}

function keepNote(event, form) {
  event.preventDefault();
  const fields = new FormData(form);
  const op = noteOp(Object.fromEntries(fields), uuid7(), form.closest("[data-row]").dataset.rec);
  if (!op) return;
  live.submit([op], { label: `Note “${op.f.text.slice(0, 40)}”` });
  keepPhotoOf(form, op.r);
  form.elements.text.value = "";
  form.elements.photo.value = "";
  showPhoto(form.elements.photo);
  const where = op.r.startsWith("capture/") ? "It is in the captures." : "";
  say(live.isLive ? `Noted. ${where}`.trim() : "Kept in this browser. It goes out when there is a connection.", { label: "Undo", run: () => live.undo() });
}

function showPhoto(input) {
  const label = input.closest(".walk-photo");
  label?.classList.toggle("is-on", input.files.length > 0);
  if (label) label.querySelector("[data-photo-words]").textContent = input.files.length ? "1 photo" : "Photo";
}

/** What is noted and not sent yet stands at its stop all the same. */
function showWaiting(root) {
  const notes = live.ready ? live.outbox.pendingOps().filter((op) => op.k === "new" && /^(observation|capture)\//.test(op.r)) : [];
  for (const list of root.querySelectorAll("[data-waiting]")) {
    const { stop, rec } = list.closest("[data-row]").dataset;
    const mine = notes.filter((op) => op.f.stop === `stop/${stop}` || (rec && op.f.step === rec && !op.f.stop));
    list.replaceChildren(...mine.map((op) => make("li", { class: "capture--pending" }, make("div", { class: "list__main" }, make("p", {}, op.f.text), make("small", {}, "Kept in this browser")))));
  }
}

register("walk-sheet", attach);
