"""The addresses that there are: every named route with the methods its view takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.views.generic.edit import ProcessFormView

ALWAYS = {"HEAD", "OPTIONS", "TRACE"}


@dataclass(frozen=True)
class Route:
    """One address: its name (with namespace), pattern and view."""

    name: str
    pattern: str
    view: Callable[..., Any]

    @property
    def is_api(self) -> bool:
        """Whether it is of the JSON API."""
        return self.pattern.startswith("api/")

    def methods(self) -> set[str]:
        """The methods its view takes; empty when it does not say."""
        return methods_of(self.view) - ALWAYS


def _wrapped(view: Any) -> Iterator[Any]:
    while view is not None:
        yield view
        view = getattr(view, "__wrapped__", None)


def _declared(view: Any) -> set[str]:
    """What require_http_methods was told, which is only in its closure."""
    code = getattr(view, "__code__", None)
    if code is None or "request_method_list" not in code.co_freevars:
        return set()
    cells = dict(zip(code.co_freevars, view.__closure__, strict=True))
    return set(cells["request_method_list"].cell_contents)


def methods_of(view: Any) -> set[str]:
    """The methods a view takes: declared by a decorator, or those of its class."""
    for layer in _wrapped(view):
        if found := _declared(layer):
            return found
        kind = getattr(layer, "cls", None) or getattr(layer, "view_class", None)
        if kind is not None:
            aliases = {"put"} if issubclass(kind, ProcessFormView) else set()  # its PUT is its POST
            return {method.upper() for method in kind.http_method_names if hasattr(kind, method) and method not in aliases}
    return set()


def _walk(patterns: list[Any], prefix: str, space: str) -> Iterator[Route]:
    for entry in patterns:
        pattern = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry.url_patterns, pattern, inner)
        elif isinstance(entry, URLPattern):
            yield Route(f"{space}{entry.name or ''}", pattern, entry.callback)


@cache
def routes() -> tuple[Route, ...]:
    """All routes in the order in which they are tried."""
    return tuple(_walk(get_resolver().url_patterns, "", ""))
