"""Addresses of reviews and reports under /api/v1/."""

from django.urls import URLPattern, path

from reviews.api import views

urlpatterns: list[URLPattern] = [
    path("workshops/<uuid:pk>/reviews/", views.WorkshopReviews.as_view(), name="api-workshop-reviews"),
    path("reviews/<uuid:pk>/", views.OneReview.as_view(), name="api-review"),
]
