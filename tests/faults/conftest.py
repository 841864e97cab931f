"""A data folder that is ready to start from, made once, and starts of the product that always end."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.product import Product, drill, load, manage_well
from tests.servers import databases


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """These tests watch processes in /proc, which only Linux has. Modules of few tests tell long stories, so they come first:
    a long one that is left for the end would leave a core without work."""
    tests_of = Counter(item.path for item in items)
    items.sort(key=lambda item: tests_of[item.path] if "faults" in item.path.parts else 0)
    if sys.platform != "linux":
        for item in items:
            if "faults" in item.path.parts:
                item.add_marker(pytest.mark.skip(reason="watches processes in /proc, which only Linux has"))


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that the first process of this run which needs it fills for all of them; to be looked at and copied only. To make the tables
    from nothing takes as much of the processor as ten starts of the product."""
    import fcntl  # Linux has it

    run = factory.getbasetemp().parent if "PYTEST_XDIST_WORKER" in os.environ else factory.getbasetemp()
    folder = run / name
    with (run / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            new = run / f"{name}.new"
            shutil.rmtree(new, ignore_errors=True)
            new.mkdir()
            make(new)
            new.rename(folder)
    return folder


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an empty database and the static files."""
    return once(tmp_path_factory, "migrated", lambda folder: drill(folder, "ready"))


@pytest.fixture(scope="session")
def seeded(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which a demo has begun."""

    def seed(folder: Path) -> None:
        shutil.copytree(migrated, folder, dirs_exist_ok=True)
        drill(folder, "demo")

    return once(tmp_path_factory, "seeded", seed)


@pytest.fixture(scope="session")
def dumped(server_addresses: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The product's tables with nothing in them, as PostgreSQL's own file."""

    def dump(folder: Path) -> None:
        with databases(server_addresses["TEST_DATABASE_URL"], 1) as (address,):
            manage_well(folder, "migrate", "--verbosity", "0", DATABASE_URL=address)
            subprocess.run(["pg_dump", "--format=custom", f"--file={folder / 'tables'}", address], check=True)

    return once(tmp_path_factory, "dumped", dump) / "tables"


@pytest.fixture(scope="session")
def migrated_postgres(server_addresses: dict[str, str], dumped: Path) -> Iterator[str]:
    """The name of a PostgreSQL database with the product's tables and nothing in them, to be copied."""
    with databases(server_addresses["TEST_DATABASE_URL"], 1) as (address,):
        load(dumped, address)
        yield address.rpartition("/")[2]


@pytest.fixture
def folder(migrated: Path, tmp_path: Path) -> Path:
    """A data folder of this test's own."""
    return Path(shutil.copytree(migrated, tmp_path / "data"))


@pytest.fixture
def start(folder: Path) -> Iterator[Callable[..., Product]]:
    """Starts the product on the data folder and waits until it is ready; everything is gone after the test."""
    started: list[Product] = []

    def start_one(*words: str) -> Product:
        started.append(Product(folder, *words))
        started[-1].wait_ready()
        return started[-1]

    yield start_one
    for product in started:
        product.end()


@pytest.fixture(scope="module")
def running(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """One start shared by the tests of a module that leave it running."""
    folder = Path(shutil.copytree(migrated, tmp_path_factory.mktemp("running") / "data"))
    product = Product(folder)
    try:
        product.wait_ready()
        yield product
    finally:
        product.end()
