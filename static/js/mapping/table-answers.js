// What becomes of the changes that the cells of a table sent: stored, refused at their cell, or given up elsewhere.
import { live } from "../live/index.js";
import { namesOf } from "../live/people.js";
import { fieldOf, firstOf, isSame, placeOf } from "./table-cells.js";
import { hush, nameIn, sayClash, sayFault } from "./table-says.js";
import { shown } from "./statement.js";

export class Answers {
  constructor(root) {
    this.root = root;
    this.kinds = JSON.parse(root.dataset.kinds ?? "{}");
    this.sent = new Map();
  }

  datum({ ref, field }) {
    const kind = this.kinds[ref.split("/")[0]];
    return { datum: kind?.groups.flatMap(([, data]) => data).find((one) => one.key === field), isRequired: kind?.required.includes(field) };
  }

  cells() {
    return [...this.root.querySelectorAll("[data-cell]")].filter(fieldOf);
  }

  cellAt({ ref, field }) {
    return this.cells().find((cell) => isPlace(cell, ref, field));
  }

  stored(id) {
    const entry = this.sent.get(id);
    this.sent.delete(id);
    const cell = entry && this.cellAt(entry);
    if (cell && ![...this.sent.values()].some((other) => other.ref === entry.ref && other.field === entry.field)) cell.querySelector("[data-first]").value = entry.text;
  }

  refused(frame) {
    const entry = this.sent.get(frame.id);
    const cell = entry && this.cellAt(entry);
    if (!cell) return;
    entry.isRefused = true;
    const clash = frame.cur?.find((one) => one.r === entry.ref && one.f === entry.field);
    if (clash) this.clash(cell, entry, clash);
    else if (frame.why === "invalid") sayFault(cell, frame.errors.map((error) => error.text));
    return Boolean(clash) || frame.why === "invalid";
  }

  /** Both values at the cell at once; the name as soon as it is known. */
  clash(cell, entry, clash) {
    const { datum } = this.datum(entry);
    const words = (text) => (datum.choices?.find(([value]) => value === text)?.[1] ?? text) || "empty";
    const both = { who: "Somebody", at: clash.at, theirs: words(shown(datum, clash.v)), mine: words(entry.text) };
    const decide = async (how) => {
      hush(cell);
      this.sent.delete(entry.id);
      cell.querySelector("[data-first]").value = shown(datum, clash.v);
      cell.querySelector("[data-rev]").value = clash.rev;
      if (how === "theirs") fieldOf(cell).value = shown(datum, clash.v);
      const id = await live.resolve(entry.id, how);
      if (how === "mine") this.sent.set(id, { ...entry, id, isRefused: false });
      fieldOf(cell).focus();
    };
    sayClash(cell, both, decide);
    namesOf(live).then((names) => nameIn(cell, names.get(clash.u)));
  }

  /** A change was given up elsewhere (the dialog of the top bar, undo before it went out): the cell shows what is stored. */
  dropped(id) {
    const entry = this.sent.get(id);
    const cell = entry && this.cellAt(entry);
    this.sent.delete(id);
    if (!cell) return;
    hush(cell);
    if (isSame(fieldOf(cell).value, entry.text)) fieldOf(cell).value = firstOf(cell);
  }
}

function isPlace(cell, ref, field) {
  const place = placeOf(cell);
  return place.ref === ref && place.field === field;
}
