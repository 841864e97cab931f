// One-letter keys, which must not disturb typing and can be switched off (some people's voice software presses letters).
const SETTING = "vsm-keys";

/** Whether a key press belongs to a field or carries a modifier. */
export function isTyping(event) {
  const target = event.target;
  if (event.ctrlKey || event.metaKey || event.altKey) return true;
  return Boolean(target?.isContentEditable) || ["INPUT", "TEXTAREA", "SELECT"].includes(target?.tagName);
}

/** Whether this person wants keys on this device; yes unless switched off. */
export function wantsKeys() {
  try {
    return localStorage.getItem(SETTING) !== "off";
  } catch {
    return true;
  }
}

/** Behaviour of the switch in the account menu; without scripts there are no keys, so it stays hidden. */
export function attachSwitch(label) {
  const box = label.querySelector("input");
  label.hidden = false;
  box.checked = wantsKeys();
  box.addEventListener("change", () => localStorage.setItem(SETTING, box.checked ? "on" : "off"));
}
