"""Workshops: the team, its preparation, days and captures, and the change log."""

from workshops.models.agreement import CharterComment, CharterSignature, CharterVersion
from workshops.models.barriers import BarrierReminder
from workshops.models.captures import Capture, Photo
from workshops.models.days import AgendaItem, Barrier, LeaderQuestion, LeadershipVisit, Lesson, WorkshopDay
from workshops.models.guests import Guest, GuestReturn, GuestSession, JoinFailure, Joining
from workshops.models.invitations import CalendarEntry
from workshops.models.live import LiveBase, LiveRecord
from workshops.models.log import Change, WorkshopHead
from workshops.models.nudges import Dismissal
from workshops.models.preparation import Charter, CharterTarget, SetupTask, StageMove
from workshops.models.rounds import Board, Round, RoundEntry, RoundItem, RoundKey, Timer
from workshops.models.setup import KeptFile, Meeting, StoredFile, TaskFile
from workshops.models.streams import ItemKind, TouchPoint, ValueStream
from workshops.models.summaries import SummaryReading, SummarySending
from workshops.models.team import Attendance, Training
from workshops.models.workshop import ROLE_LABELS, Participation, Visit, Workshop

__all__ = [
    "ROLE_LABELS",
    "AgendaItem",
    "Attendance",
    "Barrier",
    "BarrierReminder",
    "Board",
    "CalendarEntry",
    "Capture",
    "Change",
    "Charter",
    "CharterComment",
    "CharterSignature",
    "CharterTarget",
    "CharterVersion",
    "Dismissal",
    "Guest",
    "GuestReturn",
    "GuestSession",
    "ItemKind",
    "JoinFailure",
    "Joining",
    "KeptFile",
    "LeaderQuestion",
    "LeadershipVisit",
    "Lesson",
    "LiveBase",
    "LiveRecord",
    "Meeting",
    "Participation",
    "Photo",
    "Round",
    "RoundEntry",
    "RoundItem",
    "RoundKey",
    "SetupTask",
    "StageMove",
    "StoredFile",
    "SummaryReading",
    "SummarySending",
    "TaskFile",
    "Timer",
    "TouchPoint",
    "Training",
    "ValueStream",
    "Visit",
    "Workshop",
    "WorkshopDay",
    "WorkshopHead",
]
