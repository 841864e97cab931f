// Keys pressed while the records of the map are still fetched: what needs them is done in order once they are there, as if it had been
// pressed then. A key that opens a field is followed by what is typed into it.

/** Whether an element takes text. */
const takesText = (element) => Boolean(element?.matches?.("input:not([type=radio]):not([type=checkbox]), textarea"));

/** Gives early(event): null where the key is to be dealt with now, else what holds it; `isLate(event)` tells whether it needs records. */
export function holding(room, isLate) {
  const held = [];
  room.on("loaded", () => queueMicrotask(() => held.splice(0).forEach(replay))); // after all parts have taken the records over

  return (event) => {
    if (room.isLoaded) return null;
    return held.length || isLate(event) ? { run: () => held.push(event) } : null;
  };

  function replay(event) {
    const target = document.activeElement ?? document.body;
    if (takesText(target) && event.key.length === 1 && !event.ctrlKey && !event.metaKey) {
      target.setRangeText(event.key, target.selectionStart, target.selectionEnd, "end");
      target.dispatchEvent(new InputEvent("input", { bubbles: true, data: event.key, inputType: "insertText" }));
      return;
    }
    const { key, code, ctrlKey, metaKey, altKey, shiftKey } = event;
    target.dispatchEvent(new KeyboardEvent("keydown", { key, code, ctrlKey, metaKey, altKey, shiftKey, bubbles: true, cancelable: true }));
  }
}
