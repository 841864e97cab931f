// The capture dialog: opens on C or on the button, Enter keeps. A first small letter and a blank choose the kind: "i ", "a ", "p ", "j ".
const KINDS = { i: "issue", a: "acronym", p: "parking_lot", j: "improvement" };

/** Split "p room too small" into its kind and the rest; no kind without a known letter and a blank. Capitals begin a sentence. */
export function readKind(text) {
  const found = /^([iapj]) +(\S.*)$/.exec(text);
  return found ? { kind: KINDS[found[1]], text: found[2] } : { kind: null, text };
}

/** Open the dialog with the cursor in the line; false where there is none. */
export function openCapture() {
  const dialog = document.getElementById("capture-dialog");
  if (!dialog) return false;
  dialog.showModal();
  dialog.querySelector("input[name=text]").focus();
  return true;
}

if (typeof document !== "undefined") {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-behaviour~=capture-key]");
    if (button && openCapture()) event.preventDefault();
  });
  document.addEventListener("input", (event) => {
    const line = event.target.closest?.(".capture-line input[name=text]");
    const read = line ? readKind(line.value) : null;
    if (!read?.kind) return;
    line.value = read.text;
    line.form.querySelector(`input[name=kind][value=${read.kind}]`).checked = true;
  });
}
