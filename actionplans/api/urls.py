"""Addresses of the action plan in the API."""

from django.urls import path

from actionplans.api import views

urlpatterns = [
    path("workshops/<uuid:pk>/actions/", views.WorkshopActions.as_view(), name="api-workshop-actions"),
    path("actions/<uuid:pk>/", views.OneAction.as_view(), name="api-action"),
]
