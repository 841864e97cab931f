"""Addresses of reviews, reports and the dashboard."""

from reviews.views import dashboard, reports, reviews

urlpatterns = [*reviews.urlpatterns, *reports.urlpatterns, *dashboard.urlpatterns]
