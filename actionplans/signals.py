"""What happens to a plan that its check-ins follow, inside the same change."""

from django.dispatch import Signal

cadence_moved = Signal()
"""The cadence of a plan was set, changed or ended; sent with `plan`, `workshop` and `now`."""
