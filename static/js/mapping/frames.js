// What lies over the drawing is put in place once before a frame is painted: first all parts put in what they show, then all measure,
// then all place it. A part that measured between the writing of two others would lay out the page once for each of them.

/**
 * @typedef {object} Job
 * @property {() => void} [fill] puts in what is shown
 * @property {() => any} [measure] reads places and sizes
 * @property {(found: any) => void} [place] writes by what was measured
 */

/** Gives redraw(job): it is run before the next paint, once however often it was asked for; with `now` at the end of what runs, for what follows a frame of a gesture. */
export function makeFrames(nextFrame = (run) => requestAnimationFrame(run), atEnd = (run) => queueMicrotask(run)) {
  let jobs = new Set();
  let isAwaited = false;
  let isEnding = false;

  function run() {
    const due = [...jobs];
    jobs = new Set();
    isAwaited = isEnding = false;
    for (const job of due) attempt(() => job.fill?.());
    const found = due.map((job) => attempt(() => job.measure?.()));
    due.forEach((job, number) => attempt(() => job.place?.(found[number])));
  }

  return function redraw(job, { now = false } = {}) {
    jobs.add(job);
    if (now && !isEnding) atEnd(() => isEnding && run());
    else if (!now && !isAwaited) nextFrame(() => isAwaited && run());
    if (now) isEnding = true;
    else isAwaited = true;
  };
}

function attempt(work) {
  try {
    return work();
  } catch (error) {
    console.error(error);
    return undefined;
  }
}
