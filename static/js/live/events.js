// Named events of one object: on(name, fn) gives what ends it, emit(name, detail) calls everybody and gives their answers.

export class Emitter {
  constructor() {
    this.listeners = new Map();
  }

  /** Call fn(detail) at each event of this name; returns what ends that. */
  on(name, fn) {
    if (!this.listeners.has(name)) this.listeners.set(name, new Set());
    this.listeners.get(name).add(fn);
    return () => this.listeners.get(name).delete(fn);
  }

  /** Tell everybody; one that fails is reported and does not stop the others. */
  emit(name, detail) {
    const answers = [];
    for (const fn of [...(this.listeners.get(name) ?? [])]) {
      try {
        answers.push(fn(detail));
      } catch (error) {
        globalThis.reportError?.(error);
      }
    }
    return answers;
  }
}
