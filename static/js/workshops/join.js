// The door for guests: takes the secret of the link out of the address, and leads on who waits in the lobby.
import { register } from "../core/dom.js";

const LOOKS_AGAIN_MS = 2000;

/** The secret in the fragment of an address (`#…`); empty when there is none that could be one. */
export function tokenOf(hash) {
  const text = hash.replace(/^#/, "");
  return /^[\w-]{22}$/.test(text) ? text : "";
}

function attach(form) {
  const field = form.querySelector("[data-join-token]");
  const token = tokenOf(location.hash) || field.value;
  if (!token) return;
  history.replaceState(null, "", location.pathname); // neither the list of pages nor a picture of the screen shows it
  field.value = token;
  const code = form.querySelector("[data-join-code]");
  code.hidden = true;
  code.querySelector("input").required = false;
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
  register("join-wait", wait);
}
