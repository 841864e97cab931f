"""Maps as rows: what vsm-map/1 says, one column a datum, absent where it was not given; the walk on which the data are
gathered; and how the team comes to a future state."""

from mapping.models.futures import DesignAnswer, FutureSignature, FutureVersion
from mapping.models.maps import Map, MapNote, Party
from mapping.models.prework import PreworkAnswer, PreworkLink
from mapping.models.steps import Flow, Information, Step
from mapping.models.walk import Observation, Unknown, WalkStop

__all__ = [
    "DesignAnswer",
    "Flow",
    "FutureSignature",
    "FutureVersion",
    "Information",
    "Map",
    "MapNote",
    "Observation",
    "Party",
    "PreworkAnswer",
    "PreworkLink",
    "Step",
    "Unknown",
    "WalkStop",
]
