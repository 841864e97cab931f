"""Processes killed under `up`: what died is back, nothing is left over, and a stop is a stop."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.product import PARTS, Product, manage, processes, status, until


@pytest.mark.parametrize("part", PARTS)
def test_a_killed_process_is_back_within_two_seconds(running: Product, part: str) -> None:
    until(running.is_healthy, seconds=8, what="healthy before")
    before, supervisor = running.pids(part), running.process.pid
    killed = time.monotonic()
    for pid in before:
        os.kill(pid, signal.SIGKILL)

    until(lambda: running.pids(part) - before, seconds=2 - (time.monotonic() - killed), what=f"a new {part}")
    until(running.is_healthy, seconds=8 - (time.monotonic() - killed), what="/healthz 200")
    assert not running.pids(part) & before
    assert running.process.poll() is None and running.process.pid == supervisor


def test_children_of_a_killed_worker_do_not_live_on(running: Product) -> None:
    pool = until(lambda: sorted(running.pids("worker"))[1:], seconds=30, what="the worker's own child")
    main = min(running.pids("worker"))
    os.kill(main, signal.SIGKILL)

    until(lambda: not {main, *pool} & set(processes(running.folder)), seconds=20, what="worker and its child gone")
    until(lambda: running.pids("worker"), seconds=2, what="a new worker")


def test_a_killed_guard_takes_its_program_with_it(running: Product) -> None:
    guard, before = running.guard("scheduler"), running.pids("scheduler")
    os.kill(guard, signal.SIGKILL)

    until(lambda: not before & set(processes(running.folder)), seconds=20, what="the scheduler gone with its guard")
    until(lambda: running.pids("scheduler"), seconds=2, what="a new scheduler")
    assert len(running.pids("scheduler")) == 1


def test_sigterm_ends_everything_with_status_zero(start: Callable[..., Product]) -> None:
    product = start()
    product.process.send_signal(signal.SIGTERM)

    assert product.process.wait(20) == 0
    assert processes(product.folder) == {}
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", product.port))


def test_a_killed_supervisor_leaves_nothing_behind(start: Callable[..., Product]) -> None:
    product = start()
    product.process.kill()
    product.process.wait()

    until(lambda: not processes(product.folder), seconds=20, what="no process left")
    assert status(f"{product.address}/healthz") == 0
    start()  # the folder is free again


def test_the_start_says_where_and_gives_the_first_administrator_a_link(start: Callable[..., Product], folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()
    first = start()  # makes everything itself
    ready, link = until(lambda: first.out.read_text().splitlines()[1:] and first.out.read_text().splitlines(), seconds=30, what="the link")
    assert ready == f"Ready: {first.address}/"
    address = link.partition("): ")[2]
    assert address.startswith(f"{first.address}/accounts/")
    assert status(address) == 200
    assert status(f"{first.address}/readyz") == 200
    key = (folder / "secret_key").read_text()
    assert (folder / "secret_key").stat().st_mode & 0o777 == 0o600
    first.end()

    second = start()
    fresh = until(lambda: second.out.read_text().splitlines()[1:], seconds=30, what="the link again")[0].partition("): ")[2]
    assert fresh.rsplit("/", 2)[1] != address.rsplit("/", 2)[1]
    assert status(second.address + address.removeprefix(first.address)) == 404
    assert status(fresh) == 200
    assert (folder / "secret_key").read_text() == key


def test_a_second_start_on_the_same_data_folder_is_refused(running: Product) -> None:
    refused = manage(running.folder, "up", "--port", str(running.port))

    assert refused.returncode == 3
    assert refused.stdout == ""
    lines = refused.stderr.splitlines()
    assert f"Data folder: {running.folder} is in use by another `vsm up`. Stop that one, or choose another folder with --data." in lines
    assert any(
        line == f"Port: 127.0.0.1:{running.port}: Address already in use. Stop what uses it, or choose another: --port {running.port + 1}"
        for line in lines
    )
    assert running.is_healthy()


def test_a_restore_into_a_served_folder_is_refused(running: Product, tmp_path: Path) -> None:
    assert manage(running.folder, "backup", str(tmp_path / "b.tar")).returncode == 0
    refused = manage(running.folder, "restore", str(tmp_path / "b.tar"), "--force")

    assert refused.returncode == 1
    assert refused.stderr.strip() == f"{running.folder} is in use by `vsm up`. Stop it first."
