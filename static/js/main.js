// The scripts of every page. Each upgrades markup that works without it.
import "./live/pristine.js";
import { bindAll, register } from "./core/dom.js";
import { attachSwitch } from "./core/keys.js";
import { watchConnection } from "./core/status.js";
import { bindDialogs } from "./components/dialogs.js";
import "./components/autosave.js";
import "./components/board.js";
import "./components/capture.js";
import "./components/combobox.js";
import "./components/confirm.js";
import "./components/copy.js";
import "./components/presence.js";
import "./components/print.js";
import "./components/shortcut.js";
import "./components/tabs.js";
import "./components/theme.js";
import "./components/toast.js";
import "./components/unsaved.js";
import "./live/index.js";
import "./workshops/agenda.js";
import "./workshops/brought.js";
import "./workshops/room-state.js";
import "./workshops/terms.js";

register("keys-switch", attachSwitch);
bindDialogs(document);
watchConnection();
document.addEventListener("htmx:after:swap", (event) => bindAll(event.target));
