"""How live the map room is: python -m tools.bench.live [--rounds 3] [--seconds 8] [CONFIGURATION ...]

Configurations run one after the other in each round, so that a busy moment of the machine meets all of them; medians are printed.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.bench.live.places import PEER, Place, install_peer, on_postgresql, ours, peer, syncs_ms
from tools.bench.live.soak import soak

VIEW = {"fold": None, "lanes": False, "metrics": None, "heat": ""}


@dataclass(frozen=True)
class Configuration:
    """One way to measure."""

    place: str
    kind: str
    clients: int = 50
    rate: float = 20.0
    look: bool = False


CONFIGURATIONS = {
    "peer-50": Configuration("peer", "peer"),
    "sqlite-50": Configuration("sqlite", "ours"),
    "sqlite-50-look": Configuration("sqlite", "ours", look=True),
    "postgres-50": Configuration("postgres", "ours"),
    "postgres-50-look": Configuration("postgres", "ours", look=True),
    "peer-200": Configuration("peer", "peer", clients=200),
    "sqlite-200": Configuration("sqlite", "ours", clients=200),
    "postgres-200": Configuration("postgres", "ours", clients=200),
    "peer-500": Configuration("peer", "peer", clients=500),
    "sqlite-500": Configuration("sqlite", "ours", clients=500),
    "postgres-500": Configuration("postgres", "ours", clients=500),
    "peer-50-slow": Configuration("peer", "peer", rate=5.0),
    "sqlite-50-poll": Configuration("sqlite", "poll", rate=5.0),
}
PLACES: dict[str, Callable[[Path], Any]] = {"sqlite": ours, "postgres": on_postgresql, "peer": peer}


def run(place: Place, how: Configuration, seconds: float) -> dict[str, Any]:
    """One window of edits against a server that runs."""
    plan = place.begin() | {"kind": how.kind, "urls": place.urls, "clients": how.clients, "rate": how.rate, "seconds": seconds}
    if how.look:
        plan["look"] = {"map": plan["map"], "view": VIEW}
    before = place.memory_kib()
    crowd = subprocess.Popen(["node", str(PEER / "load.mjs")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert crowd.stdin and crowd.stdout and crowd.stderr
    crowd.stdin.write(json.dumps(plan).encode())
    crowd.stdin.close()
    said: list[str] = []
    cpu: dict[str, float] = {}
    memory = before
    for line in crowd.stderr:
        word = line.decode().strip()
        said.append(word)
        if word in ("begin", "end"):
            cpu[word], memory = place.cpu_seconds(), place.memory_kib()
    found = json.loads(crowd.stdout.read() or b"{}")
    if crowd.wait() or not found:
        raise RuntimeError("\n".join(said[-20:]))
    found["cpu"] = 100 * (cpu["end"] - cpu["begin"]) / seconds
    found["kib"] = (memory - before) / how.clients
    return found | check(place, found.pop("acknowledged"))


def check(place: Place, acknowledged: list[str]) -> dict[str, Any]:
    """Acknowledged edits that the log does not hold once, and its holes."""
    if place.folder is None:
        return {"lost": None, "twice": None, "holes": None}
    log = place.log()
    known = set(log.ids)
    return {
        "lost": sum(change not in known for change in acknowledged),
        "twice": len(log.ids) - len(known),
        "holes": len(set(range(1, log.head + 1)) ^ set(log.numbers)),
    }


ROWS = (
    ("all saw p50", lambda found: found["all_saw"]["p50"]),
    ("p95", lambda found: found["all_saw"]["p95"]),
    ("p99", lambda found: found["all_saw"]["p99"]),
    ("ack p50", lambda found: found["ack"]["p50"]),
    ("ack p95", lambda found: found["ack"]["p95"]),
    ("cpu %", lambda found: found["cpu"]),
    ("KiB/conn", lambda found: found["kib"]),
    ("sync p50", lambda found: found["sync"]["p50"]),
    ("sync p95", lambda found: found["sync"]["p95"]),
)
RATIOS: dict[str, Callable[[dict[str, Any]], float]] = {
    "all saw p95": lambda found: found["all_saw"]["p95"],
    "ack p95": lambda found: found["ack"]["p95"],
    "cpu": lambda found: found["cpu"],
}
SUMS = ("edits", "missing", "lost", "twice", "holes", "closes", "gaps", "retries")


def tell(results: dict[str, list[dict[str, Any]]]) -> None:
    """The table: medians of the rounds, and sums of what must be none."""
    print("| configuration | " + " | ".join(name for name, _ in ROWS) + " | " + " | ".join(SUMS) + " | refused |")
    print("| --- " * (len(ROWS) + len(SUMS) + 2) + "|")
    for name, rounds in results.items():
        medians = [statistics.median(value(found) or 0 for found in rounds) for _, value in ROWS]
        sums = ["-" if rounds[0][key] is None else sum(found[key] for found in rounds) for key in SUMS]
        refused = sum(sum(found["refused"].values()) for found in rounds)
        print(f"| {name} | " + " | ".join(f"{value:.1f}" for value in medians) + " | " + " | ".join(map(str, sums)) + f" | {refused} |")
    for name, rounds in results.items():
        other = f"peer-{name.split('-')[1]}" + ("-slow" if name.endswith("-poll") else "")
        if not name.startswith("peer") and other in results:
            print(f"{name} / {other}: {ratios(rounds, results[other])}")


def ratios(ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> str:
    """Medians of ours against medians of theirs."""
    told = []
    for word, value in RATIOS.items():
        told.append(f"{word} {statistics.median(map(value, ours)) / statistics.median(map(value, theirs)):.2f}x")
    return ", ".join(told)


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("configurations", nargs="*", metavar="CONFIGURATION", help=", ".join(CONFIGURATIONS))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--soak", type=float, metavar="MINUTES", help="instead: 50 clients, 5 edits/s on SQLite, memory each minute")
    parser.add_argument("--json", type=Path, help="write every round to this file")
    given = parser.parse_args()
    install_peer()
    names = given.configurations or list(CONFIGURATIONS)
    with tempfile.TemporaryDirectory(prefix="vsm-bench-") as folder, ExitStack() as stack:
        if given.soak:
            soak(stack.enter_context(ours(Path(folder) / "soak")), given.soak)
            return
        needed = dict.fromkeys(CONFIGURATIONS[name].place for name in names)
        places = {name: stack.enter_context(PLACES[name](Path(folder) / name)) for name in needed}
        results: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
        for number in range(given.rounds):
            for name in names:
                how = CONFIGURATIONS[name]
                syncs = syncs_ms(Path(folder))
                sync = {"p50": syncs[len(syncs) // 2], "p95": syncs[len(syncs) * 95 // 100]}
                results[name].append({"sync": sync} | run(places[how.place], how, given.seconds))
                print(f"round {number + 1} {name}: {json.dumps(results[name][-1])}", file=sys.stderr, flush=True)
        tell(results)
        if given.json:
            given.json.write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
