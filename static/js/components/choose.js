// Rows that are chosen by a box each: one box for all of them, and how many are chosen. The boxes work without this.
import { define, Element } from "../core/dom.js";

class VsmChoose extends Element {
  connectedCallback() {
    this.addEventListener("change", (event) => this.changed(event));
    const all = this.querySelector("[data-choose-all]");
    if (all) all.hidden = false;
    this.show();
  }

  get boxes() {
    return [...this.querySelectorAll("tbody input[type=checkbox]")];
  }

  changed({ target }) {
    if (target.matches("[data-choose-all]")) for (const box of this.boxes) box.checked = target.checked;
    this.show();
  }

  show() {
    const { boxes } = this;
    const chosen = boxes.filter((box) => box.checked).length;
    const all = this.querySelector("[data-choose-all]");
    const count = this.querySelector("[data-choose-count]");
    if (all) Object.assign(all, { checked: chosen > 0 && chosen === boxes.length, indeterminate: chosen > 0 && chosen < boxes.length });
    if (count) Object.assign(count, { hidden: !chosen, textContent: chosen });
  }
}

define("vsm-choose", VsmChoose);
