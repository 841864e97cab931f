// A button that prints the page, shown only where scripts run: <vsm-print hidden><button type="button">Print</button></vsm-print>.
import { define, Element } from "../core/dom.js";

class VsmPrint extends Element {
  connectedCallback() {
    this.hidden = false;
    this.addEventListener("click", () => window.print());
  }
}

define("vsm-print", VsmPrint);
