// The outbox on disk: IndexedDB, one row per change, shared by all tabs. Where a browser refuses it, changes live as long as the page.

const NAME = "vsm-live";
const STORE = "outbox";

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
}

function done(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

export class Store {
  /** `refused()` is called when an entry could not be kept; `database` is a promise of the browser's. */
  constructor(refused = () => {}, database = globalThis.indexedDB ? open() : Promise.reject(new Error("no IndexedDB"))) {
    this.refused = refused;
    this.wanted = new Set();
    this.unkept = new Set();
    this.db = database;
    this.db.catch(() => {});
  }

  /** Whether all that was put here is on disk, and not on the page alone. */
  get isKept() {
    return !this.unkept.size;
  }

  /** Change the rows; resolves when the browser has the whole change, which goes to the disk then even if the page is gone at once or its
   * process is killed. `ended(isOnDisk)` tells what came of it. */
  async change(work, ended = () => {}) {
    try {
      const transaction = (await this.db).transaction(STORE, "readwrite", { durability: "relaxed" });
      const end = done(transaction).then(() => ended(true), () => ended(false));
      work(transaction.objectStore(STORE));
      if (!transaction.commit) return end; // a browser that asks the page first whether that was all
      transaction.commit();
    } catch {
      ended(false);
    }
  }

  keep(id, work) {
    this.wanted.add(id);
    return this.change(work, (isOnDisk) => {
      if (isOnDisk) return void this.unkept.delete(id);
      if (!this.wanted.has(id)) return;
      this.unkept.add(id);
      this.refused();
    });
  }

  /** Keep an entry; resolves when the browser has it, or when it cannot be kept. */
  put(entry) {
    const copy = JSON.parse(JSON.stringify(entry));
    return this.keep(entry.id, (rows) => rows.put(copy));
  }

  /** Keep an entry in place of another one. */
  exchange(id, entry) {
    const copy = JSON.parse(JSON.stringify(entry));
    this.forget(id);
    return this.keep(entry.id, (rows) => {
      rows.delete(id);
      rows.put(copy);
    });
  }

  /** Forget an entry. */
  remove(id) {
    this.forget(id);
    return this.change((rows) => rows.delete(id));
  }

  forget(id) {
    this.wanted.delete(id);
    this.unkept.delete(id);
  }

  /** Entries of a person in a workshop, of all tabs. */
  async all(user, workshop) {
    try {
      const request = (await this.db).transaction(STORE).objectStore(STORE).getAll();
      const rows = await new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      return rows.filter((row) => row.user === user && row.workshop === workshop);
    } catch {
      return [];
    }
  }
}
