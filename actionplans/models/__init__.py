"""The action plan of a workshop, its check-ins, and what owners are asked between them."""

from actionplans.models.checkins import CheckIn, CheckInPoint, SponsorNote
from actionplans.models.plans import Action, ActionPlan, Grade, PlanBlock, ProgressUpdate, Promise
from actionplans.models.requests import CheckInLink, CheckInRequest, CheckInRound

__all__ = [
    "Action",
    "ActionPlan",
    "CheckIn",
    "CheckInLink",
    "CheckInPoint",
    "CheckInRequest",
    "CheckInRound",
    "Grade",
    "PlanBlock",
    "ProgressUpdate",
    "Promise",
    "SponsorNote",
]
