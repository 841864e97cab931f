"""Addresses of maps under /api/v1/."""

from django.urls import path

from mapping.api import views, walk

urlpatterns = [
    path("workshops/<uuid:pk>/maps/", views.Maps.as_view(), name="api-maps"),
    path("maps/<uuid:pk>/document/", views.MapDocument.as_view(), name="api-map-document"),
    path("maps/<uuid:pk>/metrics/", views.MapMetricsView.as_view(), name="api-map-metrics"),
    path("maps/<uuid:pk>/svg/", views.MapSvg.as_view(), name="api-map-svg"),
    path("maps/<uuid:pk>/png/", views.MapPng.as_view(), name="api-map-png"),
    path("maps/<uuid:pk>/pdf/", views.MapPdf.as_view(), name="api-map-pdf"),
    path("maps/<uuid:pk>/compare/<uuid:other>/", views.MapComparison.as_view(), name="api-map-compare"),
    path("observations/<uuid:pk>/photo/", walk.ObservationPhoto.as_view(), name="api-observation-photo"),
]
