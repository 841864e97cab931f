"""Addresses of reviews and reports under /api/v1/."""

from django.urls import URLPattern, path

from reviews.api import ledger, reports, sustain, views

urlpatterns: list[URLPattern] = [
    path("workshops/<uuid:pk>/reviews/", views.WorkshopReviews.as_view(), name="api-workshop-reviews"),
    path("reviews/<uuid:pk>/", views.OneReview.as_view(), name="api-review"),
    path("workshops/<uuid:pk>/promises/", ledger.WorkshopPromises.as_view(), name="api-workshop-promises"),
    path("workshops/<uuid:pk>/standards/", sustain.WorkshopStandards.as_view(), name="api-standards"),
    path("standards/<uuid:pk>/", sustain.OneStandard.as_view(), name="api-standard"),
    path("standards/<uuid:pk>/checks/", sustain.StandardChecks.as_view(), name="api-checks"),
    path("standards/checks/<uuid:pk>/", sustain.OneCheck.as_view(), name="api-check"),
    path("workshops/<uuid:pk>/resistance/", sustain.WorkshopResistance.as_view(), name="api-resistance"),
    path("resistance/<uuid:pk>/", sustain.OneResistance.as_view(), name="api-one-resistance"),
    path("workshops/<uuid:pk>/reports/", reports.WorkshopReports.as_view(), name="api-workshop-reports"),
    path("reports/<uuid:pk>/", reports.OneReport.as_view(), name="api-report"),
    path("reports/<uuid:pk>/file/", reports.ReportFile.as_view(), name="api-report-file"),
]
