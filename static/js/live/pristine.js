// The page as the server sent it, before scripts touch it: what a fresh copy is compared with. The first import of main.js.

/** The parts of a page that are kept fresh. */
export const REGIONS = ["#main", ".rail", ".bottombar", ".topbar__title", ".topbar__middle"];

const said = globalThis.document?.body?.dataset ?? {};
const isKeptFresh = said.tag || JSON.parse(said.live || "{}").shows?.length;

/** Region by selector, as it was; null on pages that do not refetch themselves. */
export const pristine = isKeptFresh ? new Map(REGIONS.map((region) => [region, document.querySelector(region)?.cloneNode(true)])) : null;
