// Native dialogs: [data-opens=id] opens one, [data-close] inside closes it, a click on the backdrop closes it.

/** Bind opening and closing of dialogs below a node. */
export function bindDialogs(root) {
  root.addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-opens]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.opens);
      if (dialog) {
        event.preventDefault();
        dialog.showModal();
      }
      return;
    }
    if (event.target.closest?.("[data-close]") || event.target.tagName === "DIALOG") event.target.closest("dialog")?.close();
  });
}
