"""All addresses of the JSON API, under /api/v1/."""

from django.urls import include, path

from vsm_site.api_docs import Docs, Schema

urlpatterns = [
    path("schema/", Schema.as_view(), name="api-schema"),
    path("docs/", Docs.as_view(), name="api-docs"),
    path("", include("accounts.api.urls")),
    path("", include("workshops.api.urls")),
    path("", include("mapping.api.urls")),
    path("", include("actionplans.api.urls")),
    path("", include("reviews.api.urls")),
]
