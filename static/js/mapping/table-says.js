// What a cell says beneath its field: what is wrong with what was typed, or both values where somebody else changed it too.
import { make } from "../core/dom.js";
import { fieldOf } from "./table-cells.js";

/** Take away what a cell says. */
export function hush(cell) {
  fieldOf(cell)?.removeAttribute("aria-invalid");
  for (const says of cell.querySelectorAll(".cell-says")) says.remove();
}

/** Say what is wrong; what was typed stays. */
export function sayFault(cell, texts) {
  hush(cell);
  fieldOf(cell).setAttribute("aria-invalid", "true");
  cell.append(make("div", { class: "cell-says", role: "alert" }, ...texts.map((text) => make("p", { class: "field__error" }, text))));
}

/** Show both values and ask; `decide(how)` hears "theirs" or "mine". Typing something else is the third way. */
export function sayClash(cell, { who, at, theirs, mine }, decide) {
  hush(cell);
  const button = (words, how) => {
    const made = make("button", { class: "button button--small", type: "button" }, words);
    made.addEventListener("click", () => decide(how));
    return made;
  };
  const date = new Date(at);
  const time = at ? [", ", make("time", { datetime: date.toISOString() }, date.toTimeString().slice(0, 5))] : [];
  cell.append(make("div", { class: "cell-says cell-clash", role: "alert" },
    make("p", { class: "cell-clash__head" }, make("span", {}, make("span", { "data-who": true }, who), " changed this while you typed")),
    make("p", {}, "Theirs", ...time, ": ", make("strong", {}, theirs)),
    make("p", {}, "Yours, not saved yet: ", make("strong", {}, mine)),
    make("div", { class: "row" }, button("Use mine", "mine"), button("Keep theirs", "theirs"))));
}

/** Name who changed it, where a clash still stands. */
export function nameIn(cell, name) {
  const who = cell.querySelector("[data-who]");
  if (who && name) who.textContent = name;
}
