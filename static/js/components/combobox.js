// <vsm-combobox> around a select: type some letters of a name instead of scrolling. Without scripts it stays the select it is.
import { define, Element, make } from "../core/dom.js";

const ENOUGH = 8;

/** The places of the options that fit what was typed: every word must begin a word of the option. */
export function matching(labels, typed) {
  const wanted = typed.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (label) => {
    const words = label.toLowerCase().split(/[\s,.()/-]+/);
    return wanted.every((part) => words.some((word) => word.startsWith(part)));
  };
  return labels.flatMap((label, place) => (fits(label) ? [place] : []));
}

class VsmCombobox extends Element {
  connectedCallback() {
    this.select = this.querySelector("select");
    if (!this.select || this.input || this.select.multiple || this.select.options.length < ENOUGH) return;
    this.build();
    this.input.addEventListener("input", () => this.open(this.input.value));
    this.input.addEventListener("focus", () => this.input.select());
    this.input.addEventListener("click", () => this.open(""));
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.input.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const option = event.target.closest("[role=option]");
      if (option) this.choose(Number(option.dataset.place));
    });
  }

  build() {
    const id = this.select.id;
    const described = this.select.getAttribute("aria-describedby");
    this.select.id = `${id}-select`;
    this.list = make("ul", { class: "menu combobox__list", role: "listbox", id: `${id}-list`, hidden: true });
    this.input = make("input", {
      class: "input", id, role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false",
      "aria-controls": this.list.id, "aria-describedby": described, required: this.select.required,
    });
    this.select.required = false;
    this.select.hidden = true;
    this.select.after(this.input, this.list);
    this.showChosen();
  }

  showChosen() {
    this.input.value = this.select.value ? this.select.selectedOptions[0].text : "";
  }

  open(typed) {
    const labels = [...this.select.options].map((option) => option.text);
    const places = matching(labels, typed);
    this.list.replaceChildren(...places.map((place) => make("li", { class: "menu__item", role: "option", id: `${this.list.id}-${place}`, "data-place": place }, labels[place])));
    this.list.hidden = !places.length;
    this.input.setAttribute("aria-expanded", String(places.length > 0));
    this.mark(typed && places.length ? 0 : -1);
  }

  mark(row) {
    this.row = row;
    [...this.list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === row)));
    const marked = this.list.children[row];
    marked?.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", marked?.id ?? "");
  }

  press(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) {
      event.preventDefault();
      if (this.list.hidden) this.open("");
      else this.mark(Math.min(Math.max(this.row + steps[event.key], 0), this.list.children.length - 1));
    } else if (event.key === "Enter" && !this.list.hidden && this.row >= 0) {
      event.preventDefault();
      this.choose(Number(this.list.children[this.row].dataset.place));
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    }
  }

  choose(place) {
    this.select.selectedIndex = place;
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
    this.close();
  }

  /** What is not an option is taken back to the choice there was; an emptied field chooses nothing, where that is an option. */
  close() {
    if (!this.input.value && [...this.select.options].some((option) => !option.value)) this.select.value = "";
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.showChosen();
  }
}

define("vsm-combobox", VsmCombobox);
