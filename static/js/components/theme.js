// <vsm-theme> around the choice of a look: shows it at once; the form keeps it.
import { define, Element } from "../core/dom.js";

/** The value of data-theme for a choice; null where the system decides. */
export function themeOf(choice) {
  return ["light", "dark"].includes(choice) ? choice : null;
}

class VsmTheme extends Element {
  connectedCallback() {
    this.addEventListener("change", (event) => {
      const theme = themeOf(event.target.value);
      if (theme) document.documentElement.dataset.theme = theme;
      else delete document.documentElement.dataset.theme;
    });
  }
}

define("vsm-theme", VsmTheme);
