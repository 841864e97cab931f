"""The papers say what is true: links, pictures, commands, files, variables and services that they name exist."""

from __future__ import annotations

import importlib.util
import re
import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands, load_command_class

from tests.site.source import ROOT
from tools import rights

PAPERS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
NAMES = [str(path.relative_to(ROOT)) for path in PAPERS]
VSM = runpy.run_path(str(ROOT / "vsm"))
CODE = re.compile(r"```\w*\n(.*?)```|`([^`\n]+)`", re.S)
FILE = re.compile(r"^(?:\./)?[\w.<>*-]+(?:/[\w.<>*-]+)*/?$")
OTHERS_READ = {"FORWARDED_ALLOW_IPS"}
NOT_FOR_PEOPLE = {"VSM_DEBUG", "VSM_VENV"}


def pieces(path: Path) -> Iterator[str]:
    """What stands in code, block or inline."""
    for block, inline in CODE.findall(path.read_text()):
        yield block or inline


def commands(path: Path) -> Iterator[list[str]]:
    """Every call of our own command as words."""
    for piece in pieces(path):
        for call in re.findall(r"(?:\./vsm|python vsm|/srv/vsm/vsm)((?: [^\s`'|;&>]+)*)", piece):
            yield call.split()


def anchors(path: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", path.read_text(), re.M)
    return {re.sub(r"[^\w -]", "", head).strip().lower().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("name", NAMES)
def test_every_link_and_picture_leads_somewhere(name: str) -> None:
    path, lost = ROOT / name, []
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text()):
        if target.startswith(("https://", "http://")):
            continue
        file, _, anchor = target.partition("#")
        found = (path.parent / file).resolve() if file else path
        if not found.is_file() or ROOT not in found.parents or (anchor and anchor not in anchors(found)):
            lost.append(target)
    assert lost == []


def test_every_paper_is_reached_from_the_readme() -> None:
    reached, todo = set(), [ROOT / "README.md"]
    while todo:
        path = todo.pop()
        if path in reached or path.suffix != ".md":
            continue
        reached.add(path)
        links = re.findall(r"\]\(([^)\s#]+)", path.read_text())
        todo += [(path.parent / link).resolve() for link in links if "://" not in link]
    assert [str(path.relative_to(ROOT)) for path in PAPERS if path not in reached] == []


def test_every_picture_is_shown_and_small() -> None:
    shown = {Path(target).name for path in PAPERS for target in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", path.read_text())}
    kept = {path.name: path.stat().st_size for path in (ROOT / "docs/pictures").iterdir()}
    assert set(kept) == shown
    assert {name for name, size in kept.items() if size > 300_000} == set()


@pytest.mark.parametrize("name", NAMES)
def test_every_command_exists_with_its_options(name: str) -> None:
    wrong = []
    for words in commands(ROOT / name):
        if not words:
            continue
        command, options = words[0], {word.partition("=")[0] for word in words if word.startswith("--")}
        if command not in VSM["COMMANDS"]:
            wrong.append(words)
        elif command == "manage":
            wrong += [] if words[1] in get_commands() and options <= options_of(words[1]) else [words]
        elif command != "test":
            wrong += [] if options <= options_of(command) | {"--data"} else [words]
    assert wrong == []


def options_of(command: str) -> set[str]:
    """The long options of one of Django's commands."""
    parser = load_command_class(get_commands()[command], command).create_parser("manage.py", command)
    return {option for action in parser._actions for option in action.option_strings}


def test_the_readme_has_one_command_to_run_and_one_to_test() -> None:
    text = (ROOT / "README.md").read_text()
    assert "```\n./vsm up --demo\n```" in text
    assert "```\n./vsm test\n```" in text
    assert "./vsm test" in (ROOT / ".ci/run").read_text()


@pytest.mark.parametrize("name", NAMES)
def test_every_file_that_is_named_exists(name: str) -> None:
    lost = []
    for piece in pieces(ROOT / name):
        word = piece.strip()
        is_ours = FILE.match(word) and word.removeprefix("./").partition("/")[0] in TOP
        if is_ours and not list(ROOT.glob(re.sub(r"<\w+>", "*", word.removeprefix("./").rstrip("/")))):
            lost.append(word)
        lost += [module for module in re.findall(r"python -m (tools[\w.]*)", piece) if importlib.util.find_spec(module) is None]
    assert lost == []


TOP = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")} - {"data"}


def test_every_variable_is_explained_and_every_explained_one_is_read() -> None:
    code = "".join(path.read_text() for path in (ROOT / "vsm_site").rglob("*.py")) + (ROOT / "vsm").read_text()
    read = set(re.findall(r"""(?:env\.\w+|environ\.get|getenv)\(\s*"([A-Z_]+)\"""", code))
    table = "".join(re.findall(r"^\| (`[A-Z].*?) \|", (ROOT / "docs/deploying.md").read_text(), re.M))
    explained = set(re.findall(r"`([A-Z_]+)`", table))
    assert explained - read == OTHERS_READ - read
    assert {name for name in read if name.startswith("VSM_") or name.endswith("_URL")} - explained == NOT_FOR_PEOPLE


def test_every_service_that_is_named_is_one_of_the_compose_file() -> None:
    services = set(yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"])
    text = "".join(path.read_text() for path in PAPERS)
    named = {word for words in re.findall(r"docker compose (?:exec|run|stop)((?: [\w-]+)+)", text) for word in words.split()[:1]}
    named |= set(re.findall(r"docker compose (?:exec|run)(?: --?[\w-]+)* (\w+)", text))
    named |= {word for words in re.findall(r"docker compose stop((?: \w+)+)\n", text) for word in words.split()}
    assert named - services - {"-T", "--rm"} == set()
    assert {"web", "proxy", "worker", "beat"} <= named


def test_the_page_of_rights_is_that_of_the_table() -> None:
    assert (ROOT / "docs/guide/rights.md").read_text() == rights.page()
