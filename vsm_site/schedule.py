"""The one list of periodic jobs; the scheduler reads it. Each sweep finds what no message reached, so running one twice does no harm."""

from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {
    "outbox": {"task": "accounts.tasks.send_outbox", "schedule": 30.0, "options": {"expires": 30}},
    "reminders": {"task": "reviews.tasks.send_due_reminders", "schedule": 60.0, "options": {"expires": 60}},
    "check-ins": {"task": "actionplans.tasks.send_due_requests", "schedule": 60.0, "options": {"expires": 60}},
    "barriers": {"task": "workshops.tasks.send_barrier_reminders", "schedule": 60.0, "options": {"expires": 60}},
    "logs": {"task": "workshops.tasks.compact_logs", "schedule": 6 * 3600.0, "options": {"expires": 3600}},
    "reports": {"task": "reviews.tasks.resume_reports", "schedule": 30.0, "options": {"expires": 30}},
    "lobbies": {"task": "workshops.tasks.clear_lobbies", "schedule": 3600.0, "options": {"expires": 3600}},
}
