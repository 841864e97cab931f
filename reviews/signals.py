"""What happens to reviews and metrics that others follow, inside the same change."""

from django.dispatch import Signal

metric_measured = Signal()
"""A metric got a value, in a review or between two; sent with `tx` and `record`."""

meeting_moved = Signal()
"""An alignment meeting was planned, moved, held, cancelled or taken back; sent with `meeting` and `now`."""

review_moved = Signal()
"""A review was made, moved, held, closed or cancelled; sent with `review` and `now`."""
