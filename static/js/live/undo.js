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
  }

  /** The last own change that the server knows of; it is on the stack even if it was made on another page or device. */
  knows(seq) {
    if (seq && !this.undone.length && seq > (this.done.at(-1) ?? 0)) this.did(seq);
  }

  /** An ordinary change of one's own was stored: it is the next to be taken back, and nothing is left to redo. */
  did(seq) {
    if (this.done.includes(seq)) return;
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
    this.done = this.done.filter((one) => one !== seq);
    this.undone = this.undone.filter((one) => one !== seq);
    this.keep();
  }

  keep() {
    try {
      this.storage.setItem(this.key, JSON.stringify({ done: this.done, undone: this.undone }));
    } catch {
      // a full or refused storage costs the list after a reload; the server still knows the last change
    }
  }
}

function read(storage, key) {
  try {
    const kept = JSON.parse(storage.getItem(key) ?? "{}");
    return { done: kept.done ?? [], undone: kept.undone ?? [] };
  } catch {
    return { done: [], undone: [] };
  }
}
