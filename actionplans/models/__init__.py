"""The action plan of a workshop, how it was agreed on, its check-ins, and what owners are asked between them."""

from actionplans.models.agreement import Baseline, Handover, PlanSignature
from actionplans.models.checkins import CheckIn, CheckInPoint, SponsorNote
from actionplans.models.outreach import Outreach
from actionplans.models.plans import Action, ActionPlan, Grade, PlanBlock, ProgressUpdate, Promise
from actionplans.models.requests import CheckInLink, CheckInRequest, CheckInRound
from actionplans.models.views import PlanView

__all__ = [
    "Action",
    "ActionPlan",
    "Baseline",
    "CheckIn",
    "CheckInLink",
    "CheckInPoint",
    "CheckInRequest",
    "CheckInRound",
    "Grade",
    "Handover",
    "Outreach",
    "PlanBlock",
    "PlanSignature",
    "PlanView",
    "ProgressUpdate",
    "Promise",
    "SponsorNote",
]
