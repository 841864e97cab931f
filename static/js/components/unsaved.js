// Forms keep what is typed: leaving a page with changed fields asks first, and the status in the top bar says so.

/** Whether a field's value differs from the one it was rendered with. */
export function isChanged(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT") return [...field.options].some((option) => option.selected !== option.defaultSelected);
  return field.value !== field.defaultValue;
}

if (typeof document !== "undefined") {
  let leaving = false;
  const changed = () => [...document.querySelectorAll("form[data-guard] :is(input, textarea, select)")].filter((field) => field.type !== "hidden" && isChanged(field));
  document.addEventListener("submit", () => { leaving = true; });
  document.addEventListener("input", () => {
    const status = document.querySelector("[data-status]");
    const count = changed().length;
    if (status?.lastChild) status.lastChild.textContent = count ? "Not saved yet" : "Saved";
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && changed().length) event.preventDefault();
  });
}
