"""The OpenAPI document and its page: public, and complete without any other host."""

from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView


class Schema(SpectacularAPIView):
    """The OpenAPI document."""


class Docs(SpectacularSwaggerSplitView):
    """The documentation page; its script comes from the same address with `?script`, so the strict policy holds."""

    url_name = "api-schema"
    template_name = "site/api_docs.html"
