"""Maps as rows: what vsm-map/1 says, one column a datum, absent where it was not given."""

from mapping.models.maps import Map, MapNote, Party
from mapping.models.steps import Flow, Information, Step

__all__ = ["Flow", "Information", "Map", "MapNote", "Party", "Step"]
