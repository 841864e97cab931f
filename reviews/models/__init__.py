"""Reviews after 30, 60 and 90 days and alignment meetings, what was measured and decided there, what sustains the
new way, reminders, and reports."""

from reviews.models.alignment import Alignment, AlignmentMeeting
from reviews.models.reminders import MeetingReminder, Reminder
from reviews.models.reports import GeneratedReport
from reviews.models.reviews import Decision, Review, ReviewReading
from reviews.models.sustain import Measurement, Resistance, StandardFile, StandardWork, SustainmentCheck

__all__ = [
    "Alignment",
    "AlignmentMeeting",
    "Decision",
    "GeneratedReport",
    "Measurement",
    "MeetingReminder",
    "Reminder",
    "Resistance",
    "Review",
    "ReviewReading",
    "StandardFile",
    "StandardWork",
    "SustainmentCheck",
]
