// The page as the server sent it, before scripts touch it: what a fresh copy is compared with. The first import of main.js.

/** The parts of a page that are kept fresh. */
export const REGIONS = ["#main", ".rail", ".bottombar", ".topbar__title", ".topbar__middle"];

const shows = JSON.parse(globalThis.document?.body?.dataset.live || "{}").shows;

/** Region by selector, as it was; null on pages that do not refetch themselves. */
export const pristine = shows?.length ? new Map(REGIONS.map((region) => [region, document.querySelector(region)?.cloneNode(true)])) : null;
