"""Addresses of reviews, reports and the dashboard."""

from reviews.views import alignment, contents, dashboard, ending, pulse, reports, reviews, streams, sustain

urlpatterns = [
    *reviews.urlpatterns,
    *sustain.urlpatterns,
    *pulse.urlpatterns,
    *ending.urlpatterns,
    *contents.urlpatterns,
    *alignment.urlpatterns,
    *reports.urlpatterns,
    *dashboard.urlpatterns,
    *streams.urlpatterns,
]
