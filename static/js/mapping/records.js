// The records of one map as the live connection has them, put together once for all who ask while one piece of work runs.

/** Gives of(kind) (Map ref -> record), rows(kind) ([ref, fields] in the order of the document), byId(kind) (Map document id -> row), and forget(). */
export function remembering(live, mapId, atEnd = (run) => queueMicrotask(run)) {
  let kept = new Map();
  const forget = () => {
    kept = new Map();
  };
  // a change is put in, confirmed or dropped: each of these is told before anybody asks for what it made
  for (const name of ["status", "ch", "local", "no", "reset"]) live.on?.(name, forget);

  function once(name, make) {
    if (!kept.size) atEnd(forget);
    if (!kept.has(name)) kept.set(name, make());
    return kept.get(name);
  }

  const of = (kind) => once(`of ${kind}`, () => live.records?.(kind) ?? new Map());
  const rows = (kind) => once(`rows ${kind}`, () => sorted([...of(kind)].filter(([, record]) => record.f.map === mapId).map(([ref, record]) => [ref, record.f])));
  const byId = (kind) => once(`ids ${kind}`, () => new Map([...rows(kind)].reverse().map((row) => [row[1].id, row])));
  return { of, rows, byId, forget };
}

function sorted(rows) {
  const order = ([ref, fields]) => `${fields.order_key ?? ""},${ref}`;
  return rows.map((row) => [order(row), row]).sort(([one], [two]) => (one < two ? -1 : 1)).map(([, row]) => row);
}
