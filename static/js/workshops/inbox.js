// The bar above the captures says how many are chosen; what can be done with them is there once one is.
import { register } from "../core/dom.js";

/** "1 chosen", "3 chosen", or what to do first. */
export function chosenWords(count) {
  return count ? `${count} chosen` : "Choose some captures";
}

register("inbox-bar", (bar) => {
  const boxes = () => [...document.querySelectorAll(`input[name=capture][form=${bar.id}]`)];
  const show = () => {
    const count = boxes().filter((box) => box.checked).length;
    bar.querySelector("[data-chosen]").textContent = chosenWords(count);
    bar.classList.toggle("is-resting", count === 0);
    for (const box of boxes()) box.closest("li").classList.toggle("is-selected", box.checked);
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("input[name=capture]")) show();
  });
  show();
});
