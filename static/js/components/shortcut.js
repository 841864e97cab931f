// <vsm-shortcut key="c"><a href="...">: the key does what a click on the link or button inside does.
import { define, Element } from "../core/dom.js";
import { isTyping, wantsKeys } from "../core/keys.js";

class VsmShortcut extends Element {
  connectedCallback() {
    this.listener ??= (event) => this.press(event);
    document.addEventListener("keydown", this.listener);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.listener);
  }

  press(event) {
    if (event.key !== this.getAttribute("key") || event.defaultPrevented || isTyping(event) || !wantsKeys()) return;
    const target = this.querySelector("a, button");
    if (!target || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    target.click();
  }
}

define("vsm-shortcut", VsmShortcut);
