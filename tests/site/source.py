"""The product's own Python files, parsed, for tests that read code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "workshops", "mapping", "actionplans", "reviews")
PACKAGES = (*APPS, "vsm_site")


@dataclass(frozen=True)
class Source:
    """One file: path from the root, and its tree."""

    path: str
    tree: ast.Module

    @property
    def is_migration(self) -> bool:
        """Whether it is a migration."""
        return "/migrations/" in self.path


@cache
def sources() -> tuple[Source, ...]:
    """All files of the product's packages."""
    files = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return tuple(Source(str(path.relative_to(ROOT)), ast.parse(path.read_text())) for path in files)


@dataclass(frozen=True)
class Call:
    """One call of a method: where, in which function, on what, as it is written."""

    path: str
    line: int
    function: str
    receiver: str
    method: str
    node: ast.Call

    @property
    def place(self) -> str:
        """`path function receiver.method`: how exceptions name it, since lines move."""
        return f"{self.path} {self.function} {self.receiver}.{self.method}"


def walk(node: ast.AST, function: str = "-") -> Iterator[tuple[ast.AST, str]]:
    """Every node below with the name of the innermost function around it."""
    for child in ast.iter_child_nodes(node):
        inner = child.name if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else function
        yield child, inner
        yield from walk(child, inner)


def method_calls(source: Source) -> Iterator[Call]:
    """Every `receiver.method(...)` of a file."""
    for node, function in walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield Call(source.path, node.lineno, function, ast.unparse(node.func.value), node.func.attr, node)
