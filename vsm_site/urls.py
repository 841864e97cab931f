"""All addresses. Each app brings its own; the order only matters where prefixes overlap."""

from django.contrib import admin
from django.urls import include, path

from vsm_site import health, views

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", views.start, name="start"),
    path("help/", views.guide, name="help"),
    path("demo/sign-in/", views.demo_sign_in, name="demo-sign-in"),
    path("accounts/", include("accounts.urls")),
    path("", include("workshops.urls")),
    path("", include("mapping.urls")),
    path("", include("actionplans.urls")),
    path("", include("reviews.urls")),
    path("api/v1/", include("vsm_site.api")),
    path("admin/", admin.site.urls),
]
handler400 = "vsm_site.views.bad_request"
handler403 = "vsm_site.views.forbidden"
handler404 = "vsm_site.views.not_found"
handler500 = "vsm_site.views.server_error"
