"""Hashed static files with rewritten module imports, so that native ES modules load without a build step."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleManifestStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's manifest storage that also hashes `import "./x.js"`."""

    support_js_module_import_aggregation = True
