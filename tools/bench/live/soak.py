"""Hours of slow editing: whether memory grows."""

from __future__ import annotations

import json
import subprocess
import threading
import time

from tools.bench.live.places import PEER, Place

MINUTE = 60.0


def soak(place: Place, minutes: float) -> None:
    """Memory of the server each minute while 50 clients look at the map and make 5 edits a second; growth after the first tenth."""
    look = {"map": place.plan["map"], "view": {"fold": None, "lanes": False, "metrics": None, "heat": ""}}
    plan = place.begin() | {"kind": "ours", "urls": place.urls, "clients": 50, "rate": 5.0, "seconds": minutes * MINUTE, "look": look}
    crowd = subprocess.Popen(["node", str(PEER / "load.mjs")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert crowd.stdin and crowd.stdout
    crowd.stdin.write(json.dumps(plan).encode())
    crowd.stdin.close()
    seen: list[float] = []
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(MINUTE):
            seen.append(place.memory_kib())
            print(f"{time.strftime('%H:%M:%S')} {seen[-1] / 1024:.1f} MiB", flush=True)

    threading.Thread(target=watch, daemon=True).start()
    found = json.loads(crowd.stdout.read())
    ended.set()
    first = seen[min(len(seen) - 1, max(0, min(9, len(seen) // 10)))]
    print(f"memory {first / 1024:.1f} -> {seen[-1] / 1024:.1f} MiB: {100 * (seen[-1] / first - 1):+.1f} %")
    print({key: found[key] for key in ("edits", "all_saw", "ack", "missing", "closes", "gaps", "retries", "refused")})
