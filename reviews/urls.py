"""Addresses of reviews, reports and the dashboard."""

from reviews.views import alignment, contents, dashboard, reports, reviews, streams

urlpatterns = [
    *reviews.urlpatterns,
    *contents.urlpatterns,
    *alignment.urlpatterns,
    *reports.urlpatterns,
    *dashboard.urlpatterns,
    *streams.urlpatterns,
]
