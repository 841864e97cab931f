"""Addresses of workshops under /api/v1/."""

from django.urls import path

from workshops.api import changes

urlpatterns = [
    path("workshops/<uuid:pk>/live/state/", changes.LiveState.as_view(), name="api-live-state"),
    path("workshops/<uuid:pk>/live/changes/", changes.LiveChanges.as_view(), name="api-live-changes"),
]
