"""Addresses of maps."""

from mapping.views import compare, maps, table

urlpatterns = [*maps.urlpatterns, *table.urlpatterns, *compare.urlpatterns]
