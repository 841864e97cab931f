// Cards with one menu for all of them: "Move to…" of a card opens it there, and in columns cards can be dragged. Without this the same
// link leads to the page where the status of the action is set.
import { define, Element } from "../core/dom.js";

/** What a drop means: the column's word and the id of the card that follows, if any. */
export function readDrop(card, column) {
  return { status: column.dataset.column, before: card.nextElementSibling?.dataset.card ?? "" };
}

/** Where a card is moved to, beside the page of its status that its link leads to. */
export function moveAddress(link) {
  return new URL("../move/", link).pathname;
}

class VsmBoard extends Element {
  async connectedCallback() {
    this.menu = this.querySelector("form[data-move]");
    if (!this.menu) return;
    this.addEventListener("pointerdown", (event) => this.press(event));
    this.addEventListener("click", (event) => this.ask(event));
    this.menu.addEventListener("toggle", () => this.opener.setAttribute("aria-expanded", this.menu.matches(":popover-open")));
    const columns = this.querySelectorAll("[data-column]");
    if (!columns.length) return;
    const { default: Sortable } = await import("../../vendor/sortablejs-1.15.7/sortable.esm.js");
    for (const column of columns) {
      Sortable.create(column, { group: "board", draggable: "[data-card]", delay: 120, delayOnTouchOnly: true, onEnd: (event) => this.drop(event) });
    }
  }

  /** The browser closes an open menu before the click on its link comes, which must not open it again. */
  press({ target }) {
    this.closing = this.menu.matches(":popover-open") && target.closest("a[data-moves]") === this.opener;
  }

  /** Open the menu at a card, or close it there; a click that wants the page gets it. */
  ask(event) {
    const link = event.target.closest("a[data-moves]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const isClosing = this.closing && event.detail > 0;
    this.closing = false;
    if (isClosing) return;
    this.opener?.removeAttribute("aria-expanded");
    this.opener = link;
    link.setAttribute("aria-expanded", "true");
    this.menu.action = moveAddress(link.href);
    const places = [...this.menu.querySelectorAll("button[name=status]")];
    for (const place of places) place.hidden = place.value === link.dataset.moves;
    this.menu.showPopover({ source: link });
    places.find((place) => !place.hidden).focus();
  }

  /** Send the move with the form of the menu; the server asks for a reason where one is needed. */
  drop(event) {
    if (event.from === event.to && event.oldDraggableIndex === event.newDraggableIndex) return;
    this.menu.action = moveAddress(event.item.querySelector("a[data-moves]").href);
    for (const [name, value] of Object.entries(readDrop(event.item, event.to))) {
      const field = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      this.menu.querySelectorAll(`input[name=${name}]`).forEach((old) => old.remove());
      this.menu.append(field);
    }
    this.menu.submit();
  }
}

define("vsm-board", VsmBoard);
