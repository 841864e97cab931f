"""Addresses of reviews, reports and the dashboard."""

from reviews.views import contents, dashboard, reports, reviews

urlpatterns = [*reviews.urlpatterns, *contents.urlpatterns, *reports.urlpatterns, *dashboard.urlpatterns]
