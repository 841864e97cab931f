"""Addresses of reviews, reports and the dashboard."""

from reviews.views import alignment, contents, dashboard, reports, reviews

urlpatterns = [*reviews.urlpatterns, *contents.urlpatterns, *alignment.urlpatterns, *reports.urlpatterns, *dashboard.urlpatterns]
