// <vsm-toast>: says for some seconds what just happened. Scripts call say(); an action (Undo) stays longer.
import { define, Element } from "../core/dom.js";

/** Milliseconds that a message stays: long enough to read it twice, longer with something to press. */
export function staysFor(text, hasAction) {
  return Math.max(5000, text.length * 120) + (hasAction ? 6000 : 0);
}

/** Say something in the page's toast region: say("Copied") or say("Saved", { label: "Undo", run: () => ... }). What it gives takes the message
 * away before its time. */
export function say(text, action = null) {
  const toast = document.querySelector("vsm-toast")?.show(text, action);
  return () => toast?.remove();
}

class VsmToast extends Element {
  show(text, action) {
    for (const said of this.querySelectorAll(".toast")) if (said.querySelector("[data-text]").textContent === text) said.remove();
    const toast = this.querySelector("template").content.firstElementChild.cloneNode(true);
    toast.querySelector("[data-text]").textContent = text;
    const button = toast.querySelector("[data-act]");
    if (action) {
      button.textContent = action.label;
      button.hidden = false;
      button.addEventListener("click", () => { action.run(); toast.remove(); });
    }
    toast.querySelector("[data-dismiss]").addEventListener("click", () => toast.remove());
    this.append(toast);
    this.leaveLater(toast, staysFor(text, Boolean(action)));
    return toast;
  }

  /** Take the message away after its time, unless somebody is at it. */
  leaveLater(toast, milliseconds) {
    setTimeout(() => {
      if (toast.matches(":hover, :focus-within")) this.leaveLater(toast, 2000);
      else toast.remove();
    }, milliseconds);
  }
}

define("vsm-toast", VsmToast);
