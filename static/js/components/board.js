// Cards that are dragged between columns. The same move is in each card's "Move to..." menu, which works without this.
import { define, Element } from "../core/dom.js";

/** What a drop means: the column's word and the id of the card that follows, if any. */
export function readDrop(card, column) {
  return { status: column.dataset.column, before: card.nextElementSibling?.dataset.card ?? "" };
}

class VsmBoard extends Element {
  async connectedCallback() {
    if (this.dataset.readonly !== undefined) return;
    const { default: Sortable } = await import("../../vendor/sortablejs-1.15.7/sortable.esm.js");
    for (const column of this.querySelectorAll("[data-column]")) {
      Sortable.create(column, { group: "board", draggable: "[data-card]", delay: 120, delayOnTouchOnly: true, onEnd: (event) => this.drop(event) });
    }
  }

  /** Send the move with the form of the card's own menu; the server asks for a reason where one is needed. */
  drop(event) {
    if (event.from === event.to && event.oldDraggableIndex === event.newDraggableIndex) return;
    const form = event.item.querySelector("form[data-move]");
    for (const [name, value] of Object.entries(readDrop(event.item, event.to))) {
      const field = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      form.querySelectorAll(`input[name=${name}]`).forEach((old) => old.remove());
      form.append(field);
    }
    form.submit();
  }
}

define("vsm-board", VsmBoard);
