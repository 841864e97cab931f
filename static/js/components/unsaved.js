// Forms with data-guard keep what is typed: leaving a page with changed fields asks first, and the status in the top bar says so.
import { setStatus } from "../core/status.js";

/** Whether a field's value differs from the one it was rendered with. */
export function isChanged(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT") {
    const chosen = [...field.options].some((option) => option.defaultSelected);
    return [...field.options].some((option, place) => option.selected !== (chosen || field.multiple ? option.defaultSelected : place === 0));
  }
  return field.value !== field.defaultValue;
}

const FIELDS = "form[data-guard] :is(input, textarea, select)";

/** Whether the page has typing that was not sent, in another form than `sent`. */
export function hasTyping(sent = null) {
  return [...document.querySelectorAll(FIELDS)].some((field) => field.type !== "hidden" && field.form !== sent && isChanged(field));
}

if (typeof document !== "undefined") {
  let leaving = false;
  document.addEventListener("submit", (event) => { leaving = !event.defaultPrevented && !hasTyping(event.target); });
  document.addEventListener("input", (event) => {
    if (!event.target.closest?.("form[data-guard]")) return;
    if (hasTyping()) setStatus("unsaved", "Not saved yet");
    else setStatus("saved", "Saved");
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && hasTyping()) event.preventDefault();
  });
}
