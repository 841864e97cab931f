// <vsm-tabs> around a nav.tabs whose links lead to parts of this page: shows one part at a time. Without scripts all parts stand there.
import { define, Element } from "../core/dom.js";

/** The place of the tab that a key leads to, from `current` of `count`; null for other keys. */
export function tabAt(key, current, count) {
  const places = { ArrowRight: (current + 1) % count, ArrowLeft: (current + count - 1) % count, Home: 0, End: count - 1 };
  return places[key] ?? null;
}

class VsmTabs extends Element {
  connectedCallback() {
    const bar = this.querySelector(".tabs");
    this.links = [...(bar?.querySelectorAll("a[href^='#']") ?? [])];
    this.parts = this.links.map((link) => document.getElementById(link.hash.slice(1)));
    if (!this.links.length || this.parts.includes(null)) return;
    bar.setAttribute("role", "tablist");
    this.links.forEach((link, place) => this.prepare(link, place));
    this.select(Math.max(0, this.links.findIndex((link) => link.hash === location.hash)));
  }

  prepare(link, place) {
    const part = this.parts[place];
    link.id ||= `tab-${part.id}`;
    link.setAttribute("role", "tab");
    link.setAttribute("aria-controls", part.id);
    link.removeAttribute("aria-current");
    part.setAttribute("role", "tabpanel");
    part.setAttribute("aria-labelledby", link.id);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      history.replaceState(null, "", link.hash);
      this.select(place);
    });
    link.addEventListener("keydown", (event) => {
      const next = tabAt(event.key, place, this.links.length);
      if (next === null) return;
      event.preventDefault();
      this.select(next);
      this.links[next].focus();
    });
  }

  select(chosen) {
    this.links.forEach((link, place) => {
      link.setAttribute("aria-selected", String(place === chosen));
      link.tabIndex = place === chosen ? 0 : -1;
      this.parts[place].hidden = place !== chosen;
    });
  }
}

define("vsm-tabs", VsmTabs);
