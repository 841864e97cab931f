"""What happens in a workshop that higher apps react to, inside the same change. There are no other signals here.

Each is sent with `tx` (the open change) and `workshop`; a receiver calls one service with them and may write through `tx`.
"""

from django.dispatch import Signal

workshop_created = Signal()
"""A workshop was made."""
days_moved = Signal()
"""The first or last day, or the time zone, changed; also `before`, the former values of those that did."""
stage_changed = Signal()
"""The workshop went on to, or back to, another stage; also `before` (Stage)."""
person_changed = Signal()
"""Somebody got a role, got another one, or was taken out; also `person`, and `before`, the role until then ("" for none)."""
person_joined = Signal()
"""Somebody who was invited came in with an account; also `person`. Sent with `tx` and `person` only."""
barrier_moved = Signal()
"""A barrier was raised, taken, dated, lifted or taken off the list; sent with `tx` and `barrier` only."""
task_moved = Signal()
"""A set-up task was made, dated, done or taken away; sent with `tx` and `task` only."""
summary_wanted = Signal()
"""The summary of a closed day is wanted on paper, and by mail where `sending` says so (None: not); sent with `day`, `by` (Actor) and
`sending` only."""
