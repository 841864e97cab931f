"""Addresses of maps."""

from mapping.views import captures, compare, design, futures, links, maps, modes, practice, prework, steps, table, walk, walk_sheet

urlpatterns = [
    *maps.urlpatterns,
    *table.urlpatterns,
    *steps.urlpatterns,
    *links.urlpatterns,
    *compare.urlpatterns,
    *futures.urlpatterns,
    *design.urlpatterns,
    *modes.urlpatterns,
    *captures.urlpatterns,
    *walk.urlpatterns,
    *walk_sheet.urlpatterns,
    *practice.urlpatterns,
    *prework.urlpatterns,
]
