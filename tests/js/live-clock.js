// A clock for tests: time passes when the test says so.

export class Clock {
  constructor() {
    this.time = 0;
    this.timers = new Map();
    this.last = 0;
  }

  now() {
    return this.time;
  }

  random() {
    return 1;
  }

  setTimeout(fn, milliseconds) {
    this.last += 1;
    this.timers.set(this.last, { at: this.time + milliseconds, fn });
    return this.last;
  }

  clearTimeout(timer) {
    this.timers.delete(timer);
  }

  /** Let time pass; timers fire in their order, also those that others set meanwhile. */
  pass(milliseconds) {
    const until = this.time + milliseconds;
    for (;;) {
      const due = [...this.timers].filter(([, timer]) => timer.at <= until).sort(([a, one], [b, two]) => one.at - two.at || a - b)[0];
      if (!due) break;
      this.timers.delete(due[0]);
      this.time = Math.max(this.time, due[1].at);
      due[1].fn();
    }
    this.time = until;
  }
}
