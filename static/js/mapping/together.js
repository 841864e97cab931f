// Two drawings, one above the other, scroll sideways together.
import { register } from "../core/dom.js";

/** The place of one view that shows the same share of its way as the other. */
export function sameShare(place, way, otherWay) {
  return way > 0 ? (place / way) * otherWay : 0;
}

function attach(card) {
  const views = [...card.querySelectorAll(".compare__map")];
  let moved = null;
  for (const view of views) {
    view.addEventListener("scroll", () => {
      if (moved === view) {
        moved = null;
        return;
      }
      for (const other of views) {
        if (other === view) continue;
        const wanted = Math.round(sameShare(view.scrollLeft, view.scrollWidth - view.clientWidth, other.scrollWidth - other.clientWidth));
        if (Math.abs(other.scrollLeft - wanted) < 1) continue;
        moved = other;
        other.scrollLeft = wanted;
      }
    });
  }
}

if (globalThis.document) register("together", attach);
