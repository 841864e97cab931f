"""Addresses of workshops under /api/v1/."""

from django.urls import path

from workshops.api import captures, changes, charter, people, preparation, rounds, streams, touch_points, workshops

urlpatterns = [
    path("streams/", streams.Streams.as_view(), name="api-streams"),
    path("streams/<uuid:pk>/", streams.OneStream.as_view(), name="api-stream"),
    path("streams/<uuid:pk>/owner/", touch_points.StreamOwner.as_view(), name="api-stream-owner"),
    path("streams/<uuid:pk>/touch-points/", touch_points.StreamTouchPoints.as_view(), name="api-touch-points"),
    path("streams/<uuid:stream>/touch-points/<uuid:pk>/", touch_points.OneTouchPoint.as_view(), name="api-touch-point"),
    path("workshops/", workshops.Workshops.as_view(), name="api-workshops"),
    path("workshops/<uuid:pk>/", workshops.OneWorkshop.as_view(), name="api-workshop"),
    path("workshops/<uuid:pk>/captures/", captures.WorkshopCaptures.as_view(), name="api-workshop-captures"),
    path("captures/<uuid:pk>/", captures.OneCapture.as_view(), name="api-capture"),
    path("captures/<uuid:pk>/photo/", captures.CapturePhoto.as_view(), name="api-capture-photo"),
    path("workshops/<uuid:pk>/people/", people.WorkshopPeople.as_view(), name="api-workshop-people"),
    path("people/<uuid:pk>/", people.OnePerson.as_view(), name="api-person"),
    path("workshops/<uuid:pk>/charter/versions/", charter.WorkshopCharterVersions.as_view(), name="api-charter-versions"),
    path("charter/versions/<uuid:pk>/", charter.OneCharterVersion.as_view(), name="api-charter-version"),
    path("workshops/<uuid:pk>/charter/comments/", charter.WorkshopCharterComments.as_view(), name="api-charter-comments"),
    path("charter/comments/<uuid:pk>/", charter.OneCharterComment.as_view(), name="api-charter-comment"),
    path("workshops/<uuid:pk>/meetings/", preparation.WorkshopMeetings.as_view(), name="api-meetings"),
    path("meetings/<uuid:pk>/", preparation.OneMeeting.as_view(), name="api-meeting"),
    path("workshops/<uuid:pk>/files/", preparation.WorkshopFiles.as_view(), name="api-files"),
    path("tasks/<uuid:pk>/files/", preparation.TaskFiles.as_view(), name="api-task-files"),
    path("files/<uuid:pk>/", preparation.OneFile.as_view(), name="api-file"),
    path("workshops/<uuid:pk>/rounds/", rounds.WorkshopRounds.as_view(), name="api-rounds"),
    path("rounds/<uuid:pk>/", rounds.OneRound.as_view(), name="api-round"),
    path("workshops/<uuid:pk>/live/state/", changes.LiveState.as_view(), name="api-live-state"),
    path("workshops/<uuid:pk>/live/changes/", changes.LiveChanges.as_view(), name="api-live-changes"),
    path("workshops/<uuid:pk>/live/undo/", changes.LiveUndo.as_view(), name="api-live-undo"),
]
