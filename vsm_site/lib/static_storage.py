"""Hashed static files with rewritten module imports, so that native ES modules load without a build step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from whitenoise.storage import CompressedManifestStaticFilesStorage

RARELY_ASKED = ("admin/", "drf_spectacular_sidecar/")


class ModuleManifestStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's manifest storage that also hashes `import "./x.js"`.

    What only an administrator or a programmer looks at is left uncompressed: it would take ten seconds of the first start.
    """

    support_js_module_import_aggregation = True
    max_post_process_passes = 20
    """Each pass settles the names of one more level of modules that import each other; the map room is nine levels deep."""

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Compress the files that pages load."""
        return super().compress_files(path for path in paths if not path.startswith(RARELY_ASKED))
