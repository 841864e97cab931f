// A total opens to its terms in a dialog beside the drawing. Without scripts, or when that fails, its link leads to the page of it.

/** Let a link to an explanation open it in the page's dialog. */
export function attach(link) {
  const dialog = document.getElementById("explanation-dialog");
  if (!dialog) return;
  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    try {
      const found = await explanation(link.href);
      dialog.querySelector("[data-explanation]").replaceChildren(...found.childNodes);
      dialog.querySelector("[data-whole]").href = link.href;
      dialog.showModal();
    } catch {
      location.assign(link.href);
    }
  });
}

async function explanation(url) {
  const answer = await fetch(url, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(String(answer.status));
  const found = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("explanation");
  if (!found) throw new Error("no explanation");
  return document.adoptNode(found);
}
