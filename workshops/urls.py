"""Addresses of workshops, by what they are about."""

from workshops.views import captures, changes, charter, days, people, stages, streams, workshops

urlpatterns = [
    *workshops.urlpatterns,
    *streams.urlpatterns,
    *stages.urlpatterns,
    *charter.urlpatterns,
    *people.urlpatterns,
    *captures.urlpatterns,
    *days.urlpatterns,
    *changes.urlpatterns,
]
