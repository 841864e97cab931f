// One's own changes that can be taken back, and what was taken back and can be redone: numbers of changes, kept over a reload.

const LIMIT = 100;

export class UndoStack {
  /** `storage` is like sessionStorage; `key` tells person and workshop. */
  constructor(storage, key) {
    this.storage = storage;
    this.key = key;
    const kept = read(storage, key);
    this.done = kept.done;
    this.undone = kept.undone;
    this.isWhole = kept.isWhole; // false where the list was lost, or never was: it is asked of the server then
    this.gone = new Set(); // numbers that were used on this page
    this.hasDone = false; // something was done on this page, so that what was taken back before is not done again
  }

  /** The log's list, after this tab's own was lost; what was done or taken back meanwhile comes behind it. */
  found({ done, undone }) {
    const isLeft = (seq) => !this.gone.has(seq);
    this.isWhole = true;
    this.done = inOrder(done.filter(isLeft), this.done);
    if (!this.hasDone) this.undone = inOrder(undone.filter(isLeft), this.undone);
    this.keep();
  }

  /** The last own change that the server knows of; it is on the stack even if it was made on another page or device. */
  knows(seq) {
    if (seq && !this.undone.length && seq > (this.done.at(-1) ?? 0)) this.push(seq);
  }

  /** An ordinary change of one's own was stored: it is the next to be taken back, and nothing is left to redo. */
  did(seq) {
    if (this.done.includes(seq)) return;
    this.hasDone = true;
    this.push(seq);
  }

  push(seq) {
    this.done = [...this.done, seq].slice(-LIMIT);
    this.undone = [];
    this.keep();
  }

  /** A change was taken back by change `by`; undoing that is the redo. */
  undid(seq, by) {
    this.done = this.done.filter((one) => one !== seq);
    this.undone = [...this.undone, by].slice(-LIMIT);
    this.keep();
  }

  /** What was taken back by `seq` is done again by change `by`, which can be taken back once more. */
  redid(seq, by) {
    this.undone = this.undone.filter((one) => one !== seq);
    this.done = [...this.done, by].slice(-LIMIT);
    this.keep();
  }

  /** A change cannot be taken back any more. */
  forget(seq) {
    this.gone.add(seq);
    this.done = this.done.filter((one) => one !== seq);
    this.undone = this.undone.filter((one) => one !== seq);
    this.keep();
  }

  /** It was not taken back, or not done again, for now: it can be later. */
  back(seq, isRedo = false) {
    this.gone.delete(seq);
    if (isRedo) this.undone = inOrder(this.undone, [seq]);
    else this.done = inOrder(this.done, [seq]);
    this.keep();
  }

  keep() {
    try {
      this.storage.setItem(this.key, JSON.stringify({ done: this.done, undone: this.undone, isWhole: this.isWhole }));
    } catch {
      // a full or refused storage costs the list after a reload; the server has it then
    }
  }
}

function inOrder(some, others) {
  return [...new Set([...some, ...others])].sort((one, two) => one - two).slice(-LIMIT);
}

function read(storage, key) {
  try {
    const kept = JSON.parse(storage.getItem(key) ?? "{}");
    return { done: kept.done ?? [], undone: kept.undone ?? [], isWhole: kept.isWhole ?? false };
  } catch {
    return { done: [], undone: [], isWhole: false };
  }
}
