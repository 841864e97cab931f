// What the page says about its workshop: written by the server into <body data-live>, empty on pages without a workshop.

/** {workshop, head, epoch, user, can, topics, page, undo} or null. */
export function readConfig(root = globalThis.document) {
  const text = root?.body?.dataset?.live;
  return text ? JSON.parse(text) : null;
}

/** Time and chance as the modules take them, so that tests can hand in their own. */
export const CLOCK = {
  now: () => Date.now(),
  setTimeout: (fn, milliseconds) => globalThis.setTimeout(fn, milliseconds),
  clearTimeout: (timer) => globalThis.clearTimeout(timer),
  random: () => Math.random(),
};
