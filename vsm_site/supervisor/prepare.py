"""What `up` does before anything is started; each step does nothing when there is nothing to do."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import socket
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from vsm_site import demo
from vsm_site.supervisor.preflight import is_loopback

EVERYWHERE = ("0.0.0.0", "::", "[::]")  # noqa: S104 - compared, not bound


def _own_address() -> str:
    """This machine's address in its network; connecting a datagram socket only asks the routing table."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        asked.connect(("192.0.2.1", 9))
        return str(asked.getsockname()[0])
    return "127.0.0.1"


def in_address(host: str) -> str:
    """The host as a link writes it."""
    bare = host.strip("[]")
    return f"[{bare}]" if ":" in bare else bare


def health_address(host: str, port: int) -> str:
    """Where this machine asks whether the web process answers."""
    return f"http://{'127.0.0.1' if host in EVERYWHERE else in_address(host)}:{port}/healthz"


def use_address(host: str, port: int) -> str:
    """Links lead to this address, and requests to it are taken, unless variables say otherwise; child processes inherit both.

    A start on every address of the machine is reachable by its name and its address in the network.
    """
    reached = _own_address() if host in EVERYWHERE else host
    if not os.environ.get("VSM_ALLOWED_HOSTS") and not is_loopback(host):
        names = [*settings.ALLOWED_HOSTS, in_address(reached), socket.gethostname(), socket.getfqdn()]
        os.environ["VSM_ALLOWED_HOSTS"] = ",".join(dict.fromkeys(names))
    if not os.environ.get("VSM_BASE_URL"):
        os.environ["VSM_BASE_URL"] = settings.BASE_URL = f"http://{in_address(reached)}:{port}"
    return f"http://{in_address(reached)}:{port}/"


def keep_secret_key(folder: Path) -> None:
    """Make the secret key once, readable by this user only."""
    kept = folder / "secret_key"
    if os.environ.get("VSM_SECRET_KEY") or kept.exists():
        return
    settings.SECRET_KEY = secrets.token_urlsafe(50)
    new = folder / "secret_key.new"
    new.unlink(missing_ok=True)
    new.touch(mode=0o600)
    new.write_text(settings.SECRET_KEY)
    new.replace(kept)


def migrate() -> None:
    """Bring the database up to date; a database that is needs no more than one look."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)


def _static_fingerprint() -> str:
    digest = hashlib.sha256((settings.BASE_DIR / "requirements.lock").read_bytes())
    digest.update(repr(settings.STORAGES["staticfiles"]).encode())
    for source in settings.STATICFILES_DIRS:
        for path in sorted(Path(source).rglob("*")):
            if path.is_file():
                about = path.stat()
                digest.update(f"{path.relative_to(source)} {about.st_mtime_ns} {about.st_size}\n".encode())
    return digest.hexdigest()


def collect_static(folder: Path) -> None:
    """Collect static files with hashed names, unless they are those of last time."""
    stamp, now = folder / "static.stamp", _static_fingerprint()
    if stamp.is_file() and stamp.read_text() == now and settings.STATIC_ROOT.is_dir():
        return
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(now)


def keep_demo_password() -> None:
    """A demo's people sign in with the password of this start: one that was public must not stay when another one is set."""
    if not demo.is_demo():
        return
    people = list(get_user_model().objects.filter(email__in=[person.email for person in demo.CAST]))
    if people and people[0].check_password(settings.DEMO_PASSWORD):
        return
    for person in people:
        person.set_password(settings.DEMO_PASSWORD)
        person.save(update_fields=["password"])
