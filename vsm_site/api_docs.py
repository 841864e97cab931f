"""The OpenAPI document and its page: public, and complete without any other host."""

from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView


class Schema(SpectacularAPIView):
    """The OpenAPI document."""


class Docs(SpectacularSwaggerSplitView):
    """The documentation page; its script is a file of its own, so the strict policy holds."""

    url_name = "api-schema"


class DocsScript(SpectacularSwaggerSplitView):
    """The script of the documentation page."""

    url_name = "api-schema"
