"""Addresses of workshops under /api/v1/."""

from django.urls import path

from workshops.api import captures, changes

urlpatterns = [
    path("workshops/<uuid:pk>/captures/", captures.WorkshopCaptures.as_view(), name="api-workshop-captures"),
    path("captures/<uuid:pk>/", captures.OneCapture.as_view(), name="api-capture"),
    path("workshops/<uuid:pk>/live/state/", changes.LiveState.as_view(), name="api-live-state"),
    path("workshops/<uuid:pk>/live/changes/", changes.LiveChanges.as_view(), name="api-live-changes"),
]
