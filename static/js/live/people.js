// Names of the people of the workshop by their user ids: asked for once, when somebody has to be named.

/** Map of user id to name. */
export async function namesOf(live) {
  live.names ??= read(live).catch(() => {
    live.names = null;
    return new Map();
  });
  return live.names;
}

async function read(live) {
  await live.load();
  const names = new Map(live.roster().map((person) => [person.user, person.name]));
  let url = `/api/v1/workshops/${live.workshop}/people/`;
  while (url) {
    const response = await fetch(url, { credentials: "same-origin", headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(`people: ${response.status}`);
    const page = await response.json();
    for (const person of page.results) names.set(live.view.known.get(`person/${person.id}`)?.f.user, person.name);
    url = page.next;
  }
  return names;
}
