// Pure parts of deciding about a clash.

/** The ops of a refused change as they go out again: based on what stands there now; `how` may be {value} for the field that clashed, or for
 * the only one that was set where it was refused for another reason. */
export function rebased(ops, cur, how = "mine") {
  if (how !== "mine" && !cur.length) return ops.map((op) => ({ ...op, f: Object.fromEntries(Object.keys(op.f).map((field) => [field, how.value])) }));
  const named = new Set(ops.map((op) => op.r)); // what else clashes goes with something that is removed
  return ops.map((op) => {
    if (op.k === "new") return { k: op.k, r: op.r, f: op.f };
    const clashes = cur.filter((one) => one.r === op.r || (op.k === "del" && !named.has(one.r)));
    if (!clashes.length) return op;
    if (op.k === "del") return { ...op, b: Math.max(op.b ?? 0, ...clashes.map((one) => one.rev)) };
    const f = { ...op.f };
    const b = { ...op.b };
    for (const { f: field, rev } of clashes) {
      if (!(field in f)) continue;
      b[field] = rev;
      if (how !== "mine") f[field] = how.value;
    }
    return { ...op, f, b };
  });
}
