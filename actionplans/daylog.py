"""What a day's change log says about the plan: actions drafted and done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workshops.daylog import Line, Net, named, number, of_kind


def lines_of(nets: Sequence[Net], titles: Mapping[str, str]) -> list[Line]:
    """How many actions were drafted and how many of them have an owner; which are done. `titles` are those of actions by id."""
    actions, lines = of_kind(nets, "action"), []
    fresh = [net for net in actions if net.is_new]
    if fresh:
        owned = sum(net.after.get("owner") is not None for net in fresh)
        who = "all with an owner" if owned == len(fresh) else f"{owned} with an owner"
        lines.append(Line("done", f"{number(len(fresh), 'action')} drafted, {who}."))
    done = [titles.get(net.id) or str(net.after.get("title", "")) for net in actions if net.became("status", "done")]
    if done:
        lines.append(Line("done", f"{number(len(done), 'action')} done: {named(done)}."))
    return lines
