"""Addresses of reviews, reports and the dashboard."""

from reviews.views import alignment, contents, dashboard, ending, implementation, ledger, pulse, reports, reviews, streams, sustain

urlpatterns = [
    *reviews.urlpatterns,
    *sustain.urlpatterns,
    *pulse.urlpatterns,
    *ending.urlpatterns,
    *contents.urlpatterns,
    *alignment.urlpatterns,
    *implementation.urlpatterns,
    *reports.urlpatterns,
    *dashboard.urlpatterns,
    *streams.urlpatterns,
    *ledger.urlpatterns,
]
