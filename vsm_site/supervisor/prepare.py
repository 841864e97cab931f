"""What `up` does before anything is started; each step does nothing when there is nothing to do."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

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


@contextlib.contextmanager
def collecting_static(folder: Path) -> Iterator[None]:
    """Collect static files with hashed names, unless they are those of last time; an image brings its own, outside of the data folder.

    That happens in a process of its own while the block runs: people wait for both only as long as for the slower one.
    """
    stamp, now = folder / "static.stamp", _static_fingerprint()
    is_done = stamp.is_file() and stamp.read_text() == now and settings.STATIC_ROOT.is_dir()
    if is_done or not settings.STATIC_ROOT.is_relative_to(folder):
        yield
        return
    stamp.unlink(missing_ok=True)
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "collectstatic", "--no-input", "--verbosity", "0"]
    environment = dict(os.environ, VSM_DATA_DIR=str(folder), VSM_SECRET_KEY=settings.SECRET_KEY)
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as collecting:
        yield
    if collecting.returncode:
        raise RuntimeError("Static files could not be collected: see the lines above.")
    stamp.write_text(now)


def seed_demo() -> None:
    """Make the demo in a database without people, and mark the data folder; where there are people nothing changes."""
    if get_user_model().objects.exists():
        return
    from vsm_site.demo_seed import seed  # its modules are read on a first start only

    demo.mark()
    for broker in settings.BROKER_FOLDERS:  # the hints of the first changes go somewhere
        broker.mkdir(parents=True, exist_ok=True)
    seed(timezone.now())


def keep_demo_password() -> None:
    """A demo's people sign in with the password of this start: one that was public must not stay when another one is set."""
    if not demo.is_demo():
        return
    people = list(get_user_model().objects.filter(email__endswith=f"@{demo.DOMAIN}").order_by("email"))
    if people and people[0].check_password(settings.DEMO_PASSWORD):
        return
    password = make_password(settings.DEMO_PASSWORD)
    for person in people:
        person.password = password
        person.save(update_fields=["password"])
