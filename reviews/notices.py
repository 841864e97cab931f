"""What reviews tell people."""

from accounts import notifications

REVIEW_DUE = notifications.register("review-due", "A review is due", description="7 days and 1 day before a review, and on its day.").kind
REPORT_READY = notifications.register(
    "report-ready", "A report is ready", description="When the report you asked for is made.", mails=False
).kind
