// <vsm-presence>: who is here, as letters in the top bar; a list says where.
import { define, Element, make } from "../core/dom.js";
import { live } from "../live/index.js";
import { othersOf, whereOf } from "../live/others.js";

const SHOWN = 4;

/** Two letters for an avatar: of the first and last word of a name, else the first two of one word. */
export function initialsOf(name) {
  const words = name.trim().split(/\s+/).filter((word) => !word.startsWith("(")); // what a name says besides, like (guest)
  if (words.length > 1) return (words[0][0] + words.at(-1)[0]).toUpperCase();
  return words[0] ? words[0][0].toUpperCase() + words[0].slice(1, 2) : "?";
}

/** The letters that are shown, and how many people more there are. */
export function shownOf(people, most = SHOWN) {
  return { first: people.slice(0, most), more: Math.max(0, people.length - most) };
}

class VsmPresence extends Element {
  connectedCallback() {
    if (!live.ready) return;
    this.off = live.on("roster", () => this.show());
    this.show();
  }

  disconnectedCallback() {
    this.off?.();
  }

  show() {
    const people = othersOf(live, { withMe: true });
    this.hidden = people.length < 2;
    const { first, more } = shownOf(people);
    const details = this.querySelector("details");
    details.querySelector("summary").replaceChildren(...first.map(letters), ...(more ? [make("span", { class: "presence__more" }, `+${more}`)] : []), make("span", { class: "visually-hidden" }, `${people.length} people are here`));
    details.querySelector("ul").replaceChildren(...people.map(line));
  }
}

function letters(person) {
  const state = { edit: " avatar--typing", away: " avatar--away" }[person.st] ?? " avatar--here";
  return make("span", { class: `avatar${state}`, title: person.name, "aria-hidden": "true" }, initialsOf(person.name));
}

function line(person) {
  const name = person.user === live.user ? `${person.name} (you)` : person.name;
  return make("li", {}, letters(person), make("span", { class: "list__main" }, name, make("small", {}, whereOf(person))));
}

define("vsm-presence", VsmPresence);
