// Slides: the keys of a projector's remote control turn them, F fills the screen, Escape leaves. Without it they scroll.
import { register } from "../core/dom.js";
import { isTyping } from "../core/keys.js";

const ON = new Set(["ArrowRight", "ArrowDown", "PageDown", " ", "Enter"]);
const BACK = new Set(["ArrowLeft", "ArrowUp", "PageUp", "Backspace"]);

/** The place of the slide to show after a key: 0 is the first; null for a key that turns nothing. */
export function turned(key, place, count) {
  if (ON.has(key)) return Math.min(place + 1, count - 1);
  if (BACK.has(key)) return Math.max(place - 1, 0);
  return { Home: 0, End: count - 1 }[key] ?? null;
}

/** The place of the slide whose upper edge is nearest to that of the screen. */
export function nearest(tops) {
  let best = 0;
  tops.forEach((top, place) => { if (Math.abs(top) < Math.abs(tops[best])) best = place; });
  return best;
}

function enter(deck) {
  const slides = [...deck.querySelectorAll(".slide")];
  const present = () => nearest(slides.map((slide) => slide.getBoundingClientRect().top));
  document.addEventListener("keydown", (event) => {
    if (isTyping(event) || event.defaultPrevented) return;
    if (event.target.closest?.("a, button") && (event.key === "Enter" || event.key === " ")) return;
    if (event.key === "f" || event.key === "F") return void fill(event, deck);
    const place = turned(event.key, present(), slides.length);
    if (place === null) return;
    event.preventDefault();
    slides[place].scrollIntoView({ block: "start" });
    history.replaceState(history.state, "", `#${slides[place].id}`);
  });
}

function fill(event, deck) {
  event.preventDefault();
  if (document.fullscreenElement) document.exitFullscreen();
  else deck.requestFullscreen?.();
}

if (globalThis.document) register("deck", enter);
