// <vsm-agenda>: blocks of the agenda are moved by dragging their grip, or with the arrow keys on it: up and down within a day, left and
// right to the day before and after. The order is the server's; what it says comes back with the page. Buttons do the same without this.
import { define, Element } from "../core/dom.js";
import { post } from "../core/http.js";
import { say } from "../components/toast.js";

const REFUSED = "This could not be moved.";
const AS_IT_IS = "The agenda is shown as it is now.";
const PATIENCE = 3000;
const FRESH = 15000;

/** Where a key moves a block: the day and the block that is to follow it ("" at the end); null where there is nothing in that direction.
 *  `days` are lists of block ids with the day they belong to: [{ day, blocks }]. */
export function readKey(key, block, days) {
  const at = days.findIndex(({ blocks }) => blocks.includes(block));
  const place = days[at].blocks.indexOf(block);
  if (key === "ArrowUp") return place > 0 ? { day: days[at].day, before: days[at].blocks[place - 1] } : null;
  if (key === "ArrowDown") return place < days[at].blocks.length - 1 ? { day: days[at].day, before: days[at].blocks[place + 2] ?? "" } : null;
  const other = days[at + { ArrowLeft: -1, ArrowRight: 1 }[key]];
  return other ? { day: other.day, before: other.blocks[place] ?? "" } : null;
}

class VsmAgenda extends Element {
  connectedCallback() {
    this.addEventListener("keydown", (event) => this.key(event));
    this.fresh = () => { this.dragging(); this.found(); };
    document.addEventListener("live:fresh", this.fresh);
    this.dragging();
  }

  disconnectedCallback() {
    document.removeEventListener("live:fresh", this.fresh);
  }

  get days() {
    return [...this.querySelectorAll("[data-day]")];
  }

  /** Lists take drops, those that came later too. */
  async dragging() {
    const { default: Sortable } = await import("../../vendor/sortablejs-1.15.7/sortable.esm.js");
    for (const list of this.days) {
      if (list.sortable) continue;
      list.sortable = Sortable.create(list, {
        group: "agenda", draggable: "[data-block]", handle: ".slot__grip", animation: 120, forceFallback: true, fallbackOnBody: true,
        onEnd: (event) => this.drop(event),
      });
    }
  }

  drop({ item, from, to, oldDraggableIndex, newDraggableIndex }) {
    if (from === to && oldDraggableIndex === newDraggableIndex) return;
    let next = item.nextElementSibling;
    while (next && !next.dataset.block) next = next.nextElementSibling;
    this.send(item.dataset.block, { day: to.dataset.day, before: next?.dataset.block ?? "" });
  }

  key(event) {
    if (!event.key.startsWith("Arrow") || !event.target.closest(".slot__grip") || this.moved) return;
    event.preventDefault();
    const block = event.target.closest("[data-block]").dataset.block;
    const days = this.days.map((list) => ({ day: list.dataset.day, blocks: [...list.querySelectorAll("[data-block]")].map((row) => row.dataset.block) }));
    const wanted = readKey(event.key, block, days);
    if (wanted) this.send(block, wanted);
  }

  /** Ask the server to move it; what it refuses is said with its reason. What it made of it comes with the page's own freshening; without that connection the page is loaded again. */
  async send(block, wanted) {
    this.moved = block;
    const answer = await post(`/blocks/${block}/place/`, wanted, { "X-Script": "1" }).catch(() => null);
    if (!answer?.ok) {
      this.moved = "";
      const why = answer?.status === 422 ? await answer.text() : REFUSED;
      say(`${why} ${AS_IT_IS}`);
      setTimeout(() => location.reload(), PATIENCE);
      return;
    }
    setTimeout(() => { if (this.moved) location.reload(); }, FRESH);
  }

  /** The page shows the new order: the focus stays with the block, and its new time is said. */
  found() {
    const row = this.moved && this.querySelector(`[data-block="${this.moved}"]`);
    this.moved = "";
    if (!row) return;
    row.querySelector(".slot__grip")?.focus();
    this.querySelector("[role=status]").textContent = `${row.dataset.title}, ${row.querySelector("time").textContent}`;
  }
}

define("vsm-agenda", VsmAgenda);
