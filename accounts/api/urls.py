"""Addresses of accounts under /api/v1/."""

from django.urls import path

from accounts.api import views

urlpatterns = [
    path("me/", views.Me.as_view(), name="api-me"),
    path("notifications/", views.Notifications.as_view(), name="api-notifications"),
]
