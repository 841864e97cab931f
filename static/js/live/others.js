// The people of the roster: a person with several tabs is one, at the place of the tab that does most.

const ORDER = ["edit", "view", "idle", "away"];

/** One entry a person, the busiest tab of each; oneself is left out unless asked for. */
export function othersOf(live, { withMe = false } = {}) {
  const found = new Map();
  for (const person of live.roster()) {
    if (!withMe && person.user === live.user) continue;
    const known = found.get(person.user);
    if (!known || ORDER.indexOf(person.st) < ORDER.indexOf(known.st)) found.set(person.user, person);
  }
  return [...found.values()].sort((one, two) => one.name.localeCompare(two.name));
}

/** Where somebody is and what for, in words; `room` names fields and steps of its own map. */
export function whereOf(person, room = null) {
  if (person.st === "away") return "away";
  if (person.st === "idle") return "here, quiet";
  const { map, r, f } = person.at ?? {};
  if (!map) return "here";
  if (room && map !== room.mapId) return "on another map";
  const name = room && r ? room.value(r, "name") : "";
  const label = room && r && f ? room.datum(r, f)?.label.toLowerCase() : "";
  if (person.st === "edit") return [label ? `editing ${label}` : "typing", name && `of ${name}`].filter(Boolean).join(" ");
  return name ? `at ${name}` : "on the map";
}
