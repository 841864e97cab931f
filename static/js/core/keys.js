// One-letter keys, which must not disturb typing.

/** Whether a key press belongs to a field or carries a modifier. */
export function isTyping(event) {
  const target = event.target;
  if (event.ctrlKey || event.metaKey || event.altKey) return true;
  return Boolean(target?.isContentEditable) || ["INPUT", "TEXTAREA", "SELECT"].includes(target?.tagName);
}

/** Call actions[key] when that key is pressed outside of fields and dialogs. */
export function bindKeys(root, actions) {
  root.addEventListener("keydown", (event) => {
    const action = actions[event.key];
    if (!action || isTyping(event) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    action(event);
  });
}
