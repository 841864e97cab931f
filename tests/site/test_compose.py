"""The container files: valid, consistent in themselves, with the commands and variables of the product, and nothing more than it needs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.site.source import ROOT
from vsm_site.supervisor.run import celery_command, web_command

BIN = Path(sys.executable).parent
FILE = ROOT / "docker-compose.yml"
OURS = ("migrate", "web", "worker", "beat")
READ_BY_OTHERS = {"PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "XDG_CACHE_HOME", "PATH", "PIP_NO_CACHE_DIR", "FORWARDED_ALLOW_IPS"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """The file as read, with its anchors resolved."""
    return dict(yaml.safe_load(FILE.read_text()))


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)


def source_of(volume: str) -> str:
    return volume.partition(":")[0]


def test_the_file_is_valid() -> None:
    done = run(str(BIN / "check-jsonschema"), "--builtin-schema", "vendor.compose-spec", str(FILE))
    assert (done.returncode, done.stderr) == (0, "")


def test_the_images_are_built_as_the_linter_likes_it() -> None:
    done = run(str(BIN / "hadolint"), "Dockerfile")
    assert (done.returncode, done.stdout) == (0, "")


def test_the_services_are_those_of_the_product(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {"proxy", *OURS, "postgres", "valkey"}


def test_every_name_that_is_referred_to_exists(compose: dict[str, Any]) -> None:
    services, stages = compose["services"], re.findall(r"^FROM \S+ AS (\w+)$", (ROOT / "Dockerfile").read_text(), re.M)
    for name, service in services.items():
        assert set(service.get("depends_on", {})) <= set(services), name
        assert set(service["networks"]) <= set(compose["networks"]), name
        assert {source_of(volume) for volume in service.get("volumes", ())} <= set(compose["volumes"]), name
        assert service.get("build", {}).get("target", stages[0]) in stages, name
    waited_for = {(other, how["condition"]) for one in services.values() for other, how in one.get("depends_on", {}).items()}
    assert {name for name, how in waited_for if how == "service_healthy"} <= {n for n, s in services.items() if "healthcheck" in s}
    used = {source_of(volume) for service in services.values() for volume in service.get("volumes", ())}
    assert used == set(compose["volumes"])


def test_addresses_between_services_name_services_and_their_networks_meet(compose: dict[str, Any]) -> None:
    services = compose["services"]
    environment = services["web"]["environment"]
    for name, address in (("postgres", environment["DATABASE_URL"]), ("valkey", environment["REDIS_URL"])):
        assert f"{name}:" in address.rpartition("@")[2].rpartition("//")[2]
        assert all(set(services[ours]["networks"]) & set(services[name]["networks"]) for ours in OURS)
    assert "reverse_proxy web:8000" in (ROOT / "deploy/Caddyfile").read_text()
    assert set(services["proxy"]["networks"]) & set(services["web"]["networks"])
    assert compose["networks"]["inside"] == {"internal": True}
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]


def test_every_variable_of_the_product_is_one_that_it_reads(compose: dict[str, Any]) -> None:
    code = "".join(path.read_text() for path in (ROOT / "vsm_site").rglob("*.py")) + (ROOT / "vsm").read_text()
    image = re.findall(r"\b([A-Z][A-Z_]+)=", (ROOT / "Dockerfile").read_text().partition("AS proxy")[0])
    given = {name for ours in OURS for name in compose["services"][ours]["environment"]} | set(image)
    assert {name for name in given - READ_BY_OTHERS if f'"{name}"' not in code} == set()


def test_every_variable_that_is_asked_for_is_in_the_example_and_the_other_way_round() -> None:
    text = FILE.read_text()
    asked = set(re.findall(r"\$\{(\w+)", text))
    example = set(re.findall(r"^(\w+)=", (ROOT / "deploy/env.example").read_text(), re.M))
    assert asked - example == {"VSM_LOG_LEVEL"}
    assert example <= asked
    for name in ("POSTGRES_PASSWORD", "VSM_SECRET_KEY", "VSM_HOST"):
        assert set(re.findall(rf"\$\{{{name}(.*?)\}}", text)) == {":?see deploy/env.example"}


def without_paths(command: list[str]) -> list[str]:
    return ["python", *command[1:]]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--ws-max-size", "65536"),
        ("--ws-ping-interval", "20"),
        ("--ws-ping-timeout", "20"),
        ("--ws-per-message-deflate", "false"),
        ("--timeout-graceful-shutdown", "5"),
    ],
)
def test_sizes_and_times_of_sockets_are_those_of_the_protocol(option: str, value: str) -> None:
    command = web_command("127.0.0.1", 8000)
    assert command[command.index(option) + 1] == value


def test_the_commands_are_those_of_up(compose: dict[str, Any]) -> None:
    services = compose["services"]
    web = [word for word in without_paths(web_command("0.0.0.0", 8000)) if word != "--no-proxy-headers"]
    assert services["web"]["command"] == [*web, "--workers", "2"]
    for name, word in (("worker", "worker"), ("beat", "beat")):
        start = without_paths(celery_command(word))
        assert services[name]["command"][: start.index("--loglevel")] == start[: start.index("--loglevel")]
        assert services[name]["command"][-2:] == start[-2:]
    assert services["migrate"]["command"] == ["./vsm", "manage", "migrate", "--no-input"]


def test_every_service_has_no_more_than_it_needs(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert service["read_only"] is True, name
        assert service["init"] is True, name
        assert service["cap_drop"] == ["ALL"] and "cap_add" not in service, name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["stop_grace_period"] == "20s", name
        assert "privileged" not in service, name
        assert ("healthcheck" in service) is (name != "migrate"), name
        assert service["restart"] == ("no" if name == "migrate" else "unless-stopped"), name


def test_nothing_runs_as_root(compose: dict[str, Any]) -> None:
    users = re.findall(r"^USER (\S+)$", (ROOT / "Dockerfile").read_text(), re.M)
    assert users == ["10001:10001", "10001:10001"]
    for name, service in compose["services"].items():
        assert "build" in service or service["user"] not in ("root", "0"), name
        assert "build" not in service or "user" not in service, name


def test_the_image_holds_the_product_and_no_data_tests_or_secrets() -> None:
    lines = (ROOT / ".dockerignore").read_text().split()
    assert lines[0] == "*"
    taken = {line[1:] for line in lines if line.startswith("!")}
    packages = {"accounts", "workshops", "mapping", "actionplans", "reviews", "vsm_site"}
    assert taken == packages | {
        "templates", "static", "vsm", "manage.py", "pyproject.toml", "requirements.lock", "deploy/Caddyfile", "LICENSE", "README.md"
    }  # fmt: skip
