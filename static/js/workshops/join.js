// The door for guests: takes the secret of the link out of the address, and leads on who waits in the lobby.
import { register } from "../core/dom.js";

const LOOKS_AGAIN_MS = 2000;

/** The secret in the fragment of an address (`#…`); empty when there is none that could be one. */
export function tokenOf(hash) {
  const text = hash.replace(/^#/, "");
  return /^[\w-]{22}$/.test(text) ? text : "";
}

/** Put the secret of the address into the form's field; false where there is none. */
function takeToken(form) {
  const field = form.querySelector("[data-join-token]");
  const token = tokenOf(location.hash) || field.value;
  if (!token) return false;
  history.replaceState(null, "", location.pathname); // neither the list of pages nor a picture of the screen shows it
  field.value = token;
  return true;
}

function attach(form) {
  if (!takeToken(form)) return;
  const code = form.querySelector("[data-join-code]");
  code.hidden = true;
  code.querySelector("input").required = false;
}

/** The way back of a guest: with the secret in the address there is nothing to paste; what is wrong with it is still to be read. */
function back(form) {
  if (!tokenOf(location.hash) || !takeToken(form)) return;
  form.querySelector("[data-join-token]").closest(".field").hidden = true;
}

/** Look every two seconds whether the coach has decided; away from the lobby the answer is another page. */
function wait(lobby) {
  const look = async () => {
    const answer = await fetch(location.pathname, { credentials: "same-origin" }).catch(() => null);
    if (answer?.redirected) location.assign(answer.url);
    else if (answer?.ok && !(await answer.text()).includes(`data-state="${lobby.dataset.state}"`)) location.reload();
    else setTimeout(look, LOOKS_AGAIN_MS);
  };
  setTimeout(look, LOOKS_AGAIN_MS);
}

if (typeof document !== "undefined") {
  register("join", attach);
  register("join-back", back);
  register("join-wait", wait);
}
