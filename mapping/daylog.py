"""What a day's change log says about maps: steps mapped, numbers gathered, the future that was chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from mapping import fields
from workshops.daylog import Line, Net, named, number, of_kind

STATED: Mapping[str, frozenset[str]] = {
    "step": frozenset(key for key, field in fields.STEP.items() if field.is_stated),
    "flow": frozenset(key for key, field in fields.FLOW.items() if field.is_stated),
}
"""The data that are numbers with evidence, by kind of record."""
COPIED = "copy-map"
CHOSEN = "choose-future"
WITHDRAWN = "withdraw-future"


def is_needed(nets: Sequence[Net]) -> bool:
    """Whether any of it is about maps, so that their titles are asked for."""
    return any(net.kind in ("map", "step", "future_version") and net.is_new for net in nets)


def lines_of(nets: Sequence[Net], maps: Mapping[str, str]) -> list[Line]:
    """What was drawn and gathered; `maps` are titles by id. What a copied map brought along was neither mapped nor gathered that day."""
    return [*_begun(nets, maps), *_mapped(nets, maps), *_walked(nets), *_gathered(nets), *_chosen(nets, maps)]


def _begun(nets: Sequence[Net], maps: Mapping[str, str]) -> Iterable[Line]:
    for net in of_kind(nets, "map"):
        if net.is_new and net.made_by == COPIED:
            yield Line("mapped", f"“{maps.get(net.id) or net.after.get('title', '')}” begun from a copy.")


def _mapped(nets: Sequence[Net], maps: Mapping[str, str]) -> Iterable[Line]:
    by_map: dict[str, list[str]] = {}
    for net in of_kind(nets, "step"):
        if net.is_new and net.made_by != COPIED:
            by_map.setdefault(str(net.after.get("map")).rpartition("/")[2], []).append(str(net.after.get("name") or "a step"))
    for pk, steps in by_map.items():
        place = f" on “{maps[pk]}”" if pk in maps else ""
        yield Line("mapped", f"{number(len(steps), 'step')} mapped{place}: {named(steps)}.")


def _walked(nets: Sequence[Net]) -> Iterable[Line]:
    seen = [net for net in of_kind(nets, "stop") if net.is_there and net.after.get("walked_at") and not net.before.get("walked_at")]
    notes = sum(net.is_new and net.is_there for net in of_kind(nets, "observation"))
    noted = f", {number(notes, 'observation')} noted" if notes else ""
    if seen:
        yield Line("data", f"{number(len(seen), 'work place')} seen{noted}.")
    elif notes:
        yield Line("data", f"{number(notes, 'observation')} noted on the walk.")


def _gathered(nets: Sequence[Net]) -> Iterable[Line]:
    found = {kind: [count for net in of_kind(nets, kind) if (count := _numbers(net, known))] for kind, known in STATED.items()}
    total = sum(map(sum, found.values()))
    if total:
        places = [number(len(counts), kind) for kind, counts in found.items() if counts]
        yield Line("data", f"{number(total, 'number')} gathered on {' and '.join(places)}.")


def _numbers(net: Net, known: frozenset[str]) -> int:
    """How many numbers of a record have a value that they did not have in the morning."""
    if not net.is_there:
        return 0
    given = {} if net.is_new and net.made_by != COPIED else net.before
    return sum(net.after.get(key) is not None and net.after[key] != given.get(key) for key in known)


def _chosen(nets: Sequence[Net], maps: Mapping[str, str]) -> Iterable[Line]:
    """What was chosen last that day, or that nothing is any more; a version that somebody made by signing is no other choice."""
    made = [net for net in of_kind(nets, "future_version") if net.is_new and net.made_by in (CHOSEN, WITHDRAWN)]
    if made and made[-1].made_by == WITHDRAWN:
        yield Line("decisions", f"No future state is chosen any more: {made[-1].after.get('reason')}")
    elif made:
        why = str(made[-1].after.get("reason") or "")
        title = maps.get(str(made[-1].after.get("map")).rpartition("/")[2], "A candidate")
        yield Line("decisions", f"“{title}” chosen as the future state{f': {why}' if why else '.'}")
