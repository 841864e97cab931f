// Marks the words of the glossary in the text of a page: what one means is said on hover, focus and tap. Nothing moves, since a mark
// only underlines. The words come in a request of their own, so that a page costs no query more.
import { live } from "../live/index.js";

const NOT_IN = "a, button, input, textarea, select, option, label, summary, code, pre, kbd, svg, script, style, time, dialog, [contenteditable], [role=button], [data-text], [data-no-terms], .term, .term-tip";
const MOST = 300;
/** Milliseconds after which the words are asked for again when something was captured: many captures, one question. */
const REREAD = 3000;

/** A word as it stands by itself: no letter, digit or hyphen beside it. Short ones in capitals are meant in capitals. */
function pattern(words) {
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"));
  return new RegExp(`(?<![\\p{L}\\p{N}-])(?:${escaped.join("|")})(?![\\p{L}\\p{N}-])`, "giu");
}

/** A finder of words in a text: (text) => [{start, end, word, meaning}]. `terms` are [word, meaning], the longest first. */
export function finderOf(terms) {
  if (!terms.length) return () => [];
  const meanings = new Map(terms.map(([word, meaning]) => [word.toLowerCase(), { word, meaning }]));
  const search = pattern(terms.map(([word]) => word));
  return (text) => [...text.matchAll(search)].flatMap((found) => {
    const term = meanings.get(found[0].toLowerCase());
    const isAcronym = term && term.word === term.word.toUpperCase();
    if (!term || (isAcronym && found[0] !== term.word)) return [];
    return [{ start: found.index, end: found.index + found[0].length, ...term }];
  });
}

/** Where a tip of this size goes beside its word: below it, above where there is no room below, always within the view. */
export function placeOf(word, tip, view, gap = 6) {
  const below = word.bottom + gap;
  const top = below + tip.height <= view.height ? below : Math.max(gap, word.top - gap - tip.height);
  return { top, left: Math.max(gap, Math.min(word.left, view.width - tip.width - gap)) };
}

function textsIn(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, {
    acceptNode: (node) => (node.data.trim() && !node.parentElement.closest(NOT_IN) ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT),
  });
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  return found;
}

/** Mark what `find` finds beneath a node. Every place shows its meaning; the first of each word can be reached by Tab. */
export function markTerms(root, find) {
  const seen = new Set([...root.querySelectorAll(".term[tabindex]")].map((mark) => mark.dataset.word));
  let left = MOST;
  for (const node of textsIn(root)) {
    for (const hit of find(node.data).reverse()) {
      if ((left -= 1) < 0) return;
      const rest = node.splitText(hit.start);
      rest.splitText(hit.end - hit.start);
      const mark = document.createElement("span");
      mark.className = "term";
      Object.assign(mark.dataset, { word: hit.word, meaning: hit.meaning });
      rest.replaceWith(mark);
      mark.append(rest);
    }
  }
  for (const mark of root.querySelectorAll(".term:not([tabindex])")) {
    if (seen.has(mark.dataset.word)) continue;
    seen.add(mark.dataset.word);
    mark.tabIndex = 0;
    mark.setAttribute("role", "note"); // says that there is more to it; its description follows when it has focus
  }
}

/** Take all marks away, leaving the text as it was. */
function unmark(root) {
  for (const mark of root.querySelectorAll(".term")) {
    const home = mark.parentNode;
    mark.replaceWith(...mark.childNodes);
    home.normalize();
  }
}

/** The one tip of a page. */
class Tip {
  constructor() {
    this.element = document.createElement("div");
    this.element.className = "term-tip";
    this.element.id = "term-tip";
    this.element.popover = "manual";
    this.element.setAttribute("role", "tooltip");
    document.body.append(this.element);
    this.element.addEventListener("pointerleave", () => this.leave());
  }

  show(mark) {
    clearTimeout(this.leaving);
    if (this.mark === mark) return;
    this.hide();
    this.mark = mark;
    const word = document.createElement("strong");
    word.textContent = mark.dataset.word;
    this.element.replaceChildren(word, ` ${mark.dataset.meaning}`);
    mark.setAttribute("aria-describedby", this.element.id);
    this.element.showPopover();
    const view = { width: document.documentElement.clientWidth, height: document.documentElement.clientHeight };
    const { top, left } = placeOf(mark.getBoundingClientRect(), this.element.getBoundingClientRect(), view);
    Object.assign(this.element.style, { top: `${top}px`, left: `${left}px` });
  }

  /** A moment's grace, so that the pointer can go over to the tip. */
  leave() {
    clearTimeout(this.leaving);
    this.leaving = setTimeout(() => { if (!this.element.matches(":hover") && document.activeElement !== this.mark) this.hide(); }, 200);
  }

  hide() {
    clearTimeout(this.leaving);
    this.mark?.removeAttribute("aria-describedby");
    this.mark = null;
    if (this.element.matches(":popover-open")) this.element.hidePopover();
  }
}

function listen(tip) {
  const at = (event) => event.target.closest?.(".term");
  document.addEventListener("pointerover", (event) => { if (at(event)) tip.show(at(event)); });
  document.addEventListener("pointerout", (event) => { if (at(event)) tip.leave(); });
  document.addEventListener("focusin", (event) => (at(event) ? tip.show(at(event)) : tip.hide()));
  document.addEventListener("focusout", (event) => { if (at(event)) tip.leave(); });
  document.addEventListener("click", (event) => {
    if (at(event)) tip.show(at(event));
    else if (!event.target.closest?.(".term-tip")) tip.hide();
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") tip.hide(); });
  document.addEventListener("scroll", () => tip.hide(), { passive: true, capture: true });
}

async function wordsOf(workshop) {
  const response = await fetch(`/workshops/${workshop}/glossary/words/`, { credentials: "same-origin", headers: { Accept: "application/json" } });
  return response.ok ? response.json() : [];
}

async function attach(main, workshop) {
  let find = finderOf([]);
  let said = "";
  const read = async () => {
    const words = await wordsOf(workshop).catch(() => null);
    if (!words || JSON.stringify(words) === said) return;
    said = JSON.stringify(words);
    find = finderOf(words);
    unmark(main);
    markTerms(main, find);
  };
  const mark = () => markTerms(main, find);
  await read();
  listen(new Tip());
  document.addEventListener("live:fresh", mark);
  document.addEventListener("htmx:after:swap", mark);
  let due = null;
  document.body.addEventListener("live:captures", () => { due ??= setTimeout(() => { due = null; read(); }, REREAD); });
}

if (globalThis.document && live.ready) {
  const main = document.getElementById("main");
  if (main) attach(main, live.workshop);
}
