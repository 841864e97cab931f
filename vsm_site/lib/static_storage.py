"""Hashed static files with rewritten module imports, so that native ES modules load without a build step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from re import Match
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

RARELY_ASKED = ("admin/", "drf_spectacular_sidecar/")


class ModuleManifestStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's manifest storage that also hashes `import "./x.js"`.

    What only an administrator or a programmer looks at is left uncompressed, and so is what nothing asks for, the files under their plain
    names: compressing them would take ten seconds of the first start.
    """

    support_js_module_import_aggregation = True
    max_post_process_passes = 20
    """Each pass settles the names of one more level of modules that import each other; the map room is nine levels deep."""

    def post_process(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        """Give the files their names."""
        self._is_first_pass, self._referring = True, set[str]()
        yield from super().post_process(*args, **kwargs)

    def url_converter(self, name: str, hashed_files: dict[str, str], template: str | None = None) -> Callable[[Match[str]], str]:
        """What replaces a reference to another file; who refers to one is remembered."""
        convert: Callable[[Match[str]], str] = super().url_converter(name, hashed_files, template)

        def noted(found: Match[str]) -> str:
            self._referring.add(name)
            return convert(found)

        return noted

    def _post_process(self, paths: Mapping[str, Any], adjustable_paths: list[str], hashed_files: dict[str, str]) -> Iterator[Any]:
        """One pass. What refers to nothing is settled by the first: reading megabytes of others' bundles nine times took five seconds."""
        if not self._is_first_pass:
            paths = {name: place for name, place in paths.items() if name in self._referring}
        self._is_first_pass = False
        yield from super()._post_process(paths, adjustable_paths, hashed_files)

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Compress the files that pages load."""
        asked = set(self.hashed_files.values())
        return super().compress_files(path for path in paths if path in asked and not path.startswith(RARELY_ASKED))
