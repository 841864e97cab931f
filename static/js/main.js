// The scripts of every page. Each upgrades markup that works without it.
import { bindAll } from "./core/dom.js";
import { openCapture } from "./components/capture.js";
import { bindDialogs } from "./components/dialogs.js";
import { bindKeys } from "./core/keys.js";
import "./components/board.js";
import "./components/confirm.js";
import "./components/copy.js";
import "./components/unsaved.js";

bindAll(document);
bindDialogs(document);
bindKeys(document, {
  c: openCapture,
  "?": () => { location.assign(document.querySelector(".topbar__help")?.href ?? "/help/"); },
});
document.body.addEventListener("htmx:after:swap", (event) => bindAll(event.target));
