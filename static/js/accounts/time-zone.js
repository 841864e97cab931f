// Presets a list of time zones to the browser's, until the person has sent the form once.
import { register } from "../core/dom.js";

/** The zone to choose: the browser's if the list has it, else what is chosen now. */
export function zoneToChoose(known, browser, chosen) {
  return known.includes(browser) ? browser : chosen;
}

register("time-zone", (select) => {
  if (select.form?.querySelector("[aria-invalid=true]")) return;
  const known = [...select.options].map((option) => option.value);
  select.value = zoneToChoose(known, Intl.DateTimeFormat().resolvedOptions().timeZone, select.value);
});
