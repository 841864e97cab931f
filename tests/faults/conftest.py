"""A data folder that is ready to start from, made once, and starts of the product that always end."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.product import Product, drill, manage_well
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


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an empty database and the static files."""
    folder = tmp_path_factory.mktemp("migrated") / "data"
    folder.mkdir()
    drill(folder, "ready")
    return folder


@pytest.fixture(scope="session")
def migrated_postgres(server_addresses: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of a PostgreSQL database with the product's tables and nothing in them, to be copied."""
    with databases(server_addresses["TEST_DATABASE_URL"], 1) as (address,):
        manage_well(tmp_path_factory.mktemp("template"), "migrate", "--verbosity", "0", DATABASE_URL=address)
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
