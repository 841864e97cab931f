"""Addresses of workshops under /api/v1/."""

from django.urls import path

from workshops.api import captures, changes, people, streams, workshops

urlpatterns = [
    path("streams/", streams.Streams.as_view(), name="api-streams"),
    path("streams/<uuid:pk>/", streams.OneStream.as_view(), name="api-stream"),
    path("workshops/", workshops.Workshops.as_view(), name="api-workshops"),
    path("workshops/<uuid:pk>/", workshops.OneWorkshop.as_view(), name="api-workshop"),
    path("workshops/<uuid:pk>/captures/", captures.WorkshopCaptures.as_view(), name="api-workshop-captures"),
    path("captures/<uuid:pk>/", captures.OneCapture.as_view(), name="api-capture"),
    path("captures/<uuid:pk>/photo/", captures.CapturePhoto.as_view(), name="api-capture-photo"),
    path("workshops/<uuid:pk>/people/", people.WorkshopPeople.as_view(), name="api-workshop-people"),
    path("people/<uuid:pk>/", people.OnePerson.as_view(), name="api-person"),
    path("workshops/<uuid:pk>/live/state/", changes.LiveState.as_view(), name="api-live-state"),
    path("workshops/<uuid:pk>/live/changes/", changes.LiveChanges.as_view(), name="api-live-changes"),
    path("workshops/<uuid:pk>/live/undo/", changes.LiveUndo.as_view(), name="api-live-undo"),
]
