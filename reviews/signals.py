"""What happens to a review that its reminders follow, inside the same change."""

from django.dispatch import Signal

review_moved = Signal()
"""A review was made, moved, held, closed or cancelled; sent with `review` and `now`."""
