"""Addresses of maps."""

from mapping.views import captures, compare, links, maps, modes, steps, table

urlpatterns = [
    *maps.urlpatterns,
    *table.urlpatterns,
    *steps.urlpatterns,
    *links.urlpatterns,
    *compare.urlpatterns,
    *modes.urlpatterns,
    *captures.urlpatterns,
]
