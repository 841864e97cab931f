"""Reviews after 30, 60 and 90 days, what was measured and decided there, their reminders, and reports."""

from reviews.models.reminders import Reminder
from reviews.models.reports import GeneratedReport
from reviews.models.reviews import Decision, Review, ReviewReading

__all__ = ["Decision", "GeneratedReport", "Reminder", "Review", "ReviewReading"]
