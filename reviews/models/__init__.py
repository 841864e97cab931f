"""Reviews after 30, 60 and 90 days and alignment meetings, what was measured and decided there, reminders, and reports."""

from reviews.models.alignment import Alignment, AlignmentMeeting
from reviews.models.reminders import Reminder
from reviews.models.reports import GeneratedReport
from reviews.models.reviews import Decision, Review, ReviewReading

__all__ = ["Alignment", "AlignmentMeeting", "Decision", "GeneratedReport", "Reminder", "Review", "ReviewReading"]
