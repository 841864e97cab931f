// A button that copies: <button data-copy="text">. Where a page may not write to the clipboard, the text is offered for copying by hand.
import { say } from "./toast.js";

async function copy(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    say("Copied");
  } catch {
    window.prompt("Copy this text", button.dataset.copy);
  }
}

if (typeof document !== "undefined") {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-copy]");
    if (button) copy(button);
  });
}
