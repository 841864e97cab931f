// Photos that go with a record which the browser makes: kept on disk at once, far larger than what the outbox holds, and sent when the
// record is stored. One row per photo, shared by all tabs of a person.
import { csrfToken } from "../core/http.js";
import { say } from "../components/toast.js";
import { uuid7 } from "./ids.js";
import { live } from "./index.js";

const NAME = "vsm-photos";
const STORE = "photos";
const AGAIN = 15000;
/** Where the photo of a record goes, by its kind. */
const PLACES = { capture: "captures", observation: "observations" };

/** The address that takes the photo of a record `kind/uuid`. */
export function addressOf(ref) {
  const [kind, id] = ref.split("/");
  return `/api/v1/${PLACES[kind]}/${id}/photo/`;
}

/**
 * What an answer means: the photo is "kept", is "refused" for good, is "held" until what it belongs to may be written again, or is to be
 * tried "later" with all the others. Only what cannot become right by waiting is refused: nobody has the photo but this browser.
 */
export function verdict(status, code = "") {
  if (status >= 200 && status < 300) return "kept";
  if (status === 400 || status === 404 || status === 413 || (status === 403 && code === "denied")) return "refused";
  return status === 409 || (status === 403 && code === "locked") ? "held" : "later";
}

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function rows(mode, work) {
  const transaction = (await open()).transaction(STORE, mode);
  const request = work(transaction.objectStore(STORE));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

/** Keep a photo for a record that is on its way; false where the browser does not keep it, which then has to be told. */
export async function keepPhoto(ref, file, { user, workshop } = live) {
  try {
    await rows("readwrite", (store) => store.put({ id: uuid7(), ref, user, workshop, blob: file, at: Date.now() }));
  } catch {
    return false;
  }
  await tell();
  sendPhotos();
  return true;
}

/** The status counts photos that wait: with one unsent, not everything is saved. */
async function tell() {
  if (live.ready) live.countBesides((await waitingPhotos()).length);
}

/** Keep the photo that a form has for a record, if it has one; where the browser keeps none, that is said. */
export async function keepPhotoOf(form, ref, whose) {
  const photo = form.elements.photo?.files?.[0];
  if (photo && !(await keepPhoto(ref, photo, whose))) say("The words are kept, the photo is not: this browser keeps no photos. Add it from the list.");
}

/** Photos of this person in this workshop that are not sent yet, the oldest first. */
export async function waitingPhotos() {
  const all = await rows("readonly", (store) => store.getAll()).catch(() => []);
  return all.filter((row) => row.user === live.user && row.workshop === live.workshop).sort((one, two) => one.at - two.at);
}

const isOnItsWay = (entries, ref) => entries.some((entry) => entry.ops?.some((op) => op.k === "new" && op.r === ref));

/** Send one photo; false where the others need not be tried either. */
async function send(row) {
  const body = new FormData();
  body.append("photo", row.blob, "photo");
  const headers = { "X-CSRFToken": csrfToken(), "Idempotency-Key": row.id, Accept: "application/json" };
  const answer = await fetch(addressOf(row.ref), { method: "PUT", body, headers, credentials: "same-origin" });
  const { code } = answer.ok ? {} : await answer.json().catch(() => ({}));
  const found = verdict(answer.status, code);
  if (found === "later" || found === "held") return found === "held";
  await rows("readwrite", (store) => store.delete(row.id));
  if (found === "refused") say("A photo was not kept: it has to be a JPEG, PNG or WebP file of at most 10 MB, and what it belongs to has to be there.");
  return true;
}

let busy = false;

/** Send what can be sent; one tab at a time, since all share the rows. */
export async function sendPhotos() {
  if (busy || !live.ready || !live.isLive) return;
  busy = true;
  const work = async () => {
    const photos = await waitingPhotos();
    const records = photos.length ? [...live.outbox.entries, ...(await live.store.all(live.user, live.workshop))] : [];
    for (const row of photos) if (!isOnItsWay(records, row.ref) && !(await send(row))) break;
  };
  try {
    await (navigator.locks ? navigator.locks.request(NAME, { ifAvailable: true }, (lock) => lock && work()) : work());
  } catch {
    // no connection after all: the next look tries again
  } finally {
    busy = false;
    await tell();
  }
}

if (live.ready && globalThis.indexedDB) {
  live.on("ack", () => sendPhotos());
  live.on("status", ({ isLive }) => isLive && sendPhotos());
  const look = () => setTimeout(() => sendPhotos().finally(look), AGAIN);
  look();
  tell();
}
