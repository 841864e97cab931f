// Cards that are dragged between columns. The same move is in each card's "Move to..." menu, which works without this.
import { post } from "../core/dom.js";

/** What a drop means: the column's word and the id of the card that follows, if any. */
export function readDrop(card, column) {
  return { status: column.dataset.column, before: card.nextElementSibling?.dataset.card ?? "" };
}

class VsmBoard extends (typeof HTMLElement === "undefined" ? Object : HTMLElement) {
  async connectedCallback() {
    if (this.dataset.readonly !== undefined) return;
    const { default: Sortable } = await import("../../vendor/sortablejs-1.15.7/sortable.esm.js");
    for (const column of this.querySelectorAll("[data-column]")) {
      Sortable.create(column, { group: "board", draggable: "[data-card]", delay: 120, delayOnTouchOnly: true, onEnd: (event) => this.drop(event) });
    }
  }

  async drop(event) {
    const column = event.to;
    const needsReason = column.dataset.needsReason !== undefined && event.from !== column;
    if (needsReason) {
      document.getElementById(`move-${event.item.dataset.card}`)?.showModal?.();
      location.reload();
      return;
    }
    const answer = await post(event.item.dataset.moveUrl, readDrop(event.item, column));
    if (!answer.ok || answer.redirected) location.reload();
  }
}

if (typeof customElements !== "undefined") customElements.define("vsm-board", VsmBoard);
